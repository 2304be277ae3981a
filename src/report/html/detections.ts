/** Which detections are starved, and by what: for the people who watch them. */
import { type Finding, SEVERITIES } from "../../core/report.ts";
import { compareKeys } from "../../core/order.ts";
import type { View } from "../view.ts";
import { counted } from "../words.ts";
import { folded, table, unique } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";

interface Starved {
  readonly title: string;
  readonly documented: boolean;
  readonly fails: readonly Finding[];
  readonly unknown: readonly Finding[];
}

const names = (findings: readonly Finding[], title: string): Finding[] =>
  findings.filter(({ detections }) => detections.some((detection) => detection.title === title));

/** Those that Microsoft documents first, then what the worst failure weakens. */
export function starved(fails: readonly Finding[], unknown: readonly Finding[]): Starved[] {
  const titles = unique(fails.flatMap(({ detections }) => detections.map(({ title }) => title)));
  return titles
    .map((title) => {
      const of = names(fails, title);
      const documented = of.some(({ detections }) =>
        detections.some((detection) => detection.title === title && detection.basis === "documented"),
      );
      return { title, documented, fails: of, unknown: names(unknown, title) };
    })
    .sort((a, b) => compareKeys(orderOf(a), orderOf(b)));
}

function orderOf({ title, documented, fails }: Starved): (string | number)[] {
  const worst = Math.min(...fails.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return [documented ? 0 : 1, worst, -fails.length, title];
}

const rows = (of: readonly Starved[]): Piece[][] =>
  of.map(({ title, fails, unknown }) => [
    title,
    unique(fails.map(({ label }) => label)).join(", "),
    unknown.length === 0 ? "\u2013" : counted(unknown.length, "check"),
  ]);

export function detectionsTable(view: View): Markup | null {
  const all = starved(view.totals.fails, view.totals.unknown);
  if (all.length === 0) return null;
  const columns = ["Detection", "failing checks that feed it", "unknown as well"];
  const documented = all.filter((one) => one.documented);
  const inferred = all.filter((one) => !one.documented);
  return markup`${documented.length === 0 ? null : table("Detections that Microsoft documents as needing what fails", columns, rows(documented))}${
    inferred.length === 0
      ? null
      : folded(
          `Probably weakened as well: ${counted(inferred.length, "detection")}`,
          table("Inferred from the events", columns, rows(inferred)),
        )
  }`;
}
