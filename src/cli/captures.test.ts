/** Captures of one computer from two times, from the files to the verdict: the newer counts, whatever the order. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../core/report.ts";
import { type TempFolder, tempFolder } from "../testing/temp-folder.ts";
import { writeZip } from "../testing/zip-writer.ts";
import { analyse, evidenceOf } from "./analyse.ts";
import { readInputs } from "./read-inputs.ts";

const QUIET = { step: () => undefined, done: () => undefined };
const CREDENTIAL = "{0CCE923F-69AE-11D9-BED3-505054503030}";
const capture = (setting: string) =>
  `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting\r\nDC01,System,Credential Validation,${CREDENTIAL},${setting},\r\n`;

let folder: TempFolder;
beforeAll(() => {
  folder = tempFolder();
});
afterAll(() => folder.remove());

async function reportOf(paths: readonly string[]): Promise<Report> {
  const evidence = evidenceOf(await readInputs(paths, QUIET));
  return analyse(evidence, { asOf: "2026-11-22T09:00:00Z", roles: new Map([["dc01", ["dc"]]]) });
}

function verdict({ findings }: Report): string {
  const found = findings.filter(
    ({ requirement, subject }) => requirement === "MDI-DC-AUDIT-CREDENTIAL-VALIDATION" && subject.kind === "host",
  );
  return found.map(({ status, have }) => `${status}: ${have}`).join("; ");
}

/** An extra field with the time of the last change in UTC [Info-ZIP 0x5455]. */
function stamped(time: string): Uint8Array {
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra[4] = 1;
  extra.writeInt32LE(Date.parse(time) / 1000, 5);
  return extra;
}

describe("two captures of one computer", () => {
  it("without any time are not guessed", async () => {
    const paths = [folder.write("a.csv", capture("Success and Failure")), folder.write("b.csv", capture("Success"))];
    const report = await reportOf(paths);
    expect(verdict(report)).toBe("unknown: undecided: Success or Success and Failure, in 2 captures of the computer");
    expect(report.sources.map(({ taken }) => taken)).toEqual([null, null]);
  });

  it("whose times a scope file says: the newer counts", async () => {
    const scope = (a: string, b: string) =>
      folder.write(
        "scope.yaml",
        `schema: scope/1\ncaptures:\n- {path: a.csv, taken: ${a}}\n- {path: b.csv, taken: ${b}}\n`,
      );
    const [a, b] = [
      folder.write("a.csv", capture("Success and Failure")),
      folder.write("b.csv", capture("No Auditing")),
    ];
    for (const order of [
      [a, b],
      [b, a],
    ]) {
      const good = await reportOf([...order, scope("2026-11-20", "2026-11-19")]);
      expect(verdict(good)).toBe("pass: Success and Failure");
      const bad = await reportOf([...order, scope("2026-11-19", "2026-11-20")]);
      expect(verdict(bad)).toBe("fail: No Auditing");
      expect(bad.diagnostics.filter(({ code }) => code === "older-capture").map(({ path }) => path)).toEqual([a]);
    }
  });

  it("in a zip: the entry that was written later counts", async () => {
    const member = (name: string, setting: string, time: string) => ({
      name,
      data: Buffer.from(capture(setting)),
      extra: stamped(time),
    });
    const zip = folder.write(
      "captures.zip",
      writeZip([
        member("a.csv", "Success and Failure", "2026-11-01T10:00:00Z"),
        member("b.csv", "No Auditing", "2026-11-02T10:00:00Z"),
      ]),
    );
    const report = await reportOf([zip]);
    expect(verdict(report)).toBe("fail: No Auditing");
    expect(report.sources.map(({ taken }) => taken)).toEqual([
      null,
      { time: "2026-11-01T10:00:00Z", basis: "zip-entry" },
      { time: "2026-11-02T10:00:00Z", basis: "zip-entry" },
    ]);
  });
});
