/** The words of Microsoft's tools beside ours, and the answers to what they reported. */
import { type Finding, MICROSOFT_JUDGES, type MicrosoftJudge } from "../../core/report.ts";
import { ANSWER_WORDS, answerGroups, ANSWERS_TITLE, answersText, subjectsText } from "../answers.ts";
import { groupBy } from "../group.ts";
import { shownFindings } from "../shown.ts";
import type { View } from "../view.ts";
import { counted, disagreeing, factPlace, isSentence, judgeText, upperFirst } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { chip, commands, folded, section, table, unique } from "./elements.ts";
import { markup, type Markup, type Piece, prose } from "./markup.ts";

export function microsoftSection(view: View, anchors: Anchors): Markup | null {
  const told = shownFindings(view.report).filter(({ microsoft }) =>
    MICROSOFT_JUDGES.some((judge) => (microsoft[judge]?.verdict ?? null) !== null),
  );
  const answers = answersOf(view);
  if (told.length === 0 && answers === null) return null;
  const odd = told.filter((finding) => disagreeing(finding).length > 0);
  const alike = told.filter((finding) => disagreeing(finding).length === 0);
  const columns = ["Check", "where", "ours", ...MICROSOFT_JUDGES.map((judge) => upperFirst(judgeText(judge)))];
  const reasons = sharedReasons(odd);
  const grid = (caption: string, findings: readonly Finding[]): Markup =>
    table(caption, columns, rowsOf(view, anchors, findings, reasons));
  return section(
    "microsoft",
    "Microsoft\u2019s tools beside this report",
    markup`<p>What Microsoft\u2019s own tools will say of the same state. They compare with a template; this report judges whether the events are written. Where the two differ, the reason stands in the cell, or below the table under its number; a dash: that tool has no such check.</p>
${odd.length === 0 ? null : markup`${grid("They will differ", odd)}${reasonList(reasons)}`}${alike.length === 0 ? null : folded(`The same word: ${counted(alike.length, "check")}`, grid("They will say the same, or cannot tell", alike))}${answers}`,
  );
}

const keyOf = (finding: Finding): string => {
  const odd = disagreeing(finding);
  const said = MICROSOFT_JUDGES.map((judge) => {
    const { verdict, reason } = finding.microsoft[judge] ?? { verdict: "none", reason: "" };
    return odd.includes(judge) ? [verdict, reason] : verdict;
  });
  return JSON.stringify([finding.requirement, finding.status, said]);
};

/** Reason → its number: what more than one cell says, in the order of the cells. */
function sharedReasons(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [finding] of groupBy(findings, keyOf)) {
    if (finding === undefined) continue;
    for (const judge of disagreeing(finding)) {
      const reason = finding.microsoft[judge]?.reason ?? "";
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  const shared = [...counts].filter(([, count]) => count > 1).map(([reason]) => reason);
  return new Map(shared.map((reason, index) => [reason, index + 1]));
}

function reasonList(reasons: ReadonlyMap<string, number>): Markup | null {
  if (reasons.size === 0) return null;
  const items = [...reasons].map(
    ([reason, number]) => markup`<li id="reason-${number}">${prose(reason)}
`,
  );
  return markup`<ol>${items}</ol>
`;
}

/** One row for each check whose words are the same, with all of whom they are true. */
function rowsOf(
  view: View,
  anchors: Anchors,
  findings: readonly Finding[],
  reasons: ReadonlyMap<string, number>,
): Piece[][] {
  return groupBy(findings, keyOf).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const odd = disagreeing(first);
    return [
      [
        markup`<a href="#${anchors(first.id)}">${first.label}</a>`,
        prose(whom(group.map((finding) => view.subject(finding)))),
        chip(first.status),
        ...MICROSOFT_JUDGES.map((judge) => word(first, judge, odd.includes(judge), reasons)),
      ],
    ];
  });
}

const MOST_NAMES = 12;

function whom(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (left > 0 ? ` and ${left} more` : "");
}

function word(
  { microsoft }: Finding,
  judge: MicrosoftJudge,
  differs: boolean,
  reasons: ReadonlyMap<string, number>,
): Piece {
  const said = microsoft[judge];
  if (said === undefined) return "\u2013";
  const verdict = said.verdict === null ? "cannot tell" : said.verdict ? "accepts" : "objects";
  if (!differs) return verdict;
  const number = reasons.get(said.reason);
  const reason =
    number === undefined ? markup`: ${prose(said.reason)}` : markup`, <a href="#reason-${number}">reason ${number}</a>`;
  return markup`<strong>≠ ${verdict}</strong>${reason}`;
}

function answersOf({ report }: View): Markup | null {
  const { answers, facts } = report;
  if (answers.length === 0) return null;
  const rows = answerGroups(answers).map(({ first, subjects }): Piece[] => [
    `${first.tool}: ${first.item}`,
    markup`<strong>${ANSWER_WORDS[first.answer]}</strong>`,
    first.said,
    subjectsText(subjects),
    first.because,
    markup`<samp>${factPlace(facts, first.fact)}</samp>`,
  ]);
  const lines = unique(answers.flatMap(({ ask }) => ask.filter((line) => !isSentence(line))));
  return markup`<h3>${ANSWERS_TITLE} (${answers.length})</h3>
<p>${upperFirst(answersText(answers))}.</p>
${table("Each reported row and its answer", ["Reported", "answer", "said", "where", "because", "row"], rows)}${
    lines.length === 0
      ? null
      : markup`<p>Collect, read-only:</p>
${commands(lines)}`
  }`;
}
