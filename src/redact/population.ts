/** The reconciliation of the population without the names of what is missing, and without the reasons that people gave. */
import { compareKeys } from "../core/order.ts";
import type { Comparison, DifferenceKind, Population, PopulationDifference } from "../core/population.ts";
import { bucket } from "./coarse.ts";
import { redactFactId, type Redaction } from "./facts.ts";
import { hidden, nullable, textOf } from "./sentences.ts";
import type { Values } from "./values.ts";

/** `ours`: a word of this program. */
type NameKind = "host" | "domain" | "gpo" | "path" | "place" | "ours";

/** What the name of a difference is of; one that is added does not compile without. */
const NAMED: Readonly<Record<DifferenceKind, NameKind>> = {
  "no-declaration": "ours",
  "declared-no-data": "host",
  "data-undeclared": "host",
  "role-differs": "host",
  "domain-no-data": "domain",
  "domain-undeclared": "domain",
  "manifest-absent": "path",
  "listed-missing": "gpo",
  "listed-elsewhere": "gpo",
  "present-unlisted": "path",
  "fields-differ": "path",
  "no-resultant-set": "ours",
  "not-backed-up": "gpo",
  "backup-older": "gpo",
  "host-older": "gpo",
  "no-links": "domain",
  "links-unknown": "gpo",
  "order-unknown": "place",
  "sites-unknown": "ours",
  "linked-missing": "gpo",
  "none-known": "domain",
  "no-auditpol": "host",
  "no-rsop": "host",
  "no-times": "ours",
  spread: "path",
  old: "path",
  future: "path",
  "read-in-part": "path",
  "not-read": "path",
  "sum-differs": "ours",
};

/** Of a GPO without a name and a GUID: where it lies. */
function kindOf({ kind, name, detail }: PopulationDifference): NameKind {
  const named = NAMED[kind];
  if (named === "gpo" && (name === detail || name === "{no GUID}")) return name === detail ? "path" : "ours";
  return named;
}

export function populationNames({ comparisons }: Population, values: Values): void {
  for (const one of comparisons.flatMap(({ differences }) => differences)) {
    values.domain(one.domain);
    switch (kindOf(one)) {
      case "host":
        values.host(one.name);
        break;
      case "domain":
        values.domain(one.name);
        break;
      case "gpo":
        values.gpo(one.name);
        break;
      case "path":
        values.path(one.name);
        break;
      case "place":
        values.place(one.name);
        break;
      case "ours":
    }
    if (one.kind === "links-unknown") values.path(one.detail ?? "");
    if (one.kind === "present-unlisted") values.gpo(one.detail);
  }
}

export function redactPopulation({ verdict, thresholds, comparisons }: Population, by: Redaction): Population {
  return { verdict, thresholds, comparisons: comparisons.map((one) => redactComparison(one, by)) };
}

function redactComparison({ id, verdict, counts, differences }: Comparison, by: Redaction): Comparison {
  return {
    id,
    verdict,
    counts: counts.map(({ name, count }) => ({
      name: textOf(name, by),
      count: by.coarse ? bucket(count) : count,
    })),
    differences: differences
      .map((one) => redactDifference(one, by))
      .toSorted((a, b) => compareKeys([a.domain ?? "", a.kind, a.name], [b.domain ?? "", b.kind, b.name])),
  };
}

function redactDifference(one: PopulationDifference, by: Redaction): PopulationDifference {
  const { kind, domain, exception, facts } = one;
  return {
    kind,
    name: nameOf(one, by),
    domain: domain === null ? null : by.names.domain(domain),
    detail: detailOf(one, by),
    exception: exception === null ? null : hidden(exception),
    facts: facts.map((fact) => redactFactId(fact, by.names)),
  };
}

function nameOf(one: PopulationDifference, { names }: Redaction): string {
  const { name } = one;
  switch (kindOf(one)) {
    case "host":
      return names.host(name);
    case "domain":
      return names.domain(name);
    case "gpo":
      return names.gpo(name);
    case "path":
      return names.path(name);
    case "place":
      return names.place(name);
    case "ours":
      return name;
  }
}

function detailOf({ kind, detail }: PopulationDifference, by: Redaction): string | null {
  if (detail === null) return null;
  switch (kind) {
    case "links-unknown":
      return by.names.path(detail);
    case "present-unlisted":
      return by.names.gpo(detail);
    // `backup {…} of …, in gpos/manifest.xml`, `9 days between … and … (gpos/a.csv)`
    case "listed-missing":
    case "listed-elsewhere":
      return withPath(detail, /^(.*?, in )(.+)()$/su, by);
    case "spread":
      return withPath(detail, /^(.*? \()(.+)(\))$/su, by);
    // They quote the inputs.
    case "fields-differ":
    case "read-in-part":
    case "not-read":
      return by.text.quoting(detail);
    default:
      return nullable(detail, by);
  }
}

/** A path is one by where it stands, even if all of its words are ours. */
function withPath(detail: string, form: RegExp, by: Redaction): string {
  const [, before, path = "", after = ""] = form.exec(detail) ?? [];
  return before === undefined ? textOf(detail, by) : textOf(before, by) + by.names.path(path) + after;
}
