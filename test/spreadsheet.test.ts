/**
 * CSV and XLSX of a report whose every text is somebody's, opened by LibreOffice and written out again: no cell became a
 * formula, none lost a character. Needs soffice (Debian: libreoffice-calc-nogui); skipped without.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reporter as csv } from "../src/report/formats/csv.ts";
import { reporter as xlsx } from "../src/report/formats/xlsx.ts";
import { hostileReport, type HostileTexts } from "../src/testing/hostile-report.ts";
import { csvRecords } from "../src/testing/read-csv.ts";
import { HOSTILE_NAME } from "../src/testing/report-parts.ts";
import { type TempFolder, tempFolder } from "../src/testing/temp-folder.ts";

const HAVE = spawnSync("soffice", ["--version"]).status === 0;
if (!HAVE) console.log("skipped: no soffice on this machine (Debian: libreoffice-calc-nogui)");

/** Comma, quote, UTF-8, from the first row; on the way out every cell as it is shown. */
const IN = "--infilter=CSV:44,34,76,1";
const OUT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false";

const TEXTS: readonly HostileTexts[] = [
  ["=1+1", HOSTILE_NAME, "@SUM(1)", "+2+3", "-1", '\t=HYPERLINK("http://x","y")'],
  [HOSTILE_NAME, "=cmd|' /C calc'!A0", " =1+1", "\uFF1D1+1", '"=1+1', "a,b;c\r\n=1+1"],
  ["1/2", "007", "1E5", "TRUE", "2026-01-02", "12:30"],
];

type Row = Readonly<Record<string, string>>;

describe.skipIf(!HAVE).each(TEXTS)("%j, ...", (...texts) => {
  let folder: TempFolder;
  let ours: Row[] = [];
  let calls = 0;

  beforeAll(() => {
    folder = tempFolder();
    const report = hostileReport(texts);
    writeFileSync(join(folder.path, "r.csv"), [...csv.render(report)].join(""));
    writeFileSync(join(folder.path, "r.xlsx"), Buffer.concat([...xlsx.render(report)]));
    ours = csvRecords(readFileSync(join(folder.path, "r.csv"), "utf8"));
  });
  afterAll(() => folder.remove());

  function converted(file: string, to: string): string {
    calls += 1;
    const out = join(folder.path, `out${calls}`);
    const profile = `-env:UserInstallation=file://${join(folder.path, "profile")}`;
    const words = [profile, "--headless", ...(file.endsWith(".csv") ? [IN] : []), "--convert-to", to, "--outdir", out];
    execFileSync("soffice", [...words, join(folder.path, file)], { stdio: "ignore" });
    return readFileSync(join(out, `r.${to.split(":")[0]}`), "utf8");
  }

  /** LibreOffice ends rows with LF, as it does lines within a cell. */
  function rows(file: string): Row[] {
    return csvRecords(converted(file, OUT).replaceAll("\n", "\r\n")).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell.replaceAll("\r\n", "\n")])),
    );
  }

  it("the workbook shows every text as it is", () => {
    // Without the apostrophe that only CSV needs.
    const bare = (cell: string): string => cell.replaceAll(/^'/gm, "");
    const wanted = ours.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, bare(cell)])));
    expect(rows("r.xlsx")).toEqual(wanted);
    expect(converted("r.xlsx", "fods")).not.toContain("table:formula=");
  });

  it("CSV holds no formula, and every text that is no number or day", () => {
    const likeNumbers = /^(?:[\d.]+|TRUE|FALSE|\d+E\d+|\d+\/\d+|[\d:]+|\d{4}-\d\d-\d\d(?:T.*)?)$/i;
    const texts = (list: readonly Row[]): [number, string, string][] =>
      list.flatMap((row, at) =>
        Object.entries(row).flatMap(([name, cell]): [number, string, string][] =>
          likeNumbers.test(ours[at]?.[name] ?? "") ? [] : [[at, name, cell]],
        ),
      );
    const theirs = rows("r.csv");
    expect(theirs.length).toBe(ours.length);
    expect(texts(theirs)).toEqual(texts(ours));
    expect(converted("r.csv", "fods")).not.toContain("table:formula=");
  });

  it("the same reader does find a formula where nothing keeps it from one", () => {
    writeFileSync(join(folder.path, "r.csv"), "a,b\r\n=1+1,x\r\n");
    expect(converted("r.csv", "fods").split("table:formula=").length).toBe(2);
  });
});
