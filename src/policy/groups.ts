/** Who is in which group, as far as the evidence tells: one principal for one account, by SID, name or DN [formats.md 8.4]. */
import type { Fact, FactOf } from "../core/fact.ts";
import { domainOfDn, splitDn } from "../text/distinguished-name.ts";
import { normalSid } from "../text/sid.ts";
import { builtinKey, dnKey, domainPart, isDn, wellKnownSidOf } from "./principal-names.ts";

/** An account or group. Two texts that name the same one lead to the same object. */
export interface Principal {
  /** Null where the evidence knows it by name only. */
  readonly sid: string | null;
  /** As the evidence first wrote it. */
  readonly label: string;
  /** Groups that list it; `sure` is false where whole lists of two files contradict one another. */
  readonly within: readonly { readonly group: Principal; readonly sure: boolean }[];
  /** Whether the evidence has all its members; `none`: a computer or person, which has none. */
  readonly list: "whole" | "part" | "none";
}

/** What a resultant set lists as the token of a computer. */
export interface ListedToken {
  readonly host: string;
  /** DNS name in lower case; null where the file does not tell. */
  readonly domain: string | null;
  /** SIDs; a name where the file has no SID. */
  readonly holds: ReadonlySet<string>;
  /** False when the file breaks off, so that what is missing may have stood there. */
  readonly complete: boolean;
}

export interface Groups {
  /** Several when a bare name fits several; none when nobody speaks of it. `domain` tells whose built-in group is meant. */
  find(text: string, domain: string | null): readonly Principal[];
  readonly principals: readonly Principal[];
  readonly tokens: readonly ListedToken[];
  /** DNS names in lower case of the computers that go by a first label. */
  domainsOfHost(label: string): ReadonlySet<string>;
  /** The SID of a domain by its DNS name; null when nothing tells, or exports differ. */
  domainSid(dns: string): string | null;
}

export function groupsOf(facts: readonly Fact[]): Groups {
  const index = new Index();
  // Names first: an edge that is laid before two names are known to be one would be lost.
  for (const fact of facts) {
    if (fact.kind === "computer") index.computer(fact);
    else if (fact.kind === "membership" && !isToken(fact)) index.group(fact);
  }
  index.join();
  for (const fact of facts) {
    if (fact.kind !== "membership") continue;
    if (isToken(fact)) index.token(fact);
    else index.members(fact);
  }
  return index.finish();
}

/** A planned resultant set is a model and no token of anybody. */
function isToken(fact: FactOf<"membership">): boolean {
  return fact.via === "rsop";
}

/** Classes of accounts that are no groups. What stands for an account of another forest may be one. */
const HOLDS_NOBODY = /^(?:computer|user|inetorgperson|contact|msds-(?:group)?managedserviceaccount)$/;

class Draft implements Principal {
  sid: string | null = null;
  readonly label: string;
  dn: string | null = null;
  domain: string | null = null;
  readonly keys = new Set<string>();
  readonly names = new Set<string>();
  leaf = false;
  readonly within: { group: Principal; sure: boolean }[] = [];
  /** Member → the files that list it. */
  readonly members = new Map<Draft, Set<string>>();
  /** Files that list every direct member. */
  readonly wholeIn = new Set<string>();
  list: Principal["list"] = "part";

  constructor(label: string) {
    this.label = label;
  }
}

class Index implements Groups {
  readonly #byKey = new Map<string, Draft>();
  readonly #byName = new Map<string, Set<Draft>>();
  readonly #domainSids = new Map<string, string | null>();
  readonly #hosts = new Map<string, Set<string>>();
  readonly #tokens = new Map<string, { host: string; domain: string | null; holds: Set<string>; complete: boolean }>();
  readonly #domainOfCapture = new Map<string, string>();
  principals: readonly Principal[] = [];
  tokens: readonly ListedToken[] = [];

  computer(fact: FactOf<"computer">): void {
    const domain = fact.domain?.toLowerCase() ?? domainPart(fact.name);
    const short = labelOf(fact.name);
    if (domain !== null) this.#hosts.set(short, (this.#hosts.get(short) ?? new Set()).add(domain));
    if (fact.via === "rsop" && domain !== null) this.#domainOfCapture.set(captureKey(fact, fact.name), domain);
    // The container of a resultant set or a declaration is not the computer's own name.
    const own = fact.via !== "rsop" && fact.via !== "scope-file" && /^cn=/i.test(fact.place ?? "") ? fact.place : null;
    const host = `host:${domain === null ? short : `${short}.${domain}`}`;
    const draft = this.#identify(fact.name, [host], own, fact.sid ?? null);
    draft.leaf = true;
    draft.domain ??= domain;
    for (const name of [fact.name, short, fact.account]) this.#called(name, draft);
  }

