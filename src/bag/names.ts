/** Names in an evidence bag. All of them are ours, lower case and ASCII, so that no file system and no mail gateway changes one. */

/** What the seal is for: a signature made for anything else does not verify [PROTOCOL.sshsig]. */
export const NAMESPACE = "evidence-v1@eventreach";

export const BAGIT = "bagit.txt";
export const BAG_INFO = "bag-info.txt";
export const README = "README.txt";
export const MANIFEST = "manifest-sha256.txt";
export const TAG_MANIFEST = "tagmanifest-sha256.txt";
export const PAYLOAD = "data/";
/** The only folder whose files no manifest lists: signatures are added after the seal. */
export const SIGNATURES = "signatures/";

/** What the tag manifest lists, neither more nor less, in its order. */
export const TAG_FILES: readonly string[] = [README, BAG_INFO, BAGIT, MANIFEST];

export const RESULTS = "data/results/results.json";
export const CATALOG = "data/catalog/catalog.json";
export const OPTIONS = "data/policy/options.json";
export const REGISTER = "data/inputs/inputs.json";
/** In a redacted bag: a keyed digest of each excerpt that is not shown. */
export const EXCERPTS = "data/results/excerpts.ndjson";
export const RAW = "data/inputs/raw/";

/** `evidence-20261122T140000Z`. */
export function bagName(asOf: string): string {
  return `evidence-${asOf.replaceAll(/[-:]/g, "")}`;
}

/** `redacted-20261122T140000Z`. */
export function redactedBagName(asOf: string): string {
  return `redacted-${asOf.replaceAll(/[-:]/g, "")}`;
}

/** For people in `report/`, for programs in `exports/`. */
const REPORT_PATHS: Readonly<Record<string, string>> = {
  json: RESULTS,
  ndjson: "data/results/results.ndjson",
  html: "data/report/report.html",
  markdown: "data/report/report.md",
  terminal: "data/report/report.txt",
  csv: "data/report/findings.csv",
  "action-plan": "data/report/action-plan.csv",
  xlsx: "data/report/findings.xlsx",
  sarif: "data/exports/findings.sarif",
  "sarif-full": "data/exports/full.sarif",
  oscal: "data/exports/oscal-ar.json",
};

/** Where a report in this format stands. */
export function reportPath({ id, extension }: { readonly id: string; readonly extension: string }): string {
  return REPORT_PATHS[id] ?? `data/exports/${id}.${extension}`;
}

/** Why a manifest may not list this path; null for a path as we write them. */
export function unsafePath(path: string): string | null {
  if (path.startsWith("/")) return "is an absolute path";
  if (path.includes("\\")) return "holds a backslash";
  if (/^[A-Za-z]:/.test(path)) return "has a drive letter";
  const parts = path.split("/");
  if (parts.some((part) => part === ".." || part === ".")) return "climbs through the folders";
  if (path.includes("%")) return "is percent-encoded, which no name of ours needs";
  if (path.length > 200 || !parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part))) {
    return "is not a name that this program writes";
  }
  return null;
}
