/** The files of a GPO or of a local policy: audit.csv, GptTmpl.inf, Registry.pol, Registry.xml [MS-GPAC, MS-GPSB, MS-GPREG, MS-GPPREF]. */
import { SUBCATEGORIES } from "../../../src/core/audit-policy.ts";
import { AUDIT_CSE, PREFERENCES_REGISTRY_CSE, REGISTRY_CSE, SECURITY_CSE } from "../../../src/core/extensions.ts";
import { encodeRegistryPol } from "../../../src/testing/registry-pol-writer.ts";
import { AUDIT_HEADER } from "../../../tools/samples/policy-files.ts";
import { guidFrom } from "../../../tools/samples/ids.ts";
import { crlf, utf16, utf8, xmlAttribute } from "../../../tools/samples/text.ts";
import type { PolicySpec, PreferenceSpec, Scalar, Values } from "./model.ts";

const AUDITING: Readonly<Record<string, number>> = { none: 0, S: 1, F: 2, SF: 3 };
export const INCLUSIONS = ["No Auditing", "Success", "Failure", "Success and Failure", "No Auditing"];

/** `S`, `F`, `SF`, `none`, or the number itself: the specification's "none" is 4, what every tool writes is 0. */
export function auditNumber(value: Scalar): number {
  const number = typeof value === "number" ? value : AUDITING[value];
  if (number === undefined) throw new Error(`no audit value: ${value}`);
  return number;
}

export function subcategoryGuid(name: string): string {
  const found = SUBCATEGORIES.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`no such subcategory: ${name}`);
  return found.guid;
}

function auditCsv({ audit, lines }: PolicySpec): Uint8Array {
  const rows = Object.entries(audit ?? {}).map(([name, value]) => {
    const number = auditNumber(value);
    const guid = subcategoryGuid(name).toLowerCase();
    return `,System,Audit ${name},{${guid}},${INCLUSIONS[number]},,${number}`;
  });
  return utf8(crlf([AUDIT_HEADER, ...rows, ...lines]));
}

/** Short names of the registry values that audit policy hangs on. */
const PATHS: Readonly<Record<string, string>> = {
  SCENoApplyLegacyAuditPolicy: "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy",
  AuditReceivingNTLMTraffic: "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic",
  RestrictSendingNTLMTraffic: "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\RestrictSendingNTLMTraffic",
  AuditNTLMInDomain: "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain",
};

/** `HKLM\…` of a short name; a path stays. Null for what is neither. */
export function registryPath(text: string): string | null {
  return PATHS[text] ?? (text.startsWith("HKLM\\") ? text : null);
}

export function splitPath(text: string): { readonly key: string; readonly name: string } {
  const path = registryPath(text);
  if (path === null) throw new Error(`no registry path: ${text}`);
  const cut = path.lastIndexOf("\\");
  return { key: path.slice("HKLM\\".length, cut), name: path.slice(cut + 1) };
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`[${name}]`, ...lines];
}

/** Settings named `Section\Key` that belong to a section. */
function keysOf(values: Values, name: string): string[] {
  return Object.entries(values).flatMap(([path, value]) =>
    path.startsWith(`${name}\\`) ? [`${path.slice(name.length + 1)} = ${value}`] : [],
  );
}

const LOGS = ["System Log", "Security Log", "Application Log"];
const ACCOUNT_SECTIONS = ["System Access", "Kerberos Policy"];

function securityTemplate(spec: PolicySpec, sidOf: (principal: string) => string): Uint8Array {
  const registry = Object.entries(spec.options).map(([path, value]) => {
    const { key, name } = splitPath(path);
    return `MACHINE\\${key}\\${name}=${typeof value === "number" ? `4,${value}` : `1,"${value}"`}`;
  });
  const rights = Object.entries(spec.rights).map(
    ([right, members]) => `${right} = ${members.map((member) => `*${sidOf(member)}`).join(",")}`,
  );
  const lines = [
    "[Unicode]",
    "Unicode=yes",
    ...ACCOUNT_SECTIONS.flatMap((name) => section(name, keysOf(spec.account, name))),
    ...LOGS.flatMap((name) => section(name, keysOf(spec.logs, name))),
    ...section(
      "Event Audit",
      Object.entries(spec.legacy).map(([category, value]) => `${category} = ${auditNumber(value)}`),
    ),
    ...section("Registry Values", registry),
    ...section("Privilege Rights", rights),
    "[Version]",
    'signature="$CHICAGO$"',
    "Revision=1",
  ];
  return utf16(crlf(lines));
}

