/** A raw hive: SAM, SECURITY, SYSTEM and others [formats.md 5.7]. */
import { answer, startsWithBytes, unreadFormat } from "../unread.ts";

export const registryHive = unreadFormat({
  id: "registry-hive",
  title: "Raw registry hive",
  madeBy: ["reg save HKLM\\SYSTEM <file>", "A copy of %SystemRoot%\\System32\\config"],
  recognisedBy: "The bytes regf.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "a raw hive may hold secrets (SAM, SECURITY); delete the copy, and export `auditpol /get /category:* /r` and the single keys with `reg export` instead",
  sniff: (head) => answer(startsWithBytes(head, [0x72, 0x65, 0x67, 0x66])),
});
