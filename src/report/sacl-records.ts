/** SACLs over the directory for programs: JSON that stays small, and the whole list as CSV. Keys are written one by one. */
import type { AuditTally, DirectoryAudit, UnauditedCause } from "../core/directory-audit.ts";
import { UNAUDITED_CAUSES } from "../core/directory-audit.ts";
import { CSV_MARK, csvRow } from "../text/csv-write.ts";
import type { JsonRecord } from "./fact-json.ts";
import { causeText } from "./sacl-words.ts";

/** Items of each list in JSON; how many were left out stands beside them. */
const MOST_ITEMS = 1000;

export function saclRecord(audit: DirectoryAudit | null): JsonRecord | null {
  if (audit === null) return null;
  const { descriptors, unclassified, deleted, unplaced, blocked, containers, objects } = audit;
  return {
    descriptors,
    unclassified,
    deleted,
    unplaced,
    classes: audit.classes.map((one) => ({ class: one.class, ...tally(one) })),
    adminAccounts: tally(audit.adminAccounts),
    roots: audit.roots.map(({ object, sacl, classes }) => ({
      object,
      sacl,
      classes: classes.map(({ class: name, state }) => ({ class: name, state })),
    })),
    causes: causesRecord(audit.causes),
    blocked: blocked
      .slice(0, MOST_ITEMS)
      .map((one) => ({ object: one.object, class: one.class, below: tally(one.below) })),
    containers: containers
      .slice(0, MOST_ITEMS)
      .map((one) => ({ container: one.container, ...tally(one), causes: causesRecord(one.causes) })),
    objects: objects.slice(0, MOST_ITEMS).map((one) => ({
      object: one.object,
      class: one.class,
      container: one.container,
      state: one.state,
      cause: one.cause,
      from: one.from,
      missing: one.missing,
      adminCount: one.adminCount,
    })),
    leftOut: { blocked: rest(blocked), containers: rest(containers), objects: rest(objects) },
  };
}

function rest(list: readonly unknown[]): number {
  return Math.max(0, list.length - MOST_ITEMS);
}

function tally({ total, audited, notAudited, open, notRead }: AuditTally): JsonRecord {
  return { total, audited, notAudited, open, notRead };
}

function causesRecord(causes: Readonly<Partial<Record<UnauditedCause, number>>>): JsonRecord {
  return Object.fromEntries(UNAUDITED_CAUSES.flatMap((cause) => (causes[cause] ? [[cause, causes[cause]]] : [])));
}

const CSV_HEAD = ["object", "class", "container", "state", "cause", "because", "from", "missing", "adminCount"];

/** Every object that is not audited; row by row, for there may be a million. */
export function* objectsCsv(audit: DirectoryAudit | null): Generator<string> {
  yield CSV_MARK + csvRow(CSV_HEAD);
  for (const one of audit?.objects ?? []) {
    const { object, class: name, container, state, cause, from, missing, adminCount } = one;
    yield csvRow([object, name, container, state, cause, causeText(cause), from, missing, adminCount]);
  }
}
