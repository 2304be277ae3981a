/** While the inputs are read and judged: what is shown, and that it can be given up at any time. */
import { describe, expect, it } from "vitest";
import { catalogEntries } from "../src/cli/pages.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { Cancelled, type Loading } from "../src/tui/loading.ts";
import { modelOf } from "../src/tui/model.ts";
import type { Opened } from "../src/tui/start.ts";
import { themeOf } from "../src/tui/theme.ts";
import { HOSTILE_NAME } from "../src/testing/report-parts.ts";
import { openReview, type OpenOptions } from "./support/review.ts";

function opened(): Opened {
  const theme = themeOf({ colour: true, ascii: false });
  return {
    model: modelOf(fixtureReport(), { theme, catalog: catalogEntries(), mayCopy: false }),
    services: {
      writeFix: () => Promise.reject(new Error("not here")),
      readSource: () => null,
      desk: null,
      whatIf: async () => ({ head: "", lines: [] }),
    },
    filter: "",
  };
}

/** Work of three phases that only ends when it is told to. */
function work() {
  const seen = { turns: 0, isOver: false, failed: null as unknown };
  const load = async ({ phase, say, turn }: Loading): Promise<Opened> => {
    try {
      phase("reading");
      say("reading: 12 files, 3.1 MB");
      await turn();
      phase(`who reaches whom: 4 GPOs ${HOSTILE_NAME}`);
      for (; !seen.isOver; seen.turns += 1) {
        say(`judging: ${seen.turns} of 58 requirements, 4 GPOs, 2 hosts`);
        await turn();
        await new Promise((done) => setTimeout(done, 5));
      }
      return opened();
    } catch (error) {
      seen.failed = error;
      throw error;
    }
  };
  return { seen, load, finish: () => void (seen.isOver = true) };
}

async function loading(options: OpenOptions = {}) {
  const { seen, load, finish } = work();
  const review = await openReview(fixtureReport(), { ...options, load });
  // Work of less than a moment shows nothing.
  await new Promise((done) => setTimeout(done, 350));
  await review.type("");
  return { seen, finish, review };
}

describe("a long load", () => {
  it("shows what was done, what is going on, and how to stop it, and then the review", async () => {
    const { review, seen, finish } = await loading();
    const screen = review.screen();
    expect(screen).toMatch(/^ eventreach review\n\n {3}reading: 12 files, 3\.1 MB\n > judging: \d+ of 58 requirements/);
    expect(screen).toContain("Esc, q or Ctrl+C stops it. Nothing is written.");
    await review.type("j2");
    expect(seen.failed).toBeNull();
    finish();
    await new Promise((done) => setTimeout(done, 60));
    await review.type("");
    expect(review.screen()).toContain(" 1 Overview");
    expect(review.screen()).not.toContain("judging");
    await review.type("q");
    expect(await review.ended).toBeNull();
  });

  it.each([
    ["Escape", "\u001B"],
    ["q", "q"],
    ["Ctrl+C", "\u0003"],
  ])("is given up by %s, with the exit code of an interrupt", async (_name, key) => {
    const { review, seen } = await loading();
    await review.type(key);
    expect(await review.ended).toBe(130);
    expect(review.isRaw()).toBe(false);
    expect(review.left()).toMatch(/\u001B\[\?1049l$/);
    await new Promise((done) => setTimeout(done, 60));
    const { turns } = seen;
    expect(seen.failed).toBeInstanceOf(Cancelled);
    await new Promise((done) => setTimeout(done, 60));
    expect(seen.turns).toBe(turns);
  });

  it("follows the size of the terminal, however small", async () => {
    const { review } = await loading();
    await review.resize(40, 8);
    expect(review.screen()).toMatch(/^judging: \d+ of 58/);
    await review.type("q");
    expect(await review.ended).toBe(130);
  });

  it("is one line a phase for a screen reader", async () => {
    const { review } = await loading({ screenReader: true });
    const lines = review.written().replace("\u001B[?2004h", "").split("\n");
    expect(lines.length).toBeLessThanOrEqual(3);
    expect(lines[0]).toMatch(/^reading/);
    await review.type("q");
    expect(await review.ended).toBe(130);
  });

  it("that fails gives the terminal back and says why", async () => {
    const review = await openReview(fixtureReport(), { load: () => Promise.reject(new Error("the disk is gone")) });
    await expect(review.ended).rejects.toThrow("the disk is gone");
    expect(review.left()).toMatch(/\u001B\[\?1049l$/);
  });
});
