import { randomFillSync } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tempFolder, type TempFolder } from "../testing/temp-folder.ts";
import { member, readMembers, readZip, textOf } from "../testing/walked.ts";
import { writeZip, type ZipMember, type ZipOptions } from "../testing/zip-writer.ts";
import { sha256Hex } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { walk } from "./files.ts";
import type { Problem } from "./problem.ts";

let folder: TempFolder;

beforeEach(() => {
  folder = tempFolder();
});

afterEach(() => {
  folder.remove();
});

describe("a zip", () => {
  test("comes out itself, with its hash, then its members by path", async () => {
    const zip = writeZip([
      member("b", "2"),
      member("a/z", "1"),
      member("a-b", "3", { method: 0 }),
      member("a/", "", { method: 0 }),
    ]);
    const { entries, members, problems } = await readZip(folder, zip);
    expect(members).toEqual([
      ["a-b", "3"],
      ["a/z", "1"],
      ["b", "2"],
    ]);
    expect(problems).toEqual([]);
    expect(entries[0]).toMatchObject({
      path: join(folder.path, "a.zip"),
      container: "zip",
      memberOf: null,
      modified: null,
      size: zip.length,
    });
    expect(await entries[0]?.digest()).toEqual({ id: sha256Hex(zip), bytes: zip.length });
    expect(await entries[0]?.read()).toEqual(zip);
  });

  test("is found by content, whatever its name, at its place in the order", async () => {
    folder.write("x/export.dat", writeZip([member("m", "text")]));
    folder.write("x/exports", "plain");
    folder.write("x/a.zip", "no zip");
    const paths: string[] = [];
    for await (const entry of walk([folder.path], () => expect.unreachable()))
      paths.push(entry.path.slice(folder.path.length + 1));
    expect(paths).toEqual(["x/a.zip", "x/export.dat", "x/export.dat!m", "x/exports"]);
  });

  test.each<[string, ZipMember, ZipOptions]>([
    ["stored", member("m", "text", { method: 0 }), {}],
    ["deflated", member("m", "text"), {}],
    ["with sizes behind the data", member("m", "text", { descriptor: true }), {}],
    ["of zip64", member("m", "text", { zip64: true }), { zip64: true }],
    ["with a comment", member("m", "text"), { comment: Buffer.from("made by hand") }],
    ["with an extra field", member("m", "text", { extra: Uint8Array.of(0x34, 0x12, 2, 0, 9, 9) }), {}],
  ])("%s is read", async (_, one, options) => {
    expect(await readMembers(folder, [one], {}, options)).toMatchObject({ members: [["m", "text"]], problems: [] });
  });

  test("large and small members, random ones too, come out as they went in", async () => {
    const random = randomFillSync(Buffer.alloc(300_000));
    const text = "setting=1\r\n".repeat(60_000);
    const path = folder.write(
      "a.zip",
      writeZip([{ name: "random", data: random }, member("text", text), { name: "stored", data: random, method: 0 }]),
    );
    const read = new Map<string, Uint8Array>();
    for await (const entry of walk([path], () => expect.unreachable())) {
      if (entry.memberOf !== null) read.set(entry.path.slice(path.length + 1), await entry.read());
    }
    expect(sha256Hex(read.get("random")!)).toBe(sha256Hex(random));
    expect(sha256Hex(read.get("stored")!)).toBe(sha256Hex(random));
    expect(Buffer.from(read.get("text")!).toString()).toBe(text);
  });

  test("members can be read after the walk, in any order", async () => {
    const path = folder.write("a.zip", writeZip([member("a", "1"), member("b", "2")]));
    const entries: Entry[] = [];
    for await (const entry of walk([path], () => expect.unreachable())) entries.push(entry);
    expect(await Promise.all(entries.slice(1).reverse().map(textOf))).toEqual(["2", "1"]);
    expect(await entries[1]?.digest()).toEqual({ id: sha256Hex(Buffer.from("1")), bytes: 1 });
  });

  test("an empty archive and an empty member are told", async () => {
    expect((await readMembers(folder, [])).problems).toEqual([{ code: "empty", path: "", data: {} }]);
    const { members, problems } = await readMembers(folder, [member("e", "")]);
    expect(members).toEqual([["e", ""]]);
    expect(problems).toEqual([{ code: "empty", path: "!e", data: {} }]);
  });

  test("housekeeping members are marked as noise", async () => {
    const { entries, problems } = await readMembers(folder, [
      member("__MACOSX/a/._b", ""),
      member("a/b", "x"),
      member("a/.DS_Store", "x"),
    ]);
    expect(entries.slice(1).map((entry) => entry.noise)).toEqual([true, true, false]);
    expect(problems).toEqual([]);
  });

  test("that changes while its members are read is told", async () => {
    const path = folder.write("a.zip", writeZip([member("a", "1")]));
    const problems: Problem[] = [];
    for await (const entry of walk([path], (problem) => problems.push(problem))) {
      if (entry.memberOf !== null) appendFileSync(path, "x");
    }
    expect(problems.map(({ code, data }) => [code, data?.["reason"]])).toEqual([
      ["not-readable", "it changed while it was read"],
    ]);
  });
});

