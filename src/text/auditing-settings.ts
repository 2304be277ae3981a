/**
 * The setting texts of one whole file: by the table of words, by another code page, and by the pattern that four
 * texts make together [formats.md 4.6, steps 2 to 4]. A text that none of these tells stays unknown.
 */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { auditingWord, foldWord, type AuditingMeaning } from "./auditing-words.ts";
import { bestCodePage, readAs } from "./code-pages.ts";

export interface AuditingSettings {
  /** Null for a text that is not understood. */
  readonly of: (text: string) => AuditingMeaning | null;
  /** What one should know of how the texts were read; each once for the file. */
  readonly notes: readonly DiagnosticDraft[];
}

/** A capture has at most five; many more are no settings, and nothing is concluded from them. */
const MOST_TEXTS = 64;
const LONGEST = 64;

/** The table alone: what a row read on its own means. */
export const TABLE: AuditingSettings = { of: (text) => auditingWord(text)?.meaning ?? null, notes: [] };

/**
 * `texts`: of all rows of subcategories, in the order of the file. `numbered`: texts that stand beside a number in the
 * same file, by {@link foldWord}: a second anchor for the pattern.
 */
export function settingsOf(
  texts: Iterable<string>,
  numbered: ReadonlyMap<string, AuditingMeaning> = new Map(),
): AuditingSettings {
  const distinct = new Map<string, string>();
  for (const text of texts) {
    if (text === "" || text.length > LONGEST) continue;
    const folded = foldWord(text);
    if (!distinct.has(folded)) distinct.set(folded, text);
    if (distinct.size > MOST_TEXTS) return TABLE;
  }

  const known = new Map<string, AuditingMeaning>();
  const strange: string[] = [];
  let unconfirmed: string | null = null;
  for (const [folded, text] of distinct) {
    const word = auditingWord(text);
    if (word === null) strange.push(text);
    else known.set(folded, word.meaning);
    if (word?.certainty === "U") unconfirmed ??= text;
  }
  const notes: DiagnosticDraft[] = [];
  if (unconfirmed !== null) notes.push({ code: "words-unconfirmed", data: { what: "settings", example: unconfirmed } });
  if (strange.length > 0) {
    readByPage(strange, known, notes);
    readByPattern(distinct, known, numbered, notes);
  }
  return { of: (text) => known.get(foldWord(text.slice(0, LONGEST + 1))) ?? TABLE.of(text), notes };
}

function readByPage(strange: readonly string[], known: Map<string, AuditingMeaning>, notes: DiagnosticDraft[]): void {
  const best = bestCodePage(strange, (text) => String(auditingWord(text)?.meaning ?? "") || null);
  if (best === null) return;
  for (const text of strange) {
    const word = auditingWord(readAs(best.page, text) ?? "");
    if (word !== null) known.set(foldWord(text), word.meaning);
  }
  notes.push({ code: "bad-encoding", data: { encoding: best.page, what: "settings", example: strange[0] ?? "" } });
}

/**
 * Four distinct texts of which one contains two others: that one is both, the fourth is none. Which of the two is
 * success takes a text known otherwise. A known text that contradicts the pattern undoes it.
 */
function readByPattern(
  distinct: ReadonlyMap<string, string>,
  known: Map<string, AuditingMeaning>,
  numbered: ReadonlyMap<string, AuditingMeaning>,
  notes: DiagnosticDraft[],
): void {
  const texts = [...distinct.keys()];
  if (texts.length !== 4 || texts.every((text) => known.has(text))) return;
  const wholes = texts.filter((text) => texts.filter((other) => other !== text && text.includes(other)).length === 2);
  const [both] = wholes;
  if (both === undefined || wholes.length > 1) return;
  const parts = texts.filter((text) => text !== both && both.includes(text));
  const none = texts.find((text) => text !== both && !parts.includes(text));
  const [a, b] = parts;
  // Parts inside one another, or inside the fourth text, are no pattern: any of them could be a word for "none".
  if (none === undefined || a === undefined || b === undefined) return;
  if (a.includes(b) || b.includes(a) || parts.some((part) => none.includes(part))) return;

  const anchor = (text: string): AuditingMeaning | undefined => known.get(text) ?? numbered.get(text);
  const found = new Map<string, AuditingMeaning>([
    [both, 3],
    [none, 0],
  ]);
  for (const [part, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const meaning = anchor(part);
    if (meaning !== 1 && meaning !== 2) continue;
    found.set(part, meaning);
    if (!found.has(other)) found.set(other, meaning === 1 ? 2 : 1);
  }
  if (found.has(a) && found.get(a) === found.get(b)) return;
  for (const text of texts) {
    const meaning = anchor(text);
    if (meaning !== undefined && found.get(text) !== meaning) return;
  }
  for (const [text, meaning] of found) known.set(text, meaning);
  notes.push({
    code: "words-unconfirmed",
    data: { what: "settings", example: distinct.get(both) ?? both, read: "the pattern that four texts make together" },
  });
}
