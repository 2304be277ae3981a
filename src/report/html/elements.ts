/** The few elements of which the page is made. */
import type { Finding, Status } from "../../core/report.ts";
import { STATUS_WORDS } from "../words.ts";
import { LINE_BREAK, markup, type Markup, type Piece, prose, within } from "./markup.ts";

const STATUS_CLASSES: Readonly<Record<Status, string>> = {
  fail: "fail",
  unknown: "unknown",
  pass: "pass",
  "not-applicable": "na",
};

export function statusClass(status: Status): string {
  return STATUS_CLASSES[status];
}

/** `fail`, with words of its own where given; the style puts the glyph before it. */
export function chip(status: Status, words = STATUS_WORDS[status]): Markup {
  return markup`<b class="chip ${statusClass(status)}">${words}</b>`;
}

export function severityChip(finding: Pick<Finding, "severity">): Markup {
  return markup`<span class="sev sev-${finding.severity}">${finding.severity}</span>`;
}

export function code(text: string): Markup {
  return markup`<code>${text}</code>`;
}

/** Lines exactly as they are to be copied. */
export function commands(lines: readonly string[]): Markup {
  return markup`<pre>${lines.map((line, i) => markup`${i === 0 ? "" : LINE_BREAK}${line}`)}</pre>`;
}

/** The class of most cells, without quotes. */
const NUMBER = markup` class=n`;

export interface Column {
  readonly name: string;
  readonly class?: string;
}

/** A table with a caption, what is behind its colon small; the first cell of each row is its header. Strings are cut when they never end. */
export function table(
  caption: string,
  columns: readonly (string | Column)[],
  rows: readonly (readonly Piece[])[],
): Markup {
  const heads = columns.map((column) => (typeof column === "string" ? { name: column } : column));
  const cls = (i: number): Piece => {
    const name = heads[i]?.class;
    return name === undefined ? null : name === "n" ? NUMBER : markup` class="${name}"`;
  };
  const row = (cells: readonly Piece[]): Markup =>
    markup`<tr>${cells.map((cell, i) => {
      const shown = typeof cell === "string" ? prose(cell) : cell;
      return i === 0 ? markup`<th scope="row"${cls(i)}>${shown}` : markup`<td${cls(i)}>${shown}`;
    })}
`;
  const rest = (left: number): Markup =>
    markup`<tr><th scope="row" colspan="${heads.length}">and ${left} more: --format json has them`;
  const [name = "", ...notes] = caption.split(": ");
  const note = notes.length === 0 ? null : markup` <span class="note">${notes.join(": ")}</span>`;
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><caption>${name}${note}</caption>
<thead><tr>${heads.map(({ name }, i) => markup`<th scope="col"${cls(i)}>${name}`)}
<tbody>${[...within(rows.map(row), rest)]}</table></div>
`;
}

/** Open in print, whatever it is on the screen. */
export function folded(summary: Piece, body: Piece, open = false): Markup {
  return markup`<details${open ? markup` open` : null}><summary>${summary}</summary>
${body}</details>
`;
}

export function section(id: string, title: string, body: Piece): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>
${body}</section>
`;
}

export function terms(pairs: readonly (readonly [string, Piece] | null)[]): Markup {
  const rows = pairs.flatMap((pair) => {
    if (pair === null) return [];
    const [name, text] = pair;
    return [markup`<div><dt>${name}<dd>${typeof text === "string" ? prose(text) : text}</div>`];
  });
  return markup`<dl>${rows}</dl>
`;
}

export function list(items: readonly Piece[], cls?: string): Markup {
  const named = cls === undefined ? null : markup` class="${cls}"`;
  return markup`<ul${named}>${items.map((item) => markup`<li>${typeof item === "string" ? prose(item) : item}`)}</ul>
`;
}

export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
