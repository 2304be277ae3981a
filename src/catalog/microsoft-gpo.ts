/**
 * The module's Domain mode [mdi-requirements.md 1.3, 1.4]: one GPO by its display name, its report row by row, any
 * enabled link. Precedence, filters, the computer half and every other GPO are not looked at.
 */
import type { Fact } from "../core/fact.ts";
import type { MicrosoftVerdict } from "../core/report.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import { matchesPath, valueText } from "../policy/contribution.ts";
import type { SettingValue } from "../policy/contribution.ts";
import type { DomainEstate } from "../policy/estate.ts";
import type { JudgeContext } from "./context.ts";
import type { MicrosoftItem } from "./define.ts";
import { isForCertPublishers } from "./microsoft-permissions.ts";
import { acceptedByChance, accepts, labelOf } from "./microsoft-rows.ts";
import type { Row } from "./microsoft-rows.ts";

const PREFIX = "Microsoft Defender for Identity";

export function moduleDomain(
  item: MicrosoftItem,
  rows: readonly Row[],
  domain: DomainEstate,
  context: JudgeContext,
): MicrosoftVerdict {
  const suffix = ` - ${item.gpoSuffix ?? ""}`.toLowerCase();
  const own = domain.gpos.filter((gpo) => gpo.domain === null || gpo.domain.toLowerCase() === domain.dns);
  const named = new Map<string, Gpo[]>();
  for (const gpo of own) {
    const name = gpo.name?.toLowerCase();
    if (name?.endsWith(suffix) === true) named.set(name, [...(named.get(name) ?? []), gpo]);
  }
  const standardName = `${PREFIX} - ${item.gpoSuffix ?? ""}`;
  const judge = (gpos: readonly Gpo[]): MicrosoftVerdict => ofGpos(gpos, item, rows, domain, context);
  const standard = named.get(standardName.toLowerCase());
  named.delete(standardName.toLowerCase());
  const said = standard === undefined ? notFound(standardName, own) : judge(standard);
  // The prefix is the user's choice (-GpoNamePrefix): a GPO of that ending was probably made with one.
  for (const gpos of named.values()) {
    const [name] = gpos.flatMap((gpo) => gpo.name ?? []);
    if (name === undefined) continue;
    const prefix = name.slice(0, name.length - suffix.length);
    const other = judge(gpos);
    if (other.verdict === said.verdict) continue;
    const words = { true: "True", false: "False", null: "undecided" } as const;
    return {
      verdict: null,
      reason: `${words[`${said.verdict}`]} without a prefix: ${said.reason}; ${words[`${other.verdict}`]} with -GpoNamePrefix "${prefix}": ${other.reason}`,
    };
  }
  return said;
}

function notFound(name: string, gpos: readonly Gpo[]): MicrosoftVerdict {
  const nameless = gpos.filter((gpo) => gpo.name === null).length;
  return nameless > 0
    ? {
        verdict: null,
        reason: `looks only for a GPO named "${name}"; the names of ${nameless} of the GPOs are not in this evidence`,
      }
    : { verdict: false, reason: `looks only for a GPO named "${name}"; none of the GPOs given has that name` };
}

/** Which of several GPOs of one name the module gets is not documented. */
function ofGpos(
  gpos: readonly Gpo[],
  item: MicrosoftItem,
  rows: readonly Row[],
  domain: DomainEstate,
  context: JudgeContext,
): MicrosoftVerdict {
  const verdicts = gpos.map((gpo) => ofGpo(gpo, item, rows, domain, context));
  const [first] = verdicts;
  if (first !== undefined && verdicts.every(({ verdict }) => verdict === first.verdict)) return first;
  return { verdict: null, reason: `${gpos.length} GPOs have the name that it looks for, and they differ` };
}

