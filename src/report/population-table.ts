/** The reconciliation as a table: a row for each comparison, then one for each of its differences. */
import type { Comparison, Population, PopulationDifference } from "../core/population.ts";
import { COMPARISON_TITLES, countsText, kindText } from "./population.ts";
import { type Column, type Table, tableOf } from "./table.ts";

interface Row {
  readonly comparison: Comparison;
  readonly difference: PopulationDifference | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { name: "comparison", width: 20, of: ({ comparison }) => comparison.id },
  { name: "title", width: 40, of: ({ comparison }) => COMPARISON_TITLES[comparison.id] },
  { name: "verdict", width: 20, of: ({ comparison }) => comparison.verdict },
  {
    name: "counts",
    width: 60,
    of: ({ comparison, difference }) => (difference === null ? countsText(comparison) : ""),
  },
  { name: "difference", width: 20, of: ({ difference }) => difference?.kind ?? null },
  { name: "name", width: 40, of: ({ difference }) => difference?.name ?? null },
  { name: "domain", width: 22, of: ({ difference }) => difference?.domain ?? null },
  { name: "words", width: 50, of: ({ difference }) => (difference === null ? null : kindText(difference.kind)) },
  { name: "detail", width: 60, of: ({ difference }) => difference?.detail ?? null },
  { name: "exception", width: 40, of: ({ difference }) => difference?.exception ?? null },
];

export function populationTable({ comparisons }: Population): Table {
  const rows = comparisons.flatMap((comparison): Row[] => [
    { comparison, difference: null },
    ...comparison.differences.map((difference) => ({ comparison, difference })),
  ]);
  return tableOf("Population", COLUMNS, rows);
}
