/** The audit entries of an object against what must leave a trace, rung L4 [mdi-requirements.md 1.4, 1.5]. */
import type { AceFields, FactId } from "../core/fact.ts";
import type { Cause } from "../core/report.ts";
import { coverageOf } from "../sacl/coverage.ts";
import { className } from "../sacl/schema.ts";
import type { AuditNeed, Coverage } from "../sacl/types.ts";
import { domainOfDn, splitDn } from "../text/distinguished-name.ts";
import { quotePowerShell } from "../text/powershell.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Requirement, SaclExpect } from "./define.ts";
import { microsoftOnSacl } from "./microsoft-sacl.ts";
import { policyHalf } from "./sacl-coupling.ts";
import { guardOf } from "./sacl-guard.ts";
import type { Guarded } from "./sacl-guard.ts";
import { holesBelow } from "./sacl-below.ts";
import { dnKey, objectsOf, readingsOf } from "./sacl-objects.ts";
import type { Descriptor, Readings } from "./sacl-objects.ts";
import { saclRemedies } from "./sacl-remedy.ts";
import { isLocal, saclSubjects, subjectName } from "./sacl-subjects.ts";
import type { SaclSubject } from "./sacl-subjects.ts";
import { kindOf, missingWords } from "./sacl-words.ts";

/** Null for requirements about anything else. */
export function saclResults(requirement: Requirement, context: JudgeContext): CheckResult[] | null {
  const { appliesTo, expect } = requirement;
  if (expect.kind !== "sacl" || appliesTo.each !== "object" || isLocal(expect.object)) return null;
  return saclSubjects(expect.object, appliesTo.object, context).map((one) => judged(requirement, expect, one, context));
}

function judged(requirement: Requirement, expect: SaclExpect, on: SaclSubject, context: JudgeContext): CheckResult {
  const { evidence } = context;
  const { root, dn } = on;
  if (root === null || dn === null) return unread(expect, on, null, context);
  const found = readingsOf(dnKey(dn), evidence);
  const guard = guardOf(expect.guard, root, dn, evidence);
  const verdicts = found.read.map((descriptor) => verdictOf(expect, descriptor, on, guard, context));
  const [first, ...rest] = verdicts;
  const microsoft = microsoftOnSacl(
    requirement,
    expect,
    on,
    { found, guard, status: first?.status ?? "unknown" },
    context,
  );
  if (guard.applies === "no") {
    const have = guard.because ?? "it does not apply";
    return { subject: on.subject, domain: root, status: "not-applicable", have, evidence: guard.evidence, microsoft };
  }
  if (first === undefined) return { ...unread(expect, on, found, context), microsoft };
  const half = policyHalf(expect.subcategories, on.domains, context);
  const notes = half === null ? [] : [half.note];
  const words = [...new Set(verdicts.map((one) => one.have))].join(" · ");
  if (rest.some(({ status }) => status !== first.status)) {
    const have = `${verdicts.length} exports of ${dn} differ, and nothing tells which is the newer: ${words}`;
    return {
      subject: on.subject,
      domain: root,
      status: "unknown",
      have,
      evidence: verdicts.flatMap((one) => one.evidence),
      ask: ["Keep the newer export only, or say in a scope file when each was taken (`captures:`), and scan again."],
      notes,
      microsoft,
    };
  }
  // Whichever is the newer, the verdict is the same; what to change is not.
  const cited = [...new Set(verdicts.flatMap((one) => one.evidence))];
  const { remedy, ...common } = first;
  return {
    ...common,
    have: words,
    evidence: cited,
    notes: [...notes, ...(first.notes ?? [])],
    microsoft,
    ...(remedy === undefined || rest.length > 0 ? {} : { remedy }),
  };
}

interface Judged {
  readonly need: AuditNeed;
  readonly coverage: Coverage;
}

