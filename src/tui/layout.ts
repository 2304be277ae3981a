/** How much room there is, and which part of a list is shown: computed, never measured. */

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export const SMALLEST: Size = { columns: 60, rows: 15 };

export function isTooSmall({ columns, rows }: Size): boolean {
  return columns < SMALLEST.columns || rows < SMALLEST.rows;
}

/** The last row stays free: a frame of full height would make every terminal scroll. */
export function frameRows({ rows }: Size): number {
  return Math.max(rows - 1, 1);
}

/** Title above; a line for messages and typed text, and two lines of keys below. */
const AROUND = 4;

export function bodyRows(size: Size): number {
  return Math.max(frameRows(size) - AROUND, 1);
}

/** `narrow`: the list alone · `side`: list and detail side by side · `wide`: the source text beside both. */
export type Layout = "narrow" | "side" | "wide";

export function layoutOf({ columns }: Size): Layout {
  if (columns >= 160) return "wide";
  return columns >= 100 ? "side" : "narrow";
}

export interface Window {
  readonly start: number;
  readonly end: number;
}

/** The part of a list around its selected line. */
export function windowOf(selected: number, count: number, height: number): Window {
  const most = Math.max(count - height, 0);
  const start = Math.min(Math.max(selected - Math.floor(height / 2), 0), most);
  return { start, end: Math.min(start + height, count) };
}

export function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(value, count - 1));
}
