/**
 * The shape of a SARIF 2.1.0 log, written from the members, enumerations and patterns of the standard, as far as this
 * program uses it; a member that is not here is refused. The official schema, which allows more, judges in `test/schemas.test.ts`.
 */
import {
  count,
  either,
  ISO_TIME,
  listOf,
  mapOf,
  matching,
  nullable,
  number,
  oneOf,
  record,
  type Shape,
  SHA256,
  text,
} from "./shape.ts";

const LINE = matching(/^.+$/su, "text that is not empty");
/** RFC 3986: no blank, no control, nothing that had to be encoded. */
const URI = matching(/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/, "a URI");
const WEB = matching(/^https:\/\/[!-~]+$/, "a web address");
const SEMANTIC = matching(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/, "a semantic version");
/** Brackets are escaped, braces doubled [3.11.5, 3.11.6]. */
const MESSAGE = matching(/^(?:[^[\]{}]|(?<=\\)[[\]]|\{\{|\}\})+$/su, "a message");
const LEVEL = oneOf("none", "note", "warning", "error");
const POSITIVE: Shape = (value, path) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? [] : [`${path} is ${String(value)}, not a number from 1`];

const ARTIFACT_LOCATION = record({ uri: URI, "uriBaseId?": oneOf("SRCROOT"), "index?": count });
const REGION = either(
  record({ byteOffset: count, byteLength: count, snippet: record({ text }) }),
  record({
    startLine: POSITIVE,
    startColumn: POSITIVE,
    endLine: POSITIVE,
    endColumn: POSITIVE,
    snippet: record({ text }),
  }),
);
const LOGICAL = record({
  name: text,
  fullyQualifiedName: text,
  kind: oneOf("domain", "host", "gpo", "object", "forest"),
});
const LOCATION = {
  physicalLocation: record({ artifactLocation: ARTIFACT_LOCATION, "region?": REGION }),
  "message?": record({ text: MESSAGE }),
};

const RULE = record({
  id: LINE,
  name: LINE,
  shortDescription: record({ text: MESSAGE }),
  fullDescription: record({ text: MESSAGE }),
  help: record({ text: MESSAGE, markdown: LINE }),
  "helpUri?": WEB,
  defaultConfiguration: record({ level: LEVEL }),
  properties: record({
    tags: listOf(LINE),
    precision: LINE,
    "security-severity": matching(/^(?:10|\d)\.\d$/, "a score"),
    revision: POSITIVE,
  }),
});

const RESULT = record({
  ruleId: LINE,
  "ruleIndex?": count,
  kind: oneOf("fail", "pass", "review", "open", "notApplicable", "informational"),
  level: LEVEL,
  message: record({ text: MESSAGE }),
  locations: listOf(record({ ...LOCATION, logicalLocations: listOf(LOGICAL) })),
  "relatedLocations?": listOf(record({ id: POSITIVE, ...LOCATION })),
  partialFingerprints: mapOf(SHA256),
  "suppressions?": listOf(
    record({ kind: oneOf("external", "inSource"), status: oneOf("accepted"), justification: LINE }),
  ),
  properties: record({
    finding: text,
    severity: oneOf("critical", "high", "medium", "low", "info"),
    subject: text,
    want: text,
    have: text,
    cause: nullable(text),
    rung: nullable(text),
    "waiver?": text,
    "waiverState?": text,
    "waiverExpires?": text,
  }),
});

const NOTIFICATION = record({
  descriptor: record({ id: LINE, index: count }),
  level: LEVEL,
  message: record({ text: MESSAGE }),
});

const ARTIFACT = record({
  location: ARTIFACT_LOCATION,
  "parentIndex?": count,
  length: count,
  roles: listOf(oneOf("analysisTarget")),
  "encoding?": text,
  hashes: record({ "sha-256": SHA256 }),
});

export const SARIF_LOG: Shape = record({
  $schema: WEB,
  version: oneOf("2.1.0"),
  runs: listOf(
    record({
      tool: record({
        driver: record({
          name: LINE,
          semanticVersion: SEMANTIC,
          rules: listOf(RULE),
          notifications: listOf(record({ id: LINE, shortDescription: record({ text: MESSAGE }) })),
          properties: record({ catalogVersion: text, catalogDigest: SHA256 }),
        }),
      }),
      results: listOf(RESULT),
      artifacts: listOf(ARTIFACT),
      invocations: listOf(
        record({
          executionSuccessful: oneOf(true),
          toolExecutionNotifications: listOf(NOTIFICATION),
          properties: record({ asOf: either(ISO_TIME, matching(/^\d{4}-.*\.\d{3}Z$/, "a time")) }),
        }),
      ),
      originalUriBaseIds: record({ SRCROOT: record({ description: record({ text: MESSAGE }) }) }),
      automationDetails: record({ id: LINE, description: record({ text: MESSAGE }) }),
      columnKind: oneOf("utf16CodeUnits"),
      properties: record({
        schema: text,
        asOf: text,
        mode: oneOf("design", "deployed"),
        catalog: record({ version: text, digest: SHA256 }),
        findings: mapOf(number),
        verdict: oneOf("complete", "incomplete"),
      }),
    }),
  ),
});

interface Place {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string; readonly index?: number } };
}

export interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex?: number;
      readonly kind: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly Place[];
      readonly relatedLocations?: readonly Place[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly suppressions?: readonly { readonly status: string; readonly justification: string }[];
      readonly properties: { readonly finding: string; readonly severity: string };
    }[];
    readonly artifacts: readonly { readonly location: { readonly uri: string }; readonly parentIndex?: number }[];
    readonly invocations: readonly {
      readonly toolExecutionNotifications: readonly {
        readonly descriptor: { readonly id: string };
        readonly message: { readonly text: string };
      }[];
    }[];
  }[];
}

/** Shape, and what a schema cannot say: indexes point to what they name, kinds and levels go together. */
export function sarifComplaints(value: unknown): string[] {
  const complaints = SARIF_LOG(value, "log");
  if (complaints.length > 0) return complaints;
  for (const { tool, results, artifacts } of (value as SarifLog).runs) {
    for (const [at, result] of results.entries()) {
      const path = `results[${at}]`;
      if (result.ruleIndex !== undefined && tool.driver.rules[result.ruleIndex]?.id !== result.ruleId)
        complaints.push(`${path}.ruleIndex is of another rule`);
      if ((result.kind === "fail") === (result.level === "none")) complaints.push(`${path}: kind and level disagree`);
      if (result.locations.length !== 1) complaints.push(`${path} has not one location`);
      for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
        const { uri, index } = physicalLocation.artifactLocation;
        if (index !== undefined && artifacts[index]?.location.uri !== uri)
          complaints.push(`${path}: artifact ${index} is not ${uri}`);
      }
    }
    for (const [at, { parentIndex }] of artifacts.entries()) {
      if (parentIndex !== undefined && (artifacts[parentIndex] === undefined || parentIndex >= at))
        complaints.push(`artifacts[${at}].parentIndex is no artifact before it`);
    }
  }
  return complaints;
}
