/** What the readings of one computer say of a setting: its captures, or its resultant set of policy. */
import type { Fact, FactId } from "../core/fact.ts";
import { matchesPath, valueText } from "./contribution.ts";
import type { SettingValue } from "./contribution.ts";
import type { HostEstate } from "./hosts.ts";
import type { Selector } from "./setting-index.ts";

export type Reading =
  | { readonly state: "set"; readonly value: SettingValue; readonly facts: readonly FactId[] }
  /** Shown not to be there: an export of the whole key lacks the value, or policy deletes it. */
  | { readonly state: "absent"; readonly facts: readonly FactId[] }
  /** Not understood, or readings differ. `differing`: what they say. */
  | { readonly state: "undecided"; readonly differing: readonly string[]; readonly facts: readonly FactId[] };

/** One name for a setting, whatever reading carries it. */
export function selectorKey(selector: Selector): string {
  switch (selector.kind) {
    case "subcategory":
      return `subcategory ${selector.subcategory}`;
    case "registry":
      return `registry ${selector.path}`.toLowerCase();
    case "user-right":
      return `right ${selector.right}`.toLowerCase();
    case "event-log":
      return `log ${selector.log} ${selector.setting}`.toLowerCase();
    case "account-policy":
      return `account ${selector.section} ${selector.setting}`.toLowerCase();
  }
}

/** One file's word; of two in one file the later counts. */
interface Word {
  readonly selector: Selector;
  readonly said: SettingValue | "absent" | "not understood";
  readonly fact: FactId;
}

export class HostReadings {
  /** By setting, then by file. */
  readonly #words = new Map<string, Map<string, Word>>();
  /** Keys that an export shows with all their values, by file, with one of their facts. */
  readonly #keys = new Map<string, Map<string, FactId>>();

  constructor(facts: readonly Fact[], incomplete: ReadonlySet<string>) {
    for (const fact of facts) {
      const word = wordOf(fact);
      if (word === null) continue;
      const key = selectorKey(word.selector);
      const files = this.#words.get(key) ?? new Map<string, Word>();
      this.#words.set(key, files.set(fact.origin.path, word));
      // Of all readings of a registry key only an export is known to hold every value.
      if (fact.kind !== "registry" || fact.via !== "reg-file" || incomplete.has(fact.origin.path)) continue;
      const shown = keyOf(fact).toLowerCase();
      const exports = this.#keys.get(shown) ?? new Map<string, FactId>();
      if (!exports.has(fact.origin.path)) this.#keys.set(shown, exports.set(fact.origin.path, fact.id));
    }
  }

