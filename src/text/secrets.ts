/** Secrets that policy files carry in a form anybody can read; no excerpt ever covers one [formats.md 0.7]. */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { descendants, type XmlElement } from "./xml.ts";

const CPASSWORD = "cpassword";

/** A `secret-redacted` for each element with a filled `cpassword` attribute, whatever its prefix and case [MS-GPPREF 2.2.1.1.4]. */
export function* redactions(root: XmlElement): Iterable<DiagnosticDraft> {
  for (const element of descendants(root)) {
    const carries = element.attributes.some(({ name, value }) => name.toLowerCase() === CPASSWORD && value !== "");
    if (carries) yield { code: "secret-redacted", data: { what: CPASSWORD }, offset: element.start };
  }
}

const CPASSWORD_ATTRIBUTE = /[\s:]cpassword\s*=/i;
const CPASSWORD_OR_VALUE = /[\s:]cpassword\s*=|\svalue\s*=|<(?:[\w.-]+:)?Value\b/i;

/** The value name of an automatic logon's password. */
export function isSecretName(valueName: string): boolean {
  return valueName.trim().toLowerCase() === "defaultpassword";
}

/**
 * The end of an excerpt of `text` that holds no `cpassword`, and with `hideValue` no `value` attribute either:
 * `end` itself, or the place where the first of them begins.
 */
export function endBeforeSecret(text: string, start: number, end: number, hideValue = false): number {
  const found = text.slice(start, end).search(hideValue ? CPASSWORD_OR_VALUE : CPASSWORD_ATTRIBUTE);
  return found < 0 ? end : start + found;
}
