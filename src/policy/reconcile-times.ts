/** When captures were taken, as far as they can be compared: only times that carry a zone can. */
import type { Source } from "../core/provenance.ts";

/** Milliseconds by the path of the source. */
export type Times = ReadonlyMap<string, number>;

const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

export function timesOf(sources: readonly Source[]): Times {
  return new Map(
    sources.flatMap((source) => {
      const taken = takenOf(source);
      const time = taken === null || !ZONED.test(taken) ? Number.NaN : Date.parse(taken);
      return Number.isNaN(time) ? [] : [[source.path, time] as const];
    }),
  );
}

/** A source may tell when it was taken (`taken.time`, ISO 8601 as written). */
function takenOf(source: Source): string | null {
  const taken: unknown = "taken" in source ? source.taken : null;
  if (typeof taken !== "object" || taken === null || !("time" in taken)) return null;
  return typeof taken.time === "string" ? taken.time : null;
}

/** Computers refresh policy every 90 minutes and up to 30 more [MS-GPOL 3.2.1]: what is closer is one state. */
const ONE_STATE = 120 * 60 * 1000;

/** The two moments in words, earlier first, where two of the files are further apart than one refresh. */
export function apart(
  paths: readonly string[],
  times: Times,
): { readonly earlier: string; readonly later: string } | null {
  const known = paths.flatMap((path) => times.get(path) ?? []).toSorted((a, b) => a - b);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || last - first <= ONE_STATE) return null;
  return { earlier: new Date(first).toISOString(), later: new Date(last).toISOString() };
}
