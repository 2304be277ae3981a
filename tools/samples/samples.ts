/** Every file of `gpo-samples/` except the READMEs, which are written by hand. */
import { compliant } from "./estates/compliant.ts";
import { hostile } from "./estates/hostile.ts";
import { localised } from "./estates/localised.ts";
import { conflicting, inertAuditCsv, legacyOnly, roleServers } from "./estates/single-faults.ts";
import { sysvolCopy } from "./estates/sysvol-copy.ts";
import { usualGaps } from "./estates/usual-gaps.ts";
import { zip } from "./zip.ts";

export const ESTATES: readonly (readonly [string, () => Map<string, Uint8Array>])[] = [
  ["compliant", compliant],
  ["usual-gaps", usualGaps],
  ["conflicting", conflicting],
  ["legacy-only", legacyOnly],
  ["inert-audit-csv", inertAuditCsv],
  ["localised", localised],
  ["role-servers", roleServers],
  ["sysvol-copy", sysvolCopy],
  ["hostile", hostile],
];

/** Paths with `/` below `gpo-samples/`, in a fixed order. */
export function sampleFiles(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const [name, estate] of ESTATES) {
    for (const [path, bytes] of estate()) files.set(`${name}/${path}`, bytes);
  }
  const members = [...usualGaps()].map(([path, bytes]) => ({ name: `usual-gaps/${path}`, bytes }));
  files.set("zipped/usual-gaps.zip", zip(members));
  return files;
}

/** A hand-written page: the writer neither makes nor removes it. */
export function isReadme(path: string): boolean {
  return path === "README.md" || path.endsWith("/README.md");
}

export interface Difference {
  readonly path: string;
  readonly kind: "missing" | "different" | "extra";
}

/** What stands in the way of `onDisk` being exactly the samples; READMEs do not count. */
export function differences(
  wanted: ReadonlyMap<string, Uint8Array>,
  onDisk: ReadonlyMap<string, Uint8Array>,
): Difference[] {
  const found: Difference[] = [];
  for (const [path, bytes] of wanted) {
    const current = onDisk.get(path);
    if (current === undefined) found.push({ path, kind: "missing" });
    else if (Buffer.compare(current, bytes) !== 0) found.push({ path, kind: "different" });
  }
  for (const path of onDisk.keys()) if (!wanted.has(path) && !isReadme(path)) found.push({ path, kind: "extra" });
  return found;
}
