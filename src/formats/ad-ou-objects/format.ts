/** Domains, organisational units and sites with their links, as the Active Directory cmdlets write them [MS-GPOL 2.2.2; formats.md 8.1]. */
import type { FactDraft, ScopeOfManagementFields } from "../../core/fact.ts";
import { domainOfDn, gpoOfDn, scopeTypeOfDn } from "../../text/distinguished-name.ts";
import { labelOfPath } from "../../text/labelled.ts";
import type { PsObject, PsProperty } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { DescriptorReader, rereadDescriptor } from "../acl-objects/reader.ts";
import { parseGpLink } from "../ldif/links.ts";
import { answer } from "../unread.ts";
import {
  asNumber,
  charSpan,
  hasAll,
  objectHead,
  objectOf,
  readEach,
  rowOnly,
  sayCut,
  textOf,
  textsOf,
} from "../objects.ts";

const COMMAND =
  "Get-ADObject -LDAPFilter '(gPLink=*)' -Properties gPLink, gPOptions | Select-Object DistinguishedName, gPLink, gPOptions | ConvertTo-Json";

function sniff(head: Head): "no" | "yes" {
  const names = objectHead(head);
  if (!hasAll(names, "distinguishedname") || hasAll(names, "gpolinks")) return "no";
  return answer(hasAll(names, "gplink") || hasAll(names, "linkedgrouppolicyobjects"));
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  let whole = true;
  const descriptors = new DescriptorReader(labelOfPath(input.path), sink);
  const result = readEach(input, sink, (object) => {
    descriptors.object(object);
    const container = textOf(object, "DistinguishedName");
    if (container === null) {
      sink.diagnostic({
        code: "malformed",
        offset: object.start,
        data: { message: "an object without its DistinguishedName" },
      });
      return;
    }
    const fields = scopeOf(object, container);
    // Objects of other classes can carry a link, and no client ever looks there.
    if (fields.type === null) return;
    const options = asNumber(property(object, "gPOptions")?.value ?? null) ?? 0;
    if ((options & ~1) !== 0) {
      const data = {
        what: "gPOptions",
        object: container.slice(0, 200),
        value: options,
        why: "bits without a meaning, left aside",
      };
      sink.diagnostic({ code: "not-understood", offset: property(object, "gPOptions")?.start ?? object.start, data });
    }
    const whose = { via: "powershell", tier: "C", object: { kind: "object", name: container } } as const;
    sink.fact({ fields, span: charSpan(object), ...whose });
    const attribute = property(object, "gPLink");
    const links = attribute === undefined ? readList(object, whose, sink) : readAttribute(text, attribute, whose, sink);
    if (!links) whole = false;
  });
  if (descriptors.finish(false).read !== "complete") whole = false;
  return whole ? result : { read: "incomplete" };
}

/** Null when the export does not carry the attribute; an attribute without a value means no. */
function scopeOf(object: PsObject, container: string): ScopeOfManagementFields {
  const options = property(object, "gPOptions");
  const empty = options?.value === null || options?.value === "";
  const number = asNumber(options?.value ?? null);
  const blocksInheritance = options === undefined ? null : empty ? false : number === null ? null : (number & 1) === 1;
  return { kind: "scope-of-management", container, type: scopeTypeOfDn(container), blocksInheritance };
}

/** Every fact has a container, so that the only cell that is one is it; null when a row of CSV has none or several. */
function containerOfRow(excerpt: string): string | null {
  if (!excerpt.startsWith('"')) return null;
  const found = new Set(
    [...excerpt.matchAll(/"([^"]{1,4096})"/g)].flatMap(([, cell = ""]) => (scopeTypeOfDn(cell) === null ? [] : [cell])),
  );
  const [only, second] = found;
  return second === undefined ? (only ?? null) : null;
}

type Whose = Pick<FactDraft, "via" | "tier"> & { readonly object: { readonly kind: "object"; readonly name: string } };

