/** A setting of the palette as the fact that its file would give. */
import type { FactFields, Via } from "../../../src/core/fact.ts";
import { FORCE, NTLM_DOMAIN, audit, category, option } from "../../../src/testing/estate.ts";
import type { Setting } from "./world.ts";

const SID = "S-1-5-21-1-2-3";

export const CREDENTIALS = "0CCE923F-69AE-11D9-BED3-505054503030";
const SECURITY_GROUPS = "0CCE9237-69AE-11D9-BED3-505054503030";
const FIELD_ENGINEERING = "HKLM\\System\\CurrentControlSet\\Services\\NTDS\\Diagnostics\\15 Field Engineering";
const RULES = "HKLM\\Software\\Policies\\Microsoft\\WindowsFirewall\\FirewallRules\\R1";
const MEMBERS = [[], ["S-1-5-80-0"], [`${SID}-1200`], ["S-1-5-80-0", "S-1-5-20"]];

export function fieldsOf({ of, value, action, condition }: Setting): { fields: FactFields; via: Via } {
  const number = value as 0 | 1 | 2 | 3;
  switch (of) {
    case "credential-validation":
      return { fields: audit(CREDENTIALS, number), via: "audit-csv" };
    case "security-groups":
      return { fields: audit(SECURITY_GROUPS, number), via: "audit-csv" };
    case "category":
      return { fields: category("AuditAccountLogon", value), via: "security-template" };
    case "force":
      return { fields: option(FORCE, value % 2), via: "security-template" };
    case "ntlm-option":
      return { fields: option(NTLM_DOMAIN, value >= 2 ? 7 : 1), via: "security-template" };
    case "ntlm-template":
      return {
        fields: { ...option(NTLM_DOMAIN, value >= 2 ? 7 : 1), side: "machine" } as FactFields,
        via: "registry-pol",
      };
    case "ntlm-delete":
      return {
        fields: {
          ...option(NTLM_DOMAIN.replace("AuditNTLMInDomain", "**del.AuditNTLMInDomain"), " "),
          side: "machine",
        } as FactFields,
        via: "registry-pol",
      };
    case "ntlm-preference":
      return {
        fields: {
          ...option(NTLM_DOMAIN, value >= 2 ? 7 : 1, action ?? "U", condition ? "targeting" : undefined),
          side: "machine",
        } as FactFields,
        via: "preferences",
      };
    case "service-logon":
      return {
        fields: { kind: "user-right", right: "SeServiceLogonRight", members: MEMBERS[value] ?? [] },
        via: "security-template",
      };
    case "deny-service-logon":
      return {
        fields: { kind: "user-right", right: "SeDenyServiceLogonRight", members: MEMBERS[value] ?? [] },
        via: "security-template",
      };
    case "clock-skew":
      return {
        fields: { kind: "account-policy", section: "Kerberos Policy", setting: "MaxClockSkew", value: (3 - value) * 4 },
        via: "security-template",
      };
    case "log-size":
      return {
        fields: { kind: "event-log", log: "Security", setting: "MaximumLogSize", value: value >= 2 ? 1_048_576 : 512 },
        via: "security-template",
      };
    case "field-engineering":
      return { fields: option(FIELD_ENGINEERING, 5), via: "security-template" };
    case "firewall": {
      const text =
        value < 2
          ? "v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=135|"
          : value < 3
            ? "v2.30|Action=Block|Active=TRUE|Dir=In|Protocol=6|LPort=135|"
            : "v2.30|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=443|";
      return { fields: { ...option(RULES, text), side: "machine" } as FactFields, via: "registry-pol" };
    }
  }
}
