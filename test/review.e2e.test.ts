/** A review from start to sign-off in a real terminal: written, killed, gone on with, suspended, crashed, signed, sealed. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseJournal } from "../src/journal/journal.ts";
import { endingOf, whole } from "./support/ending.ts";
import { ROOT, run } from "./support/program.ts";
import { haveTmux, Session } from "./support/tmux.ts";

const SAMPLE = join(ROOT, "gpo-samples/usual-gaps");
const WORDS = ["review", SAMPLE, "--as-of", "2026-11-22", "--reviewer", "a.meyer@corp.example"];
const JOURNAL = "eventreach-review.ndjson";
const tmux = haveTmux();

let cwd: string;
const open: Session[] = [];
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), "eventreach-review-"))));
afterEach(() => {
  for (const session of open.splice(0)) session.close();
  rmSync(cwd, { recursive: true, force: true });
});

async function start(words = WORDS, around: ConstructorParameters<typeof Session>[3] = {}): Promise<Session> {
  const session = new Session(words, 80, 24, { cwd, ...around });
  open.push(session);
  await session.until(/1 Overview/);
  return session;
}

const read = (name: string): string => readFileSync(join(cwd, name), "utf8");
const entries = () => parseJournal(read(JOURNAL)).entries;

async function replayed(): Promise<string> {
  const { code, stdout, stderr } = await run(["review", SAMPLE, "--replay", JOURNAL], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

/** Fills the form of a waiver; every other field stays as it is offered. */
async function waive(session: Session, filter: string): Promise<void> {
  session.type(`2/${filter}`);
  session.press("Enter");
  await session.until(/ 1\/1 /);
  session.press("w");
  await session.until(/Waive: it still fails/);
  session.press("Tab");
  session.type("pki-team");
  session.press("Enter");
  session.type("no change window before spring");
  session.press("Enter");
  session.type("ciso@corp.example");
  session.press("Enter", "Enter", "Enter", "Enter", "Enter", "Enter", "Enter");
  await session.until(/waived: WVR-\d+-001/);
}

