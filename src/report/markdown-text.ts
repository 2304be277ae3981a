/** Markdown that says what it is given: every piece of text is escaped for the place where it stands. */
import { escapeMarkdown, printable } from "../text/printable.ts";

/** A code span; its fence is longer than any run of backticks in it. Not for table cells, where a pipe would end the cell. */
export function codeSpan(text: string): string {
  const shown = printable(text);
  if (shown.trim() === "") return escapeMarkdown(text);
  const fence = "`".repeat(longestRun(shown) + 1);
  const space = fence.length > 1 ? " " : "";
  return fence + space + shown + space + fence;
}

/** A fenced block of lines, each exactly as it is to be copied. */
export function fenced(lines: readonly string[], language: string): string {
  const shown = lines.map(printable);
  const fence = "`".repeat(Math.max(3, ...shown.map((line) => longestRun(line) + 1)));
  return `${fence}${language}\n${shown.map((line) => `${line}\n`).join("")}${fence}\n`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** A table whose cells are text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${row(head)}|${" --- |".repeat(head.length)}\n${rows.map(row).join("")}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => escapeMarkdown(cell).trim()).join(" | ")} |\n`;
}

export function item(label: string, markdown: string): string {
  return `- **${label}:** ${markdown}\n`;
}
