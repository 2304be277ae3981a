/** The answer to `--what-if` as a document, for tickets. */
import { escapeMarkdown as e } from "../text/printable.ts";
import type { RenderOptions } from "./define.ts";
import { codeSpan, fenced, item, table } from "./markdown-text.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS, statusMark } from "./style.ts";
import { WAYS, undecided } from "./what-if.ts";
import type { WhatIf } from "./what-if.ts";
import {
  CAPTURES_STAY,
  NOTHING_WRITTEN,
  WAY_TITLES,
  aboutText,
  headText,
  modeText,
  policyText,
  standingText,
  whoText,
} from "./what-if-words.ts";
import { STATUS_WORDS, isSentence, listed, timeText } from "./words.ts";

export function* renderMarkdown(whatIf: WhatIf, options: RenderOptions): Iterable<string> {
  const { tool, catalog, asOf } = whatIf;
  const glyphs = options.ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  yield `# ${e(`What if: ${headText(whatIf)}`)}\n\n`;
  yield `${e(NOTHING_WRITTEN)} ${e(`As of ${timeText(asOf)}, ${tool.name} ${tool.version}, catalog ${catalog.version}`)}\n\n`;
  for (const [index, { word, text, notes }] of whatIf.edits.entries()) {
    yield item(`Edit ${index + 1}`, `${e(text)}, ${codeSpan(word)}`);
    for (const note of notes) yield `  - ${e(note)}\n`;
  }
  for (const text of [aboutText(whatIf), modeText(whatIf)]) if (text !== null) yield `\n${e(text)}\n`;
  for (const way of WAYS) {
    const rows = whatIf.changes
      .filter((change) => change.way === way)
      .map(({ title, severity, requirement, subject, computers, before, after }) => [
        statusMark(after?.status ?? "not-applicable", glyphs),
        severity,
        title,
        requirement,
        whoText(subject, computers),
        standingText(before),
        standingText(after),
      ]);
    if (rows.length === 0) continue;
    yield `\n## ${e(`${WAY_TITLES[way]} (${rows.length})`)}\n\n`;
    yield table(["", "severity", "check", "id", "where", "before", "after"], rows);
  }
  if (whatIf.captured.length > 0) {
    yield `\n## ${e(`Captured: will follow at the next refresh (${whatIf.captured.length})`)}\n\n${e(CAPTURES_STAY)}\n\n`;
    const rows = whatIf.captured.map(({ host, title, status, have, policy }) => [
      host,
      title,
      `${STATUS_WORDS[status]}: ${have}`,
      policyText(policy),
    ]);
    yield table(["computer", "check", "captured", "policy"], rows);
  }
  const open = undecided(whatIf);
  if (open.length > 0) yield "\n## Undecided, and what would settle it\n";
  for (const { ask, changes } of open) {
    yield `\n${e(listed([...new Set(changes.map(({ title }) => title))]))}:\n`;
    for (const line of ask.filter(isSentence)) yield `\n${e(line)}\n`;
    const commands = ask.filter((line) => !isSentence(line));
    if (commands.length > 0) yield `\n${fenced(commands, "powershell")}`;
  }
}
