import { randomFillSync } from "node:crypto";
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { tempFolder, type TempFolder } from "../testing/temp-folder.ts";
import { errno, fsWith, member, readMembers, readZip, textOf } from "../testing/walked.ts";
import { writeZip } from "../testing/zip-writer.ts";
import { nodeFileSystem } from "./file-system.ts";
import { walk } from "./files.ts";
import type { Problem } from "./problem.ts";

let folder: TempFolder;

beforeEach(() => {
  folder = tempFolder();
});

afterEach(() => {
  folder.remove();
});

describe("bombs", () => {
  const zeros = new Uint8Array(64 * 1024 * 1024);

  test("a small member that unpacks to much is stopped early", async () => {
    const packed = deflateRawSync(zeros);
    for (const declaredSize of [zeros.length, 10]) {
      const started = process.cpuUsage();
      const { members, problems } = await readMembers(folder, [
        { name: "bomb", data: zeros, packed, declaredSize },
        member("after", "x"),
      ]);
      const spent = process.cpuUsage(started).user / 1e6;
      expect(members).toEqual([
        ["after", "x"],
        ["bomb", "(limit-exceeded)"],
      ]);
      expect(problems).toEqual([
        { code: "limit-exceeded", path: "!bomb", data: { what: "the ratio of unpacked to packed bytes", limit: 200 } },
      ]);
      expect(spent).toBeLessThan(1);
    }
  });

  test("a gibibyte in a mebibyte costs little time and memory", async () => {
    // One deflate stream, repeated: every block is complete and ends on a byte.
    const block = deflateRawSync(new Uint8Array(16 * 1024 * 1024), { finishFlush: 3 });
    const packed = Buffer.concat([...Array<Buffer>(64).fill(block), Uint8Array.of(3, 0)]);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const { members } = await readMembers(folder, [{ name: "bomb", data: Buffer.from(""), packed, declaredSize: 10 }], {
      memberBytes: 64 * 1024 * 1024,
    });
    const grown = (process.memoryUsage().rss - before) / 1e6;
    console.log(`1 GiB bomb: ${(performance.now() - started).toFixed(0)} ms, ${grown.toFixed(0)} MB more`);
    expect(members).toEqual([["bomb", "(limit-exceeded)"]]);
    expect(grown).toBeLessThan(150);
  });

  test("members are held to the cap on one member, announced or not", async () => {
    const { members, problems } = await readMembers(
      folder,
      [member("announced", "0123456789"), member("lying", "0123456789", { declaredSize: 3 }), member("fits", "01234")],
      { memberBytes: 5 },
    );
    expect(members).toEqual([
      ["announced", "(limit-exceeded)"],
      ["fits", "01234"],
      ["lying", "(limit-exceeded)"],
    ]);
    const what = "the unpacked size of the member in bytes";
    expect(problems).toEqual([
      { code: "limit-exceeded", path: "!announced", data: { what, limit: 5, size: 10 } },
      { code: "limit-exceeded", path: "!lying", data: { what, limit: 5 } },
    ]);
  });

  test.each([0, 8])("the cap on all members together ends the archive (method %i)", async (method) => {
    const many = ["a", "b", "c", "d", "e"].map((name) => member(name, "0123456789", { method }));
    const { members, problems } = await readMembers(folder, many, { archiveInflatedBytes: 25 });
    expect(members).toEqual([
      ["a", "0123456789"],
      ["b", "0123456789"],
      ["c", "(limit-exceeded)"],
    ]);
    const what = "the unpacked size of all members in bytes";
    expect(problems).toEqual([
      { code: "limit-exceeded", path: "!c", data: { what, limit: 25 } },
      { code: "limit-exceeded", path: "", data: { what, limit: 25, membersNotRead: 2 } },
    ]);
  });

  test.each([30_000, 3_000_000])("bombs that are stopped count as well (%i bytes)", async (size) => {
    const data = new Uint8Array(size);
    const bombs = ["a", "b", "c", "d"].map((name) => ({ name, data }));
    const limits = { ratioFloorBytes: 10_000, inflationRatio: 1, archiveInflatedBytes: 25_000 };
    const { members, problems } = await readMembers(folder, bombs, limits);
    expect(members.map(([name]) => name)).toEqual(["a", "b", "c"]);
    expect(problems.map(({ path, data: { limit } }) => [path, limit])).toEqual([
      ["!a", 1],
      ["!b", 1],
      ["!c", 25_000],
      ["", 25_000],
    ]);
  });

  test("reading a member twice does not count twice", async () => {
    const path = folder.write("a.zip", writeZip([member("a", "0123456789"), member("b", "0123456789")]));
    const limits = { ...LIMITS, archiveInflatedBytes: 20 };
    for await (const entry of walk([path], () => expect.unreachable(), { limits })) {
      if (entry.memberOf === null) continue;
      expect([await textOf(entry), await textOf(entry)]).toEqual(["0123456789", "0123456789"]);
    }
  });

  test("members that share their data are not unpacked again and again", async () => {
    const names = Array.from({ length: 50 }, (_, i) => `m${String(i).padStart(2, "0")}`);
    const { members, problems } = await readMembers(
      folder,
      names.map((name, i) => member(name, "x".repeat(5000), { method: 0, ...(i > 0 && { sharesDataOf: 0 }) })),
    );
    expect(members.length).toBeLessThan(4);
    expect(members[0]?.[0]).toBe("m00");
    expect(problems.length).toBe(names.length - members.length);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["malformed"]));
  });

  test("too many members end the list, and the rest is announced", async () => {
    const { members, problems } = await readMembers(folder, [member("c", "1"), member("b", "2"), member("a", "3")], {
      members: 2,
    });
    expect(members.map(([name]) => name)).toEqual(["b", "c"]);
    expect(problems).toEqual([
      { code: "limit-exceeded", path: "", data: { what: "the number of members", limit: 2, size: 3 } },
    ]);
  });

  test("members count as files of the walk", async () => {
    const { members, problems } = await readMembers(folder, [member("a", "1"), member("b", "2"), member("c", "3")], {
      files: 3,
    });
    expect(members.map(([name]) => name)).toEqual(["a", "b"]);
    expect(problems).toMatchObject([
      { code: "limit-exceeded", path: "!c", data: { what: "the number of files", limit: 3 } },
    ]);
  });

  test("an archive over its cap is listed, not opened", async () => {
    const { entries, members, problems } = await readMembers(folder, [member("a", "1")], { archiveBytes: 20 });
    expect(members).toEqual([]);
    expect(entries.map((entry) => entry.container)).toEqual(["zip"]);
    expect(problems).toMatchObject([{ code: "limit-exceeded", path: "", data: { limit: 20 } }]);
  });

  test("a large archive, mostly a hole, is read by parts", async () => {
    const path = folder.write("a.zip", "");
    const zip = Buffer.from(writeZip([member("m", "text", { zip64: true })], { zip64: true }));
    const gap = 300 * 1024 * 1024;
    // The first local header stays in front; the directory moves behind the hole.
    const directory = zip.indexOf("PK\u0001\u0002");
    const tail = Buffer.from(zip.subarray(directory));
    const record = tail.indexOf("PK\u0006\u0006");
    tail.writeBigUInt64LE(BigInt(directory + gap), record + 48);
    tail.writeBigUInt64LE(BigInt(directory + gap + record), record + 56 + 8);
    writeFileSync(path, zip.subarray(0, directory));
    truncateSync(path, directory + gap);
    const file = openSync(path, "r+");
    writeSync(file, tail, 0, tail.length, directory + gap);
    closeSync(file);
    const before = process.memoryUsage().rss;
    const found: string[] = [];
    for await (const entry of walk([path], () => expect.unreachable())) {
      found.push(entry.memberOf === null ? String(entry.size) : await textOf(entry));
    }
    expect(found).toEqual([String(directory + gap + tail.length), "text"]);
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(64);
  });
});

