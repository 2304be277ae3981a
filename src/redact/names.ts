/** Names of a domain's things to tokens: one thing, one token, however it is spelt. */
import { type Guid, guidOf } from "../core/fact.ts";
import { splitDn } from "../text/distinguished-name.ts";
import { normalSid } from "../text/sid.ts";
import type { Kind, Tokens } from "./tokens.ts";
import {
  endingOf,
  isAuthority,
  isDefaultAccount,
  isDefaultContainer,
  isDefaultGpo,
  isDefaultPathPart,
  isOwnWord,
  isPublicGuid,
  isSddlAlias,
} from "./vocabulary.ts";
import { fold } from "./words.ts";

/** What is known of the estate before the first name is replaced. */
export interface KnownNames {
  /** `corp.example`, lower case. */
  readonly domains: ReadonlySet<string>;
  /** `dc1.corp.example`, lower case. */
  readonly hosts: ReadonlySet<string>;
}

export class Names {
  readonly #tokens: Tokens;
  /** First label → domains that begin with it. */
  readonly #labels: ReadonlyMap<string, readonly string[]>;
  /** Short name → whole names of hosts. */
  readonly #shorts: ReadonlyMap<string, readonly string[]>;
  readonly #domains: ReadonlySet<string>;

  constructor(tokens: Tokens, known: KnownNames) {
    this.#tokens = tokens;
    this.#domains = known.domains;
    this.#labels = byFirstLabel(known.domains);
    this.#shorts = byFirstLabel(known.hosts);
  }

  /** `\\DC1`, `dc1$`, `DC1.corp.example.` are one host, unless two domains have a DC1. */
  host(name: string): string {
    const whole = plainHost(name);
    const short = whole.split(".")[0] ?? whole;
    const homonyms = this.#shorts.get(short) ?? [];
    return this.#tokens.token("host", homonyms.length > 1 ? whole : short, name);
  }

  /** By its DNS name or its NetBIOS name, where only one domain begins with that. */
  domain(name: string): string {
    const unnamed = unnamedDomain(name);
    if (unnamed !== null) return `${unnamed.words}${this.path(unnamed.path)}${unnamed.rest}`;
    const guid = guidOf(name);
    if (guid !== null) return this.#tokens.token("domain", guid, name);
    const plain = fold(name.normalize("NFC")).replace(/\.$/, "");
    if (isAuthority(plain)) return name;
    const whole = plain.includes(".") ? undefined : this.#labels.get(plain);
    return this.#tokens.token("domain", whole?.length === 1 ? (whole[0] ?? plain) : plain, name);
  }

