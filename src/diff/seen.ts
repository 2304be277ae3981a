/** A snapshot, looked up: what this side could see, and what stands in for a finding that it does not list. */
import { LIMITS } from "../core/limits.ts";
import type { FindingSubject, Status } from "../core/report.ts";
import { folderOf, gpoLabel, keyed, Names } from "./names.ts";
import type { FindingThen, Snapshot } from "./snapshot.ts";

export type GpoThen = Snapshot["gpos"][number];

export interface StandIn {
  readonly status: Status;
  readonly because: string;
}

export class Seen {
  readonly snapshot: Snapshot;
  readonly names: Names;
  /** The copies that count. */
  readonly gpos: ReadonlyMap<string, GpoThen>;
  /** Known computers, in lower case, as written. */
  readonly computers: ReadonlyMap<string, string>;
  readonly #subjects: ReadonlySet<string>;
  readonly #folders: readonly string[];

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.names = new Names(snapshot);
    const counting = snapshot.gpos.filter(({ supersededBy }) => supersededBy === null);
    this.gpos = keyed(counting, (gpo) => this.names.gpo(gpo));
    this.#subjects = new Set(snapshot.subjects.map((subject) => this.names.subject(subject)));
    this.computers = new Map(
      snapshot.findings
        .flatMap(({ subject, computers }) => [...computers, ...hostNames(subject)])
        .concat(snapshot.subjects.flatMap(hostNames))
        .map((name) => [name.toLowerCase(), name]),
    );
    this.#folders = [...new Set(snapshot.gpos.map(({ container }) => folderOf(container)))]
      .filter((folder) => folder.length > 1 && folder.length < LIMITS.dnChars)
      .toSorted((a, b) => b.length - a.length);
  }

  has(subject: FindingSubject): boolean {
    return this.#subjects.has(this.names.subject(subject));
  }

  /** Without the folders that were given: another copy of the same files says the same. */
  readonly plain = (text: string): string => {
    let plain = text;
    for (const folder of this.#folders) plain = plain.replaceAll(folder, "");
    return plain;
  };

  /**
   * A check that speaks only where something is wrong has passed where it is silent; what a computer has to itself is
   * otherwise what its domain has. Both only if this side judged by the same catalog and saw the same kind of evidence.
   */
  standIn({ requirement, subject }: FindingThen, other: Seen): StandIn | null {
    if (this.snapshot.side.catalog.digest !== other.snapshot.side.catalog.digest) return null;
    if (subject.kind === "gpo") {
      const key = other.names.gpo(subject);
      const [here, there] = [this.gpos.get(key), other.gpos.get(key)];
      if (here === undefined || here.kind !== there?.kind) return null;
      return { status: "pass", because: `the check had nothing to say of "${gpoLabel(here)}"` };
    }
    if (subject.kind !== "host") return null;
    const host = subject.name.toLowerCase();
    const whole = this.snapshot.findings.find(
      (finding) =>
        finding.requirement === requirement &&
        finding.subject.kind === "domain" &&
        finding.computers.some((name) => name.toLowerCase() === host),
    );
    return whole === undefined
      ? null
      : { status: whole.status, because: "there the finding of its domain speaks for it" };
  }
}

function hostNames(subject: FindingSubject): string[] {
  return subject.kind === "host" ? [subject.name] : [];
}
