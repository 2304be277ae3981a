import { describe, expect, it } from "vitest";
import { zipTime } from "./zip-time.ts";

const dos = (year: number, month: number, day: number) => ((year - 1980) << 9) | (month << 5) | day;
const clock = (hour: number, minute: number, second: number) => (hour << 11) | (minute << 5) | (second >> 1);
const entry = (date: number, time: number, ...extraFields: { id: number; data: Buffer }[]) => ({
  lastModFileDate: date,
  lastModFileTime: time,
  extraFields,
});
const unix = (seconds: number, flags = 1) => {
  const data = Buffer.alloc(5);
  data[0] = flags;
  data.writeInt32LE(seconds, 1);
  return { id: 0x5455, data };
};
const ntfs = (milliseconds: number) => {
  const data = Buffer.alloc(32);
  data.writeUInt16LE(1, 4);
  data.writeUInt16LE(24, 6);
  data.writeBigUInt64LE((BigInt(milliseconds) + 11_644_473_600_000n) * 10_000n, 8);
  return { id: 0x000a, data };
};

describe("the time of a member", () => {
  it("is the wall clock of DOS without a zone", () => {
    expect(zipTime(entry(dos(2026, 11, 1), clock(10, 20, 30)))).toBe("2026-11-01T10:20:30");
  });

  it("is UTC where an extra field has it", () => {
    const date = dos(2026, 11, 1);
    const seconds = Date.UTC(2026, 10, 1, 9, 20, 31) / 1000;
    expect(zipTime(entry(date, 0, unix(seconds)))).toBe("2026-11-01T09:20:31Z");
    expect(zipTime(entry(date, 0, unix(seconds), ntfs(seconds * 1000 + 1500)))).toBe("2026-11-01T09:20:32Z");
  });

  it.each([
    ["a filler", entry(dos(1980, 1, 1), 0)],
    ["nothing at all", entry(0, 0)],
    ["month 13", entry(dos(2026, 13, 1), 0)],
    ["hour 24", entry(dos(2026, 11, 1), clock(24, 0, 0))],
  ])("is not there: %s", (_, given) => {
    expect(zipTime(given)).toBeNull();
  });

  it.each([
    ["cut off", { id: 0x5455, data: Buffer.from([1, 0]) }],
    ["without the flag", unix(1_700_000_000, 2)],
    ["a filler", unix(0)],
    ["an NTFS field that is cut off", { id: 0x000a, data: Buffer.alloc(8) }],
    ["an NTFS field of zeros", ntfs(-11_644_473_600_000)],
  ])("falls back where the extra field is no time: %s", (_, extra) => {
    expect(zipTime(entry(dos(2026, 11, 1), 0, extra))).toBe("2026-11-01T00:00:00");
  });
});
