/** What else may happen to the files of a review: two reviewers, a cut line, other inputs, somebody else's edit, a disk that refuses. */
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JournalFile } from "../src/cli/review/journal-file.ts";
import { parseJournal } from "../src/journal/journal.ts";
import type { ReviewCommand } from "../src/review/command.ts";
import { findingSubject } from "../src/review/state.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { type DeskFolder, deskFolder, waiverWords } from "./support/desk.ts";

const REPORT = fixtureReport({ sources: [] });
const [fail = "", other = ""] = REPORT.findings.filter(({ status }) => status === "fail").map(({ id }) => id);
const note = (text: string): ReviewCommand => ({ kind: "note", findings: [fail], text });
const waive = (id = fail): ReviewCommand => ({ kind: "waive", findings: [id], words: waiverWords(), file: null });

let place: DeskFolder;
const text = (path = place.journal) => readFileSync(path, "utf8");
beforeEach(() => void (place = deskFolder()));
afterEach(() => place.remove());

it("a waiver may be about a finding of any catalog", () => {
  const of = (id: string) => (id === fail ? { requirement: "SACL-DCSYNC" } : {});
  const findings = REPORT.findings.map((finding) => ({ ...finding, ...of(finding.id) }));
  const desk = place.open(fixtureReport({ sources: [], findings }));
  expect(desk.perform(waive())).toMatchObject({ refused: null, said: expect.stringMatching(/^waived: /) });
  expect(desk.report.waivers.map(({ rules, state }) => [rules, state])).toEqual([[["SACL-DCSYNC"], "active"]]);
  desk.close();
  expect(place.open(fixtureReport({ sources: [], findings })).report.waivers).toHaveLength(1);
});

it.each([
  [{}, "2026-11-22", "waived: WVR-2026-001"],
  [{ approver: "" }, "2026-11-22", "waived: WVR-2026-001, unapproved: it counts as open"],
  [{ kind: "planned-fix" }, "2026-11-22", "waived: WVR-2026-001, planned: it counts as open"],
  [{}, "2026-11-23", "waived: WVR-2026-001, approved 2026-11-23: open as of 2026-11-22"],
] as const)("a waiver that accepts nothing says so: %o, given on %s", (given, today, wanted) => {
  const desk = place.open(REPORT, { today });
  const { said } = desk.perform({ kind: "waive", findings: [fail], words: waiverWords(given), file: null });
  expect(said).toBe(`${wanted} (in ${place.waivers})`);
  expect(desk.report.waivers[0]?.state === "active").toBe(!wanted.includes("open"));
  desk.close();
});

