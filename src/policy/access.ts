/** Does a descriptor in SDDL allow bits to a SID: the ACL of an event log channel [MS-EVEN6 2.2.2; formats.md 6.1]. */
import { parseSddl } from "../text/sddl.ts";

const GENERIC_ALL = 0x10000000;
/** GENERIC_READ of an event log maps to read (1). */
const GENERIC_READ = 0x80000000;

/** `unknown` for text that is no SDDL. Only ACEs of that SID and of Everyone count; groups are not expanded. */
export function grantsAccess(sddl: string, sid: string, mask: number): "pass" | "fail" | "unknown" {
  const parsed = parseSddl(sddl);
  if (!parsed.ok) return "unknown";
  const { dacl } = parsed.descriptor;
  if (dacl === null) return "unknown";
  if (dacl.nullAcl) return "pass";
  let allowed = 0;
  for (const ace of dacl.aces) {
    if (ace.trustee !== sid && ace.trustee !== "S-1-1-0" && ace.trustee !== "WD") continue;
    if (ace.flags.includes("IO")) continue;
    const bits = (ace.mask & GENERIC_ALL) !== 0 ? mask : (ace.mask & GENERIC_READ) !== 0 ? ace.mask | 1 : ace.mask;
    if (ace.type === "D" && (bits & mask & ~allowed) !== 0) return "fail";
    if (ace.type === "A") allowed |= bits;
  }
  return (allowed & mask) === mask ? "pass" : "fail";
}
