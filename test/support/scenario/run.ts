/** Asks the engine what a scenario's computer gets. Everything that knows the engine's interface stands in this file. */
import type { TrailStep } from "../../../src/core/report.ts";
import { assemble } from "../../../src/evidence/assemble.ts";
import { valueText } from "../../../src/policy/contribution.ts";
import { estateOf } from "../../../src/policy/estate.ts";
import { type Outcome, resolve } from "../../../src/policy/resolve.ts";
import { type Compiled, readCompiled } from "./compile.ts";
import { selectorOf } from "./selector.ts";

export interface AnsweredStep {
  readonly result: TrailStep["result"];
  readonly rule: string;
  /** As expectations call it. */
  readonly gpo: string;
}

export interface Answer {
  /** `S`, `F`, `SF`, `none`, `absent`, `unclear`, or the value in words; sorted, each once. */
  readonly outcomes: readonly string[];
  readonly trail: readonly AnsweredStep[];
}

export function effectiveOf(compiled: Compiled, host: string, setting: string): Answer {
  const { targets } = estateOf(assemble(readCompiled(compiled)), new Map());
  const { domain = "", roles = [] } = compiled.scenario.hosts[host] ?? {};
  const wanted = [host.toLowerCase(), `${host}.${domain}`.toLowerCase()];
  const target = targets.find(
    ({ computers, role }) =>
      roles.includes(role === "dc" && roles.includes("rodc") ? "rodc" : role) &&
      computers.some(({ name }) => wanted.includes(name.toLowerCase())),
  );
  if (target === undefined) throw new Error(`no target for ${host}`);
  const { outcomes, trail } = resolve(selectorOf(setting), target);
  return {
    outcomes: [...new Set(outcomes.map(outcomeWord))].toSorted(),
    trail: trail.map(({ result, rule, gpo }) => ({ result, rule, gpo: labelIn(compiled, gpo) })),
  };
}

const WORDS: Readonly<Record<string, string>> = {
  "Success and Failure": "SF",
  Success: "S",
  Failure: "F",
  "No Auditing": "none",
};

function outcomeWord(outcome: Outcome): string {
  if (outcome.state !== "set") return outcome.state;
  const text = valueText(outcome.value);
  return outcome.value.kind === "auditing" ? (WORDS[text] ?? text) : text;
}

function labelIn({ labels }: Compiled, gpo: TrailStep["gpo"]): string {
  if (gpo.container.includes("/local-policy/")) return "Local";
  // What stands for all GPOs that may be linked to a container which the export does not show.
  if (gpo.container.startsWith("links of ")) return gpo.container;
  return labels.get(gpo.container) ?? labels.get(gpo.guid ?? "") ?? gpo.name ?? "";
}
