/** An event needs two halves: the audit subcategory on the domain controllers and the audit entry on the object. */
import { subcategoryOf } from "../core/audit-policy.ts";
import { compareText } from "../core/order.ts";
import type { Finding, Status } from "../core/report.ts";
import type { DomainEstate } from "../policy/estate.ts";
import { sameHost } from "../policy/computers.ts";
import type { JudgeContext } from "./context.ts";
import type { Expect, Requirement, SaclExpect } from "./define.ts";
import { judgeExpect } from "./expect.ts";
import type { Truth } from "./expect.ts";
import { judgeOnHost } from "./host-expect.ts";

type Feed = SaclExpect["subcategories"][number];

export interface PolicyHalf {
  readonly truth: Truth;
  readonly note: string;
}

/** What the domain controllers of these domains record; domains of which no policy is known leave it open. */
export function policyHalf(
  feeds: SaclExpect["subcategories"],
  domains: readonly string[],
  context: JudgeContext,
): PolicyHalf | null {
  if (feeds.length === 0) return null;
  const where =
    domains.length === 1 ? `the domain controllers of ${domains[0] ?? ""}` : "the domain controllers of the forest";
  const judged = feeds.map((feed) => ({
    name: nameOf(feed),
    truth: worst(domains.flatMap((domain) => truthsOf(feed, domain, context))),
  }));
  const names = (truth: Truth): string => list(judged.flatMap((one) => (one.truth === truth ? [one.name] : [])));
  const truth = worst(judged.map((one) => one.truth));
  if (truth === "fail") {
    const note = `The other half is missing: ${names("fail")} is not audited on all of ${where}, and without it the entries record nothing.`;
    return { truth, note };
  }
  if (truth === "unknown") {
    const note = `The other half is not shown: whether ${names("unknown")} is audited on ${where} is open, and without it the entries record nothing.`;
    return { truth, note };
  }
  if (context.estate.mode === "design") {
    return { truth, note: `The other half would hold: linked to ${where}, these GPOs audit ${names("pass")}.` };
  }
  return { truth, note: `The other half holds: ${names("pass")} is audited on ${where}.` };
}

function nameOf({ subcategory, includes }: Feed): string {
  return `${subcategoryOf(subcategory)?.name ?? subcategory} (${includes.map((word) => (word === "success" ? "Success" : "Failure")).join(", ")})`;
}

const MOST_NAMES = 8;

function list(all: readonly string[]): string {
  const names = all.length > MOST_NAMES ? [...all.slice(0, MOST_NAMES), `${all.length - MOST_NAMES} more`] : all;
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

/** What a capture shows counts before what policy would give. */
function truthsOf(feed: Feed, domain: string, { estate }: JudgeContext): Truth[] {
  const expect: Expect = { kind: "subcategory", ...feed, microsoft: [] };
  const only = estate.domains.length === 1 ? (estate.domains[0]?.dns ?? null) : null;
  const hosts = estate.hosts.filter((host) => (host.domain ?? only) === domain && host.roles.includes("dc"));
  const captured = hosts.flatMap((host) => {
    const judgement = judgeOnHost(expect, host);
    return judgement === null || judgement.silent ? [] : [{ host, truth: judgement.status }];
  });
  const known: DomainEstate | undefined = estate.domainByName.get(domain);
  const targets = known === undefined ? [] : estate.targetsOf(known, "dc");
  const policy = targets.flatMap((target): Truth[] => {
    const shown = target.computers.filter(({ name }) => captured.some(({ host }) => sameHost(host.name, name)));
    if (target.computers.length > 0 && shown.length === target.computers.length) return [];
    const judgement = judgeExpect(expect, target);
    if (judgement === null) return [];
    // Nothing in the evidence sets it, and no link of the domain is known.
    return [judgement.silent && target.domain.gpos.length === 0 ? "unknown" : judgement.status];
  });
  const all = [...captured.map(({ truth }) => truth), ...policy];
  return all.length === 0 ? ["unknown"] : all;
}

function worst(truths: readonly Truth[]): Truth {
  return truths.includes("fail") ? "fail" : truths.includes("unknown") || truths.length === 0 ? "unknown" : "pass";
}

/** Findings on a subcategory that is worth nothing without entries say how those stand. */
export function withSaclHalf(findings: readonly Finding[], catalog: readonly Requirement[]): Finding[] {
  const feeding = new Map<string, Requirement[]>();
  for (const one of catalog) {
    if (one.expect.kind !== "sacl") continue;
    for (const { subcategory } of one.expect.subcategories) {
      feeding.set(subcategory, [...(feeding.get(subcategory) ?? []), one]);
    }
  }
  const subcategories = new Map(
    catalog.flatMap(({ id, expect }) => (expect.kind === "subcategory" ? [[id, expect.subcategory] as const] : [])),
  );
  return findings.map((finding) => {
    const subcategory = subcategories.get(finding.requirement);
    const ids = new Set((subcategory === undefined ? [] : (feeding.get(subcategory) ?? [])).map(({ id }) => id));
    const domain = domainOf(finding);
    if (ids.size === 0 || domain === null || finding.status === "not-applicable") return finding;
    const halves = findings.filter(
      ({ requirement, subject }) =>
        ids.has(requirement) &&
        subject.kind === "object" &&
        (subject.domain === domain || domain.endsWith(`.${subject.domain}`)),
    );
    return halves.length === 0 ? finding : { ...finding, notes: [...finding.notes, saclNote(halves)] };
  });
}

function domainOf({ subject }: Finding): string | null {
  if (subject.kind === "domain") return subject.name;
  return subject.kind === "host" ? subject.domain : null;
}

function saclNote(halves: readonly Finding[]): string {
  const of = (status: Status): string =>
    list(
      halves
        .filter((one) => one.status === status)
        .map(({ label }) => label)
        .toSorted(compareText),
    );
  const parts = [
    of("pass") === "" ? "" : `${of("pass")}: in place`,
    of("fail") === "" ? "" : `${of("fail")}: missing, so that those accesses leave no event`,
    of("unknown") === "" ? "" : `${of("unknown")}: not shown`,
  ].filter((part) => part !== "");
  return parts.length === 0
    ? "No object needs an audit entry for it."
    : `Its other half are the audit entries of the objects. ${parts.join("; ")}.`;
}
