/** The answered rows of Microsoft's tools, those that need somebody first. */
import { ANSWER_WORDS, answerGroups, ANSWERS_TITLE, answersText, subjectsText } from "./answers.ts";
import { isAdvice, withoutRemark } from "./commands.ts";
import type { Sheet } from "./sheet.ts";
import type { View } from "./view.ts";
import { counted, factPlace, upperFirst } from "./words.ts";

const MOST_GROUPS = 20;
const MOST_COMMANDS = 3;

export function writeAnswers(sheet: Sheet, { report }: View): void {
  const { answers, facts } = report;
  if (answers.length === 0) return;
  sheet.section(`${ANSWERS_TITLE} (${answers.length})`);
  sheet.paragraph(`${upperFirst(answersText(answers))}.`, 0);
  const groups = answerGroups(answers);
  for (const { first, subjects } of groups.slice(0, MOST_GROUPS)) {
    sheet.blank();
    const head = `${ANSWER_WORDS[first.answer]}: "${first.item}" (${first.tool} says ${first.said}), ${subjectsText(subjects)}`;
    sheet.paragraph(head, 0, { hanging: 2, tone: "strong" });
    sheet.paragraph(first.because, 2);
    sheet.path(factPlace(facts, first.fact), 4);
  }
  const rest = groups.length - MOST_GROUPS;
  if (rest > 0) sheet.paragraph(`and ${counted(rest, "more answer")}: --format json`, 2);
  const commands = [...new Set(answers.flatMap(({ ask }) => ask.filter((line) => !isAdvice(line))))].map(withoutRemark);
  if (commands.length === 0) return;
  sheet.blank();
  sheet.paragraph("collect, read-only:", 2, { tone: "faint" });
  for (const command of commands.slice(0, MOST_COMMANDS)) sheet.command(command, 4);
  const more = commands.length - MOST_COMMANDS;
  if (more > 0) sheet.paragraph(`and ${counted(more, "more command")}: --format markdown`, 4);
}
