import { defineRequirement } from "../define.ts";
import { SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { FORCE_SUBCATEGORY, MS_GPAC, MS_GPSB } from "./_sources.ts";

const LSA = "System\\CurrentControlSet\\Control\\Lsa";

export const requirement = defineRequirement({
  id: "POLICY-FORCE-SUBCATEGORY",
  revision: 1,
  title: "Audit subcategories are forced to override the legacy categories",
  label: "Subcategories forced",
  severity: "medium",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "registry",
    path: `HKLM\\${LSA}\\SCENoApplyLegacyAuditPolicy`,
    oneOf: [1],
    whenAbsent: "unknown",
  },
  want: "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy is 1 on every server with advanced audit policy.",
  why: "With the value 1 the client ignores the categories of [Event Audit], from whatever GPO they come, and the subcategories stand. With 0 a forgotten category can overwrite them. Set it beside every advanced audit policy, on AD FS, AD CS and Entra Connect servers as well.",
  functional:
    "Not defined is a question, not a gap: Microsoft's page gives Enabled as the effective default of the option on domain controllers, members and clients, the protocol text speaks of an explicit 1 only. Microsoft's tools do not test it.",
  events: [],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: ["reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa /v SCENoApplyLegacyAuditPolicy"],
  ask: [
    "reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa /v SCENoApplyLegacyAuditPolicy",
    "secedit.exe /export /cfg .\\secedit.inf  # [Registry Values] holds the value if it is set",
  ],
  remedies: [
    {
      via: "native",
      text: "Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > Security Options > Audit: Force audit policy subcategory settings … to override audit policy category settings: Enabled.",
      commands: ["gpmc.msc"],
    },
    {
      via: "native",
      text: "The same value without the editor, as a registry preference of the GPO.",
      commands: [
        `Set-GPPrefRegistryValue -Name {gpo} -Domain {domain} -Context Computer -Action Update -Key 'HKLM\\${LSA}' -ValueName 'SCENoApplyLegacyAuditPolicy' -Type DWord -Value 1`,
      ],
    },
  ],
  references: [FORCE_SUBCATEGORY, MS_GPSB, MS_GPAC],
  examples: {
    pass: [
      {
        note: "The security option is Enabled.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\${LSA}\\SCENoApplyLegacyAuditPolicy=4,1\n`,
        },
      },
    ],
    fail: [
      {
        note: "The security option is Disabled.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\${LSA}\\SCENoApplyLegacyAuditPolicy=4,0\n`,
        },
      },
    ],
    unknown: [{ note: "Not defined.", files: UNRELATED }],
  },
});
