/** Screen 5 and its forms on a terminal emulator, with a real desk: what a reviewer sees before signing. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { parseJournal } from "../src/journal/journal.ts";
import type { Finding } from "../src/core/report.ts";
import { conflictSubject, findingSubject, isUnknown } from "../src/review/state.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { decidedFolder, type DeskFolder, deskFolder } from "./support/desk.ts";
import { openReview, type OpenOptions, type Review, steadyDigest } from "./support/review.ts";

const REPORT = fixtureReport({ sources: [] });
const fails = REPORT.findings.filter(({ status }) => status === "fail");
const places: DeskFolder[] = [];
const open: Review[] = [];

afterEach(async () => {
  for (const review of open.splice(0)) {
    for (const key of ["\u0003", "\u0003"]) await review.type(key);
    await review.ended;
  }
  for (const place of places.splice(0)) place.remove();
});

function estate(): DeskFolder {
  const place = decidedFolder(REPORT);
  places.push(place);
  return place;
}

async function start(place: DeskFolder, options: OpenOptions = {}, report = REPORT): Promise<Review> {
  const desk = place.open(report);
  const review = await openReview(desk.report, { ...options, services: { desk } });
  void review.ended.finally(() => desk.close());
  open.push(review);
  return review;
}

const SCREENS: Readonly<Record<string, readonly string[]>> = {
  review: ["5"],
  "review-decision": ["5", "\r"],
  "form-waive": ["2", `/id:${fails[5]?.requirement ?? ""}\r`, "w", "\t", "pki-team"],
  "form-renew": ["5", "n"],
  "form-note": ["2", "n", "asked the owner on Monday"],
  "form-acknowledge": ["5", "a"],
};

async function seen(options: OpenOptions, keys: readonly string[]): Promise<string> {
  const review = await start(estate(), options);
  for (const key of keys) await review.type(key);
  return `${steadyDigest(review.screen())}\n`;
}

describe("screen 5 and its forms", () => {
  it.each(Object.entries(SCREENS))("%s, 80x24", async (name, keys) => {
    await expect(await seen({}, keys)).toMatchFileSnapshot(`snapshots/review/${name}.txt`);
  });

  it.each([
    ["60x15", { columns: 60, rows: 15 }],
    ["120x40", { columns: 120, rows: 40 }],
    ["160x45", { columns: 160, rows: 45 }],
    ["ascii", { ascii: true }],
  ] as const)("%s", async (size, options) => {
    for (const name of ["review", "form-waive"]) {
      const text = await seen(options, SCREENS[name] ?? []);
      if (size === "ascii") expect(text).toMatch(/^[\n\x20-\x7E]*$/);
      await expect(text).toMatchFileSnapshot(`snapshots/review/${name}-${size}.txt`);
    }
  });

  it("say the same without colours, by weights and inverse only", async () => {
    const [plain, coloured] = [await start(estate(), { colour: false }), await start(estate())];
    for (const review of [plain, coloured]) await review.type("5");
    expect(plain.screen()).toBe(coloured.screen());
    const codes = [...plain.written().matchAll(/\u001B\[([\d;]*)m/g)].flatMap((match) => (match[1] ?? "").split(";"));
    expect(codes.filter((code) => !["", "0", "1", "2", "7", "22", "27"].includes(code))).toEqual([]);
  });

  it("the sign-off says what is signed, and takes nothing but the digest of it", async () => {
    const place = deskFolder();
    places.push(place);
    const desk = place.open(REPORT);
    const ids = (of: (one: Finding) => boolean): string[] => REPORT.findings.filter(of).map(({ id }) => id);
    for (const id of ids(({ status }) => status === "fail"))
      desk.perform({ kind: "seen", subject: findingSubject(id) });
    for (const one of REPORT.conflicts) desk.perform({ kind: "seen", subject: conflictSubject(one) });
    desk.perform({ kind: "acknowledge", findings: ids(isUnknown), reason: "no access" });
    const answer = { kind: "answer", answer: "confirmed", words: "asked" } as const;
    desk.perform({ ...answer, findings: ids((one) => one.checklist) });
    desk.close();
    const review = await start(place);
    for (const key of ["5", "S", "\t", "\t", "00000000\r"]) await review.type(key);
    expect(review.screen()).toMatch(/! that is not [0-9a-f]{4} [0-9a-f]{4}, how the digest of the results begins/);
    await review.type("\u0015");
    await expect(`${steadyDigest(review.screen())}\n`).toMatchFileSnapshot("snapshots/review/form-sign.txt");
    const [, typed = ""] = /begin with ([0-9a-f]{4} [0-9a-f]{4})/.exec(review.screen()) ?? [];
    await review.type(`${typed}\r`);
    expect(review.screen()).toMatch(/ signed /);
    expect(review.screen()).toContain("signed off, wrote ");
  });

  it("without any decision say how one is made", async () => {
    const place = deskFolder();
    places.push(place);
    const review = await start(place, {}, fixtureReport({ sources: [], conflicts: [] }));
    await review.type("5");
    expect(review.screen()).toContain("(2) w waives, a acknowledges");
  });
});

describe("a form", () => {
  it("is typed key by key as in a burst, and what it did is on disk when it is said", async () => {
    const [slow, fast] = [estate(), estate()];
    const keys = ["2", "n", "a", "s", "k", "e", "d", "\u007F", "?", "\r"];
    const one = await start(slow);
    for (const key of keys) await one.type(key);
    expect(one.screen()).toContain("noted: 1 finding");
    const two = await start(fast);
    await two.type(keys.join(""));
    expect(two.screen()).toBe(one.screen());
    const entries = [slow, fast].map((place) => parseJournal(readFileSync(place.journal, "utf8")).entries.at(-1));
    expect(entries.map((entry) => [entry?.action, entry?.note])).toEqual([
      ["note", "aske?"],
      ["note", "aske?"],
    ]);
  });

  it("keeps what was typed when it is refused, and says why in place", async () => {
    const place = estate();
    const review = await start(place);
    await review.type("5");
    await review.type("n");
    await review.type("\u00152026-02-30\r\r\r");
    expect(review.screen()).toContain("! no calendar day: YYYY-MM-DD");
    expect(review.screen()).toMatch(/> expires +2026-02-30/);
    await review.type("\u00152027-02-01\r");
    await review.type("ciso@corp.example\r\r");
    expect(review.screen()).toContain("renewed: WVR-2026-001");
    expect(review.screen()).toMatch(/DRAFT +WVR-2026-001/);
    await review.type("z");
    expect(review.screen()).toContain("undone: waiver-renewed WVR-2026-001");
    expect(review.screen()).toMatch(/EXPIRED +WVR-2026-001/);
    await review.type("Z");
    expect(review.screen()).toMatch(/DRAFT +WVR-2026-001/);
  });

  it("is closed by Escape with nothing written; a pasted text is one line of it", async () => {
    const place = estate();
    const before = readFileSync(place.journal, "utf8");
    const review = await start(place);
    await review.type("5n");
    await review.type("\u001B");
    expect(review.screen()).toContain("5 Review");
    await review.type("v");
    await review.type("\u001B[200~it is\r\ngone\u001B[201~");
    expect(review.screen()).toMatch(/> reason +it is gone/);
    expect(readFileSync(place.journal, "utf8")).toBe(before);
  });

  it("shows no escape, bidi mark or NUL of a waiver file", async () => {
    const place = estate();
    const evil = "\\e]0;owned\\a\\u202Egpj \\u2066x\\0";
    writeFileSync(
      place.waivers,
      readFileSync(place.waivers, "utf8").replace("reason: replaced in spring", `reason: "${evil}"`),
    );
    const review = await start(place);
    for (const key of ["5", "G", "\r", "\u001B", "e", "\u001B", "g"]) await review.type(key);
    expect(review.written()).not.toMatch(/\u001B\]|[\0\u202A-\u202E\u2066-\u2069]/);
  });
});

it("q or Ctrl+C with edits that are not signed asks once", async () => {
  const review = await start(estate());
  await review.type("q");
  expect(review.screen()).toContain("1 edit not signed, on disk all the same");
  await review.type("j");
  expect(review.screen()).not.toContain("not signed");
  // In a form, too, and what was typed there is still there.
  await review.type("2n");
  await review.type("half a sentence");
  await review.type("\u0003");
  expect(review.screen()).toContain("1 edit not signed, on disk all the same");
  expect(review.screen()).toContain("half a sentence");
  await review.type("\u0003");
  expect(await review.ended).toBeNull();
  open.splice(0);
});