describe("the journal", () => {
  it("is not there before the first entry, and is open to its owner's tools afterwards", () => {
    const desk = place.open(REPORT);
    expect(existsSync(place.journal)).toBe(false);
    expect(existsSync(`${place.journal}.lock`)).toBe(false);
    expect(desk.perform(note("one")).said).toBe("noted: 1 finding");
    expect(parseJournal(text()).entries.map(({ action }) => action)).toEqual(["opened", "note"]);
    desk.close();
    expect(existsSync(`${place.journal}.lock`)).toBe(false);
  });

  it("is held by one reviewer at a time", () => {
    const first = place.open(REPORT);
    const late = place.open(REPORT);
    first.perform(note("one"));
    expect(() => place.open(REPORT)).toThrow(
      `${place.journal} is held by another review (process ${process.pid} on ${hostname()})`,
    );
    // Opened before the other wrote: it may not write either, and says why.
    const before = text();
    expect(late.perform(note("two")).refused?.problem).toMatch(/is held by another review/);
    expect(text()).toBe(before);
    first.close();
    expect(late.perform(note("two")).refused?.problem).toMatch(/was changed by somebody else meanwhile/);
    expect(text()).toBe(before);
    late.close();
    expect(place.open(REPORT).view().state.done).toHaveLength(1);
  });

  it("is taken over from a process that was killed, and not from one on another computer", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
    const lock = `${place.journal}.lock`;
    try {
      writeFileSync(lock, `${child.pid} ${hostname()} 00\n`);
      expect(() => place.open(REPORT)).toThrow(`process ${child.pid}`);
    } finally {
      child.kill("SIGKILL");
    }
    await new Promise((done) => child.on("close", done));
    const desk = place.open(REPORT);
    expect(desk.perform(note("one")).refused).toBeNull();
    desk.close();
    writeFileSync(lock, "1 elsewhere 00\n");
    expect(() => place.open(REPORT)).toThrow("on elsewhere");
  });

  it("goes on behind its last whole line, and keeps what was cut", () => {
    const first = place.open(REPORT);
    first.perform(note("one"));
    const whole = text();
    first.perform(note("näher"));
    first.close();
    const bytes = readFileSync(place.journal);
    const from = Buffer.byteLength(whole);
    for (const end of [from + 1, bytes.indexOf("ä") + 1, bytes.length - 1]) {
      writeFileSync(place.journal, bytes.subarray(0, end));
      const desk = place.open(REPORT);
      expect(desk.view().notice).toMatch(/the last line of .* was cut while it was written/);
      expect(desk.view().state.done).toHaveLength(1);
      // Nothing is touched before there is something to write.
      expect(readFileSync(place.journal)).toEqual(bytes.subarray(0, end));
      expect(desk.perform(note("again")).refused).toBeNull();
      desk.close();
      expect(text().startsWith(whole)).toBe(true);
      expect(parseJournal(text())).toMatchObject({ problems: [], head: { seq: 4 } });
    }
    expect(readFileSync(`${place.journal}.torn`)).toEqual(bytes.subarray(from, from + 1));
    expect(existsSync(`${place.journal}.torn-3`)).toBe(true);
  });

  it("a first line that was cut is no reason to lose the rest of the day", () => {
    writeFileSync(place.journal, '{"se');
    const desk = place.open(REPORT);
    expect(desk.perform(note("one")).refused).toBeNull();
    desk.close();
    expect(parseJournal(text()).problems).toEqual([]);
  });

  it.each([
    ["no journal", "dear diary"],
    ["no journal", "dear diary\n"],
    ["not UTF-8", Buffer.from([0x7b, 0xff, 0x0a])],
  ])("is refused and left as it is when it is %s", (_why, content) => {
    writeFileSync(place.journal, content);
    expect(() => place.open(REPORT)).toThrow(/no journal|is broken/);
    expect(readFileSync(place.journal)).toEqual(Buffer.from(content));
  });

  it("is refused with its line when somebody edited it", () => {
    const desk = place.open(REPORT);
    for (const one of ["one", "two", "three"]) desk.perform(note(one));
    desk.close();
    const edited = text().replace('"two"', '"2"');
    writeFileSync(place.journal, edited);
    expect(() => place.open(REPORT)).toThrow(`${place.journal}:4: the journal is broken: it does not follow`);
    expect(text()).toBe(edited);
  });

  it("of other results is refused with a sentence that says whose it is", () => {
    const desk = place.open(REPORT);
    desk.perform(note("one"));
    desk.close();
    const [first] = REPORT.findings;
    const changed = fixtureReport({ sources: [], findings: first === undefined ? [] : [first] });
    expect(() => place.open(changed)).toThrow(
      /^.*journal\.ndjson is the journal of the results [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} \.\., not of [0-9a-f ]+\.\.; it was left as it is$/,
    );
  });

  it("may not lie among the inputs, nor behind a link into them", () => {
    const input = join(place.folder, "input");
    mkdirSync(input);
    const paths = [input];
    expect(() => place.open(REPORT, { paths: [place.folder] })).toThrow(/would lie within the input/);
    symlinkSync(input, join(place.folder, "link"));
    const journal = join(place.folder, "link", "journal.ndjson");
    expect(() => place.open(REPORT, { paths, journal })).toThrow(/would lie within the input/);
    // A link whose target is still missing is not written through.
    symlinkSync(join(input, "later"), place.journal);
    const desk = place.open(REPORT, { paths });
    expect(desk.perform(note("one")).refused).not.toBeNull();
    desk.close();
    expect(readdirSync(input)).toEqual([]);
  });

  it("that cannot be written is said, and nothing counts as done", () => {
    const desk = place.open(REPORT);
    desk.perform(note("one"));
    rmSync(place.journal);
    mkdirSync(place.journal);
    const { refused, view } = desk.perform(note("two"));
    expect(refused?.problem).toContain(place.journal);
    expect(view.state.done).toHaveLength(1);
    desk.close();
  });
});

