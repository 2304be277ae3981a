/** Beginnings of small invented exports, shared by the examples of the requirements. */

export const SECURITY_TEMPLATE = "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
export const REGISTRY_POL = "Machine/Registry.pol";
export const AUDIT_CSV = "Machine/Microsoft/Windows NT/Audit/audit.csv";
export const PREFERENCES = "Machine/Preferences/Registry/Registry.xml";
/** Beside `DomainSysvol`, not below the GPO's root. */
export const BACKUP_XML = "Backup.xml";

export const TEMPLATE_HEAD = '[Unicode]\nUnicode=yes\n[Version]\nsignature="$CHICAGO$"\nRevision=1\n';
export const AUDIT_HEAD =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\n";

/** A GPO that says nothing about the requirement. */
export const UNRELATED: Readonly<Record<string, string>> = {
  [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[System Access]\nMinimumPasswordLength = 14\n`,
};

export function auditRow(guid: string, name: string, value: 0 | 1 | 2 | 3): string {
  const words = ["No Auditing", "Success", "Failure", "Success and Failure"][value];
  return `,System,${name},{${guid}},${words},,${value}\n`;
}

/** The eight rows that Defender for Identity asks of a domain controller. */
export const DC_AUDIT_ROWS = [
  auditRow("0CCE923F-69AE-11D9-BED3-505054503030", "Credential Validation", 3),
  auditRow("0CCE9236-69AE-11D9-BED3-505054503030", "Computer Account Management", 3),
  auditRow("0CCE9238-69AE-11D9-BED3-505054503030", "Distribution Group Management", 3),
  auditRow("0CCE9237-69AE-11D9-BED3-505054503030", "Security Group Management", 3),
  auditRow("0CCE9235-69AE-11D9-BED3-505054503030", "User Account Management", 3),
  auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 3),
  auditRow("0CCE923C-69AE-11D9-BED3-505054503030", "Directory Service Changes", 3),
  auditRow("0CCE9211-69AE-11D9-BED3-505054503030", "Security System Extension", 3),
].join("");

const AUDIT_CSE = "[{F3CCC681-B74C-4060-9F26-CD84525DCA2A}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}]";
const SECURITY_CSE = "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]";
export const EXTENSIONS_WITH_AUDIT = `${SECURITY_CSE}${AUDIT_CSE}`;
export const EXTENSIONS_WITHOUT_AUDIT = SECURITY_CSE;

/** The part of Backup.xml that carries the GPO's own attributes; `machineVersion` is SYSVOL in the high word, directory in the low. */
export function backupXml(machineExtensions: string, machineVersion: number): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<GroupPolicyBackupScheme bkp:version="2.0" bkp:type="GroupPolicyBackupTemplate"',
    ' xmlns:bkp="http://www.microsoft.com/GroupPolicy/GPOOperations"',
    ' xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations">',
    "<GroupPolicyObject><GroupPolicyCoreSettings>",
    "<ID><![CDATA[{5D1C2A90-7B64-4E0F-9A31-2C6E8F40B7D1}]]></ID>",
    "<Domain><![CDATA[corp.example]]></Domain>",
    "<DisplayName><![CDATA[Audit]]></DisplayName>",
    "<Options><![CDATA[1]]></Options>",
    "<UserVersionNumber><![CDATA[0]]></UserVersionNumber>",
    `<MachineVersionNumber><![CDATA[${machineVersion}]]></MachineVersionNumber>`,
    `<MachineExtensionGuids><![CDATA[${machineExtensions}]]></MachineExtensionGuids>`,
    "</GroupPolicyCoreSettings></GroupPolicyObject></GroupPolicyBackupScheme>",
    "",
  ].join("\n");
}
