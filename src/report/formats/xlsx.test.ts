import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as yauzl from "yauzl";
import type { Report } from "../../core/report.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { HOSTILE_NAME } from "../../testing/report-parts.ts";
import { designReport, fixtureReport } from "../../testing/report-fixture.ts";
import { shuffled } from "../../testing/shuffled.ts";
import { readXml, type XmlNode } from "../../../test/support/junit-shape.ts";
import { tableOf } from "../table.ts";
import { letters, workbookParts } from "../workbook.ts";
import { zipOf } from "../../text/zip-write.ts";
import { reporter } from "./xlsx.ts";

const bytes = (report: Report): Buffer => Buffer.concat([...reporter.render(report)]);

async function parts(zip: Buffer): Promise<Map<string, string>> {
  const file = await yauzl.fromBufferPromise(zip);
  const found = new Map<string, string>();
  for await (const entry of file.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    found.set(entry.fileName, Buffer.concat(chunks).toString("utf8"));
  }
  return found;
}

function all(node: XmlNode, name: string): XmlNode[] {
  return [...(node.name === name ? [node] : []), ...node.children.flatMap((child) => all(child, name))];
}

/** Sheets by their titles: rows of texts, by the references of the cells. */
async function sheets(zip: Buffer): Promise<Map<string, string[][]>> {
  const found = await parts(zip);
  const titles = all(readXml(found.get("xl/workbook.xml") ?? ""), "sheet").map(
    ({ attributes }) => attributes["name"] ?? "",
  );
  return new Map(
    titles.map((title, at) => {
      const sheet = readXml(found.get(`xl/worksheets/sheet${at + 1}.xml`) ?? "");
      return [title, all(sheet, "row").map((row) => row.children.map((cell) => all(cell, "t")[0]?.text ?? ""))];
    }),
  );
}

test("five sheets with a row for each finding, file, fix and waiver", async () => {
  const report = fixtureReport();
  const found = await sheets(bytes(report));
  expect([...found].map(([title, rows]) => [title, rows.length])).toEqual([
    ["Findings", report.findings.length + 1],
    ["Inputs", report.sources.length + 1],
    ["Action plan", 5],
    ["Waivers", 1],
    ["About", 20],
  ]);
  expect(found.get("Findings")?.[1]?.slice(0, 3)).toEqual(["fail", "critical", "MDI-DC-AUDIT-CREDENTIAL-VALIDATION"]);
  const about = await sheets(bytes(designReport()));
  expect(about.get("About")?.flat().join(" ")).toContain("Design only");
});

test("the header stays in sight, every column can be filtered and has a width", async () => {
  for (const [name, xml] of await parts(bytes(fixtureReport()))) {
    if (!name.startsWith("xl/worksheets/")) continue;
    const sheet = readXml(xml);
    const header = all(sheet, "row")[0];
    const range = all(sheet, "dimension")[0]?.attributes["ref"];
    expect(all(sheet, "pane")[0]?.attributes).toMatchObject({ ySplit: "1", state: "frozen", topLeftCell: "A2" });
    expect(all(sheet, "autoFilter")[0]?.attributes["ref"]).toBe(range);
    expect(all(sheet, "col").length).toBe(header?.children.length);
    expect(range).toMatch(new RegExp(`^A1:${letters((header?.children.length ?? 0) - 1)}\\d+$`));
  }
});

describe("cells are text", () => {
  const texts = ['=HYPERLINK("http://x")', "@x", "+1", "-1", "_x0041_", HOSTILE_NAME] as const;

  test("none is a formula, a number or a shared string; all are in the format text", async () => {
    const found = await parts(bytes(hostileReport(texts)));
    for (const [name, xml] of found) {
      expect(xml).not.toMatch(/<f[ >/]|<v[ >/]/);
      if (!name.startsWith("xl/worksheets/")) continue;
      for (const { attributes } of all(readXml(xml), "c")) {
        expect(attributes["t"]).toBe("inlineStr");
        expect(["1", "2"]).toContain(attributes["s"]);
      }
    }
    const formats = all(readXml(found.get("xl/styles.xml") ?? ""), "cellXfs")[0]?.children.map(
      ({ attributes }) => attributes,
    );
    expect(formats?.slice(1)).toMatchObject([
      { numFmtId: "49", quotePrefix: "1" },
      { numFmtId: "49", quotePrefix: "1" },
    ]);
  });

  test("they hold what the input holds; what Excel would decode is escaped as Excel does", async () => {
    const cells = (await sheets(bytes(hostileReport(texts)))).get("Findings")?.flat() ?? [];
    expect(cells).toContain('=HYPERLINK("http://x")'.concat(" DCs"));
    expect(cells).toContain("_x005F_x0041_");
    expect(cells.join("")).not.toContain("\u202E");
  });
});

test("a table longer than a sheet goes on in the next", async () => {
  const table = tableOf("T", [{ name: "n", width: 5, of: (n: number) => n }], [1, 2, 3, 4, 5]);
  const found = await sheets(Buffer.concat([...zipOf(workbookParts([table], 3))]));
  expect([...found]).toEqual([
    ["T", [["n"], ["1"], ["2"]]],
    ["T 2", [["n"], ["3"], ["4"]]],
    ["T 3", [["n"], ["5"]]],
  ]);
  const exact = await sheets(Buffer.concat([...zipOf(workbookParts([table], 6))]));
  expect([...exact.keys()]).toEqual(["T"]);
});

test("columns have the letters of spreadsheets", () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(letters)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
});

test("the order of findings, files and facts changes no byte; the budget of an estate holds", () => {
  const report = fixtureReport();
  expect(bytes(shuffled(report)).equals(bytes(report))).toBe(true);
  const [first] = report.findings;
  const findings = Array.from({ length: 10_000 }, (_, at) => ({ ...first!, id: `${first!.id}${at}` }));
  expect(bytes(fixtureReport({ findings })).length).toBeLessThan(10_000 * 4000);
});

test("whatever the inputs are called: every part is well formed and nothing hidden stands in it", async () => {
  await fc.assert(
    fc.asyncProperty(hostileTexts, async (texts) => {
      for (const xml of (await parts(bytes(hostileReport(texts)))).values()) {
        expect(xml.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}\uFFFE\uFFFF]/u,
        );
        readXml(xml);
      }
    }),
    { seed: 20261122, numRuns: 25 },
  );
});
