/** Files read → evidence: puts files of one GPO together, names every fact's subject, keeps the newest backup. */
import type { Diagnostic } from "../core/diagnostic.ts";
import {
  AUDIT_CSE,
  PREFERENCES_REGISTRY_CSE,
  REGISTRY_CSE,
  SECURITY_CSE,
  extensionOf,
  processedExtensions,
} from "../core/extensions.ts";
import type { Fact, FactDraft, FactOf, Guid, InertReason, Side, Subject, Tier, Via } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import { atOnce } from "../core/steps.ts";
import { sideOf } from "../text/gpo-path.ts";
import { supersedeCaptures } from "./captures.ts";
import { placeFiles } from "./container.ts";
import type { Place } from "./container.ts";
import type { Evidence, Gpo } from "./evidence.ts";
import { directoryEntries, identityConflicts, identityOf, joinedTo, manifestEntries, namedOnly } from "./identity.ts";
import type { Collected, Identity, ReadFile } from "./identity.ts";
import { disagreements } from "./readings.ts";
import { supersede } from "./supersede.ts";

/** Which extension must be registered in the GPO for a client to process what was read this way. */
const EXTENSION_OF: Readonly<Partial<Record<Via, Guid>>> = {
  "audit-csv": AUDIT_CSE,
  "security-template": SECURITY_CSE,
  "registry-pol": REGISTRY_CSE,
  preferences: PREFERENCES_REGISTRY_CSE,
};

const FILES_AT_ONCE = 500;

export type { ReadFile } from "./identity.ts";

/** `files` in the order in which their facts shall stand. */
export function assemble(files: readonly ReadFile[]): Evidence {
  return atOnce(assembling(files));
}

