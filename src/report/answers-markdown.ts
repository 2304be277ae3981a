/** The answered rows of Microsoft's tools as a table. */
import { escapeMarkdown as e } from "../text/printable.ts";
import { ANSWER_WORDS, answerGroups, ANSWERS_TITLE, answersText, subjectsText } from "./answers.ts";
import { fenced, table } from "./markdown-text.ts";
import type { View } from "./view.ts";
import { factPlace, isSentence, upperFirst } from "./words.ts";

export function* answersMarkdown({ report }: View): Generator<string> {
  const { answers, facts } = report;
  if (answers.length === 0) return;
  yield `\n## ${e(`${ANSWERS_TITLE} (${answers.length})`)}\n\n${e(upperFirst(answersText(answers)))}.\n\n`;
  const groups = answerGroups(answers);
  const rows = groups.map(({ first, subjects }) => [
    ANSWER_WORDS[first.answer],
    `${first.tool}: ${first.item}`,
    first.said,
    subjectsText(subjects),
    first.because,
    factPlace(facts, first.fact),
  ]);
  yield table(["answer", "reported", "said", "where", "because", "row"], rows);
  const commands = [...new Set(answers.flatMap(({ ask }) => ask.filter((line) => !isSentence(line))))];
  if (commands.length > 0) yield `\nCollect, read-only:\n\n${fenced(commands, "powershell")}`;
}
