/** What passes and what does not apply: in groups, and each check with its proof. */
import type { Finding } from "../../core/report.ts";
import { groupBy } from "../group.ts";
import type { View } from "../view.ts";
import { factPlace } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { chip, code, folded, section, table } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";

export function passedSection(view: View, anchors: Anchors): Markup | null {
  const groups = [...view.passed, ...view.notApplicable];
  if (groups.length === 0) return null;
  const rows = groupBy(groups, ({ names, findings }) => JSON.stringify([findings[0]?.status, names])).flatMap(
    (alike) => {
      const [first] = alike;
      if (first === undefined) return [];
      const { names, findings } = first;
      const status = findings[0] === undefined ? "" : chip(findings[0].status);
      const each = alike.length === 1 ? "" : " each";
      return [[alike.map(({ about }) => about).join(", "), status, `${findings.length}${each}`, names.join("; ")]];
    },
  );
  const all = groups.flatMap(({ findings }) => findings);
  return section(
    "passed",
    `Passed and not applicable (${all.length})`,
    markup`${table("By whom", ["What", "status", { name: "checks", class: "n" }, "which"], rows)}${folded(
      "Each check with what was found and where it stands",
      table("Each check", ["Check", "found", "evidence", "where, and where it stands"], proofRows(view, anchors, all)),
    )}`,
  );
}

/** One row for each check and what was found; below it everybody of whom it is true, with the proof. */
function proofRows(view: View, anchors: Anchors, findings: readonly Finding[]): Piece[][] {
  return groupBy(findings, ({ requirement, status, have, rung }) =>
    JSON.stringify([requirement, status, have, rung]),
  ).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      [
        first.label,
        first.have,
        first.rung === null ? "\u2013" : code(first.rung),
        markup`${group.map((finding) => proofOf(view, anchors, finding))}`,
      ],
    ];
  });
}

function proofOf(view: View, anchors: Anchors, finding: Finding): Markup {
  const { facts } = view.report;
  const [place] = finding.evidence;
  const left = finding.evidence.length - 1;
  return markup`<div id="${anchors(finding.id)}">${view.subject(finding)} <samp>${place === undefined ? "" : factPlace(facts, place)}${left > 0 ? `, and ${left} more` : ""}</samp></div>`;
}
