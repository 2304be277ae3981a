/** Text in columns: wrapping, cutting and tables over text that is already printable. Widths are terminal columns. */
import { displayWidth } from "../text/printable.ts";

/** Code units of the longest atom, `\u{10FFFF}`. */
const LONGEST_ATOM = 10;

/** Code points, with an escape such as `\u{1B}` kept whole. */
function atoms(text: string): readonly string[] {
  return text.match(/\\u\{[0-9A-F]{1,6}\}|[^]/gu) ?? [];
}

/**
 * Lines of at most `width`, the first one of at most `first`, broken at spaces; a word that is longer than a line is
 * broken where the line ends.
 */
export function wrap(text: string, width: number, first = width): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  const room = (): number => Math.max(lines.length === 0 ? first : width, 2);
  for (const word of text.split(" ")) {
    const wordWidth = displayWidth(word);
    if (line !== "" && used + 1 + wordWidth <= room()) {
      line += ` ${word}`;
      used += 1 + wordWidth;
      continue;
    }
    if (line !== "") lines.push(line);
    [line, used] = [word, wordWidth];
    while (used > room()) {
      const piece = beginning(line, room());
      lines.push(piece);
      [line, used] = [line.slice(piece.length), used - displayWidth(piece)];
    }
  }
  lines.push(line);
  return lines;
}

/**
 * What of a word goes on this line: up to a dash, slash, comma or dot where one stands in the second half of the room.
 * At least one code point, so that every caller comes to an end; a look at a bounded part, so that it ends soon.
 */
function beginning(word: string, room: number): string {
  const near = whole(word.slice(0, room * LONGEST_ATOM));
  const first =
    take(atoms(near), room).join("") || take(Array.from(near), room).join("") || (Array.from(near)[0] ?? "");
  const dash = /^[^]*[-/,.;:!=|](?=[^-/,.;:!=|]*$)/u.exec(first)?.[0] ?? "";
  return dash.length * 2 > first.length ? dash : first;
}

/** Without half of a surrogate pair at its ends. */
function whole(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
}

/** As much of the beginning as fits, then `mark` when something was left out. */
export function cutEnd(text: string, width: number, mark: string): string {
  if (fits(text, width)) return text;
  const room = Math.max(width - displayWidth(mark), 0);
  return take(atoms(whole(text.slice(0, room * LONGEST_ATOM))), room).join("") + mark;
}

/** Beginning and end, the middle replaced by `mark`: for excerpts, whose value stands last. */
export function cutMiddle(text: string, width: number, mark: string): string {
  if (fits(text, width)) return text;
  const room = Math.max(width - displayWidth(mark), 0);
  const last = atoms(whole(text.slice(-room * LONGEST_ATOM))).toReversed();
  const tail = take(last, Math.floor(room / 2))
    .toReversed()
    .join("");
  return cutEnd(text, width - displayWidth(tail), mark) + tail;
}

function fits(text: string, width: number): boolean {
  return text.length <= width * LONGEST_ATOM && displayWidth(text) <= width;
}

function take(parts: readonly string[], room: number): string[] {
  const taken: string[] = [];
  let left = room;
  for (const part of parts) {
    left -= displayWidth(part);
    if (left < 0) break;
    taken.push(part);
  }
  return taken;
}

const GUID_FOLDER = /\{([0-9A-F]{8})-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\}(?=[/!])/gi;

/**
 * A path and its position. Where it is too long, GUIDs keep their first digits, then folders are left out. What stays:
 * the file's name, always whole, even where the line then becomes longer than `width`; the last GUID, which tells one
 * backup from another; then folders from both ends.
 */
export function shortenPath(full: string, width: number, mark: string): string {
  if (displayWidth(full) <= width) return full;
  const parts = full.replace(GUID_FOLDER, `{$1${mark}}`).split(/(?<=[/!])/);
  const last = parts.length - 1;
  const kept = new Set([last]);
  const guid = parts.findLastIndex((part) => part.startsWith("{") && part.endsWith(`${mark}}/`));
  let [head, tail, fromHead] = [0, last - 1, true];
  if (guid >= 0 && fitsWith(guid)) kept.add(guid);
  while (head <= tail) {
    const next = fromHead ? head : tail;
    if (!kept.has(next) && !fitsWith(next)) break;
    kept.add(next);
    if (fromHead) head += 1;
    else tail -= 1;
    fromHead = !fromHead;
  }
  return joined(kept);

  function fitsWith(part: number): boolean {
    return displayWidth(joined(new Set([...kept, part]))) <= width;
  }

  function joined(shown: ReadonlySet<number>): string {
    const order = [...shown].sort((a, b) => a - b);
    return order.map((part, i) => (part === (order[i - 1] ?? -1) + 1 ? "" : `${mark}/`) + (parts[part] ?? "")).join("");
  }
}

/** Adds spaces up to `width`. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(width - displayWidth(text), 0));
}

/**
 * Rows as lines of columns, two spaces apart, cells wrapped within their column. A column is as wide as its longest
 * cell; where that is too much, the widest columns give way first.
 */
export function columns(rows: readonly (readonly string[])[], width: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths: number[] = [];
  for (let i = 0; i < count; i += 1) {
    widths.push(Math.max(...rows.map((row) => displayWidth(row[i] ?? ""))));
  }
  const room = Math.max(width - 2 * (count - 1), 2 * count);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return rows.flatMap((row) => {
    const cells = widths.map((columnWidth, i) => {
      const cell = row[i] ?? "";
      return displayWidth(cell) <= columnWidth ? [cell] : wrap(cell, columnWidth);
    });
    const height = Math.max(...cells.map((cell) => cell.length));
    const lines: string[] = [];
    for (let i = 0; i < height; i += 1) {
      lines.push(
        cells
          .map((cell, column) => pad(cell[i] ?? "", widths[column] ?? 0))
          .join("  ")
          .trimEnd(),
      );
    }
    return lines;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
