import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareText } from "../core/order.ts";
import { makeFifo, tempFolder, type TempFolder } from "../testing/temp-folder.ts";
import { fsWith, readAll } from "../testing/walked.ts";
import { sha256Hex } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { nodeFileSystem } from "./file-system.ts";
import { walk } from "./files.ts";
import type { Problem } from "./problem.ts";

const EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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

describe("order", () => {
  test("is code-unit order of whole paths, folders and files mixed", async () => {
    for (const name of ["a/z", "a.txt", "a-b", "B/x", "b", "a/b/c", "ä", "10", "9", "a/b.c"]) folder.write(name, name);
    const { paths, problems } = await readAll(folder);
    expect(paths).toEqual(["10", "9", "B/x", "a-b", "a.txt", "a/b.c", "a/b/c", "a/z", "b", "ä"]);
    expect(problems).toEqual([]);
  });

  test("holds for any names, in whatever order they were made", async () => {
    const name = fc.string({
      unit: fc.constantFrom("a", "b", "!", "-", ".x", "~", "é", "Z", " "),
      minLength: 1,
      maxLength: 3,
    });
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { maxLength: 12 }), async (paths) => {
        const made = new Set<string>();
        const top = join(root, "top");
        mkdirSync(top);
        for (const relative of paths) {
          try {
            mkdirSync(dirname(join(top, relative)), { recursive: true });
            writeFileSync(join(top, relative), "x");
            made.add(relative);
          } catch {
            // A file stands where a folder should be, or the other way round.
          }
        }
        const found: string[] = [];
        for await (const entry of walk([top], () => expect.unreachable())) found.push(entry.path.slice(top.length + 1));
        rmSync(top, { recursive: true });
        expect(found).toEqual([...made].sort(compareText));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test("arguments come in the order given, and a file can be one", async () => {
    folder.write("b/1", "b1");
    folder.write("a/1", "a1");
    folder.write("c", "c");
    const { paths } = await readAll(folder, [join(root, "c"), join(root, "b"), join(root, "a")]);
    expect(paths).toEqual(["c", "b/1", "a/1"]);
  });
});

describe("arguments", () => {
  test("keep what was typed, without the slash at the end", async () => {
    folder.write("a/b", "x");
    const { paths } = await readAll(folder, [`${root}/./a//`]);
    expect(paths).toEqual(["./a/b"]);
  });

  test("turn \\ into / on Windows only", async () => {
    folder.write("a\\b", "x");
    const typed = `${root}/a\\b`;
    expect((await readAll(folder, [typed])).paths).toEqual(["a\\b"]);
    const asWindows = fsWith({});
    const problems: Problem[] = [];
    for await (const entry of walk([`${root}\\a`], (problem) => problems.push(problem), {
      fs: asWindows,
      windows: true,
    })) {
      expect.unreachable(entry.path);
    }
    expect(problems).toEqual([{ code: "not-found", path: `${root}/a`, data: {} }]);
  });

  test("that are missing are told, and the others are read", async () => {
    folder.write("here", "x");
    const { paths, problems } = await readAll(folder, [
      join(root, "gone"),
      join(root, "here"),
      "",
      join(root, "here/below"),
    ]);
    expect(paths).toEqual(["here"]);
    expect(problems).toEqual([
      { code: "not-found", path: "gone", data: {} },
      { code: "not-found", path: "", data: { reason: "the path is empty" } },
      { code: "not-found", path: "here/below", data: { reason: "a part of the path is a file, not a folder" } },
    ]);
  });

  test("given twice, by another spelling, by a link, or inside another are read once", async () => {
    folder.write("a/inner/1", "1");
    folder.write("ab/2", "2");
    symlinkSync(join(root, "a"), join(root, "link"));
    const all = ["a/inner", "a", "a/", "./a", "link", "a/inner/1", "ab"].map((path) => `${root}/${path}`);
    const { paths, problems } = await readAll(folder, all);
    expect(paths).toEqual(["a/inner/1", "ab/2"]);
    expect(problems.map(({ code, path, data }) => [code, path, short(String(data["within"]))])).toEqual([
      ["given-twice", "a", "a"],
      ["given-twice", "./a", "a"],
      ["given-twice", "link", "a"],
      ["given-twice", "a/inner", "a"],
      ["given-twice", "a/inner/1", "a"],
    ]);
  });

  test("the root folder does not lie in itself, and everything else lies in it", async () => {
    const file = folder.write("a", "x");
    const fs = fsWith({ list: (path) => (path === "/" ? [Buffer.from("dev")] : []) });
    const { paths, problems } = await readAll(folder, ["/", file], { fs });
    expect(paths).toEqual([]);
    expect(problems).toEqual([{ code: "given-twice", path: "a", data: { within: "/" } }]);
  });

  test("a folder whose name has a backslash lies in no other", async () => {
    folder.write("a/1", "1");
    folder.write("a\\b/2", "2");
    const { paths, problems } = await readAll(folder, [join(root, "a"), join(root, "a\\b")]);
    expect(paths).toEqual(["a/1", "a\\b/2"]);
    expect(problems).toEqual([]);
  });

  test("that are devices or FIFOs are never opened", async () => {
    makeFifo(join(root, "pipe"));
    const opened: string[] = [];
    const fs = fsWith({
      open(path) {
        opened.push(String(path));
        return nodeFileSystem.open(path);
      },
    });
    const { paths, problems } = await readAll(folder, ["/dev/zero", join(root, "pipe")], { fs });
    expect(paths).toEqual([]);
    expect(problems).toEqual([
      { code: "not-a-file", path: "/dev/zero", data: { type: "character-device" } },
      { code: "not-a-file", path: "pipe", data: { type: "fifo" } },
    ]);
    expect(opened).toEqual([]);
  });
});

describe("entries", () => {
  test("an empty file is an entry and a problem", async () => {
    folder.write("empty", "");
    const { reads, problems } = await readAll(folder);
    expect(reads[0]?.text).toBe("");
    expect(await reads[0]?.entry.digest()).toEqual({ id: EMPTY_SHA, bytes: 0 });
    expect(problems).toEqual([{ code: "empty", path: "empty", data: {} }]);
  });

  test("housekeeping files are entries, marked as noise", async () => {
    const noisy = [".DS_Store", ".git/HEAD", "Thumbs.db", "__MACOSX/a/._x", "a/Desktop.ini", "a/thumbs.db", "w/.git"];
    const kept = ["a/.gitignore", "a/git/x", "a/desktop.ini.bak"];
    for (const name of [...noisy, ...kept]) folder.write(name, "");
    const { reads, problems } = await readAll(folder);
    expect(reads.filter((read) => read.entry.noise).map((read) => read.path)).toEqual(noisy);
    expect(
      reads
        .filter((read) => !read.entry.noise)
        .map((read) => read.path)
        .sort(),
    ).toEqual([...kept].sort());
    expect(problems.map((problem) => problem.path).sort()).toEqual([...kept].sort());
  });

  test("an argument that lies in a noisy folder is no noise", async () => {
    const path = folder.write(".git/desktop.ini", "x");
    const { reads } = await readAll(folder, [path]);
    expect(reads.map((read) => read.entry.noise)).toEqual([false]);
  });

  test("can be read after the walk, and give bytes of their own", async () => {
    folder.write("a", "first");
    folder.write("b", "second");
    const entries: Entry[] = [];
    for await (const entry of walk([root], () => expect.unreachable())) entries.push(entry);
    const [a, b] = await Promise.all(entries.map((entry) => entry.read()));
    expect(Buffer.from(a ?? []).toString()).toBe("first");
    expect(Buffer.from(b ?? []).toString()).toBe("second");
    a?.fill(0);
    expect(Buffer.from((await entries[0]?.read()) ?? []).toString()).toBe("first");
    expect(a?.constructor).toBe(Uint8Array);
    expect(await entries[1]?.digest()).toEqual({ id: sha256Hex(Buffer.from("second")), bytes: 6 });
  });

  test("leave no file open, read or not", async () => {
    for (let i = 0; i < 40; i += 1) folder.write(`f${i}`, "x");
    let open = 0;
    let most = 0;
    const fs = fsWith({
      open(path) {
        const file = nodeFileSystem.open(path);
        open += 1;
        most = Math.max(most, open);
        return {
          ...file,
          close() {
            open -= 1;
            file.close();
          },
        };
      },
    });
    let count = 0;
    for await (const entry of walk([root], () => expect.unreachable(), { fs })) {
      count += 1;
      if (count % 2 === 0) await entry.read();
      if (count === 30) break;
    }
    expect([open, most]).toEqual([0, 1]);
  });

  test("hard links are files like others", async () => {
    linkSync(folder.write("a", "x"), join(root, "b"));
    expect((await readAll(folder)).paths).toEqual(["a", "b"]);
  });
});

describe("names", () => {
  test("with control characters and bidi marks are kept", async () => {
    const names = ["a\nb", "a\u001B[31m", "a\u202Eb", "-rf", "a'\"$(x)"];
    for (const name of names) folder.write(name, "x");
    expect((await readAll(folder)).paths).toEqual([...names].sort(compareText));
  });

  test("that are not UTF-8 are read and shown with U+FFFD", async () => {
    const lone = Buffer.from([0x65, 0xed, 0xa0, 0x80, 0x66]);
    const latin = Buffer.from([0x66, 0xfc, 0x72]);
    const inFolder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff]), Buffer.from("d")]);
    mkdirSync(inFolder);
    writeFileSync(Buffer.concat([inFolder, Buffer.from("/x")]), "in");
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), lone]), "lone");
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), latin]), "latin");
    const problems: Problem[] = [];
    const found: [string, string][] = [];
    for await (const entry of walk([root], (problem) => problems.push(problem))) {
      found.push([short(entry.path), Buffer.from(await entry.read()).toString()]);
    }
    expect(found).toEqual([
      ["e\uFFFD\uFFFD\uFFFDf", "lone"],
      ["f\uFFFDr", "latin"],
      ["\uFFFDd/x", "in"],
    ]);
    expect(problems).toEqual([]);
  });
});
