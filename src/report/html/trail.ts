/** Who decides, as a table in the order in which a client applies it. */
import type { Finding } from "../../core/report.ts";
import { TRAIL_HEADER, trailRows } from "../trail-table.ts";
import type { View } from "../view.ts";
import { factPlace } from "../words.ts";
import { table } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";

/** Once where all rows share it; else each step with the check it is about. */
export function trails(view: View, findings: readonly Finding[]): Markup | null {
  const shared = new Set(findings.map(({ trail }) => trail.map(({ sets }) => sets).join("\n"))).size === 1;
  const rows = (shared ? findings.slice(0, 1) : findings).flatMap((finding) =>
    trailRows(finding.trail, { gpo: view.gpo, place: view.place }).map(
      ({ step, position, gpo, link, sets, soFar, result }): Piece[] => [
        position === null ? "\u2013" : String(position),
        ...(shared ? [] : [finding.label]),
        gpo,
        link,
        sets,
        soFar,
        step.result === "won" ? markup`<b>${result}</b>` : result,
        fileOf(factPlace(view.report.facts, step.fact)),
      ],
    ),
  );
  if (rows.length === 0) return null;
  return table(
    "Who decides, in the order of application",
    [{ name: "#", class: "s" }, ...(shared ? [] : ["check"]), ...TRAIL_HEADER, { name: "proof", class: "s" }],
    rows,
  );
}

/** The excerpts below have the whole path. */
function fileOf(place: string): string {
  return place.slice(Math.max(place.lastIndexOf("/"), place.lastIndexOf("!")) + 1);
}
