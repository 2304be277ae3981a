/** From a link to the GPO that it names, also where the GPO's settings are not in the evidence. */
import type { Fact, FactOf, Guid } from "../core/fact.ts";
import type { Gpo } from "../evidence/evidence.ts";
import type { Container, ContainerLink } from "./containers.ts";
import { directoryGpo } from "./directory-gpo.ts";

/** A link with the container in whose list it stands. */
export interface PlacedLink {
  readonly key: string;
  readonly container: Container;
  readonly link: ContainerLink;
}

export interface LinkedGpos {
  /** GPOs that are linked somewhere and of which no file with settings was given; their settings are empty. */
  readonly unseen: readonly Gpo[];
  /** Links of directory exports by GPO. */
  readonly links: ReadonlyMap<Gpo, readonly PlacedLink[]>;
}

export function linkedGposOf(
  gpos: readonly Gpo[],
  containers: ReadonlyMap<string, Container>,
  facts: readonly Fact[],
): LinkedGpos {
  const find = finderOf(gpos);
  const inDirectory = directoryEntries(facts);
  const unseen = new Map<string, Gpo>();
  const links = new Map<Gpo, PlacedLink[]>();
  for (const [key, container] of containers) {
    for (const link of container.links) {
      // A link whose GUID was not understood may name any GPO.
      const domain = link.gpoDomain ?? container.som.domain;
      const name = `${link.gpo ?? `not understood ${link.fact}`}@${domain ?? ""}`;
      const gpo =
        (link.gpo === null ? undefined : find(link.gpo, domain)) ??
        unseen.get(name) ??
        unseenGpo(link, domain, inDirectory.get(name) ?? null);
      if (gpo.kind === "directory") unseen.set(name, gpo);
      const list = links.get(gpo);
      if (list === undefined) links.set(gpo, [{ key, container, link }]);
      else list.push({ key, container, link });
    }
  }
  return { unseen: [...unseen.values(), ...absentGpos(gpos, unseen, facts)], links };
}

/** GPOs that the directory or a backup's manifest.xml lists, of which there is neither a file nor a link: they may stand anywhere. */
function absentGpos(gpos: readonly Gpo[], unseen: ReadonlyMap<string, Gpo>, facts: readonly Fact[]): Gpo[] {
  const present = new Map<Guid, Set<string | null>>();
  for (const { guid, domain } of gpos) {
    if (guid !== null) present.set(guid, (present.get(guid) ?? new Set()).add(domain?.toLowerCase() ?? null));
  }
  const absent = new Map<string, FactOf<"gpo">>();
  for (const fact of facts) {
    if (fact.kind !== "gpo" || fact.guid === null || fact.domain === null) continue;
    if (fact.subject.kind === "gpo" && fact.via !== "gpmc-manifest") continue;
    const domain = fact.domain.toLowerCase();
    const name = `${fact.guid}@${domain}`;
    const copies = present.get(fact.guid);
    if (copies?.has(domain) === true || copies?.has(null) === true || unseen.has(name)) continue;
    const known = absent.get(name);
    // The directory tells more of a GPO than a list of backups.
    if (known === undefined || known.via === "gpmc-manifest") absent.set(name, fact);
  }
  return [...absent.values()].map((fact) => ({
    ...unseenGpo({ gpo: fact.guid, name: fact.name, fact: fact.id }, fact.domain?.toLowerCase() ?? null, fact),
    identity: [fact],
  }));
}

/** By GUID and domain; a copy that names no domain is the only one of its GUID, or is not found. */
function finderOf(gpos: readonly Gpo[]): (guid: Guid, domain: string | null) => Gpo | undefined {
  const byGuid = new Map<Guid, Gpo[]>();
  for (const gpo of gpos) {
    if (gpo.guid === null) continue;
    const list = byGuid.get(gpo.guid);
    if (list === undefined) byGuid.set(gpo.guid, [gpo]);
    else list.push(gpo);
  }
  return (guid, domain) => {
    const copies = byGuid.get(guid) ?? [];
    const exact = copies.find((gpo) => gpo.domain !== null && gpo.domain.toLowerCase() === domain);
    if (exact !== undefined) return exact;
    const [lone] = copies;
    return copies.length === 1 && (lone?.domain === null || domain === null) ? lone : undefined;
  };
}

function directoryEntries(facts: readonly Fact[]): ReadonlyMap<string, FactOf<"gpo">> {
  const entries = new Map<string, FactOf<"gpo">>();
  for (const fact of facts) {
    if (fact.kind !== "gpo" || fact.subject.kind === "gpo" || fact.guid === null) continue;
    entries.set(`${fact.guid}@${fact.domain?.toLowerCase() ?? ""}`, fact);
  }
  return entries;
}

function unseenGpo(
  link: Pick<ContainerLink, "gpo" | "name" | "fact">,
  domain: string | null,
  entry: FactOf<"gpo"> | null,
): Gpo {
  const container = `directory#${link.gpo ?? link.fact}@${domain ?? ""}`;
  return directoryGpo({ container, guid: link.gpo, name: entry?.name ?? link.name, domain, entry });
}
