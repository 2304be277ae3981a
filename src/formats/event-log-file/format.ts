/** An event log: events, no settings [K]. */
import { answer, startsWithBytes, unreadFormat } from "../unread.ts";

export const eventLogFile = unreadFormat({
  id: "event-log-file",
  title: "Event log file (.evtx)",
  madeBy: ["Event Viewer: Save All Events As", "wevtutil epl Security <file>"],
  recognisedBy: "The bytes ElfFile and a zero byte.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "an event log holds events, not settings; export the audit policy with `auditpol /get /category:* /r > <file>.csv` on the host",
  sniff: (head) => answer(startsWithBytes(head, [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00])),
});
