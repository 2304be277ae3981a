/** Screens for documents: the real review on the files that the document names, captured after the keys that it names. */
import { analyse, evidenceOf } from "../../src/cli/analyse.ts";
import { readInputs } from "../../src/cli/read-inputs.ts";
import { type Judged, servicesOf } from "../../src/cli/review/services.ts";
import { deskFolder } from "./desk.ts";
import { openReview, steadyDigest } from "./review.ts";

export async function estateOf(paths: readonly string[]): Promise<Judged> {
  const inputs = await readInputs(paths, { step: () => undefined, done: () => undefined });
  const evidence = evidenceOf(inputs);
  const options = { asOf: "2026-11-22T00:00:00Z", roles: new Map() };
  return { evidence, report: analyse(evidence, options), options, paths };
}

export interface Captured {
  /** A file of `--waivers`; `new` makes one. */
  readonly waivers?: string | undefined;
}

/** The screen after the keys, fenced; somebody reviews, with a journal of their own. */
export async function screenAfter(
  judged: Judged,
  keys: readonly string[],
  { waivers }: Captured = {},
): Promise<string> {
  const place = deskFolder();
  const file = waivers === "new" ? place.waivers : (waivers ?? null);
  const desk = place.open(judged.report, { reviewer: "a.meyer", paths: judged.paths, waivers: file });
  const review = await openReview(desk.report, { colour: false, services: servicesOf(judged, desk) });
  for (const key of keys) await review.type(key);
  const screen = steadyDigest(review.screen()).trimEnd();
  // With edits that are not signed, the first one asks.
  for (const key of ["\u0003", "\u0003"]) await review.type(key);
  await review.ended;
  desk.close();
  place.remove();
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
