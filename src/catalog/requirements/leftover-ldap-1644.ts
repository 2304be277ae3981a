import { defineRequirement } from "../define.ts";
import { PREFERENCES } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { EVENT_COLLECTION } from "./_sources.ts";

const NTDS = "SYSTEM\\CurrentControlSet\\Services\\NTDS";

const preference = (key: string, name: string, value: string): string =>
  '<?xml version="1.0" encoding="utf-8"?>\n<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">\n' +
  `  <Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="${name}" status="${name}" image="12" changed="2026-01-02 03:04:05" uid="{1F0C7D34-52A8-4B1E-9D63-8E2A7B905C11}">` +
  `<Properties action="U" displayDecimal="1" default="0" hive="HKEY_LOCAL_MACHINE" key="${key}" name="${name}" type="REG_DWORD" value="${value}"/></Registry>\n` +
  "</RegistrySettings>\n";

export const requirement = defineRequirement({
  id: "LEFTOVER-LDAP-1644",
  revision: 1,
  title: "No GPO still turns on LDAP search logging (event 1644)",
  label: "LDAP 1644 logging left over",
  severity: "low",
  appliesTo: { each: "gpo" },
  expect: { kind: "check", check: "ldap-1644-leftover" },
  want: "No GPO sets NTDS\\Diagnostics\\15 Field Engineering to 5 or one of the three NTDS\\Parameters thresholds (Expensive Search Results Threshold, Inefficient Search Results Threshold, Search Time Threshold (msecs)) to 1.",
  why: "Older instructions for Defender for Identity asked for event 1644. The product no longer reads it, and with these values every LDAP search is written to the Directory Service log. Public GPO backups still ship them. Keep them only if something else reads the event.",
  functional:
    "Microsoft's page says the values are no longer required and may be removed; none of its tools reports them.",
  events: ["1644"],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: [
    `reg.exe query "HKLM\\${NTDS}\\Diagnostics" /v "15 Field Engineering"`,
    `reg.exe query "HKLM\\${NTDS}\\Parameters"`,
  ],
  ask: [
    `reg.exe query "HKLM\\${NTDS}\\Diagnostics" /v "15 Field Engineering"`,
    `reg.exe query "HKLM\\${NTDS}\\Parameters"`,
  ],
  remedies: [
    {
      via: "native",
      text: "Removing the setting from the GPO leaves the value on the domain controllers: a preference of action Delete takes it away there. Without the values Windows uses its defaults (logging off).",
      commands: [
        `Set-GPPrefRegistryValue -Name {gpo} -Domain {domain} -Context Computer -Action Update -Key 'HKLM\\${NTDS}\\Diagnostics' -ValueName '15 Field Engineering' -Type DWord -Value 0`,
        "foreach ($name in 'Expensive Search Results Threshold', 'Inefficient Search Results Threshold', 'Search Time Threshold (msecs)') {",
        `  Set-GPPrefRegistryValue -Name {gpo} -Domain {domain} -Context Computer -Action Delete -Key 'HKLM\\${NTDS}\\Parameters' -ValueName $name`,
        "}",
      ],
    },
  ],
  references: [EVENT_COLLECTION],
  examples: {
    // A GPO without leftovers is not worth a finding.
    pass: [
      {
        note: "Field engineering is set to its default, 0.",
        files: { [PREFERENCES]: preference(`${NTDS}\\Diagnostics`, "15 Field Engineering", "00000000") },
      },
    ],
    fail: [
      {
        note: "Field engineering is set to 5.",
        files: { [PREFERENCES]: preference(`${NTDS}\\Diagnostics`, "15 Field Engineering", "00000005") },
      },
      {
        note: "Every search counts as expensive.",
        files: {
          [PREFERENCES]: preference(`${NTDS}\\Parameters`, "Expensive Search Results Threshold", "00000001"),
        },
      },
    ],
  },
});
