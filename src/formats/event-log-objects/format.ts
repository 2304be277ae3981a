/** The configuration of an event channel as PowerShell objects [mdi-requirements 6.20, 6.21]. */
import type { PsValue } from "../../text/powershell-objects.ts";
import type { Head } from "../define.ts";
import { defineFormat } from "../define.ts";
import { asBoolean, asText, textOf } from "../objects.ts";
import type { ObjectKind, Rule } from "../observed-objects.ts";
import { asWhole, isKind, namesIn, observe, readKinds, remotingHost, rereadKinds } from "../observed-objects.ts";
import { answer } from "../unread.ts";

/** EventLogMode [D: System.Diagnostics.Eventing.Reader]: `[retention, autoBackup]`. */
const MODES: ReadonlyMap<string, readonly [boolean, boolean]> = new Map([
  ["0", [false, false]],
  ["circular", [false, false]],
  ["1", [true, true]],
  ["autobackup", [true, true]],
  ["2", [true, false]],
  ["retain", [true, false]],
]);

function mode(part: 0 | 1): (value: PsValue) => boolean | null {
  return (value) => MODES.get((asText(value) ?? "").toLowerCase())?.[part] ?? null;
}

/** Named as `wevtutil gl` names them. */
const RULES: readonly Rule[] = [
  ["IsEnabled", "enabled", asBoolean],
  ["MaximumSizeInBytes", "maxSize", asWhole],
  ["LogMode", "retention", mode(0)],
  ["LogMode", "autoBackup", mode(1)],
  ["SecurityDescriptor", "channelAccess", asText],
];

const KINDS: readonly ObjectKind[] = [
  {
    has: ["logname", "maximumsizeinbytes"],
    host: remotingHost,
    read: (object) => observe(object, "event-channel", `${textOf(object, "LogName") ?? ""}/`, RULES),
  },
];

function sniff(head: Head): "no" | "yes" {
  const names = namesIn(head);
  return answer(KINDS.some((kind) => isKind(names, kind)));
}

export const eventLogObjects = defineFormat({
  id: "event-log-objects",
  title: "Configuration of an event channel as PowerShell objects (Get-WinEvent -ListLog)",
  madeBy: [
    "Get-WinEvent -ListLog Security | Select-Object LogName, IsEnabled, MaximumSizeInBytes, LogMode, SecurityDescriptor | ConvertTo-Json > security-log-HOST.json",
    "Get-WinEvent -ListLog Security | Format-List * > security-log-HOST.txt",
  ],
  recognisedBy: "Objects (JSON, CSV, CLIXML, or a list) with LogName and MaximumSizeInBytes.",
  proves:
    "Size in bytes, retention and access of that channel on that computer at that time. The table without SecurityDescriptor tells size and mode only.",
  sniff,
  parse: (input, sink) => readKinds(KINDS, input, sink),
  reread: (excerpt, kind) => rereadKinds(KINDS, excerpt, kind),
});
