import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTIONS, type NewEntry } from "./entry.ts";
import { appendEntry, EMPTY_HEAD, parseJournal } from "./journal.ts";

const entry: fc.Arbitrary<NewEntry> = fc.record({
  at: fc.constantFrom("2026-11-22T14:00:00Z", "2026-11-22T14:00:00.125Z"),
  actor: fc.string({ unit: "binary", maxLength: 12 }),
  role: fc.constantFrom("reviewer", "preparer", ""),
  action: fc.constantFrom(...ACTIONS),
  subject: fc.string({ maxLength: 20 }),
  note: fc.string({ unit: "grapheme", maxLength: 30 }),
  detail: fc.option(
    fc.dictionary(
      fc.string({ maxLength: 6 }).filter((key) => key !== "__proto__"),
      fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string())),
      { noNullPrototype: true },
    ),
  ),
});
const journals = fc.array(entry, { minLength: 1, maxLength: 12 });

function textOf(entries: readonly NewEntry[]): string {
  let head = EMPTY_HEAD;
  let text = "";
  for (const one of entries) {
    const next = appendEntry(head, one);
    text += next.line;
    head = next.head;
  }
  return text;
}

const linesOf = (text: string): string[] => text.split("\n").slice(0, -1);
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

describe("a journal", () => {
  test("reads back as it was written, whatever was noted", () => {
    fc.assert(
      fc.property(journals, (entries) => {
        const text = textOf(entries);
        const read = parseJournal(text);
        expect(read.problems).toEqual([]);
        expect(read.entries).toMatchObject(entries);
        expect(linesOf(text)).toHaveLength(entries.length);
      }),
      { seed: 20261122 },
    );
  });

  test("an edited, removed, doubled or moved line breaks it there, and what stands before still counts", () => {
    fc.assert(
      fc.property(journals, fc.nat(), fc.nat(), (entries, a, b) => {
        const lines = linesOf(textOf(entries));
        const at = a % lines.length;
        const other = b % lines.length;
        const edited = lines.with(
          at,
          lines[at]!.replace(/"prev":"(.)/, (_, digit) => `"prev":"${digit === "0" ? "1" : "0"}`),
        );
        const tampered = [edited, lines.toSpliced(at, 0, lines[at]!), swapped(lines, at, other)];
        if (at < lines.length - 1) tampered.push(lines.toSpliced(at, 1));
        for (const one of tampered) {
          if (joined(one) === joined(lines)) continue;
          const { problems, entries: kept } = parseJournal(joined(one));
          expect(problems).toHaveLength(1);
          expect(kept.length).toBeLessThan(one.length);
          expect(kept).toEqual(parseJournal(joined(lines)).entries.slice(0, kept.length));
        }
      }),
      { seed: 20261122 },
    );
  });

  test("a note changed in the middle breaks it at the line after", () => {
    const text = textOf([1, 2, 3].map((n) => note(`note ${n}`)));
    expect(parseJournal(text.replace("note 2", "note 7")).problems).toMatchObject([{ line: 3, code: "chain" }]);
  });

  test.each([
    ["cut", (text: string) => text.slice(0, -1)],
    ["cut", (text: string) => text.slice(0, -20)],
    ["form", (text: string) => text.replace('"role"', '"rule"')],
    ["form", (text: string) => text.replace('"note"', '"opinion"')],
    ["form", () => "{}\n"],
    ["form", () => "[]\n"],
    ["form", () => "\n"],
    ["order", (text: string) => text.replace('"seq":1', '"seq":2')],
  ] as const)("%s is told", (code, change) => {
    expect(parseJournal(change(textOf([note("one")]))).problems).toMatchObject([{ line: 1, code }]);
  });

  test("lines cut off at the end are told by the head alone", () => {
    const text = textOf([note("one"), note("two")]);
    const cut = parseJournal(joined(linesOf(text).slice(0, 1)));
    expect(cut.problems).toEqual([]);
    expect(cut.head).not.toEqual(parseJournal(text).head);
  });

  test("any text gives a reading", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { entries, problems } = parseJournal(text);
        expect(entries.length > 0 || problems.length > 0 || text === "").toBe(true);
      }),
      { seed: 20261122 },
    );
  });
});

const hasSums = spawnSync("sha256sum", ["--version"]).status === 0;

test.skipIf(!hasSums)("the chain holds by sha256sum alone", () => {
  const text = textOf([note("one"), note("two"), note("\u{1F600} \u202E three")]);
  const script = `prev=$(printf '' | sha256sum | cut -c1-64)
while IFS= read -r line; do
  case $line in *"\\"prev\\":\\"$prev\\"}") ;; *) echo "broken: $line"; exit 1 ;; esac
  prev=$(printf '%s\\n' "$line" | sha256sum | cut -c1-64)
done
echo "$prev"`;
  const run = (input: string) => spawnSync("bash", ["-c", script], { input, encoding: "utf8" });
  expect(run(text).stdout.trim()).toBe(parseJournal(text).head.digest);
  expect(run(text.replace("two", "too")).status).toBe(1);
});

function note(text: string): NewEntry {
  return {
    at: "2026-11-22T14:00:00Z",
    actor: "alice@contoso.example",
    role: "reviewer",
    action: "note",
    subject: "finding:f-1",
    note: text,
    detail: null,
  };
}

function swapped(lines: readonly string[], a: number, b: number): string[] {
  return lines.with(a, lines[b]!).with(b, lines[a]!);
}
