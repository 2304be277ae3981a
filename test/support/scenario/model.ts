/** What a scenario says, read from YAML. A key or word that is not known is an error: a slip of the pen must not pass. */
import { parse } from "yaml";
import { SUBCATEGORIES } from "../../../src/core/audit-policy.ts";
import { DIAGNOSTIC_CODES } from "../../../src/core/diagnostic.ts";
import { RULES } from "../../../src/core/report.ts";

export type Scalar = string | number;
export type Values = Readonly<Record<string, Scalar>>;

export interface ContainerSpec {
  /** Link order 1 first: `name`, `name@domain`, then `enforced`, `disabled`. */
  readonly links: readonly string[];
  readonly blocks: boolean;
}

export interface DomainSpec extends ContainerSpec {
  /** The root domain of the forest; left out: the first domain of the scenario. */
  readonly forest: string | null;
  /** Path from the domain downwards with `/` → its links. */
  readonly ous: Readonly<Record<string, ContainerSpec>>;
}

export interface SiteSpec extends ContainerSpec {
  readonly forest: string | null;
}

export interface PreferenceSpec {
  readonly action: "C" | "R" | "U" | "D";
  readonly path: string;
  readonly value: Scalar | null;
  /** Item-level targeting: the name of the filter element. */
  readonly only: string | null;
  readonly once: boolean;
  readonly disabled: boolean;
}

/** The settings of a GPO or of a local policy. */
export interface PolicySpec {
  readonly audit: Values | null;
  /** Lines that stand in audit.csv as they are. */
  readonly lines: readonly string[];
  readonly options: Values;
  readonly legacy: Values;
  readonly rights: Readonly<Record<string, readonly string[]>>;
  readonly account: Values;
  readonly logs: Values;
  /** Registry.pol, in order; the name may be `**del.Name`. */
  readonly registry: Values;
  readonly preferences: readonly PreferenceSpec[];
}

export interface GpoSpec extends PolicySpec {
  readonly name: string;
  readonly domain: string;
  readonly apply: readonly string[];
  readonly deny: readonly string[];
  readonly denyRead: readonly string[];
  readonly read: readonly string[];
  readonly wmi: readonly string[];
  readonly disabled: "computer" | "user" | "all" | null;
  readonly versions: { readonly directory: number; readonly sysvol: number };
  /** Words in the order of the list; null: what the settings need, sorted. */
  readonly extensions: readonly string[] | null;
}

export interface GroupSpec {
  readonly domain: string;
  readonly members: readonly string[];
}

export interface RsopSpec {
  readonly site: string | null;
  /** Beside what every domain controller's token holds. */
  readonly groups: readonly string[];
  /** Weakest first: `name`, `name@domain`, `Local`, then `denied`, `filtered`, `off`. */
  readonly gpos: readonly string[];
  /** Subcategory → GPO → value, the winner first. */
  readonly audit: Readonly<Record<string, Values>>;
}

export interface HostSpec {
  readonly name: string;
  readonly domain: string;
  /** Null: in CN=Computers. */
  readonly ou: string | null;
  readonly site: string | null;
  readonly roles: readonly string[];
  readonly os: string | null;
  readonly edition: string | null;
  readonly auditpol: Values | null;
  readonly registry: Values;
  readonly local: PolicySpec | null;
  readonly rsop: RsopSpec | null;
}

/** One whose site the directory keeps. */
export function isController({ roles }: HostSpec): boolean {
  return roles.includes("dc") || roles.includes("rodc");
}

export interface Expectation {
  /** All values that are possible, as words; one: decided. */
  readonly outcomes: readonly string[];
  readonly won: string | null;
  readonly rule: string | null;
  /** GPO → rule; "" for any rule. */
  readonly lost: Readonly<Record<string, string>>;
  readonly out: Readonly<Record<string, string>>;
  readonly candidates: Readonly<Record<string, string>>;
}

export interface Scenario {
  readonly title: string;
  readonly domains: Readonly<Record<string, DomainSpec>>;
  readonly sites: Readonly<Record<string, SiteSpec>>;
  readonly gpos: Readonly<Record<string, GpoSpec>>;
  readonly groups: Readonly<Record<string, GroupSpec>>;
  readonly hosts: Readonly<Record<string, HostSpec>>;
  readonly without: readonly string[];
  /** Diagnostics above info that the files are meant to give. */
  readonly diagnostics: readonly string[];
  readonly expect: Readonly<Record<string, Readonly<Record<string, Expectation>>>>;
}

type Raw = Record<string, unknown>;

/** The mapping behind one place, asked key by key; what nobody asked for is an error. */
class Block {
  readonly #raw: Raw;
  readonly #at: string;
  readonly #asked = new Set<string>();

