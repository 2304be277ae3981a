/** Loose descriptors: whose they are is told by a label before them, or by the file's name. */

/** The file's name without folder and last extension. */
export function labelOfPath(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"), path.lastIndexOf("!")) + 1);
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Blanks, quotes and the separators `:`, `=`, `|` off the ends of what stands before a descriptor. */
export function labelOf(text: string): string {
  return text
    .slice(0, 4096)
    .replace(/^[\s\uFEFF\0"'#]+/, "")
    .replace(/[\s:=|"']+$/, "");
}
