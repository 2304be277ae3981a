/** The scenarios of test/scenarios, and those in the pages about rules. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Expectation, readScenario, type Scenario } from "./model.ts";

export interface Case {
  readonly file: string;
  readonly text: string;
}

function filesIn(folder: string, extension: string): Case[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension) && name !== "README.md")
    .toSorted()
    .map((name) => ({ file: name, text: readFileSync(join(folder, name), "utf8") }));
}

export const SCENARIOS: readonly Case[] = filesIn("test/scenarios", ".yaml");
export const PAGES: readonly Case[] = filesIn("src/policy/rules", ".md");

/** The scenarios of a page, in fences of yaml. */
export function fenced({ file, text }: Case): Case[] {
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match, index) => ({
    file: index === 0 ? file : `${file} (${index + 1})`,
    text: match[1] ?? "",
  }));
}

export interface LoadedCase {
  readonly file: string;
  readonly text: string;
  readonly scenario: Scenario;
}

export const ALL: readonly LoadedCase[] = [...SCENARIOS, ...PAGES.flatMap(fenced)].map((one) => {
  try {
    return { ...one, scenario: readScenario(one.text) };
  } catch (error) {
    throw new Error(`${one.file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
});

export function expectationsOf({ expect }: Scenario): { host: string; setting: string; expected: Expectation }[] {
  return Object.entries(expect).flatMap(([host, settings]) =>
    Object.entries(settings).map(([setting, expected]) => ({ host, setting, expected })),
  );
}
