/** Screen 5: the decisions, the selected one, and what is missing before a sign-off. Pure. */
import { cutMiddle } from "../../report/layout.ts";
import { counted } from "../../report/words.ts";
import { type Box, boxesOf, fourEyes } from "../../review/boxes.ts";
import type { Decision, DecisionWord } from "../../review/decisions.ts";
import { keyOf, withKeys } from "../bindings.ts";
import { beside, box, type Cell, cells, selectable, span, wrapped } from "../line.ts";
import { bodyRows, layoutOf, windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { decisionsIn, type State } from "../state.ts";
import type { Line, Tone } from "../theme.ts";
import { decisionLines } from "./decision.ts";
import { inFours } from "../../report/digest-text.ts";

/** Rows with their frame: the boxes in two columns, and what signing means. */
const BOX_ROWS = 6;
const DETAIL_ROWS = 6;

export function reviewLines(model: Model, state: State, selected: number): Line[] {
  const width = state.size.columns;
  const height = bodyRows(state.size);
  const small = height < 16;
  const boxes = boxBox(model, state, width, small ? BOX_ROWS - 1 : BOX_ROWS);
  const rest = height - boxes.length;
  if (decisionsIn(model, state).length === 0) return [...emptyBox(model, width, rest), ...boxes];
  if (layoutOf(state.size) !== "narrow") {
    const left = Math.floor(width * 0.5);
    return [
      ...beside(listBox(model, state, selected, left, rest), detailBox(model, state, selected, width - left, rest)),
      ...boxes,
    ];
  }
  if (small) return [...listBox(model, state, selected, width, rest), ...boxes];
  const detail = Math.min(DETAIL_ROWS, rest - 4);
  return [
    ...listBox(model, state, selected, width, rest - detail),
    ...detailBox(model, state, selected, width, detail),
    ...boxes,
  ];
}

function listBox(model: Model, state: State, selected: number, width: number, height: number): Line[] {
  const { theme } = model;
  const list = decisionsIn(model, state);
  const { start, end } = windowOf(selected, list.length, height - 2);
  const lines = list
    .slice(start, end)
    .map((decision, i) =>
      selectable(cells(rowCells(model, decision, width - 6), theme), start + i === selected, width - 4, theme),
    );
  return box("Decisions", lines, { width, height, right: `${selected + 1}/${list.length}` }, theme);
}

function emptyBox(model: Model, width: number, height: number): Line[] {
  const words = [
    "No waiver, and no dispute between GPOs.",
    "",
    "On the findings ({findings}) {waive} waives, {acknowledge} acknowledges an unknown, {note} notes.",
    "Each decision is on disk before the screen says so; {undo} takes it back.",
  ].map((text) => withKeys(model, text));
  const { theme } = model;
  const lines = words.flatMap((text): Line[] => (text === "" ? [[]] : wrapped(text, width - 4, theme)));
  return box("Decisions", lines.slice(0, height - 2), { width, height }, theme);
}

const MARKS: Readonly<Record<DecisionWord, readonly [mark: string, tone: Tone]>> = {
  EXPIRED: ["!", "unknown"],
  VOID: ["!", "unknown"],
  UNAPPROVED: ["!", "unknown"],
  DISPUTE: ["?", "unknown"],
  DRAFT: ["w", "strong"],
  active: ["w", "plain"],
  planned: ["w", "plain"],
  UNUSED: ["~", "faint"],
  seen: ["-", "faint"],
};

function rowCells(model: Model, decision: Decision, width: number): readonly Cell[] {
  const [mark, tone] = MARKS[decision.word];
  const word: Cell = [`${mark} ${decision.word}`, 12, tone];
  if (decision.of === "conflict") return [word, [decision.conflict.setting, width - 14]];
  const { row } = decision;
  const [first] = row.findings.flatMap((id) => model.byId.get(id) ?? []);
  const more = row.findings.length > 1 ? ` +${row.findings.length - 1}` : "";
  const what = first === undefined ? `${row.rules.join(", ")}: matches no FAIL` : `${first.label}${more}`;
  const narrow = width < 60;
  const owner = narrow ? 0 : 12;
  const rest = width - 12 - 2 - 12 - 2 - 10 - 2 - (narrow ? 0 : owner + 2);
  return [
    word,
    [row.id, 12, "plain", "middle"],
    [what, Math.max(rest, 6)],
    [row.expires, 10],
    ...(narrow ? [] : ([[row.owner, owner, "faint"]] as const)),
  ];
}

function detailBox(model: Model, state: State, selected: number, width: number, height: number): Line[] {
  const decision = decisionsIn(model, state)[selected];
  if (decision === undefined) return box("", [], { width, height }, model.theme);
  const lines = decisionLines(model, state, decision, width - 4);
  const right = lines.length > height - 2 ? `${keyOf(model, "open")}: all of it` : "";
  return box(decision.of === "waiver" ? decision.id : "Dispute", lines, { width, height, right }, model.theme);
}

function boxBox(model: Model, state: State, width: number, height: number): Line[] {
  const { theme } = model;
  const boxes = boxesIn(model, state);
  const half = Math.floor((width - 4) / 2);
  const lines = Array.from({ length: Math.ceil(boxes.length / 2) }, (_, i): Line => {
    const pair = [boxes[i * 2], boxes[i * 2 + 1]].flatMap((one) => one ?? []);
    return pair.flatMap((one) =>
      cells([[boxText(one), half - 1, one.ticked ? "plain" : "unknown"]], theme).concat(span(" ")),
    );
  });
  const digest = state.desk?.digest ?? "";
  const means = `${keyOf(model, "sign")} signs the results ${inFours(digest, 3)} .. and prints how to seal them`;
  const content = height < BOX_ROWS ? lines : [...lines, [span(means, "faint")]];
  return box("Before you sign", content, { width, height }, theme);
}

function boxText({ ticked, text }: Box): string {
  return `[${ticked ? "x" : " "}] ${text}`;
}

export function boxesIn(model: Model, { desk }: State): readonly Box[] {
  return desk === null ? [] : boxesOf(desk.state, model.report, desk.inputs);
}

/** For the title: who, where it is written, whether it is signed. */
export function deskText({ desk, size }: State): string {
  if (desk === null) return "no review is kept";
  const { signed, unsigned } = desk.state;
  const standing =
    signed === null ? "not signed" : unsigned > 0 ? `signed, then ${counted(unsigned, "edit")}` : "signed";
  // The folder is on the page of the journal (g).
  const name = size.columns < 100 ? null : cutMiddle(/[^/\\]*$/.exec(desk.journal)?.[0] ?? "", 40, "..");
  const journal = desk.off === null ? name : "read only";
  const who = desk.reviewer === null ? "no reviewer" : `reviewer ${desk.reviewer}`;
  return [who, journal, standing].filter((part) => part !== null).join("  ");
}

/** What to do next: why nothing is written, what does not fit, what box is open, who should not sign. */
export function nextText(model: Model, state: State): string {
  const { desk } = state;
  if (desk === null) return "";
  const open = boxesIn(model, state).find(({ ticked }) => !ticked);
  const [warning] = fourEyes(desk.reviewer ?? "", desk.state, model.report);
  const unnamed =
    desk.reviewer === null && desk.state.entries.length === 0
      ? "nobody is named: what you open is not recorded yet"
      : null;
  return (
    desk.off ??
    desk.notice ??
    (open === undefined ? warning : null) ??
    unnamed ??
    (open === undefined
      ? `all boxes are ticked: ${keyOf(model, "sign")} signs`
      : `${open.text}: ${withKeys(model, open.next)}`)
  );
}

export function signText(model: Model, state: State): string {
  const { desk } = state;
  const sign = `${keyOf(model, "sign")} sign`;
  if (desk === null || desk.off !== null) return `${sign}: off`;
  const open = boxesIn(model, state).filter(({ ticked }) => !ticked).length;
  return open === 0 ? sign : `${sign}: off, ${counted(open, "box", "boxes")} open`;
}
