/** A judgement and a key in, the same judgement without the names of the estate out, and what has to be sought in every output of it. */
import type { Fact } from "../core/fact.ts";
import type { Report } from "../core/report.ts";
import type { Redaction } from "./facts.ts";
import { isSought, LeakSearch, soughtForm } from "./leak.ts";
import { Names } from "./names.ts";
import { ordinaryLeak } from "./ordinary.ts";
import type { Profile } from "./profiles.ts";
import { redactReport } from "./report.ts";
import { isOrdinary, TextRedactor } from "./text.ts";
import type { Kind, Tokens } from "./tokens.ts";
import { type NamedValue, valuesOf } from "./values.ts";
import { isOfEveryDomain, OWN_WORDS } from "./vocabulary.ts";

export interface RedactInput {
  readonly report: Report;
  /** Of the whole evidence. */
  readonly facts: Iterable<Fact>;
  /** Hosts and paths that the report may not name: of the options, of inputs that were not read. */
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** Whole texts that no input changes. */
  readonly constants: ReadonlySet<string>;
  readonly profile: Profile;
}

export interface Redacted {
  readonly report: Report;
  readonly by: Redaction;
  /** Replaced, and not to be sought in outputs: our own words, and what is too short. */
  readonly ordinary: readonly NamedValue[];
  /** The class of an ordinary name that is left in the report; null: none. */
  readonly left: Kind | null;
  /** To be asked for once everything is rendered: rendering may meet names of its own. */
  search(): LeakSearch;
}

export function redact(input: RedactInput, tokens: Tokens): Redacted {
  const values = valuesOf(input.report, input.facts, input.hosts);
  for (const path of input.paths) values.path(path);
  const names = new Names(tokens, values);
  const text = new TextRedactor(names, values.all, input.constants);
  const by: Redaction = { names, text, coarse: input.profile === "public-demo" };
  const report = redactReport(input.report, by);
  const saidAnyway = (list: readonly NamedValue[]): ReadonlySet<string> =>
    new LeakSearch(list).allIn([...input.constants, OWN_WORDS].join("\n"));
  const notOwn = (list: readonly NamedValue[]): readonly NamedValue[] => {
    const said = saidAnyway(list);
    return list.filter(({ text: name }) => {
      const form = soughtForm(name);
      return isSought(form) && !isOrdinary(name) && !said.has(form);
    });
  };
  const sought = new Set(notOwn(values.all));
  const ordinary = values.all.filter((value) => !sought.has(value) && !isOfEveryDomain(value.text));
  return {
    report,
    by,
    ordinary,
    left: ordinaryLeak(report, ordinary, input.constants),
    search: () => {
      const met = tokens
        .entries()
        .map(({ kind, value }) => ({ kind, text: value }))
        .filter((value) => !isEscape(value));
      return new LeakSearch([...sought, ...notOwn(met)]);
    },
  };
}

/** `u001b`: a word of an input's text, and part of what our JSON writes for a control character. */
function isEscape({ kind, text }: NamedValue): boolean {
  return kind === "name" && /^u[\da-f]{4}$/i.test(text);
}
