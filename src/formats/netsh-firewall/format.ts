/** The text of netsh about firewall rules, whose every word is localised and whose rules have no name that another export knows. */
import { consoleLines, labelled } from "../../text/console.ts";
import type { Head } from "../define.ts";
import { answer, unreadFormat } from "../unread.ts";

/** A line `label:  value`, a line of dashes, and more lines whose values begin below each other. */
function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  let named = false;
  let dashed = false;
  let aligned = 0;
  let column = -1;
  for (const { text, indent } of consoleLines(head.text)) {
    if (/^-{60,}$/.test(text)) {
      dashed = named;
      aligned = 0;
      continue;
    }
    const pair = indent === 0 ? labelled(text) : null;
    const at = pair === null ? -1 : text.length - pair.value.length;
    named = at >= 30;
    if (!dashed) continue;
    aligned = at >= 30 && (aligned === 0 || at === column) ? aligned + 1 : 0;
    column = at;
    if (aligned >= 5) return "yes";
  }
  return answer(false);
}

export const netshFirewall = unreadFormat({
  id: "netsh-firewall",
  title: "Firewall rules as text (netsh advfirewall firewall show rule)",
  madeBy: ["netsh advfirewall firewall show rule name=all"],
  recognisedBy: "A line of dashes between lines `label: value`, with the values of five lines or more in one column.",
  proves: "Nothing here: every word of it is in the language of the computer.",
  read: "refused",
  reason:
    "the words of netsh differ with the language of the computer; export the rules as objects instead: the command that `eventreach formats` lists for firewall-rules",
  sniff,
});
