import { describe, expect, it } from "vitest";
import { isLater, momentOf } from "./moment.ts";

const later = (a: string, b: string, sameClock = false): boolean => {
  const [first, second] = [momentOf(a), momentOf(b)];
  if (first === null || second === null) throw new Error("no time");
  return isLater(first, second, sameClock);
};

describe("a time", () => {
  it.each([
    ["2026-11-01T10:00:00Z", "2026-11-01T10:00:00.000Z"],
    ["2026-11-01T10:00:00.5089043Z", "2026-11-01T10:00:00.508Z"],
    ["2026-11-01T10:00:00+01:30", "2026-11-01T08:30:00.000Z"],
    ["2026-11-01T10:00:00-0500", "2026-11-01T15:00:00.000Z"],
  ])("%s is one moment", (text, utc) => {
    expect(momentOf(text)).toEqual({ earliest: Date.parse(utc), latest: Date.parse(utc), zoned: true });
  });

  it("without seconds is a minute, without hours a day", () => {
    const minute = momentOf("2026-11-01T10:00Z");
    expect((minute?.latest ?? 0) - (minute?.earliest ?? 0)).toBe(59_999);
    const day = momentOf("2026-11-01");
    expect((day?.latest ?? 0) - (day?.earliest ?? 0)).toBe(86_399_999);
  });

  it.each([
    "",
    "yesterday",
    "2026-02-30",
    "2026-13-01",
    "2026-11-01 10:00",
    "2026-11-01T24:00:00Z",
    "01.11.2026",
    "2026-11-01Z",
    "0000-01-01",
    "2026-11-01T10:00:00Z ",
  ])("is not %j", (text) => {
    expect(momentOf(text)).toBeNull();
  });
});

describe("later", () => {
  it("is decided where both have a zone", () => {
    expect(later("2026-11-01T10:00:01Z", "2026-11-01T10:00:00Z")).toBe(true);
    expect(later("2026-11-01T10:00:00Z", "2026-11-01T10:00:00Z")).toBe(false);
    expect(later("2026-11-01T10:00:00Z", "2026-11-01T11:30:00+02:00")).toBe(true);
  });

  it("waits until no zone on earth can turn it round", () => {
    expect(later("2026-11-01T22:00:00Z", "2026-11-01T10:00:00")).toBe(false);
    expect(later("2026-11-01T22:00:01Z", "2026-11-01T10:00:00")).toBe(true);
    expect(later("2026-11-02T00:00:00", "2026-11-01T10:00:00Z")).toBe(false);
    expect(later("2026-11-02T00:00:01", "2026-11-01T10:00:00Z")).toBe(true);
    expect(later("2026-11-02T12:00:00", "2026-11-01T10:00:00")).toBe(false);
    expect(later("2026-11-02T12:00:01", "2026-11-01T10:00:00")).toBe(true);
  });

  it("takes one clock at its word", () => {
    expect(later("2026-11-01T10:00:02", "2026-11-01T10:00:00", true)).toBe(true);
    expect(later("2026-11-02", "2026-11-01T10:00:00", true)).toBe(true);
    expect(later("2026-11-01", "2026-11-01T10:00:00", true)).toBe(false);
    expect(later("2026-11-01T10:00:00", "2026-11-01", true)).toBe(false);
  });
});
