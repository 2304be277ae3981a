/** Who may apply a GPO: Read and Apply Group Policy in its own descriptor, deny wins [MS-GPOL 3.2.5.1.6; formats.md 2.3, 8.4]. */
import type { AceFields } from "../core/fact.ts";
import type { Role } from "../core/report.ts";
import { parseSddl } from "../text/sddl.ts";

const APPLY_GROUP_POLICY = "EDACFD8F-FFB3-11D1-B41D-00A0C968F939";
const CONTROL_ACCESS = 0x100;
const READ_PROPERTY = 0x10;
const GENERIC_ALL = 0x10000000;
const GENERIC_READ = 0x80000000;

/** SIDs (or SDDL aliases of unknown domains) that the token of every computer of the role holds. */
const HELD_BY_ALL = ["S-1-1-0", "S-1-5-11", "WD", "AU"];
const HELD_BY: Readonly<Record<Role, readonly RegExp[]>> = {
  dc: [/^S-1-5-9$|^ED$/, /^S-1-5-21-.*-516$|^DD$/],
  ca: [/^S-1-5-21-.*-(515|517)$|^DC$|^CA$/],
  adfs: [/^S-1-5-21-.*-515$|^DC$/],
  "entra-connect": [/^S-1-5-21-.*-515$|^DC$/],
};
/** Well-known groups of people and roles that hold no computers of ours, so that they settle nothing. */
const HOLDS_NO_COMPUTER =
  /^S-1-5-21-.*-(500|512|513|514|518|519|520)$|^(DA|DU|DG|SA|EA|PA|CO|SY|BA)$|^S-1-3-|^S-1-5-18$|^S-1-5-32-544$/;

/** `yes` and `no` are certain; `unknown` hangs on group membership that the descriptor does not tell. */
export function applies(sddl: string | null, role: Role): "yes" | "no" | "unknown" {
  if (sddl === null) return "unknown";
  const parsed = parseSddl(sddl);
  if (!parsed.ok || parsed.descriptor.dacl === null) return "unknown";
  const { aces } = parsed.descriptor.dacl;
  const both = [access(aces, givesApply, role), access(aces, givesRead, role)];
  if (both.includes("no")) return "no";
  return both.includes("unknown") ? "unknown" : "yes";
}

function access(aces: readonly AceFields[], gives: (ace: AceFields) => boolean, role: Role): "yes" | "no" | "unknown" {
  const relevant = aces.filter((ace) => !ace.flags.includes("IO") && gives(ace));
  const denied = decide(
    relevant.filter((ace) => DENY.includes(ace.type)),
    role,
  );
  if (denied === "yes") return "no";
  const allowed = decide(
    relevant.filter((ace) => ALLOW.includes(ace.type)),
    role,
  );
  return allowed === "yes" && denied === "unknown" ? "unknown" : allowed;
}

const ALLOW = ["A", "OA", "XA", "ZA"];
const DENY = ["D", "OD", "XD"];

function givesApply(ace: AceFields): boolean {
  if ((ace.mask & GENERIC_ALL) !== 0) return true;
  if ((ace.mask & CONTROL_ACCESS) === 0) return false;
  return ace.objectType === null || ace.objectType === APPLY_GROUP_POLICY;
}

function givesRead(ace: AceFields): boolean {
  if ((ace.mask & (GENERIC_ALL | GENERIC_READ)) !== 0) return true;
  return (ace.mask & READ_PROPERTY) !== 0 && ace.objectType === null;
}

function decide(aces: readonly AceFields[], role: Role): "yes" | "no" | "unknown" {
  let unknown = false;
  for (const ace of aces) {
    const sid = ace.trustee;
    const held = HELD_BY_ALL.includes(sid) || HELD_BY[role].some((pattern) => pattern.test(sid));
    if (held && ace.condition === null) return "yes";
    if (!HOLDS_NO_COMPUTER.test(sid)) unknown = true;
  }
  return unknown ? "unknown" : "no";
}
