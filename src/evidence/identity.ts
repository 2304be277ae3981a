/** Which GPO the files of one container speak of, and what each of them says about it. */
import type { Diagnostic } from "../core/diagnostic.ts";
import { guidOf } from "../core/fact.ts";
import type { FactDraft, GpoVersions, Guid, Via } from "../core/fact.ts";
import type { Position, Source } from "../core/provenance.ts";
import { domainOfFolder, folderOf, guidOfFolder, nameOf } from "./container.ts";
import type { Place } from "./container.ts";
import type { Gpo } from "./evidence.ts";

export interface ReadFile {
  readonly source: Source;
  readonly drafts: readonly (FactDraft & { readonly at: Position; readonly excerpt: string })[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A fact in the making, with the file it stands in. */
export interface Draft {
  readonly source: Source;
  readonly draft: ReadFile["drafts"][number];
}

export interface Collected {
  readonly place: Place;
  readonly drafts: Draft[];
}

/** The name of a GPO of which its file knows nothing else (Policy Analyzer): each name is a GPO of its own. */
export function namedOnly({ via, gpo }: FactDraft): string | null {
  return via === "policy-rules" && gpo?.guid === null ? gpo.name : null;
}

/** What the files of one container say about the GPO, each field with the file that said it first. */
export interface Identity {
  readonly place: Place;
  readonly kind: Gpo["kind"];
  /** False for a container of host evidence only. */
  readonly isGpo: boolean;
  readonly guid: Guid | null;
  readonly name: string | null;
  readonly domain: string | null;
  readonly backupId: Guid | null;
  readonly backupTime: string | null;
  readonly computerEnabled: boolean | null;
  readonly userEnabled: boolean | null;
  readonly machineExtensions: readonly Guid[] | null;
  readonly versions: Gpo["versions"];
  readonly wmiFilter: Gpo["wmiFilter"];
  readonly sddl: string | null;
  /** Null when no report tells about links. */
  readonly links: number | null;
  readonly said: readonly { readonly via: Via; readonly path: string; readonly fields: GpoFacts }[];
  /** The facts of directory exports about this GPO. */
  readonly inDirectory: readonly Draft[];
}
type GpoFacts = Extract<FactDraft["fields"], { kind: "gpo" }>;

/** bkupInfo.xml first, then Backup.xml, the report, GPT.INI; the manifest and the folder's name when none of them tells. */
const IDENTITY_ORDER: readonly Via[] = [
  "gpmc-bkupinfo",
  "gpmc-backup",
  "gpreport",
  "gpt-ini",
  "gpmc-manifest",
  "ldif",
  "powershell",
];

export function identityOf(
  { place, drafts }: Collected,
  manifests: Map<string, Draft>,
  directory: ReadonlyMap<Guid, readonly Draft[]>,
): Identity {
  const manifest = manifests.get(place.key);
  const own = [...drafts, ...(manifest === undefined ? [] : [manifest])];
  const inDirectory = inDirectoryOf(place, own, directory);
  const said = [...own, ...inDirectory]
    .flatMap(({ source, draft }) =>
      draft.fields.kind === "gpo" ? [{ via: draft.via, path: source.path, fields: draft.fields }] : [],
    )
    .toSorted((a, b) => IDENTITY_ORDER.indexOf(a.via) - IDENTITY_ORDER.indexOf(b.via));
  const first = <K extends keyof GpoFacts>(field: K): GpoFacts[K] | null => {
    for (const { fields } of said) if (fields[field] !== null) return fields[field];
    return null;
  };
  const hasReport = drafts.some(({ draft }) => draft.via === "gpreport");
  const links = drafts.filter(({ draft }) => draft.fields.kind === "gpo-link").length;
  const local = said.some(({ via, fields }) => via === "gpt-ini" && fields.machineExtensions !== null);
  return {
    place,
    kind: local ? "local" : place.kind,
    isGpo: true,
    guid: first("guid") ?? guidOfFolder(place),
    name: nameOfGpo(said) ?? (drafts[0] === undefined ? null : namedOnly(drafts[0].draft)),
    domain: first("domain") ?? domainOfFolder(place),
    backupId: first("backupId"),
    backupTime: first("backupTime"),
    computerEnabled: first("computerEnabled"),
    userEnabled: first("userEnabled"),
    machineExtensions: local ? null : first("machineExtensions"),
    versions: versionsOf(said),
    wmiFilter: first("wmiFilter"),
    sddl: first("sddl"),
    links: hasReport ? links : null,
    said,
    inDirectory,
  };
}

/** Backup.xml and the report carry both halves of both versions; GPT.INI those of SYSVOL, the directory its own. */
function versionsOf(said: Identity["said"]): Gpo["versions"] {
  const known = said.flatMap(({ via, fields }) =>
    fields.versions === null ? [] : [{ via, versions: fields.versions }],
  );
  const ordered = [...known.filter(({ via }) => via !== "gpt-ini"), ...known.filter(({ via }) => via === "gpt-ini")];
  const first = (half: keyof GpoVersions): number | null =>
    ordered.find(({ versions }) => versions[half] !== null)?.versions[half] ?? null;
  if (known.length === 0) return null;
  return {
    machineDirectory: first("machineDirectory"),
    machineSysvol: first("machineSysvol"),
    userDirectory: first("userDirectory"),
    userSysvol: first("userSysvol"),
  };
}

/** What exports of the directory say about GPOs, by GUID. */
export function directoryEntries(files: readonly ReadFile[]): ReadonlyMap<Guid, readonly Draft[]> {
  const entries = new Map<Guid, Draft[]>();
  for (const { source, drafts } of files) {
    for (const draft of drafts) {
      const { fields } = draft;
      if (draft.object === undefined || fields.kind !== "gpo" || fields.guid === null) continue;
      const list = entries.get(fields.guid) ?? [];
      entries.set(fields.guid, list);
      list.push({ source, draft });
    }
  }
  return entries;
}

/** The default GPOs have the same GUID in every domain: without a domain only a lone entry is the GPO's. */
function inDirectoryOf(
  place: Place,
  own: readonly Draft[],
  directory: ReadonlyMap<Guid, readonly Draft[]>,
): readonly Draft[] {
  const fields = own.flatMap(({ draft }) => (draft.fields.kind === "gpo" ? [draft.fields] : []));
  const guid = fields.find((one) => one.guid !== null)?.guid ?? guidOfFolder(place);
  if (guid === null) return [];
  const domain = (fields.find((one) => one.domain !== null)?.domain ?? domainOfFolder(place))?.toLowerCase();
  const entries = directory.get(guid) ?? [];
  const domainOf = ({ draft }: Draft): string | undefined =>
    draft.fields.kind === "gpo" ? draft.fields.domain?.toLowerCase() : undefined;
  if (domain !== undefined) return entries.filter((entry) => domainOf(entry) === domain);
  return new Set(entries.map(domainOf)).size === 1 ? entries : [];
}

/** Containers by the directory's fact that speaks of them. */
export function joinedTo(identities: Iterable<Identity>): ReadonlyMap<FactDraft, readonly string[]> {
  const joined = new Map<FactDraft, string[]>();
  for (const { place, inDirectory } of identities) {
    for (const { draft } of inDirectory) joined.set(draft, [...(joined.get(draft) ?? []), place.key]);
  }
  return joined;
}

/** A reporter without the right to read the GPO writes its GUID where the name belongs (formats.md 2.6). */
function nameOfGpo(said: Identity["said"]): string | null {
  const names = said.flatMap(({ fields }) => (fields.name === null ? [] : [fields.name]));
  return names.find((name) => guidOf(name) === null && name.trim() !== "") ?? null;
}

/** Entries of manifest.xml by the folder they describe: `<folder of the manifest>/{backup id}`. */
export function manifestEntries(files: readonly ReadFile[]): Map<string, Draft> {
  const entries = new Map<string, Draft>();
  for (const file of files) {
    if (file.source.kind !== "gpmc-manifest") continue;
    for (const draft of file.drafts) {
      if (draft.fields.kind !== "gpo" || draft.fields.backupId === null) continue;
      const folder = folderOf(file.source.path);
      for (const name of [`{${draft.fields.backupId}}`, `{${draft.fields.backupId.toLowerCase()}}`]) {
        entries.set(folder === "." ? name : folder.endsWith("!") ? `${folder}${name}` : `${folder}/${name}`, {
          source: file.source,
          draft,
        });
      }
    }
  }
  return entries;
}

export function identityConflicts(identity: Identity): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const field of ["guid", "name", "domain"] as const) {
    const values = identity.said.filter(({ fields }) => fields[field] !== null);
    const [first] = values;
    const other = values.find(({ fields }) => fields[field]?.toLowerCase() !== first?.fields[field]?.toLowerCase());
    if (first === undefined || other === undefined) continue;
    found.push({
      code: "conflict",
      path: other.path,
      at: null,
      data: {
        what: `the GPO's ${field}`,
        here: other.fields[field] ?? "",
        there: first.fields[field] ?? "",
        counts: nameOf(first.path),
      },
    });
  }
  return found;
}
