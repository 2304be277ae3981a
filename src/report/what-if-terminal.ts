/** The answer to `--what-if` for people: what changes on one screen, then each change with both sides. */
import type { RenderOptions } from "./define.ts";
import { Sheet } from "./sheet.ts";
import { statusMark } from "./style.ts";
import { WAYS, undecided } from "./what-if.ts";
import type { Change, WhatIf } from "./what-if.ts";
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
import { isSentence, listed, STATUS_WORDS } from "./words.ts";

export function* renderTerminal(whatIf: WhatIf, options: RenderOptions): Iterable<string> {
  const sheet = new Sheet(options);
  sheet.title(`What if: ${headText(whatIf)}`);
  sheet.paragraph(NOTHING_WRITTEN);
  for (const [index, { text, notes }] of whatIf.edits.entries()) {
    sheet.field(`edit ${index + 1}`, text);
    for (const note of notes) sheet.field("", note);
  }
  for (const text of [aboutText(whatIf), modeText(whatIf)]) if (text !== null) sheet.paragraph(text);
  yield sheet.take();
  for (const way of WAYS) {
    const changes = whatIf.changes.filter((change) => change.way === way);
    if (changes.length > 0) sheet.section(`${WAY_TITLES[way]} (${changes.length})`);
    for (const change of changes) {
      writeChange(sheet, change);
      yield sheet.take();
    }
  }
  writeCaptured(sheet, whatIf);
  yield sheet.take();
  writeUndecided(sheet, whatIf);
  yield sheet.take();
}

function writeChange(sheet: Sheet, { title, severity, requirement, subject, computers, before, after }: Change): void {
  sheet.blank();
  const status = after?.status ?? "not-applicable";
  const mark = statusMark(status, sheet.glyphs);
  sheet.paragraph(` ${severity}: ${title}`, 0, { hanging: 2, lead: [status, mark] });
  sheet.field("id", requirement);
  sheet.field("where", whoText(subject, computers));
  sheet.field("before", standingText(before));
  sheet.field("after", standingText(after));
}

function writeCaptured(sheet: Sheet, { captured }: WhatIf): void {
  if (captured.length === 0) return;
  sheet.section(`Captured: will follow at the next refresh (${captured.length})`);
  sheet.paragraph(CAPTURES_STAY);
  for (const { host, title, status, have, policy } of captured) {
    sheet.blank();
    sheet.paragraph(`${host}: ${title}`, 0, { hanging: 2 });
    sheet.field("has", `${STATUS_WORDS[status]}: ${have}`);
    sheet.field("policy", policyText(policy));
  }
}

function writeUndecided(sheet: Sheet, whatIf: WhatIf): void {
  const groups = undecided(whatIf);
  const count = groups.reduce((sum, { changes }) => sum + changes.length, 0);
  if (count === 0) return;
  sheet.section(`Undecided, and what would settle it (${count})`);
  for (const { ask, changes } of groups) {
    sheet.blank();
    sheet.paragraph(listed([...new Set(changes.map(({ title }) => title))]), 0, { hanging: 2 });
    for (const line of ask) {
      if (isSentence(line)) sheet.paragraph(line, 4);
      else sheet.command(line, 4);
    }
  }
}
