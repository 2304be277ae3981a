/** WMI filters of GPOs: directory objects as JSON, CSV or CLIXML, and the console's MOF export [MS-GPOL 2.2.5; formats.md 8.2]. */
import type { WmiFilterFields } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import { domainOfDn, firstName } from "../../text/distinguished-name.ts";
import type { PsObject } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { parseWmiQueries, withNamespaces } from "../ldif/links.ts";
import { charSpan, hasAll, objectHead, objectOf, readEach, rowOnly, textOf, textsOf, valueOf } from "../objects.ts";
import type { MofInstance } from "./mof.ts";
import { readMof } from "./mof.ts";

const MOF = /^\s*instance\s+of\s+MSFT_SomFilter\b/im;

/** What scripts keep of a filter: its name and its query. */
const NAMED_QUERY = /"Query"\s{0,8}:\s{0,8}\[?\s{0,200}"\s{0,8}select\s/i;

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (MOF.test(head.text)) return "yes";
  const names = objectHead(head);
  if (hasAll(names, "mswmi-parm2") || hasAll(names, "mswmi-id")) return "yes";
  return hasAll(names, "name", "query") && NAMED_QUERY.test(head.sample) ? "maybe" : "no";
}

function fieldsOf(object: PsObject): { fields: WmiFilterFields; understood: boolean } {
  const dn = textOf(object, "DistinguishedName");
  const text = textOf(object, "msWMI-Parm2");
  const queries =
    text === null ? { queries: textsOf(valueOf(object, "Query", "Queries")).texts } : parseWmiQueries(text);
  return {
    fields: {
      kind: "wmi-filter",
      filter: guidOf(textOf(object, "msWMI-ID", "Name", "CN") ?? (dn === null ? "" : firstName(dn))),
      name: textOf(object, "msWMI-Name") ?? (text === null ? textOf(object, "Name") : null) ?? "",
      domain: dn === null ? null : domainOfDn(dn),
      ...(queries ?? { queries: [] }),
    },
    understood: queries !== null,
  };
}

function fieldsOfMof(instance: MofInstance): WmiFilterFields {
  const string = (name: string): string | null => instance.strings.find((one) => one.name === name)?.value ?? null;
  const rules = instance.children.flatMap(({ strings }) => {
    const query = strings.find((one) => one.name === "query")?.value;
    const namespace = strings.find((one) => one.name === "targetnamespace")?.value ?? "root\\CIMv2";
    return query === undefined ? [] : [{ query, namespace }];
  });
  return {
    kind: "wmi-filter",
    filter: guidOf(string("id") ?? ""),
    name: string("name") ?? "",
    domain: string("domain"),
    ...withNamespaces(
      rules.map(({ query }) => query),
      rules.map(({ namespace }) => namespace),
    ),
  };
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  if (!MOF.test(text.slice(0, 8192))) {
    return readEach(input, sink, (object) => {
      const { fields, understood } = fieldsOf(object);
      if (fields.filter === null && fields.name === "") return;
      if (!understood) {
        const place = property(object, "msWMI-Parm2") ?? object;
        const data = { what: "the queries of a WMI filter", object: fields.name.slice(0, 200) };
        sink.diagnostic({ code: "not-understood", offset: place.start, data });
      }
      tell(fields, object, sink);
    });
  }
  const { instances, open } = readMof(text);
  for (const instance of instances) {
    if (instance.className.toLowerCase() === "msft_somfilter") tell(fieldsOfMof(instance), instance, sink);
  }
  if (open !== null) sink.diagnostic({ code: "truncated", offset: open, data: { what: "an instance" } });
  return { read: open === null ? "complete" : "incomplete" };
}

function tell(fields: WmiFilterFields, place: { start: number; end: number }, sink: Sink): void {
  sink.fact({
    fields,
    span: charSpan(place),
    via: "powershell",
    tier: "C",
    object: { kind: "object", name: fields.filter ?? fields.name },
  });
}

export const wmiFilters = defineFormat({
  id: "wmi-filters",
  title: "WMI filters of GPOs",
  madeBy: [
    "Get-ADObject -Filter \"objectClass -eq 'msWMI-Som'\" -Properties msWMI-ID, msWMI-Name, msWMI-Parm2 | Select-Object DistinguishedName, msWMI-ID, msWMI-Name, msWMI-Parm2 | ConvertTo-Json > wmi-filters.json",
    "Group Policy Management console: WMI Filters > a filter > Export (a .mof file)",
  ],
  recognisedBy:
    "Objects with msWMI-ID or msWMI-Parm2, or MOF text with an instance of MSFT_SomFilter; with less force, objects with Name and a Query that begins with SELECT.",
  proves: "The queries of each filter. A computer answers them, so whether a filter lets it through is decided there.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "wmi-filter") return null;
    const [instance] = MOF.test(excerpt.slice(0, 8192)) ? readMof(excerpt).instances : [];
    if (instance !== undefined) return fieldsOfMof(instance);
    const object = objectOf(excerpt);
    return object === null ? rowOnly(kind) : fieldsOf(object).fields;
  },
});
