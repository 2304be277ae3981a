/** A snapshot of Sysinternals AD Explorer [formats.md 6.9]. */
import { answer, startsWithBytes, unreadFormat } from "../unread.ts";

export const adExplorerSnapshot = unreadFormat({
  id: "ad-explorer-snapshot",
  title: "AD Explorer snapshot (.dat)",
  madeBy: ["AD Explorer: File, Create Snapshot"],
  recognisedBy: "The bytes win-ad-ob.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "its security descriptors are usually read without the SACL; export them with `(Get-Acl -Audit -Path 'AD:\\<DN>').Sddl`, which a later version reads",
  sniff: (head) => answer(startsWithBytes(head, [0x77, 0x69, 0x6e, 0x2d, 0x61, 0x64, 0x2d, 0x6f, 0x62])),
});