  group(fact: FactOf<"membership">): void {
    const dn = fact.dn ?? (isDn(fact.group) ? fact.group : null);
    const sid = fact.sid ?? normalSid(fact.group);
    if (dn === null && sid === null) return;
    const draft = this.#identify(fact.group, [], dn, sid);
    this.#called(fact.account, draft);
  }

  /** What needs all names: groups that are known by their English name, and computers whose domain a file leaves out. */
  join(): void {
    for (const draft of new Set(this.#byKey.values())) {
      const sid = draft.sid === null && draft.dn !== null ? this.#sidOfDn(draft.dn) : null;
      if (sid !== null && draft.dn !== null) this.#identify(draft.label, [], draft.dn, sid);
    }
    for (const [label, domains] of this.#hosts) {
      const [domain, second] = domains;
      const short = this.#byKey.get(`host:${label}`);
      if (short === undefined || domain === undefined || second !== undefined) continue;
      this.#identify(short.label, [`host:${label}`, `host:${label}.${domain}`], null, null);
    }
  }

  members(fact: FactOf<"membership">): void {
    const [group, second] = this.#refer(fact.group, fact.dn === undefined ? null : domainOfDn(fact.dn));
    // A name that fits two groups tells of neither.
    if (group === undefined || second !== undefined) return;
    const file = fact.origin.path;
    if (fact.whole === true && fact.doubt === undefined) group.wholeIn.add(file);
    for (const text of fact.members) {
      const found = this.#refer(text, group.domain);
      const [member] = found;
      if (member === undefined || found.length > 1) {
        // Somebody is in it who cannot be told from another: the list is no longer whole.
        group.members.set(new Draft(text), new Set([file]));
        continue;
      }
      if (HOLDS_NOBODY.test(fact.memberClass ?? "")) member.leaf = true;
      group.members.set(member, (group.members.get(member) ?? new Set<string>()).add(file));
    }
  }

  token(fact: FactOf<"membership">): void {
    if (fact.tier !== "B" || fact.subject.kind !== "host") return;
    const host = fact.subject.name;
    const key = captureKey(fact, host);
    const token = this.#tokens.get(key) ?? {
      host,
      domain: this.#domainOfCapture.get(key) ?? domainPart(host),
      holds: new Set<string>(),
      complete: true,
    };
    for (const member of fact.members) token.holds.add(normalSid(member) ?? member);
    if (fact.doubt !== undefined) token.complete = false;
    this.#tokens.set(key, token);
  }

