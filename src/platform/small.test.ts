import { expect, test } from "vitest";
import { breathe } from "./breathe.ts";
import { now } from "./clock.ts";
import { sha256Hex } from "./digest.ts";
import { errorCode, failureOf, ReadFailure } from "./problem.ts";

test("sha256Hex gives the digests of FIPS 180-4", () => {
  expect(sha256Hex(Buffer.from("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256Hex(new Uint8Array(0))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256Hex(Buffer.from("xabcx").subarray(1, 4))).toBe(sha256Hex(Buffer.from("abc")));
});

test("now is UTC in whole seconds", () => {
  expect(now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Math.abs(Date.parse(now()) - Date.now())).toBeLessThan(5000);
});

test("breathe lets a timer have its turn during long work", async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const end = performance.now() + 200;
  while (performance.now() < end) await breathe();
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

test("failureOf tells the system's errors from ours", () => {
  const failure = new ReadFailure("empty", {});
  expect(failureOf(failure)).toBe(failure);
  expect(failureOf(Object.assign(new Error("x"), { code: "EPERM" })).code).toBe("not-readable");
  const defects = [new TypeError("x"), Object.assign(new Error("x"), { code: "ERR_ASSERTION" }), "text", null];
  for (const defect of defects) {
    expect(errorCode(defect)).toBeNull();
    let thrown: unknown = "nothing";
    try {
      failureOf(defect);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBe(defect);
  }
});