function verdictOf(
  expect: SaclExpect,
  descriptor: Descriptor,
  on: SaclSubject,
  guard: Guarded,
  context: JudgeContext,
): CheckResult {
  const kind = kindOf(expect.object);
  const judged = coverages(expect, descriptor);
  const common = { subject: on.subject, domain: on.root, evidence: [descriptor.id, ...guard.evidence] };
  const lacking = judged.filter(({ coverage }) => coverage.missing.length > 0);
  const notes = [
    ...costNotes(judged, descriptor.aces),
    ...(guard.applies === "yes" && guard.because !== null ? [guard.because] : []),
  ];
  if (judged.every(({ coverage }) => coverage.state === "covered")) {
    const entries = new Set(judged.flatMap(({ coverage }) => coverage.by));
    const have = `${entries.size === 1 ? "one audit entry covers" : `${entries.size} audit entries together cover`} it`;
    const holes = holesBelow(expect, on.root, context.evidence);
    if (holes !== null) {
      const said = { ...common, have: holes.have, notes: [...belowNotes(expect, on, context), ...notes] };
      return holes.certain
        ? { ...said, status: "fail", cause: "inheritance-blocked", remedy: holes.remedy, onlyRemedy: true }
        : { ...said, status: "unknown", ask: askObjects(expect, on) };
    }
    return { ...common, status: "pass", rung: "L4", have, notes: [...belowNotes(expect, on, context), ...notes] };
  }
  const remedy = saclRemedies(expect, on, descriptor.aces);
  const open = judged.flatMap(({ coverage }) => coverage.open.map(({ because }) => because));
  if (lacking.length === 0) {
    const have = `covered only by entries that may not count: ${[...new Set(open)].join("; ")}`;
    return { ...common, status: "unknown", have, notes, ask: askObjects(expect, on), remedy };
  }
  const missing = lacking.map(({ need, coverage }) => missingWords(coverage.missing, need, kind)).join("; ");
  const have = missing === "" ? "not covered" : `not recorded: ${missing}`;
  if (guard.applies === "open") {
    return { ...common, status: "unknown", have: `${have}; ${guard.because ?? ""}`, notes, remedy };
  }
  return { ...common, status: "fail", cause: causeOf(judged, expect, descriptor, on, context), have, notes, remedy };
}

export function coverages({ object, needs }: SaclExpect, { aces }: Pick<Descriptor, "aces">): Judged[] {
  return needs.map((need) => ({ need, coverage: coverageOf(aces, need, kindOf(object)) }));
}

/** An object of the class shows in its own descriptor what it took over. */
function askObjects({ needs }: SaclExpect, { dn }: SaclSubject): string[] {
  const classes = [
    ...new Set(
      needs.flatMap(({ on }) => (on.kind === "descendants" && on.class !== null ? [className(on.class)] : [])),
    ),
  ];
  return classes.map(
    (name) =>
      `ldifde -f ${quotePowerShell(`.\\${name}.ldf`)} -d ${quotePowerShell(dn ?? "DC=corp,DC=example")} -r ${quotePowerShell(`(objectClass=${name})`)} -l objectClass,nTSecurityDescriptor  # elevated, with the right Manage auditing and security log`,
  );
}

/** A protected SACL below one that would pass enough on is the hole itself. */
function causeOf(
  judged: readonly Judged[],
  expect: SaclExpect,
  descriptor: Descriptor,
  on: SaclSubject,
  context: JudgeContext,
): Cause {
  if (descriptor.protected === true && on.dn !== null && aboveCovers(on.dn, expect, context))
    return "inheritance-blocked";
  return judged.every(({ coverage }) => coverage.state === "none") ? "ace-missing" : "ace-partial";
}

