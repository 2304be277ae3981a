/** The reconciliation of the population: its words, and its record of `results/1`. */
import type {
  Comparison,
  ComparisonId,
  DifferenceKind,
  Population,
  PopulationDifference,
  PopulationVerdict,
} from "../core/population.ts";
import type { JsonRecord } from "./fact-json.ts";

export const COMPARISON_TITLES: Readonly<Record<ComparisonId, string>> = {
  declared: "Scope file and computers with data",
  backups: "manifest.xml and backups",
  "resultant-sets": "Resultant sets and backed-up GPOs",
  links: "Links and GPOs",
  "domain-controllers": "Domain controllers and what was read on them",
  times: "When the inputs were taken",
  bytes: "Bytes given and bytes told of",
};

const KIND_WORDS: Readonly<Record<DifferenceKind, string>> = {
  "no-declaration": "no scope file declares computers or domains, so nothing shows that these are all",
  "declared-no-data": "declared, and no data of it",
  "data-undeclared": "has data, and is not declared",
  "role-differs": "has a role that is not declared",
  "domain-no-data": "declared, and no GPO of it is here",
  "domain-undeclared": "has GPOs here, and is not declared",
  "manifest-absent": "no manifest.xml, so completeness is not shown",
  "listed-missing": "listed by manifest.xml, and no backup of it is here",
  "listed-elsewhere": "listed by manifest.xml and not here; another copy of the GPO is",
  "present-unlisted": "here, and not listed by manifest.xml",
  "fields-differ": "manifest.xml and bkupInfo.xml do not agree",
  "no-resultant-set": "no computer's resultant set is here, so nothing was compared",
  "not-backed-up": "named by a resultant set, and not backed up",
  "backup-older": "a computer applied a newer version than the backup holds",
  "host-older": "the backup holds a newer version than a computer applied",
  "no-links": "no link is known",
  "links-unknown": "its links are not in this evidence",
  "order-unknown": "link order and blocked inheritance are not known",
  "sites-unknown": "the links of sites are not in this evidence",
  "linked-missing": "linked or listed, and its settings are not here",
  "none-known": "no list of its domain controllers is here",
  "no-auditpol": "not read with auditpol",
  "no-rsop": "no resultant set of it",
  "no-times": "no file says when it was taken",
  spread: "the inputs were taken too far apart",
  old: "too old at the as-of time",
  future: "taken after the as-of time",
  "read-in-part": "not read whole",
  "not-read": "not read",
  "sum-differs": "the sum of read, rejected and ignored bytes is not what is there",
};

export function kindText(kind: DifferenceKind): string {
  return KIND_WORDS[kind];
}

/** `listed by manifest.xml: 3, backups present: 2`. */
export function countsText({ counts }: Comparison): string {
  return counts.map(({ name, count }) => `${name}: ${count}`).join(", ");
}

export interface KindGroup {
  readonly kind: DifferenceKind;
  readonly words: string;
  readonly excepted: boolean;
  readonly differences: readonly PopulationDifference[];
}

/** Undeclared ones first. */
export function groupKinds(differences: readonly PopulationDifference[]): KindGroup[] {
  const groups = new Map<string, PopulationDifference[]>();
  for (const one of differences) {
    const key = `${one.exception !== null}\n${one.kind}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [one]);
    else list.push(one);
  }
  return [...groups.values()].flatMap((list) => {
    const [first] = list;
    if (first === undefined) return [];
    return [{ kind: first.kind, words: kindText(first.kind), excepted: first.exception !== null, differences: list }];
  });
}

/** What stands behind a name. */
export function detailText({ detail, exception }: PopulationDifference): string {
  return [detail, exception === null ? null : `declared: ${exception}`].filter((text) => text !== null).join("; ");
}

export const VERDICT_SENTENCES: Readonly<Record<PopulationVerdict, string>> = {
  closed: "Every comparison agrees.",
  "closed with declared exceptions": "What does not agree is declared in the scope file, with a reason each.",
  open: "At least one comparison does not agree, or shows nothing to compare with. What that leaves open is not shown to be complete.",
};

export function populationRecord({ verdict, thresholds, comparisons }: Population): JsonRecord {
  return {
    verdict,
    thresholds: { spreadDays: thresholds.spreadDays, ageDays: thresholds.ageDays },
    comparisons: comparisons.map((one) => ({
      id: one.id,
      title: COMPARISON_TITLES[one.id],
      verdict: one.verdict,
      counts: one.counts.map(({ name, count }) => ({ name, count })),
      differences: one.differences.map((difference) => ({
        kind: difference.kind,
        name: difference.name,
        domain: difference.domain,
        words: kindText(difference.kind),
        detail: difference.detail,
        exception: difference.exception,
        facts: [...difference.facts],
      })),
    })),
  };
}
