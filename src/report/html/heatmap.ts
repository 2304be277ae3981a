/** Who is seen by what: one row for each role, computer and kind of object, one column for each data source. */
import type { Finding } from "../../core/report.ts";
import { compareText } from "../../core/order.ts";
import { domainOf } from "../domains.ts";
import { groupBy } from "../group.ts";
import type { View } from "../view.ts";
import {
  AREA_NAMES,
  type Area,
  areaOf,
  AREAS,
  DATA_SOURCES,
  type DataSource,
  dataSourceOf,
  SOURCE_NAMES,
} from "./data-sources.ts";
import { statusClass } from "./elements.ts";
import { markup, type Markup, type Piece, within } from "./markup.ts";
import { type Tally, tallyOf } from "./tally.ts";

export interface HeatRow {
  readonly area: Area;
  readonly name: string;
  readonly cells: ReadonlyMap<DataSource, Tally>;
}

/** By area, within it by name. */
export function heatRows(findings: readonly Finding[], subject: View["subject"]): HeatRow[] {
  return groupBy(findings, (finding) => `${AREAS.indexOf(areaOf(finding.subject))} ${rowName(finding, subject)}`)
    .flatMap((group): HeatRow[] => {
      const [first] = group;
      if (first === undefined) return [];
      const cells = DATA_SOURCES.flatMap((source): [DataSource, Tally][] => {
        const of = group.filter((finding) => dataSourceOf(finding) === source);
        return of.length === 0 ? [] : [[source, tallyOf(of)]];
      });
      return [{ area: areaOf(first.subject), name: rowName(first, subject), cells: new Map(cells) }];
    })
    .sort((a, b) => AREAS.indexOf(a.area) - AREAS.indexOf(b.area) || compareText(a.name, b.name));
}

/** Objects and GPOs of a domain share a row: there may be hundreds. */
function rowName(finding: Finding, subject: View["subject"]): string {
  const { kind } = finding.subject;
  if (kind === "object") return finding.subject.domain;
  if (kind === "gpo") return domainOf(finding.subject) ?? "no domain named";
  return kind === "forest" ? finding.subject.name : kind === "domain" ? finding.subject.name : subject(finding);
}

export function heatmap(view: View, findings: readonly Finding[]): Markup {
  const rows = heatRows(findings, view.subject);
  const used = DATA_SOURCES.filter((source) => rows.some(({ cells }) => cells.has(source)));
  const areas = AREAS.flatMap((area) => {
    const of = rows.filter((row) => row.area === area);
    return of.length === 0 ? [] : [areaRows(area, of, used)];
  });
  const rest = (left: number): Markup =>
    markup`<tbody><tr><th scope="row" colspan="${used.length + 1}">and ${left} more areas: --format json`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="Coverage by role and data source"><table class="heat">
<caption>By role and data source <span class="note">the worst status, how many checks have it of how many, the weakest evidence behind what is decided; empty: no check</span></caption>
<thead><tr><th scope="col">Whom${used.map((source) => markup`<th scope="col">${SOURCE_NAMES[source]}`)}
${[...within(areas, rest)]}</table></div>
`;
}

/** A single row says its area itself. */
function areaRows(area: Area, rows: readonly HeatRow[], used: readonly DataSource[]): Markup {
  const row = ({ name, cells }: HeatRow, before: Piece): Markup =>
    markup`<tr><th scope="row">${before}${name}${used.map((source) => heatCell(cells.get(source)))}
`;
  const [only] = rows;
  if (only !== undefined && rows.length === 1) {
    const named: HeatRow = { ...only, name: "" };
    return markup`<tbody>${row(named, markup`<b>${AREA_NAMES[area]}</b> <span class="of">${only.name}</span>`)}`;
  }
  return markup`<tbody><tr class="area"><th scope="rowgroup" colspan="${used.length + 1}">${AREA_NAMES[area]}
${rows.map((one) => row(one, null))}
`;
}

function heatCell(tally: Tally | undefined): Markup {
  if (tally === undefined) return markup`<td>`;
  const { worst, count, all, rung } = tally;
  const word = worst === "not-applicable" ? "n/a" : worst;
  return markup`<td class="${statusClass(worst)}"><b>${word}</b> ${count[worst]}/${all}${rung === null ? null : markup` <small>${rung}</small>`}`;
}
