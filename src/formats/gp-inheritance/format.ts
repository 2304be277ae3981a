/** Links of one container and of those above it, by Get-GPInheritance [formats.md 8.3]. */
import type { FactDraft, GpoLinkFields } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import { scopeTypeOfDn } from "../../text/distinguished-name.ts";
import type { PsObject, PsValue } from "../../text/powershell-objects.ts";
import { isPsList, property, readObjects } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";
import {
  asBoolean,
  asNumber,
  charSpan,
  hasAll,
  objectHead,
  objectOf,
  objectsOf,
  sayCut,
  textOf,
  valueOf,
} from "../objects.ts";

const COMMAND = "Get-GPInheritance -Target 'OU=Domain Controllers,DC=corp,DC=example' | ConvertTo-Json -Depth 4";

function sniff(head: Head): "no" | "yes" {
  const names = objectHead(head);
  const links = hasAll(names, "gpolinks");
  const inherited = hasAll(names, "inheritedgpolinks");
  const blocked = hasAll(names, "gpoinheritanceblocked") || hasAll(names, "blockinheritance");
  return answer((links && inherited) || ((links || inherited) && blocked));
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  if (!/^[\s\uFEFF\0]*[[{<]/.test(text)) {
    return { read: "refused", reason: `CSV leaves the links out; run \`${COMMAND} > links.json\` instead` };
  }
  const { objects, problem, notes } = readObjects(text);
  for (const note of notes) sink.diagnostic(note);
  // What a container's own export says about its links is better than what a lower one inherits from it.
  const told = new Set(objects.map((object) => (textOf(object, "Path") ?? "").toLowerCase()));
  let whole = true;
  for (const object of objects) {
    if (!readContainer(object, told, sink)) whole = false;
  }
  if (problem !== null) sink.diagnostic(problem);
  return { read: whole && problem === null ? "complete" : "incomplete" };
}

/** False when links are missing: a container without its links must not look like one that has none. */
function readContainer(object: PsObject, told: ReadonlySet<string>, sink: Sink): boolean {
  const container = textOf(object, "Path");
  if (container === null) {
    sink.diagnostic({ code: "malformed", offset: object.start, data: { message: "a container without its Path" } });
    return false;
  }
  const direct = property(object, "GpoLinks") !== undefined;
  let whole = direct;
  if (!direct) sayCut(sink, object, "GpoLinks", "gp-inheritance");

  const whose = { via: "powershell", tier: "C", object: { kind: "object", name: container } } as const;
  sink.fact({ fields: scopeOf(object, container), span: charSpan(object), ...whose });
  for (const name of ["GpoLinks", "InheritedGpoLinks"] as const) {
    const place = property(object, name);
    const links = objectsOf(place?.value ?? null);
    const inherited = name === "InheritedGpoLinks";
    if (place !== undefined && links.length < listLength(place.value)) {
      sayCut(sink, place, name, "gp-inheritance");
      if (!inherited) whole = false;
    }
    for (const link of links) {
      const target = textOf(link, "Target") ?? (inherited ? null : container);
      if (target === null) continue;
      const key = target.toLowerCase();
      if (inherited && (key === container.toLowerCase() ? direct : told.has(key))) continue;
      const fields = linkOf(link, target, inherited);
      if (fields.gpo === null) {
        sink.diagnostic({
          code: "not-understood",
          offset: link.start,
          data: { what: "GpoId", value: textOf(link, "GpoId") ?? "" },
        });
      }
      const gpo: FactDraft["gpo"] = {
        guid: fields.gpo,
        name: textOf(link, "DisplayName"),
        domain: textOf(link, "GpoDomainName"),
      };
      sink.fact({ fields, span: charSpan(link), ...whose, object: { kind: "object", name: target }, gpo });
    }
  }
  return whole;
}

function listLength(value: PsValue): number {
  if (isPsList(value)) return value.filter((item) => item !== null).length;
  return value === null || value === "" ? 0 : 1;
}

function scopeOf(object: PsObject, container: string) {
  const blocked = valueOf(object, "GpoInheritanceBlocked", "BlockInheritance");
  return {
    kind: "scope-of-management",
    container,
    type: scopeTypeOfDn(container),
    blocksInheritance: asBoolean(blocked),
  } as const;
}

/** The order of an inherited link is its rank in the list, not its place in its own container. */
function linkOf(link: PsObject, container: string, inherited: boolean): GpoLinkFields {
  return {
    kind: "gpo-link",
    gpo: guidOf(textOf(link, "GpoId") ?? ""),
    container,
    order: inherited ? null : asNumber(valueOf(link, "Order")),
    enabled: asBoolean(valueOf(link, "Enabled")),
    enforced: asBoolean(valueOf(link, "Enforced")),
  };
}

export const gpInheritance = defineFormat({
  id: "gp-inheritance",
  title: "Links and inheritance (Get-GPInheritance)",
  madeBy: [
    `${COMMAND} > links.json`,
    "Get-ADOrganizationalUnit -Filter * | ForEach-Object { Get-GPInheritance -Target $_.DistinguishedName } | Export-Clixml -Depth 4 -Path links.xml",
  ],
  recognisedBy: "JSON or CLIXML whose objects have two of GpoLinks, InheritedGpoLinks and GpoInheritanceBlocked.",
  proves:
    "Which GPOs are linked to the container, in which order, and whether it blocks inheritance. It covers neither sites nor security and WMI filters.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const object = objectOf(excerpt);
    if (object === null) return null;
    if (kind === "scope-of-management") return scopeOf(object, textOf(object, "Path") ?? "");
    if (kind !== "gpo-link") return null;
    const { gpo, enabled, enforced } = linkOf(object, "", true);
    return { kind, gpo, enabled, enforced };
  },
});
