/** SACLs over the directory: what is really audited, why the rest is not, and where it is worst. */
import { cutMiddle } from "./layout.ts";
import {
  blockedText,
  causeRows,
  CLASS_HEAD,
  classRows,
  CONTAINER_HEAD,
  containerCells,
  listHint,
  SACL_TITLE,
  saclSentences,
  worstContainers,
} from "./sacl-words.ts";
import type { Sheet } from "./sheet.ts";
import type { View } from "./view.ts";

const MOST_ROWS = 10;
/** Columns of a container's name, and where it stands. */
const LONGEST_NAME = 50;
const NAME_CELL = CONTAINER_HEAD.indexOf("container");

export function writeSacl(sheet: Sheet, { report }: View): void {
  const { sacl } = report;
  if (sacl === null) return;
  sheet.section(SACL_TITLE);
  for (const sentence of saclSentences(sacl)) sheet.paragraph(sentence, 0, { hanging: 2 });
  const rows = classRows(sacl);
  if (rows.length > 0) {
    sheet.blank();
    sheet.table(aligned([[...CLASS_HEAD], ...rows]), { indent: 0, tone: "strong" });
  }
  const causes = causeRows(sacl);
  if (causes.length > 0) {
    sheet.blank();
    sheet.title("Why");
    sheet.table(causes, { indent: 2 });
  }
  writeContainers(sheet, sacl);
  writeBlocked(sheet, sacl);
  if (sacl.objects.length === 0) return;
  sheet.blank();
  sheet.paragraph(listHint(sacl));
}

type Sacl = NonNullable<View["report"]["sacl"]>;

function writeContainers(sheet: Sheet, sacl: Sacl): void {
  const worst = worstContainers(sacl);
  if (worst.length === 0) return;
  sheet.blank();
  sheet.title(`Worst containers (${worst.length})`);
  const rows = worst.slice(0, MOST_ROWS).map((row) => {
    const cells = containerCells(row);
    return cells.with(NAME_CELL, cutMiddle(sheet.exact(row.container), LONGEST_NAME, sheet.glyphs.cut));
  });
  sheet.table([[...CONTAINER_HEAD], ...rows], { indent: 2 });
  writeMore(sheet, worst.length - MOST_ROWS);
}

function writeBlocked(sheet: Sheet, { blocked }: Sacl): void {
  if (blocked.length === 0) return;
  sheet.blank();
  sheet.title(`SACL inheritance is blocked at (${blocked.length})`);
  for (const one of blocked.slice(0, MOST_ROWS)) sheet.paragraph(blockedText(one), 2, { hanging: 2 });
  writeMore(sheet, blocked.length - MOST_ROWS);
}

function writeMore(sheet: Sheet, count: number): void {
  if (count > 0) sheet.paragraph(`and ${count} more: --format json`, 2);
}

/** Numbers at the right of their columns. */
function aligned(rows: readonly (readonly string[])[]): string[][] {
  const widths = CLASS_HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => row.map((cell, i) => (i === 0 ? cell : cell.padStart(widths[i] ?? 0))));
}
