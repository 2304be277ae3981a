/**
 * The word of Microsoft's tools on a SACL: entry by entry, row by row, and then a count [mdi-requirements.md 1.5].
 * Equivalent entries fail, a duplicate stands in for a missing row, an entry for one attribute passes.
 */
import type { AceFields, Guid } from "../core/fact.ts";
import type { Finding, MicrosoftVerdict, Status } from "../core/report.ts";
import { mappedRights } from "../sacl/rights.ts";
import { className } from "../sacl/schema.ts";
import { trusteeName } from "../sacl/trustees.ts";
import type { JudgeContext } from "./context.ts";
import type { MicrosoftRows, Requirement, SaclExpect } from "./define.ts";
import { schemaOf } from "./sacl-guard.ts";
import type { Guarded } from "./sacl-guard.ts";
import type { Readings } from "./sacl-objects.ts";
import type { SaclSubject } from "./sacl-subjects.ts";

export interface ExpectedRow {
  readonly mask: number;
  /** 1 success, 2 failure, 3 both. */
  readonly auditFlags: number;
  readonly inheritedObjectType: Guid | null;
  /** 0 this object, 1 and all below, 2 below only, 3 and children, 4 children. */
  readonly inheritance: number;
  /** 1 no further than the children, 2 not the object itself. */
  readonly propagation: number;
}

const EVERYONE = "S-1-1-0";
const DELEGATED = "0FEB936F-47B3-49F2-9386-1DEDC2C23765";

function below(inheritedObjectType: Guid, mask: number): ExpectedRow {
  return { mask, auditFlags: 1, inheritedObjectType, inheritance: 2, propagation: 2 };
}

/** As the module writes and expects them. */
export const EXPECTED_ROWS: Readonly<Record<MicrosoftRows, readonly ExpectedRow[]>> = {
  "domain-objects": [
    below("BF967ABA-0DE6-11D0-A285-00AA003049E2", 852331),
    below("BF967A9C-0DE6-11D0-A285-00AA003049E2", 852331),
    below("BF967A86-0DE6-11D0-A285-00AA003049E2", 852331),
    below("CE206244-5827-4A86-BA1C-1C0C386C1B64", 852331),
    below("7B8B558A-93A5-4AF7-ADCA-C017E67F1057", 852075),
    below(DELEGATED, 852075),
  ],
  configuration: [{ mask: 32, auditFlags: 3, inheritedObjectType: null, inheritance: 1, propagation: 0 }],
  adfs: [{ mask: 48, auditFlags: 3, inheritedObjectType: null, inheritance: 1, propagation: 0 }],
};

/** .NET lists audit rules of entries without a condition only, and reads the flags as these two values. */
interface Rule {
  readonly ace: AceFields;
  readonly auditFlags: number;
  readonly inheritance: number;
  readonly propagation: number;
}

function ruleOf(ace: AceFields): Rule {
  const has = (flag: string): number => (ace.flags.includes(flag) ? 1 : 0);
  const [inherits, only, once] = [has("CI"), has("IO"), has("NP")];
  const inheritance = inherits === 0 ? 0 : once === 1 ? (only === 1 ? 4 : 3) : only === 1 ? 2 : 1;
  return { ace, auditFlags: has("SA") + 2 * has("FA"), inheritance, propagation: once + 2 * only };
}

function rulesOf(aces: readonly AceFields[]): Rule[] {
  return aces.filter(({ type }) => type === "AU" || type === "OU").map(ruleOf);
}

type Tool = "module" | "readiness";

/** What of the row the entry does not meet, in the order in which the tools compare; null: it is a hit. */
function differenceOf(
  { ace, auditFlags, inheritance, propagation }: Rule,
  row: ExpectedRow,
  tool: Tool,
): string | null {
  if (ace.trustee !== EVERYONE) return `it is for ${trusteeName(ace.trustee)}, and Everyone is wanted`;
  if (auditFlags !== row.auditFlags)
    return `it records ${OUTCOMES[auditFlags] ?? "nothing"}, and exactly ${OUTCOMES[row.auditFlags] ?? ""} is wanted`;
  if (ace.inheritedObjectType !== row.inheritedObjectType) {
    return row.inheritedObjectType === null
      ? "it is for objects of one class only"
      : `it is for ${ace.inheritedObjectType === null ? "objects of all classes" : `${className(ace.inheritedObjectType)} objects`}, and its own row for ${className(row.inheritedObjectType)} is wanted`;
  }
  if (tool === "module" && (inheritance !== row.inheritance || propagation !== row.propagation)) {
    return `it applies to ${APPLIES[inheritance] ?? ""}, and exactly ${APPLIES[row.inheritance] ?? ""} is wanted`;
  }
  return (ace.mask & row.mask) >>> 0 === row.mask
    ? null
    : "it lacks some of the rights, and rights of several entries are not added up";
}