  constructor(raw: unknown, at: string) {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw new Error(`${at}: not a mapping`);
    this.#raw = raw as Raw;
    this.#at = at;
  }

  get(key: string): unknown {
    this.#asked.add(key);
    return this.#raw[key];
  }

  text(key: string): string | null {
    const value = this.get(key);
    if (value === undefined || value === null) return null;
    if (typeof value !== "string" && typeof value !== "number") throw new Error(`${this.#at}.${key}: not a text`);
    return String(value);
  }

  one<T extends string>(key: string, words: readonly T[]): T | null {
    const value = this.text(key);
    if (value !== null && !words.includes(value as T)) throw new Error(`${this.#at}.${key}: ${value}`);
    return value as T | null;
  }

  flag(key: string): boolean {
    const value = this.get(key) ?? false;
    if (typeof value !== "boolean") throw new Error(`${this.#at}.${key}: not true or false`);
    return value;
  }

  list(key: string): string[] {
    const value = this.get(key) ?? [];
    const items = Array.isArray(value) ? value : [value];
    return items.map((item: unknown) => {
      if (typeof item !== "string" && typeof item !== "number")
        throw new Error(`${this.#at}.${key}: not a list of texts`);
      return String(item);
    });
  }

  values(key: string): Record<string, Scalar> {
    return this.each(key, (value, _name, at) => {
      if (typeof value !== "string" && typeof value !== "number") throw new Error(`${at}: not a text or number`);
      return value;
    });
  }

  each<T>(key: string, read: (value: unknown, name: string, at: string) => T): Record<string, T> {
    const value = this.get(key) ?? {};
    if (typeof value !== "object" || Array.isArray(value)) throw new Error(`${this.#at}.${key}: not a mapping`);
    const entries = Object.entries(value).map(([name, one]) => [name, read(one, name, `${this.#at}.${key}.${name}`)]);
    return Object.fromEntries(entries) as Record<string, T>;
  }

  done(): void {
    const unknown = Object.keys(this.#raw).filter((key) => !this.#asked.has(key));
    if (unknown.length > 0) throw new Error(`${this.#at}: nobody knows ${unknown.join(", ")}`);
  }
}

function block<T>(raw: unknown, at: string, read: (block: Block) => T): T {
  const one = new Block(raw ?? {}, at);
  const result = read(one);
  one.done();
  return result;
}

function container(one: Block): ContainerSpec {
  return { links: one.list("links"), blocks: one.flag("blocks") };
}

const KNOWN_SUBCATEGORIES = new Set(SUBCATEGORIES.map(({ name }) => name));

/** Names of subcategories to values; an unknown name is an error. */
function auditing(one: Block, key: string): Record<string, Scalar> {
  const values = one.values(key);
  for (const name of Object.keys(values)) {
    if (!KNOWN_SUBCATEGORIES.has(name)) throw new Error(`no such subcategory: ${name}`);
  }
  return values;
}

function policy(one: Block): PolicySpec {
  const preferences = one.get("preferences") ?? [];
  if (!Array.isArray(preferences)) throw new Error("preferences: not a list");
  return {
    audit: one.get("audit") === undefined ? null : auditing(one, "audit"),
    lines: one.list("lines"),
    options: one.values("options"),
    legacy: one.values("legacy"),
    rights: one.each("rights", (value) => (value as string[]).map(String)),
    account: one.values("account"),
    logs: one.values("logs"),
    registry: one.values("registry"),
    preferences: preferences.map((raw: unknown, index) =>
      block(raw, `preferences[${index}]`, (item) => ({
        action: item.one("action", ["C", "R", "U", "D"] as const) ?? "U",
        path: item.text("path") ?? "",
        value: (item.get("value") ?? null) as Scalar | null,
        only: item.text("only"),
        once: item.flag("once"),
        disabled: item.flag("disabled"),
      })),
    ),
  };
}

/** `Name@other.example`: the GPO of another domain than the scenario's first. */
export function splitReference(text: string): { readonly name: string; readonly domain: string | null } {
  const at = text.lastIndexOf("@");
  return at < 0 ? { name: text, domain: null } : { name: text.slice(0, at), domain: text.slice(at + 1) };
}

const EXTENSIONS = ["security", "audit", "registry", "preferences", "none"];

function gpo(raw: unknown, key: string, first: string): GpoSpec {
  return block(raw, key, (one) => {
    const { name, domain } = splitReference(key);
    const versions = block(one.get("versions"), `${key}.versions`, (half) => ({
      directory: Number(half.text("directory") ?? 1),
      sysvol: Number(half.text("sysvol") ?? 1),
    }));
    const extensions = one.get("extensions") === undefined ? null : one.list("extensions");
    const unknown = extensions?.find((word) => !EXTENSIONS.includes(word));
    if (unknown !== undefined) throw new Error(`${key}.extensions: ${unknown}`);
    return {
      ...policy(one),
      name,
      domain: one.text("domain") ?? domain ?? first,
      apply: one.get("apply") === undefined ? ["Authenticated Users"] : one.list("apply"),
      deny: one.list("deny"),
      denyRead: one.list("denyRead"),
      read: one.list("read"),
      wmi: one.list("wmi"),
      disabled: one.one("disabled", ["computer", "user", "all"] as const),
      versions,
      extensions: extensions?.filter((word) => word !== "none") ?? null,
    };
  });
}

function host(raw: unknown, name: string, first: string): HostSpec {
  return block(raw, name, (one) => ({
    name,
    domain: one.text("domain") ?? first,
    ou: one.get("ou") === undefined ? "Domain Controllers" : one.text("ou"),
    site: one.text("site"),
    roles: one.get("roles") === undefined ? ["dc"] : one.list("roles"),
    os: one.text("os"),
    edition: one.text("edition"),
    auditpol: one.get("auditpol") === undefined ? null : auditing(one, "auditpol"),
    registry: one.values("registry"),
    local: one.get("local") === undefined ? null : block(one.get("local"), `${name}.local`, policy),
    rsop:
      one.get("rsop") === undefined
        ? null
        : block(one.get("rsop"), `${name}.rsop`, (rsop) => ({
            site: rsop.text("site"),
            groups: rsop.list("groups"),
            gpos: rsop.list("gpos"),
            audit: rsop.each("audit", (value) => value as Values),
          })),
  }));
}

/** `{ A: enforced }`, `[A, B]` or `A`. */
function byGpo(value: unknown, at: string): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value === "string") return { [value]: "" };
  if (Array.isArray(value)) return Object.fromEntries(value.map((name: unknown) => [String(name), ""]));
  const rules = Object.entries(value as Raw).map(([name, rule]): [string, string] => [name, ruleId(String(rule), at)]);
  return Object.fromEntries(rules);
}

