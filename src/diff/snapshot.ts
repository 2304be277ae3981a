/** What of one side is compared: the same whether it was analysed now or read from a `results.json`. */
import type { SourceId } from "../core/provenance.ts";
import { placeOf } from "../core/provenance.ts";
import type {
  ContainerRecord,
  Finding,
  FindingSubject,
  GpoRecord,
  LinkRecord,
  Report,
  SettingRecord,
  TrailStep,
} from "../core/report.ts";
import type { Side, SideKind } from "../core/diff.ts";
import type { WaiverState } from "../core/waiver.ts";

export interface FindingThen extends Pick<
  Finding,
  | "id"
  | "requirement"
  | "revision"
  | "title"
  | "subject"
  | "computers"
  | "status"
  | "severity"
  | "have"
  | "cause"
  | "ask"
  | "checklist"
> {
  readonly winner: TrailStep["gpo"] | null;
  readonly waiver: { readonly id: string; readonly state: WaiverState } | null;
  /** Where what counts, or the first proof, stands. */
  readonly at: string | null;
  /** The words on its value: their facts. */
  readonly words: readonly string[];
}

export interface SourceThen {
  readonly id: SourceId;
  readonly path: string;
  /** Used, and read to its end. */
  readonly whole: boolean;
  readonly taken: string | null;
}

export interface Snapshot {
  readonly side: Side;
  readonly subjects: readonly FindingSubject[];
  readonly gpos: readonly Pick<
    GpoRecord,
    "guid" | "name" | "domain" | "container" | "backupTime" | "kind" | "computerEnabled" | "supersededBy" | "linkedTo"
  >[];
  readonly findings: readonly FindingThen[];
  readonly settings: readonly SettingRecord[];
  readonly links: readonly LinkRecord[];
  readonly containers: readonly ContainerRecord[];
  readonly sources: readonly SourceThen[];
}

export function snapshotOf(report: Report, label: string, kind: SideKind): Snapshot {
  const { asOf, tool, catalog, mode, summary, subjects, gpos, policy, sources, facts } = report;
  const place = (id: string): string | null => {
    const fact = facts.get(id);
    return fact === undefined ? null : placeOf(fact.origin);
  };
  return {
    side: { label, kind, asOf, tool, catalog, mode, findings: summary.findings, checklist: summary.checklist },
    subjects,
    gpos,
    findings: report.findings.map((finding) => findingThen(finding, place)),
    ...policy,
    sources: sources.map(({ id, path, read, reason, taken }) => ({
      id,
      path,
      whole: isWhole(read, reason),
      taken: taken?.time ?? null,
    })),
  };
}

type Placed = Omit<FindingThen, "winner" | "at" | "words"> & {
  readonly trail: readonly Pick<TrailStep, "result" | "fact" | "gpo">[];
  readonly evidence: readonly string[];
};

/** `place` of a fact; null where it is not known. */
export function findingThen(finding: Placed, place: (fact: string) => string | null): FindingThen {
  const { id, requirement, revision, title, subject, computers, status, severity, have, cause, ask } = finding;
  const { trail, evidence, waiver, checklist } = finding;
  const won = trail.find(({ result }) => result === "won");
  const first = won?.fact ?? evidence[0];
  return {
    id,
    requirement,
    revision,
    title,
    subject,
    computers,
    status,
    severity,
    have,
    cause,
    ask,
    checklist,
    winner: won?.gpo ?? null,
    waiver: waiver === null ? null : { id: waiver.id, state: waiver.state },
    at: first === undefined ? null : place(first),
    words: trail.map(({ fact }) => fact),
  };
}

/** What was left out on purpose hides no setting; what could not be read may. */
export function isWhole(read: string, reason: string | null): boolean {
  return read !== "incomplete" && !(reason ?? "").startsWith("not read");
}
