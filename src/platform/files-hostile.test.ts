import { appendFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { makeFifo, tempFolder, type TempFolder } from "../testing/temp-folder.ts";
import { errno, fsWith, readAll } from "../testing/walked.ts";
import { sha256Hex } from "./digest.ts";
import { type FileStat, nodeFileSystem, type OpenFile } from "./file-system.ts";
import { walk } from "./files.ts";
import type { Problem } from "./problem.ts";

let folder: TempFolder;
let root: string;

beforeEach(() => {
  folder = tempFolder();
  root = folder.path;
});

afterEach(() => {
  folder.remove();
});

function short(path: string): string {
  return path.startsWith(root) ? path.slice(root.length + 1) : path;
}

describe("links", () => {
  test("to files inside the argument are followed", async () => {
    folder.write("a/file", "text");
    symlinkSync("a/file", join(root, "link"));
    const { reads, problems } = await readAll(folder);
    expect(reads.map(({ path, text }) => [path, text])).toEqual([
      ["a/file", "text"],
      ["link", "text"],
    ]);
    expect(problems).toEqual([]);
  });

  test("to folders never lead in a circle, and every folder is read once at its own place", async () => {
    folder.write("a/b/file", "x");
    symlinkSync("..", join(root, "a/b/up"));
    symlinkSync(".", join(root, "a/self"));
    symlinkSync("b", join(root, "a/again"));
    symlinkSync("z", join(root, "early"));
    folder.write("z/late", "y");
    const { paths, problems } = await readAll(folder);
    expect(paths).toEqual(["a/b/file", "z/late"]);
    expect(problems).toEqual([
      { code: "link-loop", path: "a/again", data: { target: "b" } },
      { code: "link-loop", path: "a/b/up", data: { target: ".." } },
      { code: "link-loop", path: "a/self", data: { target: "." } },
      { code: "link-loop", path: "early", data: { target: "z" } },
    ]);
  });

  test("that point at each other, at nothing, or out of the argument are told with their target", async () => {
    folder.write("in/file", "x");
    const outside = folder.write("out/secret", "s");
    folder.write("in-sibling/secret", "s");
    symlinkSync("two", join(root, "in/one"));
    symlinkSync("one", join(root, "in/two"));
    symlinkSync("nowhere", join(root, "in/broken"));
    symlinkSync(outside, join(root, "in/out"));
    symlinkSync("../out", join(root, "in/outfolder"));
    symlinkSync("../in-sibling/secret", join(root, "in/sibling"));
    symlinkSync("/dev/zero", join(root, "in/zero"));
    const { paths, problems } = await readAll(folder, [join(root, "in")]);
    expect(paths).toEqual(["in/file"]);
    const type = "link that leads out of the path given";
    expect(problems).toEqual([
      { code: "not-found", path: "in/broken", data: { reason: "the link leads to nothing", target: "nowhere" } },
      { code: "link-loop", path: "in/one", data: { target: "two" } },
      { code: "not-a-file", path: "in/out", data: { type, target: outside } },
      { code: "not-a-file", path: "in/outfolder", data: { type, target: join(root, "out") } },
      { code: "not-a-file", path: "in/sibling", data: { type, target: join(root, "in-sibling/secret") } },
      { code: "link-loop", path: "in/two", data: { target: "one" } },
      { code: "not-a-file", path: "in/zero", data: { type, target: "/dev/zero" } },
    ]);
  });

  test("a folder mounted below itself ends as a loop", async () => {
    folder.write("a/b/file", "x");
    const top = nodeFileSystem.lstat(root);
    const fs = fsWith({
      lstat(path) {
        const stat = nodeFileSystem.lstat(path);
        return String(path).endsWith("/b") ? { ...stat, device: top.device, inode: top.inode } : stat;
      },
    });
    const { paths, problems } = await readAll(folder, [root], { fs });
    expect(paths).toEqual([]);
    expect(problems).toEqual([{ code: "link-loop", path: "a/b", data: {} }]);
  });
});

describe("special files", () => {
  test("FIFOs and sockets in a folder are told and not opened", async () => {
    makeFifo(join(root, "fifo"));
    folder.write("file", "x");
    const server = createServer();
    await new Promise<void>((ready) => server.listen(join(root, "socket"), ready));
    try {
      const { paths, problems } = await readAll(folder);
      expect(paths).toEqual(["file"]);
      expect(problems).toEqual([
        { code: "not-a-file", path: "fifo", data: { type: "fifo" } },
        { code: "not-a-file", path: "socket", data: { type: "socket" } },
      ]);
    } finally {
      server.close();
    }
  });

  test("a FIFO that takes the place of a file between the look and the opening does not hang", async () => {
    const path = folder.write("file", "x");
    const fs = fsWith({
      open(name) {
        rmSync(path);
        makeFifo(path);
        return nodeFileSystem.open(name);
      },
    });
    const problems: Problem[] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem), { fs })) expect.unreachable(entry.path);
    expect(problems).toEqual([{ code: "not-a-file", path, data: { type: "fifo" } }]);
  });

  test("another file in its place is noticed by its number", async () => {
    const path = folder.write("file", "x");
    const other = folder.write("other", "y");
    const fs = fsWith({ open: (name) => nodeFileSystem.open(name === path ? other : name) });
    const { paths, problems } = await readAll(folder, [path], { fs });
    expect(paths).toEqual([]);
    const reason = "another file took its place while it was read";
    expect(problems).toEqual([{ code: "not-readable", path: "file", data: { reason } }]);
  });
});

