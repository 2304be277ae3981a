/** Keys, files and processes of computers: their own SACL and the global one, whose entries add up [MS-GPAC 2.2.3]. */
import type { AceFields, FactId, FactOf } from "../core/fact.ts";
import { sameHost } from "../policy/computers.ts";
import type { HostEstate } from "../policy/hosts.ts";
import { coverageOf } from "../sacl/coverage.ts";
import { parseSddl } from "../text/sddl.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Requirement, SaclExpect } from "./define.ts";
import { judgeOnHost } from "./host-expect.ts";
import { objectsOf } from "./sacl-objects.ts";
import type { Descriptor } from "./sacl-objects.ts";
import { isLocal } from "./sacl-subjects.ts";
import { kindOf, missingWords } from "./sacl-words.ts";

type LocalObject = Extract<SaclExpect["object"], { of: "registry-key" | "file" }>;
type GlobalSacl = FactOf<"audit-option">;

/** One finding for each domain, for the computers of that role. */
export function localResults({ appliesTo, expect }: Requirement, context: JudgeContext): CheckResult[] | null {
  if (expect.kind !== "sacl" || !isLocal(expect.object) || appliesTo.each !== "domain") return null;
  const { object } = expect;
  if (object.of !== "registry-key" && object.of !== "file") return null;
  const { role } = appliesTo;
  const hosts = context.estate.hosts.filter((host) => role !== "sensor" && host.roles.includes(role));
  const onHosts = hosts.flatMap((host) => onHost(expect, object, host, context) ?? []);
  const gpos = context.evidence.facts.filter(
    (fact): fact is GlobalSacl =>
      fact.kind === "audit-option" &&
      fact.option === optionOf(object) &&
      fact.subject.kind === "gpo" &&
      fact.inert === undefined,
  );
  const loose = objectsOf(context.evidence).unnamed.filter(
    (one) => one.subject.kind !== "host" && isObject(one, object),
  );
  const unjudged = context.estate.domains
    .filter(
      ({ dns }) =>
        !hosts.some(
          (host) =>
            host.domain === dns &&
            onHosts.some(({ subject }) => subject.kind === "host" && sameHost(subject.name, host.name)),
        ),
    )
    .map((domain): CheckResult => {
      const have = [
        `no evidence: the SACL of ${object.path}`,
        ...(gpos.length > 0
          ? [
              `${gpos.length === 1 ? "one GPO sets" : `${gpos.length} GPOs set`} a global SACL (${optionOf(object)}); what the computers have of it is not shown`,
            ]
          : []),
        ...(loose.length > 0 ? ["a descriptor of it was read that does not name its computer"] : []),
      ].join("; ");
      const evidence = [...gpos, ...loose].map(({ id }) => id);
      return {
        subject: { kind: "domain", name: domain.name, role },
        status: "unknown",
        have,
        evidence,
        domain: domain.dns,
      };
    });
  return [...onHosts, ...unjudged];
}

function optionOf({ of }: LocalObject): string {
  return of === "file" ? "FileGlobalSacl" : "RegistryGlobalSacl";
}

/** What is read on the computer itself: the object's own entries, the global ones, or both. */
function onHost(
  expect: SaclExpect,
  object: LocalObject,
  host: HostEstate,
  { evidence }: JudgeContext,
): CheckResult | null {
  const own = objectsOf(evidence).unnamed.filter(
    (one) =>
      one.subject.kind === "host" &&
      sameHost(one.subject.name, host.name) &&
      isObject(one, object) &&
      one.sacl === "read",
  );
  const globals = host.facts.filter(
    (fact): fact is GlobalSacl => fact.kind === "audit-option" && fact.option === optionOf(object),
  );
  const kind = kindOf(object);
  const entries = [...own.flatMap(({ aces }) => aces), ...globals.flatMap(globalEntries)];
  if (own.length === 0 && globals.length === 0) return null;
  const ids: FactId[] = [...own, ...globals].map(({ id }) => id);
  const subject = { kind: "host", name: host.name, domain: host.domain, roles: host.roles } as const;
  const common = { subject, evidence: ids, domain: host.domain };
  const judged = expect.needs.map((need) => ({ need, coverage: coverageOf(entries, need, kind) }));
  const notes = expect.subcategories.flatMap((feed) => policyNote(feed, host));
  if (judged.every(({ coverage }) => coverage.state === "covered"))
    return { ...common, status: "pass", rung: "L4", have: "audit entries cover it", notes };
  const lacking = judged.filter(({ coverage }) => coverage.missing.length > 0);
  const missing = lacking.map(({ need, coverage }) => missingWords(coverage.missing, need, kind)).join("; ");
  // The object's own list and the global one add up: one alone shows no lack.
  if (lacking.length === 0 || own.length !== 1) {
    return {
      ...common,
      status: "unknown",
      have: missing === "" ? "covered under conditions only" : `what was read does not record: ${missing}`,
      notes,
    };
  }
  if (globals.length === 0) {
    return {
      ...common,
      status: "unknown",
      have: `its own entries do not record: ${missing}; whether a global SACL does is not shown`,
      notes,
    };
  }
  return {
    ...common,
    status: "fail",
    cause: judged.every(({ coverage }) => coverage.state === "none") ? "ace-missing" : "ace-partial",
    have: `not recorded: ${missing}`,
    notes,
  };
}

/** Every object takes them over, whatever their inheritance flags say. */
function globalEntries({ value }: GlobalSacl): AceFields[] {
  const parsed = typeof value === "string" ? parseSddl(value) : null;
  if (parsed?.ok !== true) return [];
  return (parsed.descriptor.sacl?.aces ?? []).map((ace) => ({
    ...ace,
    flags: ["CI", ...ace.flags.filter((flag) => flag === "SA" || flag === "FA")],
  }));
}

function policyNote(feed: SaclExpect["subcategories"][number], host: HostEstate): string[] {
  const judgement = judgeOnHost({ kind: "subcategory", ...feed, microsoft: [] }, host);
  if (judgement === null || judgement.silent)
    return ["The other half is not shown: whether the audit subcategory is on there is open."];
  return judgement.status === "pass" ? [] : [`The other half is missing: ${judgement.have}.`];
}

/** `HKLM\SAM`, `HKEY_LOCAL_MACHINE\SAM`, `Microsoft.…\Registry::HKEY_LOCAL_MACHINE\SAM`, `MACHINE\SAM`; paths in any case. */
function isObject({ object: label }: Descriptor, { path }: LocalObject): boolean {
  return keyOf(label) === keyOf(path);
}

function keyOf(path: string): string {
  return path
    .replace(/^.*::/, "")
    .replace(/^(?:HKEY_LOCAL_MACHINE|HKLM:|MACHINE)(?=\\|$)/i, "HKLM")
    .replace(/^[a-z]:\\windows(?=\\)/i, "%SystemRoot%")
    .replaceAll("/", "\\")
    .replace(/\\+$/, "")
    .toLowerCase();
}
