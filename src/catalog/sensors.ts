/** Which sensor a computer is said to carry, also where nothing else of it is in the evidence. */
import type { Evidence } from "../evidence/evidence.ts";
import { sameHost } from "../policy/computers.ts";
import { saidSensors } from "../policy/hosts.ts";
import type { HostEstate } from "../policy/hosts.ts";

interface Said {
  readonly all: ReturnType<typeof saidSensors>;
  readonly byName: Map<string, HostEstate["sensor"]>;
}
const SAID = new WeakMap<Evidence, Said>();

/** Null when nobody says it, or two say different things. */
export function sensorOf(evidence: Evidence, name: string): HostEstate["sensor"] {
  const said = SAID.get(evidence) ?? { all: saidSensors(evidence.facts), byName: new Map() };
  SAID.set(evidence, said);
  const known = said.byName.get(name);
  if (known !== undefined) return known;
  const sensors = new Set(said.all.flatMap(({ host, sensor }) => (sameHost(host, name) ? [sensor] : [])));
  const sensor = sensors.size === 1 ? ([...sensors][0] ?? null) : null;
  said.byName.set(name, sensor);
  return sensor;
}
