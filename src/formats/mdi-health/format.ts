/**
 * Health issues of Defender for Identity as Microsoft Graph gives them [D: Graph, healthIssue resource type]: the
 * response itself, a list, or what `Get-MgSecurityIdentityHealthIssue | ConvertTo-Json` writes.
 */
import type { FactDraft, ToolRowFields } from "../../core/fact.ts";
import { items, text, type JsonNode, type JsonObject } from "../../text/json.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import {
  compact,
  field,
  jsonHead,
  labelled,
  nameIn,
  objectOfExcerpt,
  readDocument,
  toolRow,
  UNNAMED_DOMAIN,
  verdictOf,
} from "../tool-rows.ts";

const TOOL = "Defender for Identity health";

/** Beside the name and the status; in this order. */
const DETAILS = [
  "severity",
  "healthIssueType",
  "issueTypeId",
  "createdDateTime",
  "lastModifiedDateTime",
  "domainNames",
  "sensorDNSNames",
  "additionalInformation",
  "description",
];

function issuesOf(root: JsonNode | null): readonly JsonNode[] {
  if (root === null) return [];
  const value = field(root, "value");
  return items(value?.kind === "array" ? value : root);
}

function sniff(head: Head): "no" | "yes" {
  const root = jsonHead(head);
  const [first] = issuesOf(root);
  const has = (name: string): boolean => field(first, name) !== undefined;
  if (has("displayName") && has("severity") && has("status") && (has("healthIssueType") || has("sensorDNSNames"))) {
    return "yes";
  }
  const context = text(field(root ?? undefined, "@odata.context")) ?? "";
  return /security\/identities\/healthIssues/i.test(context.slice(0, 500)) ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  return readDocument(input, sink, (root) => {
    for (const issue of issuesOf(root)) {
      if (issue.kind === "object" && issue.open) continue;
      const fields = issue.kind === "object" ? rowOf(issue) : null;
      if (issue.kind !== "object" || fields === null) {
        sink.diagnostic({ code: "malformed", offset: issue.start, data: { message: "an issue without a name" } });
        continue;
      }
      for (const subject of subjectsOf(issue)) sink.fact(toolRow(fields, issue, subject));
    }
    const next = field(root, "@odata.nextLink");
    if (next !== undefined) {
      const data = { message: "a first page only: the response names a next one", next: "Export every page." };
      sink.diagnostic({ code: "truncated", offset: next.start, data });
    }
  });
}

/** One row for each sensor, else for each domain; an issue can name several. */
function subjectsOf(issue: JsonObject): Pick<FactDraft, "host" | "object">[] {
  const hosts = namesIn(field(issue, "sensorDNSNames"));
  if (hosts.length > 0) return hosts.map((host) => ({ host }));
  const domains = namesIn(field(issue, "domainNames"));
  if (domains.length === 0) return [{ object: UNNAMED_DOMAIN }];
  return domains.map((name) => ({ object: { kind: "domain", name } }));
}

function namesIn(node: JsonNode | undefined): string[] {
  return [...new Set(items(node).flatMap((one) => nameIn(one) ?? []))];
}

function rowOf(issue: JsonObject): ToolRowFields | null {
  const item = text(field(issue, "displayName"));
  if (item === null) return null;
  const details = labelled(DETAILS.map((name) => [name, namesOrText(field(issue, name))]));
  return { kind: "tool-row", tool: TOOL, item, verdict: verdictOf(field(issue, "status")), details };
}

/** Lists of names are joined; anything else is compact JSON. */
function namesOrText(node: JsonNode | undefined): string {
  if (node?.kind !== "array" || node.items.some((one) => one.kind !== "string")) return compact(node);
  return node.items.map((one) => text(one) ?? "").join(", ");
}

export const mdiHealth = defineFormat({
  id: "mdi-health",
  title: "Defender for Identity health issues (Microsoft Graph)",
  madeBy: [
    "GET https://graph.microsoft.com/v1.0/security/identities/healthIssues",
    "Get-MgSecurityIdentityHealthIssue -All | ConvertTo-Json -Depth 5",
  ],
  recognisedBy: "JSON objects with displayName, severity, status and healthIssueType or sensorDNSNames.",
  proves:
    "What Defender for Identity itself reports about its sensors and domains. Its words are shown beside our findings and never taken over.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const issue = objectOfExcerpt(excerpt);
    return kind === "tool-row" && issue !== null ? rowOf(issue) : null;
  },
});
