import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { WAIVER_KINDS } from "../core/waiver.ts";
import type { PlacedEntry, WaiverEntry } from "./entry.ts";
import { TAGS } from "./entry.ts";
import { readWaivers } from "./read.ts";
import { writeWaiver } from "./write.ts";

function bare({ at, ...entry }: PlacedEntry): WaiverEntry {
  expect(at.line).toBeGreaterThan(0);
  return entry;
}

const IDS = Array.from({ length: 6 }, (_, i) => `RULE-${i}`);

const WAIVER: WaiverEntry = {
  id: "W-2",
  kind: "risk-accepted",
  rules: ["RULE-2"],
  allowBroad: false,
  subjects: { hosts: ["dc1.corp.example"] },
  reason: "It is so.",
  evidence: [],
  compensating: null,
  owner: "o",
  requestedBy: "r",
  approvedBy: null,
  approvedOn: null,
  expires: "2027-01-15",
  expect: { actual: "126" },
};

const FILE = `# Waivers of the PKI team
schema: mdi-waivers/1 # do not change

waivers:
- id: W-1
  # agreed in the board
  kind: risk-accepted
  owner: o   # until spring
  rules:
  - RULE-1   # the filter
  subjects: {hosts: ["ca02.corp.example"]}
  reason: >-
    folded
    text
  requestedBy: r
  expires: 2027-01-15

# the end
`;

describe("an entry is added", () => {
  it("to nothing", () => {
    expect(writeWaiver("", WAIVER)).toBe(`schema: mdi-waivers/1
waivers:
  - id: W-2
    kind: risk-accepted
    rules: [ RULE-2 ]
    subjects: { hosts: [ dc1.corp.example ] }
    reason: It is so.
    owner: o
    requestedBy: r
    expires: 2027-01-15
    expect: { actual: "126" }
`);
  });

  it.each(["schema: mdi-waivers/1\n", "schema: mdi-waivers/1\nwaivers:\n", "schema: mdi-waivers/1\nwaivers: []\n"])(
    "to a file without any: %j",
    (text) => {
      expect(writeWaiver(text, WAIVER)).toBe(writeWaiver("", WAIVER));
    },
  );

  it("behind the others, which stay as they were, comments included", () => {
    const written = writeWaiver(FILE, WAIVER);
    for (const line of [
      "# Waivers of the PKI team",
      "# do not change",
      "# agreed in the board",
      "# until spring",
      "# the filter",
      "# the end",
    ])
      expect(written).toContain(line);
    expect(written.indexOf("W-1")).toBeLessThan(written.indexOf("W-2"));
    expect(written).toContain("- id: W-1\n  # agreed in the board\n  kind: risk-accepted\n  owner: o # until spring\n");
    expect(readWaivers(written, IDS).entries.map(({ id }) => id)).toEqual(["W-1", "W-2"]);
  });
});

describe("an entry is changed", () => {
  const [one] = readWaivers(FILE, IDS).entries;

  it("where it stands, and only in what differs", () => {
    const { at, ...entry } = one!;
    expect(at.line).toBe(5);
    const renewed = { ...entry, id: "w-1", expires: "2027-06-30", rules: ["RULE-1", "RULE-3"] };
    const written = writeWaiver(FILE, renewed);
    const before = writeWaiver(FILE, entry).split("\n");
    const changed = written.split("\n").filter((line) => !before.includes(line));
    expect(changed).toEqual(["- id: w-1", "  - RULE-3", "  expires: 2027-06-30"]);
    expect(written).toContain("- RULE-1 # the filter");
  });

  it("to the same is no change", () => {
    const entry = bare(one!);
    const once = writeWaiver(FILE, entry);
    expect(writeWaiver(once, entry)).toBe(once);
    expect(readWaivers(once, IDS).entries).toEqual(readWaivers(FILE, IDS).entries);
  });

  it("and loses the keys that it no longer has", () => {
    const written = writeWaiver("", { ...WAIVER, approvedBy: "a", approvedOn: "2026-10-01" });
    expect(writeWaiver(written, WAIVER)).toBe(writeWaiver("", WAIVER));
  });
});

it("line ends stay those of the file", () => {
  const written = writeWaiver(FILE.replaceAll("\n", "\r\n"), WAIVER);
  expect(written.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  expect(written.replaceAll("\r\n", "\n")).toBe(writeWaiver(FILE, WAIVER));
});

it.each([
  "a: [",
  "schema: scope/1\nhosts: []\n",
  "- a\n",
  "schema: mdi-waivers/1\nwaivers: many\n",
  "a: 1\n---\nb: 2\n",
])("%j is refused, not rewritten", (text) => {
  expect(() => writeWaiver(text, WAIVER)).toThrow("the waiver file was not changed");
});

const word = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom(...Array.from("ab 1-:#{}[],&*!|>'\"%@`\\\n\r\t~\u0085\u2028é監")),
      minLength: 1,
      maxLength: 30,
    }),
    fc.constantFrom(
      "null",
      "~",
      "true",
      "no",
      "126",
      "0x1F",
      "1e3",
      "2027-01-15",
      "- a",
      "# b",
      "a: b",
      "? x",
      "---",
      "...",
    ),
  )
  .map((text) => text.trim())
  .filter((text) => text !== "");
const name = word.map((text) => text.replaceAll("*", "x"));
const names = fc.array(name, { minLength: 1, maxLength: 3 });
const day = fc.constantFrom("2026-10-01", "2026-12-31", "2027-01-15");

const waivers = fc.record<WaiverEntry>({
  id: fc.constantFrom("W-1", "W-2", "W-3"),
  kind: fc.constantFrom(...WAIVER_KINDS),
  rules: fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 3 }),
  allowBroad: fc.boolean(),
  subjects: fc.oneof(
    fc.constant("all" as const),
    fc.record({ hosts: names, gpos: names, objects: names }),
    fc.record({ tags: fc.constant([TAGS[0]!]), domains: names }),
  ),
  reason: word,
  evidence: fc.array(word, { maxLength: 2 }),
  compensating: fc.option(word),
  owner: word,
  requestedBy: word,
  approvedBy: fc.option(word),
  approvedOn: fc.constant(null),
  expires: day,
  expect: fc.option(word.map((actual) => ({ actual }))),
});

test("what was written is read again, the last of each id in the order in which they came", () => {
  fc.assert(
    fc.property(
      fc.array(waivers, { minLength: 1, maxLength: 5 }),
      fc.constantFrom("", FILE, FILE.replaceAll("\n", "\r\n")),
      (list, start) => {
        let text = start;
        const expected = new Map<string, WaiverEntry>(
          readWaivers(start, IDS).entries.map((one) => [one.id, bare(one)]),
        );
        for (const waiver of list) {
          text = writeWaiver(text, waiver);
          expected.set(waiver.id, waiver);
        }
        const { entries, problems } = readWaivers(text, IDS);
        expect(entries.map(bare)).toEqual([...expected.values()]);
        // Two of them may well overlap.
        expect(problems.filter(({ level, message }) => level === "error" && !message.includes("overlaps"))).toEqual([]);
        expect(writeWaiver(text, list.at(-1)!)).toBe(text);
        if (start !== "")
          for (const comment of ["# Waivers of the PKI team", "# do not change", "# the end"])
            expect(text).toContain(comment);
      },
    ),
    { seed: 20261122, numRuns: 400 },
  );
});
