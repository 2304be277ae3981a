/** Which GPOs count together: those of one domain, or, where no file names the domain, those of one folder. */
import { compareText } from "../core/order.ts";
import { folderOf } from "../evidence/container.ts";
import type { Gpo } from "../evidence/evidence.ts";
import type { PlacedLink } from "./linked-gpos.ts";
import { SettingIndex } from "./setting-index.ts";
import { parseSom } from "./som.ts";

export interface DomainEstate {
  /** DNS name in lower case; for GPOs that name no domain, words that say where they stand. */
  readonly name: string;
  /** Null when the GPOs name no domain. */
  readonly dns: string | null;
  /**
   * Of how many folders the GPOs come that name no domain and were put together because they are so many; 0 otherwise.
   * Which of them belong to one domain is not known: nothing that one of them sets counts for the others.
   */
  readonly pooledFolders: number;
  /** The copies that count, and GPOs that are only known by their links, ordered by container. */
  readonly gpos: readonly Gpo[];
  readonly settings: SettingIndex;
  /** What exports of the directory say about the links of each GPO. */
  readonly links: ReadonlyMap<Gpo, readonly PlacedLink[]>;
}

interface DomainGpos extends Pick<DomainEstate, "dns" | "pooledFolders"> {
  readonly gpos: Set<Gpo>;
}

/** `listed`: domains, by DNS name in lower case, whose links an export of the directory shows. */
export function domainsOf(
  gpos: readonly Gpo[],
  links: ReadonlyMap<Gpo, readonly PlacedLink[]>,
  listed: Iterable<string>,
): DomainEstate[] {
  const domains = byDomain(gpos);
  // A GPO that is only listed somewhere is one of its domain, if that is there.
  for (const gpo of gpos) {
    if (gpo.kind === "directory" && !links.has(gpo)) domains.get(gpo.domain ?? "")?.gpos.add(gpo);
  }
  // A domain whose links are known is there, even if no GPO of it was given.
  for (const dns of listed) if (!domains.has(dns)) domains.set(dns, { dns, pooledFolders: 0, gpos: new Set() });
  linkAcross(gpos, links, domains);
  return [...domains]
    .map(([name, { gpos: set, ...domain }]) => {
      const list = [...set].toSorted((a, b) => compareText(a.container, b.container));
      return { ...domain, name, gpos: list, settings: new SettingIndex(list), links };
    })
    .toSorted((a, b) => compareText(a.name, b.name));
}

/** Up to here each folder is judged as an estate of its own; nobody reads a report on more of them. */
const UNNAMED_ESTATES = 24;

/** GPOs that name no domain count together with those of the same folder, or, of very many folders, with none. */
function byDomain(gpos: readonly Gpo[]): Map<string, DomainGpos> {
  const domains = new Map<string, DomainGpos>();
  const unnamed = new Map<string, Gpo[]>();
  for (const gpo of gpos) {
    if (gpo.kind === "directory") continue;
    if (gpo.domain === null) {
      const folder = folderOf(gpo.container);
      const list = unnamed.get(folder) ?? [];
      unnamed.set(folder, list);
      list.push(gpo);
      continue;
    }
    const dns = gpo.domain.toLowerCase();
    const domain = domains.get(dns) ?? { dns, pooledFolders: 0, gpos: new Set<Gpo>() };
    domain.gpos.add(gpo);
    domains.set(dns, domain);
  }
  if (unnamed.size > UNNAMED_ESTATES) {
    const name = `no domain named (${commonFolder([...unnamed.keys()])}, ${unnamed.size} folders)`;
    domains.set(name, { dns: null, pooledFolders: unnamed.size, gpos: new Set([...unnamed.values()].flat()) });
  } else {
    for (const [folder, list] of unnamed)
      domains.set(`no domain named (${folder})`, { dns: null, pooledFolders: 0, gpos: new Set(list) });
  }
  return domains;
}

/** The nearest folder or archive that holds all of them. */
function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(/(?<=[/!])/));
  let length = first.length;
  for (const parts of others) {
    let same = 0;
    while (same < length && bare(parts[same]) === bare(first[same])) same += 1;
    length = same;
  }
  const common = first.slice(0, length).join("");
  return common === "" ? "." : common.length > 1 ? common.replace(/\/$/, "") : common;
}

function bare(part: string | undefined): string | undefined {
  return part?.replace(/\/$/, "");
}

/** A GPO may be linked in a domain that is not its own, or at a site of all; there it counts like any other. */
function linkAcross(
  gpos: readonly Gpo[],
  links: ReadonlyMap<Gpo, readonly PlacedLink[]>,
  domains: ReadonlyMap<string, DomainGpos>,
): void {
  const named = [...domains.values()].filter(({ dns }) => dns !== null);
  for (const gpo of gpos) {
    for (const link of gpo.links ?? []) domains.get(parseSom(link.container).domain ?? "")?.gpos.add(gpo);
    for (const { container } of links.get(gpo) ?? []) {
      if (container.som.kind === "site") for (const domain of named) domain.gpos.add(gpo);
      else domains.get(container.som.domain ?? "")?.gpos.add(gpo);
    }
    // The copy of a local policy does not name its computer, which may be one of any domain.
    if (gpo.kind === "local") for (const domain of named) domain.gpos.add(gpo);
  }
}
