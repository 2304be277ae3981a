import { defineRequirement } from "../define.ts";
import { SECURITY_TEMPLATE, TEMPLATE_HEAD } from "./_samples.ts";
import { REMOTE_SAM } from "./_sources.ts";

const VALUE = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\RestrictRemoteSAM";

export const requirement = defineRequirement({
  id: "LEFTOVER-REMOTE-SAM",
  revision: 1,
  title: "No GPO still opens remote SAM calls for Defender for Identity",
  label: "Remote SAM access left over",
  severity: "low",
  appliesTo: { each: "gpo" },
  expect: { kind: "check", check: "remote-sam-leftover" },
  want: "No GPO sets Lsa\\RestrictRemoteSAM to a list that grants a domain account beside Administrators for the sake of Defender for Identity; where another reason keeps it, it does not reach domain controllers.",
  why: "Since May 2025 Defender for Identity no longer asks devices for their local administrators over SAM-R, and the v3.x sensor has no directory service account at all. The old GPO leaves one account that may list local groups on every computer. With it belonged that account in Access this computer from the network (SeNetworkLogonRight); that entry can go as well.",
  functional:
    "Microsoft's module still offers the item RemoteSAM and reports False where it is missing. We never propose it: the item is obsolete, and the line that it writes into the template is malformed, with an effect that nobody has tested.",
  events: [],
  detections: [],
  microsoft: {
    item: "RemoteSAM",
    gpoSuffix: "Remote SAM Access",
    fixed: {
      moduleDomain: {
        verdict: null,
        reason: "It compares the GPO's report with a list made from the account that is named on the command line.",
      },
      moduleLocalMachine: {
        verdict: false,
        reason: "It uses the list as a search pattern, which cannot match itself (inferred from the code of 1.0.0.4).",
      },
      testMdiReadiness: { verdict: null, reason: "It has no such test that we know of." },
      healthAlert: { verdict: null, reason: "No health alert exists for it." },
    },
  },
  verify: ["reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa /v RestrictRemoteSAM  # on a member computer"],
  ask: [
    "reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa /v RestrictRemoteSAM",
    "Get-GPO -All | Where-Object DisplayName -like '*Remote SAM*' | Select-Object DisplayName, Id, GpoStatus  # for reading by eye",
  ],
  remedies: [
    {
      via: "native",
      text: "In the GPO: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > Security Options > Network access: Restrict clients allowed to make remote calls to SAM: only Administrators, or Not Defined where Windows' own default does (Windows 10 1607, Server 2016 and later). Back the GPO up first.",
      commands: [
        "$before = New-Item -ItemType Directory -Force -Path (Join-Path $env:TEMP 'gpo-before')",
        "Backup-GPO -Name {gpo} -Domain {domain} -Path $before.FullName",
        "gpmc.msc",
      ],
    },
  ],
  references: [REMOTE_SAM],
  examples: {
    // A GPO without leftovers, or with Administrators only, is not worth a finding.
    pass: [
      {
        note: "Administrators only, the default of Windows.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\n${VALUE}=1,"O:BAG:BAD:(A;;RC;;;BA)"\n` },
      },
    ],
    fail: [
      {
        note: "A directory service account beside Administrators.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\n${VALUE}=1,"O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;S-1-5-21-1004336348-1177238915-682003330-1210)"\n`,
        },
      },
      {
        note: "The malformed line of Microsoft's module.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\n${VALUE}=1=O:BAG:BAD:(A;;RC;;;BA)(A;;RC;;;S-1-5-21-1004336348-1177238915-682003330-1210)\n`,
        },
      },
    ],
  },
});
