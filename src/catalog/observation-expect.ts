/** Judges one expectation about values that tools read on a computer. Three-valued, like everything else. */
import type { FactOf } from "../core/fact.ts";
import { grantsAccess } from "../policy/access.ts";
import type { Captures } from "../policy/host-readings.ts";
import type { ObservationExpect } from "./define.ts";
import { combine } from "./expect.ts";
import type { Judgement, Truth } from "./expect.ts";
import { NOTHING } from "./host-judgement.ts";
import type { HostJudgement } from "./host-judgement.ts";
import { wildcard } from "../text/wildcard.ts";

type Value = FactOf<"observation">["value"];

/** One name and what each file says of it; of two values in one file the later counts. */
interface Observed {
  readonly name: string;
  readonly values: readonly Value[];
  readonly facts: readonly string[];
}

export function judgeObservation(expect: ObservationExpect, host: Captures): HostJudgement {
  const found = observedOn(host, expect.topic, expect.name);
  if (found.length === 0) return absent(expect);
  if (expect.total === true) return judgeTotal(expect, found);
  const parts = found.map((one) => judgeOne(expect, one, host));
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return { ...combine("all", parts), contradictory: parts.some((part) => part.contradictory) };
}

function absent({ whenAbsent }: ObservationExpect): HostJudgement {
  if (whenAbsent === "ignore") return { ...NOTHING, ignored: true };
  return whenAbsent === "fail" ? { ...NOTHING, status: "fail", cause: "not-configured" } : NOTHING;
}

function judgeOne(expect: ObservationExpect, { name, values, facts }: Observed, host: Captures): HostJudgement {
  const texts = [...new Set(values.map(valueOf))].toSorted();
  if (texts.length > 1) {
    const have = `undecided: ${name} = ${texts.join(" or ")}, in ${values.length} readings`;
    return { ...NOTHING, silent: false, have, evidence: facts, contradictory: true };
  }
  const truth = truthOf(expect, values[0] ?? null, host);
  const status = truth === "fail" && expect.otherwise === "unknown" ? "unknown" : truth;
  return judged(status, `${name} = ${texts[0] ?? ""}`, facts);
}

function judgeTotal(expect: ObservationExpect, found: readonly Observed[]): HostJudgement {
  const facts = found.flatMap((one) => one.facts);
  const numbers = found.flatMap(({ values }) => [...new Set(values)].filter((value) => typeof value === "number"));
  const name = `${expect.topic} ${expect.name}`;
  // Two readings of one part that differ add up to nothing.
  if (numbers.length !== found.length) return { ...judged("unknown", `${name}: not understood`, facts) };
  const sum = numbers.reduce((total, one) => total + one, 0);
  return judged(sum >= (expect.atLeast ?? 0) ? "pass" : "fail", `${name} = ${sum} together`, facts);
}

function judged(status: Truth, have: string, evidence: readonly string[]): HostJudgement {
  const cause: Judgement["cause"] = status === "fail" ? "too-weak" : null;
  return { ...NOTHING, status, have, evidence, cause, silent: false };
}

function truthOf(expect: ObservationExpect, value: Value, host: Captures): Truth {
  if (value === null) return "unknown";
  const { oneOf, noneOf, atLeast, within, contains, grants, sameAs } = expect;
  if (noneOf?.some((one) => same(one, value)) === true) return "fail";
  if (oneOf?.some((one) => same(one, value)) === false) return noneOf === undefined ? "fail" : "unknown";
  if (contains !== undefined) {
    if (!Array.isArray(value)) return "unknown";
    const words = value.map((one: string) => one.toLowerCase());
    // The console cuts long lists and says so with dots: what it does not show is not absent.
    if (!contains.every((word) => words.includes(word.toLowerCase())))
      return words.includes("...") ? "unknown" : "fail";
  }
  const size = Array.isArray(value) ? value.length : value;
  if (atLeast !== undefined) {
    if (typeof size !== "number") return "unknown";
    if (size < atLeast) return "fail";
  }
  if (within !== undefined) {
    if (typeof value !== "number") return "unknown";
    if (Math.abs(value) > within) return "fail";
  }
  if (grants !== undefined) {
    const answer = typeof value === "string" ? grantsAccess(value, grants.sid, grants.mask) : "unknown";
    if (answer !== "pass") return answer;
  }
  return sameAs === undefined ? "pass" : equals(value, observedOn(host, expect.topic, sameAs));
}

function equals(value: Value, [other, ...more]: readonly Observed[]): Truth {
  const texts = new Set(other?.values.map(valueOf));
  if (other === undefined || more.length > 0 || texts.size !== 1 || other.values.includes(null)) return "unknown";
  return texts.has(valueOf(value)) ? "pass" : "fail";
}

/** Readings lose types: `20348` and "20348", `true` and "True" are one value. */
function same(wanted: number | string | boolean, found: Value): boolean {
  const [only, ...more] = Array.isArray(found) ? (found as readonly string[]) : [found];
  return more.length === 0 && String(wanted).toLowerCase() === String(only).toLowerCase();
}

function valueOf(value: Value): string {
  if (value === null) return "not understood";
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? "an empty list" : value.join(", ");
}

function observedOn(host: Captures, topic: string, pattern: string): Observed[] {
  const fits = wildcard(pattern);
  const names = new Map<string, { name: string; files: Map<string, { value: Value; fact: string }> }>();
  for (const fact of host.facts) {
    for (const { name, value } of saidBy(fact, topic)) {
      if (!fits(name)) continue;
      const key = name.toLowerCase();
      const one = names.get(key) ?? { name, files: new Map<string, { value: Value; fact: string }>() };
      one.files.set(fact.origin.path, { value, fact: fact.id });
      names.set(key, one);
    }
  }
  return [...names]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { name, files }]) => ({
      name,
      values: [...files.values()].map(({ value }) => value),
      facts: [...files.values()].map(({ fact }) => fact),
    }));
}

/** The version of Windows stands in the fact about the computer. */
function saidBy(fact: Captures["facts"][number], topic: string): { readonly name: string; readonly value: Value }[] {
  if (fact.kind === "observation") return fact.topic === topic ? [{ name: fact.name, value: fact.value }] : [];
  if (fact.kind !== "computer" || topic !== "system" || fact.osVersion === null) return [];
  const build = /^\d+\.\d+\.(\d+)/.exec(fact.osVersion)?.[1];
  return build === undefined ? [] : [{ name: "os-build", value: Number(build) }];
}
