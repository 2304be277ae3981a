/** Which objects a requirement is about: those of each domain, or of each forest. */
import type { FindingSubject } from "../core/report.ts";
import type { JudgeContext } from "./context.ts";
import type { SaclObject } from "./define.ts";
import { dnOf, objectsOf } from "./sacl-objects.ts";

/** One object of a requirement: of a domain, or of a forest. */
export interface SaclSubject {
  readonly subject: FindingSubject;
  /** DNS name of the domain, or of the forest's root domain; null where no file names it. */
  readonly root: string | null;
  readonly dn: string | null;
  /** Domains whose controllers keep a copy of the object. */
  readonly domains: readonly string[];
}

export function isLocal({ of }: SaclObject): boolean {
  return of === "registry-key" || of === "file";
}

/** Domains and forests as the GPOs, the computers' links and the descriptors name them. */
export function saclSubjects(object: SaclObject, name: string, { estate, evidence }: JudgeContext): SaclSubject[] {
  const index = objectsOf(evidence);
  const domains = [...new Set([...estate.domains.flatMap(({ dns }) => dns ?? []), ...index.domains])].toSorted();
  // Folders that name no domain stand for one only where nothing does.
  const unnamed = domains.length + index.forests.length > 0 ? [] : estate.domains.map((domain) => domain.name);
  const unknown = unnamed.map((domain): SaclSubject => ({
    subject: { kind: "object", name, domain },
    root: null,
    dn: null,
    domains: [],
  }));
  const roots = object.of === "domain" ? domains : forestRoots(domains, index.forests);
  const known = roots.map((root): SaclSubject => {
    const inForest = [...new Set([root, ...domains.filter((domain) => domain.endsWith(`.${root}`))])];
    return {
      subject: { kind: "object", name, domain: root },
      root,
      dn: dnOf(object, root),
      domains: object.of === "domain" ? [root] : inForest,
    };
  });
  return [...known, ...unknown];
}

function under(domain: string, root: string): boolean {
  return domain === root || domain.endsWith(`.${root}`);
}

/** What exports name as root; of domains outside those forests the one that no other stands above. */
function forestRoots(domains: readonly string[], forests: readonly string[]): string[] {
  const others = domains.filter((domain) => !forests.some((root) => under(domain, root)));
  const tops = others.filter((domain) => !others.some((other) => other !== domain && under(domain, other)));
  return [...new Set([...forests, ...tops])].toSorted();
}

/** For sentences where no distinguished name is known. */
export function subjectName({ subject }: SaclSubject): string {
  return subject.kind === "gpo" ? "the object" : `the ${subject.name}`;
}
