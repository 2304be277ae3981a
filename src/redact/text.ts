/** Sentences and other free text: known names become their tokens, words of ours stay, and whatever else there is becomes a token too. */
import { guidOf } from "../core/fact.ts";
import { plainHost, type Names } from "./names.ts";
import type { Kind } from "./tokens.ts";
import type { NamedValue } from "./values.ts";
import { redactSddl } from "./sddl.ts";
import { isOwnWord } from "./vocabulary.ts";
import { compoundAt, compounds, fold, isWordCharacter } from "./words.ts";

/** "withheld: 12 characters" */
export function withheld(text: string): string {
  return text === "" ? "" : `withheld: ${text.length} characters`;
}

type Form = Kind | "sddl";

const PATTERNS: readonly (readonly [Form, RegExp])[] = [
  ["sid", /S-1-\d+(?:-\d+)+/iuy],
  ["sddl", /(?:O:[A-Z\d-]+?)?(?:G:[A-Z\d-]+?)?(?:[DS]:[A-Z_]{0,40}(?:\([A-Za-z\d;{}-]*\))+)+/uy],
  ["guid", /\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?/iuy],
  ["email", /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/uy],
  ["dn", /(?:CN|OU|DC)=[^,;"'<>|\r\n=]+(?:,\s?(?:CN|OU|DC|O|L|C)=[^,;"'<>|\r\n=]*[^,;"'<>|\r\n=\s.)])+/iuy],
  ["host", /\\\\[^\s\\"'<>|]+/uy],
  ["ip", /\d{1,3}(?:\.\d{1,3}){3}(?![\d.]|\.\d)/uy],
  ["ip", /(?:[0-9a-f]{1,4}:){2,7}(?::|[0-9a-f]{1,4})(?::?[0-9a-f]{1,4})*/iuy],
];

/** Longer texts hold more than a reader needs. */
const LONGEST = 20_000;
const PREFIX = 4;
const LONGEST_WORD = 200;

/** A folder is often named after what lies in it; a sentence then speaks of that. */
const AFTER_OTHERS: readonly Kind[] = ["dn", "path"];

function rankOf(kind: Kind): number {
  return AFTER_OTHERS.indexOf(kind);
}

interface Entry {
  readonly folded: string;
  readonly value: NamedValue;
  /** Every word of it is one of ours: it is replaced where it stands as a name, not wherever the word stands. */
  readonly ordinary: boolean;
}

export class TextRedactor {
  readonly #names: Names;
  readonly #constants: ReadonlySet<string>;
  readonly #entries = new Map<string, Entry[]>();
  readonly #known = new Map<string, string>();
  /** Single words of ours that are also a host, a domain or an account: sentences that hold one are withheld. */
  readonly #doubtful = new Set<string>();

  /** `constants`: whole texts of the catalog, which no input changes. */
  constructor(names: Names, values: readonly NamedValue[], constants: ReadonlySet<string>) {
    this.#names = names;
    this.#constants = constants;
    for (const value of values) {
      const texts = new Set([value.text, value.text.replaceAll("'", "''")]);
      for (const text of texts) this.#enter(text, value);
    }
    for (const list of this.#entries.values()) {
      list.sort((a, b) => b.folded.length - a.folded.length || rankOf(a.value.kind) - rankOf(b.value.kind));
    }
  }

  #enter(text: string, value: NamedValue): void {
    const folded = fold(text);
    if (!/[\p{L}\p{N}]/u.test(folded)) return;
    const ordinary = isOrdinary(text);
    if (ordinary && !/\s/.test(text)) {
      if (["host", "account"].includes(value.kind) && /\p{L}/u.test(text)) this.#doubtful.add(folded);
    }
    const key = folded.slice(0, PREFIX);
    const list = this.#entries.get(key);
    const entry = { folded, value, ordinary };
    if (list === undefined) this.#entries.set(key, [entry]);
    else list.push(entry);
  }

  isConstant(text: string): boolean {
    return this.#constants.has(text);
  }

  redact(text: string): string {
    if (text === "" || this.#constants.has(text)) return text;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const made = text.length > LONGEST ? withheld(text) : this.#made(text);
    this.#known.set(text, made);
    return made;
  }

  /** What an input says, in a sentence of ours: of several words between quotation marks nothing stays, unless it is a name. */
  quoting(text: string): string {
    if (this.#constants.has(text)) return text;
    const shown = text.replaceAll(/"(?:[^"\\]|\\.)*("|$)/gsu, (quoted) => this.#quoted(quoted));
    return this.redact(shown);
  }

  #quoted(quoted: string): string {
    const inner = quoted.slice(1, quoted.endsWith('"') && quoted.length > 1 ? -1 : undefined);
    return this.#isNameOrWord(inner) ? quoted : `"${withheld(inner)}"`;
  }

  /** Text of an input on its own: a name, one word, or nothing. */
  free(text: string): string {
    return this.#constants.has(text) || this.#isNameOrWord(text) ? this.redact(text) : withheld(text);
  }

  #isNameOrWord(text: string): boolean {
    const value = this.#valueAt(text, fold(text), 0);
    return value?.end === text.length || !/[\s\\]/u.test(text.trim());
  }

  /** Names become tokens; of everything else only the words that `keeps` says stay, and the rest is withheld. */
  excerpt(text: string, keeps: (folded: string) => boolean): string {
    const folded = fold(text);
    let made = "";
    let from: number | null = null;
    const close = (end: number): void => {
      if (from !== null) made += `[${withheld(text.slice(from, end))}]`;
      from = null;
    };
    for (let at = 0; at < text.length;) {
      const bounded = !isWordCharacter(lastCharacter(text, at));
      const found = bounded ? this.#at(text, folded, at) : null;
      const next = found?.end ?? at + String.fromCodePoint(text.codePointAt(at) ?? 0).length;
      const part = text.slice(at, next);
      const isWord = Array.from(part).some(isWordCharacter);
      if (isWord && (found?.text === null || (found?.text === part ? !keeps(fold(part)) : found === null))) from ??= at;
      else if (isWord || from === null) {
        close(at);
        made += found?.text ?? part;
      } else if (!/^[\s]$/u.test(part)) {
        close(at);
        made += part;
      }
      at = next;
    }
    close(text.length);
    return made;
  }

  #made(text: string): string {
    const folded = fold(text);
    let made = "";
    for (let at = 0; at < text.length;) {
      const bounded = !isWordCharacter(lastCharacter(text, at));
      const found = bounded ? this.#at(text, folded, at) : null;
      if (found !== null) {
        if (found.text === null) return withheld(text);
        made += found.text;
        at = found.end;
        continue;
      }
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      // A word that does not begin where words begin: what was replaced ended within it.
      made += isWordCharacter(character) ? this.#names.other("name", character) : character;
      at += character.length;
    }
    return made;
  }

  /** `text` null: the whole must go. */
  #at(text: string, folded: string, at: number): { readonly text: string | null; readonly end: number } | null {
    const value = this.#valueAt(text, folded, at);
    const pattern = patternAt(text, at);
    if (pattern !== null && pattern.end >= (value?.end ?? 0)) {
      return { text: this.#ofPattern(pattern.kind, text.slice(at, pattern.end)), end: pattern.end };
    }
    if (value !== null) return { text: this.token(value.value), end: value.end };
    const word = compoundAt();
    word.lastIndex = at;
    const [compound] = word.exec(text) ?? [];
    if (compound === undefined) return null;
    return { text: this.#word(compound), end: at + compound.length };
  }

  #word(compound: string): string | null {
    const folded = fold(compound);
    if (this.#doubtful.has(folded)) return null;
    if (isOwnWord(folded)) return compound;
    if (compound.length > LONGEST_WORD) return withheld(compound);
    if (this.#names.isHostName(compound)) return this.#names.host(compound);
    return this.#names.other("name", compound);
  }

  #ofPattern(kind: Form, text: string): string {
    switch (kind) {
      case "sid":
        return this.#names.sid(text);
      case "guid": {
        const token = this.#guid(guidOf(text) ?? text);
        return text.startsWith("{") && text.endsWith("}") ? `{${token}}` : token;
      }
      case "dn":
        return this.#names.dn(text);
      case "host":
        return `\\\\${this.#names.host(text)}`;
      case "email":
        return this.#names.email(text);
      case "sddl":
        return redactSddl(text, this.#names);
      default:
        return this.#names.ip(text);
    }
  }

  #guid(guid: string): string {
    const list = this.#entries.get(fold(guid).slice(0, PREFIX)) ?? [];
    const entry = list.find(({ folded }) => folded === fold(guid));
    return entry === undefined ? this.#names.guid(guid) : this.token(entry.value);
  }

  #valueAt(text: string, folded: string, at: number): { readonly value: NamedValue; readonly end: number } | null {
    for (let length = PREFIX; length > 0; length -= 1) {
      const list = this.#entries.get(folded.slice(at, at + length)) ?? [];
      for (const { folded: name, value, ordinary } of list) {
        if (name.length < length || !folded.startsWith(name, at)) continue;
        const end = at + name.length;
        if (isWordCharacter(nextCharacter(text, end)) && isWordCharacter(name.at(-1))) continue;
        if (ordinary && !/\s/.test(name) && !standsAsName(text, at, end)) continue;
        const kind = kindAt(text, at, end);
        const homonym = list.find((one) => one.folded === name && one.value.kind === kind);
        return { value: homonym?.value ?? value, end };
      }
    }
    return null;
  }

  token({ kind, text }: NamedValue): string {
    switch (kind) {
      case "host":
        return this.#names.host(plainHost(text));
      case "domain":
        return this.#names.domain(text);
      case "gpo":
        return this.#names.gpo(text);
      case "account":
        return this.#names.account(text);
      case "sid":
        return this.#names.sid(text);
      case "path":
        return this.#names.path(text);
      case "guid":
        return this.#names.guid(text);
      case "email":
        return this.#names.email(text);
      default:
        return this.#names.other(kind, text);
    }
  }
}

