import { defineRequirement } from "../define.ts";
import { AUDIT_CSV, AUDIT_HEAD, SECURITY_TEMPLATE, TEMPLATE_HEAD, auditRow } from "./_samples.ts";
import { SECURITY_LOG_DETECTIONS_AT_RISK, SECURITY_LOG_EVENTS, withoutItem } from "./_sensor.ts";
import { AUDIT_FAQ, FORCE_SUBCATEGORY, MS_GPAC, MS_GPSB } from "./_sources.ts";

const ACCESS = AUDIT_HEAD + auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 3);
const FORCE = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy";

export const requirement = defineRequirement({
  id: "POLICY-LEGACY-CONFLICT",
  revision: 1,
  title: "Legacy audit categories do not compete with audit subcategories",
  label: "Legacy audit categories",
  severity: "high",
  appliesTo: { each: "domain", role: "dc" },
  expect: { kind: "check", check: "legacy-conflict" },
  want: "Either no GPO in scope sets the nine categories of [Event Audit] beside audit.csv, or SCENoApplyLegacyAuditPolicy is 1, so that the categories are ignored and subcategories alone count.",
  why: "A category sets all of its subcategories at once. Where both kinds are in scope and the override is 0, the refresh that comes last decides, and Microsoft calls the mix unsupported. The Default Domain Controllers Policy of an old domain often still carries categories. AD FS, AD CS and Entra Connect servers suffer the same; there the requirement of each subcategory shows it.",
  functional:
    "Where no policy sets the override, Microsoft's page gives Enabled as its effective default while the protocol text speaks of an explicit 1 only; the mix is reported all the same, because Microsoft calls it unsupported. Categories alone are no conflict, unless the override is 1: then they set nothing. Microsoft's tools do not look at categories.",
  events: SECURITY_LOG_EVENTS,
  detections: SECURITY_LOG_DETECTIONS_AT_RISK,
  microsoft: withoutItem(null, false),
  verify: [
    "auditpol.exe /get /category:* /r  # twice, before and after gpupdate /force",
    "gpresult.exe /scope computer /h .\\rsop.html",
  ],
  ask: [
    "auditpol.exe /get /category:* /r > .\\auditpol.csv  # on each domain controller, elevated, after gpupdate",
    "reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa /v SCENoApplyLegacyAuditPolicy",
    "gpresult.exe /scope computer /x .\\rsop.xml",
  ],
  remedies: [
    {
      via: "native",
      text: "In a GPO for the domain controllers: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > Security Options > Audit: Force audit policy subcategory settings … to override audit policy category settings: Enabled.",
      commands: ["gpmc.msc"],
    },
    {
      via: "native",
      text: "Then clear the categories: Security Settings > Local Policies > Audit Policy, every entry Not Defined. First make sure that subcategories cover what the categories logged; the line keeps the effective policy.",
      commands: ['auditpol.exe /backup /file:"$env:TEMP\\auditpol-before.csv"'],
    },
  ],
  references: [AUDIT_FAQ, FORCE_SUBCATEGORY, MS_GPSB, MS_GPAC],
  silent: true,
  examples: {
    pass: [
      {
        note: "Both kinds, and the override is on.",
        files: {
          [AUDIT_CSV]: ACCESS,
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Event Audit]\nAuditDSAccess = 1\n[Registry Values]\n${FORCE}=4,1\n`,
        },
      },
    ],
    fail: [
      {
        note: "Both kinds for the same category, and the override is off.",
        files: {
          [AUDIT_CSV]: ACCESS,
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Event Audit]\nAuditDSAccess = 1\n[Registry Values]\n${FORCE}=4,0\n`,
        },
      },
      {
        note: "Both kinds, and no policy sets the override.",
        files: { [AUDIT_CSV]: ACCESS, [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Event Audit]\nAuditDSAccess = 1\n` },
      },
      {
        note: "Categories alone, and the override makes the client ignore them.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Event Audit]\nAuditDSAccess = 3\n[Registry Values]\n${FORCE}=4,1\n`,
        },
      },
    ],
  },
});