function ofGpo(
  gpo: Gpo,
  item: MicrosoftItem,
  rows: readonly Row[],
  domain: DomainEstate,
  { evidence }: JudgeContext,
): MicrosoftVerdict {
  const name = gpo.name ?? "";
  if (gpo.computerEnabled === false && gpo.userEnabled === false) return no(`the GPO "${name}" is disabled as a whole`);
  if (gpo.kind === "directory") return open(`the settings of the GPO "${name}" are not in this evidence`);
  const found = comparedRows(gpo, item, rows, evidence);
  if (found.verdict !== true) return found;
  if (item.permissions !== undefined) {
    const right = isForCertPublishers(gpo.sddl);
    if (right === false) return no(`the permissions of the GPO "${name}" are not those that the module writes`);
    if (right === null) {
      return open(`the permissions of the GPO "${name}", which it compares as well, are not in this evidence`);
    }
  }
  const linked = isLinked(gpo, domain);
  if (linked === null) return open(`the GPO "${name}" has the values; its links are not in this evidence`);
  if (!linked) return no(`the GPO "${name}" has no enabled link`);
  if (item.alsoCompares !== undefined) return open(item.alsoCompares);
  if (gpo.userEnabled === null && gpo.computerEnabled !== true) {
    return open(`whether the GPO "${name}" is disabled as a whole is not in this evidence`);
  }
  if (gpo.computerEnabled !== false) return found;
  return { verdict: true, reason: `${found.reason}; that its computer settings are disabled is not looked at` };
}

function no(reason: string): MicrosoftVerdict {
  return { verdict: false, reason };
}

function open(reason: string): MicrosoftVerdict {
  return { verdict: null, reason };
}

/** The rows alone: true with the reason that would be given for the GPO. */
function comparedRows(gpo: Gpo, item: MicrosoftItem, rows: readonly Row[], evidence: Evidence): MicrosoftVerdict {
  const name = gpo.name ?? "";
  const facts = reportedFacts(gpo, item, evidence);
  let missing = 0;
  let accident: string | null = null;
  for (const row of rows) {
    const found = wordIn(facts, row, item);
    if (found === "doubtful") return open(`whether the report of the GPO "${name}" shows ${labelOf(row)} is not known`);
    if (found === null) {
      if (item.carrier === "registry-policy" && gpo.kind === "report") {
        return open(`the report of the GPO "${name}" does not show every registry value`);
      }
      if (item.missingRowPasses !== true) {
        return no(`the GPO "${name}" does not set ${labelOf(row)}${elsewhere(gpo, row, item)}`);
      }
      missing += 1;
    } else if (!accepts(row, found, "gpo")) {
      return no(`the GPO "${name}" sets ${valueText(found)} for ${labelOf(row)}`);
    } else if (acceptedByChance(row, found)) {
      accident ??= `in the GPO "${name}" ${labelOf(row)} is ${valueText(found)}, which the pattern accepts for the digit that it contains`;
    }
  }
  if (missing > 0) {
    const lacks = missing === rows.length ? `none of the ${missing} rows` : `not ${missing} of the ${rows.length} rows`;
    return { verdict: true, reason: `the GPO "${name}" has ${lacks}, and the comparison lets a missing row pass` };
  }
  const reason = `the GPO "${name}" has the values and an enabled link; precedence and filters are not looked at`;
  return { verdict: true, reason: accident ?? reason };
}

/** Any container will do. Null: nothing in the evidence lists the links. */
function isLinked(gpo: Gpo, { links }: DomainEstate): boolean | null {
  const placed = links.get(gpo) ?? [];
  if (placed.some(({ link }) => link.enabled === true)) return true;
  if (gpo.links?.some((link) => link.enabled === true) === true) return true;
  if ([...placed.map(({ link }) => link), ...(gpo.links ?? [])].some((link) => link.enabled === null)) return null;
  return gpo.links === null ? null : false;
}

/** Facts of reports by the container of their GPO; a report always names its GPO. */
const REPORTED = new WeakMap<Evidence, ReadonlyMap<string, readonly Fact[]>>();

