/**
 * Every trap that an input can be, through the program as it is run: no crash, no hang, no file written, a diagnostic that
 * names the place and says what to do, and nothing on the screen that a terminal would obey.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LIMITS } from "../src/core/limits.ts";
import { encodeRegistryPol } from "../src/testing/registry-pol-writer.ts";
import { makeFifo, type TempFolder, tempFolder } from "../src/testing/temp-folder.ts";
import { writeZip } from "../src/testing/zip-writer.ts";
import { jsonLines, ROOT, type Run, run } from "./support/program.ts";
import { unsafeCharacter } from "./support/unsafe.ts";

const LIMIT_MS = 20_000;
const CSV_HEAD =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n";
const ROW = ",System,Audit Credential Validation,{0CCE923F-69AE-11D9-BED3-505054503030},Success and Failure,,3\r\n";
const CSV = CSV_HEAD + ROW;
const AUDIT_CSV = "Machine/Microsoft/Windows NT/Audit/audit.csv";
const INF = "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
const UNIX = process.platform !== "win32";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

/** `facts`, `scan` and the JSON report on the same paths, under all that must hold for each. */
async function survive(paths: readonly string[] = ["."]): Promise<{ facts: Run; scan: Run; report: Report | null }> {
  const one = async (words: readonly string[]): Promise<Run> => {
    const result = await folder.unchanged(() =>
      run([...words, "--", ...paths], { cwd: folder.path, limitMs: LIMIT_MS }),
    );
    expect(result.signal, `${words[0]} took longer than ${LIMIT_MS} ms`).toBeNull();
    expect([0, 1, 3], result.stderr).toContain(result.code);
    expect(unsafeCharacter(result.stdout)).toBeNull();
    expect(unsafeCharacter(result.stderr)).toBeNull();
    expect(result.bytes.stdout.equals(Buffer.from(result.stdout, "utf8")), "stdout is UTF-8").toBe(true);
    return result;
  };
  const facts = await one(["facts"]);
  const scan = await one(["scan", "--fail-on", "none"]);
  const json = await one(["scan", "-q", "-f", "json", "--fail-on", "none"]);
  // A manifest alone has facts, and no policy that could be judged.
  if (scan.code !== facts.code) expect([facts.code, scan.code]).toEqual([0, 3]);
  return { facts, scan, report: json.stdout === "" ? null : (JSON.parse(json.stdout) as Report) };
}

interface Report {
  readonly sources: readonly { readonly path: string; readonly read: string; readonly reason: string | null }[];
  readonly diagnostics: readonly {
    readonly code: string;
    readonly path: string;
    readonly message: string;
    readonly next: string;
  }[];
}

/** The problem stands on stderr as place, sentence, code and, in the next line, what to do. */
function expectProblem({ stderr }: Run, place: string | RegExp, code: string): void {
  const lines = stderr.split("\n");
  const fits = (line: string) =>
    /^(error|warning): /.test(line) &&
    line.endsWith(`[${code}]`) &&
    (typeof place === "string" ? line.replace(/^\w+: /, "").startsWith(`${place}:`) : place.test(line));
  const at = lines.findIndex(fits);
  expect(at, `no ${code} at ${String(place)} in:\n${stderr}`).toBeGreaterThanOrEqual(0);
  expect(lines[at + 1]).toMatch(/^ {4}\S.*\.$/);
}

function valuesOf({ stdout }: Run): unknown[] {
  return jsonLines(stdout).map((fact) => fact["value"]);
}

/** One sound file beside the trap: it must be read whatever the trap does. */
function withSoundFile(): void {
  folder.write(`sound/${AUDIT_CSV}`, CSV);
}

function expectSoundFile({ stdout }: Run): void {
  const read = jsonLines(stdout).filter((fact) => String(fact["path"]).includes("sound/"));
  expect(read.map((fact) => fact["value"])).toEqual([3]);
}

