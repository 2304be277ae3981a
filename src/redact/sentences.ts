/** Sentences of the report, which may name what the estate has. */
import { bucketText, dayText } from "./coarse.ts";
import type { Redaction } from "./facts.ts";

export function textOf(text: string, { text: redactor, coarse }: Redaction): string {
  const made = redactor.redact(text);
  return coarse && !redactor.isConstant(text) ? dayText(bucketText(made)) : made;
}

export function nullable(text: string | null, by: Redaction): string | null {
  return text === null ? null : textOf(text, by);
}

/** Free text of people: who reads it needs the whole bag. */
export function hidden(text: string): string {
  return `withheld: ${text.length} characters`;
}
