/** `BackupInst`: one GPMC backup as its index tells it, in manifest.xml and in bkupInfo.xml alike [formats.md 1.2]. */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { guidOf, type GpoFields } from "../core/fact.ts";
import { child, textOf, type XmlElement } from "./xml.ts";

export const MANIFEST_NAMESPACE = "http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest";

/** The eight words of one backup, as manifest.xml and bkupInfo.xml both write them [formats.md 1.2]. */
export const BACKUP_FIELDS = [
  "GPOGuid",
  "GPODomain",
  "GPODomainGuid",
  "GPODomainController",
  "BackupTime",
  "ID",
  "Comment",
  "GPODisplayName",
] as const;
const KNOWN_ELEMENTS: ReadonlySet<string> = new Set(BACKUP_FIELDS);

/** How many unknown elements of one entry are named. */
const NAMED = 5;

/** The fields that the entry carries; null where it carries none or one that is no GUID. */
export function backupInstance(instance: XmlElement, diagnostic: (draft: DiagnosticDraft) => void): GpoFields {
  function read(name: string): string | null {
    const text = textOf(child(instance, name, instance.namespace));
    return text === "" ? null : text;
  }
  const unknown = instance.children.filter(
    (one) => one.namespace !== instance.namespace || !KNOWN_ELEMENTS.has(one.name),
  );
  if (unknown.length > 0) {
    const names = unknown.slice(0, NAMED).map((one) => one.name.slice(0, 40));
    const message = `elements that no backup of GPMC has: ${names.join(", ")}`;
    diagnostic({
      code: "malformed",
      data: { message, count: unknown.length },
      offset: unknown[0]?.start ?? instance.start,
    });
  }
  for (const name of ["GPOGuid", "ID"]) {
    const text = read(name);
    if (text !== null && guidOf(text) !== null) continue;
    const message = text === null ? `no ${name}` : `${name} is no GUID`;
    diagnostic({ code: "malformed", data: { message }, offset: instance.start });
  }
  return {
    kind: "gpo",
    guid: guidOf(read("GPOGuid") ?? ""),
    name: read("GPODisplayName"),
    domain: read("GPODomain"),
    backupId: guidOf(read("ID") ?? ""),
    backupTime: read("BackupTime"),
    computerEnabled: null,
    userEnabled: null,
    machineExtensions: null,
    versions: null,
    wmiFilter: null,
    sddl: null,
  };
}