describe("what the file system can do", () => {
  it("a path that is not there", async () => {
    const { facts } = await survive(["gone"]);
    expect(facts.code).toBe(3);
    expectProblem(facts, "gone", "not-found");
  });

  it("an empty file", async () => {
    withSoundFile();
    folder.write(`gpo/${AUDIT_CSV}`, "");
    const { facts, report } = await survive();
    expectProblem(facts, `./gpo/${AUDIT_CSV}`, "empty");
    expectSoundFile(facts);
    expect(report?.sources.find(({ path }) => path.includes("gpo/"))).toMatchObject({
      read: "unrecognised",
      reason: "empty file",
    });
  });

  it.runIf(UNIX)("folders that lead back to themselves", async () => {
    withSoundFile();
    symlinkSync("..", join(folder.path, "sound/up"));
    symlinkSync(folder.path, join(folder.path, "sound/top"));
    symlinkSync("self", join(folder.path, "self"));
    const { facts } = await survive();
    expectProblem(facts, "./sound/up", "link-loop");
    expectProblem(facts, "./sound/top", "link-loop");
    expectProblem(facts, "./self", "link-loop");
    expect(facts.code).toBe(0);
    expectSoundFile(facts);
  });

  it.runIf(UNIX)("a link that leads out of the path given", async () => {
    withSoundFile();
    symlinkSync("/etc/hostname", join(folder.path, "out.csv"));
    const { facts, report } = await survive();
    expectSoundFile(facts);
    expect(report?.diagnostics.find(({ path }) => path === "./out.csv")).toMatchObject({ code: "not-a-file" });
  });

  it.runIf(UNIX)("a pipe with a name, as an argument and in a folder", async () => {
    withSoundFile();
    makeFifo(join(folder.path, "pipe.csv"));
    const { facts, report } = await survive();
    expectSoundFile(facts);
    expect(report?.diagnostics.find(({ path }) => path === "./pipe.csv")).toMatchObject({ code: "not-a-file" });
    expect((await survive(["pipe.csv"])).facts.code).toBe(3);
  });

  it.runIf(existsSync("/dev/zero"))("devices without an end", async () => {
    for (const device of ["/dev/zero", "/dev/random", "/dev/null"]) {
      const { facts, scan } = await survive([device]);
      expect([facts.code, scan.code]).toEqual([3, 3]);
      expect(facts.stderr + scan.stderr).toContain(device);
    }
  });

  it("a file of 2 GiB", async () => {
    withSoundFile();
    const file = folder.write("big/audit.csv", CSV);
    truncateSync(file, 2 * 1024 ** 3);
    const { facts } = await survive();
    expectProblem(facts, "./big/audit.csv", "limit-exceeded");
    expect(facts.stderr).toContain(`at most ${LIMITS.fileBytes}, found ${2 * 1024 ** 3}`);
    expectSoundFile(facts);
  });

  it("a hundred folders inside one another, and more than are followed", async () => {
    withSoundFile();
    mkdirSync(join(folder.path, "d/".repeat(LIMITS.directoryDepth + 20)), { recursive: true });
    folder.write(`${"e/".repeat(100)}${AUDIT_CSV}`, CSV);
    const { facts } = await survive();
    expectProblem(facts, /: \.\/(d\/)+d: /, "limit-exceeded");
    expect(valuesOf(facts)).toEqual([3, 3]);
  });

  it.runIf(UNIX)("names that are not UTF-8, and names that a terminal would obey", async () => {
    withSoundFile();
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0xff, 0xfe, 0x2e, 0x63, 0x73, 0x76])]),
      CSV,
    );
    folder.write("esc\u001B[31m\u001B]0;title\u0007/audit.csv", CSV);
    folder.write("bidi\u202Evsc.exe", CSV);
    folder.write("line\nbreak.csv", CSV);
    folder.write("c1\u009B31m.txt", "no format");
    folder.write("empty\u001B[31m\u202E.csv", "");
    const { facts, report } = await survive();
    expectSoundFile(facts);
    expect(valuesOf(facts)).toEqual([3, 3, 3, 3, 3]);
    // In JSON the names are whole.
    expect(report?.sources.map(({ path }) => path)).toContain("./bidi\u202Evsc.exe");
    expect(report?.sources.map(({ path }) => path)).toContain("./line\nbreak.csv");
    expect(facts.stderr).toContain("c1\\u{9B}31m.txt");
    expectProblem(facts, "./empty\\u{1B}[31m\\u{202E}.csv", "empty");
  });
});