  /** Null: nothing speaks of it. */
  of(selector: Selector): Reading | null {
    const words = [...(this.#words.get(selectorKey(selector)) ?? [])];
    const silent =
      selector.kind === "registry" ? this.#shownWithout(selector.path, new Set(words.map(([at]) => at))) : [];
    const said = [...words.map(([, word]) => word.said), ...silent.map(() => "absent" as const)];
    const facts = [...words.map(([, word]) => word.fact), ...silent];
    const [first] = said;
    if (first === undefined) return null;
    const texts = [...new Set(said.map(saidText))].toSorted();
    if (texts.length > 1 || first === "not understood") return { state: "undecided", differing: texts, facts };
    return first === "absent" ? { state: "absent", facts } : { state: "set", value: first, facts };
  }

  /** Settings that a reading names. */
  selectors(): Selector[] {
    return [...this.#words.values()].flatMap((files) =>
      [...files.values()].slice(0, 1).map(({ selector }) => selector),
    );
  }

  /** Registry values that match a pattern, as first written. */
  paths(pattern: string): string[] {
    return this.selectors()
      .flatMap((selector) =>
        selector.kind === "registry" && matchesPath(pattern, selector.path) ? [selector.path] : [],
      )
      .toSorted();
  }

  #shownWithout(path: string, speaking: ReadonlySet<string>): FactId[] {
    const exports = this.#keys.get(path.slice(0, path.lastIndexOf("\\")).toLowerCase()) ?? [];
    return [...exports].flatMap(([file, fact]) => (speaking.has(file) ? [] : [fact]));
  }
}

export type Captures = Pick<HostEstate, "facts" | "incomplete">;

const CAPTURED = new WeakMap<Captures, HostReadings>();
const DELIVERED = new WeakMap<HostEstate, HostReadings>();

/** What was read on the computer. */
export function capturedOn(host: Captures): HostReadings {
  const known = CAPTURED.get(host) ?? new HostReadings(host.facts, host.incomplete);
  CAPTURED.set(host, known);
  return known;
}

/** The winning values of its resultant sets of policy [formats.md 3.3]. */
export function deliveredTo(host: HostEstate): HostReadings {
  const known = DELIVERED.get(host) ?? new HostReadings(host.delivered.filter(isWinning), host.incomplete);
  DELIVERED.set(host, known);
  return known;
}

function isWinning(fact: Fact): boolean {
  return "precedence" in fact && fact.precedence === 1;
}

function wordOf(fact: Fact): Word | null {
  switch (fact.kind) {
    case "subcategory": {
      if (fact.user !== undefined || fact.state === "not-configured") return null;
      const selector: Selector = { kind: "subcategory", subcategory: fact.subcategory };
      const { success, failure } = fact;
      const understood = fact.state === "set" && success !== null && failure !== null;
      return { selector, said: understood ? { kind: "auditing", success, failure } : "not understood", fact: fact.id };
    }
    case "registry":
      return registryWord(fact);
    case "user-right":
      return {
        selector: { kind: "user-right", right: fact.right },
        said: { kind: "members", members: fact.members },
        fact: fact.id,
      };
    case "event-log":
      return {
        selector: { kind: "event-log", log: fact.log, setting: fact.setting },
        said: { kind: "plain", value: fact.value },
        fact: fact.id,
      };
    case "account-policy":
      return {
        selector: { kind: "account-policy", section: fact.section, setting: fact.setting },
        said: { kind: "plain", value: fact.value },
        fact: fact.id,
      };
    case "observation":
      return authorityWord(fact);
    default:
      return null;
  }
}

/** A value of a certification authority whose name, a part of its key, was cut off. */
function authorityWord(fact: Extract<Fact, { kind: "observation" }>): Word | null {
  if (fact.topic !== "ca") return null;
  const path = `HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\(not named)\\${fact.name}`;
  const understood = typeof fact.value === "number" || typeof fact.value === "string";
  const said = understood ? ({ kind: "registry", value: fact.value, type: null } as const) : "not understood";
  return { selector: { kind: "registry", path }, said, fact: fact.id };
}

function registryWord(fact: Extract<Fact, { kind: "registry" }>): Word | null {
  if (fact.hive !== "HKLM" || fact.side === "user" || fact.name.startsWith("**")) return null;
  const selector: Selector = { kind: "registry", path: `${keyOf(fact)}\\${fact.name}` };
  // A preference of a resultant set that only creates, or hangs on a condition, need not have written.
  if (fact.condition !== undefined || fact.action === "C") return { selector, said: "not understood", fact: fact.id };
  if (fact.action === "D") return { selector, said: "absent", fact: fact.id };
  if (fact.value === null) return { selector, said: "not understood", fact: fact.id };
  return { selector, said: { kind: "registry", value: fact.value, type: fact.type }, fact: fact.id };
}

function keyOf({ hive, key }: Extract<Fact, { kind: "registry" }>): string {
  return `${hive ?? "HKLM"}\\${key.replaceAll(/^\\+|\\+$/g, "")}`;
}

/** In words that compare: case and the order of members do not count. */
function saidText(said: Word["said"]): string {
  if (typeof said === "string") return said;
  if (said.kind === "members")
    return (
      said.members
        .map((one) => one.toLowerCase())
        .toSorted()
        .join(", ") || "nobody"
    );
  return valueText(said);
}

/** Null: the two cannot be told apart or together, as when one names accounts and the other their SIDs. */
export function sameSetting(a: SettingValue, b: SettingValue): boolean | null {
  if (a.kind === "members" && b.kind === "members") return sameMembers(a.members, b.members);
  if (a.kind === "registry" && b.kind === "registry") return sameRegistry(a, b);
  return a.kind === b.kind && valueText(a).toLowerCase() === valueText(b).toLowerCase();
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean | null {
  const [x, y] = [a, b].map((list) => new Set(list.map((one) => one.toLowerCase()))) as [Set<string>, Set<string>];
  if (x.size === y.size && [...x].every((one) => y.has(one))) return true;
  const sids = [...x, ...y].every((one) => one.startsWith("s-1-"));
  return sids || x.size === 0 || y.size === 0 ? false : null;
}

type RegistrySetting = Extract<SettingValue, { kind: "registry" }>;

function sameRegistry(a: RegistrySetting, b: RegistrySetting): boolean {
  const [x, y] = [a, b].map(({ value }) => (Array.isArray(value) ? value.join("\0") : String(value)).toLowerCase());
  if (x !== y) return false;
  // A number stored as text is another value; readings without types cannot tell.
  return a.type === null || b.type === null || isNumber(a.type) === isNumber(b.type);
}

function isNumber(type: string): boolean {
  return /^REG_[DQ]WORD/.test(type);
}