/** In quotation marks, in a form that only names have (`NAME\\user`, `\\\\NAME`, `NAME$`, `user@NAME`, `CN=NAME`), or behind the word for what it is. */
function standsAsName(text: string, at: number, end: number): boolean {
  const before = text[at - 1] ?? "";
  const after = text[end] ?? "";
  if (/["'“‘`]/.test(before) && /["'”’`]/.test(after)) return true;
  if (at === 0 && end === text.length) return true;
  if (after === "$" || before === "@" || text.slice(at - 2, at) === "\\\\") return true;
  // A registry key and a path have more parts, or begin with one.
  if (/^\\[^\s\\"'’”),;]+(?=[\s"'’”),;]|$)/u.test(text.slice(end, end + 100)) && !/[\\/]/.test(before)) return true;
  return /\b(?:(?:GPO|host|domain|computer|named) |(?:cn|ou|dc)=)$/i.test(text.slice(Math.max(0, at - 12), at));
}

/** What a name is where things of several kinds have it; null: the text does not tell. */
function kindAt(text: string, at: number, end: number): Kind | null {
  if (text.slice(at - 2, at) === "\\\\" || text[end] === "$") return "host";
  if (text[at - 1] === "@" || text[end] === "\\") return "domain";
  const before = text.slice(Math.max(0, at - 12), at);
  return KIND_WORDS.find(([, word]) => word.test(before))?.[0] ?? null;
}

const KIND_WORDS: readonly (readonly [Kind, RegExp])[] = [
  ["host", /\b(?:host|computer) ["'“]?$/i],
  ["domain", /\bdomain ["'“]?$/i],
  ["gpo", /\bGPO ["'“]?$/i],
];

/** All of its words are ours, so that it may stand in an output without telling anything. */
export function isOrdinary(text: string): boolean {
  const words = text.match(compounds()) ?? [];
  return words.every((word) => isOwnWord(fold(word)));
}

function patternAt(text: string, at: number): { readonly kind: Form; readonly end: number } | null {
  const first = text.charCodeAt(at);
  // Most places begin none of them.
  if (first === 32 || first === 44) return null;
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null && (kind !== "ip" || isAddress(match[0]))) return { kind, end: at + match[0].length };
  }
  return null;
}

function isAddress(text: string): boolean {
  if (!text.includes(":")) return text.split(".").every((part) => Number(part) < 256);
  return text.includes("::") || text.split(":").length === 8;
}

function lastCharacter(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const pair = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return at === 0 ? "" : text.slice(pair ? at - 2 : at - 1, at);
}

function nextCharacter(text: string, at: number): string {
  return at >= text.length ? "" : String.fromCodePoint(text.codePointAt(at) ?? 0);
}
