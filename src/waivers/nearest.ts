/** The known word that a misspelt one was meant to be. */

/** Null when none is near: more than a third of the letters would have to change. */
export function nearest(word: string, known: readonly string[]): string | null {
  const given = word.slice(0, 100).toLowerCase();
  let best: string | null = null;
  let least = Math.floor(given.length / 3) + 1;
  for (const candidate of known) {
    const cost = distance(given, candidate.toLowerCase(), least);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

/** Levenshtein, given up at `most`. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) >= most) return most;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) >= most) return most;
    row = next;
  }
  return row[b.length] ?? most;
}
