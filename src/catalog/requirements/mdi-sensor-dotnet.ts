import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { PREREQUISITES_V2 } from "./_sources.ts";

/** `reg query \\\\DC1\\HKLM\\…`, which names the computer. */
function release(value: string): Readonly<Record<string, string>> {
  const key = "SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full";
  return {
    "hosts/dotnet.txt": `C:\\>reg query "\\\\DC1\\HKLM\\${key}" /v Release\r\n\r\nHKEY_LOCAL_MACHINE\\${key}\r\n    Release    REG_DWORD    ${value}\r\n\r\n`,
    "scope.yaml": "schema: scope/1\nhosts:\n  - name: DC1\n    roles: [dc]\n",
  };
}

export const requirement = defineRequirement({
  id: "MDI-SENSOR-DOTNET",
  revision: 1,
  title: "Servers with a v2.x sensor have .NET Framework 4.7 or later",
  label: ".NET Framework 4.7",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: { kind: "other-evidence", evidence: "the .NET Framework release number of each server with a v2.x sensor" },
  captured: {
    kind: "registry",
    path: "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Release",
    atLeast: 460_798,
    whenAbsent: "fail",
  },
  sensor: "v2",
  want: "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Release is at least 460798 (.NET Framework 4.7).",
  why: "The v2.x sensor is a .NET program. Its installer adds version 4.7 where it is missing, and that, like a restart that was already pending, can restart the server: plan a maintenance window for domain controllers. The v3.x sensor does not need it.",
  events: [],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: ["The installer of the sensor checks it and installs what is missing"],
  ask: [
    "(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full').Release",
    "Test-Path 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending', 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired'  # True: a restart is pending, for reading by eye",
  ],
  remedies: [
    {
      via: "manual",
      text: "Install .NET Framework 4.7 or later, or let the sensor's installer do it, in a maintenance window.",
      commands: [],
    },
  ],
  references: [PREREQUISITES_V2],
  examples: {
    pass: [{ note: ".NET Framework 4.8.", files: release("0x80eb1") }],
    fail: [{ note: ".NET Framework 4.6.2.", files: release("0x60636") }],
    unknown: [{ note: "No GPO speaks of it.", files: UNRELATED }],
  },
});
