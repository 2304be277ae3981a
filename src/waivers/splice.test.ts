import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { WaiverEntry } from "./entry.ts";
import { readWaivers } from "./read.ts";
import { applySplice, EMPTY_FILE, entryLines, inverse, type Splice, spliceFor, spliceOut } from "./splice.ts";

const RULES = ["RULE-1", "RULE-2"];
const waiver = (id: string, reason = "It is so."): WaiverEntry => ({
  id,
  kind: "risk-accepted",
  rules: ["RULE-2"],
  allowBroad: false,
  subjects: { hosts: [`${id}.corp.example`.toLowerCase()] },
  reason,
  evidence: [],
  compensating: null,
  owner: "o",
  requestedBy: "r",
  approvedBy: null,
  approvedOn: null,
  expires: "2027-01-15",
  expect: { actual: "126" },
});

const FILE = `# Waivers of the PKI team
schema: mdi-waivers/1   # do not change

waivers:
# about the first
- id: W-1
  # agreed in the board
  kind: risk-accepted
  owner:   o   # until spring
  rules:
  - RULE-1   # the filter
  subjects: {hosts: ["ca02.corp.example"]}
  reason: >-
    folded
    text
  requestedBy: r
  expires: 2027-01-15

# about the second
- id: W-2
  kind: risk-accepted
  rules:    [RULE-2]
  subjects: { hosts: [x] }
  reason: |
    two

    lines
  owner: o
  requestedBy: r
  expires: 2027-01-15

# the end
`;
const INDENTED = FILE.split("\n")
  .map((line, i) => (i < 4 || line === "" ? line : `    ${line}`))
  .join("\n");
const FILES = {
  FILE,
  INDENTED,
  crlf: FILE.replaceAll("\n", "\r\n"),
  bare: FILE.replace(/\n\n# the end\n$/, ""),
  EMPTY_FILE,
};

describe.each(Object.entries(FILES))("%s", (_name, text) => {
  it("takes an entry in, and gives it back byte for byte", () => {
    const splice = spliceFor(text, waiver("W-3"));
    const after = applySplice(text, splice);
    expect(readWaivers(after, RULES).problems.filter(({ level }) => level === "error")).toEqual([]);
    expect(readWaivers(after, RULES).entries.at(-1)).toMatchObject(waiver("W-3"));
    expect(after.startsWith(text.slice(0, 40))).toBe(true);
    expect(applySplice(after, inverse(splice))).toBe(text);
  });

  it.runIf(text !== EMPTY_FILE)("changes one, and every byte of the others stays", () => {
    for (const id of ["W-1", "W-2"]) {
      const other = id === "W-1" ? "W-2" : "W-1";
      const entry = readWaivers(text, RULES).entries.find((one) => one.id === id)!;
      const { at, ...plain } = entry;
      expect(at.line).toBeGreaterThan(0);
      const splice = spliceFor(text, { ...plain, expires: "2027-02-01", expect: { actual: "1" } });
      const after = applySplice(text, splice);
      expect(readWaivers(after, RULES).entries.find((one) => one.id === id)).toMatchObject({ expires: "2027-02-01" });
      expect(entryLines(after, other)).toBe(entryLines(text, other));
      expect(after.replace(entryLines(after, id)!, "")).toBe(text.replace(entryLines(text, id)!, ""));
      expect(applySplice(after, inverse(splice))).toBe(text);
    }
  });

  it.runIf(text !== EMPTY_FILE)("takes one out, and puts it back where it was", () => {
    for (const id of ["W-1", "W-2"]) {
      const splice = spliceOut(text, id);
      const after = applySplice(text, splice);
      expect(readWaivers(after, RULES).entries.map((one) => one.id)).toEqual([id === "W-1" ? "W-2" : "W-1"]);
      expect(applySplice(after, inverse(splice))).toBe(text);
    }
  });
});

test("any sequence of edits is undone to the first byte", () => {
  const step = fc.record({
    what: fc.constantFrom("put", "out"),
    id: fc.constantFrom("W-1", "W-2", "W-3", "W-4", "W-5"),
    reason: fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).map((text) => `x ${text.trim()}`.trim()),
  });
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(FILES)), fc.array(step, { maxLength: 8 }), (start, steps) => {
      let text = start;
      const done: Splice[] = [];
      for (const { what, id, reason } of steps) {
        if (what === "out" && entryLines(text, id) === null) continue;
        const splice = what === "put" ? spliceFor(text, waiver(id, reason)) : spliceOut(text, id);
        text = applySplice(text, splice);
        done.push(splice);
        const read = readWaivers(text, RULES);
        expect(read.problems.filter(({ message }) => !message.includes("overlaps"))).toEqual([]);
        expect(read.entries.some((one) => one.id === id)).toBe(what === "put");
      }
      for (const splice of done.toReversed()) text = applySplice(text, inverse(splice));
      expect(text).toBe(start);
    }),
    { seed: 20261122 },
  );
});

describe("what is refused", () => {
  const splice = spliceFor(FILE, waiver("W-1", "other"));
  it("an entry that somebody changed meanwhile", () => {
    expect(() => applySplice(FILE.replace("2027-01-15", "2027-01-16"), splice)).toThrow(/W-1 was changed/);
    expect(() => applySplice(EMPTY_FILE, splice)).toThrow(/no longer there/);
    expect(() => applySplice(FILE, spliceFor(EMPTY_FILE, waiver("W-1")))).toThrow(/there already/);
  });

  it.each([
    "waivers: [",
    '{"schema":"mdi-waivers/1","waivers":[{"id":"a"}]}',
    "schema: other\n",
    "schema: mdi-waivers/1\nwaivers: 1\n",
  ])("%s", (text) => {
    expect(() => spliceFor(text, waiver("W-9"))).toThrow(/was not changed: line 1|waivers is no list/);
  });

  it("nothing of an empty file or an empty list", () => {
    expect(applySplice("", spliceFor("", waiver("W-9")))).toMatch(/^schema: mdi-waivers\/1\nwaivers:\n {2}- id: W-9\n/);
    const list = "schema: mdi-waivers/1\nwaivers: [] # none\n";
    expect(applySplice(list, spliceFor(list, waiver("W-9")))).toMatch(/^waivers: # none\n {2}- id: W-9$/m);
  });
});
