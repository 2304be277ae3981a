/** The JSON of Test-MdiReadiness [formats.md 7.3; read from the script's source]. Its verdicts are rows, never ours. */
import type { FactDraft, ToolRowFields } from "../../core/fact.ts";
import { items, type JsonEntry, type JsonNode } from "../../text/json.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import {
  compact,
  entry,
  field,
  jsonHead,
  nameIn,
  objectOfExcerpt,
  readDocument,
  toolRow,
  UNNAMED_DOMAIN,
  verdictOf,
} from "../tool-rows.ts";

const TOOL = "Test-MdiReadiness";

/** Lists of computers; older versions have the first only. */
const COMPUTERS = ["DomainControllers", "CAServers", "EntraConnectServers"];
/** What a computer is, and what stands beside the tests. */
const NO_TEST = new Set(["fqdn", "ip", "os", "osversion", "machinetype", "details"]);

function sniff(head: Head): "no" | "yes" {
  const [first] = items(jsonHead(head) ?? undefined);
  const controllers = field(first, "DomainControllers");
  const auditing = field(first, "DomainObjectAuditing");
  // A long list of controllers can push the rest out of the head; the names inside it tell as well.
  const [one] = items(controllers);
  const inside = field(one, "FQDN") !== undefined && field(one, "AdvancedAuditing") !== undefined;
  return controllers !== undefined && (auditing !== undefined || inside) ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  return readDocument(input, sink, (root) => {
    for (const report of items(root)) readReport(report, sink);
  });
}

function readReport(report: JsonNode, sink: Sink): void {
  if (report.kind !== "object") return;
  const name = nameIn(field(report, "Domain"));
  const object = name === null ? UNNAMED_DOMAIN : ({ kind: "domain", name } as const);
  for (const member of report.entries) {
    if (COMPUTERS.some((list) => list.toLowerCase() === member.key.toLowerCase())) {
      readComputers(member, sink);
    } else if (member.key.toLowerCase() !== "domain" && !isOpen(member.value)) {
      const fields = rowOf(member, domainDetails(member.value));
      if (fields !== null) sink.fact(toolRow(fields, placeOf(member), { object }));
    }
  }
}

function readComputers(list: JsonEntry, sink: Sink): void {
  const isEmpty = list.value.kind === "null" && list.key.toLowerCase() === "domaincontrollers";
  for (const computer of isEmpty ? [list.value] : items(list.value)) {
    if (computer.kind !== "object") {
      const data = { what: list.key, value: compact(computer), why: "no computer was reached" };
      sink.diagnostic({ code: "not-understood", offset: list.start, data });
      continue;
    }
    if (isOpen(computer)) continue;
    const host: Pick<FactDraft, "host"> = { host: nameIn(field(computer, "FQDN")) };
    const details = field(computer, "Details");
    for (const member of computer.entries) {
      if (NO_TEST.has(member.key.toLowerCase())) continue;
      const fields = rowOf(member, compact(field(details, `${member.key}Details`)));
      if (fields !== null) sink.fact(toolRow(fields, placeOf(member), host));
    }
  }
}

/** A scalar is the verdict; an object has it in its member `is…Ok`. Null for anything else. */
function rowOf({ key, value }: JsonEntry, details: string): ToolRowFields | null {
  if (value.kind === "array") return null;
  const verdict = value.kind === "object" ? value.entries.find((one) => /^is.+ok$/i.test(one.key))?.value : value;
  if (verdict === undefined) return null;
  if (key.toLowerCase() === "comment") {
    return value.kind === "null"
      ? null
      : { kind: "tool-row", tool: TOOL, item: key, verdict: null, details: compact(value) };
  }
  return {
    kind: "tool-row",
    tool: TOOL,
    item: key,
    // "N/A" and versions are texts; null says nothing.
    verdict: verdictOf(verdict),
    details,
  };
}

function domainDetails(value: JsonNode): string {
  return compact(entry(value, "details")?.value);
}

function isOpen(node: JsonNode): boolean {
  return (node.kind === "object" || node.kind === "array") && node.open === true;
}

function placeOf({ start, value }: JsonEntry): { start: number; end: number } {
  return { start, end: value.end };
}

export const mdiReadiness = defineFormat({
  id: "mdi-readiness",
  title: "Defender for Identity readiness (Test-MdiReadiness)",
  madeBy: [".\\Test-MdiReadiness.ps1 -Path ."],
  recognisedBy: "A JSON object with DomainControllers and DomainObjectAuditing.",
  proves:
    "What the script found on each computer and in the domain. Its verdicts are shown beside ours and never taken over.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const [member] = objectOfExcerpt(`{${excerpt}}`)?.entries ?? [];
    if (kind !== "tool-row" || member === undefined) return null;
    const fields = rowOf(member, domainDetails(member.value));
    if (fields === null) return null;
    // The details of a computer's test stand elsewhere in the file.
    const { details, ...own } = fields;
    return member.value.kind === "object" ? { ...own, details } : own;
  },
});
