/** A form line after line: what it is about once, then each field as it is come to, and the echo of what is typed. */
import { displayWidth } from "../text/printable.ts";
import type { Model } from "./model.ts";
import { fieldHint, type Form } from "./review/form.ts";

type Say = (lines: readonly string[]) => string;

const KEYS = "Enter or Tab: next field. Enter in the last one: done. Escape: leave it.";

/** Ends within the line that is being typed. `message`: what is said besides; null where nothing is. */
export function formSpeech(
  { theme }: Model,
  before: Form | null,
  form: Form,
  { say, message }: { readonly say: Say; readonly message: string | null },
): string {
  const field = form.fields[form.at];
  if (field === undefined) return "";
  const { name, choices } = field;
  const value = theme.clean(field.value);
  const prompt = `${name}: ${value}`;
  if (before === null || before.title !== form.title) {
    const head = [form.title, ...form.about].map(sentence);
    return (before === null ? "" : "\n") + say([...head, KEYS, fieldText(form)]) + prompt;
  }
  const moved = before.at === form.at ? [] : [fieldText(form)];
  const { problem } = form;
  const wrong = problem === null || problem === before.problem ? [] : [sentence(problem.text)];
  const said = [...(message === null ? [] : [sentence(message)]), ...wrong, ...moved];
  if (said.length > 0) return `\n${say(said)}${prompt}`;
  const old = theme.clean(before.fields[form.at]?.value ?? "");
  if (old === value) return "";
  return choices === undefined ? echo(old, value, prompt) : `\n${prompt}`;
}

/** As a line editor gives it: what is new, what is taken back, or the line anew. */
export function echo(old: string, next: string, prompt: string): string {
  if (next.startsWith(old)) return next.slice(old.length);
  return old.startsWith(next) ? "\b \b".repeat(displayWidth(old.slice(next.length))) : `\n${prompt}`;
}

function fieldText(form: Form): string {
  return sentence(`Field ${form.at + 1} of ${form.fields.length}, ${fieldHint(form)}`);
}

export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
