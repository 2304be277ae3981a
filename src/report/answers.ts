/** What Microsoft's tools reported and our findings answer, in groups that read alike. */
import { ANSWERS, type Answer, type ToolAnswer } from "../core/report.ts";
import { groupBy } from "./group.ts";
import { counted, listed } from "./words.ts";

export const ANSWERS_TITLE = "What Microsoft's tools reported, answered";

export const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  real: "real",
  missed: "missed by the tool",
  explained: "explained",
  stale: "stale",
  unknown: "cannot be told",
};

/** One item of one tool that has the same answer for the same reason, on one subject or many. */
export interface AnswerGroup {
  readonly first: ToolAnswer;
  readonly answers: readonly ToolAnswer[];
  readonly subjects: readonly string[];
}

export function answerGroups(answers: readonly ToolAnswer[]): AnswerGroup[] {
  const groups = groupBy(answers, ({ tool, item, said, answer, because }) =>
    JSON.stringify([tool, item, said, answer, because]),
  );
  return groups.flatMap((group): AnswerGroup[] => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ first, answers: group, subjects: [...new Set(group.map(({ subject }) => subject.name ?? "a GPO"))] }];
  });
}

/** `2 real, 1 stale`. */
export function answersText(answers: readonly ToolAnswer[]): string {
  const parts = ANSWERS.flatMap((word) => {
    const count = answers.filter(({ answer }) => answer === word).length;
    return count === 0 ? [] : [`${count} ${ANSWER_WORDS[word]}`];
  });
  return listed(parts);
}

const MOST_SUBJECTS = 5;

export function subjectsText(subjects: readonly string[]): string {
  const rest = subjects.length - MOST_SUBJECTS;
  const shown = subjects.slice(0, MOST_SUBJECTS).join(", ");
  return rest > 0 ? `${shown} and ${counted(rest, "more", "more")}` : shown;
}