describe("failures of the system", () => {
  test.each([
    ["EACCES", "not-readable", { reason: "permission denied (EACCES)" }],
    ["EIO", "not-readable", { reason: "the disk or the share reported an error (EIO)" }],
    ["ESTALE", "not-readable", { reason: "ESTALE" }],
    ["ENOENT", "not-found", {}],
  ])("%s on opening a file, reading it, or listing a folder", async (code, told, data) => {
    folder.write("a/file", "x");
    folder.write("b", "y");
    const failing = { "a/file": "open", a: "list", "/b": "lstat" } as const;
    for (const [name, call] of Object.entries(failing)) {
      const throwing = (path: unknown) => {
        if (String(path).endsWith(name)) throw errno(code);
      };
      const fs = fsWith({
        open: (path) => (call === "open" && throwing(path), nodeFileSystem.open(path)),
        list: (path, max) => (call === "list" && throwing(path), nodeFileSystem.list(path, max)),
        lstat: (path) => (call === "lstat" && throwing(path), nodeFileSystem.lstat(path)),
      });
      const { paths, problems } = await readAll(folder, [root], { fs });
      const path = name === "/b" ? "b" : name;
      expect(paths).toEqual(name === "/b" ? ["a/file"] : ["b"]);
      expect(problems).toEqual([{ code: told, path, data }]);
    }
  });

  test("an error while reading is told once, and fails each read", async () => {
    folder.write("file", "x".repeat(100_000));
    const fs = fsWith({ open: (path) => ({ ...reading(path), read: failAfter(reading(path), 1) }) });
    const problems: Problem[] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem), { fs })) {
      await expect(entry.read()).rejects.toMatchObject({ code: "not-readable", digest: null });
      await expect(entry.read()).rejects.toMatchObject({ code: "not-readable" });
    }
    expect(problems).toHaveLength(1);
    expect(problems[0]?.data).toEqual({ reason: "the disk or the share reported an error (EIO)" });
  });

  test("a defect of ours is not taken for a problem of the input", async () => {
    folder.write("file", "x");
    const fs = fsWith({
      open() {
        throw new TypeError("ours");
      },
    });
    const entries = walk([root], () => undefined, { fs });
    await expect(entries.next()).rejects.toThrow("ours");
  });

  test("a file that vanishes between listing and reading", async () => {
    folder.write("a", "x");
    const path = folder.write("b", "y");
    folder.write("c", "z");
    const problems: Problem[] = [];
    const paths: string[] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem))) {
      paths.push(short(entry.path));
      rmSync(path, { force: true });
    }
    expect(paths).toEqual(["a", "c"]);
    expect(problems).toEqual([{ code: "not-found", path, data: {} }]);
  });

  test.each([
    ["grows", (path: string) => appendFileSync(path, "more"), { before: 3, after: 7 }],
    ["shrinks", (path: string) => truncateSync(path, 1), { before: 3, after: 1 }],
  ])("a file that %s while it is read", async (_, change, sizes) => {
    const path = folder.write("file", "abc");
    const problems: Problem[] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem))) {
      change(path);
      await expect(entry.read()).rejects.toMatchObject({ code: "not-readable" });
    }
    expect(problems).toEqual([
      { code: "not-readable", path, data: { reason: "it changed while it was read", ...sizes } },
    ]);
  });

  test.each([
    ["with its date kept", "abcdef", new Date(0)],
    ["with its size kept", "xyz", new Date(1000)],
  ])("a file that is written again %s while it is read", async (_, content, date) => {
    const path = folder.write("file", "abc");
    utimesSync(path, new Date(0), new Date(0));
    const problems: Problem[] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem))) {
      writeFileSync(path, content);
      utimesSync(path, date, date);
      await expect(entry.read()).rejects.toMatchObject({ code: "not-readable" });
    }
    expect(problems.map(({ code }) => code)).toEqual(["not-readable"]);
  });

  test("a file that is longer than its listed size is not cut off in silence", async () => {
    folder.write("file", "abcdef");
    const fs = fsWith({
      lstat: (path) => shorter(nodeFileSystem.lstat(path)),
      open: (path) => ({ ...reading(path), stat: () => shorter(reading(path).stat()) }),
    });
    const { reads, problems } = await readAll(folder, [root], { fs });
    expect(reads.map(({ path, text }) => [path, text])).toEqual([["file", "(not-readable)"]]);
    expect(problems.map(({ code }) => code)).toEqual(["not-readable"]);
  });
});