/** In pieces; says of how many files the facts are named. */
export function* assembling(files: readonly ReadFile[]): Generator<number, Evidence, undefined> {
  const placeOf = placeFiles(
    files.map((file) => ({ path: file.source.path, format: file.source.kind ?? "", drafts: file.drafts })),
  );
  const placed = files.map((file): PlacedFile => {
    const byGpo = placeOf({ path: file.source.path, format: file.source.kind ?? "", drafts: file.drafts });
    return {
      file,
      place: (draft) => {
        const name = draft === null ? null : namedOnly(draft);
        return name === null ? byGpo(draft?.gpo?.guid ?? null) : { key: `${file.source.path}#${name}`, kind: "loose" };
      },
    };
  });
  yield 0;
  const containers = collect(placed);
  yield 0;
  const manifests = manifestEntries(files);
  const directory = directoryEntries(files);
  const identities = new Map<string, Identity>();
  for (const [key, collected] of containers) identities.set(key, identityOf(collected, manifests, directory));
  yield 0;
  const joined = joinedTo(identities.values());

  const superseded = supersede([...identities.values()]);
  const ids = new FactIds();
  const hosts = new Map<string, Subject>();
  const facts: Fact[] = [];
  const factsOf = new Map<string, Fact[]>();
  for (const [index, { file, place }] of placed.entries()) {
    if (index % FILES_AT_ONCE === 0) yield index;
    const side = sideOf(file.source.path);
    for (const draft of file.drafts) {
      const { key } = place(draft);
      const identity = identities.get(key);
      const subject = oneHost(hosts, subjectOf(draft, identity, key));
      const inert =
        identity === undefined || isElsewhere(draft)
          ? undefined
          : inertReason(draft, side, identity, superseded.has(key));
      const fact: Fact = {
        tier: draft.tier ?? tierOf(draft, identity),
        via: draft.via,
        subject,
        origin: {
          source: file.source.id,
          path: file.source.path,
          span: draft.span,
          at: draft.at,
          excerpt: draft.excerpt,
        },
        ...linkedOf(draft),
        // Behind the others: an object that begins with a copy takes twice the memory, and there may be millions.
        ...draft.fields,
        id: ids.next(file.source.id, draft),
        ...(draft.extension === undefined ? {} : { extension: draft.extension }),
        ...(inert === undefined ? {} : { inert }),
        ...(file.source.read === "incomplete" && draft.via in EXTENSION_OF
          ? { doubt: "incomplete-file" as const }
          : {}),
      };
      facts.push(fact);
      if (!isElsewhere(draft)) listOf(factsOf, key).push(fact);
      for (const gpo of joined.get(draft) ?? []) listOf(factsOf, gpo).push(fact);
    }
  }

  yield files.length;
  const gpos = [...identities.values()]
    .filter((identity) => identity.isGpo)
    .map((identity) =>
      gpoOf(identity, factsOf.get(identity.place.key) ?? [], superseded.get(identity.place.key) ?? null),
    )
    .toSorted((a, b) => compareText(a.container, b.container));
  yield files.length;
  const sources = files.map((file) => file.source);
  const captures = supersedeCaptures(facts, sources);
  return {
    sources,
    facts: captures.facts,
    gpos: shareLinks(gpos),
    diagnostics: [
      ...files.flatMap((file) => file.diagnostics),
      ...[...identities.values()].flatMap(identityConflicts),
      ...gpos.flatMap((gpo) => disagreements(gpo.container, factsOf.get(gpo.container) ?? [])),
      ...gpos.flatMap(supersededDiagnostic),
      ...captures.diagnostics,
    ],
  };
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

interface PlacedFile {
  readonly file: ReadFile;
  /** The container of a fact, by the GPO that the file itself names. */
  readonly place: (draft: FactDraft | null) => Place;
}

function collect(files: readonly PlacedFile[]): Map<string, Collected> {
  const containers = new Map<string, Collected>();
  for (const { file, place } of files) {
    if (file.source.kind === "gpmc-manifest") continue;
    for (const draft of file.drafts) {
      if (isElsewhere(draft)) continue;
      const at = place(draft);
      const collected = containers.get(at.key) ?? { place: at, drafts: [] };
      collected.drafts.push({ source: file.source, draft });
      containers.set(at.key, collected);
    }
    // A file without facts (an audit.csv with a header only, preferences we do not read) still shows that its GPO exists.
    if (file.drafts.length === 0 && file.source.kind !== null) {
      const at = place(null);
      const shows = file.source.read === "complete" || at.kind === "backup" || at.kind === "sysvol";
      if (shows && file.source.kind !== "zip" && !containers.has(at.key))
        containers.set(at.key, { place: at, drafts: [] });
    }
  }
  return containers;
}

/** A link that an export of its container shows: which GPO it means there. */
function linkedOf(draft: FactDraft): Pick<Fact, "linked"> {
  return draft.fields.kind === "gpo-link" && draft.object !== undefined && draft.gpo !== undefined
    ? { linked: draft.gpo }
    : {};
}

function subjectOf(draft: FactDraft, identity: Identity | undefined, container: string): Subject {
  if (draft.object !== undefined) return draft.object;
  if (draft.host !== undefined) return { kind: "host", name: draft.host ?? `unnamed computer (${container})` };
  const own = draft.fields.kind === "gpo" && draft.via === "gpmc-manifest" ? draft.fields : undefined;
  return {
    kind: "gpo",
    guid: own?.guid ?? identity?.guid ?? draft.gpo?.guid ?? null,
    name: own?.name ?? identity?.name ?? draft.gpo?.name ?? null,
    domain: own?.domain ?? identity?.domain ?? draft.gpo?.domain ?? null,
    container,
  };
}

/** One object for all facts of a computer: a registry export has millions. */
function oneHost(known: Map<string, Subject>, subject: Subject): Subject {
  if (subject.kind !== "host") return subject;
  const host = known.get(subject.name) ?? subject;
  if (host === subject) known.set(subject.name, subject);
  return host;
}

const MACHINE_ONLY: readonly Via[] = ["audit-csv", "security-template"];

function inertReason(
  draft: FactDraft,
  side: Side | null,
  identity: Identity,
  superseded: boolean,
): InertReason | undefined {
  const { fields, via } = draft;
  if (fields.kind === "gpo" || fields.kind === "gpo-link") return undefined;
  if (superseded) return "superseded-backup";
  // Audit policy and security templates are read below Machine only [MS-GPAC 3.2.5, MS-GPSB 3.2.5].
  if (side === "user" && MACHINE_ONLY.includes(via)) return "user-side";
  const userSide = fields.kind === "registry" && (fields.side === "user" || fields.hive === "HKCU");
  if (fields.kind === "registry" && fields.condition?.startsWith("disabled") === true) return "item-disabled";
  if (!userSide && identity.computerEnabled === false) return "computer-disabled";
  // A client takes a half whose version is 0 in both places for empty [MS-GPOL 3.2.5.1.6].
  const { machineDirectory, machineSysvol } = identity.versions ?? {};
  if (!userSide && machineDirectory === 0 && machineSysvol === 0) return "version-zero";
  const extension = EXTENSION_OF[via];
  if (!userSide && extension !== undefined && lacks(identity.machineExtensions, extension)) {
    return "cse-missing";
  }
  return undefined;
}

function lacks(list: readonly Guid[] | null, extension: Guid): boolean {
  return list !== null && !processedExtensions(list).includes(extension);
}

/** Facts of computers and directory objects belong to no GPO. */
function isElsewhere(draft: FactDraft): boolean {
  return draft.host !== undefined || draft.object !== undefined;
}

/** Read on the host · linked GPO · GPO without scope. */
function tierOf(draft: FactDraft, identity: Identity | undefined): Tier {
  if (draft.host !== undefined) return "A";
  return identity === undefined || identity.links === null ? "D" : "C";
}

class FactIds {
  readonly #seen = new Map<string, number>();

  next(source: string, draft: FactDraft): string {
    const id = `${source.slice(0, 12)}:${draft.span.start}-${draft.span.end}:${draft.fields.kind}`;
    const count = (this.#seen.get(id) ?? 0) + 1;
    this.#seen.set(id, count);
    return count === 1 ? id : `${id}#${count}`;
  }
}

function gpoOf(identity: Identity, facts: readonly Fact[], supersededBy: string | null): Gpo {
  const { place, said: _said, isGpo: _isGpo, inDirectory: _inDirectory, links, ...fields } = identity;
  const settings = facts.filter((fact) => fact.kind !== "gpo" && fact.kind !== "gpo-link");
  // A report repeats what the files of an extension say.
  const fromFiles = new Set(
    settings.filter((fact) => fact.via !== "gpreport").flatMap((fact) => extensionOf(fact) ?? []),
  );
  const repeats = (fact: Fact): boolean => {
    const extension = fact.via === "gpreport" ? extensionOf(fact) : null;
    return extension !== null && fromFiles.has(extension);
  };
  return {
    ...fields,
    container: place.key,
    identity: facts.filter((fact): fact is FactOf<"gpo"> => fact.kind === "gpo"),
    links: links === null ? null : facts.filter((fact): fact is FactOf<"gpo-link"> => fact.kind === "gpo-link"),
    settings: settings.filter((fact) => !repeats(fact)),
    supersededBy,
  };
}

/** A copy that counts and has no report takes the links from a report of the same GPO that stands beside it. */
function shareLinks(gpos: readonly Gpo[]): Gpo[] {
  const known = new Map<string, Gpo["links"]>();
  for (const gpo of gpos) {
    if (gpo.supersededBy !== null && gpo.links !== null) known.set(gpo.supersededBy, gpo.links);
  }
  return gpos.map((gpo) => (gpo.links === null ? { ...gpo, links: known.get(gpo.container) ?? null } : gpo));
}

function supersededDiagnostic(gpo: Gpo): Diagnostic[] {
  if (gpo.supersededBy === null) return [];
  return [
    {
      code: "superseded",
      path: gpo.container,
      at: null,
      data: { gpo: gpo.name ?? gpo.guid ?? gpo.container, time: gpo.backupTime ?? "no time", by: gpo.supersededBy },
    },
  ];
}