describe("what a zip can be", () => {
  const text = (value: string) => Buffer.from(value);

  it("names that climb out, absolute names, drives, devices, two that differ in case", async () => {
    withSoundFile();
    folder.write(
      "a.zip",
      writeZip([
        { name: "../../slip.csv", data: text(CSV) },
        { name: "/slip-absolute.csv", data: text(CSV) },
        { name: "C:\\slip-drive.csv", data: text(CSV) },
        { name: "\\\\server\\share\\slip.csv", data: text(CSV) },
        { name: "a/../../slip-inside.csv", data: text(CSV) },
        { name: `good/${AUDIT_CSV}`, data: text(CSV) },
        { name: `GOOD/${AUDIT_CSV}`, data: text(CSV.replace(",,3", ",,1")) },
      ]),
    );
    const { facts } = await survive();
    for (const name of ["../../slip.csv", "/slip-absolute.csv", "C:/slip-drive.csv", "a/../../slip-inside.csv"]) {
      expectProblem(facts, `./a.zip!${name}`, "unsafe-name");
    }
    expectProblem(facts, /a\.zip!GOOD\//, "duplicate-member");
    expectSoundFile(facts);
    const inZip = jsonLines(facts.stdout).filter((fact) => String(fact["path"]).includes("a.zip!"));
    expect(inZip.map((fact) => [fact["path"], fact["value"]])).toEqual([[`./a.zip!good/${AUDIT_CSV}`, 3]]);
  });

  it("a bomb of one member, a bomb of many, and members that share their bytes", async () => {
    withSoundFile();
    const zeros = Buffer.alloc(64 * 1024 * 1024);
    folder.write(
      "one.zip",
      writeZip([
        { name: "audit.csv", data: zeros },
        { name: AUDIT_CSV, data: text(CSV) },
      ]),
    );
    folder.write(
      "shared.zip",
      writeZip([
        { name: "0", data: zeros },
        ...Array.from({ length: 200 }, (_, at) => ({ name: `${at + 1}`, data: zeros, sharesDataOf: 0 })),
      ]),
    );
    const { facts } = await survive();
    expectProblem(facts, "./one.zip!audit.csv", "limit-exceeded");
    expect(facts.stderr).toMatch(/^(error|warning): \.\/shared\.zip.*\[[a-z-]+\]$/m);
    expectSoundFile(facts);
    expect(valuesOf(facts)).toEqual([3, 3]);
  });

  it("a zip in a zip, an encrypted member, a false checksum, a directory that lies, a cut archive", async () => {
    withSoundFile();
    const inner = Buffer.from(writeZip([{ name: AUDIT_CSV, data: text(CSV) }]));
    folder.write("nested.zip", writeZip([{ name: "inner.zip", data: inner }]));
    folder.write("locked.zip", writeZip([{ name: "audit.csv", data: text(CSV), encrypted: true }]));
    folder.write("false.zip", writeZip([{ name: "audit.csv", data: text(CSV), crc: 1 }]));
    folder.write(
      "lies.zip",
      writeZip([{ name: "audit.csv", data: text(CSV), declaredSize: 5 }], { declaredCount: 60_000 }),
    );
    folder.write("cut.zip", writeZip([{ name: "audit.csv", data: text(CSV) }]).subarray(0, 120));
    const { facts } = await survive();
    expectProblem(facts, "./nested.zip!inner.zip", "nested-archive");
    expectProblem(facts, "./locked.zip!audit.csv", "encrypted-member");
    for (const name of ["false.zip", "lies.zip", "cut.zip"]) {
      expect(facts.stderr).toMatch(new RegExp(`^error: \\./${name}.*\\[(malformed|truncated)\\]\\n {4}\\S`, "m"));
    }
    expectSoundFile(facts);
  });

  it("ten thousand members", async () => {
    const members = Array.from({ length: 10_000 }, (_, at) => ({
      name: `${at}/notes.txt`,
      data: text("x"),
      method: 0,
    }));
    folder.write("many.zip", writeZip([...members, { name: AUDIT_CSV, data: text(CSV) }]));
    expect(valuesOf((await survive()).facts)).toEqual([3]);
  });
});

const MANIFEST = "http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest";
const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";
const BACKUP = "http://www.microsoft.com/GroupPolicy/GPOOperations";

/** The beginning and the end of each XML format that is read, with room for anything in between. */
const XML_FORMATS: readonly (readonly [file: string, before: string, after: string])[] = [
  ["manifest.xml", `<Backups xmlns="${MANIFEST}"><BackupInst>`, "</BackupInst></Backups>"],
  ["bkupInfo.xml", `<BackupInst xmlns="${MANIFEST}">`, "</BackupInst>"],
  [
    "Backup.xml",
    `<GroupPolicyBackupScheme xmlns="${BACKUP}" bkp:version="2.0" xmlns:bkp="${BACKUP}"><GroupPolicyObject>`,
    "</GroupPolicyObject></GroupPolicyBackupScheme>",
  ],
  ["gpreport.xml", `<GPO xmlns="${SETTINGS}">`, "</GPO>"],
  ["all.xml", `<report><GPO xmlns="${SETTINGS}">`, "</GPO></report>"],
  ["Registry.xml", '<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">', "</RegistrySettings>"],
];

describe("what XML can hold", () => {
  it.each(XML_FORMATS)(
    "%s: a document type with entities is not read, nothing is expanded, nothing is fetched",
    async (file, before, after) => {
      withSoundFile();
      const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>`;
      folder.write(`before/${file}`, `<?xml version="1.0"?>${bomb}${before}&b;&f;${after}`);
      folder.write(`within/${file}`, `${before}${bomb}&b;&f;${after}`);
      folder.write(`entity/${file}`, `${before}<Name>&b;&#x0;&#x110000;&#xD800;</Name>${after}`);
      const { facts, report } = await survive();
      expectSoundFile(facts);
      for (const { path, read, reason } of report?.sources ?? []) {
        if (!/before|within/.test(path)) continue;
        expect(read, path).not.toBe("complete");
        expect(reason, path).toMatch(/document type/);
      }
      expect(report?.sources).toHaveLength(4);
      // Named with its place and a reason on stderr, whichever way it is refused.
      expect(facts.stderr).toMatch(new RegExp(`(^(error|warning): \\./within/${file}:1:\\d+: .*\\n {4}\\S)`, "m"));
      expect(facts.stderr).toMatch(/^note: .*DOCTYPE.*\.\/before\//m);
      expect(facts.stderr).not.toContain("aaaaaaaaaa");
      expect(
        jsonLines(facts.stdout).filter((fact) => JSON.stringify(fact["name"] ?? "").includes("aaaaaaaaaa")),
      ).toEqual([]);
    },
  );

  it.each(XML_FORMATS)("%s: elements 10,000 inside one another", async (file, before, after) => {
    withSoundFile();
    folder.write(`deep/${file}`, `${before}${"<a>".repeat(10_000)}${"</a>".repeat(10_000)}${after}`);
    folder.write(`open/${file}`, `${before}${"<a>".repeat(10_000)}`);
    folder.write(`wide/${file}`, `${before}${"<a/>".repeat(300_000)}${after}`);
    folder.write(
      `attributes/${file}`,
      `${before}<a ${"b".repeat(20)}="${"c".repeat(100_000)}" ${Array.from({ length: 20_000 }, (_, at) => `x${at}=""`).join(" ")}/>${after}`,
    );
    const { facts, report } = await survive();
    expectSoundFile(facts);
    for (const kind of ["deep", "open", "wide"]) {
      const source = report?.sources.find(({ path }) => path.includes(`${kind}/`));
      expect(source?.read, kind).not.toBe("complete");
      expect(facts.stderr).toMatch(
        new RegExp(`^(error|warning): \\./${kind}/${file}:\\d+:\\d+: .*\\[[a-z-]+\\]\\n {4}\\S`, "m"),
      );
    }
  });

  it.each(XML_FORMATS)("%s: cut at every kind of place", async (file, before, after) => {
    const whole = `<?xml version="1.0" encoding="utf-16"?>${before}<A b="c"><![CDATA[d]]>e &amp; f<!-- g --></A>${after}`;
    const cuts = Array.from({ length: Math.floor(whole.length / 7) }, (_, at) => at * 7 + 3);
    for (const at of cuts)
      folder.write(`${at}/${file}`, Buffer.from(whole.slice(0, at), at % 2 === 0 ? "utf8" : "utf16le"));
    const { facts, report } = await survive();
    expect(report === null || report.sources.length === cuts.length).toBe(true);
    expect(facts.stderr).toMatch(/^(error: \.\/\d+\/.*\[[a-z-]+\]\n {4}\S|note: \d+ files not used: no known format)/m);
    for (const { path, read } of report?.sources ?? []) expect(read, path).not.toBe("complete");
  });
});

describe("what text can hold", () => {
  it("NULs: what stands between them is read", async () => {
    folder.write(`csv/${AUDIT_CSV}`, CSV.replace("\r\n,", "\0\r\n\0,"));
    folder.write(
      `inf/${INF}`,
      "[Unicode]\r\nUnicode=yes\r\n[Event Audit]\r\nAuditLogonEvents = 3\r\nAudit\0DSAccess = 2\r\n\0\0\0",
    );
    folder.write(
      "ini/{31B2F340-016D-11D2-945F-00C04FB984F9}/GPT.INI",
      "[General]\r\nVersion=65\u00005370\r\ndisplayName=New Group Policy Object\r\n",
    );
    folder.write(
      "padded/{6AC1786C-016F-11D2-945F-00C04FB984F9}/GPT.INI",
      `[General]\r\nVersion=65537\r\n${"\0".repeat(4096)}`,
    );
    const { facts, report } = await survive();
    expect(valuesOf(facts)).toContain(3);
    const kinds = report?.sources.map(({ path }) => path.split("/")[1]);
    expect(kinds).toEqual(["csv", "inf", "ini", "padded"]);
    for (const { path, read, reason } of report?.sources ?? []) {
      expect(["complete", "incomplete"], `${path}: ${reason}`).toContain(read);
    }
    // What a NUL stands in is no key and no value.
    expect(facts.stdout).not.toContain('"category":"AuditDSAccess"');
    expect(facts.stderr).toMatch(/GptTmpl\.inf:5:\d+: /);
    expect(facts.stderr).toMatch(/\.\/ini\/.*GPT\.INI:2:\d+: .*65\\u\{0\}5370/);
    const versions = (name: string) =>
      jsonLines(facts.stdout).find((fact) => String(fact["path"]).includes(name))?.["versions"];
    expect(versions("./ini/")).toBeNull();
    expect(versions("./padded/")).toMatchObject({ machineSysvol: 1, userSysvol: 1 });
  });

  it("half surrogates in UTF-16", async () => {
    const lone = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(CSV.replace("Audit Credential Validation", "A\uD800B\uDFFF"), "utf16le"),
    ]);
    folder.write(`a/${AUDIT_CSV}`, lone);
    folder.write(
      `b/${INF}`,
      Buffer.concat([
        Buffer.from(
          "\uFEFF[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeAuditPrivilege = *S-1-5-19,\uDC00x\uD834\r\n",
          "utf16le",
        ),
        Buffer.from([0x41]),
      ]),
    );
    const { facts } = await survive();
    expect(valuesOf(facts)).toContain(3);
    expect(jsonLines(facts.stdout).find((fact) => fact["kind"] === "user-right")).toMatchObject({
      right: "SeAuditPrivilege",
    });
  });

  it("a line of 20 million characters, a file of one quote, a header and nothing else", async () => {
    withSoundFile();
    folder.write(`long/${AUDIT_CSV}`, `${CSV}${"x".repeat(20_000_000)}\r\n${ROW}`);
    folder.write(`quote/${AUDIT_CSV}`, `${CSV}"${",".repeat(3_000_000)}`);
    folder.write(`header/${AUDIT_CSV}`, CSV_HEAD);
    folder.write(
      `inf/${INF}`,
      `[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeAuditPrivilege = ${"*S-1-5-19,".repeat(200_000)}\r\n`,
    );
    const { facts } = await survive();
    expectSoundFile(facts);
    expect(facts.stderr).toMatch(/^(error|warning): \.\/long\/.*audit\.csv:3:1: .*\n {4}\S/m);
    expect(facts.stderr).toMatch(/^(error|warning): \.\/quote\/.*audit\.csv:3:1: .*\n {4}\S/m);
  });

  it("keys that are names of JavaScript", async () => {
    const keys = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    folder.write(
      `a/${INF}`,
      `[Unicode]\r\nUnicode=yes\r\n[Event Audit]\r\n${keys.map((key) => `${key} = 3\r\n`).join("")}AuditLogonEvents = 3\r\n[__proto__]\r\npolluted = 1\r\n`,
    );
    folder.write("a/GPT.INI", `[General]\r\n${keys.map((key) => `${key}=1\r\n`).join("")}Version=1\r\n`);
    folder.write(`__proto__/${AUDIT_CSV}`, CSV);
    const { facts } = await survive();
    expect(
      jsonLines(facts.stdout).find(
        (fact) => fact["kind"] === "legacy-category" && fact["category"] === "AuditLogonEvents",
      ),
    ).toMatchObject({ value: 3 });
    expect(jsonLines(facts.stdout).some((fact) => String(fact["path"]).startsWith("./__proto__/"))).toBe(true);
  });
});

