/** RFC 4180, read by the letter and not by our own reader: what a spreadsheet sees. */

/** Rows of cells; the mark at the beginning is not among them. */
export function readRfc4180(given: string): string[][] {
  const text = given.replace(/^\uFEFF/, "");
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at += 1; at < text.length; at += 1) {
        if (text[at] !== '"') cell += text[at] ?? "";
        else if (text[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else break;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== "," && !text.startsWith("\r\n", at)) {
        cell += text[at] ?? "";
        at += 1;
      }
    }
    row.push(cell);
    if (text.startsWith("\r\n", at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else if (text[at] === ",") {
      at += 1;
    } else throw new Error(`neither a comma nor the end of a row at ${at}: ${text.slice(at, at + 40)}`);
  }
  if (row.length > 0) throw new Error("the last row does not end");
  return rows;
}

/** Each row by the names of the header. */
export function csvRecords(text: string): Record<string, string>[] {
  const [header = [], ...rows] = readRfc4180(text);
  return rows.map((row) => {
    if (row.length !== header.length) throw new Error(`${row.length} cells, not ${header.length}`);
    return Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""]));
  });
}
