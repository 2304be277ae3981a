/** Client-side extensions that carry the settings we read [MS-GPAC 1.9, MS-GPSB 1.9, MS-GPREG 1.9, MS-GPPREF 1.9]. */
import type { FactDraft, Guid, Via } from "./fact.ts";

export const REGISTRY_CSE: Guid = "35378EAC-683F-11D2-A89A-00C04FBBCFA2";
export const SECURITY_CSE: Guid = "827D319E-6EAC-11D2-A4EA-00C04F79F83A";
export const AUDIT_CSE: Guid = "F3CCC681-B74C-4060-9F26-CD84525DCA2A";
export const PREFERENCES_REGISTRY_CSE: Guid = "B087BE9D-ED37-454F-AF9C-04291E351182";

/** The extension that writes a setting on the client. */
export type Extension = "registry" | "security" | "preferences" | "audit";

/** Readings of one extension's own file, or of its text form. */
const EXTENSION_OF: Readonly<Partial<Record<Via, Extension>>> = {
  "audit-csv": "audit",
  "auditpol-backup": "audit",
  "security-template": "security",
  "registry-pol": "registry",
  "lgpo-text": "registry",
  preferences: "preferences",
};

/** Reports and rules carry settings of several extensions, so that their readers say which; null: of none that we know. */
export function extensionOf({ via, extension }: Pick<FactDraft, "via" | "extension">): Extension | null {
  return extension ?? EXTENSION_OF[via] ?? null;
}

/**
 * The extensions that a client runs for a GPO: it reads the list in ascending order and stops at the first GUID that is
 * out of order [MS-GPOL 2.2.4].
 */
export function processedExtensions(list: readonly Guid[]): readonly Guid[] {
  const stop = list.findIndex((guid, index) => index > 0 && guid < (list[index - 1] ?? ""));
  return stop < 0 ? list : list.slice(0, stop);
}