const OUTCOMES = ["nothing", "Success", "Failure", "Success and Failure"];
const APPLIES = [
  "this object only",
  "this object and all below it",
  "the objects below only",
  "this object and its children",
  "its children only",
];

export interface Count {
  readonly verdict: boolean;
  readonly hits: number;
  readonly rows: readonly {
    readonly row: ExpectedRow;
    readonly hits: readonly AceFields[];
    readonly nearest: string | null;
  }[];
}

/** The module wants at least as many hits as rows, Test-MdiReadiness exactly as many; neither looks which row they hit. */
export function countRows(aces: readonly AceFields[], expected: readonly ExpectedRow[], tool: Tool): Count {
  const rules = rulesOf(aces);
  const rows = expected.map((row) => {
    const compared = rules.map((rule) => ({ rule, difference: differenceOf(rule, row, tool) }));
    // The entry that a person would take for it: of that class or of all, with those rights.
    const near = compared.find(({ rule: { ace }, difference }) => {
      const sameClass = ace.inheritedObjectType === null || ace.inheritedObjectType === row.inheritedObjectType;
      return difference !== null && sameClass && (mappedRights(ace.mask) & row.mask) >>> 0 === row.mask;
    });
    const part = compared.find(
      ({ rule: { ace }, difference }) =>
        difference !== null && ace.inheritedObjectType === row.inheritedObjectType && (ace.mask & row.mask) !== 0,
    );
    const hits = compared.flatMap(({ rule, difference }) => (difference === null ? [rule.ace] : []));
    return { row, hits, nearest: (near ?? part)?.difference ?? null };
  });
  const hits = rows.reduce((sum, row) => sum + row.hits.length, 0);
  return { verdict: tool === "module" ? hits >= expected.length : hits === expected.length, hits, rows };
}

export interface Judged {
  readonly found: Readings;
  readonly guard: Guarded;
  /** Our verdict. */
  readonly status: Status;
}

export function microsoftOnSacl(
  { microsoft }: Requirement,
  { rows }: SaclExpect,
  on: SaclSubject,
  { found, guard, status }: Judged,
  { evidence }: JudgeContext,
): Finding["microsoft"] {
  const fixed = microsoft?.fixed ?? {};
  if (microsoft === undefined || rows === undefined) return fixed;
  if (guard.applies === "no" && rows !== "domain-objects") return absent(rows, guard);
  const [descriptor, ...others] = found.read;
  if (descriptor === undefined || others.length > 0 || on.root === null) return fixed;
  const expected = EXPECTED_ROWS[rows];
  const module = moduleWord(
    countRows(descriptor.aces, expected, "module"),
    rows,
    on,
    guard.applies === "no" ? "not-applicable" : status,
  );
  return {
    moduleDomain: module,
    moduleLocalMachine: {
      verdict: module.verdict,
      reason: `it reads the same object as in Domain mode: ${module.reason}`,
    },
    testMdiReadiness: readinessWord(descriptor.aces, rows, schemaOf(on.root, evidence)?.version ?? null),
    healthAlert: alertWord(
      microsoft.healthAlert ?? "",
      countRows(descriptor.aces, expected, "module"),
      guard.applies === "no" ? "not-applicable" : status,
    ),
  };
}

function absent(rows: MicrosoftRows, { because }: Guarded): Finding["microsoft"] {
  const why = because ?? "the object does not exist";
  const module: MicrosoftVerdict =
    rows === "adfs"
      ? { verdict: true, reason: `an object that is not found counts as True; ${why}` }
      : { verdict: null, reason: `what it says of a forest without Exchange was not seen; ${why}` };
  return {
    moduleDomain: module,
    moduleLocalMachine: module,
    testMdiReadiness: { verdict: null, reason: `it says N/A, which its overall result counts as true; ${why}` },
    healthAlert: { verdict: true, reason: `no alert is to be expected: ${why}` },
  };
}

