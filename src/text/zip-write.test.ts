import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import * as yauzl from "yauzl";
import { zipOf, type ZipPart } from "./zip-write.ts";

function zip(parts: readonly ZipPart[]): Buffer {
  return Buffer.concat([...zipOf(parts)]);
}

/** By a reader that is not ours, which checks sizes and checksums. */
async function members(bytes: Buffer): Promise<[string, string][]> {
  const file = await yauzl.fromBufferPromise(bytes);
  const found: [string, string][] = [];
  for await (const entry of file.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await file.openReadStreamPromise(entry)) parts.push(part as Buffer);
    expect(entry.getLastModDate({ timezone: "UTC" }).toISOString()).toBe("1980-01-01T00:00:00.000Z");
    expect(entry.crc32).toBe(crc32(Buffer.concat(parts)));
    found.push([entry.fileName, Buffer.concat(parts).toString("utf8")]);
  }
  return found;
}

test("another reader finds every part as it was given", async () => {
  const long = ["é監".repeat(30_000), "x".repeat(70_000), "y".repeat(70_000), "z"];
  const parts = [
    { name: "a.xml", chunks: ["<a>", "</a>"] },
    { name: "dir/b.xml", chunks: long },
    { name: "empty", chunks: [] },
  ];
  expect(await members(zip(parts))).toEqual([
    ["a.xml", "<a></a>"],
    ["dir/b.xml", long.join("")],
    ["empty", ""],
  ]);
});

test("how the text is cut changes no byte", () => {
  const one = zip([{ name: "a", chunks: ["12", "3"] }]);
  expect(zip([{ name: "a", chunks: ["1", "", "23"] }]).equals(one)).toBe(true);
  expect(one.toString("hex")).toMatchInlineSnapshot(
    `"504b030414000000000000002100d263488803000000030000000100000061313233504b0102140014000000000000002100d2634888030000000300000001000000000000000000000000000000000061504b050600000000010001002f000000220000000000"`,
  );
});
