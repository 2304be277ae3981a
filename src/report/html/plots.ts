/** Plots for those who rather look than read. Beside each bar stand its numbers, so a reader without eyes loses nothing. */
import { type Finding, STATUSES, type Status } from "../../core/report.ts";
import { calledBy } from "../commands.ts";
import type { Fix } from "../fixes.ts";
import type { View } from "../view.ts";
import { counted } from "../words.ts";
import { AREA_NAMES, areaOf, AREAS } from "./data-sources.ts";
import { code, statusClass, table } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { tallyOf } from "./tally.ts";

const WIDE = 300;
const HIGH = 14;

interface Part {
  readonly class: string;
  readonly size: number;
}

/** Parts of a whole side by side; every part that is not nothing is wide enough to be seen. */
export function bar(parts: readonly Part[], whole: number): Markup {
  let x = 0;
  const shown = parts.flatMap(({ class: cls, size }) => {
    if (size === 0 || whole === 0) return [];
    const width = Math.max(3, Math.round((size / whole) * WIDE));
    const drawn = markup`<rect class="b-${cls}" x="${x}" y="0.5" width="${width}" height="${HIGH - 1}"/>`;
    x += width;
    return [drawn];
  });
  return markup`<svg class="bar" viewBox="0 0 ${WIDE + 12} ${HIGH}" width="${WIDE + 12}" height="${HIGH}" aria-hidden="true" focusable="false">${shown}</svg>`;
}

const ORDER: readonly Status[] = STATUSES;

const number = (name: string) => ({ name, class: "n" });

/** What the parts of a bar are where it shows accounts and groups; the numbers stand beside it. */
export const legendNote = "a bar is audited, not audited, not told, in this order";

/** How the checks of each role stand. */
export function coverageByRole(findings: readonly Finding[]): Markup {
  const rows = AREAS.flatMap((area): Piece[][] => {
    const of = findings.filter(({ subject }) => areaOf(subject) === area);
    if (of.length === 0) return [];
    const { count, all } = tallyOf(of);
    const parts = ORDER.map((status) => ({ class: statusClass(status), size: count[status] }));
    return [[AREA_NAMES[area], bar(parts, all), ...ORDER.map((status) => count[status]), all]];
  });
  const heads = ["fail", "unknown", "pass", "n/a", "checks"].map(number);
  return table(
    "By role: each bar is all checks of that role",
    ["Role", { name: "Share", class: "plot" }, ...heads],
    rows,
  );
}

export interface LightStep {
  readonly fix: Fix;
  /** Failing checks that this step settles beyond the steps before it. */
  readonly settles: number;
  /** Failing checks settled by it and all before. */
  readonly settled: number;
  /** Detections that no failing check weakens any more after it, and that one did before. */
  readonly lit: number;
}

/** The steps in the order in which the report recommends them; one that settles nothing new is left out. */
export function lightSteps(view: View): LightStep[] {
  let open: readonly Finding[] = view.fails;
  const steps: LightStep[] = [];
  for (const fix of view.topFixes) {
    const left = open.filter((finding) => !fix.findings.includes(finding));
    if (left.length === open.length) continue;
    steps.push({
      fix,
      settles: open.length - left.length,
      settled: view.fails.length - left.length,
      lit: darkened(open) - darkened(left),
    });
    open = left;
  }
  return steps;
}

/** Detections that a failing check weakens. */
export function darkened(findings: readonly Finding[]): number {
  return new Set(findings.flatMap(({ detections }) => detections.map(({ title }) => title))).size;
}

const MOST_STEPS = 12;

/** What one step would light up, and then the next. */
export function lightPlot(view: View): Markup | null {
  const steps = lightSteps(view);
  if (steps.length === 0) return null;
  const all = view.fails.length;
  const rows = steps.slice(0, MOST_STEPS).map(({ fix, settles, settled, lit }): Piece[] => [
    markup`<a href="#fix-${fix.number}">Fix ${fix.number}</a>`,
    code(calledBy(fix.remedy.commands) || "by hand, in the editor"),
    bar(
      [
        { class: "before", size: settled - settles },
        { class: "lit", size: settles },
        { class: "rest", size: all - settled },
      ],
      all,
    ),
    `+${settles}`,
    `${settled} of ${all}`,
    lit === 0 ? "-" : counted(lit, "detection"),
  ]);
  const columns = [
    "Step",
    "calls",
    { name: "checks settled", class: "plot" },
    { name: "settles", class: "n" },
    { name: "in all", class: "n" },
    "frees",
  ];
  return markup`${table("What one step would light up: each bar is all failing checks; grey is settled before, blue by this step; a detection is free when no failing check weakens it any more, what is unknown may still", columns, rows)}${
    steps.length > MOST_STEPS
      ? markup`<p class="faint">and ${counted(steps.length - MOST_STEPS, "more step")} under the findings</p>`
      : null
  }`;
}