describe("names", () => {
  test("that climb out, are absolute, have drives, NUL or nothing are not read", async () => {
    const hostile = [
      "../../slip",
      "/slip",
      "C:\\slip",
      "a/../../slip",
      "..\\slip",
      "sl\0ip",
      "",
      "//host/share/slip",
      "slip/..",
    ];
    const { members, problems } = await readMembers(folder, [
      ...hostile.map((name) => member(name, "evil")),
      member("good", "x"),
    ]);
    expect(members).toEqual([["good", "x"]]);
    expect(problems.map(({ code, path }) => [code, path])).toEqual(
      hostile.map((name) => ["unsafe-name", `!${name.replaceAll("\\", "/")}`]),
    );
  });

  test("with \\ are paths, those of CP437 and UTF-8 are text", async () => {
    const { members, problems } = await readMembers(folder, [
      member("Machine\\Registry.pol", "1"),
      member(Uint8Array.of(0x81, 0x62), "2", { utf8: false }),
      member("ünïcode", "3"),
      member(Uint8Array.of(0xff), "4", { utf8: true }),
    ]);
    expect(members).toEqual([
      ["Machine/Registry.pol", "1"],
      ["üb", "2"],
      ["ünïcode", "3"],
      ["\uFFFD", "4"],
    ]);
    expect(problems).toEqual([]);
  });

  test("that differ in case only: the first counts, the second is listed", async () => {
    const { members, entries, problems } = await readMembers(folder, [
      member("b/GptTmpl.inf", "first"),
      member("B/gpttmpl.INF", "second"),
      member("b/GptTmpl.inf", "third"),
    ]);
    expect(members).toEqual([
      ["B/gpttmpl.INF", "second"],
      ["b/GptTmpl.inf", "first"],
      ["b/GptTmpl.inf", "third"],
    ]);
    const first = `${join(folder.path, "a.zip")}!b/GptTmpl.inf`;
    expect(entries.slice(1).map((entry) => entry.duplicateOf)).toEqual([first, null, first]);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["duplicate-member", "!B/gpttmpl.INF"],
      ["duplicate-member", "!b/GptTmpl.inf"],
    ]);
  });

  test("of folders with data attached, and members that are links or devices, are told", async () => {
    const { members, problems } = await readMembers(folder, [
      member("folder/", "hidden"),
      member("link", "/etc/passwd", { unixMode: 0o120777 }),
      member("device", "x", { unixMode: 0o020666 }),
      member("file", "x", { unixMode: 0o100644 }),
    ]);
    expect(members).toEqual([["file", "x"]]);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["unsafe-name", "!folder/"],
      ["not-a-file", "!link"],
      ["not-a-file", "!device"],
    ]);
  });

  test("too many bad ones are counted, not all told", async () => {
    const bad = Array.from({ length: 7 }, (_, i) => member(`../${i}`, "x"));
    const { problems } = await readMembers(folder, bad, { diagnosticsPerFile: 5 });
    expect(problems.slice(0, 5).every(({ code }) => code === "unsafe-name")).toBe(true);
    expect(problems.slice(5).map(({ code, path, data }) => [code, path, data["more"]])).toEqual([
      ["limit-exceeded", "", 2],
    ]);
  });
});

