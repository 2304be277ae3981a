import { spawn } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { makeFifo, tempFolder, type TempFolder } from "../testing/temp-folder.ts";
import { guardStream, type OutputFiles, writeFileAt, writeTo } from "./output.ts";

let folder: TempFolder;
let root: string;

beforeEach(() => {
  folder = tempFolder();
  root = folder.path;
});

afterEach(() => {
  folder.remove();
});

/** Takes each chunk a little later; fails from the given write on. */
function slowStream(failure?: { readonly from: number; readonly code: string }) {
  const taken: string[] = [];
  let pending = 0;
  let mostPending = 0;
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      pending += 1;
      mostPending = Math.max(mostPending, pending, this.writableLength / Math.max(chunk.length, 1));
      setTimeout(() => {
        pending -= 1;
        if (failure !== undefined && taken.length >= failure.from) {
          done(Object.assign(new Error(failure.code), { code: failure.code }));
          return;
        }
        taken.push(chunk.toString());
        done();
      }, 1);
    },
  });
  return { stream, taken, mostPending: () => mostPending };
}

const PART = "x".repeat(70_000);

describe("writeTo", () => {
  test("waits for each part and joins small ones", async () => {
    const { stream, taken, mostPending } = slowStream();
    expect(await writeTo(stream, [PART, "a", "b", PART, Uint8Array.of(0x63), "d"])).toBe(true);
    expect(taken).toEqual([PART, `ab${PART}`, "c", "d"]);
    expect(mostPending()).toBe(1);
  });

  test("takes a text, bytes, and what is made on the way", async () => {
    const { stream, taken } = slowStream();
    expect(await writeTo(stream, "text")).toBe(true);
    expect(await writeTo(stream, Uint8Array.of(0x62))).toBe(true);
    expect(await writeTo(stream, later())).toBe(true);
    expect(await writeTo(stream, "")).toBe(true);
    expect(taken.join("|")).toMatch(/^text\|b\|12/);
  });

  test("a reader that goes ends it quietly, and nothing more is made", async () => {
    const { stream, taken } = slowStream({ from: 2, code: "EPIPE" });
    let made = 0;
    function* parts() {
      for (; made < 100; made += 1) yield PART;
    }
    expect(await writeTo(stream, parts())).toBe(false);
    expect(taken).toHaveLength(2);
    expect(made).toBeLessThan(5);
    expect(await writeTo(stream, parts())).toBe(false);
    expect(made).toBeLessThan(5);
  });

  test("any other failure is told", async () => {
    const { stream } = slowStream({ from: 0, code: "ENOSPC" });
    await expect(writeTo(stream, [PART, PART])).rejects.toThrow(/^Cannot write the output: the disk is full\.$/);
  });

  test("a guarded stream does not end the process when its pipe closes", async () => {
    const { stream } = slowStream({ from: 0, code: "EPIPE" });
    guardStream(stream);
    stream.write("x");
    await new Promise((done) => setTimeout(done, 20));
    expect(await writeTo(stream, "y")).toBe(false);
  });

  test("a real pipe that is closed early leaves the exit code alone", async () => {
    const reader = spawn("head", ["-1"], { stdio: ["pipe", "pipe", "ignore"] });
    let made = 0;
    function* parts() {
      for (; made < 10_000; made += 1) yield `${PART}\n`;
    }
    const before = process.exitCode;
    expect(await writeTo(reader.stdin, parts())).toBe(false);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(10_000);
    expect(process.exitCode).toBe(before);
    reader.stdout.resume();
  });
});

describe("writeFileAt", () => {
  test("writes a new file whole, and leaves nothing beside it", async () => {
    const path = join(root, "report.json");
    await writeFileAt(path, ["{", "}", Uint8Array.of(0x0a)], [root]);
    expect(readFileSync(path, "utf8")).toBe("{}\n");
    expect(readdirSync(root)).toEqual(["report.json"]);
  });

  test("replaces an older report, through a link too", async () => {
    const path = folder.write("reports/old.json", "old");
    const link = join(root, "link.json");
    symlinkSync(path, link);
    await writeFileAt(link, "new", [join(root, "elsewhere")]);
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(root, "reports"))).toEqual(["old.json"]);
  });

  test("never overwrites an input, by whatever name", async () => {
    const file = folder.write("in/audit.csv", "evidence");
    mkdirSync(join(root, "out"));
    symlinkSync(file, join(root, "out/link"));
    symlinkSync(join(root, "in"), join(root, "out/folder"));
    const names = [file, `${root}/out/../in/audit.csv`, join(root, "out/link"), join(root, "out/folder/audit.csv")];
    for (const inputs of [[join(root, "in")], [file], [join(root, "gone"), `${root}/out/folder/`]]) {
      for (const name of names) {
        await folder.unchanged(async () => {
          await expect(writeFileAt(name, "x", inputs)).rejects.toThrow(/is one of the inputs/);
        });
      }
    }
    expect(readFileSync(file, "utf8")).toBe("evidence");
  });

  test("a sibling whose name only begins like an input is no input", async () => {
    folder.write("in/a", "x");
    const path = folder.write("in-report", "old");
    await writeFileAt(path, "new", [join(root, "in")]);
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  test.each([
    ["a folder", "", /is a folder/],
    ["a missing folder", "gone/report", /its folder does not exist/],
    ["below a file", "file/report", /a part of the path is a file/],
    ["a name that is too long", "n".repeat(300), /the name is too long/],
  ])("refuses %s in words", async (_, name, message) => {
    folder.write("file", "x");
    const error: unknown = await writeFileAt(join(root, name), "x", []).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toMatch(message);
    expect((error as UsageError).next).toHaveLength(1);
    expect(readdirSync(root)).toEqual(["file"]);
  });

  test.each(["create", "write", "sync", "rename"] as const)(
    "when %s fails, the old file stands and nothing is left",
    async (step) => {
      const path = folder.write("report", "old");
      const write = writeFileAt(path, ["new"], [], failing(step, "ENOSPC"));
      await expect(write).rejects.toThrow(/Cannot write .*report: the disk is full/);
      expect(readFileSync(path, "utf8")).toBe("old");
      expect(readdirSync(root)).toEqual(["report"]);
    },
  );

  test("when the report itself fails, the error goes on and nothing is left", async () => {
    await expect(writeFileAt(join(root, "report"), broken(), [])).rejects.toThrow(new TypeError("ours"));
    expect(readdirSync(root)).toEqual([]);
  });

  test("a FIFO and /dev/null take the bytes and stay what they are", async () => {
    const pipe = join(root, "pipe");
    makeFifo(pipe);
    const written = writeFileAt(pipe, ["through"], []);
    expect(await readFile(pipe, "utf8")).toBe("through");
    await written;
    await writeFileAt("/dev/null", "x", []);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

async function* later() {
  yield "1";
  await Promise.resolve();
  yield "2";
}

function* broken() {
  yield "half";
  throw new TypeError("ours");
}

/** Really writes, and fails at one step. */
function failing(step: "create" | "write" | "sync" | "rename", code: string): OutputFiles {
  const fail = (at: typeof step) => {
    if (at === step) throw Object.assign(new Error(code), { code });
  };
  return {
    async create(path) {
      fail("create");
      writeFileSync(path, "");
      return {
        async write(chunk) {
          fail("write");
          writeFileSync(path, chunk, { flag: "a" });
        },
        sync: async () => fail("sync"),
        close: async () => undefined,
      };
    },
    rename: async () => fail("rename"),
    async remove(path) {
      rmSync(path, { force: true });
    },
  };
}
