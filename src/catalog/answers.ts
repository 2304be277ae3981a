/**
 * What Microsoft's tools and portal reported, row by row, answered by our findings: real, missed, explained, stale or
 * unknown. Their words decide nothing of ours; ours are held against theirs.
 */
import { compareKeys } from "../core/order.ts";
import { ANSWERS } from "../core/report.ts";
import type { Finding, FindingSubject, ToolAnswer } from "../core/report.ts";
import { sameHost, shortOf } from "../policy/computers.ts";
import type { Computer } from "../policy/computers.ts";
import { questionsOf } from "./answer-questions.ts";
import type { Question, ToolRow } from "./answer-questions.ts";
import { decide } from "./answer-decide.ts";
import type { Scene } from "./answer-decide.ts";
import type { JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";
import { sensorOf } from "./sensors.ts";

export function answersOf(
  catalog: readonly Requirement[],
  findings: readonly Finding[],
  context: JudgeContext,
): ToolAnswer[] {
  const questions = questionsOf(context.evidence, catalog);
  if (questions.length === 0) return [];
  const index = indexOf(findings);
  const find = finderOf(context);
  const answers = questions.flatMap((question): ToolAnswer[] => {
    const place = placeOf(question.row, find, context);
    const answer = decide(question, sceneOf(question, place, index, context));
    if (answer === null) return [];
    const { tool, item, id } = question.row;
    return [{ tool, item, said: question.said, subject: place.subject, ...answer, fact: id }];
  });
  return distinct(answers)
    .map((answer) => ({ answer, keys: orderOf(answer) }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map(({ answer }) => answer);
}

/** Findings by requirement; those of computers by their short names, because an export may hold every sensor. */
interface Indexed {
  readonly ofHosts: Map<string, Finding[]>;
  readonly others: Finding[];
}

function indexOf(findings: readonly Finding[]): ReadonlyMap<string, Indexed> {
  const index = new Map<string, Indexed>();
  for (const finding of findings) {
    const indexed: Indexed = index.get(finding.requirement) ?? { ofHosts: new Map(), others: [] };
    index.set(finding.requirement, indexed);
    const { subject } = finding;
    if (subject.kind !== "host") {
      indexed.others.push(finding);
      continue;
    }
    const name = shortOf(subject.name);
    const list = indexed.ofHosts.get(name);
    if (list === undefined) indexed.ofHosts.set(name, [finding]);
    else list.push(finding);
  }
  return index;
}

function candidates(indexed: Indexed | undefined, { host }: Place): readonly Finding[] {
  if (indexed === undefined) return [];
  const ofHosts = host === null ? [...indexed.ofHosts.values()].flat() : (indexed.ofHosts.get(shortOf(host)) ?? []);
  return [...ofHosts, ...indexed.others];
}

type Find = (name: string) => Computer | undefined;

function finderOf({ estate }: JudgeContext): Find {
  const byShortName = new Map<string, Computer[]>();
  for (const computer of estate.computers) {
    const name = shortOf(computer.name);
    const list = byShortName.get(name);
    if (list === undefined) byShortName.set(name, [computer]);
    else list.push(computer);
  }
  return (name) => byShortName.get(shortOf(name))?.find((computer) => sameHost(computer.name, name));
}

function orderOf({ answer, tool, item, subject, fact }: ToolAnswer): (string | number)[] {
  return [ANSWERS.indexOf(answer), tool, item, subject.name ?? "", fact];
}

/** A page that was exported twice says the same thing once. */
function distinct(answers: readonly ToolAnswer[]): ToolAnswer[] {
  const seen = new Set<string>();
  return answers.filter(({ tool, item, said, subject, because }) => {
    const key = JSON.stringify([tool, item, said, subject.kind, subject.name, because]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface Place {
  readonly subject: FindingSubject;
  readonly host: string | null;
  /** Name of the domain as findings write it; null: it is not known which. */
  readonly domain: string | null;
}

const UNNAMED = /^unnamed |, not named$/i;

function placeOf({ subject }: ToolRow, find: Find, { estate }: JudgeContext): Place {
  const [only] = estate.domains;
  const lone = estate.domains.length === 1 && only !== undefined ? only.name : null;
  const known = (dns: string | null): string | null =>
    estate.domains.find((domain) => domain.dns !== null && domain.dns === dns?.toLowerCase())?.name ?? null;
  if (subject.kind === "host") {
    const computer = find(subject.name);
    const suffix = subject.name.includes(".") ? subject.name.slice(subject.name.indexOf(".") + 1) : null;
    const dns = computer?.domain ?? suffix;
    const domain = known(dns) ?? (dns === null || only?.dns === null ? lone : null);
    const roles = computer?.roles ?? [];
    return {
      subject: { kind: "host", name: subject.name, domain: dns?.toLowerCase() ?? null, roles },
      host: subject.name,
      domain,
    };
  }
  const name = subject.name ?? "";
  const unnamed = UNNAMED.test(name);
  const domain = unnamed ? lone : (known(name) ?? (only?.dns === null ? lone : null));
  return { subject: { kind: "domain", name: unnamed ? (lone ?? name) : name, role: null }, host: null, domain };
}

function sceneOf(
  question: Question,
  place: Place,
  index: ReadonlyMap<string, Indexed>,
  { evidence, estate }: JudgeContext,
): Scene {
  const sensors = new Set(
    place.host !== null
      ? [sensorOf(evidence, place.host)]
      : estate.computers
          .filter(({ roles, domain }) => roles.includes("dc") && (domain === null || known(domain, place.domain)))
          .map(({ name }) => sensorOf(evidence, name)),
  );
  return {
    found: question.requirements.map((requirement) => ({
      requirement,
      findings: candidates(index.get(requirement.id), place).filter((finding) => concerns(finding, place)),
    })),
    sensor: sensors.size === 1 ? ([...sensors][0] ?? null) : null,
    located:
      place.domain !== null ||
      (place.host !== null && estate.hosts.some(({ name }) => sameHost(name, place.host ?? ""))),
    dns: estate.domains.find(({ name }) => name === place.domain)?.dns ?? null,
  };
}

function known(domain: string, wanted: string | null): boolean {
  return wanted !== null && domain.toLowerCase() === wanted;
}

/** A computer's own finding comes first; `decide` takes what the domain says only where there is none. */
function concerns({ subject, computers }: Finding, { host, domain }: Place): boolean {
  switch (subject.kind) {
    case "host":
      return host === null ? domain !== null && subject.domain === domain : sameHost(subject.name, host);
    case "domain":
      return subject.name === domain || (host !== null && computers.some((name) => sameHost(name, host)));
    case "object":
      return subject.domain === domain;
    case "forest":
      return true;
    case "gpo":
      return false;
  }
}
