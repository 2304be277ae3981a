/** The files below a GPO's folder in SYSVOL: audit.csv, GptTmpl.inf, Registry.pol, Registry.xml, comments. */
import { type LegacyCategory, subcategoryOf } from "../../src/core/audit-policy.ts";
import { guidFrom } from "./ids.ts";
import { type AuditRow, type Gpo, gpoGuid, type PreferenceItem, type SecurityTemplate } from "./model.ts";
import { machineRecords, registryPol, userRecords } from "./registry-pol.ts";
import { crlf, utf16, utf8, xmlAttribute } from "./text.ts";
import { INCLUSION, resolveTrustee, subcategoryGuid, subcategoryName } from "./words.ts";

export const AUDIT_HEADER =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value";

/** The console lists categories by their English names. */
const CONSOLE_ORDER: readonly LegacyCategory[] = [
  "AuditAccountLogon",
  "AuditAccountManage",
  "AuditProcessTracking",
  "AuditDSAccess",
  "AuditLogonEvents",
  "AuditObjectAccess",
  "AuditPolicyChange",
  "AuditPrivilegeUse",
  "AuditSystemEvents",
];

/** The console writes its rows by category and name; the module in the order of its own table. */
function consoleOrder(rows: readonly AuditRow[]): AuditRow[] {
  return [...rows].sort((left, right) => (orderKey(left) < orderKey(right) ? -1 : 1));
}

function orderKey({ head }: AuditRow): string {
  const known = subcategoryOf(subcategoryGuid(head));
  const category = known === undefined ? -1 : CONSOLE_ORDER.indexOf(known.category);
  return `${category} ${subcategoryName(head, "en")}`;
}

/** What one row says, for audit.csv and the report alike. */
export interface AuditEntry {
  readonly name: string;
  /** As the tool wrote it: the console in lower case, the module in upper case; with braces. */
  readonly guid: string;
  readonly inclusion: string;
  readonly value: number;
}

export function auditEntries(gpo: Gpo): AuditEntry[] {
  const { language } = gpo.domain;
  const rows = gpo.audit ?? [];
  return (gpo.tool === "module" ? rows : consoleOrder(rows)).map(({ head, value }) => {
    const guid = `{${subcategoryGuid(head)}}`;
    return {
      name: subcategoryName(head, language),
      guid: gpo.tool === "module" ? guid : guid.toLowerCase(),
      inclusion: INCLUSION[language][value],
      value,
    };
  });
}

/** ASCII in English, UTF-8 without a byte order mark elsewhere [MS-GPAC 2.2]. */
export function auditCsv(gpo: Gpo): Uint8Array {
  const rows = auditEntries(gpo).map(
    ({ name, guid, inclusion, value }) => `,System,${name},${guid},${inclusion},,${value}`,
  );
  return utf8(crlf([AUDIT_HEADER, ...rows]));
}

function iniSection(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`[${name}]`, ...lines];
}

function assignments(entries: readonly (readonly [string, number])[] = []): string[] {
  return entries.map(([key, value]) => `${key} = ${value}`);
}

/** [MS-GPSB 2.2] */
export function securityTemplate(gpo: Gpo, template: SecurityTemplate): Uint8Array {
  const version = ["[Version]", 'signature="$CHICAGO$"', "Revision=1"];
  const registry = (template.registry ?? []).map(({ path, type, value }) =>
    typeof value === "number" ? `${path}=${type},${value}` : `${path}=${type},"${value}"`,
  );
  const rights = (template.rights ?? []).map(({ right, members }) => {
    const sids = members.map((member) => `*${resolveTrustee(member, gpo.domain).sid}`);
    return `${right} = ${sids.join(",")}`;
  });
  const lines = [
    "[Unicode]",
    "Unicode=yes",
    ...iniSection("System Access", assignments(template.systemAccess)),
    ...iniSection("Kerberos Policy", assignments(template.kerberos)),
    ...(template.logs ?? []).flatMap(({ log, settings }) => iniSection(`${log} Log`, assignments(settings))),
    ...iniSection("Event Audit", assignments(template.eventAudit)),
    ...(gpo.tool === "module" ? version : []),
    ...iniSection("Registry Values", registry),
    ...iniSection("Privilege Rights", rights),
    ...(gpo.tool === "module" ? [] : version),
  ];
  return utf16(crlf(lines));
}

