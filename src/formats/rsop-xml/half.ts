/** What one half of a resultant set says about the computer, its GPOs and its place [formats.md 3.1, 3.2]. */
import {
  guidOf,
  type ComputerFields,
  type GpoApplicationFields,
  type Guid,
  type MembershipFields,
  type ScopeOfManagementFields,
} from "../../core/fact.ts";
import { booleanOf, own, ownText, typed, TYPES } from "../../text/gpo-report.ts";
import { childrenNamed, textOf, type XmlElement } from "../../text/xml.ts";

const HEAD: ReadonlySet<string> = new Set(["Name", "Domain", "SOM", "Site"]);

/** Where the last element of the head ends. */
export function headEnd(half: XmlElement): number {
  return half.children.reduce((end, one) => (HEAD.has(one.name) ? one.end : end), half.start);
}

/** `CORP\DC1$` is `DC1`; a name with neither stays as it is. Null when there is none. */
export function computerName(half: XmlElement): string | null {
  const written = ownText(half, "Name") ?? "";
  const name = written.slice(written.lastIndexOf("\\") + 1).replace(/\$$/, "");
  return name === "" ? null : name;
}

export function computerFields(half: XmlElement): ComputerFields | null {
  const name = computerName(half);
  if (name === null) return null;
  return {
    kind: "computer",
    name,
    domain: filled(ownText(half, "Domain")),
    place: filled(ownText(half, "SOM")),
    site: filled(ownText(half, "Site")),
    roles: [],
    osVersion: null,
  };
}

const SOM_TYPES: ReadonlyMap<string, ScopeOfManagementFields["type"]> = new Map<
  string,
  ScopeOfManagementFields["type"]
>([
  ["local", "local"],
  ["site", "site"],
  ["domain", "domain"],
  ["ou", "ou"],
]);

/** Null without a path. The type is an enumeration of the schema, English in every language [V: English and Chinese]. */
export function scopeFields(som: XmlElement): ScopeOfManagementFields | null {
  const container = filled(ownText(som, "Path"));
  if (container === null) return null;
  return {
    kind: "scope-of-management",
    container,
    type: SOM_TYPES.get((ownText(som, "Type") ?? "").toLowerCase()) ?? null,
    blocksInheritance: booleanOf(ownText(som, "BlocksInheritance")),
  };
}

/** SIDs of a run of `SecurityGroup` elements; a name stands where a SID is missing. */
export function members(groups: readonly XmlElement[]): MembershipFields["members"] {
  return groups.flatMap((group) => {
    const sid = filled(textOf(typed(group, "SID", TYPES)));
    return sid ?? filled(textOf(typed(group, "Name", TYPES))) ?? [];
  });
}

/** Null for an identifier that is neither a GUID nor the local GPO. */
export function identityOf(identifier: XmlElement | undefined): { readonly guid: Guid | null } | null {
  const text = textOf(typed(identifier, "Identifier", TYPES)) ?? "";
  const guid = guidOf(text);
  return guid !== null || text.toLowerCase() === "localgpo" ? { guid } : null;
}

export function applicationFields(gpo: XmlElement): GpoApplicationFields {
  const path = own(gpo, "Path");
  const links = childrenNamed(gpo, "Link", gpo.namespace);
  const orders = links.flatMap((link) => order(link, "AppliedOrder") ?? []);
  const appliedOrder = orders.length === 0 ? null : orders.reduce((a, b) => Math.max(a, b));
  return {
    kind: "gpo-application",
    gpo: identityOf(path)?.guid ?? null,
    name: ownText(gpo, "Name") ?? "",
    domain: filled(textOf(typed(path, "Domain", TYPES))),
    appliedOrder,
    state: stateOf(gpo, appliedOrder),
    links: links.flatMap((link) => {
      const container = filled(ownText(link, "SOMPath"));
      if (container === null) return [];
      return {
        container,
        enabled: booleanOf(ownText(link, "Enabled")),
        enforced: booleanOf(ownText(link, "NoOverride")),
        linkOrder: order(link, "LinkOrder"),
        somOrder: order(link, "SOMOrder"),
      };
    }),
  };
}

/**
 * A GPO that was denied, or not read at all, has `FilterAllowed` false as well, whatever its WMI filter says [V]: the
 * filter comes last. A GPO that lists an order and a denial contradicts itself.
 */
function stateOf(gpo: XmlElement, appliedOrder: number | null): GpoApplicationFields["state"] {
  const denied = denialOf(gpo);
  if (appliedOrder === null) return denied ?? "not-understood";
  if (appliedOrder > 0) return denied === null ? "applied" : "not-understood";
  return denied ?? "not-applied";
}

function denialOf(gpo: XmlElement): GpoApplicationFields["state"] | null {
  if (booleanOf(ownText(gpo, "AccessDenied")) === true) return "access-denied";
  if (booleanOf(ownText(gpo, "IsValid")) === false) return "invalid";
  if (booleanOf(ownText(gpo, "Enabled")) === false) return "disabled";
  return booleanOf(ownText(gpo, "FilterAllowed")) === false ? "filter-denied" : null;
}

function order(link: XmlElement, name: string): number | null {
  const text = ownText(link, name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function filled(text: string | null): string | null {
  return text === "" ? null : text;
}
