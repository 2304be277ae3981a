/** What the evidence tells of a computer that WMI filters ask for. */
import type { Fact } from "../core/fact.ts";
import type { Role } from "../core/report.ts";
import { domainPart } from "./principal-names.ts";
import type { WmiHost } from "./wmi-classes.ts";

export interface KnownComputer {
  readonly name: string;
  /** DNS name. */
  readonly domain: string | null;
  readonly roles: readonly Role[];
  readonly osVersion: string | null;
}

/** Words of systeminfo, in English; other languages have others, and stay unknown. */
const CONFIGURATIONS: readonly (readonly [words: RegExp, productType: 1 | 2 | 3])[] = [
  [/^(?:Primary|Additional\/Backup|Backup) Domain Controller$/i, 2],
  [/^(?:Member|Standalone) Server$/i, 3],
  [/^(?:Member|Standalone) Workstation$/i, 1],
];

/** Of all facts those of the computer are looked at; what its own readings contradict is not known. Null: any of the role. */
export function wmiHostOf(computer: KnownComputer | null, role: Role, facts: readonly Fact[]): WmiHost {
  const own = computer === null ? [] : readingsOf(computer, facts);
  const versions = own.flatMap((fact) => (fact.kind === "computer" ? (fact.osVersion ?? []) : []));
  const configurations = textsOf(own, "os-configuration").flatMap((text) => {
    const known = CONFIGURATIONS.find(([words]) => words.test(text.trim()));
    return known === undefined ? [] : [known[1]];
  });
  // Roles other than this one are server roles too; what is said to be no domain controller is taken for a member server.
  const controller = role === "dc" || computer?.roles.includes("dc") === true;
  return {
    osVersion: sole([...versions, computer?.osVersion ?? ""].filter((version) => /^\d+\.\d+\.\d+$/.test(version))),
    productType: sole([...configurations, controller ? 2 : 3]),
    // The directory keeps the name without its first word [K].
    caption: sole([
      ...textsOf(own, "os-name"),
      ...own.flatMap((fact) =>
        fact.kind === "computer" && fact.osName !== undefined ? [`Microsoft ${fact.osName}`] : [],
      ),
    ]),
    name: computer?.name ?? null,
    domain: computer?.domain ?? null,
    other: new Map(),
  };
}

interface Readings {
  readonly facts: Fact[];
  /** Domains of the computers of one first label. */
  readonly domains: Set<string>;
}

/** By first label of the computer's name; every computer of a run asks for the same facts. */
const READINGS = new WeakMap<readonly Fact[], ReadonlyMap<string, Readings>>();

function readingsOf({ name, domain }: KnownComputer, facts: readonly Fact[]): readonly Fact[] {
  let known = READINGS.get(facts);
  if (known === undefined) READINGS.set(facts, (known = indexOf(facts)));
  const same = known.get(labelOf(name));
  if (same === undefined) return [];
  const dns = domain?.toLowerCase() ?? domainPart(name);
  return same.facts.filter((fact) => {
    const told = domainOf(fact);
    // A bare name is the computer's where one computer only goes by it.
    return told === null || dns === null ? same.domains.size <= 1 : told === dns;
  });
}

function indexOf(facts: readonly Fact[]): ReadonlyMap<string, Readings> {
  const index = new Map<string, Readings>();
  for (const fact of facts) {
    if (fact.kind !== "computer" && !(fact.kind === "observation" && fact.topic === "system")) continue;
    const name = nameOf(fact);
    if (name === null) continue;
    const readings = index.get(labelOf(name)) ?? { facts: [], domains: new Set<string>() };
    index.set(labelOf(name), readings);
    readings.facts.push(fact);
    const domain = domainOf(fact);
    if (domain !== null) readings.domains.add(domain);
  }
  return index;
}

function nameOf(fact: Fact): string | null {
  if (fact.kind === "computer") return fact.name;
  return fact.subject.kind === "host" ? fact.subject.name : null;
}

function domainOf(fact: Fact): string | null {
  const told = fact.kind === "computer" ? fact.domain : null;
  return told?.toLowerCase() ?? domainPart(nameOf(fact) ?? "");
}

function labelOf(name: string): string {
  return (name.split(".")[0] ?? name).toLowerCase();
}

function textsOf(facts: readonly Fact[], name: string): string[] {
  return facts.flatMap((fact) =>
    fact.kind === "observation" && fact.name === name && typeof fact.value === "string" ? [fact.value] : [],
  );
}

function sole<T>(values: readonly T[]): T | null {
  const [first, second] = new Set(values);
  return first === undefined || second !== undefined ? null : first;
}
