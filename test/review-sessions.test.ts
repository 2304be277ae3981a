/** Random sessions at the desk with real files: what the disk holds is the whole state, and undo is exact. */
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Desk } from "../src/cli/review/desk.ts";
import { JournalFile } from "../src/cli/review/journal-file.ts";
import { parseJournal } from "../src/journal/journal.ts";
import { CONCLUSIONS } from "../src/core/conclusion.ts";
import type { ReviewCommand } from "../src/review/command.ts";
import { decisionsOf } from "../src/review/decisions.ts";
import { conflictSubject, findingSubject, isUnknown, replay } from "../src/review/state.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { EMPTY_FILE } from "../src/waivers/splice.ts";
import { bytesAt } from "../src/platform/durable.ts";
import { type DeskFolder, deskFolder, waiverWords } from "./support/desk.ts";

// Nothing lies on the disk, so that the inputs are what they were.
const REPORT = fixtureReport({ sources: [] });
const fails = REPORT.findings.filter(({ status }) => status === "fail").map(({ id }) => id);
const unknowns = REPORT.findings.filter(isUnknown).map(({ id }) => id);
const checklist = REPORT.findings.filter((one) => one.checklist).map(({ id }) => id);
const all = REPORT.findings.map(({ id }) => id);

const WAIVERS = `# Accepted by the board.
schema: mdi-waivers/1
waivers:
  # old one
  - id: OLD-1   # keep this
    kind: planned-fix
    rules: [${REPORT.findings.find(({ status }) => status === "pass")?.requirement ?? ""}]
    subjects: { hosts: [nobody.corp.example] }
    reason: replaced in spring
    owner: pki-team
    requestedBy: a.meyer
    approvedBy: ciso
    approvedOn: 2026-11-01
    expires: 2027-01-15
# the end
`;

const words = fc.constantFrom(
  "",
  "because",
  "naïve \u202E\u0007 \u{1F600}",
  "#: [a, b] 'x' \"y\"\nnext",
  "yes",
  "2026",
);
const id = (list: readonly string[]) => fc.subarray([...list], { minLength: 1, maxLength: 3 });
const waiverId = fc.constantFrom("OLD-1", "WVR-2026-001", "WVR-2026-002", "nobody");
const day = fc.constantFrom("2027-01-15", "2026-11-22", "2026-11-21", "2031-01-01", "soon");

const command: fc.Arbitrary<ReviewCommand> = fc.oneof(
  fc.record({ kind: fc.constant("note" as const), findings: id(all), text: words }),
  fc.record({ kind: fc.constant("acknowledge" as const), findings: id([...unknowns, ...fails]), reason: words }),
  fc.constant<ReviewCommand>({ kind: "acknowledge", findings: unknowns, reason: "nobody can tell" }),
  fc.constant<ReviewCommand>({ kind: "answer", findings: checklist, answer: "confirmed", words: "asked" }),
  fc
    .record({ findings: id(fails), owner: words, reason: words, expires: day, pinned: fc.boolean(), approver: words })
    .map(({ findings, ...given }): ReviewCommand => {
      return { kind: "waive", findings, words: waiverWords(given), file: null };
    }),
  id(fails).map((findings): ReviewCommand => ({ kind: "waive", findings, words: waiverWords(), file: null })),
  fc.record({
    kind: fc.constant("renew" as const),
    waiver: waiverId,
    expires: day,
    approver: words,
    pinned: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("revoke" as const), waiver: waiverId, reason: words }),
  fc.record({ kind: fc.constant("reason" as const), waiver: waiverId, reason: words }),
  fc.constant<ReviewCommand>({ kind: "undo" }),
  fc.constant<ReviewCommand>({ kind: "undo" }),
  fc.constant<ReviewCommand>({ kind: "redo" }),
  fc.constantFrom(...fails).map((one): ReviewCommand => ({ kind: "seen", subject: findingSubject(one) })),
  fc.constantFrom(...CONCLUSIONS).map((conclusion): ReviewCommand => {
    return { kind: "sign", typed: "", conclusion, limits: conclusion === "accepted" ? "" : "domain controllers only" };
  }),
);
/** All that a sign-off wants. */
const everything: readonly ReviewCommand[] = [
  ...fails.map((one): ReviewCommand => ({ kind: "seen", subject: findingSubject(one) })),
  ...REPORT.conflicts.map((one): ReviewCommand => ({ kind: "seen", subject: conflictSubject(one) })),
  { kind: "acknowledge", findings: unknowns, reason: "nobody can tell" },
  { kind: "answer", findings: checklist, answer: "confirmed", words: "asked" },
];
const session = fc
  .array(fc.oneof({ arbitrary: command.map((one) => [one]), weight: 12 }, fc.constant(everything)), {
    minLength: 1,
    maxLength: 18,
  })
  .map((parts) => parts.flat());
const EDITS = new Set(["note", "acknowledge", "answer", "waive", "renew", "revoke", "reason"]);

/** What a person sees as decided, apart from when and by which entry. */
function decided(desk: Desk) {
  const { state } = desk.view();
  const said = (map: ReadonlyMap<string, { readonly note: string }>) => [...map].map(([key, one]) => [key, one.note]);
  return {
    notes: [...state.notes].map(([key, list]) => [key, list.map(({ note }) => note)]),
    acknowledged: said(state.acknowledged),
    answered: said(state.answered),
    waivers: desk.report.waivers,
    beside: desk.report.findings.map(({ waiver }) => waiver),
    list: decisionsOf(state, desk.report)
      .map(({ id: name }) => name)
      .toSorted(),
  };
}

