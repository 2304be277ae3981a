/** CSV, XLSX, SARIF, JUnit, OSCAL and OCSF through the program as it is run, on every sample: the shapes hold and other programs read them. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { csvRecords } from "../../src/testing/read-csv.ts";
import { type TempFolder, tempFolder } from "../../src/testing/temp-folder.ts";
import { junitComplaints, readXml } from "../support/junit-shape.ts";
import { ROOT, run } from "../support/program.ts";
import { havePty, onTerminal } from "../support/pty.ts";
import { type OcsfEvent, ocsfComplaints } from "../support/ocsf-shape.ts";
import { type OscalBody, oscalComplaints, type OscalProp } from "../support/oscal-shape.ts";
import { sarifComplaints, type SarifLog } from "../support/sarif-shape.ts";

const SCAN = ["scan", "-q", "--as-of", "2026-11-22T08:00:00Z", "--fail-on", "none"];
const ESTATES = readdirSync(join(ROOT, "gpo-samples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();
const FILES = {
  csv: "r.csv",
  "action-plan": "p.csv",
  sarif: "r.sarif",
  "sarif-full": "f.sarif",
  junit: "r.xml",
  xlsx: "r.xlsx",
  oscal: "r.oscal.json",
  "oscal-poam": "p.oscal.json",
  ocsf: "r.ndjson",
};

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

interface Results {
  readonly findings: readonly { readonly id: string; readonly status: string }[];
  readonly sources: readonly unknown[];
}

/** All formats of one run, and the JSON report of the same run. */
async function written(
  estate: string,
  env: Record<string, string> = {},
): Promise<{ files: Map<string, Buffer>; results: Results }> {
  const formats = Object.entries(FILES).flatMap(([format, file]) => ["-f", `${format}=${join(folder.path, file)}`]);
  const { code, stdout, stderr } = await run([...SCAN, ...formats, "-f", "json", `gpo-samples/${estate}`], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const files = new Map(Object.entries(FILES).map(([format, file]) => [format, readFileSync(join(folder.path, file))]));
  return { files, results: JSON.parse(stdout) as Results };
}

const idsOf = (list: readonly { readonly props: readonly OscalProp[] }[] | undefined): string[] =>
  (list ?? []).flatMap(({ props }) => props.filter(({ name }) => name === "finding-id").map(({ value }) => value));

describe.each(ESTATES)("%s", (estate) => {
  it("every format holds what the JSON report holds", async () => {
    const { files, results } = await written(estate);
    const text = (format: string): string => files.get(format)?.toString("utf8") ?? "";
    const ids = results.findings.map(({ id }) => id).toSorted();
    const failing = results.findings.filter(({ status }) => status === "fail").map(({ id }) => id);

    expect(
      csvRecords(text("csv"))
        .map(({ id }) => String(id))
        .toSorted(),
    ).toEqual(ids);
    const settled = csvRecords(text("action-plan")).map(({ settles }) => Number(settles));
    expect(settled.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(failing.length);

    const log = JSON.parse(text("sarif")) as SarifLog;
    expect(sarifComplaints(log)).toEqual([]);
    const found = log.runs.flatMap((one) => one.results.map(({ properties }) => properties.finding));
    expect(found.toSorted()).toEqual(failing.toSorted());
    const full = JSON.parse(text("sarif-full")) as SarifLog;
    expect(sarifComplaints(full)).toEqual([]);
    expect(full.runs[0]?.results.length).toBe(ids.length);

    expect(junitComplaints(text("junit"))).toEqual([]);
    expect(readXml(text("junit")).attributes).toMatchObject({
      tests: String(ids.length),
      failures: String(failing.length),
    });

    const oscal = JSON.parse(text("oscal")) as Record<string, OscalBody>;
    expect(oscalComplaints(oscal, "results")).toEqual([]);
    const result = oscal["assessment-results"]?.results[0];
    expect(idsOf(result?.observations).toSorted()).toEqual(ids);
    expect(idsOf(result?.risks).toSorted()).toEqual(failing.toSorted());
    const satisfied = (result?.findings ?? []).filter(({ target }) => target.status.state === "satisfied");
    const passing = results.findings.filter(({ status }) => status === "pass").map(({ id }) => id);
    expect(idsOf(satisfied).toSorted()).toEqual(passing.toSorted());
    const poam = JSON.parse(text("oscal-poam")) as Record<string, OscalBody>;
    expect(oscalComplaints(poam, "plan")).toEqual([]);
    expect(idsOf(poam["plan-of-action-and-milestones"]?.risks).toSorted()).toEqual(failing.toSorted());

    const events = text("ocsf")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as OcsfEvent);
    expect(events.flatMap(ocsfComplaints)).toEqual([]);
    const byStatus = (status: string): string[] =>
      results.findings.filter((finding) => finding.status === status).map(({ id }) => id);
    for (const [number, status] of [
      [1, "pass"],
      [2, "unknown"],
      [3, "fail"],
    ] as const) {
      const same = events.filter(({ compliance }) => compliance.status_id === number);
      expect(same.map(({ finding_info }) => finding_info.uid).toSorted(), status).toEqual(byStatus(status).toSorted());
    }
  });
});

it("the same bytes under another zone and language", async () => {
  const { files: here } = await written("usual-gaps", { TZ: "UTC", LANG: "C" });
  const { files: there } = await written("usual-gaps", {
    TZ: "Pacific/Auckland",
    LANG: "tr_TR.UTF-8",
    LC_ALL: "tr_TR.UTF-8",
  });
  for (const [format, bytes] of here) expect(there.get(format)?.equals(bytes), format).toBe(true);
});

describe("a workbook", () => {
  it("goes to a pipe as it is", async () => {
    const { bytes, code } = await run([...SCAN, "-f", "xlsx", "gpo-samples/usual-gaps"]);
    const { files } = await written("usual-gaps");
    expect(code).toBe(0);
    expect(files.get("xlsx")?.equals(bytes.stdout)).toBe(true);
  });

  it.skipIf(!havePty())("is refused on a screen before anything is read, with the words to type", async () => {
    const { code, text } = await onTerminal([...SCAN, "-f", "xlsx", "no/such/folder"], 80, {});
    expect({ code, text }).toEqual({ code: 2, text: "" });
    const { text: sarif } = await onTerminal([...SCAN, "-f", "sarif", "gpo-samples/usual-gaps"], 80, {});
    expect(sarif).toMatch(/^\{/);
  });
});

describe("other programs", () => {
  const have = (command: string, words: readonly string[]): boolean => {
    const found = spawnSync(command, words).status === 0;
    if (!found) console.log(`skipped: no ${command} ${words.join(" ")} on this machine`);
    return found;
  };

  it.skipIf(!have("xmllint", ["--version"]))("libxml2 finds the JUnit file well formed", async () => {
    await written("hostile");
    const { status, stderr } = spawnSync("xmllint", ["--noout", join(folder.path, FILES.junit)], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.skipIf(!have("python3", ["-c", "import zipfile, csv"]))(
    "Python reads the zip, its parts and the CSV",
    async () => {
      const { results } = await written("hostile");
      const script = `
import csv, sys, zipfile, xml.dom.minidom
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
for name in book.namelist():
    xml.dom.minidom.parseString(book.read(name))
print(len(list(csv.DictReader(open(sys.argv[2], encoding="utf-8-sig", newline="")))))
`;
      const words = ["-c", script, join(folder.path, FILES.xlsx), join(folder.path, FILES.csv)];
      expect(execFileSync("python3", words, { cwd: ROOT, encoding: "utf8" }).trim()).toBe(
        String(results.findings.length),
      );
    },
  );

  it.skipIf(!have("soffice", ["--version"]))(
    "LibreOffice finds no formula in the CSV, the plan and the workbook",
    async () => {
      const row = ",System,Audit Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success and Failure,,3\n";
      const head =
        "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\n";
      for (const name of ["=1+1", "@SUM(1)", "+2+3"])
        folder.write(`${name}/{A}/Machine/Microsoft/Windows NT/Audit/audit.csv`, head + row);
      const formats = ["csv=r.csv", "action-plan=p.csv", "xlsx=r.xlsx"].flatMap((format) => ["-f", format]);
      const { code } = await run([...SCAN, ...formats, "--", "=1+1", "@SUM(1)", "+2+3"], { cwd: folder.path });
      expect(code).toBe(0);
      // The same reader does find one where nothing keeps it from it.
      folder.write("control.csv", "a,b\n=1+1,x\n");
      const profile = `-env:UserInstallation=file://${join(folder.path, "profile")}`;
      const files = ["r.csv", "p.csv", "r.xlsx", "control.csv"];
      // One after the other: names that differ in the extension alone would be one target.
      const formulas = files.map((file) => {
        const words = [
          profile,
          "--headless",
          "--convert-to",
          "fods",
          "--outdir",
          join(folder.path, `of-${file}`),
          file,
        ];
        execFileSync("soffice", words, { cwd: folder.path, stdio: "ignore" });
        const sheet = readFileSync(join(folder.path, `of-${file}`, file.replace(/\.\w+$/, ".fods")), "utf8");
        if (file === "r.csv" || file === "r.xlsx") expect(sheet).toContain("=1+1/");
        return sheet.split("table:formula=").length - 1;
      });
      expect(formulas).toEqual([0, 0, 0, 1]);
    },
    120_000,
  );
});