describe.skipIf(!tmux)("a review in a terminal", () => {
  it("is walked, waived, undone, resized, signed, sealed, and replays to the same state", async () => {
    const session = await start();
    session.press("5");
    await session.until(/5 Review[^]*No waiver, and no dispute[^]*62 inputs hashed, unchanged/);
    expect(existsSync(join(cwd, JOURNAL))).toBe(false);

    await waive(session, "st:fail id:LOG-ACCESS");
    const waivers = read("waivers.yaml");
    expect(waivers).toMatch(/^ {2}- id: WVR-\d+-001\n[^]*approvedBy: ciso@corp\.example\n[^]*expect: \{ actual: /m);
    session.press("5");
    await session.until(/w DRAFT +WVR-/);
    session.tmux("resize-window", "-x", "60", "-y", "15");
    await session.until(/^└─{58}┘$/m);
    session.tmux("resize-window", "-x", "120", "-y", "40");
    await session.until(/eventreach-review\.ndjson {2}not signed/);
    expect(session.screen().match(/5 Review/g)).toHaveLength(1);
    session.tmux("resize-window", "-x", "80", "-y", "24");
    session.press("z");
    await session.until(/undone: waiver-proposed WVR-[^]*|No waiver, and no dispute/);
    expect(read("waivers.yaml")).toBe("schema: mdi-waivers/1\nwaivers:\n");
    session.press("Z");
    await session.until(/done again: waiver-proposed/);
    expect(read("waivers.yaml")).toBe(waivers);
    session.press("z");
    await session.until(/No waiver, and no dispute/);
    session.press("S");
    await session.until(/! off, 3 boxes open/);

    // Each failing finding is opened, in one burst.
    session.press("2");
    session.press("Escape");
    session.type("/st:fail");
    session.press("Enter");
    await session.until(/st:fail [^]* 1\/9 /);
    session.press("Enter");
    await session.until(/1 of 9/);
    session.type("]]]]]]]]");
    await session.until(/9 of 9/);
    session.press("5", "a");
    await session.until(/Acknowledge that 35 verdicts/);
    session.type("no access to the domain before Monday");
    session.press("Enter");
    await session.until(/acknowledged: 35 findings/);
    session.press("2", "Escape");
    session.type("/is:checklist");
    session.press("Enter");
    await session.until(/is:checklist [^]* 1\/3 /);
    session.press("Space", "Space", "Space", "a");
    await session.until(/Only a person can confirm it/);
    session.press("Right", "Left", "Tab");
    session.type("asked the owners by telephone");
    session.press("Enter");
    await session.until(/answered: 3 findings/);
    session.press("5");
    await session.until(/all boxes are ticked: S signs/);
    session.press("S");
    const form = await session.until(/accepted-with-limits/);
    const [, digest = ""] = /begin with ([0-9a-f]{4} [0-9a-f]{4}):/.exec(form) ?? [];
    session.press("Enter", "Enter");
    session.type("0000 0000");
    session.press("Enter");
    await session.until(/! that is not /);
    session.press("C-u");
    session.type(digest);
    session.press("Enter");
    await session.until(/signed off, wrote signoff\.json/);
    session.press("q");
    await session.until(/^code 1$/m);
    const end = session.tmux("capture-pane", "-p", "-J");
    expect(end).toMatch(/^signed off by a\.meyer@corp\.example: results [0-9a-f]{64}$/m);
    expect(end).toContain("wrote signoff.json");
    expect(await endingOf(session)).toEqual(whole(1));
    expect(existsSync(join(cwd, `${JOURNAL}.lock`))).toBe(false);

    const signOff = JSON.parse(read("signoff.json"));
    const lines = read(JOURNAL);
    const head = createHash("sha256")
      .update(`${lines.trimEnd().split("\n").at(-1)}\n`)
      .digest("hex");
    expect(signOff).toMatchObject({
      schema: "review-signoff/1",
      waiversDigest: null,
      reviewer: "a.meyer@corp.example",
      conclusion: "accepted-with-limits",
      limits: "35 unknown",
      journalHead: { seq: lines.trimEnd().split("\n").length, sha256: head },
    });
    expect(signOff.resultsDigest.startsWith(digest.replace(" ", ""))).toBe(true);

    const state = await replayed();
    expect(await replayed()).toBe(state);
    expect(state).toMatch(/^edits {5}2 hold, 0 undone, 0 not signed$/m);
    expect(state).toContain("[x] 9 FAIL seen or waived");
    expect(state).toContain("[x] 35 UNKNOWN acknowledged");
    expect(read(JOURNAL)).toBe(lines);

    // The command that was printed, with the words that only its reader knows.
    const command = end.match(/eventreach (evidence create .*?) -o FOLDER/)?.[1] ?? "";
    const made = await run([...command.split(" "), "-o", "out", "--unsigned", "-q"], { cwd });
    expect([made.code, made.stderr]).toEqual([0, ""]);
    const [bag = ""] = readdirSync(join(cwd, "out"));
    const info = readFileSync(join(cwd, "out", bag, "bag-info.txt"), "utf8");
    expect(info).toContain(`Journal-Head-SHA256: ${head}\nJournal-Entries: ${signOff.journalHead.seq}\n`);
    const other = await run(
      ["evidence", "create", SAMPLE, "--as-of", "2026-11-21", "--review", "signoff.json"].concat([
        "-o",
        "out",
        "--unsigned",
      ]),
      { cwd },
    );
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/signed the results [0-9a-f ]+\.\., and these are/);
    expect(readdirSync(join(cwd, "out"))).toEqual([bag]);
  }, 180_000);

  it("loses nothing when it is killed, and goes on where it was", async () => {
    const session = await start();
    session.type("2n");
    await session.until(/what the next reader should know/);
    session.type("asked the owner");
    session.press("Enter");
    await session.until(/noted: 1 finding/);
    process.kill(session.pid(), "SIGKILL");
    await session.until(/^code 137$/m);
    expect(entries().map(({ action }) => action)).toEqual(["opened", "note"]);
    expect(existsSync(`${join(cwd, JOURNAL)}.lock`)).toBe(true);
    const state = await replayed();
    expect(state).toContain("note, asked the owner");

    // Without --as-of: the moment is the one of the journal.
    const again = await start(["review", SAMPLE, "--reviewer", "b.ross"]);
    again.type("5g");
    await again.until(/Journal[^]*2 entries[^]*note, asked the owner/);
    again.press("Escape", "z");
    await again.until(/undone: note, 1 finding/);
    again.press("q");
    expect(await endingOf(again)).toEqual(whole(1));
    expect(entries().map(({ actor }) => actor)).toEqual([...Array(2).fill("a.meyer@corp.example"), "b.ross", "b.ross"]);
    expect(await replayed()).toMatch(/^edits {5}0 hold, 1 undone/m);
  });

  it("says that somebody else reviews, and reads only", async () => {
    const first = await start();
    first.type("2n");
    await first.until(/what the next reader/);
    first.type("mine");
    first.press("Enter");
    await first.until(/noted: 1 finding/);
    const before = read(JOURNAL);
    const second = await start();
    second.type("2n");
    await second.until(/! .*is held by another review \(process \d+/);
    second.press("q");
    expect(await endingOf(second)).toEqual(whole(1));
    const asked = new Session([...WORDS, "--journal", JOURNAL], 80, 24, { cwd });
    open.push(asked);
    await asked.until(/is held by another review[^]*^code 2$/m);
    expect(read(JOURNAL)).toBe(before);
  });

  it("gives the terminal back when it crashes, says why, and ends with the code of a defect", async () => {
    const crash = "process.on('SIGUSR2', () => { throw new Error('a defect that a test made') })";
    const session = await start(WORDS, {
      env: [`NODE_OPTIONS=--import data:text/javascript,${encodeURIComponent(crash)}`],
    });
    session.type("2n");
    await session.until(/what the next reader/);
    session.type("kept");
    session.press("Enter");
    await session.until(/noted: 1 finding/);
    process.kill(session.pid(), "SIGUSR2");
    expect(await session.until(/^code 70$/m)).toContain("a defect that a test made");
    expect(await endingOf(session)).toEqual(whole(70));
    expect(await replayed()).toContain("note, kept");
    expect(existsSync(`${join(cwd, JOURNAL)}.lock`)).toBe(false);
  });

  it("is suspended by Ctrl+Z under a shell, and comes back with the form as it was typed", async () => {
    const session = await start(WORDS, { jobs: true });
    session.type("2n");
    await session.until(/what the next reader/);
    session.type("half a sent");
    await session.until(/half a sent/);
    session.press("C-z");
    await session.until(/Stopped[^]*^\$$/m);
    expect(session.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag}").trim()).toBe("0 1");
    session.type("fg");
    session.press("Enter");
    await session.until(/> text +half a sent/);
    session.type("ence");
    session.press("Enter");
    await session.until(/noted: 1 finding/);
    session.press("q", "q");
    await session.until(/^\$$/m);
    expect(entries().at(-1)?.note).toBe("half a sentence");
  });
});

// In some containers it is there and may not look.
const hasStrace = spawnSync("strace", ["-f", "true"]).status === 0;
if (!hasStrace) console.log("skipped: no strace that may look on this machine");

it.skipIf(!tmux || !hasStrace)(
  "the kernel sees the journal on the disk before the screen",
  async () => {
    const trace = join(cwd, "trace");
    const strace = ["strace", "-f", "-s", "4000", "-o", trace, "-e", "trace=openat,write,fsync,rename,writev"];
    const session = await start(WORDS, { before: strace });
    await waive(session, "st:fail id:LOG-ACCESS");
    session.press("q", "q");
    await session.until(/^code 1$/m);
    const calls = readFileSync(trace, "utf8").split("\n");
    const after = (from: number, wanted: RegExp): number => {
      const at = calls.findIndex((call, index) => index > from && wanted.test(call));
      expect(at, wanted.source).toBeGreaterThan(from);
      return at;
    };
    const journal = after(-1, /write\(\d+, ".*waiver-proposed/);
    const synced = after(journal, /fsync\(\d+/);
    const waivers = after(synced, /write\(\d+, "schema: mdi-waivers/);
    const waiversSynced = after(waivers, /fsync\(\d+/);
    const renamed = after(waiversSynced, /rename\(.*waivers\.yaml/);
    after(renamed, /waived: WVR/);
    expect(calls.findIndex((call) => call.includes("waived: WVR"))).toBeGreaterThan(renamed);
  },
  120_000,
);