describe("what Registry.pol can say", () => {
  const records = Array.from({ length: 3 }, (_, at) => ({
    key: "Software\\Policies\\A",
    name: `n${at}`,
    type: "REG_DWORD",
    data: at,
  }));
  const whole = Buffer.from(encodeRegistryPol(records));

  it("cut at every byte: what stands before is read, and the place of the cut is told", async () => {
    for (let at = 0; at < whole.length; at += 5)
      folder.write(`${String(at).padStart(4, "0")}/Machine/Registry.pol`, whole.subarray(0, at));
    const { facts, report } = await survive();
    const counts = new Map<string, number>();
    for (const fact of jsonLines(facts.stdout))
      counts.set(String(fact["path"]), (counts.get(String(fact["path"])) ?? 0) + 1);
    const size = (whole.length - 8) / 3;
    for (let at = 0; at < whole.length; at += 5) {
      const path = `./${String(at).padStart(4, "0")}/Machine/Registry.pol`;
      expect(counts.get(path) ?? 0, path).toBe(Math.max(0, Math.floor((at - 8) / size)));
      const source = report?.sources.find((one) => one.path === path);
      if (source?.read === "complete") expect((at - 8) % size, path).toBe(0);
    }
    expect(facts.stderr).toMatch(/^error: \.\/\d+\/Machine\/Registry\.pol@\d+: .*\[truncated\]\n {4}\S/m);
  });

  it("lengths that lie", async () => {
    withSoundFile();
    const sizes = [0xffffffff, 0x7fffffff, 0x80000000, 5, 3, 0];
    const sizeAt = whole.indexOf(Buffer.from(";\u0004\0\0\0;", "utf16le").subarray(0, 2), 8);
    expect(sizeAt).toBeGreaterThan(0);
    const field = whole.indexOf(Buffer.from([0x3b, 0, 4, 0, 0, 0, 0x3b, 0, 4, 0, 0, 0]), 8) + 8;
    for (const [number, size] of sizes.entries()) {
      const lying = Buffer.from(whole);
      lying.writeUInt32LE(size, field);
      folder.write(`${number}/Machine/Registry.pol`, lying);
    }
    folder.write("version/Machine/Registry.pol", Buffer.from("PReg\u0009\0\0\0", "latin1"));
    folder.write("short/Machine/Registry.pol", Buffer.from("PReg"));
    const { facts } = await survive();
    expectSoundFile(facts);
    for (const number of sizes.keys()) {
      expect(facts.stderr).toMatch(
        new RegExp(`^(error|warning): \\./${number}/Machine/Registry\\.pol@\\d+: .*\\n {4}\\S`, "m"),
      );
    }
    for (const name of ["version", "short"]) expect(facts.stderr).toContain(`./${name}/Machine/Registry.pol`);
  });
});