describe("the waiver file", () => {
  it("is made by the first waiver and read again the next day", () => {
    const desk = place.open(REPORT);
    expect(desk.view().notice).toBe(`${place.waivers} is not there; the first waiver makes it`);
    const { said, report } = desk.perform(waive());
    expect(said).toBe(`waived: WVR-2026-001 (in ${place.waivers})`);
    expect(report?.findings.find(({ id }) => id === fail)?.waiver).toMatchObject({
      state: "active",
      id: "WVR-2026-001",
    });
    expect(report?.findings.find(({ id }) => id === fail)?.status).toBe("fail");
    desk.close();
    expect(place.open(REPORT).report.waivers).toEqual(report?.waivers);
  });

  it("is never written over what somebody else wrote meanwhile", () => {
    const desk = place.open(REPORT);
    desk.perform(waive());
    const own = text(place.waivers);
    writeFileSync(place.waivers, own.replace("no change window before spring", "another reason"));
    const lines = text();
    const outcome = desk.perform(waive(other));
    expect(outcome.refused?.problem).toMatch(/was changed by somebody else meanwhile; it was read again/);
    expect(outcome.report?.waivers[0]?.reason).toBe("another reason");
    expect(text(place.waivers)).toContain("another reason");
    expect(text()).toBe(lines);
    // The edit of that entry cannot be undone any more: it is not what was written.
    expect(desk.perform({ kind: "undo" }).refused?.problem).toMatch(/WVR-2026-001 was changed in the waiver file/);
    expect(desk.perform(waive(other)).refused).toBeNull();
    expect(text(place.waivers)).toContain("another reason");
    desk.close();
  });

  it("gives no id again that was revoked", () => {
    const desk = place.open(REPORT);
    desk.perform(waive());
    desk.perform({ kind: "revoke", waiver: "WVR-2026-001", reason: "moved" });
    expect(desk.perform(waive(other)).said).toContain("waived: WVR-2026-002");
    desk.close();
  });

  it("that changed is looked at again before anybody signs", () => {
    const desk = place.open(REPORT);
    desk.perform(waive());
    writeFileSync(place.waivers, text(place.waivers).replace("no change window before spring", "another reason"));
    const sign: ReviewCommand = { kind: "sign", typed: "", conclusion: "accepted", limits: "" };
    const outcome = desk.perform(sign);
    expect(outcome.refused?.problem).toMatch(/it was read again, look at it/);
    expect(outcome.report?.waivers[0]?.reason).toBe("another reason");
    expect(desk.perform(sign).refused?.problem).toMatch(/^sign-off is off/);
    desk.close();
  });

  it("that did not reach the disk is said to be undone in the journal", () => {
    const desk = place.open(REPORT, { waivers: join(place.folder, "nowhere", "waivers.yaml") });
    desk.perform(note("one"));
    expect(desk.perform(waive()).refused?.problem).toMatch(/nowhere/);
    const { done, undone } = desk.view().state;
    expect([done.length, undone.length]).toEqual([1, 1]);
    const { entries } = parseJournal(text());
    expect(entries.map(({ action }) => action)).toEqual(["opened", "note", "waiver-proposed", "undone"]);
    expect(entries.at(-1)?.note).toMatch(/nowhere/);
    mkdirSync(join(place.folder, "nowhere"));
    expect(desk.perform({ kind: "redo" }).refused).toBeNull();
    expect(desk.report.waivers).toHaveLength(1);
    desk.close();
  });

  it("and journal tell when they differ", () => {
    const desk = place.open(REPORT);
    desk.perform(waive());
    desk.close();
    writeFileSync(place.waivers, "schema: mdi-waivers/1\nwaivers:\n");
    const again = place.open(REPORT);
    expect(again.view().notice).toMatch(/has not WVR-2026-001 as the journal has it: undo, then redo writes it again/);
    expect(again.perform({ kind: "undo" }).refused).toBeNull();
    expect(again.perform({ kind: "redo" }).refused).toBeNull();
    expect(again.report.waivers.map(({ id }) => id)).toEqual(["WVR-2026-001"]);
    expect(again.view().notice).toBeNull();
    again.close();
  });
});

describe("who reviews", () => {
  it("is asked before the first edit; what was seen until then is written with the name", () => {
    const desk = place.open(REPORT, { reviewer: null });
    desk.perform({ kind: "seen", subject: findingSubject(fail) });
    expect(existsSync(place.journal)).toBe(false);
    expect(desk.perform(note("one")).refused?.problem).toBe("say first who you are: --reviewer NAME");
    expect(desk.perform({ kind: "name", reviewer: " " }).refused?.field).toBe("reviewer");
    desk.perform({ kind: "name", reviewer: "bob" });
    desk.perform(note("one"));
    const { entries } = JournalFile.read(place.journal);
    expect(entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
      "bob opened",
      "bob reviewed",
      "bob note",
    ]);
    desk.close();
  });
});

it("a journal that grew while it was being read by somebody else is never half a state", () => {
  const desk = place.open(REPORT);
  desk.perform(note("one"));
  appendFileSync(place.journal, '{"seq":');
  expect(JournalFile.read(place.journal).entries).toHaveLength(2);
  expect(desk.perform(note("two")).refused?.problem).toMatch(/was changed by somebody else/);
  desk.close();
});
