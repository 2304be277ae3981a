/** A draw that anybody can do again: items in the order of SHA-256(seed 0x00 id), the first ones taken. */
import { createHash } from "node:crypto";

export const POPULATIONS = ["findings", "hosts", "gpos", "objects"] as const;
export type Population = (typeof POPULATIONS)[number];

export const METHOD = "order by SHA-256(seed 0x00 id) as lower-case hex, first n; ids as UTF-8, each once";

export interface Item {
  /** One line; the same wherever the inputs lie. */
  readonly id: string;
  /** Where to look for it. */
  readonly where: readonly string[];
}

export interface Drawn extends Item {
  readonly sha256: string;
}

export interface Draw {
  readonly seed: string;
  /** In the order of bytes. */
  readonly ids: readonly string[];
  /** SHA-256 of the ids in the order of bytes, each with a line feed. */
  readonly digest: string;
  readonly drawn: readonly Drawn[];
}

/** `5` or `10%`; null for anything else. A part of an item is a whole one. */
export function sizeOf(text: string, population: number): number | null {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1];
  if (percent !== undefined) {
    const part = Number(percent);
    return part >= 1 && part <= 100 ? Math.ceil((population * part) / 100) : null;
  }
  return /^[1-9]\d{0,8}$/.test(text) ? Math.min(Number(text), population) : null;
}

/** Of items with one id the first counts, with all places. */
export function draw(items: readonly Item[], seed: string, size: number): Draw {
  const byId = new Map<string, Item>();
  for (const item of items) {
    const known = byId.get(item.id);
    byId.set(
      item.id,
      known === undefined ? item : { id: item.id, where: [...new Set([...known.where, ...item.where])] },
    );
  }
  const ids = [...byId.keys()].map((id) => Buffer.from(id, "utf8")).toSorted((a, b) => Buffer.compare(a, b));
  const lines = ids.map((id) => id.toString("utf8"));
  const ranked = lines
    .map((id): Drawn => ({ id, where: byId.get(id)?.where ?? [], sha256: sha256(`${seed}\0${id}`) }))
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  return { seed, ids: lines, digest: sha256(lines.map((id) => `${id}\n`).join("")), drawn: ranked.slice(0, size) };
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
