import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DirectoryAudit } from "../core/directory-audit.ts";
import type { Report } from "../core/report.ts";
import { auditOf, LAB, ROOT, root, SALES, smallAudit as small } from "../testing/directory-audit.ts";
import { descriptor } from "../testing/directory.ts";
import { hostileReport, hostileTexts } from "../testing/hostile-report.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { readCsv } from "../text/csv.ts";
import { displayWidth } from "../text/printable.ts";
import { reporter as html } from "./formats/html.ts";
import { reporter as json } from "./formats/json.ts";
import { reporter as markdown } from "./formats/markdown.ts";
import { reporter as ndjson } from "./formats/ndjson.ts";
import { reporter as terminal } from "./formats/terminal.ts";
import { objectsCsv, saclRecord } from "./sacl-records.ts";
import { causeRows, classRows, saclSentences } from "./sacl-words.ts";

/** What a reader of the page reads. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
}

function section(report: Report, width = 80, ascii = false): string {
  const text = [...terminal.render(report, { colour: false, ascii, width })].join("");
  const [, after = ""] = text.split(/\n(?=(?:──|--) SACLs over)/);
  return after.split(/\n(?=(?:──|--) )/)[0] ?? "";
}

describe("what people see", () => {
  test.each([
    ["sacl-80.txt", 80, false],
    ["sacl-44-ascii.txt", 44, true],
  ] as const)("%s", async (name, width, ascii) => {
    const text = section(fixtureReport({ sacl: small }), width, ascii);
    await expect(text).toMatchFileSnapshot(`__snapshots__/${name}`);
    expect(text.split("\n").filter((line) => displayWidth(line) > width)).toEqual([]);
  });

  test("the chapter of the document", async () => {
    const text = [...markdown.render(fixtureReport({ sacl: small }), { colour: false, ascii: false, width: 80 })].join(
      "",
    );
    const [, chapter = ""] = text.split("\n## SACLs over the directory\n");
    await expect(chapter.split("\n## ")[0]).toMatchFileSnapshot("__snapshots__/sacl.md");
  });

  test("the page has the rows and the sentences of the document", () => {
    const page = [...html.render(fixtureReport({ sacl: small }))].join("");
    const [, after = ""] = page.split('<section id="sacl"');
    const [chapter = ""] = after.split("</section>");
    const text = textOf(chapter);
    for (const sentence of saclSentences(small)) expect(text).toContain(sentence);
    for (const rows of [classRows(small), causeRows(small)]) {
      expect(rows).not.toEqual([]);
      for (const cell of rows.flat()) expect(text).toContain(cell);
    }
    expect(text).toContain("SACL inheritance is blocked at (1)");
    expect(page).toContain('<a href="#sacl">SACLs</a>');
  });

  test("only the root: what is below is assumed, not shown", () => {
    const report = fixtureReport({ sacl: auditOf([root]) });
    expect(section(report).replaceAll(/\s+/g, " ")).toContain(
      "DC=corp,DC=example hands the whole entry down to user, group, computer, MSA, gMSA and dMSA. No descriptor of an account or group is in the evidence: what is below the root is assumed to take its entries over, not shown. `eventreach formats` has the ldifde command that exports them.",
    );
  });

  test("a root that was not read, or hands nothing down, says so", () => {
    const unread = auditOf([descriptor(ROOT, "D:AI(A;;RP;;;AU)")]);
    expect(saclSentences(unread)[0]).toBe(`The SACL of ${ROOT} was not read.`);
    const stock = auditOf([descriptor(ROOT, "S:AI(AU;SA;WPWDWO;;;WD)")]);
    expect(saclSentences(stock)[0]).toBe(`${ROOT} hands nothing down to user, group, computer, MSA, gMSA and dMSA.`);
  });

  test("a share of less than all is never 100%, and of more than nothing never 0%", () => {
    const of = (audited: number): string => {
      const counts = { total: 1000, audited, notAudited: 1000 - audited, open: 0, notRead: 0 };
      return saclSentences({ ...small, classes: [{ class: "user", ...counts }] })[0] ?? "";
    };
    expect(of(999)).toContain("(99%)");
    expect(of(1)).toContain("(<1%)");
    expect(of(0)).toContain("(0%)");
    expect(of(1000)).toContain("(100%)");
  });

  test("without directory objects there is no section", () => {
    expect(section(fixtureReport())).toBe("");
  });
});

describe("for programs", () => {
  test("JSON has every list, with what was left out", () => {
    const written = JSON.parse([...json.render(fixtureReport({ sacl: small }))].join("")) as { sacl: DirectoryAudit };
    expect(written.sacl).toEqual({ ...small, leftOut: { blocked: 0, containers: 0, objects: 0 } });
    const [first] = small.objects;
    const many = { ...small, objects: Array.from({ length: 1500 }, () => first!) };
    expect(saclRecord(many)).toMatchObject({ leftOut: { objects: 500, containers: 0, blocked: 0 } });
    expect(saclRecord(many)?.["objects"]).toHaveLength(1000);
    expect(saclRecord(null)).toBeNull();
  });

  test("NDJSON has one line of it", () => {
    const types = [...ndjson.render(fixtureReport({ sacl: small }))].map(
      (line) => (JSON.parse(line) as { type: string }).type,
    );
    expect(types.filter((type) => type === "sacl")).toHaveLength(1);
  });

  test("CSV has a row for every object that is not audited, however many", () => {
    const rows = [...objectsCsv(small)];
    expect(rows[0]).toBe("\uFEFFobject,class,container,state,cause,because,from,missing,adminCount\r\n");
    expect(rows).toHaveLength(1 + small.objects.length);
    expect(rows.slice(1).map((row) => cellsOf(row).filter((_, i) => [0, 3, 4, 6, 8].includes(i)))).toEqual([
      [`CN=One,${LAB}`, "not-audited", "blocked-above", LAB, ""],
      [`CN=Two,${LAB}`, "not-audited", "blocked-above", LAB, ""],
      [`CN=Admin,${SALES}`, "not-audited", "admin-sd-holder", "", "1"],
      [`CN=Moved,${SALES}`, "not-audited", "not-inherited", SALES, ""],
      [`CN=Unread,${SALES}`, "not-read", "not-read", "", ""],
    ]);
    expect([...objectsCsv(null)]).toHaveLength(1);
  });

  test("whatever the objects are called: no cell is a formula, every row is one line of nine cells", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        for (const row of [...objectsCsv(hostileReport(texts).sacl)].slice(1)) {
          expect(row.slice(0, -2)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
          const cells = cellsOf(row);
          expect(cells).toHaveLength(9);
          for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@]/);
        }
      }),
      { seed: 20261122, numRuns: 200 },
    );
  });
});

function cellsOf(row: string): string[] {
  const [line] = [...readCsv(row)];
  return line!.cells.map(({ value }) => value);
}
