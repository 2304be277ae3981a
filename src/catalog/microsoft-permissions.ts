/** The permission levels that the module compares on GPOs for CAs: who reads, who reads and applies. */
import { parseSddl } from "../text/sddl.ts";

const APPLY_GROUP_POLICY = "EDACFD8F-FFB3-11D1-B41D-00A0C968F939";
const CONTROL_ACCESS = 0x100;
/** List contents, read properties. */
const READ = 0x14;
/** Create, delete, write properties, delete tree, delete, write DACL, write owner: an editor's level. */
const EDIT = 0x1 | 0x2 | 0x20 | 0x40 | 0x10000 | 0x40000 | 0x80000;

type Level = "none" | "read" | "apply" | "more";

/** Cert Publishers apply it, domain controllers and Authenticated Users read it. Null: the list is not in the evidence, or not understood. */
export function isForCertPublishers(sddl: string | null): boolean | null {
  if (sddl === null) return null;
  const result = parseSddl(sddl);
  if (!result.ok || result.descriptor.dacl === null) return null;
  const { aces } = result.descriptor.dacl;
  const levelOf = (is: (trustee: string) => boolean): Level => {
    let read = false;
    let apply = false;
    for (const { type, mask, objectType, trustee } of aces) {
      if (!is(trustee)) continue;
      // A deny, or a condition, makes it a list of its own kind.
      if (type !== "A" && type !== "OA") return "more";
      if (objectType === null && (mask & EDIT) !== 0) return "more";
      if (objectType === null && (mask & READ) === READ) read = true;
      if ((mask & CONTROL_ACCESS) !== 0 && (objectType === null || objectType === APPLY_GROUP_POLICY)) apply = true;
    }
    return apply && read ? "apply" : read ? "read" : "none";
  };
  return (
    levelOf(group("517", "CA")) === "apply" &&
    levelOf(group("516", "DD")) === "read" &&
    levelOf((trustee) => trustee === "S-1-5-11" || trustee === "AU") === "read"
  );
}

function group(rid: string, alias: string): (trustee: string) => boolean {
  return (trustee) => trustee === alias || (trustee.startsWith("S-1-5-21-") && trustee.endsWith(`-${rid}`));
}
