import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { NO_DRY_RUN } from "./_sensor.ts";
import { SET_CONFIGURATION } from "./_sources.ts";

const RECYCLE_BIN = "766DDCD8-ACD0-445E-F3B9-A7F9B6744F2A";

/** `Get-ADOptionalFeature -Filter *` */
function feature(scopes: readonly string[]): Readonly<Record<string, string>> {
  return {
    "hosts/features.json": JSON.stringify({
      Name: "Recycle Bin Feature",
      FeatureGUID: RECYCLE_BIN.toLowerCase(),
      EnabledScopes: scopes,
      DistinguishedName:
        "CN=Recycle Bin Feature,CN=Optional Features,CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,DC=corp,DC=example",
    }),
  };
}

export const requirement = defineRequirement({
  id: "MDI-AD-RECYCLE-BIN",
  revision: 1,
  title: "The Active Directory recycle bin is enabled in the forest",
  label: "Active Directory recycle bin",
  severity: "low",
  appliesTo: { each: "forest" },
  expect: {
    kind: "other-evidence",
    evidence: "the scopes in which the optional feature Recycle Bin Feature is enabled",
  },
  // Exports name the feature by its GUID or by its name.
  captured: {
    kind: "all",
    of: [RECYCLE_BIN, "Recycle Bin Feature"].map((name) => ({
      kind: "observation",
      topic: "optional-feature",
      name,
      atLeast: 1,
      whenAbsent: "ignore",
    })),
  },
  want: "The optional feature Recycle Bin Feature is enabled in the forest (msDS-EnabledFeature of CN=Partitions).",
  why: "With the recycle bin, deleted objects keep their attributes, so that deletions and restores can be followed in full. Microsoft's module and planner ask for it; the pages of prerequisites do not. Once enabled it cannot be switched off.",
  functional: "Advice, not a prerequisite: the pages of prerequisites do not name it.",
  events: [],
  detections: [],
  microsoft: {
    item: "AdRecycleBin",
    fixed: {
      moduleDomain: { verdict: null, reason: "It reads the forest's optional feature, which no GPO carries." },
      moduleLocalMachine: { verdict: null, reason: "It reads the same feature as in Domain mode." },
      testMdiReadiness: { verdict: null, reason: "It has no such test that we know of." },
      healthAlert: { verdict: null, reason: "No health alert exists for it." },
    },
  },
  verify: ["Test-MDIConfiguration -Mode Domain -Configuration AdRecycleBin"],
  ask: [
    "Get-ADOptionalFeature -Filter * | Select-Object Name, FeatureGUID, EnabledScopes, DistinguishedName | ConvertTo-Json -Depth 3 > .\\optional-features.json",
    "(Get-ADForest).ForestMode  # for reading by eye",
  ],
  remedies: [
    {
      via: "module",
      text: `Cannot be undone. Run it in the forest's root domain: in a child domain the module looks in the wrong place. ${NO_DRY_RUN}`,
      commands: ["Set-MDIConfiguration -Mode Domain -Configuration AdRecycleBin"],
    },
    {
      via: "native",
      text: "Cannot be undone. The forest must run at level Windows Server 2008 R2 or higher.",
      commands: [
        "Enable-ADOptionalFeature -Identity 'Recycle Bin Feature' -Scope ForestOrConfigurationSet -Target (Get-ADForest).Name",
      ],
    },
  ],
  references: [SET_CONFIGURATION],
  examples: {
    pass: [
      {
        note: "Enabled in one scope, the forest.",
        files: feature(["CN=Partitions,CN=Configuration,DC=corp,DC=example"]),
      },
    ],
    fail: [{ note: "Not enabled anywhere.", files: feature([]) }],
    unknown: [{ note: "No GPO carries features of the forest.", files: UNRELATED }],
  },
});
