/** What a requirement looks at, for the columns of the heatmap and the rows of the crosswalk. */
import type { Finding, FindingSubject } from "../../core/report.ts";

export const DATA_SOURCES = [
  "audit",
  "precedence",
  "ntlm",
  "service",
  "sacl",
  "log",
  "server",
  "directory",
  "other",
] as const;
export type DataSource = (typeof DATA_SOURCES)[number];

export const SOURCE_NAMES: Readonly<Record<DataSource, string>> = {
  audit: "Advanced audit policy",
  precedence: "Policy takes effect",
  ntlm: "NTLM auditing",
  service: "AD CS and AD FS logs",
  sacl: "SACLs",
  log: "Security log",
  server: "Sensor's server",
  directory: "Directory and tenant",
  other: "Other",
};

/** The first that matches; a requirement that none knows is `other`, and is shown. */
const PATTERNS: readonly (readonly [RegExp, DataSource])[] = [
  [/^EVIDENCE-/, "other"],
  [/^(?:MDI-CA-AUDIT-FILTER|MDI-ADFS-AUDIT-LEVEL|MDI-ADFS-GENERATE-AUDITS)$/, "service"],
  [/^POLICY-|^LEFTOVER-/, "precedence"],
  [/^MDI-(?:DC|CA|ADFS|ENTRA)-AUDIT-/, "audit"],
  [/-NTLM-/, "ntlm"],
  [/-SACL(?:-|$)/, "sacl"],
  [/^LOG-|^MDI-SENSOR-LOG-ACCESS$/, "log"],
  [/^MDI-SENSOR-|-SERVICE-LOGON$/, "server"],
  [/^MDI-(?:DSA|AD|TENANT)-/, "directory"],
];

export function dataSourceOf({ requirement }: Pick<Finding, "requirement">): DataSource {
  return PATTERNS.find(([pattern]) => pattern.test(requirement))?.[1] ?? "other";
}

/** Rows of the heatmap in the order in which they stand; hosts follow the role that they have first. */
export const AREAS = ["dc", "ca", "adfs", "entra-connect", "sensor", "host", "objects", "gpo", "forest"] as const;
export type Area = (typeof AREAS)[number];

export const AREA_NAMES: Readonly<Record<Area, string>> = {
  dc: "Domain controllers",
  ca: "AD CS servers",
  adfs: "AD FS servers",
  "entra-connect": "Entra Connect servers",
  sensor: "Every server with a sensor",
  host: "Computers of unknown role",
  objects: "Directory objects",
  gpo: "GPOs",
  forest: "Forest, tenant, inputs",
};

export function areaOf(subject: FindingSubject): Area {
  if (subject.kind === "domain") return subject.role ?? "forest";
  if (subject.kind === "host") return subject.roles[0] ?? "host";
  if (subject.kind === "object") return "objects";
  return subject.kind;
}
