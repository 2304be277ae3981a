/** When a member of a zip was last written, as the archive says [APPNOTE 6.3.10: 4.4.6, 4.5.5; Info-ZIP 0x5455]. No zone of this machine. */

export interface StampedEntry {
  readonly lastModFileDate: number;
  readonly lastModFileTime: number;
  readonly extraFields: readonly { readonly id: number; readonly data: Buffer }[];
}

const NTFS = 0x000a;
const UNIX = 0x5455;
/** 100 nanoseconds since 1601, in milliseconds since 1970. */
const EPOCH_1601 = 11_644_473_600_000n;

/** UTC from an extra field; else the wall clock of whoever packed it, to two seconds and without a zone; null where there is none. */
export function zipTime(entry: StampedEntry): string | null {
  return ntfsTime(entry) ?? unixTime(entry) ?? dosTime(entry);
}

function ntfsTime({ extraFields }: StampedEntry): string | null {
  const data = extraFields.find(({ id }) => id === NTFS)?.data;
  // Four reserved bytes, then tag 1 with three times of eight bytes, the first of them of the last change.
  if (data === undefined || data.length < 16 || data.readUInt16LE(4) !== 1) return null;
  return utc(Number(data.readBigUInt64LE(8) / 10_000n - EPOCH_1601));
}

function unixTime({ extraFields }: StampedEntry): string | null {
  const data = extraFields.find(({ id }) => id === UNIX)?.data;
  if (data === undefined || data.length < 5 || ((data[0] ?? 0) & 1) === 0) return null;
  return utc(data.readInt32LE(1) * 1000);
}

/** Before 1980 nobody packed a zip: such a time is a filler. */
function utc(milliseconds: number): string | null {
  const least = Date.UTC(1980, 0, 1, 23, 59, 59);
  if (milliseconds <= least || milliseconds > Date.UTC(2999, 0, 1)) return null;
  return new Date(Math.trunc(milliseconds / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

function dosTime({ lastModFileDate: date, lastModFileTime: time }: StampedEntry): string | null {
  const [year, month, day] = [1980 + (date >>> 9), (date >>> 5) & 15, date & 31];
  const [hour, minute, second] = [time >>> 11, (time >>> 5) & 63, (time & 31) * 2];
  // The first day of the format is what packers write that want the same bytes each time.
  if (year === 1980 && month <= 1 && day <= 1) return null;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
