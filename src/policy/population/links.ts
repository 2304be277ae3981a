/** GPOs that are linked where domain controllers take policy from, against the copies that are here. */
import type { PopulationDifference } from "../../core/population.ts";
import type { Gpo } from "../../evidence/evidence.ts";
import type { DomainEstate, Estate } from "../estate.ts";
import { listsSites } from "../scope.ts";
import { chainOf } from "../target.ts";
import { type Compared, count, difference } from "./difference.ts";

export function compareLinks(estate: Estate): Compared {
  const linked = new Set<Gpo>();
  const here = new Set<Gpo>();
  const differences = estate.domains.flatMap((domain) => {
    for (const gpo of domain.gpos) {
      if ((gpo.links?.length ?? 0) > 0 || domain.links.has(gpo)) linked.add(gpo);
      if (gpo.kind !== "directory") here.add(gpo);
    }
    return domainDifferences(domain, estate);
  });
  // Sites belong to the forest: that their links are not shown is said once.
  if (estate.mode === "deployed" && estate.domains.length > 0 && !listsSites(estate.directory)) {
    differences.push(difference("sites-unknown", "sites"));
  }
  return {
    counts: [
      count("GPOs with settings here", here.size),
      count("GPOs known to be linked", linked.size),
      count(
        "of these here",
        [...linked].filter((gpo) => here.has(gpo)),
      ),
    ],
    differences,
  };
}

function domainDifferences(domain: DomainEstate, estate: Estate): PopulationDifference[] {
  const at = { domain: domain.name };
  const unseen = domain.gpos.filter(({ kind }) => kind === "directory");
  const missing = unseen.map((gpo) =>
    difference("linked-missing", labelOf(gpo), { ...at, facts: gpo.identity.map(({ id }) => id) }),
  );
  if (estate.mode === "design") return [difference("no-links", domain.name, at), ...missing];
  const open = new Set(
    estate
      .targetsOf(domain, "dc")
      .flatMap((target) =>
        chainOf(target).containers.flatMap(({ som, container }) =>
          som.kind === "site" || container?.complete === true ? [] : [[som.domain ?? "", ...som.path].join("/")],
        ),
      ),
  );
  const silent =
    open.size === 0
      ? []
      : domain.gpos.filter((gpo) => gpo.kind !== "directory" && gpo.links === null && !domain.links.has(gpo));
  return [
    ...missing,
    ...[...open].map((name) => difference("order-unknown", name, at)),
    ...silent.map((gpo) => difference("links-unknown", labelOf(gpo), { ...at, detail: gpo.container })),
  ];
}

function labelOf({ name, guid, container }: Gpo): string {
  return name ?? (guid === null ? container : `{${guid}}`);
}
