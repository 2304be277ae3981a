/** When the inputs were taken: how far they lie apart, and how old the oldest is at the as-of time. */
import type { PopulationDifference } from "../../core/population.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { momentOf } from "../../text/moment.ts";
import { type Compared, count, difference } from "./difference.ts";

export const THRESHOLDS = { spreadDays: 7, ageDays: 30 } as const;

const DAY = 86_400_000;

interface Timed {
  readonly path: string;
  readonly time: string;
  readonly at: number;
}

/** Times without a zone are taken as UTC: a few hours do not move a threshold of days, and the text is shown as written. */
export function compareTimes(evidence: Evidence, asOf: string): Compared {
  const sources = countingSources(evidence);
  const timed = sources.flatMap(({ path, taken }): Timed[] => {
    const moment = taken === null ? null : momentOf(taken.time);
    return taken === null || moment === null ? [] : [{ path, time: taken.time, at: moment.earliest }];
  });
  const counts = [
    count("files that say when they were taken", timed),
    count("files that do not", sources.length - timed.length),
  ];
  const [first] = timed;
  if (first === undefined) return { counts, differences: [difference("no-times", "times")] };
  const oldest = timed.reduce((a, b) => (b.at < a.at ? b : a), first);
  const newest = timed.reduce((a, b) => (b.at > a.at ? b : a), first);
  const differences: PopulationDifference[] = [];
  const days = (newest.at - oldest.at) / DAY;
  if (days > THRESHOLDS.spreadDays) {
    const detail = `${whole(days)} days between ${oldest.time} and ${newest.time} (${newest.path})`;
    differences.push(difference("spread", oldest.path, { detail }));
  }
  const now = Date.parse(asOf);
  for (const { path, time, at } of ofEach(timed, evidence, (one, known) => one.at < known.at)) {
    const age = (now - at) / DAY;
    if (age > THRESHOLDS.ageDays) {
      differences.push(difference("old", path, { detail: `taken ${time}, ${whole(age)} days before ${asOf}` }));
    }
  }
  for (const { path, time, at } of ofEach(timed, evidence, (one, known) => one.at > known.at)) {
    if ((now - at) / DAY < -1) differences.push(difference("future", path, { detail: `taken ${time}, after ${asOf}` }));
  }
  return { counts: [...counts, count("days between the oldest and the newest", whole(days))], differences };
}

/** Backups and captures for which a newer one counts say nothing about the state that is judged. */
function countingSources({ sources, gpos, facts }: Evidence): Evidence["sources"] {
  const older = gpos.filter(({ supersededBy }) => supersededBy !== null).map(({ container }) => container);
  const captures = new Set(facts.flatMap(({ inert, origin }) => (inert === "superseded-capture" ? [origin.path] : [])));
  const folders = new Set(older);
  return sources.filter(({ path }) => !captures.has(path) && !folders.has(path) && !folderAmong(path, folders));
}

/** The innermost of the folders that holds the path. */
function folderAmong(path: string, folders: ReadonlySet<string>): string | undefined {
  for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
    if (folders.has(path.slice(0, at))) return path.slice(0, at);
  }
  return undefined;
}

/** The files of one backup ought to be of one moment: the oldest, or newest, is told of, under the folder. */
function ofEach(
  timed: readonly Timed[],
  { gpos }: Evidence,
  goesBefore: (one: Timed, known: Timed) => boolean,
): readonly Timed[] {
  const backups = new Set(gpos.flatMap(({ kind, container }) => (kind === "backup" ? [container] : [])));
  const found = new Map<string, Timed>();
  for (const one of timed) {
    const path = folderAmong(one.path, backups) ?? one.path;
    const known = found.get(path);
    if (known === undefined || goesBefore(one, known)) found.set(path, { ...one, path });
  }
  return [...found.values()];
}

/** Begun days count. */
function whole(days: number): number {
  return Math.ceil(days);
}
