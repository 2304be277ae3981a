/** A time that somebody claims: now, or what they say, which is never later than now. */
import { UsageError } from "../../core/failure.ts";
import type { Io } from "../io.ts";
import { parseAsOf } from "../options.ts";

/** For time zones: a day without an hour is its first moment in UTC. */
const DAY_MS = 86_400_000;

/** `earliest`: what it speaks of was not there before. @throws UsageError */
export function claimedTime(word: string | undefined, earliest: string | null, io: Io): string {
  const now = io.now();
  const time = word === undefined ? now : parseAsOf(word, "--date");
  if (Date.parse(time) > Date.parse(now)) {
    throw new UsageError(`--date ${time} is in the future`, ["times are never set ahead; leave it out for now"]);
  }
  if (earliest !== null && Date.parse(time) < Date.parse(earliest) - DAY_MS) {
    throw new UsageError(`${time} is before the bag's as-of time ${earliest}`, ["what is not there yet is not signed"]);
  }
  return time;
}