function ruleId(rule: string, at: string): string {
  if (!(RULES as readonly string[]).includes(rule)) throw new Error(`${at}: no such rule: ${rule}`);
  return rule;
}

function expectation(raw: unknown, at: string): Expectation {
  return block(raw, at, (one) => {
    const is = one.get("is");
    const either = one.get("either");
    if ((is === undefined) === (either === undefined)) throw new Error(`${at}: needs one of "is" and "either"`);
    const rule = one.text("rule");
    const depends = one.get("depends");
    return {
      outcomes: (either === undefined ? [is] : (either as unknown[])).map((value) =>
        Array.isArray(value) ? value.join(", ") : String(value),
      ),
      won: one.text("won"),
      rule: rule === null ? null : ruleId(rule, at),
      lost: byGpo(one.get("lost"), at),
      out: byGpo(one.get("out"), at),
      candidates: { ...byGpo(depends, at), ...byGpo(one.get("candidates"), at) },
    };
  });
}

const FIRST = "corp.example";

/** @throws Error on anything that is not understood. */
export function readScenario(text: string): Scenario {
  return block(parse(text), "scenario", (one) => {
    const names = Object.keys(one.get("domains") ?? {});
    const first = names[0] ?? FIRST;
    const forest = (item: Block): string | null => item.text("forest");
    const diagnostics = one.list("diagnostics");
    const unknown = diagnostics.find((code) => !(DIAGNOSTIC_CODES as readonly string[]).includes(code));
    if (unknown !== undefined) throw new Error(`no such diagnostic: ${unknown}`);
    return {
      title: one.text("title") ?? "",
      domains: one.each("domains", (raw, _name, at) =>
        block(raw, at, (item) => ({
          ...container(item),
          forest: forest(item),
          ous: item.each("ous", (ou, _path, place) => block(ou, place, container)),
        })),
      ),
      sites: one.each("sites", (raw, _name, at) =>
        block(raw, at, (item) => ({ ...container(item), forest: forest(item) })),
      ),
      gpos: one.each("gpos", (raw, key) => gpo(raw, key, first)),
      groups: one.each("groups", (raw, _name, at) =>
        block(raw, at, (item) => ({ domain: item.text("domain") ?? first, members: item.list("members") })),
      ),
      hosts: one.each("hosts", (raw, name) => host(raw, name, first)),
      without: one.list("without"),
      diagnostics,
      expect: one.each("expect", (raw, name, at) =>
        block({ [name]: raw }, at, (item) => item.each(name, (value, _setting, place) => expectation(value, place))),
      ),
    };
  });
}