describe("damage", () => {
  const long = Array.from({ length: 400 }, (_, i) => `line ${i * 7919}`).join("\n");

  test("a wrong checksum", async () => {
    const { members, problems } = await readMembers(folder, [
      member("m", "text", { crc: 1 }),
      member("n", "x", { method: 0, crc: 1 }),
    ]);
    expect(members).toEqual([
      ["m", "(malformed)"],
      ["n", "(malformed)"],
    ]);
    const reason = "the member's checksum does not match its content";
    expect(problems).toEqual([
      { code: "malformed", path: "!m", data: { reason } },
      { code: "malformed", path: "!n", data: { reason } },
    ]);
  });

  test.each([
    ["cut off", deflateRawSync(Buffer.from(long)).subarray(0, 300), "truncated"],
    ["no deflate at all", Buffer.from("\u0007 not deflated"), "malformed"],
  ])("packed data that is %s", async (_, packed, code) => {
    const { members, problems } = await readMembers(folder, [
      { name: "m", data: Buffer.from(long), packed },
      member("n", "x"),
    ]);
    expect(members).toEqual([
      ["m", `(${code})`],
      ["n", "x"],
    ]);
    expect(problems).toMatchObject([{ code, path: "!m" }]);
  });

  test.each([0, 8])("a size that is announced wrong (method %i)", async (method) => {
    const { members } = await readMembers(folder, [
      member("less", "0123456789", { declaredSize: 5, method }),
      member("more", "0123456789", { declaredSize: 50, method }),
    ]);
    expect(members).toEqual([
      ["less", "(malformed)"],
      ["more", method === 0 ? "(truncated)" : "(malformed)"],
    ]);
  });

  test("large packed data that is cut off, damaged or lies, by the stream", async () => {
    const random = randomFillSync(Buffer.alloc(400_000));
    const packed = deflateRawSync(random);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 100_000, 100_100);
    const { members } = await readMembers(folder, [
      { name: "cut", data: random, packed: packed.subarray(0, 200_000) },
      { name: "damaged", data: random, packed: damaged },
      { name: "lies", data: random, packed, declaredSize: 399_999 },
    ]);
    expect(members.map(([name, text]) => [name, text])).toEqual([
      ["cut", "(truncated)"],
      ["damaged", "(malformed)"],
      ["lies", "(malformed)"],
    ]);
  });

  test("a local header that is not one, or data beyond the end", async () => {
    const zip = Buffer.from(writeZip([member("a", "1", { method: 0 }), member("b", "2", { method: 0 })]));
    zip.write("XX", zip.indexOf("PK\u0003\u0004", 10));
    const headers = await readZip(folder, new Uint8Array(zip));
    expect(headers.members).toEqual([
      ["a", "1"],
      ["b", "(malformed)"],
    ]);
    const far = Buffer.from(writeZip([member("a", "1", { method: 0 })]));
    far.writeUInt32LE(far.length - 5, far.indexOf("PK\u0001\u0002") + 42);
    expect((await readZip(folder, new Uint8Array(far))).members).toEqual([["a", "(truncated)"]]);
  });

  test.each<[string, (zip: Buffer) => Uint8Array]>([
    ["without its end", (zip) => zip.subarray(0, zip.length - 22)],
    ["cut in the middle", (zip) => zip.subarray(0, 40)],
    ["of four bytes", (zip) => zip.subarray(0, 4)],
    ["with bytes behind its end", (zip) => Buffer.concat([zip, Buffer.from("extra")])],
    ["with a directory elsewhere", (zip) => (zip.writeUInt32LE(3, zip.length - 6), zip)],
    ["with a directory beyond the end", (zip) => (zip.writeUInt32LE(0x7fffffff, zip.length - 6), zip)],
    ["on several disks", (zip) => (zip.writeUInt16LE(1, zip.length - 18), zip)],
  ])("an archive %s is malformed, with a next step", async (_, change) => {
    const { entries, members, problems } = await readZip(
      folder,
      new Uint8Array(change(Buffer.from(writeZip([member("a", "1")])))),
    );
    expect(members).toEqual([]);
    expect(entries.map((entry) => entry.container)).toEqual(["zip"]);
    expect(problems).toMatchObject([{ code: "malformed", path: "" }]);
    expect(problems[0]?.data["next"]).toMatch(/^Copy the archive again/);
    expect(problems[0]?.data["reason"]).toMatch(/^[\x20-\x7E]+$/);
  });

  test("zip64 places that no file can have", async () => {
    const zip = Buffer.from(writeZip([member("a", "1")], { zip64: true }));
    for (const place of [48, 56 + 8]) {
      const changed = Buffer.from(zip);
      changed.fill(0xff, changed.indexOf("PK\u0006\u0006") + place, changed.indexOf("PK\u0006\u0006") + place + 8);
      const { problems } = await readZip(folder, new Uint8Array(changed));
      expect(problems).toMatchObject([{ code: "malformed" }]);
    }
  });

  test.each([
    ["its directory", 0, 190_000],
    ["a stored member", 1, 100_000],
    ["a member that is streamed", 2, 300_000],
  ])("the disk fails under %s", async (_, order, failsAt) => {
    const random = randomFillSync(Buffer.alloc(200_000));
    const zip = writeZip([
      { name: "stored", data: random, method: 0 },
      { name: "streamed", data: random },
    ]);
    const path = folder.write("a.zip", zip);
    const hashed = Math.ceil(zip.length / 2 ** 20);
    const fs = fsWith({
      open(name) {
        const file = nodeFileSystem.open(name);
        let reads = 0;
        return {
          ...file,
          read(into, position) {
            reads += 1;
            // The head, then the hash, then what is meant here.
            const from = position <= failsAt && failsAt < position + into.length;
            if (reads > hashed + 2 && (order === 0 ? position > 400_000 : from)) {
              throw errno("EIO");
            }
            return file.read(into, position);
          },
        };
      },
    });
    const problems: Problem[] = [];
    const texts: [string, string][] = [];
    for await (const entry of walk([path], (problem) => problems.push(problem), { fs })) {
      const text = await textOf(entry);
      if (entry.memberOf !== null)
        texts.push([entry.path.slice(path.length + 1), text.startsWith("(") ? text : "read"]);
    }
    const failed = "(not-readable)";
    const expected: [string, string][][] = [
      [],
      [
        ["stored", failed],
        ["streamed", "read"],
      ],
      [
        ["stored", "read"],
        ["streamed", failed],
      ],
    ];
    expect(texts).toEqual(expected[order]);
    expect(problems.map(({ code }) => code)).toContain("not-readable");
  });

  test("what stands before the damage in the directory is read", async () => {
    const zip = Buffer.from(writeZip([member("a", "1"), member("b", "2"), member("c", "3")]));
    zip.write("XX", zip.lastIndexOf("PK\u0001\u0002"));
    const { members, problems } = await readZip(folder, new Uint8Array(zip));
    expect(members).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
    expect(problems).toMatchObject([{ code: "malformed", data: { membersListed: 2, membersAnnounced: 3 } }]);
  });

  test("members beyond the announced number are not lost unseen", async () => {
    const { members, problems } = await readMembers(
      folder,
      [member("a", "1"), member("b", "2")],
      {},
      { declaredCount: 1 },
    );
    expect(members).toEqual([["a", "1"]]);
    expect(problems).toMatchObject([{ code: "malformed", path: "", data: { membersAnnounced: 1 } }]);
  });

  test("any byte changed, anywhere, ends well and by the same way twice", async () => {
    const zip = writeZip(
      [
        member("a", "first"),
        member("dir/b", long),
        member("c", "third", { method: 0, descriptor: true }),
        member("d", "x", { zip64: true }),
      ],
      { zip64: true },
    );
    const path = folder.write("a.zip", zip);
    const readChanged = async (changes: readonly (readonly [number, number])[]): Promise<unknown> => {
      const changed = Buffer.from(zip);
      changed.write("PK\u0003\u0004");
      for (const [at, value] of changes) changed[4 + (at % (changed.length - 4))] = value;
      writeFileSync(path, changed);
      const seen: unknown[] = [];
      await folder.unchanged(async () => {
        for await (const entry of walk([path], (problem) => seen.push(problem)))
          seen.push([entry.path, await textOf(entry)]);
      });
      return seen;
    };
    expect(await readChanged([])).toHaveLength(5);
    const change = fc.tuple(fc.nat(zip.length), fc.constantFrom(0, 1, 0x2f, 0x50, 0x7f, 0xff));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const once = await readChanged(changes);
        expect(await readChanged(changes)).toEqual(once);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
