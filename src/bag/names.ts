/** Names in an evidence bag. All of them are ours, lower case and ASCII, so that no file system and no mail gateway changes one. */

/** What the seal is for: a signature made for anything else does not verify [PROTOCOL.sshsig]. */
export const NAMESPACE = "evidence-v1@eventreach";
export const SIGN_OFF_NAMESPACE = "signoff-v1@eventreach";
export const JOURNAL_NAMESPACE = "journal-v1@eventreach";

export const BAGIT = "bagit.txt";
export const BAG_INFO = "bag-info.txt";
export const README = "README.txt";
export const MANIFEST = "manifest-sha256.txt";
export const TAG_MANIFEST = "tagmanifest-sha256.txt";
export const PAYLOAD = "data/";
/** The only folder whose files no manifest lists: signatures are added after the seal. */
export const SIGNATURES = "signatures/";

/** What stands in the folder of signatures, by the end of its name. */
const KINDS = [
  ["seal", ".sshsig"],
  ["sign-off", ".signoff.json"],
  // Not `.sshsig`: the README of a bag takes every such file for a seal.
  ["sign-off-signature", ".signoff.json.sig"],
  ["time-stamp", ".tsr"],
  ["time-stamp-query", ".tsq"],
  ["cms", ".p7s"],
] as const;
export type SignatureKind = (typeof KINDS)[number][0] | "other";

export function signatureKind(path: string): SignatureKind {
  return KINDS.find(([, end]) => path.endsWith(end))?.[0] ?? "other";
}

export function isSeal(path: string): boolean {
  return signatureKind(path) === "seal";
}

/** What the tag manifest lists, neither more nor less, in its order. */
export const TAG_FILES: readonly string[] = [README, BAG_INFO, BAGIT, MANIFEST];

export const RESULTS = "data/results/results.json";
export const CATALOG = "data/catalog/catalog.json";
/** Which controls each requirement supports, and on whose word. */
export const CONTROLS = "data/catalog/crosswalk.json";
export const OPTIONS = "data/policy/options.json";
export const REGISTER = "data/inputs/inputs.json";
export const RAW = "data/inputs/raw/";
export const EVIDENCE = "data/results/evidence.ndjson";
export const RECONCILIATION = "data/results/reconciliation.json";
/** For a ticket: one screen. */
export const SUMMARY = "data/report/summary.md";
export const POPULATION = "data/report/population.csv";
export const CROSSWALK = "data/report/crosswalk.csv";
/** The declared population: a copy of an input, under its own name. */
export const SCOPE = "data/policy/scope.yaml";
export const WAIVERS = "data/policy/waivers.yaml";
/** Who collected the inputs, and how: declared, not measured. */
export const COLLECTION = "data/policy/collection.json";

/** `evidence-20261122T140000Z`. */
export function bagName(asOf: string): string {
  return `evidence-${asOf.replaceAll(/[-:]/g, "")}`;
}

/** The bag of the inputs alone, where they are kept apart. */
export function inputsBagName(asOf: string): string {
  return `${bagName(asOf)}-inputs`;
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
