import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { FAQ, PREREQUISITES_V2, PREREQUISITES_V3 } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-TENANT-LICENSE",
  revision: 1,
  title: "The tenant holds a license that includes Defender for Identity",
  label: "License of the tenant",
  severity: "high",
  appliesTo: { each: "tenant" },
  expect: {
    kind: "person",
    question:
      "Does the tenant hold one of these for the people it protects: Enterprise Mobility + Security E5 or A5; Microsoft 365 E5, A5 or G5; Microsoft 365 E5, A5, G5 or F5 Security; Microsoft 365 F5 Security + Compliance; or Defender for Identity as a standalone license? (Both F5 licenses also need Microsoft 365 F1 or F3, or Office 365 F3 with Enterprise Mobility + Security E3.)",
  },
  want: "One of the licenses: EMS E5/A5; Microsoft 365 E5/A5/G5; Microsoft 365 E5/A5/G5/F5 Security; Microsoft 365 F5 Security + Compliance; or the standalone license.",
  why: "Without a license the workspace cannot be created, sensors do not register, and an expired workspace is deleted after its retention period. A licensing error during installation may also be a proxy that answers 401 or 403.",
  events: [],
  detections: [],
  verify: ["Microsoft 365 admin center: Billing > Your products"],
  ask: [
    "Get-MgSubscribedSku | Select-Object SkuPartNumber, ConsumedUnits, @{ n = 'Plans'; e = { $_.ServicePlans.ServicePlanName -match 'ATA' } }  # Microsoft Graph PowerShell, scope Organization.Read.All, for reading by eye",
  ],
  remedies: [
    {
      via: "manual",
      text: "Buy and assign the license in the Microsoft 365 portal or through a partner.",
      commands: [],
    },
  ],
  references: [PREREQUISITES_V3, PREREQUISITES_V2, FAQ],
  examples: { pass: [], fail: [], unknown: [{ note: "Only a person can confirm it.", files: UNRELATED }] },
});
