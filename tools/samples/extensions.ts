/** Which client-side extensions a GPO registers; always in ascending order [MS-GPOL 2.2.4]. */
import { AUDIT_CSE, PREFERENCES_REGISTRY_CSE, REGISTRY_CSE, SECURITY_CSE } from "../../src/core/extensions.ts";
import type { Gpo } from "./model.ts";

const PREFERENCES_TOOL = "BEE07A6A-EC9F-4659-B8C9-0B1937907C83";
const FIREWALL_TOOL = "B05566AC-FE9C-4368-BE01-7A4CBB6CBA11";
const TEMPLATES_COMPUTER_TOOL = "D02B1F72-3407-48AE-BA88-E8213C6761F1";
const TEMPLATES_USER_TOOL = "D02B1F73-3407-48AE-BA88-E8213C6761F1";
const SECURITY_TOOL = "803E14A0-B4FB-11D0-A0D0-00A0C90F574B";
const AUDIT_TOOL = "0F3F3735-573D-9804-99E4-AB2A69BA5FD4";
const CORE = "00000000-0000-0000-0000-000000000000";

function group(...guids: readonly string[]): string {
  return `[${guids.map((guid) => `{${guid}}`).join("")}]`;
}

export function hasRegistryPolicy(gpo: Gpo): boolean {
  return (gpo.policies ?? []).length > 0 || (gpo.firewall ?? []).length > 0;
}

export function auditRegistered(gpo: Gpo): boolean {
  return gpo.audit !== undefined && gpo.auditUnregistered !== true;
}

/** The text of gPCMachineExtensionNames. */
export function machineExtensionGuids(gpo: Gpo): string {
  const groups: string[] = [];
  if (gpo.preferences !== undefined) groups.push(group(CORE, PREFERENCES_TOOL));
  if (hasRegistryPolicy(gpo)) {
    const tools: string[] = [];
    if ((gpo.firewall ?? []).length > 0) tools.push(FIREWALL_TOOL);
    if ((gpo.policies ?? []).length > 0) tools.push(TEMPLATES_COMPUTER_TOOL);
    groups.push(group(REGISTRY_CSE, ...tools));
  }
  if (gpo.security !== undefined) groups.push(group(SECURITY_CSE, SECURITY_TOOL));
  if (gpo.preferences !== undefined) groups.push(group(PREFERENCES_REGISTRY_CSE, PREFERENCES_TOOL));
  if (auditRegistered(gpo)) groups.push(group(AUDIT_CSE, AUDIT_TOOL));
  return groups.join("");
}

export function userExtensionGuids(gpo: Gpo): string {
  return (gpo.userPolicies ?? []).length > 0 ? group(REGISTRY_CSE, TEMPLATES_USER_TOOL) : "";
}