function moduleWord(count: Count, rows: MicrosoftRows, on: SaclSubject, status: Status): MicrosoftVerdict {
  const wanted = count.rows.length;
  const words = [
    `${count.hits} entries match its ${wanted === 1 ? "row" : `${wanted} rows`}, at least ${wanted} must`,
    ...reasons(count, status),
  ];
  const children = on.domains.filter((domain) => domain !== on.root);
  if (rows === "configuration" && children.length > 0) {
    words.push(
      `in ${children.join(", ")} it looks for CN=Configuration below the domain's own name, finds nothing and says True`,
    );
  }
  if (!count.verdict && passesWithoutDelegated(count)) {
    const reason = `versions before 1.0.0.4 have no row for dMSAs and say True; later ones say False: ${words.join("; ")}`;
    return { verdict: null, reason };
  }
  return { verdict: count.verdict, reason: words.join("; ") };
}

/** Only the row for dMSAs is missing, which earlier versions of the module do not have. */
function passesWithoutDelegated({ rows }: Count): boolean {
  const older = rows.filter(({ row }) => row.inheritedObjectType !== DELEGATED);
  const hits = older.reduce((sum, row) => sum + row.hits.length, 0);
  return older.length > 0 && older.length < rows.length && hits >= older.length;
}

/** Why the count and the truth differ. */
function reasons(count: Count, status: Status): string[] {
  const missed = count.rows.filter(({ hits }) => hits.length === 0);
  if (!count.verdict) {
    const own = missed.flatMap(({ row, nearest }) =>
      nearest === null
        ? [`no entry for ${rowName(row)}`]
        : [`for ${rowName(row)} the nearest entry does not count: ${nearest}`],
    );
    return own.slice(0, 3);
  }
  const doubled = count.rows.filter(({ hits }) => hits.length > 1);
  const limited = count.rows.filter(
    ({ hits }) => hits.length > 0 && hits.every(({ objectType }) => objectType !== null),
  );
  return [
    ...(missed.length > 0
      ? [
          `an entry that is there twice (${doubled.map(({ row }) => rowName(row)).join(", ")}) is counted in place of the missing ${missed.map(({ row }) => rowName(row)).join(", ")}`,
        ]
      : []),
    ...(limited.length > 0
      ? [
          `an entry for one attribute or right counts like one for all (${limited.map(({ row }) => rowName(row)).join(", ")})`,
        ]
      : []),
    ...(missed.length === 0 && limited.length === 0 && status === "fail"
      ? ["it does not look at what our verdict misses"]
      : []),
  ];
}

function rowName({ inheritedObjectType }: ExpectedRow): string {
  return inheritedObjectType === null ? "its entry" : className(inheritedObjectType);
}

/** The row for dMSAs is dropped below version 90 of the schema. */
function readinessWord(aces: readonly AceFields[], rows: MicrosoftRows, schema: number | null): MicrosoftVerdict {
  const all = EXPECTED_ROWS[rows];
  const older = all.filter(({ inheritedObjectType }) => inheritedObjectType !== DELEGATED);
  const counts = (schema === null ? [all, older] : [schema < 90 ? older : all]).map((expected) =>
    countRows(aces, expected, "readiness"),
  );
  const [first, second] = counts;
  if (first === undefined) return { verdict: null, reason: "not computed" };
  if (second !== undefined && second.rows.length !== first.rows.length && second.verdict !== first.verdict) {
    const reason = `it drops the row for dMSAs where the schema is older than 90, and the schema's version is not in these files; ${readinessReason(first)}`;
    return { verdict: null, reason };
  }
  return { verdict: first.verdict, reason: readinessReason(first) };
}

function readinessReason(count: Count): string {
  const wanted = count.rows.length;
  const head = `${count.hits} entries match its ${wanted === 1 ? "row" : `${wanted} rows`}, exactly ${wanted} must`;
  if (count.hits > wanted) return `${head}: a duplicate makes it False`;
  return [head, ...reasons(count, "pass")].join("; ");
}

function alertWord(title: string, count: Count, status: Status): MicrosoftVerdict {
  const exact = count.rows.every(({ hits }) => hits.some(({ objectType }) => objectType === null));
  if (exact) return { verdict: true, reason: `no alert "${title}" is to be expected` };
  if (status === "fail")
    return { verdict: false, reason: `the alert "${title}" is to be expected within a day: the entry is missing` };
  return {
    verdict: null,
    reason: `the alert "${title}" is possible; the sensors read the object themselves and their rule is not published`,
  };
}