/**
 * Audit rows and security options are taken from the GPO's report, in which rows of a dead audit.csv do not stand;
 * registry values and preferences from the files. A disabled computer half hides nothing from either.
 */
function reportedFacts(gpo: Gpo, item: MicrosoftItem, evidence: Evidence): readonly Fact[] {
  const reported = REPORTED.get(evidence) ?? byContainer(evidence.facts.filter((fact) => fact.via === "gpreport"));
  REPORTED.set(evidence, reported);
  const files = gpo.settings.filter((fact) => fact.inert === undefined || SEEN.includes(fact.inert));
  return item.carrier === "registry-policy" || item.carrier === "preference"
    ? files
    : (reported.get(gpo.container) ?? files);
}

/** Inert for clients, and still shown; of a half with version 0 it is not known. */
const SEEN: readonly (string | undefined)[] = ["computer-disabled", "version-zero", "item-disabled"];

function byContainer(facts: readonly Fact[]): Map<string, Fact[]> {
  const lists = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.subject.kind !== "gpo") continue;
    const list = lists.get(fact.subject.container);
    if (list === undefined) lists.set(fact.subject.container, [fact]);
    else list.push(fact);
  }
  for (const [container, list] of lists) if (!list.some(({ kind }) => kind === "gpo")) lists.delete(container);
  return lists;
}

function wordIn(facts: readonly Fact[], row: Row, item: MicrosoftItem): SettingValue | "doubtful" | null {
  for (const fact of facts) {
    const value = valueOf(fact, row, item);
    if (value === null) continue;
    return fact.inert === "version-zero" || fact.doubt !== undefined ? "doubtful" : value;
  }
  return null;
}

function valueOf(fact: Fact, { expect }: Row, item: MicrosoftItem): SettingValue | "doubtful" | null {
  if (expect.kind === "subcategory") {
    if (fact.kind !== "subcategory" || fact.user !== undefined || fact.subcategory !== expect.subcategory) return null;
    // A row whose name in the report is not English is not found, and counts as missing.
    if (item.englishName !== undefined && fact.via === "gpreport" && fact.name !== item.englishName) return null;
    if (fact.success === null || fact.failure === null) return "doubtful";
    return { kind: "auditing", success: fact.success, failure: fact.failure };
  }
  if (fact.kind !== "registry" || (item.carrier !== undefined && carrierOf(fact) !== item.carrier)) return null;
  const path = `${fact.hive ?? "HKLM"}\\${fact.key.replace(/^\\+/, "")}\\${fact.name}`;
  if (!matchesPath(item.gpoPath ?? expect.path, path)) return null;
  if (fact.value === null) return "doubtful";
  const isUpdate = item.carrier !== "preference" || (fact.action === "U" && fact.inert !== "item-disabled");
  // Another action, or a disabled item, is not the item that the module wants.
  return { kind: "registry", value: isUpdate ? fact.value : "an item that does not update", type: fact.type };
}

function carrierOf(fact: Extract<Fact, { kind: "registry" }>): MicrosoftItem["carrier"] {
  if (fact.action !== undefined) return "preference";
  if (fact.via === "security-template") return "security-option";
  // Only the security options of a report name their half.
  if (fact.via === "gpreport") return fact.side === undefined ? "registry-policy" : "security-option";
  return "registry-policy";
}

/** The value is there, in a place where the test does not look. */
function elsewhere(gpo: Gpo, { expect }: Row, item: MicrosoftItem): string {
  if (expect.kind !== "registry" || item.carrier === undefined) return "";
  const other = gpo.settings.some(
    (fact) =>
      fact.kind === "registry" &&
      matchesPath(expect.path, `${fact.hive ?? "HKLM"}\\${fact.key.replace(/^\\+/, "")}\\${fact.name}`),
  );
  const where = {
    "security-option": "among the security options",
    "registry-policy": "in Registry.pol",
    preference: "under the key of a CA with the default name",
  };
  return other ? ` where it looks, ${where[item.carrier]}` : "";
}
