/** An evidence bag's results: only what its manifest vouches for [RFC 8493]. */

export const BAG_RESULTS = "data/results/results.json";
export const BAG_MANIFEST = "manifest-sha256.txt";
export const BAG_MARK = "bagit.txt";

/** Why the digest is not the one that the manifest lists; null where it is. */
export function manifestProblem(manifest: string, path: string, digest: string): string | null {
  const listed = manifest.split(/\r?\n/).flatMap((line) => {
    const match = /^([0-9a-fA-F]{64}) [ *](.+)$/.exec(line);
    return match?.[2] === path ? [(match[1] ?? "").toLowerCase()] : [];
  });
  const [first] = listed;
  if (first === undefined) return `${BAG_MANIFEST} does not list ${path}`;
  if (listed.length > 1) return `${BAG_MANIFEST} lists ${path} ${listed.length} times`;
  return first === digest ? null : `${path} is not the file that ${BAG_MANIFEST} lists: its SHA-256 differs`;
}
