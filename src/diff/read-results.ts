/** A `results.json` of `scan --format json` to a snapshot. Total: any bytes give a snapshot or a sentence. */
import type { SideKind } from "../core/diff.ts";
import { placeOf, type Position } from "../core/provenance.ts";
import {
  type Cause,
  type FindingSubject,
  ROLES,
  type Role,
  SEVERITIES,
  STATUSES,
  type TrailStep,
} from "../core/report.ts";
import { WAIVER_STATES } from "../core/waiver.ts";
import { findingThen, type FindingThen, isWhole, type Snapshot } from "./snapshot.ts";
import { NotResults, Value } from "./values.ts";

export type ReadResults =
  | { readonly ok: true; readonly snapshot: Snapshot }
  | { readonly ok: false; readonly message: string; readonly next: string };

const MAKE_ONE = "results are written by `eventreach scan PATH --format json -o results.json`";

export function readResults(text: string, label: string, kind: SideKind): ReadResults {
  try {
    return { ok: true, snapshot: snapshotIn(new Value(parsed(text), ""), label, kind) };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, message: error.message, next: error.next };
    if (error instanceof NotResults)
      return { ok: false, message: `no results file of ours: ${error.message}`, next: MAKE_ONE };
    throw error;
  }
}

class Unusable extends Error {
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotResults("it is not JSON, or cut off");
  }
}

function snapshotIn(root: Value, label: string, kind: SideKind): Snapshot {
  const schema = root.get("schema").text();
  const version = /^results\/(\d{1,6})$/.exec(schema)?.[1];
  if (version === undefined) throw new NotResults(`its schema is ${JSON.stringify(schema.slice(0, 60))}`);
  if (version !== "1") {
    throw new Unusable(
      `its schema is ${schema}, and this version reads results/1`,
      "compare with the version that wrote it",
    );
  }
  if (root.get("filter").raw !== null) {
    throw new Unusable(
      "it was written with --filter, so it does not list every finding",
      "scan again without --filter",
    );
  }
  const policy = { settings: root.get("settings"), links: root.get("links"), containers: root.get("containers") };
  if (Object.values(policy).every(({ raw }) => raw === undefined)) {
    throw new Unusable("it was written before results held settings and links", "scan its inputs again");
  }
  const places = new Map(root.get("facts").list((fact) => [fact.get("id").text(), placeIn(fact)]));
  const findings = root.get("findings").list((finding) => findingIn(finding, (id) => places.get(id) ?? null));
  const twice = firstTwice(findings.map(({ id }) => id));
  if (twice !== null) throw new NotResults(`the finding ${JSON.stringify(twice.slice(0, 200))} stands in it twice`);
  const [tool, catalog, summary] = [root.get("tool"), root.get("catalog"), root.get("summary")];
  const count = (status: (typeof STATUSES)[number]): number => summary.get("findings").get(status).count();
  return {
    side: {
      label,
      kind,
      asOf: root.get("asOf").text(),
      tool: { name: tool.get("name").text(), version: tool.get("version").text() },
      catalog: { version: catalog.get("version").text(), digest: catalog.get("digest").text() },
      mode: root.get("mode").oneOf(["design", "deployed"]),
      findings: {
        fail: count("fail"),
        unknown: count("unknown"),
        pass: count("pass"),
        "not-applicable": count("not-applicable"),
      },
      checklist: summary.get("checklist").count(),
    },
    subjects: root.get("subjects").list(subjectIn),
    gpos: root.get("gpos").list((gpo) => ({
      ...gpoIn(gpo),
      domain: gpo.get("domain").orNull(textOf),
      backupTime: gpo.get("backupTime").orNull(textOf),
      linkedTo: gpo.get("linkedTo").orNull((list) => list.texts()),
      supersededBy: gpo.get("supersededBy").orNull(textOf),
      kind: gpo.get("kind").oneOf(["backup", "sysvol", "report", "local", "loose", "directory"]),
      computerEnabled: gpo.get("computerEnabled").orNull(truthOf),
    })),
    findings,
    settings: policy.settings.list((setting) => ({
      holder: {
        kind: setting.get("holder").get("kind").oneOf(["gpo", "host"]),
        name: setting.get("holder").get("name").text(),
      },
      setting: setting.get("setting").text(),
      name: setting.get("name").text(),
      value: setting.get("value").text(),
      inert: setting.get("inert").orNull(textOf),
      fact: setting.get("fact").text(),
      at: setting.get("at").text(),
    })),
    links: policy.links.list((link) => ({
      gpo: {
        guid: link.get("gpo").get("guid").orNull(textOf),
        name: link.get("gpo").get("name").orNull(textOf),
        domain: link.get("gpo").get("domain").orNull(textOf),
      },
      container: link.get("container").text(),
      key: link.get("key").text(),
      order: link.get("order").orNull((value) => value.count()),
      enabled: link.get("enabled").orNull(truthOf),
      enforced: link.get("enforced").orNull(truthOf),
    })),
    containers: policy.containers.list((container) => ({
      container: container.get("container").text(),
      key: container.get("key").text(),
      complete: container.get("complete").truth(),
      blocksInheritance: container.get("blocksInheritance").orNull(truthOf),
    })),
    sources: root.get("sources").list((source) => ({
      id: source.get("id").text(),
      path: source.get("path").text(),
      whole: isWhole(source.get("read").text(), source.get("reason").orNull(textOf)),
      taken: source.get("taken").orNull((taken) => taken.get("time").text()),
    })),
  };
}

