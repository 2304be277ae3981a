/** Is an object really audited, by the entries that are on itself; and if not, why [formats.md 6.3; mdi-requirements.md 1.4]. */
import type { AuditedClass, AuditState, RootAudit, UnauditedCause } from "../core/directory-audit.ts";
import { AUDITED_CLASSES } from "../core/directory-audit.ts";
import type { AceFields } from "../core/fact.ts";
import { coverageOf } from "./coverage.ts";
import { rightLetters } from "./rights.ts";
import { classGuidOf } from "./schema.ts";
import type { Ancestor, DescriptorFact, Readings } from "./tree.ts";
import { listOf } from "./tree.ts";
import type { AuditNeed, Coverage, NeedScope } from "./types.ts";

const EVERYONE = "S-1-1-0";
/** CC DC SW WP DT CR SD WD WO. */
const CHANGES = 0xd016b;
/** The same without CR. */
const CHANGES_OF_MANAGED = 0xd006b;

const CLASSES: ReadonlyMap<string, AuditedClass> = new Map(AUDITED_CLASSES.map((name) => [name.toLowerCase(), name]));

/** Null for a class that is not asked about. */
export function auditedClassOf(name: string | undefined): AuditedClass | null {
  return name === undefined ? null : (CLASSES.get(name) ?? null);
}

/** What Defender for Identity asks for on objects of the class. */
function needOf(name: AuditedClass, on: NeedScope): AuditNeed {
  const managed = name === "msDS-GroupManagedServiceAccount" || name === "msDS-DelegatedManagedServiceAccount";
  return { who: EVERYONE, rights: managed ? CHANGES_OF_MANAGED : CHANGES, types: [], outcomes: ["success"], on };
}

interface Known {
  readonly state: Coverage["state"];
  readonly missing: string;
}

/** Many objects share one list of entries, which the readers keep once: it is judged once. Bounded. */
const MOST_KNOWN = 16_384;

export class Judge {
  readonly #object = new Map<readonly AceFields[], Map<number, Known>>();
  readonly #below = new Map<readonly AceFields[], Map<string, Coverage["state"]>>();

  /** Of the object itself. */
  object(aces: readonly AceFields[], name: AuditedClass): Known {
    const need = needOf(name, { kind: "object" });
    const known = entryOf(this.#object, aces);
    const found = known.get(need.rights) ?? shortened(coverageOf(aces, need));
    known.set(need.rights, found);
    return found;
  }

  /** Of what objects of the class take over from it, at any depth. */
  below(aces: readonly AceFields[], name: AuditedClass): Coverage["state"] {
    const known = entryOf(this.#below, aces);
    const need = needOf(name, { kind: "descendants", class: classGuidOf(name) });
    const found = known.get(name) ?? coverageOf(aces, need).state;
    known.set(name, found);
    return found;
  }
}

function entryOf<K, V>(map: Map<readonly AceFields[], Map<K, V>>, aces: readonly AceFields[]): Map<K, V> {
  const known = map.get(aces);
  if (known !== undefined) return known;
  if (map.size === MOST_KNOWN) map.clear();
  const made = new Map<K, V>();
  map.set(aces, made);
  return made;
}

/** The whole answer of each of a million lists would fill the memory. */
function shortened({ state, missing, open }: Coverage): Known {
  if (state === "covered") return { state, missing: "" };
  const parts = state === "open" ? open.map(({ because }) => because) : missing.map(partText);
  return { state, missing: [...new Set(parts)].join("; ").slice(0, 300) };
}

function partText({ rights, types, who }: Coverage["missing"][number]): string {
  const about = types.length === 0 ? "" : ` of ${types.length} types`;
  return `${rightLetters(rights)}${about}${who === EVERYONE ? "" : ` by ${who}`}`;
}

export interface ObjectAudit {
  readonly state: AuditState;
  readonly missing: string;
}

/** Readings that disagree leave it open. */
export function auditOf(readings: Readings, name: AuditedClass, judge: Judge): ObjectAudit {
  const read = listOf(readings).filter(({ sacl }) => sacl === "read");
  const answers = read.map(({ aces }) => judge.object(aces, name));
  const [first] = answers;
  if (first === undefined) return { state: "not-read", missing: "" };
  const states = new Set(answers.map(({ state }) => STATES[state]));
  if (states.size > 1) return { state: "open", missing: "readings of it disagree" };
  const missing = answers.length === 1 ? first.missing : answers.map((one) => one.missing).sort()[0];
  return { state: STATES[first.state], missing: missing ?? "" };
}

const STATES: Readonly<Record<Coverage["state"], AuditState>> = {
  covered: "audited",
  partial: "not-audited",
  none: "not-audited",
  open: "open",
};

export interface Why {
  readonly cause: UnauditedCause;
  readonly from: string | null;
}

/** Of an object whose SACL was read and does not cover the need; `above`: why nothing comes from above. */
export function whyNot(readings: Readings, above: () => Why): Why {
  const read = listOf(readings);
  if (read.some(isProtected)) {
    const admin = read.some(({ adminCount }) => adminCount === 1);
    return { cause: admin ? "admin-sd-holder" : "blocked-here", from: null };
  }
  // A list of rules alone does not tell whether it is protected.
  return read.every((one) => one.protected === null) ? { cause: "not-shown", from: null } : above();
}

/** What objects of the class right below the first of `ancestors` should take over, and what keeps it away. */
export function whyNothingFromAbove(ancestors: readonly Ancestor[], name: AuditedClass, judge: Judge): Why {
  let blocked: string | null = null;
  let unseen = ancestors.length === 0;
  for (const { readings } of ancestors) {
    const list = readings === null ? [] : listOf(readings);
    const read = list.filter(({ sacl }) => sacl === "read");
    const [first] = read;
    if (first !== undefined && read.every(({ aces }) => judge.below(aces, name) === "covered")) {
      if (blocked !== null) return { cause: "blocked-above", from: blocked };
      return { cause: unseen ? "not-shown" : "not-inherited", from: nameOf(read) };
    }
    if (list.some(isProtected)) blocked ??= nameOf(list);
    if (first === undefined || read.some((one) => one.protected === null)) unseen = true;
  }
  if (blocked !== null) return { cause: "blocked-above", from: blocked };
  return { cause: unseen ? "not-shown" : "no-entry", from: null };
}

export function isProtected(fact: Pick<DescriptorFact, "protected">): boolean {
  return fact.protected === true;
}

/** Of several spellings always the same one. */
export function nameOf(list: readonly DescriptorFact[]): string {
  return list.map(({ object }) => object).sort()[0] ?? "";
}

/** What the root hands down, if nothing below blocks it. */
export function rootAudit(readings: Readings, judge: Judge): RootAudit {
  const list = listOf(readings);
  const read = list.filter(({ sacl }) => sacl === "read");
  const stateOf = (name: AuditedClass): RootAudit["classes"][number]["state"] => {
    const states = new Set(read.map(({ aces }) => judge.below(aces, name)));
    const [state] = states;
    return state === undefined ? "not-read" : states.size > 1 ? "open" : state;
  };
  return {
    object: nameOf(list),
    sacl: read.length > 0 ? "read" : "not-read",
    classes: AUDITED_CLASSES.map((name) => ({ class: name, state: stateOf(name) })),
  };
}
