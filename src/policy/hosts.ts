/** What computers say of themselves, and what they are. */
import type { Fact } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import type { Role } from "../core/report.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { sameHost, shortOf } from "./computers.ts";
import type { Computer } from "./computers.ts";

/** A computer whose own readings are in the evidence. */
export interface HostEstate {
  readonly name: string;
  /** As people, scope files or the directory say; empty when nobody does. */
  readonly roles: readonly Role[];
  readonly domain: string | null;
  /** Read on the computer, in file order: of two rows on one setting the later counts. */
  readonly facts: readonly Fact[];
  /** Of its resultant sets of policy: what policy delivered, not what the computer does. */
  readonly delivered: readonly Fact[];
  /** Which sensor people say it carries; null when nobody does, or two say different things. */
  readonly sensor: Sensor | null;
  /** Paths of files that were not read whole: what they lack proves nothing. */
  readonly incomplete: ReadonlySet<string>;
}

const SENSORS = ["v2", "v3", "none"] as const;
export type Sensor = (typeof SENSORS)[number];

export function hostsOf(evidence: Evidence, computers: readonly Computer[]): HostEstate[] {
  const hosts = new Map<string, { name: string; facts: Fact[]; delivered: Fact[] }>();
  for (const fact of evidence.facts) {
    if (fact.subject.kind !== "host" || fact.inert !== undefined) continue;
    if (fact.tier !== "A" && fact.tier !== "B") continue;
    const key = fact.subject.name.toLowerCase();
    const host = hosts.get(key) ?? { name: fact.subject.name, facts: [], delivered: [] };
    hosts.set(key, host);
    if (fact.tier === "A") host.facts.push(fact);
    else host.delivered.push(fact);
  }
  const incomplete = new Set(evidence.sources.flatMap(({ read, path }) => (read === "complete" ? [] : [path])));
  const sensors = saidSensors(evidence.facts);
  const sensorOf = (name: string): Sensor | null => {
    const said = new Set(sensors.flatMap(({ host, sensor }) => (sameHost(host, name) ? [sensor] : [])));
    return said.size === 1 ? ([...said][0] ?? null) : null;
  };
  return joined([...hosts.values()], computers)
    .map((host) => ({ ...host, sensor: sensorOf(host.name), incomplete }))
    .toSorted((a, b) => compareText(a.name, b.name));
}

/** Scope files say it; a file that describes the sensor itself names other values of the same topic. */
export function saidSensors(facts: readonly Fact[]): { readonly host: string; readonly sensor: Sensor }[] {
  return facts.flatMap((fact) => {
    if (fact.kind !== "observation" || fact.topic !== "sensor" || fact.name !== "version") return [];
    const sensor = SENSORS.find((one) => one === fact.value);
    const { subject } = fact;
    return sensor === undefined || (subject.kind !== "object" && subject.kind !== "host")
      ? []
      : [{ host: subject.name, sensor }];
  });
}

type Joined = Omit<HostEstate, "sensor" | "incomplete">;

function joined(
  hosts: readonly { name: string; facts: Fact[]; delivered: Fact[] }[],
  computers: readonly Computer[],
): Joined[] {
  const byComputer = new Map<string, Joined>();
  const byShortName = new Map<string, Computer[]>();
  for (const computer of computers) {
    const short = shortOf(computer.name);
    byShortName.set(short, [...(byShortName.get(short) ?? []), computer]);
  }
  for (const host of hosts) {
    const same = (byShortName.get(shortOf(host.name)) ?? []).filter((computer) => sameHost(computer.name, host.name));
    const computer = same.length === 1 ? same[0] : undefined;
    const name = computer === undefined || computer.name.length < host.name.length ? host.name : computer.name;
    const known = byComputer.get(name.toLowerCase());
    const domain = computer?.domain ?? (name.includes(".") ? name.slice(name.indexOf(".") + 1).toLowerCase() : null);
    byComputer.set(name.toLowerCase(), {
      name: known?.name ?? name,
      roles: computer?.roles ?? [],
      domain,
      facts: [...(known?.facts ?? []), ...host.facts],
      delivered: [...(known?.delivered ?? []), ...host.delivered],
    });
  }
  return [...byComputer.values()];
}
