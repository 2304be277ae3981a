/** Times of captures: what an ISO 8601 text can mean, and which of two is certainly the later one. No clock, no zone of this machine. */

/** Milliseconds since 1970 in UTC, both included. */
export interface Moment {
  readonly earliest: number;
  readonly latest: number;
  /** Without a zone the two are widened by what local time can be away from UTC. */
  readonly zoned: boolean;
}

const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?)?$/i;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Local time is at most 14 hours ahead of UTC (Kiribati) and at most 12 behind. */
const AHEAD = 14 * HOUR;
const BEHIND = 12 * HOUR;

/** Null for any other shape and for days that no calendar has. */
export function momentOf(time: string): Moment | null {
  const match = SHAPE.exec(time);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? "0");
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (hour > 23 || minute > 59 || second > 60) return null;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const fraction = Math.trunc(Number(`0.${match[7] ?? "0"}`) * 1000);
  const start = midnight + hour * HOUR + minute * 60_000 + second * 1000 + fraction;
  const length = match[4] === undefined ? DAY - 1 : match[6] === undefined ? 59_999 : 0;
  const zone = match[8];
  if (zone === undefined) return { earliest: start, latest: start + length, zoned: false };
  const ahead = zone.toUpperCase() === "Z" ? 0 : offsetOf(zone);
  return { earliest: start - ahead, latest: start - ahead + length, zoned: true };
}

function offsetOf(zone: string): number {
  const digits = zone.slice(1).replace(":", "");
  const size = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * 60_000;
  return zone.startsWith("-") ? -size : size;
}

/**
 * Certainly later. Two times without a zone are compared as they stand when one clock wrote both (`sameClock`); else
 * a time without a zone may be anywhere on earth, so that two of them have to lie 26 hours apart.
 */
export function isLater(a: Moment, b: Moment, sameClock: boolean): boolean {
  if (sameClock && !a.zoned && !b.zoned) return a.earliest > b.latest;
  return a.earliest - (a.zoned ? 0 : AHEAD) > b.latest + (b.zoned ? 0 : BEHIND);
}
