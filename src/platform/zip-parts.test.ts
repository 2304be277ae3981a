/** Members that are read in parts: the same content and the same caps, and nothing wrong with them passes for whole. */
import { randomFillSync } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { tempFolder, type TempFolder } from "../testing/temp-folder.ts";
import { errno, fsWith, member } from "../testing/walked.ts";
import { writeZip, type ZipMember } from "../testing/zip-writer.ts";
import { sha256Hex } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { nodeFileSystem } from "./file-system.ts";
import { walk, type WalkOptions } from "./files.ts";
import { type Limits, type Problem, ReadFailure } from "./problem.ts";

let folder: TempFolder;

beforeEach(() => {
  folder = tempFolder();
});

afterEach(() => {
  folder.remove();
});

const random = randomFillSync(Buffer.alloc(400_000));

/** What came, and how it ended. */
async function taken(entry: Entry): Promise<{ bytes: Buffer; end: string }> {
  const parts: Buffer[] = [];
  try {
    for await (const part of entry.parts?.() ?? []) parts.push(Buffer.from(part));
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return { bytes: Buffer.concat(parts), end: error.code };
  }
  return { bytes: Buffer.concat(parts), end: "whole" };
}

async function walked<T>(
  members: readonly ZipMember[],
  visit: (entry: Entry) => Promise<T>,
  limits: Partial<Limits> = {},
  options: WalkOptions = {},
): Promise<{ found: T[]; problems: Problem[] }> {
  const path = folder.write("a.zip", writeZip(members));
  const problems: Problem[] = [];
  const found: T[] = [];
  for await (const entry of walk([path], (problem) => problems.push(problem), {
    limits: { ...LIMITS, ...limits },
    ...options,
  })) {
    if (entry.memberOf !== null) found.push(await visit(entry));
  }
  return { found, problems };
}

const ends = async (entry: Entry) => (await taken(entry)).end;

describe.each([0, 8])("method %i", (method) => {
  test("the content, more than once, with its digest; it counts once", async () => {
    const limits = { archiveInflatedBytes: random.length + 1, memberBytes: 10 };
    const { found, problems } = await walked(
      [{ name: "m", data: random, method }],
      async (entry) => {
        for await (const part of entry.parts?.() ?? []) {
          expect(part.length).toBeLessThanOrEqual(64 * 1024);
          break;
        }
        const first = await taken(entry);
        const again = await taken(entry);
        expect(await entry.digest()).toEqual({ id: sha256Hex(random), bytes: random.length });
        return [first, again];
      },
      limits,
    );
    expect(problems).toEqual([]);
    for (const { bytes, end } of found.flat()) expect([end, bytes.equals(random)]).toEqual(["whole", true]);
  });

  test.each<[string, Partial<ZipMember>, string]>([
    ["a checksum that is wrong", { crc: 1 }, "malformed"],
    ["a size that is announced too small", { declaredSize: random.length - 1 }, "malformed"],
    [
      "a size that is announced too large",
      { declaredSize: 5e9, zip64: true },
      method === 0 ? "truncated" : "malformed",
    ],
  ])("%s is told behind the last part, each time, and there is no digest", async (_, lie, code) => {
    const { found, problems } = await walked([{ name: "m", data: random, method, ...lie }], async (entry) => {
      await expect(entry.digest()).rejects.toMatchObject({ code });
      return [(await taken(entry)).end, await ends(entry)];
    });
    expect(found).toEqual([[code, code]]);
    expect(problems.map(({ code: said, path }) => [said, path.split("!")[1]])).toEqual([[code, "m"]]);
  });

  test("the cap on all members together", async () => {
    const many = ["a", "b", "c"].map((name) => ({ name, data: random, method }));
    const { found, problems } = await walked(many, ends, { archiveInflatedBytes: 1_000_000 });
    expect(found).toEqual(["whole", "whole", "limit-exceeded"]);
    expect(problems.at(-1)?.data).toMatchObject({ what: "the unpacked size of all members in bytes" });
  });

  test("the disk fails in the middle", async () => {
    let failing = false;
    const fs = fsWith({
      open(name) {
        const file = nodeFileSystem.open(name);
        return {
          ...file,
          read(into, position) {
            if (failing && position > 150_000) throw errno("EIO");
            return file.read(into, position);
          },
        };
      },
    });
    const { found } = await walked(
      [{ name: "m", data: random, method }],
      async (entry) => {
        failing = true;
        const end = await ends(entry);
        failing = false;
        return [end, await ends(entry)];
      },
      {},
      { fs },
    );
    expect(found).toEqual([["not-readable", "whole"]]);
  });
});

test("packed data that is cut off or damaged", async () => {
  const packed = deflateRawSync(random);
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, 100_000, 100_100);
  const { found, problems } = await walked(
    [
      { name: "cut", data: random, packed: packed.subarray(0, 200_000) },
      { name: "damaged", data: random, packed: damaged },
      member("fine", "text"),
    ],
    ends,
  );
  expect(found).toEqual(["truncated", "malformed", "whole"]);
  expect(problems.map(({ code }) => code)).toEqual(["truncated", "malformed"]);
});

test("a bomb is stopped by its ratio, whatever it announces", async () => {
  const zeros = new Uint8Array(64 * 1024 * 1024);
  const packed = deflateRawSync(zeros);
  for (const declaredSize of [zeros.length, 10]) {
    const { found, problems } = await walked([{ name: "bomb", data: zeros, packed, declaredSize }], taken);
    expect(found.map(({ end }) => end)).toEqual(["limit-exceeded"]);
    expect(found[0]?.bytes.length).toBeLessThanOrEqual(Math.max(LIMITS.ratioFloorBytes, 200 * packed.length));
    expect(problems).toMatchObject([
      { code: "limit-exceeded", data: { what: "the ratio of unpacked to packed bytes", limit: 200 } },
    ]);
  }
});

test("what is over the cap on one member is refused whole and taken in parts", async () => {
  const { found, problems } = await walked(
    [{ name: "m", data: random }],
    async (entry) => [
      await ends(entry),
      await entry.read().then(
        () => "whole",
        (error: unknown) => (error instanceof ReadFailure ? error.code : "defect"),
      ),
    ],
    { memberBytes: 100_000 },
  );
  expect(found).toEqual([["whole", "limit-exceeded"]]);
  expect(problems).toMatchObject([
    {
      code: "limit-exceeded",
      data: { what: "the unpacked size of the member in bytes", limit: 100_000, size: 400_000 },
    },
  ]);
});
