/** Screens for documents: the real review on the files that the document names, captured after the keys that it names. */
import { analyse, evidenceOf } from "../../src/cli/analyse.ts";
import { servicesOf } from "../../src/cli/review/services.ts";
import { readInputs } from "../../src/cli/read-inputs.ts";
import { layWaivers, loadWaivers } from "../../src/cli/waivers.ts";
import { nodeIo } from "../../src/cli/node-io.ts";
import type { Report } from "../../src/core/report.ts";
import type { Services } from "../../src/tui/effects.ts";
import { openReview, type OpenOptions } from "./review.ts";

export interface Estate {
  readonly report: Report;
  readonly services: Services;
}

export async function estateOf(paths: readonly string[], waivers?: string): Promise<Estate> {
  const inputs = await readInputs(paths, { step: () => undefined, done: () => undefined });
  const evidence = evidenceOf(inputs);
  const settings = { asOf: "2026-11-22T00:00:00Z", roles: new Map() };
  const judged = analyse(evidence, settings);
  const report = waivers === undefined ? judged : layWaivers(judged, await loadWaivers(waivers), nodeIo(), true);
  return { report, services: servicesOf({ evidence, report: judged, options: settings, paths }, null) };
}

/** The screen after the keys, fenced. */
export async function screenAfter(
  { report, services }: Estate,
  keys: readonly string[],
  options: OpenOptions = {},
): Promise<string> {
  const review = await openReview(report, { colour: false, services, ...options });
  for (const key of keys) await review.type(key);
  const screen = review.screen().trimEnd();
  // With edits that are not signed, the first one asks.
  for (const key of ["\u0003", "\u0003"]) await review.type(key);
  await review.ended;
  return `\`\`\`text\n${screen}\n\`\`\``;
}

/** How a person presses them. */
export function keysText(keys: readonly string[]): string {
  const shown: Readonly<Record<string, string>> = { "\r": "Enter", "\u0004": "Ctrl+D", "\t": "Tab", "\u001B": "Esc" };
  return keys
    .flatMap((chunk) => {
      const typed = /^([/:])(.+?)(\r?)$/.exec(chunk);
      if (typed === null) return [shown[chunk] ?? chunk];
      return [typed[1] ?? "", typed[2] ?? "", ...(typed[3] === "" ? [] : ["Enter"])];
    })
    .map((key) => `\`${key}\``)
    .join(", ");
}
