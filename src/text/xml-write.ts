/** Text for XML 1.0: in an element or in a quoted attribute it shows as written, whatever it contains. */
import { printable } from "./printable.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** What XML 1.0 forbids, and what a screen hides, is left as visible text; the result is one line. */
export function escapeXml(text: string): string {
  return printable(text)
    .replace(/[\uFFFE\uFFFF]/g, (mark) => `\\u{${mark.charCodeAt(0).toString(16).toUpperCase()}}`)
    .replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

/** ` name="value"` for each that is not null. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null ? "" : ` ${name}="${escapeXml(String(value))}"`))
    .join("");
}
