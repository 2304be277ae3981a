/** Where outputs may not stand. */
import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UsageError } from "../../core/failure.ts";
import { isInside } from "../../platform/paths.ts";

/** What is written among the inputs would be an input of the next run. */
export async function refuseInside(output: string, roots: readonly string[]): Promise<void> {
  const target = await nearest(resolve(output));
  for (const root of roots) {
    if (!isInside(Buffer.from(target), Buffer.from(await realpath(root)))) continue;
    throw new UsageError(`${output} lies within the input ${root}`, ["give -o a folder outside of the inputs"]);
  }
}

/** Without links, as far as the path is there. */
async function nearest(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real !== null) return real;
  const parent = resolve(path, "..");
  return parent === path ? path : join(await nearest(parent), path.slice(parent.length));
}
