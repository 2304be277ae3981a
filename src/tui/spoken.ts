/** The review line after line, for screen readers: only what is new is written, and every command gets one sentence. */
import { wrap } from "../report/layout.ts";
import type { Choosing } from "./entry.ts";
import { choicesOf } from "./entry.ts";
import type { Size } from "./layout.ts";
import type { Model } from "./model.ts";
import { openedText, statusText } from "./sentences.ts";
import { echo, formSpeech, sentence } from "./spoken-form.ts";
import { inputsText } from "./spoken-review.ts";
import { type Entry, filtered, screenOf, type State } from "./state.ts";
import type { Theme } from "./theme.ts";

/** Lists of no frame: a text moves line by line. */
export const LINES_SIZE: Size = { columns: 90, rows: 15 };

interface Stream {
  readonly write: (text: string) => unknown;
  readonly columns?: number;
}

export function sayLine(stream: Stream, text: string, theme: Theme): void {
  stream.write(linesOf(theme.clean(text), stream));
}

/** Broken between words: a terminal breaks within them, and a reader would read the halves. */
function linesOf(text: string, { columns }: Stream): string {
  return wrap(text, Math.max((columns || 80) - 1, SHORTEST))
    .map((line) => `${line}\n`)
    .join("");
}

const SHORTEST = 20;

export function spokenOutput(stream: Stream): {
  show(model: Model, state: State, byKey: boolean): void;
  close(): void;
} {
  let before: State | null = null;
  const said = new Set<string>();
  return {
    show: (model, state, byKey) => {
      const place = placeOf(state);
      stream.write(speech(model, before, state, { stream, byKey, isKnown: said.has(place) }));
      if (state.entry === null) said.add(place);
      before = state;
    },
    // Whatever comes next begins a line of its own.
    close: () => {
      if (before !== null && (before.entry !== null || before.form !== null)) stream.write("\n");
    },
  };
}

interface Asked {
  readonly stream: Stream;
  readonly byKey: boolean;
  /** This place was said before: its name and where the person is are enough. */
  readonly isKnown: boolean;
}

/** What is written for the step from one state to the next. Clean; it may end within a line that is being typed. */
function speech(model: Model, before: State | null, after: State, { stream, byKey, isKnown }: Asked): string {
  const { clean } = model.theme;
  const say = (lines: readonly string[]): string =>
    lines
      .map((line) => clean(line).replaceAll(/ {2,}/g, " ").trim())
      .filter((line) => line !== "")
      .map((line) => linesOf(line, stream))
      .join("");
  const { entry } = after;
  const typed = before?.entry ?? null;
  const message = after.message !== null && after.message !== before?.message ? [sentence(after.message.text)] : [];
  if (entry !== null) {
    // Ctrl+C is answered wherever it is pressed.
    const prompt = PROMPTS[entry.kind] + clean(entry.text);
    return message.length > 0 ? `\n${say(message)}${prompt}` : entrySpeech(model, typed, entry, after, say);
  }
  // What was typed ends its line.
  const end = typed === null && (before?.form ?? null) === null ? "" : "\n";
  if (after.form !== null) {
    const begin = typed === null ? "" : "\n";
    return begin + formSpeech(model, before?.form ?? null, after.form, { say, message: message[0] ?? null });
  }
  const answers = before === null ? [] : newAnswers(model, before, after);
  if (before === null || placeOf(before) !== placeOf(after)) {
    const opened = openedText(model, after);
    const status = statusText(model, after);
    const known = opened[0] === status ? [status] : [opened[0] ?? "", status];
    // What is open before a sign-off changes while somebody is elsewhere.
    const isShort = isKnown && screenOf(after).id !== "review";
    return end + say([...message, ...(isShort ? known : opened), ...answers]);
  }
  const isPending = screenOf(after).id === "page" && before.sources !== after.sources;
  if (isPending) return end + say([...message, ...openedText(model, after)]);
  if (message.length > 0 || answers.length > 0) {
    const moved = screenOf(before).selected === screenOf(after).selected ? [] : [statusText(model, after)];
    return end + say([...message, ...answers, ...moved]);
  }
  return byKey ? end + say([statusText(model, after)]) : end;
}

/** Another screen, another thing on it, or other findings in the list. */
function placeOf(state: State): string {
  const screen = screenOf(state);
  return JSON.stringify([{ ...screen, selected: 0 }, screen.id === "findings" ? state.filter : ""]);
}

/** To questions that were asked before. */
function newAnswers(model: Model, before: State, after: State): string[] {
  const compared = inputsText(model, before, after);
  const answers = [...after.whatIfs].flatMap(([key, known]) => {
    if (before.whatIfs.get(key) === known) return [];
    if (known.state === "running") return ["Computing."];
    return known.state === "refused" ? [sentence(known.problem)] : [sentence(known.result.head), ...known.result.lines];
  });
  return compared === null ? answers : [...answers, compared];
}

const PROMPTS: Readonly<Record<Entry["kind"], string>> = {
  filter: "Filter: ",
  search: "Look for: ",
  palette: "Command: ",
  help: "Key: ",
};

/** The echo of what is typed, as a line editor gives it; the choice when it moves; a problem when Enter is refused. */
function entrySpeech(
  model: Model,
  before: Entry | null,
  entry: Entry,
  state: State,
  say: (lines: readonly string[]) => string,
): string {
  const { clean } = model.theme;
  const prompt = PROMPTS[entry.kind] + clean(entry.text);
  if (before === null || before.kind !== entry.kind) {
    const count = "selected" in entry ? `${choicesOf(model, state, entry).length} commands; type to search.` : "";
    return say([count]) + prompt;
  }
  const [old, next] = [clean(before.text), clean(entry.text)];
  if (next !== old) return echo(old, next, prompt);
  if ("selected" in entry) return `\n${say([choiceText(model, state, entry)])}${prompt}`;
  const problem = entry.kind === "filter" ? filtered(model, state).problem : null;
  return problem === null ? "" : `\n${say([sentence(problem)])}${prompt}`;
}

function choiceText(model: Model, state: State, entry: Choosing): string {
  const choices = choicesOf(model, state, entry);
  const choice = choices[entry.selected];
  if (choice === undefined) return "Nothing is called that.";
  const keys = choice.keys === "" ? "" : `, ${choice.keys}`;
  const off = choice.reason === null ? "" : `, off: ${choice.reason}`;
  return `${entry.selected + 1} of ${choices.length}: ${choice.title}${keys}${off}.`;
}

/** A theme without signs that a reader would spell out. */
export function spokenTheme(theme: Theme): Theme {
  const none = { topLeft: "", topRight: "", bottomLeft: "", bottomRight: "", across: "", down: "" };
  return { ...theme, colour: false, frame: none, bar: "" };
}
