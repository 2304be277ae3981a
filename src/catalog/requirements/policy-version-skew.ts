import { defineRequirement } from "../define.ts";
import { AUDIT_CSV, AUDIT_HEAD, BACKUP_XML, DC_AUDIT_ROWS, EXTENSIONS_WITH_AUDIT, backupXml } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { MS_GPOL } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "POLICY-VERSION-SKEW",
  revision: 1,
  title: "The two halves of each GPO have the same version",
  label: "Versions differ",
  severity: "medium",
  appliesTo: { each: "gpo" },
  expect: { kind: "check", check: "version-skew" },
  want: "The computer version of a GPO in the directory (versionNumber) equals the one in SYSVOL (GPT.INI).",
  why: "A GPO lives in two places with two ways of replication. Different versions mean that an edit was cut short or that SYSVOL does not replicate: domain controllers then apply different settings, although every export looks complete. A client skips a GPO whose versions are 0 on both sides.",
  functional:
    "A short difference right after an edit is normal; take the export again. Microsoft's tools for Defender for Identity do not compare versions.",
  events: [],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: [
    "Group Policy Management: the domain > Status > Detect Now",
    "Get-GPO -All | Where-Object { $_.Computer.DSVersion -ne $_.Computer.SysvolVersion } | Select-Object DisplayName, Id",
  ],
  ask: [
    "Get-GPOReport -All -ReportType Xml -Path .\\gpos.xml  # both versions of each half",
    "dcdiag.exe /e /test:SysvolCheck /test:DFSREvent  # for reading by eye",
    "repadmin.exe /replsummary  # for reading by eye",
  ],
  remedies: [
    {
      via: "native",
      text: "Find out which half is behind, and repair its replication first. Where replication works, open the GPO, change a setting and change it back: the editor writes both versions.",
      commands: ["dcdiag.exe /e /test:SysvolCheck /test:DFSREvent", "repadmin.exe /replsummary", "gpmc.msc"],
    },
  ],
  references: [MS_GPOL],
  examples: {
    // Equal versions are not worth a finding.
    pass: [
      {
        note: "13 on both sides.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS,
          [BACKUP_XML]: backupXml(EXTENSIONS_WITH_AUDIT, 13 * 65_536 + 13),
        },
      },
    ],
    fail: [
      {
        note: "SYSVOL is at 12, the directory at 13.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS,
          [BACKUP_XML]: backupXml(EXTENSIONS_WITH_AUDIT, 12 * 65_536 + 13),
        },
      },
    ],
  },
});
