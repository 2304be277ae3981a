/** The first screen answers: is it right, who decides it, what do I run. The proof of every line follows below. */
import { writeAnswers } from "../answers-terminal.ts";
import { defineReporter } from "../define.ts";
import { digestLine } from "../digest-text.ts";
import type { Fix } from "../fixes.ts";
import { Sheet } from "../sheet.ts";
import { totalsText } from "../sentences.ts";
import { writeFail } from "../terminal-fail.ts";
import { writeInputs } from "../terminal-inputs.ts";
import { writeSacl } from "../terminal-sacl.ts";
import { writeOverview } from "../terminal-overview.ts";
import { writeChecklist, writeConflicts, writePassed } from "../terminal-rest.ts";
import { writeUnknown } from "../terminal-unknown.ts";
import { viewOf } from "../view.ts";
import { writeWaivers } from "../waivers-terminal.ts";

export const reporter = defineReporter({
  id: "terminal",
  title: "For people: one screen that answers, then the proof",
  extension: "txt",
  *render(report, options) {
    const view = viewOf(report);
    const sheet = new Sheet(options);
    writeOverview(sheet, view);
    yield sheet.take();

    const shownFixes = new Set<Fix>();
    const sections = [
      ["Silent: looks configured, does nothing", view.silentBlocks],
      ["Fails", view.failBlocks],
    ] as const;
    for (const [title, blocks] of sections) {
      const count = blocks.reduce((sum, { findings }) => sum + findings.length, 0);
      if (count > 0) sheet.section(`${title} (${count})`);
      for (const block of blocks) {
        writeFail(sheet, view, block, shownFixes);
        yield sheet.take();
      }
    }
    yield* writeUnknown(sheet, view);
    writeSacl(sheet, view);
    yield sheet.take();
    writeConflicts(sheet, view);
    writeAnswers(sheet, view);
    writeWaivers(sheet, view);
    writeChecklist(sheet, view);
    writePassed(sheet, view);
    yield sheet.take();
    yield* writeInputs(sheet, view);

    sheet.blank();
    sheet.title(totalsText(view));
    yield sheet.take();
    const digest = digestLine(options.resultsDigest);
    if (digest !== "") yield `${digest}\n`;
  },
});
