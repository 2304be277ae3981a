/** GPOs that reach the target and whose settings nobody gave: each may set what is asked for. */
import {
  AUDIT_CSE,
  PREFERENCES_REGISTRY_CSE,
  REGISTRY_CSE,
  SECURITY_CSE,
  processedExtensions,
} from "../core/extensions.ts";
import type { FactId, Guid } from "../core/fact.ts";
import type { Gpo } from "../evidence/evidence.ts";
import type { Contribution } from "./contribution.ts";
import type { DomainEstate } from "./estate.ts";
import { EXTENSION_ORDER } from "./extension-order.ts";
import { accountReachesOf, listsSites, reachesOf } from "./scope.ts";
import type { Reach } from "./scope.ts";
import type { Selector } from "./setting-index.ts";
import type { ScopeOfManagement } from "./som.ts";
import { chainOf } from "./target.ts";
import type { ChainLink, Directory, Target } from "./target.ts";
import { directoryGpo } from "./directory-gpo.ts";

const AUDIT = { extension: AUDIT_CSE, order: EXTENSION_ORDER.audit };
const SECURITY = { extension: SECURITY_CSE, order: EXTENSION_ORDER.security };
const REGISTRY = { extension: REGISTRY_CSE, order: EXTENSION_ORDER.registry };
const PREFERENCES = { extension: PREFERENCES_REGISTRY_CSE, order: EXTENSION_ORDER.preferences };

/** Which extensions can carry the setting, the last to run first. */
const CARRIED_BY: Readonly<Record<Selector["kind"], readonly { extension: Guid; order: number }[]>> = {
  subcategory: [AUDIT, SECURITY],
  registry: [PREFERENCES, SECURITY, REGISTRY],
  "user-right": [SECURITY],
  "event-log": [SECURITY],
  "account-policy": [SECURITY],
};

/** By the kind of setting: an unseen GPO is asked the same for each value of a kind. */
const KNOWN = new WeakMap<Target, Map<Selector["kind"], readonly Contribution[]>>();

export function unseenWords(selector: Selector, target: Target): readonly Contribution[] {
  // What the GPOs given would do is asked of them alone.
  if (target.mode === "design") return [];
  let known = KNOWN.get(target);
  if (known === undefined) KNOWN.set(target, (known = new Map()));
  let words = known.get(selector.kind);
  if (words === undefined)
    known.set(selector.kind, (words = [...linkedUnseen(selector, target), ...unlisted(selector, target)]));
  return words;
}

function linkedUnseen({ kind }: Selector, target: Target): Contribution[] {
  return unseenGpos(target.domain).flatMap((gpo) => {
    const extension = lastExtension(gpo, kind);
    if (extension === null) return [];
    return (kind === "account-policy" ? accountReachesOf : reachesOf)(gpo, target)
      .filter((reach) => reach.state !== "no")
      .map((reach) =>
        word(gpo, { ...reach, state: "maybe", rule: "not-in-evidence" }, reach.link?.fact ?? "", extension),
      );
  });
}

const UNSEEN = new WeakMap<DomainEstate, readonly Gpo[]>();

function unseenGpos(domain: DomainEstate): readonly Gpo[] {
  const known = UNSEEN.get(domain) ?? domain.gpos.filter(({ kind }) => kind === "directory");
  UNSEEN.set(domain, known);
  return known;
}

/** Null when the directory shows that the GPO cannot carry such a setting. */
function lastExtension({ machineExtensions }: Gpo, kind: Selector["kind"]): number | null {
  const processed = machineExtensions === null ? null : processedExtensions(machineExtensions);
  const possible = CARRIED_BY[kind].find(({ extension }) => processed === null || processed.includes(extension));
  return possible?.order ?? null;
}

export function mayCarrySecurity({ machineExtensions }: Gpo): boolean {
  return machineExtensions === null || processedExtensions(machineExtensions).includes(SECURITY_CSE);
}

/** Containers whose links nobody listed, though those of others of the domain, or of other sites, were. */
function unlisted({ kind }: Selector, target: Target): Contribution[] {
  const { domain, directory, mode } = target;
  if (mode === "design" || domain.dns === null || !isExported(domain, directory)) return [];
  const { containers } = chainOf(target);
  const own = [...directory.containers.values()].filter(({ som }) => som.domain === domain.dns);
  const shown = own.find((one) => one.complete) ?? own.find((one) => one.facts.length > 0);
  const open = [...containers, ...unknownSite(target)].filter(({ som, depth, container }) => {
    if (container?.complete === true || (som.kind === "site" && !listsSites(directory))) return false;
    return kind !== "account-policy" || depth === 1;
  });
  return open.map((link) => {
    const label = link.container?.label ?? [link.som.domain ?? "", ...link.som.path].join("/");
    const fact = shown?.facts[0] ?? shown?.links[0]?.fact ?? "";
    const reach: Reach = {
      state: "maybe",
      rule: "links-unknown",
      standing: "linked",
      depth: link.depth,
      because: `which GPOs are linked to ${label}`,
      // One of them may be enforced.
      link: { container: label, enforced: true, order: null, fact },
    };
    return word(unlistedGpo(link, label), reach, fact, CARRIED_BY[kind][0]?.order ?? 0);
  });
}

/** An export of the directory shows the domain's links, or its containers without them while no report tells of links. */
function isExported({ dns, gpos }: DomainEstate, { listed, containers }: Directory): boolean {
  if (dns === null) return false;
  if (listed.has(dns)) return true;
  return [...containers.values()].some(({ som }) => som.domain === dns) && gpos.every((gpo) => gpo.links === null);
}

/** Of a computer whose site is not told, any site may be its own: one of which nobody listed the links, too. */
function unknownSite(target: Target): ChainLink[] {
  if (chainOf(target).siteKnown) return [];
  const sites = [...target.directory.containers.values()].filter(({ som }) => som.kind === "site");
  if (sites.every(({ complete }) => complete)) return [];
  const som: ScopeOfManagement = { kind: "site", domain: null, path: ["the computer's site"] };
  return [{ som, key: "site unknown", depth: 0, container: null }];
}

function word(gpo: Gpo, reach: Reach, fact: FactId, extension: number): Contribution {
  return {
    gpo,
    fact: { id: fact },
    effect: { state: "unseen" },
    reach,
    extension,
    item: 0,
    certain: "maybe",
    rule: reach.rule,
    createOnly: false,
    legacyCategory: null,
    prefix: "",
  };
}

function unlistedGpo({ key }: ChainLink, label: string): Gpo {
  const name = `GPOs linked to ${label}`;
  return directoryGpo({ container: `links of ${key}`, guid: null, name, domain: null, entry: null });
}