/** An open file as real as any; the descriptor ends with the process. */
function reading(path: string | Buffer): OpenFile {
  return nodeFileSystem.open(path);
}

function shorter(stat: FileStat): FileStat {
  return { ...stat, size: stat.type === "file" ? 3 : stat.size };
}

function failAfter(file: OpenFile, reads: number): OpenFile["read"] {
  let count = 0;
  return (into, position) => {
    count += 1;
    if (count > reads) throw errno("EIO");
    return file.read(into, position);
  };
}

describe("limits", () => {
  test("a file over the limit is told, listed with its hash, and not read", async () => {
    folder.write("big", "0123456789");
    folder.write("fits", "01234");
    const { reads, problems } = await readAll(folder, [root], { limits: { ...LIMITS, fileBytes: 5 } });
    expect(reads.map(({ path, text }) => [path, text])).toEqual([
      ["big", "(limit-exceeded)"],
      ["fits", "01234"],
    ]);
    const id = sha256Hex(Buffer.from("0123456789"));
    await expect(reads[0]?.entry.read()).rejects.toMatchObject({ code: "limit-exceeded", digest: { id, bytes: 10 } });
    expect(problems).toEqual([
      { code: "limit-exceeded", path: "big", data: { what: "the size of the file in bytes", limit: 5, size: 10 } },
    ]);
  });

  test("a sparse file of 2 GiB is hashed in flat memory", async () => {
    const path = folder.write("sparse", "");
    truncateSync(path, 2 * 1024 ** 3);
    const problems: Problem[] = [];
    const started = process.cpuUsage();
    const before = process.memoryUsage().rss;
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    let beats = 0;
    const beat = setInterval(() => (beats += 1), 20);
    for await (const entry of walk([root], (problem) => problems.push(problem))) {
      await expect(entry.read()).rejects.toMatchObject({
        code: "limit-exceeded",
        digest: { id: "a7c744c13cc101ed66c29f672f92455547889cc586ce6d44fe76ae824958ea51", bytes: 2 * 1024 ** 3 },
      });
    }
    clearInterval(timer);
    clearInterval(beat);
    // What the system adds depends on how fast the machine hands out memory for its cache of the file.
    const seconds = process.cpuUsage(started).user / 1e6;
    console.log(
      `2 GiB: ${seconds.toFixed(2)} s of computing, ${((most - before) / 1e6).toFixed(0)} MB more, ${beats} turns of a timer`,
    );
    expect(seconds).toBeLessThan(4);
    expect(most - before).toBeLessThan(64e6);
    expect(beats).toBeGreaterThan(5);
    expect(problems.map(({ code }) => code)).toEqual(["limit-exceeded"]);
  });

  test("a file that is too large even to be hashed ends at once", async () => {
    const path = folder.write("sparse", "");
    truncateSync(path, 1024 ** 4);
    const problems: Problem[] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem))) {
      await expect(entry.read()).rejects.toMatchObject({ code: "limit-exceeded", digest: null });
      await expect(entry.digest()).rejects.toMatchObject({ code: "limit-exceeded" });
    }
    expect(problems.map(({ code }) => code)).toEqual(["limit-exceeded"]);
  });

  test("too many files end the walk where they do, and say so once", async () => {
    for (const name of ["a/1", "a/2", "b/1", "c/1"]) folder.write(name, "x");
    const { paths, problems } = await readAll(folder, [join(root, "a"), join(root, "b"), join(root, "c")], {
      limits: { ...LIMITS, files: 2 },
    });
    expect(paths).toEqual(["a/1", "a/2"]);
    expect(problems.map(({ code, path, data }) => [code, path, data["limit"]])).toEqual([["limit-exceeded", "b/1", 2]]);
  });

  test("a folder with too many names is not read in part", async () => {
    for (const name of ["a/1", "a/2", "a/3", "a/4", "b/1"]) folder.write(name, "x");
    const { paths, problems } = await readAll(folder, [root], { limits: { ...LIMITS, files: 3 } });
    expect(paths).toEqual(["b/1"]);
    expect(problems.map(({ code, path, data }) => [code, path, data["what"]])).toEqual([
      ["limit-exceeded", "a", "the number of files in one folder"],
    ]);
  });

  test("folders below one another are followed to the limit", async () => {
    folder.write("1/2/3/4/deep", "x");
    folder.write("1/2/fits", "x");
    const { paths, problems } = await readAll(folder, [root], { limits: { ...LIMITS, directoryDepth: 2 } });
    expect(paths).toEqual(["1/2/fits"]);
    expect(problems).toEqual([
      { code: "limit-exceeded", path: "1/2/3", data: { what: "the depth of folders", limit: 2 } },
    ]);
  });
});
