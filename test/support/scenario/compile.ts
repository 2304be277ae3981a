/** A scenario to the files that an administrator would hand in, and the names by which expectations know its GPOs. */
import type { ReadFile } from "../../../src/evidence/assemble.ts";
import { compareText } from "../../../src/core/order.ts";
import { readBytes } from "../../../src/testing/read-text.ts";
import { crlf, utf8 } from "../../../tools/samples/text.ts";
import { directoryFiles } from "./directory.ts";
import { hostFiles } from "./hosts.ts";
import type { Scenario } from "./model.ts";
import { gpoGuid, gposOf, labelOf, sidOf } from "./names.ts";
import { policyFiles } from "./policy.ts";
import { Without } from "./without.ts";

export interface Compiled {
  readonly scenario: Scenario;
  /** By path, in the order of the paths. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The label of a GPO by the folder of its files, by `GUID@domain`, and by GUID where only one domain has it. */
  readonly labels: ReadonlyMap<string, string>;
}

export function compile(scenario: Scenario): Compiled {
  const without = new Without(scenario);
  const files = new Map([...directoryFiles(scenario, without), ...hostFiles(scenario, without)]);
  const labels = new Map<string, string>();
  for (const gpo of gposOf(scenario)) {
    const label = labelOf(scenario, gpo);
    const guid = gpoGuid(gpo);
    const folder = `SYSVOL/${gpo.domain}/Policies/{${guid}}`;
    labels.set(folder, label).set(`${guid}@${gpo.domain}`, label);
    if (!labels.has(guid)) labels.set(guid, label);
    if (without.gone("files", label)) continue;
    files.set(`${folder}/GPT.INI`, utf8(crlf(["[General]", `Version=${gpo.versions.sysvol}`])));
    const sid = (name: string): string => sidOf(scenario, name, gpo.domain);
    for (const [path, bytes] of policyFiles(gpo, sid)) files.set(`${folder}/${path}`, bytes);
  }
  return { scenario, labels, files: new Map([...files].toSorted(([a], [b]) => compareText(a, b))) };
}

export function readCompiled({ files }: Compiled): ReadFile[] {
  return [...files].map(([path, bytes]) => readBytes(path, bytes));
}