function textOf(value: Value): string {
  return value.text();
}

function truthOf(value: Value): boolean {
  return value.truth();
}

function gpoIn(gpo: Value): TrailStep["gpo"] {
  return {
    guid: gpo.get("guid").orNull(textOf),
    name: gpo.get("name").orNull(textOf),
    container: gpo.get("container").text(),
  };
}

function findingIn(finding: Value, place: (fact: string) => string | null): FindingThen {
  const trail = finding.get("trail").list((step) => ({
    result: step.get("result").oneOf(["won", "lost", "candidate", "excluded"]),
    fact: step.get("fact").text(),
    gpo: gpoIn(step.get("gpo")),
  }));
  const waiver = finding.get("waiver").orNull((value) => ({
    id: value.get("id").text(),
    state: value.get("state").oneOf(WAIVER_STATES),
  }));
  return findingThen(
    {
      id: finding.get("id").text(),
      requirement: finding.get("requirement").text(),
      revision: finding.get("revision").count(),
      title: finding.get("title").text(),
      subject: subjectIn(finding.get("subject")),
      computers: finding.get("computers").texts(),
      status: finding.get("status").oneOf(STATUSES),
      severity: finding.get("severity").oneOf(SEVERITIES),
      have: finding.get("have").text(),
      // Another version may know causes that this one does not: they are shown as they are.
      cause: finding.get("cause").orNull((value) => value.text() as Cause),
      ask: finding.get("ask").texts(),
      checklist: finding.get("checklist").truth(),
      evidence: finding.get("evidence").texts(),
      trail,
      waiver,
    },
    place,
  );
}

function subjectIn(subject: Value): FindingSubject {
  const kind = subject.get("kind").oneOf(["domain", "host", "gpo", "object", "forest"]);
  if (kind === "gpo") return { kind, ...gpoIn(subject), domain: subject.get("domain").orNull(textOf) };
  const name = subject.get("name").text();
  if (kind === "forest") return { kind, name };
  if (kind === "object") return { kind, name, domain: subject.get("domain").text() };
  if (kind === "domain") return { kind, name, role: subject.get("role").orNull((role) => role.oneOf(DOMAIN_ROLES)) };
  const roles: Role[] = subject.get("roles").list((role) => role.oneOf(ROLES));
  return { kind, name, domain: subject.get("domain").orNull(textOf), roles };
}

const DOMAIN_ROLES = [...ROLES, "sensor"] as const;

function placeIn(fact: Value): string {
  const [path, at] = [fact.get("path").text(), fact.get("at")];
  return placeOf({ path, at: positionIn(at) });
}

function positionIn(at: Value): Position {
  const offset = at.get("offset");
  if (offset.raw !== undefined) return { offset: offset.count() };
  return { line: at.get("line").count(), column: at.get("column").count() };
}

function firstTwice(words: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const word of words) {
    if (seen.has(word)) return word;
    seen.add(word);
  }
  return null;
}