  finish(): Groups {
    const drafts = new Set([...this.#byKey.values(), ...[...this.#byName.values()].flatMap((set) => [...set])]);
    for (const group of drafts) {
      for (const member of group.members.keys()) drafts.add(member);
    }
    for (const group of drafts) {
      group.list = group.wholeIn.size > 0 ? "whole" : group.leaf ? "none" : "part";
      for (const [member, files] of group.members) {
        const sure = [...group.wholeIn].every((file) => files.has(file));
        member.within.push({ group, sure });
      }
    }
    this.principals = [...drafts];
    this.tokens = [...this.#tokens.values()];
    return this;
  }

  find(text: string, domain: string | null): readonly Principal[] {
    return this.#lookUp(text, domain);
  }

  domainsOfHost(label: string): ReadonlySet<string> {
    return this.#hosts.get(labelOf(label)) ?? new Set();
  }

  domainSid(dns: string): string | null {
    return this.#domainSids.get(dns.toLowerCase()) ?? null;
  }

  /** The principal of these names, which from now on are one. */
  #identify(label: string, keys: readonly string[], dn: string | null, sid: string | null): Draft {
    const domain = dn === null ? null : (domainOfDn(dn)?.toLowerCase() ?? null);
    const all = [...(sid === null ? [] : [sidKey(sid, domain)]), ...(dn === null ? [] : [`dn:${dnKey(dn)}`]), ...keys];
    const known = [...new Set(all.flatMap((key) => this.#byKey.get(key) ?? []))];
    const draft = known[0] ?? new Draft(label);
    for (const other of known.slice(1)) this.#merge(draft, other);
    for (const key of all) this.#bind(key, draft);
    draft.sid ??= sid;
    draft.dn ??= dn;
    draft.domain ??= domain;
    if (dn !== null) this.#called(splitDn(dn)[0]?.value, draft);
    const parent = /^(S-1-5-21-\d+-\d+-\d+)-\d+$/.exec(sid ?? "")?.[1];
    if (parent !== undefined && domain !== null) {
      const told = this.#domainSids.get(domain);
      this.#domainSids.set(domain, told === undefined || told === parent ? parent : null);
    }
    return draft;
  }

  #bind(key: string, draft: Draft): void {
    this.#byKey.set(key, draft);
    draft.keys.add(key);
  }

  /** Only before members are read: `from` has no edges yet. */
  #merge(into: Draft, from: Draft): void {
    for (const key of from.keys) this.#bind(key, into);
    for (const name of from.names) {
      this.#byName.get(name)?.delete(from);
      this.#called(name, into);
    }
    into.sid ??= from.sid;
    into.dn ??= from.dn;
    into.domain ??= from.domain;
    into.leaf ||= from.leaf;
  }

  #called(name: string | undefined, draft: Draft): void {
    if (name === undefined || name === "") return;
    const key = name.toLowerCase();
    draft.names.add(key);
    const named = this.#byName.get(key);
    if (named === undefined) this.#byName.set(key, new Set([draft]));
    else named.add(draft);
  }

  /** As {@link find}; a SID, a DN or a name that nobody spoke of yet becomes a principal of its own. */
  #refer(text: string, domain: string | null): readonly Draft[] {
    const found = this.#lookUp(text, domain);
    if (found.length > 0) return found;
    const draft = new Draft(text);
    if (isDn(text)) {
      const sid = this.#sidOfDn(text);
      return [this.#identify(text, [], text, sid)];
    }
    const sid = normalSid(text);
    if (sid !== null) return [this.#identify(text, [], null, sid)];
    draft.domain = domain;
    this.#called(text, draft);
    return [draft];
  }

  #lookUp(text: string, domain: string | null): readonly Draft[] {
    const sid = isDn(text) ? this.#sidOfDn(text) : normalSid(text);
    const owner = isDn(text) ? (domainOfDn(text)?.toLowerCase() ?? null) : domain;
    const known =
      (isDn(text) ? this.#byKey.get(`dn:${dnKey(text)}`) : undefined) ??
      (sid === null ? undefined : this.#byKey.get(sidKey(sid, owner)));
    if (known !== undefined) return [known];
    return sid !== null || isDn(text) ? [] : this.#byText(text);
  }

  /** `CORP\NAME`, `NAME$`, `name.corp.example`: the first label of a domain is taken for its short name. */
  #byText(text: string): readonly Draft[] {
    const slash = text.indexOf("\\");
    const prefix = slash < 0 ? null : text.slice(0, slash).toLowerCase();
    const name = text.slice(slash + 1).replace(/\$$/, "");
    const exact = this.#byKey.get(`host:${name.toLowerCase()}`);
    if (exact !== undefined && prefix === null && name.includes(".")) return [exact];
    const named = [...(this.#byName.get(name.toLowerCase()) ?? [])];
    return named.filter(({ domain }) => prefix === null || domain === null || labelOf(domain) === prefix);
  }

  /** What stands for an account of another forest or for a well-known identity has its SID as its name. */
  #sidOfDn(dn: string): string | null {
    const [first, second] = splitDn(dn);
    if (first?.type === "cn" && second?.value.toLowerCase() === "foreignsecurityprincipals") {
      return normalSid(first.value);
    }
    return wellKnownSidOf(dn, this.domainSid(domainOfDn(dn) ?? ""));
  }
}

function labelOf(name: string): string {
  return (name.split(".")[0] ?? name).toLowerCase();
}

function captureKey(fact: Fact, host: string): string {
  return `${fact.origin.path}\n${host.toLowerCase()}`;
}

function sidKey(sid: string, domain: string | null): string {
  return `sid:${builtinKey(sid, domain)}`;
}