/** False when links are missing: a container without its links must not look like one that has none. */
function readAttribute(text: string, attribute: PsProperty, whose: Whose, sink: Sink): boolean {
  const [value = ""] = textsOf(attribute.value).texts;
  const parsed = parseGpLink(value);
  // Where the serialisation escapes nothing inside the entries, each fact cites its own entry.
  const raw = text.slice(attribute.start, attribute.end);
  const from = Math.max(raw.search(/\[LDAP:/i), 0);
  const written = parseGpLink(raw.slice(from, raw.lastIndexOf("]") + 1));
  const exact =
    written.links.length === parsed.links.length && written.links.every(({ gpo }, i) => gpo === parsed.links[i]?.gpo);
  for (const [i, link] of parsed.links.entries()) {
    const place = exact ? written.links[i] : undefined;
    const span =
      place === undefined
        ? charSpan(attribute)
        : {
            unit: "char" as const,
            start: attribute.start + from + place.start,
            end: attribute.start + from + place.end,
          };
    if (link.gpo === null) {
      sink.diagnostic({
        code: "not-understood",
        offset: span.start,
        data: { what: "a link without the GUID of a GPO", object: whose.object.name.slice(0, 200) },
      });
    }
    if (link.unknownBits !== 0) {
      const data = {
        what: "link options",
        object: whose.object.name.slice(0, 200),
        value: link.unknownBits,
        why: "bits without a meaning, left aside",
      };
      sink.diagnostic({ code: "not-understood", offset: span.start, data });
    }
    const { gpo, order, enabled, enforced } = link;
    const fields = { kind: "gpo-link", gpo, container: whose.object.name, order, enabled, enforced } as const;
    sink.fact({ fields, span, ...whose, gpo: { guid: gpo, name: null, domain: link.domain } });
  }
  if (parsed.problem !== null || parsed.empty.length > 0) {
    const message = parsed.problem === null ? "gPLink: an empty link" : `gPLink: ${parsed.problem.message}`;
    sink.diagnostic({
      code: "malformed",
      offset: attribute.start,
      data: { message, object: whose.object.name.slice(0, 200) },
    });
  }
  return parsed.problem === null;
}

/** Names of the policies only: neither their order nor whether a link is on or enforced. */
function readList(object: PsObject, whose: Whose, sink: Sink): boolean {
  const list = property(object, "LinkedGroupPolicyObjects");
  if (list === undefined) {
    sayCut(sink, object, "gPLink", "ad-ou-objects");
    return false;
  }
  const { texts, cut } = textsOf(list.value);
  if (cut) sayCut(sink, list, "LinkedGroupPolicyObjects", "ad-ou-objects");
  for (const dn of texts) {
    const gpo = gpoOfDn(dn);
    if (gpo === null) {
      sink.diagnostic({
        code: "not-understood",
        offset: list.start,
        data: { what: "a linked policy", value: dn.slice(0, 200) },
      });
      continue;
    }
    const fields = {
      kind: "gpo-link",
      gpo,
      container: whose.object.name,
      order: null,
      enabled: null,
      enforced: null,
    } as const;
    sink.fact({ fields, span: charSpan(list), ...whose, gpo: { guid: gpo, name: null, domain: domainOfDn(dn) } });
  }
  return !cut;
}

export const adOuObjects = defineFormat({
  id: "ad-ou-objects",
  title: "Domains, OUs and sites with their links (Active Directory cmdlets)",
  madeBy: [
    `${COMMAND} > containers.json`,
    "Get-ADOrganizationalUnit -Filter * -Properties gPLink, gPOptions | Export-Clixml -Path containers.xml",
    "Get-ADOrganizationalUnit -Filter * -Properties gPLink, gPOptions, nTSecurityDescriptor | ConvertTo-Json -Depth 4 > containers.json",
    'Get-ADObject -SearchBase "CN=Sites,$((Get-ADRootDSE).configurationNamingContext)" -Filter "objectClass -eq \'site\'" -Properties gPLink, gPOptions | Select-Object DistinguishedName, gPLink, gPOptions | ConvertTo-Json > sites.json',
  ],
  recognisedBy: "JSON, CSV or CLIXML whose objects have DistinguishedName and gPLink, or LinkedGroupPolicyObjects.",
  proves:
    "Which GPOs are linked to each container, in which order, enabled and enforced, whether it blocks inheritance, and its audit entries where nTSecurityDescriptor stands beside. LinkedGroupPolicyObjects alone gives only the links' names.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind === "gpo-link") {
      const [link] = excerpt.startsWith("[") ? parseGpLink(excerpt).links : [];
      if (link === undefined) return rowOnly(kind);
      return { kind, gpo: link.gpo, enabled: link.enabled, enforced: link.enforced };
    }
    if (kind === "security-descriptor") return rereadDescriptor(excerpt, kind);
    if (kind !== "scope-of-management") return null;
    const object = objectOf(excerpt);
    if (object !== null) return scopeOf(object, textOf(object, "DistinguishedName") ?? "");
    const container = containerOfRow(excerpt);
    return container === null ? rowOnly(kind) : { kind, container, type: scopeTypeOfDn(container) };
  },
});
