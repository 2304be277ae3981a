import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draw, sizeOf } from "./sample.ts";

const item = (id: string, ...where: string[]) => ({ id, where });

describe("a draw", () => {
  it("is what sha256sum gives for the seed, a zero byte and the id, sorted", () => {
    // printf '%s\0%s' 'dice 4 1' "$id" | sha256sum
    const { ids, digest, drawn } = draw([item("zürich"), item("dc1@x"), item("dc10@x"), item("dc2@x")], "dice 4 1", 4);
    expect(drawn.map(({ id, sha256 }) => `${sha256} ${id}`)).toEqual([
      "9a18c6531543b6024924c6689497927b58d5c1a2638a04f7b893e87d8d6c01df dc1@x",
      "a5eb43835d3287215c288e4c3921cfbe7afc3b2d7b128222a441b96a34d95c0b dc10@x",
      "b339bc75c2397a365570140069f925053111415aff3fd6a40f75d35574a922c6 zürich",
      "ff55eead79099bb309a0dcf257712ffbc81e9ada01e1fbeea532538662e2b921 dc2@x",
    ]);
    expect(ids).toEqual(["dc10@x", "dc1@x", "dc2@x", "zürich"]);
    expect(digest).toBe("ac9f9ed7341ce702b45961de90bde9f5c8461478b4f470e29816eed80c0ceee8");
  });

  it("does not hang on the order of the items, and a larger one begins with the smaller one", () => {
    const items = fc.uniqueArray(fc.string(), { maxLength: 30 }).map((ids) => ids.map((id) => item(id)));
    fc.assert(
      fc.property(items, fc.string(), fc.nat(30), (list, seed, size) => {
        const whole = draw(list, seed, list.length).drawn;
        expect(draw(list.toReversed(), seed, size).drawn).toEqual(whole.slice(0, size));
        expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
      }),
    );
  });

  it("is another one for another seed, and gives every item its turn", () => {
    const items = Array.from({ length: 10 }, (_, index) => item(`host-${index}`));
    const first = Array.from({ length: 200 }, (_, seed) => draw(items, String(seed), 1).drawn[0]?.id);
    expect(new Set(first).size).toBe(10);
  });

  it("takes an id once, with all its places", () => {
    const { ids, drawn } = draw([item("a", "x"), item("b"), item("a", "y", "x")], "s", 9);
    expect(ids).toEqual(["a", "b"]);
    expect(drawn.find(({ id }) => id === "a")?.where).toEqual(["x", "y"]);
  });
});

it.each([
  ["5", 100, 5],
  ["500", 100, 100],
  ["10%", 101, 11],
  ["100%", 7, 7],
  ["1%", 3, 1],
  ["0", 3, null],
  ["0%", 3, null],
  ["101%", 3, null],
  ["-1", 3, null],
  ["1.5", 3, null],
  ["five", 3, null],
])("a size of %s of %i is %s", (text, population, size) => {
  expect(sizeOf(text, population)).toBe(size);
});
