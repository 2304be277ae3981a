/** Start, stop, logon and logoff scripts of a GPO [formats.md 1.4]. */
import type { Head } from "../define.ts";
import { answer, sampleLines, unreadFormat } from "../unread.ts";

const SECTION = /^\[(?:Startup|Shutdown|Logon|Logoff|ScriptsConfig)\]$/i;
const ENTRY = /^(?:\d{1,9}(?:CmdLine|Parameters)|(?:Start|End)ExecutePSFirst)=/i;

function isScriptList(head: Head): boolean {
  const lines = sampleLines(head)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith(";"));
  if (!SECTION.test(lines[0] ?? "")) return false;
  return lines.every((line) => SECTION.test(line) || ENTRY.test(line));
}

export const scriptsIni = unreadFormat({
  id: "scripts-ini",
  title: "Script lists of a GPO (scripts.ini, psscripts.ini)",
  madeBy: ["Part of every GPO backup and SYSVOL copy with scripts"],
  recognisedBy:
    "INI text whose only sections are Startup, Shutdown, Logon, Logoff and ScriptsConfig, with their own keys.",
  proves: "Nothing about auditing; the scripts themselves are not read.",
  read: "ignored",
  reason: "a list of scripts; carries no audit setting, and the scripts are not read",
  sniff: (head) => answer(isScriptList(head)),
});