function preference(item: PreferenceSpec, index: number): string {
  const { key, name } = splitPath(item.path);
  const number = typeof item.value === "number";
  // Eight hexadecimal digits are what the editor writes for a REG_DWORD.
  const value = typeof item.value === "number" ? item.value.toString(16).toUpperCase().padStart(8, "0") : item.value;
  const filters = [
    ...(item.only === null ? [] : [`<${item.only} bool="AND" not="0" type="NETBIOS" name="DC1"/>`]),
    ...(item.once ? [`<FilterRunOnce hidden="1" not="0" bool="AND" id="{${guidFrom("once", String(index))}}"/>`] : []),
  ].join("");
  const attributes =
    `clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="${xmlAttribute(name)}" status="${xmlAttribute(name)}" ` +
    `image="12" changed="2025-01-01 00:00:00" uid="{${guidFrom("item", item.path, String(index))}}"` +
    (item.disabled ? ' disabled="1"' : "");
  const properties =
    `action="${item.action}" displayDecimal="0" default="0" hive="HKEY_LOCAL_MACHINE" key="${xmlAttribute(key)}" ` +
    `name="${xmlAttribute(name)}" type="${number ? "REG_DWORD" : "REG_SZ"}" value="${xmlAttribute(value ?? "")}"`;
  return `<Registry ${attributes}><Properties ${properties}/>${filters === "" ? "" : `<Filters>${filters}</Filters>`}</Registry>`;
}

function preferencesXml(items: readonly PreferenceSpec[]): Uint8Array {
  return utf8(
    `<?xml version="1.0" encoding="utf-8"?>\r\n<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">${items.map(preference).join("")}</RegistrySettings>\r\n`,
  );
}

function hasSecurity({ options, legacy, rights, account, logs }: PolicySpec): boolean {
  return [options, legacy, rights, account, logs].some((values) => Object.keys(values).length > 0);
}

/** Paths below the GPO's folder. */
export function policyFiles(spec: PolicySpec, sidOf: (principal: string) => string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  if (spec.audit !== null || spec.lines.length > 0) {
    files.set("Machine/Microsoft/Windows NT/Audit/audit.csv", auditCsv(spec));
  }
  if (hasSecurity(spec)) {
    files.set("Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf", securityTemplate(spec, sidOf));
  }
  const records = Object.entries(spec.registry);
  if (records.length > 0) {
    const entries = records.map(([path, data]) => ({
      ...splitPath(path),
      type: typeof data === "number" ? "REG_DWORD" : "REG_SZ",
      data,
    }));
    files.set("Machine/Registry.pol", encodeRegistryPol(entries));
  }
  if (spec.preferences.length > 0) {
    files.set("Machine/Preferences/Registry/Registry.xml", preferencesXml(spec.preferences));
  }
  return files;
}

const EXTENSIONS: Readonly<Record<string, readonly [extension: string, tool: string]>> = {
  registry: [REGISTRY_CSE, "D02B1F72-3407-48AE-BA88-E8213C6761F1"],
  security: [SECURITY_CSE, "803E14A0-B4FB-11D0-A0D0-00A0C90F574B"],
  preferences: [PREFERENCES_REGISTRY_CSE, "BEE07A6A-EC9F-4659-B8C9-0B1937907C83"],
  audit: [AUDIT_CSE, "0F3F3735-573D-9804-99E4-AB2A69BA5FD4"],
};

/** The text of gPCMachineExtensionNames: the words given, in their order, or what the settings need, ascending. */
export function extensionNames(spec: PolicySpec, given: readonly string[] | null): string {
  const needed = [
    ...(Object.keys(spec.registry).length > 0 ? ["registry"] : []),
    ...(hasSecurity(spec) ? ["security"] : []),
    ...(spec.preferences.length > 0 ? ["preferences"] : []),
    ...(spec.audit !== null || spec.lines.length > 0 ? ["audit"] : []),
  ];
  return (given ?? needed).map((word) => `[${(EXTENSIONS[word] ?? []).map((guid) => `{${guid}}`).join("")}]`).join("");
}
