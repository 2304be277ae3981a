import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fixtureReport } from "../testing/report-fixture.ts";
import { boxesOf, fourEyes, isTyped } from "./boxes.ts";
import { CONCLUSIONS } from "../core/conclusion.ts";
import { evidenceCommand, parseSignOff, type SignOff, signOffText, wrongLimits } from "./sign-off.ts";
import { conflictSubject, findingSubject, isUnknown, replay } from "./state.ts";
import type { JournalEntry, NewEntry } from "../journal/entry.ts";

const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const signOffs: fc.Arbitrary<SignOff> = fc.record({
  resultsDigest: hex,
  waiversDigest: fc.option(hex),
  reviewer: fc.string({ unit: "binary" }),
  conclusion: fc.constantFrom(...CONCLUSIONS),
  limits: fc.option(fc.string({ unit: "binary" })),
  date: fc.constant("2026-11-22T10:00:00Z"),
  journalHead: fc.record({ seq: fc.integer({ min: 1 }), sha256: hex }),
});

describe("signoff.json", () => {
  test("reads back as it was written, whoever signed", () => {
    fc.assert(
      fc.property(signOffs, (one) => {
        expect(parseSignOff(signOffText(one))).toEqual(one);
      }),
      { seed: 20261122 },
    );
  });

  test("any text gives a reading, and any other text of a sign-off is none", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof parseSignOff(text)).toBe("string");
      }),
      { seed: 20261122 },
    );
    fc.assert(
      fc.property(signOffs, fc.nat(), fc.string({ maxLength: 3 }), (one, at, put) => {
        const text = signOffText(one);
        const other = text.slice(0, at % text.length) + put + text.slice(at % text.length);
        const read = parseSignOff(other);
        if (other !== text && typeof read !== "string") expect(read).not.toEqual(one);
      }),
      { seed: 20261122 },
    );
  });

  test.each([
    ["its schema is not", '"review-signoff/1"', '"signoff/1"'],
    ["a digest in it is none", '"resultsDigest": "0', '"resultsDigest": "O'],
    ["its conclusion is none of", '"rejected"', '"maybe"'],
    ["its head of the journal is none", '"seq": 3', '"seq": 0'],
    ["its limits are no text", '"limits": null', '"limits": 1'],
    ["it is not written as", '"role": "reviewer"', '"role": "approver"'],
    ["it is not written as", '"limits": null', '"limits": null, "limits": null'],
  ])("%s", (why, one, other) => {
    const text = signOffText({
      resultsDigest: "0".repeat(64),
      waiversDigest: null,
      reviewer: "a",
      conclusion: "rejected",
      limits: null,
      date: "2026-11-22T10:00:00Z",
      journalHead: { seq: 3, sha256: "1".repeat(64) },
    });
    expect(text).toContain(one);
    expect(parseSignOff(text.replace(one, other))).toContain(why);
  });
});

test("a conclusion that leaves something out says what", () => {
  expect(CONCLUSIONS.map((one) => [wrongLimits(one, "") === null, wrongLimits(one, "x") === null])).toEqual([
    [true, false],
    [false, true],
    [false, true],
  ]);
});

test("the typed digest is its first eight digits, however they are grouped", () => {
  const digest = `3c3eccd4${"0".repeat(56)}`;
  expect(["3c3e ccd4", "3C3ECCD4", " 3c3eccd4 "].map((typed) => isTyped(typed, digest))).toEqual([true, true, true]);
  expect(["", "3c3e", "3c3e ccd4 0", "0000 0000"].map((typed) => isTyped(typed, digest))).toEqual(Array(4).fill(false));
});

test("the command that is printed is words of a shell, whatever the paths are called", () => {
  const words = evidenceCommand({
    paths: ["a b", "it's", "$(x)"],
    asOf: "2026-11-22T00:00:00Z",
    roles: ["PKI01=ca"],
    scope: null,
    catalogs: ["mdi"],
    waivers: "w;.yaml",
    review: "signoff.json",
  });
  expect(words).toContain(`'a b' 'it'\\''s' '$(x)' --waivers 'w;.yaml' --role PKI01=ca --as-of`);
  expect(words).toContain("--review signoff.json");
  expect(words).not.toContain("--catalog");
});

test("the command that is printed names catalogs that are not the usual one", () => {
  const handover = { paths: ["a"], asOf: "2026-11-22T00:00:00Z", roles: [], scope: null, waivers: null };
  const words = evidenceCommand({ ...handover, catalogs: ["mdi", "sacl"], review: "signoff.json" });
  expect(words).toContain(" a --catalog mdi,sacl --as-of ");
});

const REPORT = fixtureReport();

function journal(...entries: readonly Partial<NewEntry>[]): readonly JournalEntry[] {
  const blank = { at: "2026-11-22T10:00:00Z", actor: "a.meyer", role: "reviewer", note: "x", detail: null };
  return entries.map((one, i) => ({
    ...blank,
    action: "reviewed",
    subject: "",
    ...one,
    seq: i + 1,
    prev: "0".repeat(64),
  }));
}

describe("the boxes", () => {
  const ticked = (entries: readonly JournalEntry[], inputs: Parameters<typeof boxesOf>[2] = "unchecked") =>
    boxesOf(replay(entries, REPORT), REPORT, inputs)
      .filter((box) => box.ticked)
      .map(({ id }) => id);

  it("are open one by one, and each by what it names", () => {
    expect(ticked([])).toEqual(["expired"]);
    expect(ticked([], { different: [] })).toEqual(["inputs", "expired"]);
    expect(ticked([], { different: ["a"] })).toEqual(["expired"]);
    const seen = REPORT.findings.map(({ id }) => ({ subject: findingSubject(id) }));
    expect(ticked(journal(...seen))).toEqual(["fails", "expired"]);
    expect(ticked(journal(...REPORT.conflicts.map((one) => ({ subject: conflictSubject(one) }))))).toContain(
      "conflicts",
    );
    const known = REPORT.findings.filter(isUnknown).map(({ id }) => id);
    const acknowledged = known.map((id) => ({ action: "acknowledged", subject: findingSubject(id) }) as const);
    expect(ticked(journal(...acknowledged))).toContain("unknowns");
    expect(ticked(journal(...acknowledged.slice(1)))).not.toContain("unknowns");
    expect(
      ticked(journal(...acknowledged, { action: "undone", subject: `entry:${acknowledged.length}` })),
    ).not.toContain("unknowns");
  });

  it("are never ticked by an entry about another run's findings", () => {
    const foreign = REPORT.findings.map(({ id }) => ({ subject: findingSubject(`${id}-other`) }));
    const state = replay(journal(...foreign), REPORT);
    expect([state.foreign, state.seen.size]).toEqual([foreign.length, 0]);
  });
});

test("four eyes: who prepared the evidence is warned, and nobody else", () => {
  const state = replay(journal({ action: "collected", role: "preparer", actor: "a.meyer@corp.example" }), REPORT);
  expect(fourEyes("A.Meyer", state, REPORT)).toHaveLength(1);
  expect(fourEyes("b.ross", state, REPORT)).toEqual([]);
  expect(fourEyes("a.meyer@other.example", state, REPORT)).toEqual([]);
});