  isHostName(name: string): boolean {
    const plain = plainHost(name);
    if (this.#domains.has(plain)) return false;
    const known = this.#shorts.has(plain) || this.#shorts.get(plain.split(".")[0] ?? plain)?.includes(plain) === true;
    return known || [...this.#domains].some((domain) => plain.endsWith(`.${domain}`));
  }

  isDomain(name: string): boolean {
    return this.#domains.has(fold(name)) || this.#labels.has(fold(name));
  }

  gpo(name: string): string {
    return isDefaultGpo(name) ? name : this.#tokens.token("gpo", guidOf(name) ?? plain(name), name);
  }

  guid(guid: Guid): string {
    return isPublicGuid(guid) ? guid : this.#tokens.token("guid", guid);
  }

  /** Well-known SIDs and identifiers below 1000 stay readable: they say who is audited. */
  sid(text: string): string {
    const sid = normalSid(text);
    if (sid === null) return this.#tokens.token("sid", fold(text), text);
    const [, , authority, first, ...rest] = sid.split("-");
    const local = /^(S-1-5-21-\d+-\d+-\d+)(?:-(\d+))?$/.exec(sid);
    if (local?.[1] !== undefined) {
      const domain = `S-1-5-21-${this.#tokens.token("sid", local[1])}`;
      if (local[2] === undefined) return domain;
      return `${domain}-${Number(local[2]) < 1000 ? local[2] : this.#tokens.token("sid", sid)}`;
    }
    const wellKnown =
      ["0", "1", "2", "3", "16"].includes(authority ?? "") ||
      (authority === "5" && (rest.length === 0 || (first === "32" && rest.length === 1)));
    // Of services that the catalog knows.
    return wellKnown || isOwnWord(fold(sid)) ? sid : this.#tokens.token("sid", sid);
  }

  /** A trustee or member in any of its forms. */
  account(text: string): string {
    const trimmed = text.trim();
    if (trimmed === "" || isDefaultAccount(trimmed) || isSddlAlias(trimmed)) return text;
    if (/^\*?S-1-/i.test(trimmed)) return this.sid(trimmed.replace(/^\*/, ""));
    if (/^[A-Za-z]+=.+,[A-Za-z]+=/.test(trimmed)) return this.dn(trimmed);
    if (/^[^\s\\@]+@[^\s\\@]+$/.test(trimmed)) return this.#tokens.token("email", plain(trimmed), trimmed);
    const slash = trimmed.lastIndexOf("\\");
    if (slash > 0) return `${this.domain(trimmed.slice(0, slash))}\\${this.account(trimmed.slice(slash + 1))}`;
    if (guidOf(trimmed) !== null) return this.guid(guidOf(trimmed) ?? "");
    if (trimmed.endsWith("$") || this.isHostName(trimmed)) return this.host(trimmed);
    return this.#tokens.token("account", plain(trimmed), trimmed);
  }

  /** The place of an object in the directory: as a distinguished name, as a canonical path, or as a bare name. */
  place(text: string): string {
    if (/^[A-Za-z][\w.-]*=/.test(text.trim())) return this.dn(text);
    const [first = "", ...rest] = text.split("/");
    if (rest.length === 0 && first.includes(".") && this.isHostName(first)) return this.host(first);
    if (rest.length === 0)
      return first.includes(".") || this.isDomain(first) ? this.domain(first) : this.#part("cn", first);
    const head = first.includes(".") || this.isDomain(first) ? this.domain(first) : this.#part("cn", first);
    return [head, ...rest.map((part) => (fold(part) === "domain controllers" ? part : this.#part("cn", part)))].join(
      "/",
    );
  }

  /** Types of parts and the parts that every domain has stay; the domain is one token. */
  dn(text: string): string {
    const parts = splitDn(text);
    const domain = parts.flatMap(({ type, value }) => (type === "dc" ? [value] : [])).join(".");
    const above = parts.filter(({ type }) => type !== "dc");
    const named = above.map(({ type, value }) => `${typeWord(type)}=${this.#part(type, value)}`);
    return [...named, ...(domain === "" ? [] : [`DC=${this.domain(domain)}`])].join(",");
  }

  #part(type: string, value: string): string {
    const trimmed = value.trim();
    if (trimmed === "" || isDefaultContainer(type, trimmed)) return trimmed;
    const guid = guidOf(trimmed);
    if (guid !== null) return this.gpo(guid);
    if (normalSid(trimmed) !== null) return this.sid(trimmed);
    if (this.isHostName(trimmed)) return this.host(trimmed);
    return this.#tokens.token("dn", plain(trimmed), trimmed);
  }

  /** Part by part, so that what lies in one folder still does; what Windows itself calls a file stays. */
  path(path: string): string {
    return path
      .split(/([/\\!]+)/)
      .map((part, index) => (index % 2 === 1 || part === "" ? part : this.#pathPart(part)))
      .join("");
  }

  #pathPart(part: string): string {
    if (/^[.]*$/.test(part) || isDefaultPathPart(part)) return part;
    const guid = guidOf(part);
    if (guid !== null) return isDefaultGpo(guid) ? part : this.gpo(guid);
    const ending = endingOf(part);
    return this.#tokens.token("path", fold(part.normalize("NFC")), part) + ending;
  }

  ip(text: string): string {
    return /^(?:127\.0\.0\.1|0\.0\.0\.0|::1)$/.test(text) ? text : this.#tokens.token("ip", fold(text), text);
  }

  email(text: string): string {
    return this.#tokens.token("email", plain(text), text);
  }

  /** Of no class that can be told. */
  other(kind: Kind, text: string): string {
    return this.#tokens.token(kind, plain(text), text);
  }

  /** A whole keyed digest, in the form of the digest that it stands for. */
  digest(purpose: string, text: string): string {
    return this.#tokens.digest(purpose, text);
  }
}

/** Of GPOs that tell no domain: our words, and where they lie. */
export function unnamedDomain(
  name: string,
): { readonly words: string; readonly path: string; readonly rest: string } | null {
  const [, words = "", path = "", rest = ""] = /^(no domain named \()(.*?)((?:, \d+ folders)?\))$/su.exec(name) ?? [];
  return words === "" ? null : { words, path, rest };
}

/** Without what spellings add: `\\`, `$`, the dot at the end. */
export function plainHost(name: string): string {
  return fold(name.normalize("NFC").trim())
    .replace(/^\\+/, "")
    .replace(/[.$]+$/, "");
}

function plain(text: string): string {
  return fold(text.normalize("NFC")).trim();
}

function typeWord(type: string): string {
  return ["cn", "ou", "o", "c", "l", "dc", "uid"].includes(type) ? type.toUpperCase() : "CN";
}

function byFirstLabel(names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  for (const name of names) {
    const label = name.split(".")[0] ?? name;
    const list = map.get(label);
    if (list === undefined) map.set(label, [name]);
    else if (name.includes(".")) list.push(name);
  }
  // A short name beside the whole one is the same host.
  for (const [label, list] of map) {
    const whole = list.filter((name) => name.includes("."));
    map.set(label, whole.length === 0 ? list : whole);
  }
  return map;
}
