/** The rows of the verdicts: how many of each, how waivers stand, and the filter of the findings behind a row. Pure. */
import { STATUSES, type Status } from "../core/report.ts";
import type { Waiver } from "../core/waiver.ts";
import type { Model } from "./model.ts";
import type { Tone } from "./theme.ts";

export interface VerdictRow {
  readonly mark: string;
  readonly count: number;
  readonly tone: Tone;
  /** With a bar where it is null. */
  readonly note: string | null;
  /** Null: no finding stands behind it. */
  readonly filter: string | null;
}

const FILTERS: Readonly<Record<Status, string>> = {
  fail: "status:fail",
  // What only a person can confirm is counted apart.
  unknown: "status:unknown -is:checklist",
  pass: "status:pass -is:checklist",
  "not-applicable": "status:not-applicable -is:checklist",
};

export function verdictRows({ report, theme, view }: Model): VerdictRow[] {
  const { findings, checklist } = report.summary;
  return [
    ...STATUSES.map((status): VerdictRow => ({
      mark: theme.mark(status),
      count: findings[status],
      tone: status,
      note: null,
      filter: FILTERS[status],
    })),
    { mark: "checklist", count: checklist, tone: "plain", note: "for a person", filter: "is:checklist" },
    ...(view.report.waiverFile === null ? [] : waiverRows(view.report)),
  ];
}

/** A waived finding fails; one whose waiver is no longer good fails as if there were none. */
function waiverRows({ summary, waivers }: Model["report"]): VerdictRow[] {
  const { active, expired, void: changed, unapproved, planned } = summary.waived;
  const unused = waivers.filter(({ findings }) => findings.length === 0).length;
  const vain = [
    [changed, "void"],
    [unapproved, "unapproved"],
  ] as const;
  const more = vain.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`])).join(", ");
  const lapsed = "is:expired | is:void | is:unapproved";
  const rows: (VerdictRow | null)[] = [
    { mark: "w waived", count: active, tone: "waived", note: "counted in FAIL", filter: "is:waived" },
    {
      mark: "! expired",
      count: expired + changed + unapproved,
      tone: "unknown",
      note: more === "" ? "counts as open" : `of them ${more}`,
      filter: lapsed,
    },
    planned === 0
      ? null
      : { mark: "w planned", count: planned, tone: "plain", note: "counts as open", filter: "is:planned" },
    unused === 0
      ? null
      : { mark: "~ unused", count: unused, tone: "plain", note: "names nothing that fails", filter: null },
  ];
  return rows.filter((row) => row !== null);
}

/** Beside a finding: glyph, then word. */
export function waiverMark({ state }: Pick<Waiver, "state">): string {
  if (state === "active") return "w waived";
  return state === "planned" ? "w planned" : `! ${state}`;
}
