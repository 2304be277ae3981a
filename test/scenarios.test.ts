/** Invented domains whose effective policy was worked out by hand from the specifications, and what the program makes of them. */
import { describe, expect, it } from "vitest";
import { ALL, expectationsOf } from "./support/scenario/cases.ts";
import { compile } from "./support/scenario/compile.ts";
import { differences } from "./support/scenario/expect.ts";
import { effectiveOf } from "./support/scenario/run.ts";

describe.each(ALL)("$file", ({ scenario }) => {
  const compiled = compile(scenario);

  it.each(expectationsOf(scenario))("$host: $setting", ({ host, setting, expected }) => {
    expect(differences(scenario, setting, expected, effectiveOf(compiled, host, setting))).toEqual([]);
  });
});
