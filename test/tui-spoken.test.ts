/** The review as a screen reader gets it: line after line, one sentence for a command, nothing drawn and nothing twice. */
import { afterEach, describe, expect, it } from "vitest";
import { hostileReport } from "../src/testing/hostile-report.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { HOSTILE_NAME } from "../src/testing/report-parts.ts";
import { openReview, type OpenOptions, type Review } from "./support/review.ts";

const open: Review[] = [];

async function start(options: OpenOptions = {}, report = fixtureReport()): Promise<Review> {
  const review = await openReview(report, { ...options, screenReader: true });
  open.push(review);
  return review;
}

afterEach(async () => {
  for (const review of open.splice(0)) {
    await review.type("\u0003");
    await review.ended;
  }
});

/** What is written for each of the keys. */
async function saidAfter(review: Review, ...keys: readonly string[]): Promise<string[]> {
  const said: string[] = [];
  for (const key of keys) {
    const before = review.written().length;
    await review.type(key);
    said.push(review.written().slice(before));
  }
  return said;
}

const WALKS: Readonly<Record<string, readonly string[]>> = {
  overview: ["\t", "j", "\t", "\t", "j"],
  findings: ["2", "j", " ", "G"],
  filter: ["/", "st:fail", "\u007F", "l\r", "\u001B"],
  detail: ["2", "/credential\r", "\r", "j", "]"],
  precedence: ["2", "/credential\r", "p", "j", "u", "u"],
  inputs: ["4", "j", "\r"],
  catalog: ["6", "j", "\r"],
  keys: ["?", "\u001B[B", "quit", "\u001B"],
  palette: [":", "findings of", "\u001B[B", "\r"],
  problem: ["/", "nosuch:x", "\r"],
};

describe("is said", () => {
  it.each(Object.entries(WALKS))("%s", async (name, keys) => {
    const review = await start();
    const said = await saidAfter(review, ...keys);
    const parts = said.map((text, i) => `[${JSON.stringify(keys[i])}]\n${text}`.trimEnd());
    await expect(`${parts.join("\n")}\n`).toMatchFileSnapshot(`snapshots/review/spoken-${name}.txt`);
  });
});

describe("the lines", () => {
  it("move no cursor, use no other screen, and have no frame", async () => {
    const review = await start();
    for (const key of ["2", "j", "\r", "p", "4", "\r", "6", "?", "\u001B"]) await review.type(key);
    // Pastes are marked, and while something is typed it is taken back letter by letter; nothing else.
    expect(review.written().replace("\u001B[?2004h", "")).not.toContain("\u001B");
    expect(review.written()).not.toMatch(/[─│┌┐└┘█]/);
    await review.type("q");
    expect(await review.ended).toBeNull();
    expect(review.left()).toBe("\u001B[?2004l");
  });

  it("break between words, at the width of the terminal", async () => {
    const review = await start({ columns: 60 });
    for (const key of ["2", "/credential\r", "\r"]) await review.type(key);
    const lines = review.written().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
    expect(review.written()).toContain("What goes blind");
  });

  it("say a long screen once, and its name when somebody comes back", async () => {
    const [first = "", , again = ""] = await saidAfter(await start(), "4", "2", "4");
    expect(first).toMatch(/^Inputs, strongest proof first\.\nInput 1 of/);
    expect(again).toBe(first);
    const review = await start();
    const [, proof = "", , back = ""] = await saidAfter(review, "2", "\r", "\u001B", "\r");
    expect(proof.split("\n").length).toBeGreaterThan(10);
    expect(back.split("\n").length).toBeLessThan(6);
  });

  it("answer every key", async () => {
    const said = await saidAfter(await start(), "2", "k", "k", "G", "G");
    for (const text of said) expect(text).toMatch(/^(?:Findings, .*\n)?Finding \d+ of \d+, /);
  });

  it("carry nothing of a report but text", async () => {
    const review = await start({}, hostileReport(Array(6).fill(HOSTILE_NAME) as never));
    for (const key of ["2", "\r", "p", "4", "\r", "6", ":Evil"]) await review.type(key);
    expect(review.written().replace("\u001B[?2004h", "")).not.toMatch(
      /[\0-\x07\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\u200B]/,
    );
    expect(review.written()).toContain("Evil");
  });
});
