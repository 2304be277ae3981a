/** Waivers lie over a failure and never change it: what is waived still counts as failing. */
import type { Finding } from "../../core/report.ts";
import type { View } from "../view.ts";
import { approvalText, sortedRows, stateText, WAIVERS_TITLE, waiverSentence, waiverText } from "../waivers.ts";
import type { Anchors } from "./anchors.ts";
import { code, list, section, table } from "./elements.ts";
import { markup, joined, type Markup, type Piece } from "./markup.ts";

export function waiverLine({ waiver }: Finding): Markup | null {
  return waiver === null
    ? null
    : markup`<p class="waiver ${waiver.state}"><strong>Waiver</strong> ${waiverText(waiver)}</p>
`;
}

export function waiversSection({ report }: View, anchors: Anchors): Markup {
  const { waiverFile, waivers, asOf } = report;
  if (waiverFile === null) {
    return section(
      "waivers",
      WAIVERS_TITLE,
      markup`<p>No waivers were given: every failure stands as it is.</p>
`,
    );
  }
  const rows = sortedRows(report).map((row): Piece[] => [
    markup`<strong>${row.id}</strong>`,
    markup`<span class="state ${row.state}">${stateText(row, asOf)}</span> until ${row.expires}`,
    markup`${joined(row.rules.map(code), ", ")} for ${row.subjects.join(", ")}`,
    `owner ${row.owner}; requested by ${row.requestedBy}; approved by ${approvalText(row)}`,
    [
      `${row.kind}: ${row.reason}`,
      ...(row.compensating === null ? [] : [`Instead: ${row.compensating}`]),
      row.evidence.join(", "),
    ]
      .filter((text) => text !== "")
      .join(" "),
    row.findings.length === 0
      ? "none"
      : joined(
          row.findings.map((id, i) => markup`<a href="#${anchors(id)}">${i + 1}</a>`),
          " ",
        ),
  ]);
  const warnings = waivers.flatMap(({ at, warnings: said }) => said.map((warning) => `line ${at.line}: ${warning}`));
  return section(
    "waivers",
    WAIVERS_TITLE,
    markup`<p>${waiverSentence(report)} A waived check fails all the same.</p>
<p class="faint">${code(waiverFile.path)}, SHA-256 ${code(waiverFile.digest)}</p>
${rows.length === 0 ? markup`<p>The file holds none.</p>` : table("Every waiver of the file: what only looks accepted comes first", ["id", "state", "covers", "people", "reason", "failing"], rows)}${warnings.length === 0 ? null : list(warnings)}`,
  );
}