/** The attributes of one item, the same in Registry.xml and in the report. */
export function preferenceAttributes(gpo: Gpo, item: PreferenceItem): { item: string; properties: string } {
  const uid = guidFrom("preference", gpoGuid(gpo), item.key, item.name);
  const name = xmlAttribute(item.name);
  const image = { C: 10, R: 11, U: 12, D: 13 }[item.action];
  return {
    item: `clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="${name}" status="${name}" image="${image}" changed="${item.changed}" uid="{${uid}}"`,
    properties: `action="${item.action}" displayDecimal="0" default="0" hive="HKEY_LOCAL_MACHINE" key="${xmlAttribute(item.key)}" name="${name}" type="REG_DWORD" value="${item.value}"`,
  };
}

/** [MS-GPPREF 2.2.1.17] */
export function preferencesXml(gpo: Gpo, items: readonly PreferenceItem[]): Uint8Array {
  const written = items.map((item) => {
    const attributes = preferenceAttributes(gpo, item);
    return `<Registry ${attributes.item}><Properties ${attributes.properties}/></Registry>`;
  });
  return utf8(
    `<?xml version="1.0" encoding="utf-8"?>\r\n<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">${written.join("\r\n\t")}\r\n</RegistrySettings>\r\n`,
  );
}

/** Comments on administrative templates: no setting, but the console leaves the file behind [MS-GPREG 7.4]. */
export function commentFile(prefix: string): Uint8Array {
  const lines = [
    "\uFEFF<?xml version='1.0' encoding='utf-8'?>",
    '<policyComments xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" revision="1.0" schemaVersion="1.0" xmlns="http://www.microsoft.com/GroupPolicy/CommentDefinitions">',
    "  <policyNamespaces>",
    `    <using prefix="ns0" namespace="${prefix}"></using>`,
    "  </policyNamespaces>",
    "  <comments>",
    "    <admTemplate></admTemplate>",
    "  </comments>",
    '  <resources minRequiredRevision="1.0">',
    "    <stringTable></stringTable>",
    "  </resources>",
    "</policyComments>",
  ];
  return utf8(lines.join("\r\n"));
}

/** Gpt.ini counts the user half in the high 16 bits, the computer half in the low ones [MS-GPOL 2.2.4]. */
export function gptIni(gpo: Gpo, displayName: boolean): Uint8Array {
  const version = ((gpo.user?.sysvol ?? 0) << 16) | gpo.machine.sysvol;
  return utf8(
    crlf(["[General]", `Version=${version}`, ...(displayName ? ["displayName=New Group Policy Object"] : [])]),
  );
}

/** The names under which the files of a GPO lie: the console and the module spell them differently. */
export interface Spelling {
  readonly machine: string;
  readonly user: string;
  readonly vendor: string;
  readonly secedit: string;
  readonly registryPol: string;
}

export const CONSOLE_SPELLING: Spelling = {
  machine: "Machine",
  user: "User",
  vendor: "microsoft/windows nt",
  secedit: "SecEdit/GptTmpl.inf",
  registryPol: "registry.pol",
};

/**
 * Paths below the GPO's folder. On NTFS the first writer names a folder: the security template's lower-case path wins
 * over the spelling of the audit extension.
 */
export function policyFiles(gpo: Gpo, spelling: Spelling): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const { machine, user } = spelling;
  if (gpo.comment !== undefined) files.set("GPO.cmt", utf16(gpo.comment));
  if (gpo.audit !== undefined) files.set(`${machine}/${spelling.vendor}/Audit/audit.csv`, auditCsv(gpo));
  if (gpo.security !== undefined) {
    files.set(`${machine}/${spelling.vendor}/${spelling.secedit}`, securityTemplate(gpo, gpo.security));
  }
  if (machineRecords(gpo).length > 0) {
    if (gpo.tool === "editor") files.set(`${machine}/comment.cmtx`, commentFile("Microsoft.Policies.Sample.Computer"));
    files.set(`${machine}/${spelling.registryPol}`, registryPol(machineRecords(gpo)));
  }
  if (gpo.preferences !== undefined) {
    files.set(`${machine}/Preferences/Registry/Registry.xml`, preferencesXml(gpo, gpo.preferences));
  }
  if (userRecords(gpo).length > 0) {
    if (gpo.tool === "editor") files.set(`${user}/comment.cmtx`, commentFile("Microsoft.Policies.Sample.User"));
    files.set(`${user}/${spelling.registryPol}`, registryPol(userRecords(gpo)));
  }
  return files;
}
