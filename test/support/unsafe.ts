/** What a screen would obey or hide: C0 but the line feed, DEL, C1, marks of direction, zero width, separators of lines. */
const UNSAFE = /[\0-\x09\x0B-\x1F\x7F-\x9F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/u;

/** The number of the first such character and what stands before it, or null. */
export function unsafeCharacter(text: string): string | null {
  const at = text.search(UNSAFE);
  if (at < 0) return null;
  const code = text.codePointAt(at) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")} after ${JSON.stringify(text.slice(Math.max(0, at - 40), at))}`;
}
