/** Which files belong together: a backup, a SYSVOL copy, one GPO of a report, loose files. By their places, not their names. */
import { guidOf } from "../core/fact.ts";
import type { FactDraft, Guid } from "../core/fact.ts";

/**
 * `backup`: a GPMC backup folder · `sysvol`: a copy of `Policies/{GUID}` · `report`: one GPO of a report file ·
 * `local`: a backup that LGPO made of a local policy · `loose`: files without a GPO around them ·
 * `directory`: known from links and its directory object only, no file with settings.
 */
export type ContainerKind = "backup" | "sysvol" | "report" | "local" | "loose" | "directory";

export interface FilePlace {
  readonly path: string;
  readonly format: string;
  readonly drafts: readonly FactDraft[];
}

export interface Place {
  /** Unique in a run: the folder, or the file, and `#GUID` for one GPO of a report of many. */
  readonly key: string;
  readonly kind: ContainerKind;
}

/** Folder of a path; `!` ends a zip's own path. "." for a bare name. */
export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("!"));
  return cut < 0 ? "." : path.slice(0, cut + (path[cut] === "!" ? 1 : 0));
}

export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("!")) + 1);
}

/** Places every file that carries facts; a report of many GPOs is placed once for each of them. */
export function placeFiles(files: readonly FilePlace[]): (file: FilePlace) => (gpo: Guid | null) => Place {
  const backups = backupFolders(files);
  const gpoOf = new Map<string, Guid>();
  for (const file of files) {
    if (file.format !== "gpmc-backup" && file.format !== "gpmc-bkupinfo") continue;
    const fields = file.drafts.find((draft) => draft.fields.kind === "gpo")?.fields;
    if (fields?.kind === "gpo" && fields.guid !== null) gpoOf.set(folderOf(file.path), fields.guid);
  }
  return (file) => {
    const folder = enclosing(file.path, backups);
    if (file.format === "gpreport-xml") {
      return (gpo) =>
        folder !== null && folder === folderOf(file.path) && (gpo === null || (gpoOf.get(folder) ?? gpo) === gpo)
          ? { key: folder, kind: "backup" }
          : { key: gpo === null ? file.path : `${file.path}#${gpo}`, kind: "report" };
    }
    const place = folder === null ? withoutBackup(file.path) : ({ key: folder, kind: "backup" } as const);
    return () => place;
  };
}

/** Folders that hold a Backup.xml or bkupInfo.xml, or a `DomainSysvol` folder with files that we read. */
function backupFolders(files: readonly FilePlace[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path, format } of files) {
    if (format === "gpmc-backup" || format === "gpmc-bkupinfo") folders.add(folderOf(path));
    const sysvol = /^(.*?)(?:^|[/!])DomainSysvol\//i.exec(path);
    if (sysvol !== null) folders.add(folderOf(path.slice(0, sysvol[0].length - 1)));
  }
  return folders;
}

function enclosing(path: string, folders: ReadonlySet<string>): string | null {
  for (let folder = folderOf(path); ; folder = folderOf(folder.replace(/!$/, ""))) {
    if (folders.has(folder)) return folder;
    if (folder === "." || folder === "" || folder === folderOf(folder.replace(/!$/, ""))) return null;
  }
}

function withoutBackup(path: string): Place {
  const copy = /^(.*[/!]|)(\{[0-9a-f-]{36}\})(?=\/(?:machine|user|adm|gpt\.ini$|gpo\.cmt$))/i.exec(path);
  if (copy !== null) return { key: copy[0], kind: "sysvol" };
  const half = /^(.*?)(?:^|[/!])(?:machine|user)\/[^!]*$/i.exec(path);
  if (half !== null) return { key: half[1] === "" || half[1] === undefined ? "." : half[1], kind: "loose" };
  if (/(^|[/!])gpt\.ini$/i.test(path)) return { key: folderOf(path), kind: "loose" };
  return { key: path, kind: "loose" };
}

/** The GPO's GUID that a SYSVOL copy's folder names. */
export function guidOfFolder(place: Place): Guid | null {
  return place.kind === "sysvol" ? guidOf(nameOf(place.key)) : null;
}

/** `…/sysvol/<domain>/Policies/{GUID}` names the domain; anything else does not. */
export function domainOfFolder(place: Place): string | null {
  if (place.kind !== "sysvol") return null;
  const match = /(?:^|[/!])([^/!]+\.[^/!]+)\/Policies\/[^/]+$/i.exec(place.key);
  return match?.[1] ?? null;
}
