/** The frozen report as the review reads it: built once, never changed. */
import type { Finding, Report, Status } from "../core/report.ts";
import type { FailBlock } from "../report/blocks.ts";
import { groupBy } from "../report/group.ts";
import { type View, viewOf } from "../report/view.ts";
import { type Binding, BINDINGS } from "./bindings.ts";
import { rolesOf } from "./filter.ts";
import type { Theme } from "./theme.ts";

export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly page: (width: number) => readonly string[];
}

export interface RoleRow {
  readonly role: string;
  readonly subjects: number;
  readonly counts: Readonly<Record<Status, number>>;
}

export interface Model {
  readonly report: Report;
  readonly view: View;
  readonly theme: Theme;
  /** Fails first, then what cannot be told, then the rest; each worst first. */
  readonly findings: readonly Finding[];
  readonly byId: ReadonlyMap<string, Finding>;
  readonly blocks: readonly FailBlock[];
  readonly roles: readonly RoleRow[];
  readonly catalog: readonly CatalogEntry[];
  /** `y` may copy by OSC 52; else it writes a file. */
  readonly mayCopy: boolean;
  /** With the person's own keys. */
  readonly bindings: readonly Binding[];
}

export interface ModelOptions {
  readonly bindings?: readonly Binding[];
  readonly theme: Theme;
  readonly catalog: readonly CatalogEntry[];
  readonly mayCopy: boolean;
}

export function modelOf(report: Report, options: ModelOptions): Model {
  const view = viewOf(report);
  const judged = report.findings.filter(({ checklist }) => !checklist);
  const of = (status: Status): Finding[] => judged.filter((finding) => finding.status === status);
  const findings = [...view.fails, ...view.unknown, ...view.checklist, ...of("pass"), ...of("not-applicable")];
  return {
    report,
    view,
    findings,
    byId: new Map(findings.map((finding) => [finding.id, finding])),
    blocks: [...view.silentBlocks, ...view.failBlocks],
    roles: roleRows(judged, view),
    bindings: BINDINGS,
    ...options,
  };
}

/** Most fails first. */
function roleRows(judged: readonly Finding[], view: View): RoleRow[] {
  return groupBy(judged, (finding) => rolesOf(finding)[0] ?? "")
    .map((group) => {
      const count = (status: Status): number => group.filter((finding) => finding.status === status).length;
      const [first] = group;
      return {
        role: first === undefined ? "" : (rolesOf(first)[0] ?? ""),
        subjects: new Set(group.map((finding) => view.subject(finding))).size,
        counts: {
          fail: count("fail"),
          unknown: count("unknown"),
          pass: count("pass"),
          "not-applicable": count("not-applicable"),
        },
      };
    })
    .toSorted((a, b) => b.counts.fail - a.counts.fail || b.counts.unknown - a.counts.unknown);
}
