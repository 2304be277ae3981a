/** Who may apply a GPO: Read and Apply Group Policy, an access check on its own descriptor [MS-GPOL 3.2.5.1.6; MS-ADTS 5.1.3.3; formats.md 8.4]. */
import type { AceFields } from "../core/fact.ts";
import { parseSddl } from "../text/sddl.ts";
import type { Answer, Token } from "./token.ts";

export interface FilterAnswer {
  readonly answer: "yes" | "no" | "unknown";
  /** A clause that follows the GPO: what gives or denies it, or what it hangs on. */
  readonly because: string;
  /** Whose entry decides, or would; null where no entry does. */
  readonly trustee: string | null;
}

const APPLY_GROUP_POLICY = "EDACFD8F-FFB3-11D1-B41D-00A0C968F939";
const CONTROL_ACCESS = 0x100;
const READ_PROPERTY = 0x10;
const READ_CONTROL = 0x20000;

/** What generic rights mean on objects of the directory [MS-ADTS 5.1.3.2]. */
const GENERIC: readonly (readonly [generic: number, rights: number])[] = [
  [0x1000_0000, CONTROL_ACCESS | READ_PROPERTY | READ_CONTROL],
  [0x8000_0000, READ_PROPERTY | READ_CONTROL],
  [0x4000_0000, READ_CONTROL],
  [0x2000_0000, READ_CONTROL],
];

/** The client reads the GPO's attributes and its descriptor, and asks for the right to apply it; all three are needed. */
const NEEDS = [
  { words: "Apply Group Policy", bit: CONTROL_ACCESS },
  { words: "Read", bit: READ_PROPERTY },
  { words: "Read permissions", bit: READ_CONTROL },
] as const;

/** One ACE as far as it speaks of one need. */
interface Entry {
  readonly allow: boolean;
  readonly trustee: string;
  /** The evidence does not tell whether it is in force: a condition, or one property of many. */
  readonly open: string | null;
}

/** For each need its entries in order; null: everybody may do everything. */
type Compiled = { readonly needs: readonly (readonly Entry[])[] } | { readonly result: FilterAnswer };

/** Thousands of GPOs share few descriptors, and each is asked for by every computer. */
const COMPILED = new Map<string, Compiled>();
const MOST_COMPILED = 20_000;

/** `yes` and `no` hold whatever the memberships that the token does not know. `domainSid` is that of the GPO's domain. */
export function applies(sddl: string | null, token: Token, domainSid?: string): FilterAnswer {
  if (sddl === null) return unknown("its security descriptor is not in the evidence");
  const key = `${domainSid ?? ""} ${sddl}`;
  let compiled = COMPILED.get(key);
  if (compiled === undefined) {
    if (COMPILED.size >= MOST_COMPILED) COMPILED.clear();
    COMPILED.set(key, (compiled = compile(sddl, domainSid)));
  }
  return "result" in compiled ? compiled.result : check(compiled.needs, token);
}

function unknown(because: string, trustee: string | null = null): FilterAnswer {
  return { answer: "unknown", because, trustee };
}

function compile(sddl: string, domainSid: string | undefined): Compiled {
  const parsed = parseSddl(sddl, domainSid);
  if (!parsed.ok) return { result: unknown("its security descriptor is not understood") };
  const { dacl } = parsed.descriptor;
  if (dacl === null) return { result: unknown("its access list is not in the evidence") };
  if (dacl.nullAcl)
    return { result: { answer: "yes", because: "it has no access list: everybody may", trustee: null } };
  return { needs: NEEDS.map(({ bit }) => dacl.aces.flatMap((ace) => entryOf(ace, bit) ?? [])) };
}

const ALLOW = ["A", "OA", "XA", "ZA"];
/** 0x0C: denied callback object, for which SDDL has no letters. */
const DENY = ["D", "OD", "XD", "0x0C"];

function entryOf(ace: AceFields, bit: number): Entry | null {
  const allow = ALLOW.includes(ace.type);
  if ((!allow && !DENY.includes(ace.type)) || ace.flags.includes("IO")) return null;
  const rights = GENERIC.reduce((sum, [generic, more]) => ((ace.mask & generic) !== 0 ? sum | more : sum), ace.mask);
  if ((rights & bit) === 0) return null;
  const { objectType, trustee } = ace;
  let open = ace.condition === null ? null : "a condition that is not evaluated";
  if (objectType !== null && bit === CONTROL_ACCESS) {
    if (objectType !== APPLY_GROUP_POLICY) return null;
  } else if (objectType !== null) open ??= "an entry for some properties only";
  return { allow, trustee, open };
}

