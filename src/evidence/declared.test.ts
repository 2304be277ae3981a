import { describe, expect, it } from "vitest";
import type { Taken } from "../core/provenance.ts";
import { readBytes } from "../testing/read-text.ts";
import type { ReadFile } from "./assemble.ts";
import { assemble } from "./assemble.ts";
import { applyDeclared } from "./declared.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const POWER = "Power Scheme GUID: 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c  (High performance)\r\n";
const power = (path: string, taken: Taken | null = null): ReadFile => {
  const file = readBytes(path, bytes(POWER));
  return { ...file, source: { ...file.source, taken } };
};
const scope = (lines: string, path = "scope.yaml") => readBytes(path, bytes(`schema: scope/1\ncaptures:\n${lines}`));
const hosts = (files: readonly ReadFile[]) =>
  files.flatMap(({ source, drafts }) => drafts.flatMap(({ host }) => (host == null ? [] : [`${source.path} ${host}`])));
const codes = ({ diagnostics }: ReturnType<typeof applyDeclared>) => diagnostics.map(({ code }) => code);

describe("captures of a scope file", () => {
  it("name time and computer, and say by which line", () => {
    const given = [power("in/dc01/power.txt"), scope("- {path: dc01/, taken: 2026-11-01, host: dc01.corp.example}\n")];
    const { files, diagnostics } = applyDeclared(given);
    expect(files[0]?.source.taken).toEqual({ time: "2026-11-01", basis: "scope-file" });
    expect(hosts(files)).toEqual(["in/dc01/power.txt dc01.corp.example"]);
    const data = { key: "dc01/", files: 1, taken: "2026-11-01", host: "dc01.corp.example" };
    expect(diagnostics).toEqual([{ code: "capture-declared", path: "scope.yaml", at: { line: 3, column: 1 }, data }]);
    expect(assemble(files).facts[0]).toMatchObject({
      tier: "A",
      subject: { kind: "host", name: "dc01.corp.example" },
      origin: { path: "in/dc01/power.txt", at: { line: 1 } },
    });
  });

  it("count before what the file and the archive say", () => {
    const zipped = power("a.zip!power.txt", { time: "2026-01-01T00:00:00", basis: "zip-entry" });
    const { files } = applyDeclared([zipped, scope("- {path: power.txt, taken: 2026-11-01T10:00:00Z}\n")]);
    expect(files[0]?.source.taken?.basis).toBe("scope-file");
  });

  it("a file counts before its folder, each field for itself", () => {
    const lines = "- {path: dc01/power.txt, host: dc02}\n- {path: in/dc01/, host: dc01, taken: 2026-11-01}\n";
    const { files } = applyDeclared([power("in/dc01/power.txt"), scope(lines)]);
    expect(hosts(files)).toEqual(["in/dc01/power.txt dc02"]);
    expect(files[0]?.source.taken?.time).toBe("2026-11-01");
  });

  it.each([
    ["power.txt", "two places"],
    ["dc01/", "two places"],
    ["ower.txt", "no file"],
    ["dc02/", "no file"],
    ["in/dc01", "a folder without /"],
  ])("never guess: %s", (path) => {
    const given = [power("in/dc01/power.txt"), power("old/dc01/power.txt"), scope(`- {path: ${path}, host: dc01}\n`)];
    const declared = applyDeclared(given);
    expect(hosts(declared.files)).toEqual([]);
    expect(codes(declared)).toEqual(["capture-not-matched"]);
  });

  it("keep the name that the capture has, and say so", () => {
    const csv = "DC05,System,Name,{0cce923f-69ae-11d9-bed3-505054503030},Success,\r\n".repeat(1);
    const declared = applyDeclared([readBytes("a.csv", bytes(csv)), scope("- {path: a.csv, host: dc01}\n")]);
    expect(hosts(declared.files)).toEqual(["a.csv DC05"]);
    expect(codes(declared)).toEqual(["capture-declared", "conflict"]);
    const same = applyDeclared([readBytes("a.csv", bytes(csv)), scope("- {path: a.csv, host: dc05.corp.example}\n")]);
    expect(codes(same)).toEqual(["capture-declared"]);
  });

  it("of two scope files that disagree count for nothing", () => {
    const rivals = [scope("- {path: a.txt, host: x}\n", "1.yaml"), scope("- {path: a.txt, host: y}\n", "2.yaml")];
    for (const order of [rivals, rivals.toReversed()]) {
      const declared = applyDeclared([power("a.txt"), ...order]);
      expect(hosts(declared.files)).toEqual([]);
      expect(declared.diagnostics.find(({ code }) => code === "conflict")?.data["next"]).toBe(
        "Make them say the same: 1.yaml:3:1 and 2.yaml:3:1.",
      );
    }
  });

  it("make an export of secedit a reading of the computer, and never a GPO's template", () => {
    const inf = bytes("[Unicode]\r\nUnicode=yes\r\n[Privilege Rights]\r\nSeAuditPrivilege = *S-1-5-19\r\n");
    const loose = readBytes("secedit.inf", inf);
    const ofGpo = readBytes("b/DomainSysvol/GPO/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf", inf);
    const { files } = applyDeclared([loose, ofGpo, scope("- {path: secedit.inf, host: a}\n- {path: b/, host: a}\n")]);
    expect(hosts(files)).toEqual(["secedit.inf a"]);
  });

  it("change nothing where there are none", () => {
    const given = [power("a.txt")];
    expect(applyDeclared(given)).toEqual({ files: given, diagnostics: [] });
  });
});
