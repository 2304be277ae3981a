/** Screen 5 and its forms as a screen reader gets them, with a real desk; and with keys of one's own. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { parseJournal } from "../src/journal/journal.ts";
import { remapped } from "../src/tui/remap.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { decidedFolder, type DeskFolder } from "./support/desk.ts";
import { openReview, type OpenOptions, type Review, steadyDigest } from "./support/review.ts";

const REPORT = fixtureReport({ sources: [] });
const unwaived = REPORT.findings.filter(({ status }) => status === "fail")[5]?.requirement ?? "";
const places: DeskFolder[] = [];
const open: Review[] = [];

async function start(options: OpenOptions = {}, place = decidedFolder(REPORT), reviewer?: null): Promise<Review> {
  places.push(place);
  const desk = place.open(REPORT, reviewer === null ? { reviewer } : {});
  const review = await openReview(desk.report, { screenReader: true, ...options, services: { desk } });
  void review.ended.finally(() => desk.close());
  open.push(review);
  return review;
}

afterEach(async () => {
  for (const review of open.splice(0)) {
    for (const key of ["\u0003", "\u0003"]) await review.type(key);
    await review.ended;
  }
  for (const place of places.splice(0)) place.remove();
});

async function saidAfter(review: Review, keys: readonly string[]): Promise<string> {
  const parts: string[] = [];
  for (const key of keys) {
    const before = review.written().length;
    await review.type(key);
    parts.push(`[${JSON.stringify(key)}]\n${review.written().slice(before)}`.trimEnd());
  }
  const text = parts.join("\n").replaceAll(/\S*eventreach-desk-\w+\//g, "");
  return `${steadyDigest(text).replaceAll(/\brun:[0-9a-f]{64}/g, "run:DIGEST")}\n`;
}

const WALKS: Readonly<Record<string, readonly string[]>> = {
  "spoken-review": ["5", "j", "\r", "\u001B", "g", "\u001B", "S"],
  "spoken-waive": [
    `/id:${unwaived}\r`,
    "w",
    "\u001B[C",
    "\r",
    "pki-team",
    "\u007F",
    "m",
    "\t",
    "\u001B[Z",
    "\u001B[C",
    "\u001B",
  ],
  "spoken-renew": ["5", "n", "\u00152026-02-30\r\r\r", "\u00152027-02-01\r", "\r", "\r", "z", "Z"],
  "spoken-note": ["2", "n", "ask the owner", "\r", "2", "\r", "q"],
  "spoken-name": ["2", "n", "b.ross\r", "mine\r"],
};

describe("is said", () => {
  it.each(Object.entries(WALKS))("%s", async (name, keys) => {
    // Names of folders of a test are of any length.
    const review = await start({ columns: 300 }, decidedFolder(REPORT), name === "spoken-name" ? null : undefined);
    await expect(await saidAfter(review, keys)).toMatchFileSnapshot(`snapshots/review/${name}.txt`);
  });

  it("that edits are not signed, while a filter is typed, too", async () => {
    const said = await saidAfter(await start(), ["/st:", "\u0003", "f"]);
    expect(said).toMatch(/\n1 edit not signed, [^]*\nFilter: st:\n\["f"\]\nf\n$/);
  });

  it("with a line of its own for whatever comes after", async () => {
    const review = await start();
    for (const key of ["2", "n", "half a sentence", "\u0003", "\u0003"]) await review.type(key);
    await review.ended;
    expect(review.written()).toMatch(/half a sentence\n$/);
  });

  it("nothing of a waiver file but text", async () => {
    const place = decidedFolder(REPORT);
    const evil = "\\e]0;owned\\a\\u202Egpj \\u2066x\\0";
    const text = readFileSync(place.waivers, "utf8");
    writeFileSync(place.waivers, text.replace("reason: replaced in spring", `reason: "${evil}"`));
    const review = await start({}, place);
    for (const key of ["5", "G", "\r", "\u001B", "e", "\u001B", "g"]) await review.type(key);
    expect(review.written()).toContain("owned");
    expect(review.written().replace("\u001B[?2004h", "")).not.toMatch(
      /[\0-\x07\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\u200B]/,
    );
  });
});

describe("own keys", () => {
  const { bindings, problems } = remapped('{ "waive": "W", "undo": "U", "review": "R", "sign": "O", "renew": "N" }');

  it("decide, hold after a decision, and stand wherever keys are named", async () => {
    expect(problems).toEqual([]);
    const place = decidedFolder(REPORT);
    const review = await start({ screenReader: false, bindings }, place);
    await review.type(`2/id:${unwaived}\r`);
    await review.type("w");
    expect(review.screen()).not.toContain("Waive:");
    await review.type("W");
    await review.type(`\tpki-team\rno window\rciso${"\r".repeat(6)}`);
    expect(review.screen()).toContain("waived: WVR-");
    await review.type("R");
    expect(review.screen()).toMatch(/1 2 3 4 R 6 screens/);
    expect(review.screen()).toContain("O signs the results");
    expect(review.screen()).toMatch(/N renew/);
    expect(review.screen()).toMatch(/U undo/);
    await review.type("U");
    expect(review.screen()).toContain("undone: waiver-proposed");
    const { entries } = parseJournal(readFileSync(place.journal, "utf8"));
    expect(entries.at(-1)?.action).toBe("undone");
  });

  it.each([
    ['{ "renew": "v" }', /v: renew and revoke$/],
    ['{ "log": "z" }', /z: (?:undo and log|log and undo)$/],
    ['{ "waive": "p" }', /p: precedence-of and waive$/],
    ['{ "note": "Ctrl+Z" }', /^note: Ctrl\+Z always means suspend/],
  ])("%s is refused whole", (text, wanted) => {
    expect(remapped(text).problems.join("\n")).toMatch(wanted);
  });
});
