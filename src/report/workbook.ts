/**
 * Tables as the parts of a workbook [ECMA-376, SpreadsheetML]. Every cell is an inline string in the format "text": none
 * can be a formula, and none becomes one when somebody edits it.
 */
import { escapeXml, xmlAttributes } from "../text/xml-write.ts";
import type { CsvValue } from "../text/csv-write.ts";
import type { ZipPart } from "../text/zip-write.ts";
import { CELL_LIMIT, limited, type Table } from "./table.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Of one sheet, its header included. */
const EXCEL_ROWS = 1_048_576;

/** A table with more rows than a sheet goes on in the next: `Findings 2`. */
export function* workbookParts(tables: readonly Table[], maxRows = EXCEL_ROWS): Iterable<ZipPart> {
  const titles: string[] = [];
  for (const table of tables) {
    let page = 0;
    for (const rows of pages(table.rows, maxRows - 1)) {
      page += 1;
      titles.push(page === 1 ? table.title : `${table.title} ${page}`);
      yield { name: `xl/worksheets/sheet${titles.length}.xml`, chunks: sheet({ ...table, rows }, titles.length === 1) };
    }
  }
  yield { name: "xl/styles.xml", chunks: [STYLES] };
  yield { name: "xl/workbook.xml", chunks: [workbook(titles)] };
  yield { name: "xl/_rels/workbook.xml.rels", chunks: [workbookRelations(titles)] };
  yield { name: "_rels/.rels", chunks: [ROOT_RELATIONS] };
  yield { name: "[Content_Types].xml", chunks: [contentTypes(titles)] };
}

/** At least one, which may be empty. */
function* pages<T>(rows: Iterable<T>, most: number): Iterable<readonly T[]> {
  let page: T[] = [];
  let given = false;
  for (const row of rows) {
    if (page.length === most) {
      yield page;
      given = true;
      page = [];
    }
    page.push(row);
  }
  if (page.length > 0 || !given) yield page;
}

function* sheet({ columns, rows }: Table, active: boolean): Iterable<string> {
  const all = rows as readonly (readonly CsvValue[])[];
  const range = `A1:${letters(columns.length - 1)}${all.length + 1}`;
  yield `${HEAD}<worksheet xmlns="${MAIN}"><dimension ref="${range}"/>`;
  yield `<sheetViews><sheetView workbookViewId="0"${active ? ' tabSelected="1"' : ""}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  yield '<sheetFormatPr defaultRowHeight="15"/><cols>';
  for (const [at, { width }] of columns.entries()) {
    yield `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`;
  }
  yield "</cols><sheetData>";
  yield row(
    1,
    columns.map(({ name }) => name),
    1,
  );
  for (const [at, cells] of all.entries()) yield row(at + 2, cells, 2);
  yield `</sheetData><autoFilter ref="${range}"/></worksheet>`;
}

function row(number: number, cells: readonly CsvValue[], style: number): string {
  const written = cells.map((value, at) => {
    const text = textOf(value);
    return text === ""
      ? ""
      : `<c r="${letters(at)}${number}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
  });
  return `<row r="${number}">${written.join("")}</row>`;
}

function textOf(given: CsvValue): string {
  const value = limited(given, CELL_LIMIT);
  if (value === null) return "";
  const lines = typeof value === "object" ? value : [String(value)];
  // `_x0041_` would be read as the letter A.
  return lines.map((line) => escapeXml(line).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")).join("\n");
}

/** 0 is A, 26 is AA. */
export function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest === 0 ? "" : letters(rest - 1)) + String.fromCharCode(65 + (column % 26));
}

/** Format 49 is "text". 1: header, bold; 2: cells, from the top, wrapped; both marked as text by a quote. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

function workbook(titles: readonly string[]): string {
  const sheets = titles.map(
    (name, at) => `<sheet${xmlAttributes({ name, sheetId: at + 1, "r:id": `rId${at + 1}` })}/>`,
  );
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.join("")}</sheets></workbook>`;
}

function workbookRelations(titles: readonly string[]): string {
  const sheets = titles.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const styles = `<Relationship Id="rId${titles.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/>`;
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${sheets.join("")}${styles}</Relationships>`;
}

const ROOT_RELATIONS = `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

function contentTypes(titles: readonly string[]): string {
  const sheets = titles.map(
    (_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  );
  return `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${sheets.join("")}</Types>`;
}
