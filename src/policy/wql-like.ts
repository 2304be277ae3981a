/** Patterns of LIKE: `%` any text, `_` one character, `[a-f]` one of a set, `[^a-f]` none of it [Microsoft Learn: LIKE operator]. */

export const LIKE_UNKNOWN = "unknown";

type Part = { readonly type: "any" } | { readonly type: "one"; readonly accepts: (char: string) => boolean };

/** The whole text must match; letter case does not count. Unknown where the documents leave open what a set means. */
export function matchesLike(text: string, pattern: string): boolean | typeof LIKE_UNKNOWN {
  const parts = partsOf(pattern.toLowerCase());
  return parts === null ? LIKE_UNKNOWN : matches(text.toLowerCase().split(""), parts);
}

function partsOf(pattern: string): readonly Part[] | null {
  const chars = pattern.split("");
  const parts: Part[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? "";
    if (char === "%") {
      if (parts.at(-1)?.type !== "any") parts.push({ type: "any" });
    } else if (char === "_") parts.push({ type: "one", accepts: () => true });
    else if (char === "[") {
      const end = chars.indexOf("]", at + 1);
      const accepts = end < 0 ? null : setOf(chars.slice(at + 1, end));
      if (accepts === null) return null;
      parts.push({ type: "one", accepts });
      at = end;
    } else parts.push({ type: "one", accepts: (other) => other === char });
  }
  return parts;
}

/** Older pages write `[a=f]` for a range: a sign of equality may be one or itself. */
function setOf(inside: readonly string[]): ((char: string) => boolean) | null {
  const not = inside[0] === "^";
  const body = not ? inside.slice(1) : inside;
  if (body.length === 0 || (body.length > 1 && body.includes("=")) || body.includes("[")) return null;
  const ranges: (readonly [low: string, high: string])[] = [];
  for (let at = 0; at < body.length; at += 1) {
    const low = body[at] ?? "";
    const high = body[at + 1] === "-" ? body[at + 2] : undefined;
    if (high === undefined) ranges.push([low, low]);
    else {
      if (low > high) return null;
      ranges.push([low, high]);
      at += 2;
    }
  }
  return (char) => ranges.some(([low, high]) => char >= low && char <= high) !== not;
}

/** Goes back to the last `%` only, so that it takes no more than text times pattern. */
function matches(text: readonly string[], parts: readonly Part[]): boolean {
  let at = 0;
  let part = 0;
  let back: { at: number; part: number } | null = null;
  while (at < text.length) {
    const now = parts[part];
    if (now?.type === "any") {
      part += 1;
      back = { at, part };
    } else if (now?.type === "one" && now.accepts(text[at] ?? "")) {
      part += 1;
      at += 1;
    } else if (back === null) return false;
    else {
      back.at += 1;
      at = back.at;
      part = back.part;
    }
  }
  return parts.slice(part).every(({ type }) => type === "any");
}
