import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, NO_DRY_RUN, READINESS_SCRIPT } from "./_sensor.ts";
import { HEALTH_ALERTS, PREREQUISITES_V2, PREREQUISITES_V3, SET_CONFIGURATION } from "./_sources.ts";

const SETTINGS = "HKLM\\Software\\Policies\\Microsoft\\Power\\PowerSettings";
const MINIMUM = `${SETTINGS}\\893dee8e-2bef-41e0-89c6-b55d0929964c\\ACSettingIndex`;
const MAXIMUM = `${SETTINGS}\\bc5038f7-23e0-4960-96da-33abaf5935ec\\ACSettingIndex`;
const HIGH_PERFORMANCE = "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c";
const BALANCED = "381b4222-f694-41f0-9685-ff5bb260df2e";
const POWER_SAVER = "a1841308-3541-4fab-bc81-f71556f20b4a";
const POL = "Software\\Policies\\Microsoft\\Power\\PowerSettings";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-POWER",
  revision: 1,
  title: "Servers with a sensor run at full processor performance",
  label: "Power plan",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "any",
    of: [
      {
        kind: "registry",
        path: `${SETTINGS}\\ActivePowerScheme`,
        oneOf: [HIGH_PERFORMANCE],
        microsoft: [HIGH_PERFORMANCE],
        whenAbsent: "unknown",
      },
      {
        // The second way is open only where a policy goes it: both states, or neither counts.
        kind: "all",
        of: [
          { kind: "registry", path: MINIMUM, oneOf: [100], whenAbsent: "fail" },
          { kind: "registry", path: MAXIMUM, oneOf: [100], whenAbsent: "fail" },
        ],
      },
    ],
  },
  captured: {
    kind: "any",
    of: [
      {
        // A plan of one's own may run at full performance; the stock ones that save power do not.
        kind: "observation",
        topic: "power-plan",
        name: "active-scheme",
        oneOf: [HIGH_PERFORMANCE],
        noneOf: [BALANCED, POWER_SAVER],
        whenAbsent: "unknown",
      },
      {
        kind: "all",
        of: [
          // `powercfg /query` shows the plan that it was asked for; only the active one counts.
          {
            kind: "observation",
            topic: "power-plan",
            name: "queried-scheme",
            sameAs: "active-scheme",
            whenAbsent: "fail",
          },
          {
            kind: "observation",
            topic: "power-plan",
            name: "processor-state-minimum-mains",
            oneOf: [100],
            whenAbsent: "fail",
          },
          {
            kind: "observation",
            topic: "power-plan",
            name: "processor-state-maximum-mains",
            oneOf: [100],
            whenAbsent: "fail",
          },
        ],
      },
    ],
  },
  want: "The power plan High performance, or a minimum and a maximum processor state of 100 percent, on every server with a sensor.",
  why: "A processor that saves power analyses less traffic and fewer events. Microsoft's health check reads the setting on each v2.x sensor once a day; the v3.x pages recommend the plan without such a check. Domain controllers, AD FS, AD CS and Microsoft Entra Connect servers (active and staging) all need it, while Microsoft's GPO is linked to the Domain Controllers OU only.",
  functional:
    "Microsoft's module accepts the plan alone, and only from a GPO of its own name; its health check also accepts both processor states at 100, and so do we.",
  events: [],
  detections: [],
  microsoft: {
    item: "ProcessorPerformance",
    gpoSuffix: "Processor Performance",
    carrier: "registry-policy",
    observed: { topic: "power-plan", name: "active-scheme" },
    healthAlert: "Power mode isn't configured for optimal processor performance",
    alertFollowsExpect: true,
  },
  verify: ["Test-MDIConfiguration -Mode Domain -Configuration ProcessorPerformance", READINESS_SCRIPT, HEALTH_PAGE],
  ask: [
    "powercfg.exe /getactivescheme",
    "powercfg.exe /query SCHEME_CURRENT SUB_PROCESSOR PROCTHROTTLEMIN",
    "powercfg.exe /query SCHEME_CURRENT SUB_PROCESSOR PROCTHROTTLEMAX",
  ],
  remedies: [
    {
      via: "module",
      text: `Writes a GPO and links it, enforced, to the Domain Controllers OU; a GPO of that name is rewritten. Link it to the OUs of the AD FS, AD CS and Entra Connect servers yourself. ${NO_DRY_RUN}`,
      commands: ["Set-MDIConfiguration -Mode Domain -Configuration ProcessorPerformance -Domain {domain}"],
    },
    {
      via: "native",
      text: "The same value in a GPO of your own: Computer Configuration > Policies > Administrative Templates > System > Power Management > Select an active power plan: High Performance.",
      commands: [
        `Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key 'HKLM\\${POL}' -ValueName 'ActivePowerScheme' -Type String -Value '${HIGH_PERFORMANCE}'`,
      ],
    },
    {
      via: "native",
      text: "On one server, where no policy sets the plan. Virtual machines follow the host: set its power plan as well.",
      commands: [`powercfg.exe /setactive ${HIGH_PERFORMANCE}`],
    },
  ],
  references: [HEALTH_ALERTS, PREREQUISITES_V2, PREREQUISITES_V3, SET_CONFIGURATION],
  examples: {
    pass: [
      {
        note: "The plan High performance.",
        files: { [REGISTRY_POL]: `${POL};ActivePowerScheme;REG_SZ;${HIGH_PERFORMANCE}` },
      },
      {
        note: "No plan, but both processor states at 100.",
        files: {
          [REGISTRY_POL]: [
            `${POL}\\893dee8e-2bef-41e0-89c6-b55d0929964c;ACSettingIndex;REG_DWORD;100`,
            `${POL}\\bc5038f7-23e0-4960-96da-33abaf5935ec;ACSettingIndex;REG_DWORD;100`,
          ].join("\n"),
        },
      },
    ],
    fail: [
      {
        note: "The plan Balanced.",
        files: { [REGISTRY_POL]: `${POL};ActivePowerScheme;REG_SZ;381b4222-f694-41f0-9685-ff5bb260df2e` },
      },
    ],
    unknown: [{ note: "No policy; the plan chosen on the server decides.", files: UNRELATED }],
  },
});
