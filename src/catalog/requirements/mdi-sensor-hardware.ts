import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, READINESS_SCRIPT, withoutItem } from "./_sensor.ts";
import { CAPACITY, HEALTH_ALERTS, PREREQUISITES_V2, PREREQUISITES_V3 } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-HARDWARE",
  revision: 1,
  title: "Servers with a sensor have two cores, 6 GB of memory and disk space",
  label: "Hardware",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: { kind: "other-evidence", evidence: "cores, memory and free disk space of each server with a sensor" },
  captured: {
    kind: "all",
    of: [
      { kind: "observation", topic: "processor", name: "*/cores", total: true, atLeast: 2, whenAbsent: "unknown" },
      // Six gigabytes, of which Windows reports one megabyte less.
      { kind: "observation", topic: "system", name: "memory-mb", atLeast: 6143, whenAbsent: "unknown" },
      // What an installed sensor already takes is not free any more.
      {
        kind: "observation",
        topic: "disk",
        name: "C:/free-mb",
        atLeast: 6144,
        otherwise: "unknown",
        whenAbsent: "unknown",
      },
    ],
  },
  want: "At least two cores and 6 GB of memory; for v2.x at least 6 GB of disk, 10 GB advised; more where capacity planning says so.",
  why: "Under load a v2.x sensor drops events and traffic, or stops itself to protect the server, and says so only in health alerts. v3.x limits itself to 30 percent of the processors and 1.5 GB. A stand-alone sensor needs at least 5 GB of disk.",
  events: [],
  detections: [],
  microsoft: withoutItem("Sensor reached a memory resource limit", true),
  verify: [
    READINESS_SCRIPT,
    `${HEALTH_PAGE}: Sensor reached a memory resource limit; Some Windows events are not being analyzed; Some ETW events are not being analyzed`,
  ],
  ask: [
    "Get-CimInstance Win32_ComputerSystem | Select-Object Name, NumberOfLogicalProcessors, @{ n = 'MemoryGB'; e = { [math]::Round($_.TotalPhysicalMemory / 1GB, 1) } }",
    "Get-CimInstance Win32_Processor | Select-Object Name, NumberOfCores",
    "Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3' | Select-Object DeviceID, @{ n = 'FreeGB'; e = { [math]::Round($_.FreeSpace / 1GB, 1) } }",
  ],
  remedies: [
    {
      via: "manual",
      text: "Measure the busiest days with Microsoft's sizing tool and add processors, memory or domain controllers.",
      commands: [".\\TriSizingTool.exe"],
    },
  ],
  references: [PREREQUISITES_V2, PREREQUISITES_V3, CAPACITY, HEALTH_ALERTS],
  examples: { pass: [], fail: [], unknown: [{ note: "No GPO speaks of it.", files: UNRELATED }] },
});