describe("what is not unpacked", () => {
  test("encrypted members", async () => {
    const { members, problems } = await readMembers(folder, [
      member("secret", "x", { encrypted: true }),
      member("plain", "y"),
    ]);
    expect(members).toEqual([["plain", "y"]]);
    expect(problems).toEqual([{ code: "encrypted-member", path: "!secret", data: { name: "secret" } }]);
  });

  test("strong encryption, behind which the list cannot be read", async () => {
    const zip = writeZip([member("a", "1"), member("b", "2")]);
    const directory = Buffer.from(zip.buffer);
    directory[directory.lastIndexOf("PK\u0001\u0002") + 8] = 0x41;
    const { members, problems } = await readZip(folder, zip);
    expect(members).toEqual([["a", "1"]]);
    expect(problems).toMatchObject([
      { code: "encrypted-member", path: "", data: { membersListed: 1, membersAnnounced: 2 } },
    ]);
  });

  test("methods other than stored and deflated", async () => {
    const { members, problems } = await readMembers(folder, [member("m", "x", { method: 12 })]);
    expect(members).toEqual([]);
    expect(problems).toMatchObject([{ code: "not-readable", path: "!m" }]);
    expect(problems[0]?.data["reason"]).toContain("method 12");
  });

  test.each([0, 8])("a zip in a zip (method %i) is listed with the advice to unpack", async (method) => {
    const inner = writeZip([member("x", "hidden")]);
    const { entries, members, problems } = await readMembers(folder, [
      { name: "deep/inner.bin", data: inner, method },
      member("z", "x"),
    ]);
    expect(members.map(([name]) => name)).toEqual(["deep/inner.bin", "z"]);
    expect(entries.map((entry) => entry.container)).toEqual(["zip", "zip", null]);
    expect(problems).toEqual([
      {
        code: "nested-archive",
        path: "!deep/inner.bin",
        data: { name: "deep/inner.bin", next: "Unpack the outer archive and scan the folder." },
      },
    ]);
    expect(await entries[1]?.digest()).toEqual({ id: sha256Hex(inner), bytes: inner.length });
  });

  test.each(["xl/workbook.xml", "word/document.xml"])("Office documents (%s), alone and in a zip", async (part) => {
    const office = writeZip([member("[Content_Types].xml", "<Types/>"), member(part, "<x/>"), member("../slip", "x")]);
    folder.write("sheet.xlsx", office);
    folder.write("outer.zip", writeZip([{ name: "sheet.xlsx", data: office }]));
    const found: [string, string | null][] = [];
    for await (const entry of walk([folder.path], () => expect.unreachable())) {
      found.push([entry.path.slice(folder.path.length + 1), entry.container]);
    }
    expect(found).toEqual([
      ["outer.zip", "zip"],
      ["outer.zip!sheet.xlsx", "office"],
      ["sheet.xlsx", "office"],
    ]);
  });

  test("a zip that only resembles an Office document is expanded", async () => {
    const { members } = await readMembers(folder, [
      member("[Content_Types].xml", "<Types/>"),
      member("notes/xl/x", "x"),
    ]);
    expect(members.map(([name]) => name)).toEqual(["[Content_Types].xml", "notes/xl/x"]);
  });
});
