/** `Format-List` text: `Name : value`, values that go on below their first column, objects parted by blank lines [formats.md 6.6]. */
import { LIMITS } from "../../core/limits.ts";
import { readLines } from "../../text/line-index.ts";
import type { PsObject } from "../../text/powershell-objects.ts";

const ENTRY = /^([A-Za-z][A-Za-z0-9]{0,63}) +:(?: (.*))?$/;

/** Lines of one value are put together as they stand: the console broke them anywhere. */
export function readListText(text: string): PsObject[] {
  const objects: PsObject[] = [];
  let properties: { name: string; parts: string[]; start: number; end: number }[] = [];
  const flush = (): void => {
    const first = properties[0];
    const last = properties.at(-1);
    if (first !== undefined && last !== undefined) {
      objects.push({
        typeNames: [],
        properties: properties.map(({ name, parts, start, end }) => ({ name, value: parts.join(""), start, end })),
        text: null,
        start: first.start,
        end: last.end,
      });
    }
    properties = [];
  };
  for (const { start, end } of readLines(text)) {
    if (end - start > LIMITS.lineChars) continue;
    const line = text.slice(start, end).replace(/^[\uFEFF\0]+/, "");
    const entry = ENTRY.exec(line);
    const current = properties.at(-1);
    if (line.trim() === "") flush();
    else if (entry !== null) {
      properties.push({ name: entry[1] ?? "", parts: [entry[2] ?? ""], start: end - line.length, end });
    } else if (current !== undefined && /^\s/.test(line)) {
      current.parts.push(line.trim());
      current.end = end;
    }
  }
  flush();
  return objects;
}
