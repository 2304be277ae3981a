/** How each domain stands: for reports on several of them. */
import { type Finding, type FindingSubject, SEVERITIES } from "../core/report.ts";
import { groupBy } from "./group.ts";
import { cutMiddle, shortenPath } from "./layout.ts";
import type { View } from "./view.ts";

export interface DomainRow {
  readonly name: string;
  readonly fails: readonly Finding[];
  readonly unknown: number;
  readonly passed: number;
}

/** Domain names differ in case only where two exports wrote the same one. */
export function domainOf(subject: FindingSubject): string | null {
  if (subject.kind === "forest") return null;
  return subject.kind === "domain" ? subject.name : subject.domain;
}

export function domainNames(subjects: readonly FindingSubject[]): string[] {
  const names = subjects.flatMap((subject) => domainOf(subject) ?? []);
  return groupBy(names, (name) => name.toLowerCase()).flatMap((same) => same[0] ?? []);
}

/** A name for a narrow column; a folder that stands for a domain nobody names is said by its last parts. */
export function shortDomain(name: string, width: number, mark: string): string {
  const folder = /^no domain named \((.*)\)$/s.exec(name)?.[1];
  return cutMiddle(folder === undefined ? name : shortenPath(folder, width, mark), width, mark);
}

/** In a report on one domain its containers are said without its name: `Domain Controllers`. */
export function placeNamer(domains: readonly string[]): (container: string) => string {
  const [domain = "", ...others] = domains;
  const start = `${domain}/`.toLowerCase();
  return (container) =>
    others.length === 0 && container.toLowerCase().startsWith(start) && container.length > start.length
      ? container.slice(start.length)
      : container;
}

/** Worst first, then by name. */
export function domainRows(view: View): DomainRow[] {
  const { fails, unknown, passed } = view.totals;
  return view.domains
    .map((name) => {
      const of = (findings: readonly Finding[]): Finding[] =>
        findings.filter(({ subject }) => domainOf(subject)?.toLowerCase() === name.toLowerCase());
      return { name, fails: of(fails), unknown: of(unknown).length, passed: of(passed).length };
    })
    .sort((a, b) => compareWorst(a, b) || (a.name < b.name ? -1 : 1));
}

export function severityCounts(fails: readonly Finding[]): readonly number[] {
  return SEVERITIES.map((severity) => fails.filter((finding) => finding.severity === severity).length);
}

function compareWorst(a: DomainRow, b: DomainRow): number {
  const [x, y] = [severityCounts(a.fails), severityCounts(b.fails)];
  const differs = x.findIndex((count, i) => count !== y[i]);
  return differs === -1 ? b.unknown - a.unknown : (y[differs] ?? 0) - (x[differs] ?? 0);
}