/** A file that the review made stays, with an empty list. */
function fileText({ waivers }: DeskFolder): string {
  const text = bytesAt(waivers)?.toString("utf8") ?? "";
  return text === EMPTY_FILE ? "" : text;
}

/** The digest is of the report, so that the typed one fits where the boxes allow it. */
function typed(desk: Desk, one: ReviewCommand): ReviewCommand {
  return one.kind === "sign" ? { ...one, typed: desk.view().digest.slice(0, 8) } : one;
}

describe.each([
  ["a file with comments", WAIVERS],
  ["no file yet", null],
])("random sessions, %s", (_name, start) => {
  it("are on the disk before they are said, replay to the same state, and are undone to the byte", async () => {
    let signed = 0;
    let edits = 0;
    await fc.assert(
      fc.asyncProperty(session, async (commands) => {
        const place = deskFolder(start);
        const desk = place.open(REPORT);
        try {
          await desk.compareInputs();
          // The oracle: whole states on two stacks, and no journal at all.
          const past = [{ text: fileText(place), decided: decided(desk) }];
          const future: typeof past = [];
          for (const one of commands) {
            const before = bytesAt(place.journal)?.length ?? 0;
            const outcome = desk.perform(typed(desk, one));
            const after = bytesAt(place.journal)?.length ?? 0;
            expect(after > before).toBe(outcome.refused === null);
            expect(after).toBeGreaterThanOrEqual(before);
            if (outcome.refused === null && EDITS.has(one.kind)) {
              past.push({ text: fileText(place), decided: decided(desk) });
              future.length = 0;
              edits += 1;
            } else if (outcome.refused === null && one.kind === "undo") future.push(...past.splice(-1));
            else if (outcome.refused === null && one.kind === "redo") past.push(...future.splice(-1));
            if (one.kind === "sign" && outcome.refused === null) signed += 1;
            expect(decided(desk)).toEqual(past.at(-1)?.decided);
            expect(fileText(place)).toBe(past.at(-1)?.text);
          }
          if (bytesAt(place.journal) === null) return;

          const journal = parseJournal(readFileSync(place.journal, "utf8"));
          expect(journal.problems).toEqual([]);
          expect(replay(journal.entries, REPORT)).toEqual(desk.view().state);
          desk.close();
          const again = place.open(REPORT);
          expect(again.view().state).toEqual(desk.view().state);
          expect(again.report).toEqual(desk.report);
          const missing = bytesAt(place.waivers) === null ? "is not there; the first waiver makes it" : null;
          expect(again.view().notice?.replace(/^\S+ /, "") ?? null).toBe(missing);

          while (again.view().state.done.length > 0) expect(again.perform({ kind: "undo" }).refused).toBeNull();
          expect(fileText(place)).toBe(start ?? "");
          expect(again.report.waivers).toEqual(past[0]?.decided.waivers);
          again.close();
        } finally {
          desk.close();
          place.remove();
        }
      }),
      { seed: 20261122, numRuns: 60 },
    );
    // A property over sessions that do nothing would hold, too.
    expect(edits).toBeGreaterThan(60);
    expect(signed).toBeGreaterThan(0);
  }, 240_000);
});

it("a whole review: every box ticked, signed, and the same again from its journal", async () => {
  const place = deskFolder(WAIVERS);
  const desk = place.open(REPORT);
  try {
    const sign: ReviewCommand = { kind: "sign", typed: "", conclusion: "accepted-with-limits", limits: "unknowns" };
    const problem = () => desk.perform(typed(desk, sign)).refused?.problem ?? null;
    expect(problem()).toMatch(/^sign-off is off, 5 boxes open/);
    for (const one of fails) desk.perform({ kind: "seen", subject: findingSubject(one) });
    expect(problem()).toMatch(/4 boxes open/);
    desk.perform({ kind: "acknowledge", findings: unknowns, reason: "no access" });
    expect(problem()).toMatch(/3 boxes open/);
    desk.perform({ kind: "answer", findings: checklist, answer: "confirmed", words: "asked the owner" });
    expect(problem()).toMatch(/2 boxes open/);
    for (const one of REPORT.conflicts) desk.perform({ kind: "seen", subject: conflictSubject(one) });
    expect(problem()).toMatch(/1 box open: 0 inputs not compared/);
    await desk.compareInputs();
    expect(desk.perform({ ...sign, typed: "0000 0000" }).refused?.field).toBe("typed");
    expect(desk.perform({ ...typed(desk, sign), limits: " " } as ReviewCommand).refused?.field).toBe("limits");
    expect(problem()).toBeNull();
    expect(desk.view().state.unsigned).toBe(0);
    desk.perform({ kind: "note", findings: fails.slice(0, 1), text: "later" });
    expect(desk.view().state.unsigned).toBe(1);
    desk.perform({ kind: "undo" });
    expect(desk.view().state.unsigned).toBe(0);
    const { head } = JournalFile.read(place.journal);
    expect(parseJournal(readFileSync(place.journal, "utf8")).head).toEqual(head);
    expect(replay(JournalFile.read(place.journal).entries, REPORT)).toEqual(desk.view().state);
  } finally {
    desk.close();
    place.remove();
  }
});
