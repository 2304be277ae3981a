/** Text for HTML: in an element or in a quoted attribute it shows as written, whatever it contains. */
import { createHash } from "node:crypto";
import { printable } from "./printable.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/**
 * What a browser obeys, and what it hides, is left as visible text. Not for scripts, styles or addresses. In an element
 * quotes mean nothing and stay as they are; everywhere else they are escaped.
 */
export function escapeHtml(text: string, place: "element" | "attribute" = "attribute"): string {
  const marks = place === "element" ? /[&<>]/g : /[&<>"']/g;
  return printable(text).replace(marks, (mark) => ENTITIES[mark] ?? mark);
}

/** The source expression by which a content security policy names one inline style or script. */
export function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
