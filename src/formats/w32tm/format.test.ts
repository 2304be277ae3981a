import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { w32tm } from "./format.ts";

const ENGLISH = [
  "Leap Indicator: 0(no warning)",
  "Stratum: 3 (secondary reference - syncd by (S)NTP)",
  "Precision: -23 (119.209ns per tick)",
  "Root Delay: 0.0311279s",
  "Root Dispersion: 7.7766471s",
  "ReferenceId: 0xC0000204 (source IP:  192.0.2.4)",
  "Last Successful Sync Time: 10/9/2026 8:12:45 PM",
  "Source: dc01.corp.example,0x9",
  "Poll Interval: 10 (1024s)",
];
const VALUES = [
  ["leap-indicator", 0],
  ["stratum", 3],
  ["precision", -23],
  ["root-delay", 0.0311279],
  ["root-dispersion", 7.7766471],
  ["reference-id", "0xC0000204"],
  ["last-sync", "10/9/2026 8:12:45 PM"],
  ["source", "dc01.corp.example,0x9"],
  ["poll-interval", 10],
];

function values(lines: readonly string[]) {
  const { fields, codes } = parseText(w32tm, `${lines.join("\r\n")}\r\n`);
  return { values: fields.map((one) => (one.kind === "observation" ? [one.name, one.value] : [])), codes };
}

describe("a status", () => {
  it("in English is told by its labels, in any order", () => {
    expect(values(ENGLISH)).toEqual({ values: VALUES, codes: [] });
    expect(values(ENGLISH.toReversed())).toEqual({ values: VALUES.toReversed(), codes: [] });
  });

  it("in another language is told by the order of its lines and the shapes of their values", () => {
    const foreign = ENGLISH.map((line, i) => line.replace(/^[^:]*/, `Wort ${i}`).replace(/(\d)\.(\d+)s$/, "$1,$2s"));
    expect(values(foreign)).toEqual({ values: VALUES, codes: [] });
  });

  it("in another language and another order is not guessed", () => {
    const foreign = ENGLISH.map((line, i) => line.replace(/^[^:]*/, `Wort ${i}`));
    const { values: found, codes } = values([...foreign.slice(0, 6), "Neu: 1", ...foreign.slice(8)]);
    // The place of the time takes any text, that of the source too; the interval has no place left.
    expect(found).toEqual([...VALUES.slice(0, 6), ["last-sync", "1"], ["source", "10 (1024s)"]]);
    expect(codes).toEqual(["truncated"]);
  });

  it("without some of its lines says which", () => {
    const { values: found, codes } = values(ENGLISH.slice(0, 5));
    expect(found).toEqual(VALUES.slice(0, 5));
    expect(codes).toEqual(["truncated"]);
  });

  it("takes no value of the wrong shape", () => {
    const { values: found, codes } = values(ENGLISH.with(1, "Stratum: hoch").with(3, "Root Delay: 5 Minuten"));
    expect(found.map(([name]) => name)).not.toContain("stratum");
    expect(codes).toEqual(["not-understood", "not-understood", "truncated"]);
  });
});

describe("recognition", () => {
  it("needs two labels or six shapes", () => {
    expect(sniffText(w32tm, ENGLISH.join("\n"))).toBe("yes");
    expect(
      sniffText(
        w32tm,
        ENGLISH.slice(0, 6)
          .map((line) => line.replace(/^[^:]*/, "x"))
          .join("\n"),
      ),
    ).toBe("yes");
    expect(
      sniffText(
        w32tm,
        ENGLISH.slice(0, 5)
          .map((line) => line.replace(/^[^:]*/, "x"))
          .join("\n"),
      ),
    ).toBe("no");
    expect(sniffText(w32tm, "Stratum: 3 (x)\n")).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(w32tm)).toBeGreaterThan(100);
  });

  it.each([
    ["lines", "x: 0(a)\n".repeat(100_000)],
    ["statuses", "a: 0(a)\nb: 1 (a)\nc: 1 (a)\nd: 1s\ne: 1s\nf: 0x00000000\n".repeat(10_000)],
    ["digits", `Root Delay: ${"1".repeat(60_000)}\n`.repeat(10)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(w32tm, text);
    parseText(w32tm, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