function aboveCovers(dn: string, expect: SaclExpect, { evidence }: JudgeContext): boolean {
  const parts = dn.split(/(?<!\\),/);
  return parts.slice(1).some((_, index) => {
    const above = parts.slice(index + 1).join(",");
    if (domainOfDn(above) === null || splitDn(above)[0]?.type === "") return false;
    const [descriptor, ...others] = readingsOf(dnKey(above), evidence).read;
    if (descriptor === undefined || others.length > 0) return false;
    const needs = expect.needs.map((need): AuditNeed =>
      need.on.kind === "object" || need.on.kind === "subtree"
        ? { ...need, on: { kind: "descendants", class: null } }
        : need,
    );
    return coverages({ ...expect, needs }, descriptor).every(({ coverage }) => coverage.state === "covered");
  });
}

/** Entries that record more than is asked for, and such that add nothing, cost log space and are no failure. */
function costNotes(judged: readonly Judged[], aces: readonly AceFields[]): string[] {
  const notes = new Set<string>(judged.flatMap(({ coverage }) => coverage.notes.map(sentence)));
  const [one, ...others] = judged;
  // With several needs an entry that is surplus for one may carry another.
  if (one !== undefined && others.length === 0) {
    const { surplus, wider, by } = one.coverage;
    const number = (ace: number): string => `Entry ${ace + 1} of ${aces.length}`;
    for (const { ace, because } of surplus) notes.add(`${number(ace)} adds nothing: ${because}.`);
    for (const { ace, because } of wider) {
      if (by.includes(ace)) notes.add(`${number(ace)} records more than is needed: ${because}.`);
    }
  }
  return [...notes];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

const MOST_NAMES = 3;

/** The root passes on what objects below may refuse. */
function belowNotes({ object, needs }: SaclExpect, { root }: SaclSubject, { evidence }: JudgeContext): string[] {
  if (object.of !== "domain" || object.below !== "" || needs.every(({ on }) => on.kind === "object")) return [];
  const below = objectsOf(evidence).below.get(root ?? "");
  if (below === undefined || below.objects === 0) {
    return [
      "Only the root's descriptor is in these files: that the objects below took the entries over is assumed, not shown.",
    ];
  }
  if (below.blocked.length === 0) return [];
  const names = below.blocked.slice(0, MOST_NAMES).join("; ");
  const more = below.blocked.length > MOST_NAMES ? ` and ${below.blocked.length - MOST_NAMES} more` : "";
  return [`Audit entries from above do not reach ${names}${more}: their SACL is protected from inheritance.`];
}

/** Nothing that could be judged: not exported, exported without its SACL, or a file that does not name its object. */
function unread({ object }: SaclExpect, on: SaclSubject, found: Readings | null, context: JudgeContext): CheckResult {
  const { unnamed } = objectsOf(context.evidence);
  const ids: FactId[] = (found?.notRead ?? []).map(({ id }) => id);
  const common = { subject: on.subject, domain: on.root, status: "unknown", evidence: ids } as const;
  if (ids.length > 0) {
    return {
      ...common,
      have: `${on.dn ?? "the object"} was exported without its SACL, which is not the same as an empty one`,
    };
  }
  const loose = unnamed.filter(
    ({ object: label, sacl }) => sacl === "read" && !/^(?:hk|machine\\|[a-z]:\\|%)/i.test(label),
  );
  if (loose.length > 0) {
    const labels = [...new Set(loose.map(({ object: label }) => label))]
      .slice(0, MOST_NAMES)
      .map((label) => `"${label}"`)
      .join(", ");
    const wanted =
      on.dn ?? (object.of === "configuration" ? "CN=Configuration,DC=corp,DC=example" : "DC=corp,DC=example");
    return {
      ...common,
      have: `no evidence: the SACL of ${on.dn ?? subjectName(on)}; descriptors that name no object were read (${labels})`,
      notes: [
        `If one of them is that of this object, write its name into the file, before the descriptor: ${wanted} : O:…`,
      ],
    };
  }
  return { ...common, have: `no evidence: the SACL of ${on.dn ?? subjectName(on)}` };
}
