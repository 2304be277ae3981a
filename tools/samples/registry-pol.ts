/** The records of a GPO's Registry.pol [MS-GPREG 2.2.1]. */
import { encodeRegistryPol } from "../../src/testing/registry-pol-writer.ts";
import type { FirewallRule, Gpo, PolRecord, RegistryPolicy } from "./model.ts";

const FIREWALL = "Software\\Policies\\Microsoft\\WindowsFirewall";

export function registryPol(records: readonly PolRecord[]): Uint8Array {
  return encodeRegistryPol(
    records.map(({ key, name, type, value }) => ({
      key,
      name,
      type: type === 4 ? "REG_DWORD" : "REG_SZ",
      data: value,
    })),
  );
}

/** [MS-GPFAS 2.2.2] */
function firewallRecord(rule: FirewallRule): PolRecord {
  const words = [
    "v2.31",
    "Action=Allow",
    "Active=TRUE",
    "Dir=In",
    `Protocol=${rule.protocol}`,
    "Profile=Domain",
    `LPort=${rule.port}`,
    ...rule.addresses.map((address) => `RA4=${address}`),
    `Name=${rule.name}`,
  ];
  return { key: `${FIREWALL}\\FirewallRules`, name: `{${rule.id}}`, type: 1, value: `${words.join("|")}|` };
}

function recordsOf(policies: readonly RegistryPolicy[]): PolRecord[] {
  return policies.flatMap((policy) => policy.records);
}

export function machineRecords(gpo: Gpo): PolRecord[] {
  const rules = gpo.firewall ?? [];
  const version: PolRecord[] =
    rules.length === 0 ? [] : [{ key: FIREWALL, name: "PolicyVersion", type: 4, value: 543 }];
  return [...recordsOf(gpo.policies ?? []), ...version, ...rules.map(firewallRecord)];
}

export function userRecords(gpo: Gpo): PolRecord[] {
  return recordsOf(gpo.userPolicies ?? []);
}
