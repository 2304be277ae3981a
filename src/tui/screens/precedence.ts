/** Screen 3: who decides a value, in the order in which a computer applies it; and what if one of them did not. Pure. */
import { placeOf } from "../../core/provenance.ts";
import { cutMiddle, shortenPath } from "../../report/layout.ts";
import { type TrailRow, trailRows } from "../../report/trail-table.ts";
import { factText, shortSids } from "../../report/words.ts";
import { box, cells, field, selectable, span, wrapped } from "../line.ts";
import { bodyRows, layoutOf, windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { currentFinding, type State } from "../state.ts";
import type { Line } from "../theme.ts";
import { QUESTION_KEYS, QUESTIONS, questionOf } from "../what-if.ts";

export function precedenceRows(model: Model, state: State): TrailRow[] {
  const { view } = model;
  const isNarrow = layoutOf(state.size) === "narrow";
  const sets = (text: string): string => (isNarrow ? (OUTCOMES.get(text) ?? shortSids(text)) : shortSids(text));
  const names = { gpo: view.gpo, place: view.place, sets };
  return trailRows(currentFinding(model, state)?.trail ?? [], names);
}

/** For narrow screens. */
const OUTCOMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "Success and Failure": "S+F",
    Success: "S",
    Failure: "F",
    "No Auditing": "none",
  }),
);

/** Rows of the answer to a question, and of what is known of the selected GPO. */
const ROOM = { asked: 7, step: 5 } as const;
const SMALL = { asked: 4, step: 0 } as const;

export function precedenceLines(model: Model, state: State, selected: number): Line[] {
  const { theme } = model;
  const width = state.size.columns;
  const height = bodyRows(state.size);
  const finding = currentFinding(model, state);
  if (finding === null)
    return box("Precedence", [[span("No finding has a GPO that speaks of it.")]], { width, height }, theme);
  const rows = precedenceRows(model, state);
  const room = height < 16 ? SMALL : ROOM;
  const spare = height - room.asked - room.step - rows.length - 3;
  const asked = room.asked + Math.max(Math.min(spare, 8), 0);
  return [
    ...tableBox(model, rows, selected, width, height - asked - room.step),
    ...(room.step === 0 ? [] : stepBox(model, rows[selected], width, room.step)),
    ...askedBox(model, state, rows[selected], width, asked),
  ];
}

function tableBox(model: Model, rows: readonly TrailRow[], selected: number, width: number, height: number): Line[] {
  const { theme } = model;
  const inside = width - 6;
  const last = 12;
  const sets = Math.max(Math.floor(inside * 0.13), 8);
  // What stands after each step follows from the others; a narrow screen leaves it out.
  const soFar = inside < 70 ? 0 : sets;
  const room = inside - 2 - sets - last - (soFar === 0 ? 8 : soFar + 10);
  const name = Math.ceil(room * 0.56);
  const place = room - name;
  const head: Line = [
    span("  "),
    ...cells(
      [
        ["#", 2],
        ["GPO", name],
        ["link", place],
        ["sets", sets],
        ...(soFar === 0 ? [] : ([["so far", soFar]] as const)),
        ["", last],
      ],
      theme,
    ),
  ];
  const { start, end } = windowOf(selected, rows.length, height - 3);
  const lines = rows.slice(start, end).map((row, i) => {
    const { result } = row.step;
    const tone = result === "excluded" || result === "lost" ? "faint" : result === "won" ? "strong" : "unknown";
    const line = cells(
      [
        [row.position === null ? "-" : String(row.position), 2],
        [row.gpo, name, tone, "middle"],
        [row.link, place, "plain", "middle"],
        [row.sets, sets],
        ...(soFar === 0 ? [] : ([[row.soFar, soFar]] as const)),
        [RESULTS[result], last, tone],
      ],
      theme,
    );
    return selectable(line, start + i === selected, width - 4, theme);
  });
  const content =
    rows.length === 0 ? wrapped("No GPO in these files speaks of it.", width - 4, theme) : [head, ...lines];
  const right = rows.length === 0 ? "" : `${selected + 1}/${rows.length}`;
  return box("Applied top to bottom; the last one that counts wins", content, { width, height, right }, theme);
}

const RESULTS = { won: "<= wins", lost: "loses", candidate: "<= may win", excluded: "not counted" } as const;

function stepBox(model: Model, row: TrailRow | undefined, width: number, height: number): Line[] {
  const { theme, report } = model;
  if (row === undefined) return box("", [], { width, height }, theme);
  const { guid } = row.step.gpo;
  const fact = report.facts.get(row.step.fact);
  const room = width - 12;
  const read = fact === undefined ? row.step.fact : shortenPath(theme.clean(placeOf(fact.origin)), room, theme.cut);
  const says = fact === undefined ? "" : cutMiddle(theme.clean(factText(fact)), room, theme.cut);
  const content = [
    ...field("why", cutMiddle(theme.clean(row.result), room, theme.cut), width - 4, theme),
    ...field("read at", read, width - 4, theme).slice(0, 1),
    ...field("says", says, width - 4, theme).slice(0, 1),
  ];
  return box(`${row.gpo}${guid === null ? "" : `  {${guid}}`}`, content, { width, height }, theme);
}

function askedBox(model: Model, state: State, row: TrailRow | undefined, width: number, height: number): Line[] {
  const { theme } = model;
  const finding = currentFinding(model, state);
  const content: Line[] = [];
  const answers: Line[] = [];
  for (const question of QUESTIONS) {
    const asked = questionOf(question, finding, row?.step ?? null);
    const key = QUESTION_KEYS[question];
    if ("reason" in asked) {
      content.push([span(`${key}  off: ${asked.reason}`, "faint")]);
      continue;
    }
    const known = state.whatIfs.get(asked.words.join(" "));
    const begin = span(`${key}  ${asked.text.padEnd(24)}`);
    if (known === undefined) content.push([begin, span("press to compute", "faint")]);
    else if (known.state === "running") content.push([begin, span("computing", "unknown")]);
    else if (known.state === "refused") content.push([begin, span(known.problem, "unknown")]);
    else {
      content.push([begin, span(`-> ${known.result.head}`, "strong")]);
      answers.push(
        ...known.result.lines.flatMap((line) => wrapped(line, width - 8, theme).map((part) => [span("   "), ...part])),
      );
    }
  }
  return box("What if: a question; nothing is written", [...content, ...answers], { width, height }, theme);
}
