/** Whether what lies under the paths is still, byte for byte, what was judged. */
import type { Report } from "../../core/report.ts";
import { walk } from "../../platform/files.ts";
import { ReadFailure } from "../../platform/problem.ts";

/** Paths of files that are others, gone, or new. */
export async function differentInputs(report: Report, paths: readonly string[]): Promise<readonly string[]> {
  const known = new Map(report.sources.filter(({ memberOf }) => memberOf === null).map(({ path, id }) => [path, id]));
  const different: string[] = [];
  const met = new Set<string>();
  for await (const entry of walk(paths, () => undefined, { archives: "closed" })) {
    met.add(entry.path);
    if (known.get(entry.path) !== (await digestOf(entry))) different.push(entry.path);
  }
  return [...different, ...[...known.keys()].filter((path) => !met.has(path))];
}

/** Empty for what cannot be read, as the report has it. */
async function digestOf(entry: { readonly digest: () => Promise<{ readonly id: string }> }): Promise<string> {
  try {
    return (await entry.digest()).id;
  } catch (error) {
    if (error instanceof ReadFailure) return error.digest?.id ?? "";
    throw error;
  }
}
