/** The catalogs that a scan can be asked for: what Defender for Identity needs, and audit entries beyond it. */
import type { Requirement } from "./define.ts";
import { SACL_REQUIREMENTS } from "./index-sacl.generated.ts";
import { REQUIREMENTS } from "./index.generated.ts";

export interface Catalog {
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

export const CATALOGS: readonly Catalog[] = [
  { id: "mdi", title: "What Microsoft Defender for Identity needs", requirements: REQUIREMENTS },
  { id: "sacl", title: "Audit entries of objects that other detections need", requirements: SACL_REQUIREMENTS },
];

/** `mdi,sacl`: each once, in the order of {@link CATALOGS}; null when a name is unknown or none is given. */
export function catalogsNamed(names: string): readonly Catalog[] | null {
  const wanted = names
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const known = CATALOGS.filter(({ id }) => wanted.includes(id));
  return wanted.length > 0 && wanted.every((name) => known.some(({ id }) => id === name)) ? known : null;
}

export function requirementsIn(catalogs: readonly Catalog[]): readonly Requirement[] {
  return catalogs.flatMap(({ requirements }) => requirements);
}

export function allRequirements(): readonly Requirement[] {
  return requirementsIn(CATALOGS);
}
