import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { CAPACITY, PREREQUISITES_V2, PREREQUISITES_V3 } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-DYNAMIC-MEMORY",
  revision: 1,
  title: "Virtual servers with a sensor own all their memory at all times",
  label: "Memory of virtual servers",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "person",
    question:
      "Is the memory of every virtual server with a sensor fully allocated: on Hyper-V Dynamic Memory off, on VMware the reservation equal to the configured memory (or all guest memory reserved and locked), on other hosts what the vendor calls the same?",
  },
  want: "Hyper-V: Dynamic Memory is off. VMware: the reserved memory equals the configured memory, or all guest memory is reserved. Other hosts: memory is always fully allocated.",
  why: "Only the host knows. A guest whose memory is taken away loses the sensor first: it restarts to protect the server, and data is missing meanwhile. It holds for v2.x and v3.x.",
  events: [],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: ["The virtual machine's memory page in Hyper-V Manager or vSphere Client"],
  ask: [
    "Get-VMMemory -VMName * | Select-Object VMName, DynamicMemoryEnabled, Startup  # on the Hyper-V host",
    "Get-VM | Get-VMResourceConfiguration | Select-Object VM, MemReservationGB  # VMware PowerCLI",
  ],
  remedies: [
    {
      via: "manual",
      text: "On the Hyper-V host, with the machine shut down. On VMware reserve all guest memory in the machine's settings.",
      commands: ["Set-VMMemory -VMName 'REPLACE-ME' -DynamicMemoryEnabled $false"],
    },
  ],
  references: [PREREQUISITES_V2, PREREQUISITES_V3, CAPACITY],
  examples: { pass: [], fail: [], unknown: [{ note: "Only a person can confirm it.", files: UNRELATED }] },
});
