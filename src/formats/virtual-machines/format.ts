/** Memory of virtual machines as their host tells it [mdi-requirements 6.17]. */
import type { Head } from "../define.ts";
import { defineFormat } from "../define.ts";
import { asBoolean, textOf } from "../objects.ts";
import type { ObjectKind, Rule } from "../observed-objects.ts";
import { inUnits, isKind, namesIn, observe, readKinds, remotingHost, rereadKinds } from "../observed-objects.ts";
import { answer } from "../unread.ts";

const BYTES = 1024 * 1024;
const RULES: readonly Rule[] = [
  ["DynamicMemoryEnabled", "/dynamic-memory", asBoolean],
  ["Startup", "/startup-mb", inUnits(BYTES)],
  ["MemoryStartup", "/startup-mb", inUnits(BYTES)],
];

const KINDS: readonly ObjectKind[] = [
  {
    has: ["dynamicmemoryenabled"],
    // The host of the machine, not the machine.
    host: (object) => textOf(object, "ComputerName") ?? remotingHost(object),
    read: (object) => observe(object, "virtual-machine", textOf(object, "VMName", "Name") ?? "", RULES),
  },
];

function sniff(head: Head): "no" | "yes" {
  const names = namesIn(head);
  return answer(
    isKind(names, KINDS[0] as ObjectKind) && (names?.has("vmname") === true || names?.has("name") === true),
  );
}

export const virtualMachines = defineFormat({
  id: "virtual-machines",
  title: "Memory of Hyper-V guests (Get-VMMemory)",
  madeBy: [
    "Get-VM | Get-VMMemory | Select-Object ComputerName, VMName, DynamicMemoryEnabled, Startup | ConvertTo-Json > memory-HYPERVISOR.json",
    "Get-VM | Select-Object ComputerName, Name, DynamicMemoryEnabled, MemoryStartup | ConvertTo-Json > machines-HYPERVISOR.json",
  ],
  recognisedBy: "Objects (JSON, CSV, CLIXML, a list or a table) with DynamicMemoryEnabled and VMName or Name.",
  proves:
    "Whether Hyper-V gives each named machine dynamic memory. The name is the one in Hyper-V, which need not be the computer's; ComputerName is the hypervisor.",
  sniff,
  parse: (input, sink) => readKinds(KINDS, input, sink),
  reread: (excerpt, kind) => rereadKinds(KINDS, excerpt, kind),
});
