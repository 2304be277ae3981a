/** A GPO that only the directory, or a link, speaks of: no file with its settings was given. */
import type { FactOf, Guid } from "../core/fact.ts";
import type { Gpo } from "../evidence/evidence.ts";

interface Told {
  /** Where it is named in place of files: unlike any path. */
  readonly container: string;
  readonly guid: Guid | null;
  readonly name: string | null;
  readonly domain: string | null;
  /** Its own object; null where only links name it. */
  readonly entry: FactOf<"gpo"> | null;
}

export function directoryGpo({ container, guid, name, domain, entry }: Told): Gpo {
  return {
    container,
    kind: "directory",
    guid,
    name,
    domain,
    backupId: null,
    backupTime: null,
    computerEnabled: entry?.computerEnabled ?? null,
    userEnabled: entry?.userEnabled ?? null,
    machineExtensions: entry?.machineExtensions ?? null,
    versions: entry?.versions ?? null,
    wmiFilter: entry?.wmiFilter ?? null,
    sddl: entry?.sddl ?? null,
    identity: entry === null ? [] : [entry],
    links: null,
    settings: [],
    supersededBy: null,
  };
}
