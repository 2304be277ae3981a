/** Computers as every export names them: one computer, one record, whoever speaks of it. */
import type { Fact, FactId } from "../core/fact.ts";
import type { Role } from "../core/report.ts";
import { compareText } from "../core/order.ts";
import { parseSom } from "./som.ts";
import type { ScopeOfManagement } from "./som.ts";

export interface Computer {
  /** As the most telling export writes it. */
  readonly name: string;
  /** DNS name in lower case; null where nothing tells. */
  readonly domain: string | null;
  /** Distinguished name of its object, or of its container; null where no export of the directory tells. */
  readonly dn: string | null;
  /** The container that holds the computer; null where nothing tells. */
  readonly place: ScopeOfManagement | null;
  readonly site: string | null;
  readonly roles: readonly Role[];
  readonly readOnly: boolean | null;
  readonly osVersion: string | null;
  readonly sid: string | null;
  readonly facts: readonly FactId[];
}

interface Record {
  names: string[];
  domain: string | null;
  said: Extract<Fact, { kind: "computer" }>[];
}

/** Directory before resultant set before the scope file: who keeps the object knows best where it stands. */
const TELLING: readonly string[] = ["A", "C", "B", "D", "E"];

/** `said`: roles from the command line, by host name. */
export function computersOf(facts: readonly Fact[], said: ReadonlyMap<string, readonly Role[]>): readonly Computer[] {
  const records = new Map<string, Record>();
  const recordOf = (name: string, domain: string | null): Record => {
    const key = keyOf(name, domain);
    const known = records.get(key) ?? { names: [], domain: null, said: [] };
    records.set(key, known);
    known.names.push(name);
    known.domain ??= domain?.toLowerCase() ?? domainOfName(name);
    return known;
  };
  for (const fact of facts) {
    if (fact.kind === "computer") recordOf(fact.name, fact.domain).said.push(fact);
    else if (fact.subject.kind === "host" && !fact.subject.name.startsWith("unnamed computer")) {
      recordOf(fact.subject.name, null);
    }
  }
  for (const name of said.keys()) recordOf(name, null);
  joinShortNames(records);
  const tokens = rolesOfTokens(facts);
  return [...records.values()]
    .map((record) => computerOf(record, said, tokens))
    .toSorted((a, b) => compareText(a.name.toLowerCase(), b.name.toLowerCase()));
}

function keyOf(name: string, domain: string | null): string {
  const dns = domain?.toLowerCase() ?? domainOfName(name);
  return dns === null ? shortOf(name) : `${shortOf(name)}.${dns}`;
}

export function shortOf(name: string): string {
  return (name.split(".")[0] ?? name).toLowerCase();
}

function domainOfName(name: string): string | null {
  const at = name.indexOf(".");
  return at < 0 ? null : name.slice(at + 1).toLowerCase();
}

/** `DC01` is `dc01.corp.example` where only one computer goes by that first label. */
function joinShortNames(records: Map<string, Record>): void {
  const long = new Map<string, Record[]>();
  for (const [key, record] of records) {
    if (!key.includes(".")) continue;
    const short = shortOf(key);
    const list = long.get(short);
    if (list === undefined) long.set(short, [record]);
    else list.push(record);
  }
  for (const [key, short] of records) {
    const matches = key.includes(".") ? [] : (long.get(key) ?? []);
    const [match] = matches;
    if (matches.length !== 1 || match === undefined) continue;
    match.names.push(...short.names);
    match.said.push(...short.said);
    records.delete(key);
  }
}

const ROLE_OF: ReadonlyMap<string, Role> = new Map([
  ["dc", "dc"],
  ["rodc", "dc"],
  ["ca", "ca"],
  ["adfs", "adfs"],
  ["entra-connect", "entra-connect"],
]);

function computerOf(
  { names, domain, said }: Record,
  roles: ReadonlyMap<string, readonly Role[]>,
  tokens: ReadonlyMap<string, "dc" | "rodc">,
): Computer {
  const ranked = said.toSorted((a, b) => TELLING.indexOf(a.tier) - TELLING.indexOf(b.tier));
  const placed = ranked.find((fact) => fact.place !== null);
  const words = new Set([
    ...ranked.flatMap((fact) => fact.roles),
    ...names.flatMap((name) => tokens.get(name.toLowerCase()) ?? []),
  ]);
  const declared = [...roles].flatMap(([host, list]) => (names.some((name) => sameHost(name, host)) ? list : []));
  return {
    name: names.toSorted((a, b) => b.length - a.length || compareText(a, b))[0] ?? "",
    domain,
    dn: ranked.find((fact) => /^(cn|ou)=/i.test(fact.place ?? ""))?.place ?? null,
    place: placed === undefined ? null : parseSom(placed.place ?? ""),
    site: siteOf(ranked),
    roles: [...new Set([...[...words].flatMap((word) => ROLE_OF.get(word) ?? []), ...declared])].toSorted(),
    readOnly: words.has("rodc") ? true : words.has("dc") ? false : null,
    osVersion: ranked.find((fact) => fact.osVersion !== null)?.osVersion ?? null,
    sid: ranked.find((fact) => fact.sid !== undefined)?.sid ?? null,
    facts: ranked.map((fact) => fact.id),
  };
}

/** Null where two exports that are equally telling name different ones: which counts when policy is applied is open. */
function siteOf(ranked: readonly Extract<Fact, { kind: "computer" }>[]): string | null {
  const told = ranked.filter((fact) => fact.site !== null);
  const best = told.filter(({ tier }) => tier === told[0]?.tier);
  const sites = new Set(best.map(({ site }) => site?.toLowerCase()));
  return sites.size === 1 ? (best[0]?.site ?? null) : null;
}

/** `DC01` and `dc01.corp.example` name the same computer; `dc01.a.example` and `dc01.b.example` do not. */
export function sameHost(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x === y || (shortOf(x) === shortOf(y) && (!x.includes(".") || !y.includes(".")));
}

/** A token that holds Domain Controllers or Enterprise Domain Controllers is that of one. */
function rolesOfTokens(facts: readonly Fact[]): ReadonlyMap<string, "dc" | "rodc"> {
  const roles = new Map<string, "dc" | "rodc">();
  for (const fact of facts) {
    if (fact.kind !== "membership" || fact.tier !== "B" || fact.subject.kind !== "host") continue;
    const holds = (pattern: RegExp): boolean => fact.members.some((sid) => pattern.test(sid));
    if (holds(/^S-1-5-21-.*-521$/)) roles.set(fact.subject.name.toLowerCase(), "rodc");
    else if (holds(/^S-1-5-9$|^S-1-5-21-.*-516$/)) roles.set(fact.subject.name.toLowerCase(), "dc");
  }
  return roles;
}
