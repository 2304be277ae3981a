/** A population with each of the three verdicts, for the tests of outputs. */
import type { Population, PopulationDifference } from "../core/population.ts";

const difference = (rest: Partial<PopulationDifference>): PopulationDifference => ({
  kind: "listed-missing",
  name: "Legacy SOC",
  domain: "corp.example",
  detail: null,
  exception: null,
  facts: [],
  ...rest,
});

export const POPULATION: Population = {
  verdict: "open",
  thresholds: { spreadDays: 7, ageDays: 30 },
  comparisons: [
    {
      id: "declared",
      verdict: "closed",
      counts: [{ name: "computers declared", count: 2 }],
      differences: [],
    },
    {
      id: "backups",
      verdict: "open",
      counts: [
        { name: "listed by manifest.xml", count: 3 },
        { name: "backups present", count: 2 },
      ],
      differences: [
        difference({ detail: "backup {00000000-0000-0000-0000-000000000001} of 2026-11-01T10:00:00" }),
        difference({ kind: "manifest-absent", name: "backups/old", domain: null }),
      ],
    },
    {
      id: "times",
      verdict: "closed with declared exceptions",
      counts: [{ name: "files that do not", count: 4 }],
      differences: [difference({ kind: "old", name: "gpos.xml", domain: null, exception: "The domain is frozen." })],
    },
  ],
};