/** A need's entries up to the first that is surely in force, each with what must be true for it. */
interface Step {
  readonly entry: Entry;
  /** Trustees and entries that are not known to be in force; empty: it surely is. */
  readonly hangsOn: ReadonlySet<string | Entry>;
  readonly holds: Answer;
}

/** More ways than that are not tried: the answer stays `unknown`. */
const MOST_WAYS = 4000;

function check(needs: readonly (readonly Entry[])[], token: Token): FilterAnswer {
  const steps = needs.map((entries) => stepsOf(entries, token));
  const refusals = steps.map(refusal);
  const at = refusals.findIndex((one) => one !== null);
  if (at < 0) return granted(steps[0] ?? []);
  const words = NEEDS[at]?.words ?? "";
  const certain = steps.findIndex((list) => !list.some(({ entry }) => entry.allow));
  if (certain >= 0) return denied(steps[certain] ?? [], NEEDS[certain]?.words ?? "");
  return canBeGranted(steps) ? open(steps, refusals[at] ?? null, words) : deniedTogether(steps[at] ?? [], words);
}

function stepsOf(entries: readonly Entry[], token: Token): readonly Step[] {
  const steps: Step[] = [];
  for (const entry of entries) {
    const holds = token.holds(entry.trustee);
    if (holds.answer === "no") continue;
    const hangsOn = new Set<string | Entry>();
    if (holds.answer === "unknown") hangsOn.add(entry.trustee);
    if (entry.open !== null) hangsOn.add(entry);
    steps.push({ entry, hangsOn, holds });
    if (hangsOn.size === 0) break;
  }
  return steps;
}

/** The way to be refused: a deny that may come first, or nothing that surely allows. Null when there is none. */
function refusal(steps: readonly Step[]): Step | "nothing" | null {
  const passed = new Set<string | Entry>();
  for (const step of steps) {
    // Whoever is in the group was allowed or denied by its earlier entry.
    if (!step.entry.allow && ![...step.hangsOn].some((one) => passed.has(one))) return step;
    const [only] = step.hangsOn;
    if (only === undefined) return null;
    if (step.hangsOn.size === 1) passed.add(only);
  }
  return "nothing";
}

/** Some choice of one allowing entry for each need, in force with nothing else that hangs on evidence, grants all. */
function canBeGranted(steps: readonly (readonly Step[])[]): boolean {
  let ways = 0;
  const tryFrom = (need: number, chosen: ReadonlySet<string | Entry>): boolean => {
    const list = steps[need];
    if (list === undefined) return steps.every((one) => firstInForce(one, chosen)?.entry.allow === true);
    return list.some((step) => {
      if (!step.entry.allow || ++ways > MOST_WAYS) return ways > MOST_WAYS;
      return tryFrom(need + 1, new Set([...chosen, ...step.hangsOn]));
    });
  };
  return tryFrom(0, new Set());
}

function firstInForce(steps: readonly Step[], chosen: ReadonlySet<string | Entry>): Step | undefined {
  return steps.find(({ hangsOn }) => [...hangsOn].every((one) => chosen.has(one)));
}

function granted(steps: readonly Step[]): FilterAnswer {
  const step = steps.find(({ entry, hangsOn }) => entry.allow && hangsOn.size === 0) ?? steps[0];
  const trustee = step?.entry.trustee ?? null;
  return { answer: "yes", because: `${trustee} may apply it: ${step?.holds.because}`, trustee };
}

function denied(steps: readonly Step[], words: string): FilterAnswer {
  const step = steps.find(({ hangsOn }) => hangsOn.size === 0);
  if (step === undefined) return { answer: "no", because: `nothing gives the computer ${words}`, trustee: null };
  const { trustee } = step.entry;
  return { answer: "no", because: `${trustee} is denied ${words}: ${step.holds.because}`, trustee };
}

function deniedTogether(steps: readonly Step[], words: string): FilterAnswer {
  const trustee = steps.find(({ entry }) => !entry.allow)?.entry.trustee ?? null;
  return { answer: "no", because: `no choice of groups gives the computer ${words} and all else`, trustee };
}

function open(steps: readonly (readonly Step[])[], way: Step | "nothing" | null, words: string): FilterAnswer {
  const hanging = way !== null && way !== "nothing" && way.hangsOn.size > 0 ? way : null;
  const step = hanging ?? steps.flat().find(({ hangsOn }) => hangsOn.size > 0);
  if (step === undefined) return unknown(`whether the computer has ${words} is not told`);
  const { entry, holds } = step;
  const verb = entry.allow ? "allows" : "denies";
  if (entry.open !== null) return unknown(`${entry.open} ${verb} ${entry.trustee} ${words}`, entry.trustee);
  return unknown(`an entry for ${entry.trustee} ${verb} ${words}: ${holds.because}`, entry.trustee);
}
