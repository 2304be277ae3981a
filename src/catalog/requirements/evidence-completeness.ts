import { defineRequirement } from "../define.ts";
import { AUDIT_CSV, AUDIT_HEAD, DC_AUDIT_ROWS } from "./_samples.ts";
import { MS_GPOL } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "EVIDENCE-COMPLETENESS",
  revision: 1,
  title: "The inputs tell all that the verdicts rest on",
  label: "Completeness of the inputs",
  severity: "info",
  appliesTo: { each: "run" },
  expect: { kind: "check", check: "evidence-completeness" },
  want: "Every file was read to its end, every GPO comes with its links, filters and extension list, link order and blocked inheritance are known, and every server with a sensor is seen by its own export.",
  why: "A verdict is as good as what it was given. A backup carries settings, filters and extensions but no link order; a bare copy of SYSVOL carries settings only; nothing but an export of the server shows what holds there. What is missing here stands as unknown elsewhere, never as right.",
  functional:
    "Microsoft's tools read the live estate and report what they cannot reach as False, or as True where an object is missing; we report it as unknown.",
  events: [],
  detections: [],
  verify: ["eventreach formats"],
  ask: [
    "Backup-GPO -All -Path .\\gpo-backup  # settings, filters, extension lists",
    "Get-GPOReport -All -ReportType Xml -Path .\\gpos.xml  # settings and links, elevated",
    "Get-ADObject -LDAPFilter '(gPLink=*)' -Properties gPLink, gPOptions | Select-Object DistinguishedName, gPLink, gPOptions | ConvertTo-Json > .\\links.json  # link order, blocked inheritance",
    "Get-ADDomainController -Filter * | Select-Object HostName, Domain, Site, IsReadOnly, ComputerObjectDN, OperatingSystemVersion | ConvertTo-Json > .\\domain-controllers.json",
    "auditpol.exe /get /category:* /r > .\\auditpol.csv  # on each server with a sensor, elevated, after gpupdate",
    "gpresult.exe /scope computer /x .\\rsop.xml  # on each server with a sensor, elevated",
  ],
  remedies: [
    {
      via: "manual",
      text: "Collect what is missing and scan again: eventreach formats names the command for every kind of file.",
      commands: ["eventreach formats"],
    },
  ],
  references: [MS_GPOL],
  examples: {
    pass: [],
    fail: [],
    unknown: [
      { note: "One GPO without links, filters or servers.", files: { [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS } },
    ],
  },
});
