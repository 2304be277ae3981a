/** The screens in sentences: what opens is said whole, then where the person is. Pure. */
import { STATUS_WORDS } from "../report/words.ts";
import { ageText } from "../report/inputs.ts";
import { shortTitles } from "../report/short-titles.ts";
import { answerSentences } from "./screens/overview.ts";
import { textOf } from "./screens/index.ts";
import { precedenceRows } from "./screens/precedence.ts";
import { detailLines } from "./screens/detail.ts";
import { pageLines, proofText, pageTitle } from "./screens/page.ts";
import type { Finding } from "../core/report.ts";
import type { Model } from "./model.ts";
import { decisionText, reviewTexts } from "./spoken-review.ts";
import { currentFinding, filtered, screenOf, type State } from "./state.ts";
import type { Line } from "./theme.ts";
import { verdictRows, waiverMark } from "./verdicts.ts";

/** So wide that nothing is cut or broken. */
const WIDE = { columns: 2000, rows: 15 };

/** A screen that has just opened, its status last. */
export function openedText(model: Model, state: State): string[] {
  const screen = screenOf(state);
  const status = statusText(model, state);
  switch (screen.id) {
    case "overview":
      return screen.pane === 0
        ? ["Overview.", ...answerSentences(model), countsText(model), status]
        : [screen.pane === 1 ? "Verdicts." : "By role.", status];
    case "findings": {
      const { findings } = filtered(model, state);
      const filter = state.filter === "" ? "" : `, filter ${state.filter}`;
      return [`Findings, ${findings.length} of ${model.findings.length}${filter}.`, status];
    }
    case "precedence":
      return [
        `Precedence, ${findingText(model, state, currentFinding(model, state))}`,
        ...precedenceRows(model, wide(state)).map((_row, i) => stepText(model, state, i)),
      ];
    case "inputs":
      return ["Inputs, strongest proof first.", status];
    case "catalog":
      return ["Catalog.", status];
    case "detail":
      return [findingText(model, state, currentFinding(model, state)), ...proofTexts(model, state)];
    case "page":
      return [
        `${pageTitle(model, screen.page)}.`,
        ...pageLines(model, wide(state), screen.page, WIDE.columns).map(plain),
      ];
    case "review":
      return reviewTexts(model, state);
  }
}

function proofTexts(model: Model, state: State): string[] {
  const finding = currentFinding(model, state);
  return finding === null ? [] : detailLines(model, wide(state), finding, WIDE.columns).map(plain);
}

/** Where the person is: one sentence. */
export function statusText(model: Model, state: State): string {
  const screen = screenOf(state);
  const { selected } = screen;
  switch (screen.id) {
    case "overview":
      return overviewText(model, screen.pane, selected);
    case "findings":
      return findingText(model, state, currentFinding(model, state));
    case "precedence":
      return stepText(model, state, selected);
    case "inputs": {
      const row = model.view.inputs[selected];
      if (row === undefined) return "No input.";
      const about = row.about === null ? row.path : `${row.about}, ${row.title}`;
      const state = row.state === "complete" ? "" : `, ${row.state}`;
      const facts = `${row.facts} facts${state}, ${ageText(row)}, proves: ${proofText(row.proof)}`;
      return `Input ${selected + 1} of ${model.view.inputs.length}, ${about}, ${facts}.`;
    }
    case "catalog": {
      const row = model.catalog[selected];
      if (row === undefined) return "No requirement.";
      return `Requirement ${selected + 1} of ${model.catalog.length}, ${row.severity}, ${row.id}, ${row.title}.`;
    }
    case "detail":
    case "page": {
      const lines = textOf(model, state);
      return `Line ${selected + 1} of ${lines.length}: ${plain(lines[selected] ?? [])}`;
    }
    case "review":
      return decisionText(model, state);
  }
}

function overviewText(model: Model, pane: number, selected: number): string {
  if (pane === 1) {
    const rows = verdictRows(model);
    const row = rows[selected];
    if (row === undefined) return "No verdict.";
    return `Verdict ${selected + 1} of ${rows.length}, ${withoutSign(row.mark)}, ${row.count}${row.note === null ? "" : `, ${row.note}`}.`;
  }
  if (pane === 2) {
    const row = model.roles[selected];
    if (row === undefined) return "No role.";
    const { fail, unknown, pass } = row.counts;
    return `Role ${selected + 1} of ${model.roles.length}, ${row.role}, ${fail} fail, ${unknown} unknown, ${pass} pass.`;
  }
  const block = model.blocks[selected];
  if (block === undefined) return "Nothing fails.";
  const { first, findings, rows } = block;
  const fix = model.view.fixesOf(first)[0];
  const settled = fix === undefined ? "" : `, fix ${fix.number}`;
  const names = shortTitles(rows).join(", ");
  const count = findings.length > 1 ? `, ${findings.length} findings` : "";
  return `Fix first ${selected + 1} of ${model.blocks.length}, ${first.severity}, ${names}${count}, ${model.view.subject(first)}${settled}.`;
}

/** `x FAIL` in a word. */
function withoutSign(mark: string): string {
  return mark.replace(/^\S (?=\S)/, "").toLowerCase();
}

function countsText(model: Model): string {
  const parts = verdictRows(model).map(({ mark, count }) => `${count} ${withoutSign(mark)}`);
  return `${parts.join(", ")}.`;
}

function findingText(model: Model, state: State, finding: Finding | null): string {
  if (finding === null) return "No finding fits.";
  const { findings } = filtered(model, state);
  const at = findings.indexOf(finding);
  const place = at < 0 ? "Finding" : `Finding ${at + 1} of ${findings.length}`;
  const { status, severity, label, waiver, checklist, silent } = finding;
  const word = checklist ? "for a person to confirm" : STATUS_WORDS[status];
  const more = [
    ...(silent && status === "fail" ? ["looks configured and does nothing"] : []),
    ...(waiver === null ? [] : [waiverMark(waiver).slice(2)]),
    ...decidedWords(state, finding),
    ...(state.marks.has(finding.id) ? ["marked"] : []),
  ];
  return `${[place, word, severity, label, model.view.subject(finding), ...more].join(", ")}.`;
}

function decidedWords({ desk }: State, { id }: Finding): string[] {
  const { acknowledged, answered, notes } = desk?.state ?? {};
  return [
    ...(acknowledged?.has(id) === true ? ["acknowledged"] : []),
    ...(answered?.has(id) === true ? ["answered"] : []),
    ...(notes?.has(id) === true ? ["noted"] : []),
  ];
}

function stepText(model: Model, state: State, index: number): string {
  const rows = precedenceRows(model, wide(state));
  const row = rows[index];
  if (row === undefined) return "No GPO in these files speaks of it.";
  return `Step ${index + 1} of ${rows.length}, ${row.gpo}, link ${row.link}, sets ${row.sets}: ${row.result}.`;
}

function wide(state: State): State {
  return { ...state, size: WIDE };
}

function plain(line: Line): string {
  return line.map(({ text }) => text).join("");
}
