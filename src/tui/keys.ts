/**
 * What a terminal sends → names of keys. One chunk may hold several keys (`jjj`, a line with its Enter, a burst over a
 * slow line), half an escape sequence, or a paste; nothing else in the program looks at raw input.
 */

/** `j`, `enter`, `ctrl+d`, `pgdn`, or `paste:` and the text. */
export type Key = string;

export interface Decoded {
  readonly keys: readonly Key[];
  /** The beginning of a sequence whose end has not come yet; goes before the next chunk. */
  readonly rest: string;
}

const ESC = "\u001B";
const PASTE_BEGIN = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;
export const PASTE = "paste:";

/** Longer unfinished sequences are noise. */
const LONGEST_SEQUENCE = 64;
const LONGEST_PASTE = 100_000;

const FINALS: Readonly<Record<string, Key>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  Z: "shift+tab",
};

/** `ESC [ 5 ~`: the numbers of xterm, rxvt and the Linux console. */
const NUMBERED: Readonly<Record<string, Key>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pgup",
  6: "pgdn",
  7: "home",
  8: "end",
};

const CONTROLS: Readonly<Record<string, Key>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\u007F": "backspace",
  " ": "space",
  "\0": "ctrl+space",
};

export function decodeKeys(chunk: string, rest = ""): Decoded {
  const text = rest + chunk;
  const keys: Key[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ESC) {
      const sequence = sequenceAt(text, at);
      if (sequence === null) return { keys, rest: held(text.slice(at)) };
      if (sequence.key !== null) keys.push(sequence.key);
      at = sequence.end;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    // Windows consoles and pasted lines send both.
    if (!(character === "\n" && text[at - 1] === "\r")) keys.push(plainKey(character));
    at += character.length;
  }
  return { keys, rest: "" };
}

/** An unfinished paste is kept up to a limit; anything else that is long is dropped. */
function held(rest: string): string {
  return rest.length <= (rest.startsWith(PASTE_BEGIN) ? LONGEST_PASTE : LONGEST_SEQUENCE) ? rest : "";
}

function plainKey(character: string): Key {
  const named = CONTROLS[character];
  if (named !== undefined) return named;
  const code = character.charCodeAt(0);
  return code < 0x20 ? `ctrl+${String.fromCharCode(code + 0x40).toLowerCase()}` : character;
}

interface Sequence {
  /** Null: a report of the terminal, or a key that nothing is bound to. */
  readonly key: Key | null;
  readonly end: number;
}

/** Null while its end has not come. Escape alone comes first: `ESC j` is Escape, then `j`, and never Alt+J. */
function sequenceAt(text: string, at: number): Sequence | null {
  if (text.startsWith(PASTE_BEGIN, at)) return pasteAt(text, at + PASTE_BEGIN.length);
  switch (text[at + 1]) {
    case "[":
      return controlSequence(text, at + 2);
    case "O": {
      const final = text[at + 2];
      if (final === undefined) return null;
      const key = FINALS[final];
      if (key !== undefined) return { key, end: at + 3 };
      // SS3 P to S are F1 to F4.
      return /[P-S]/.test(final) ? { key: `f${final.charCodeAt(0) - 0x4f}`, end: at + 3 } : { key: "esc", end: at + 1 };
    }
    case "]":
    case "P":
    case "_":
    case "^":
      return reportAt(text, at + 2);
    default:
      return { key: "esc", end: at + 1 };
  }
}

function pasteAt(text: string, start: number): Sequence | null {
  const end = text.indexOf(PASTE_END, start);
  if (end < 0) return null;
  return { key: PASTE + text.slice(start, end), end: end + PASTE_END.length };
}

/** `ESC [ parameters final`, as ECMA-48 has it. */
function controlSequence(text: string, start: number): Sequence | null {
  const match = /^([0-?]*)([ -/]*)([@-~])?/.exec(text.slice(start, start + LONGEST_SEQUENCE));
  const [whole = "", parameters = "", between = "", final] = match ?? [];
  if (final === undefined) {
    // A character that no sequence may hold ends it; Escape begins the next one.
    return start + whole.length >= text.length ? null : { key: null, end: start + whole.length };
  }
  const end = start + whole.length;
  if (between !== "" || /^[<=>?]/.test(parameters)) return { key: null, end };
  const [number = "", modifiers = "1"] = parameters.split(";");
  const key = final === "~" ? NUMBERED[number] : FINALS[final];
  return { key: key === undefined ? null : modifierText(Number(modifiers) - 1) + key, end };
}

function modifierText(bits: number): string {
  if (!Number.isSafeInteger(bits) || bits <= 0) return "";
  return `${(bits & 4) === 0 ? "" : "ctrl+"}${(bits & 2) === 0 ? "" : "alt+"}${(bits & 1) === 0 ? "" : "shift+"}`;
}

/** OSC, DCS, APC and PM: the terminal answers a question that was asked before us. */
function reportAt(text: string, start: number): Sequence | null {
  const match = /\u0007|\u001B\\/.exec(text.slice(start));
  if (match === null) return text.length - start > LONGEST_SEQUENCE ? { key: null, end: text.length } : null;
  return { key: null, end: start + match.index + match[0].length };
}

/** The text that a key types into a field; empty for all others. */
export function typedText(key: Key): string {
  if (key === "space") return " ";
  if (key.startsWith(PASTE)) return key.slice(PASTE.length).replaceAll(/[\r\n\t]+/g, " ");
  return Array.from(key).length === 1 ? key : "";
}
