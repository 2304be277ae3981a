/** SACLs over the directory, as a chapter of the document. */
import type { Report } from "../core/report.ts";
import { escapeMarkdown as e } from "../text/printable.ts";
import { table } from "./markdown-text.ts";
import {
  blockedText,
  causeRows,
  CLASS_HEAD,
  classRows,
  CONTAINER_HEAD,
  containerCells,
  listHint,
  SACL_TITLE,
  saclSentences,
  worstContainers,
} from "./sacl-words.ts";

const MOST_ROWS = 50;

export function* markdownSacl({ sacl }: Report): Generator<string> {
  if (sacl === null) return;
  yield `\n## ${SACL_TITLE}\n\n`;
  for (const sentence of saclSentences(sacl)) yield `- ${e(sentence)}\n`;
  const classes = classRows(sacl);
  if (classes.length > 0) yield `\n${table(CLASS_HEAD, classes)}`;
  const causes = causeRows(sacl);
  if (causes.length > 0) yield `\n### Why\n\n${table(["objects", "because"], causes)}`;
  const worst = worstContainers(sacl);
  if (worst.length > 0) {
    yield `\n### Worst containers (${worst.length})\n\n`;
    yield table(CONTAINER_HEAD, worst.slice(0, MOST_ROWS).map(containerCells));
    yield more(worst.length - MOST_ROWS);
  }
  if (sacl.blocked.length > 0) {
    yield `\n### SACL inheritance is blocked at (${sacl.blocked.length})\n\n`;
    for (const one of sacl.blocked.slice(0, MOST_ROWS)) yield `- ${e(blockedText(one))}\n`;
    yield more(sacl.blocked.length - MOST_ROWS);
  }
  if (sacl.objects.length > 0) yield `\n${e(listHint(sacl))}\n`;
}

function more(count: number): string {
  return count > 0 ? `\n${e(`and ${count} more: --format json`)}\n` : "";
}