describe("what a GPO can be called", () => {
  it("escape sequences, bidirectional marks, HTML, Markdown, PowerShell, a formula: the samples' five, and their archive", async () => {
    cpSync(join(ROOT, "gpo-samples/hostile"), join(folder.path, "in"), { recursive: true });
    const { facts, scan } = await survive(["in"]);
    expect(facts.code).toBe(0);
    expect(scan.stdout).not.toBe("");
    const names = new Set(
      jsonLines(facts.stdout).flatMap((fact) => (fact["kind"] === "gpo" ? [String(fact["name"])] : [])),
    );
    expect([...names].some((name) => name.includes("\u001B["))).toBe(true);
    expect([...names].some((name) => name.includes("\u202E"))).toBe(true);
    expect([...names].some((name) => name.includes("<script"))).toBe(true);
    const markdown = await run(["scan", "-q", "-f", "markdown", "--fail-on", "none", "in"], { cwd: folder.path });
    expect(unsafeCharacter(markdown.stdout)).toBeNull();
    expect(markdown.stdout).not.toContain("<script");
    const page = await run(["explain", "MDI-DC-AUDIT-CREDENTIAL-VALIDATION", "in"], { cwd: folder.path });
    expect(unsafeCharacter(page.stdout + page.stderr)).toBeNull();
    expectProblem(facts, /broken\/Machine\/registry\.pol@\d+: /, "truncated");
    expectProblem(facts, /broken\/cut\/Backup\.xml:\d+:\d+: /, "truncated");
  });

  it("a name in every place that is printed: the domain, a link, an account, a computer, a setting", async () => {
    const evil = "\u001B[31mE\u202Evil\u0007\u009B\u2028\u200B\uFEFF";
    folder.write(
      `a/${INF}`,
      `[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeServiceLogonRight = ${evil},*S-1-5-20\r\n[Registry Values]\r\nMACHINE\\${evil}=4,1\r\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy=4,${evil}\r\n[${evil}]\r\nx=1\r\n`,
    );
    folder.write(
      "get.csv",
      `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting\r\n${evil},System,${evil},{0CCE923F-69AE-11D9-BED3-505054503030},${evil},\r\n`,
    );
    folder.write(
      "r/gpreport.xml",
      `<GPO xmlns="${SETTINGS}"><Identifier><Identifier xmlns="http://www.microsoft.com/GroupPolicy/Types">{11111111-2222-3333-4444-555555555555}</Identifier><Domain xmlns="http://www.microsoft.com/GroupPolicy/Types">${evil.replaceAll("\u001B", "&#x1B;").replaceAll("\u0007", "")}.example</Domain></Identifier><Name>${evil}</Name><LinksTo><SOMName>x</SOMName><SOMPath>${evil}/OU</SOMPath><Enabled>true</Enabled><NoOverride>false</NoOverride></LinksTo></GPO>`,
    );
    const { facts, report } = await survive();
    expect(facts.code).toBe(0);
    expect(JSON.stringify(report)).toContain("\\u001b[31m");
  });
});

describe("all at once", () => {
  it("leaves the sound files as they are: the same facts as without any trap", async () => {
    cpSync(join(ROOT, "gpo-samples/sysvol-copy"), join(folder.path, "in/estate"), { recursive: true });
    const alone = await run(["facts", "-q", "in"], { cwd: folder.path });
    folder.write("in/zzz/empty.xml", "");
    folder.write("in/zzz/a.zip", writeZip([{ name: "../slip.csv", data: Buffer.from(CSV) }]));
    folder.write("in/zzz/deep.xml", "<a>".repeat(10_000));
    folder.write("in/zzz/noise.bin", Buffer.from(Array.from({ length: 10_000 }, (_, at) => (at * 7919) % 256)));
    if (UNIX) symlinkSync("..", join(folder.path, "in/zzz/up"));
    const { facts } = await survive(["in"]);
    expect(facts.stdout).toBe(alone.stdout);
    expect(readdirSync(folder.path)).toEqual(["in"]);
  });
});
