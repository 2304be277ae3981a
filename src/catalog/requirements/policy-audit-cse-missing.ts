import { defineRequirement } from "../define.ts";
import {
  AUDIT_CSV,
  AUDIT_HEAD,
  BACKUP_XML,
  DC_AUDIT_ROWS,
  EXTENSIONS_WITHOUT_AUDIT,
  EXTENSIONS_WITH_AUDIT,
  backupXml,
} from "./_samples.ts";
import { SECURITY_LOG_DETECTIONS, SECURITY_LOG_EVENTS, withoutItem } from "./_sensor.ts";
import { MS_GPAC, MS_GPOL } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "POLICY-AUDIT-CSE-MISSING",
  revision: 1,
  title: "A GPO with audit.csv registers the audit client-side extension",
  label: "Audit extension missing",
  severity: "critical",
  appliesTo: { each: "gpo" },
  expect: { kind: "check", check: "audit-cse-missing" },
  want: "A GPO that carries Machine\\Microsoft\\Windows NT\\Audit\\audit.csv lists the extension {F3CCC681-B74C-4060-9F26-CD84525DCA2A} in gPCMachineExtensionNames.",
  why: "A client runs an extension only for GPOs that list it, and stops at the first entry that is out of ascending order. An audit.csv that was copied into SYSVOL, or stands in a GPO whose list was overwritten, is never applied, although the file is complete and correct. At least one widely linked public backup for Defender for Identity has exactly this fault.",
  functional:
    "Microsoft's module reads the GPO's report. Such a report shows no audit settings, and for a missing row the module's comparison says True (inferred from its code): it may call the dead GPO right.",
  events: SECURITY_LOG_EVENTS,
  detections: SECURITY_LOG_DETECTIONS,
  microsoft: withoutItem(null, false),
  verify: [
    "(Get-ADObject -Identity ('CN={<GPO GUID>},CN=Policies,CN=System,' + (Get-ADDomain).DistinguishedName) -Properties gPCMachineExtensionNames).gPCMachineExtensionNames",
    "auditpol.exe /get /category:* /r  # on a server in scope, after gpupdate",
  ],
  ask: [
    "Backup-GPO -All -Path .\\gpo-backup  # Backup.xml carries the list; a bare copy of SYSVOL does not",
    "Get-ADObject -LDAPFilter '(objectClass=groupPolicyContainer)' -Properties displayName, gPCMachineExtensionNames, versionNumber, flags | Select-Object displayName, gPCMachineExtensionNames, versionNumber, flags",
  ],
  remedies: [
    {
      via: "native",
      text: "Open the GPO in the editor: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies, change one subcategory and apply, then change it back and apply. The editor registers the extension and raises the version. Never write the list by hand without keeping its order.",
      commands: ["gpmc.msc"],
    },
    {
      via: "native",
      text: "Afterwards, on a server in scope, elevated.",
      commands: ["gpupdate.exe /target:computer /force", "auditpol.exe /get /category:*"],
    },
  ],
  references: [MS_GPAC, MS_GPOL],
  silent: true,
  examples: {
    pass: [
      {
        note: "The extension is listed.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS,
          [BACKUP_XML]: backupXml(EXTENSIONS_WITH_AUDIT, 131074),
        },
      },
    ],
    fail: [
      {
        note: "Eight right rows, and only the security extension in the list.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS,
          [BACKUP_XML]: backupXml(EXTENSIONS_WITHOUT_AUDIT, 131074),
        },
      },
      {
        note: "The list is empty.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS, [BACKUP_XML]: backupXml("", 131074) },
      },
    ],
    unknown: [
      {
        note: "A bare copy of SYSVOL: the list stands in the directory.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS },
      },
    ],
  },
});
