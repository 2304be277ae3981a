/** The review works ahead while nobody types: nothing of it reaches the terminal, and a key ends it. */
import { expect, it } from "vitest";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { openReview } from "./support/review.ts";

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

it("what is worked out ahead is not drawn", async () => {
  const review = await openReview(fixtureReport());
  const [screen, written] = [review.screen(), review.written().length];
  await pause(400);
  expect(review.screen()).toBe(screen);
  expect(review.written().length).toBe(written);
  await review.type("2");
  expect(review.screen()).toContain("2 Findings");
  await review.type("q");
  expect(await review.ended).toBeNull();
});

it("a key that comes first, and an end, are answered as ever", async () => {
  const review = await openReview(fixtureReport());
  await review.type("2");
  const screen = review.screen();
  expect(screen).toContain("2 Findings");
  await pause(400);
  expect(review.screen()).toBe(screen);
  await review.type("\u0003");
  expect(await review.ended).toBeNull();
});
