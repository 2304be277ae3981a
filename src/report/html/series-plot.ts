/** A history as lines. Each line has marks and a dash of its own and bears its name; the numbers stand in the table below it. */
import type { SeriesPoint } from "../../core/diff.ts";
import type { Status } from "../../core/report.ts";
import { timeText } from "../words.ts";
import { markup, type Markup } from "./markup.ts";

const WIDE = 600;
const HIGH = 180;
const LEFT = 36;
const RIGHT = 96;
const EDGE = 18;

const LINES = [
  { status: "fail", dash: "none", mark: "cross" },
  { status: "unknown", dash: "6 4", mark: "square" },
  { status: "pass", dash: "2 3", mark: "dot" },
] as const satisfies readonly { readonly status: Status; readonly dash: string; readonly mark: string }[];

/** Null for a single state, which has no history. */
export function seriesPlot(points: readonly SeriesPoint[]): Markup | null {
  if (points.length < 2) return null;
  const most = Math.max(1, ...points.flatMap(({ side }) => LINES.map(({ status }) => side.findings[status])));
  const x = (i: number): number => Math.round(LEFT + (i * (WIDE - LEFT - RIGHT)) / (points.length - 1));
  const y = (count: number): number => Math.round(HIGH - EDGE - (count * (HIGH - 2 * EDGE)) / most);
  const ends = endPlaces(LINES.map(({ status }) => y(points.at(-1)?.side.findings[status] ?? 0)));
  const lines = LINES.map(({ status, dash, mark }, n) => {
    const counts = points.map(({ side }) => side.findings[status]);
    const path = counts.map((count, i) => `${x(i)},${y(count)}`).join(" ");
    const end = markup`<text x="${WIDE - RIGHT + 10}" y="${(ends[n] ?? 0) + 4}">${status} ${counts.at(-1) ?? 0}</text>`;
    const marks = counts.map((count, i) => markOf(mark, x(i), y(count)));
    return markup`<g class="l-${status}"><polyline points="${path}" stroke-dasharray="${dash}"/>${marks}${end}</g>`;
  });
  const [first, last] = [points[0]?.side.asOf ?? "", points.at(-1)?.side.asOf ?? ""];
  return markup`<figure class="series"><svg viewBox="0 0 ${WIDE} ${HIGH}" width="${WIDE}" height="${HIGH}" aria-hidden="true" focusable="false"><path class="axis" d="M${LEFT} ${EDGE}V${HIGH - EDGE}H${WIDE - RIGHT}"/><text class="tick" x="${LEFT - 6}" y="${EDGE + 4}" text-anchor="end">${most}</text><text class="tick" x="${LEFT - 6}" y="${HIGH - EDGE + 4}" text-anchor="end">0</text>${lines}</svg>
<figcaption class="faint">Findings from ${timeText(first)} to ${timeText(last)}, one step for each state: failing is the whole line with crosses, unknown the dashed one with squares, passing the dotted one with discs</figcaption></figure>
`;
}

function markOf(mark: (typeof LINES)[number]["mark"], x: number, y: number): Markup {
  if (mark === "cross") return markup`<path d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>`;
  if (mark === "square") return markup`<rect x="${x - 3}" y="${y - 3}" width="6" height="6"/>`;
  return markup`<circle cx="${x}" cy="${y}" r="3"/>`;
}

/** Names at the right end, none on top of another; the order of the ends stays. */
function endPlaces(ys: readonly number[]): number[] {
  const order = ys.map((y, i) => ({ y, i })).toSorted((a, b) => a.y - b.y || a.i - b.i);
  const places: number[] = [];
  let last = -Infinity;
  for (const { y, i } of order) {
    last = Math.max(y, last + 16);
    places[i] = last;
  }
  const over = Math.max(0, last - (HIGH - 6));
  return places.map((place) => place - over);
}
