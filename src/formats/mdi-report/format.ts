/**
 * The JSON of New-MDIConfigurationReport and Get-MDIConfiguration, PowerShell module DefenderForIdentity
 * [formats.md 7.1, 7.2; read from the module's source]. Rows and verdicts are the module's; none is taken over.
 */
import type { ToolRowFields } from "../../core/fact.ts";
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

const TOOL = "DefenderForIdentity";

function sniff(head: Head): "no" | "yes" {
  const [first] = items(jsonHead(head) ?? undefined);
  const mode = text(field(first, "Mode"));
  const isRow = field(first, "Configuration")?.kind === "string" && field(first, "Status") !== undefined;
  return isRow && (mode === "Domain" || mode === "LocalMachine") ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  let cutOff = false;
  const result = readDocument(input, sink, (root) => {
    const named = domainIn(root) ?? domainOfFileName(input.path);
    const domain = named === null ? UNNAMED_DOMAIN : ({ kind: "domain", name: named } as const);
    for (const item of items(root)) {
      if (item.kind === "object" && item.open) continue;
      const fields = item.kind === "object" ? rowOf(item) : null;
      if (item.kind !== "object" || fields === null) {
        sink.diagnostic({
          code: "malformed",
          offset: item.start,
          data: { message: "an item without a configuration" },
        });
        cutOff = true;
        continue;
      }
      const details = field(item, "Details");
      // Entra Connect's rows are one joined text in a whole report as well.
      if (details !== undefined && fields.item !== "EntraConnectAuditing" && isCutAtDepth(details)) {
        cutOff = true;
        const data = { what: fields.item, message: "ConvertTo-Json left rows out at its depth", next: DEEPER };
        sink.diagnostic({ code: "truncated", offset: details.start, data });
      }
      const local = text(field(item, "Mode")) === "LocalMachine";
      sink.fact(toolRow(fields, item, local ? { host: hostOf(item) } : { object: domain }));
    }
  });
  return cutOff ? { read: "incomplete" } : result;
}

const DEEPER = "Export it again with `| ConvertTo-Json -Depth 6`.";

function rowOf(item: JsonObject): ToolRowFields | null {
  const name = text(field(item, "Configuration"));
  if (name === null) return null;
  const mode = text(field(item, "Mode")) ?? "";
  const details = labelled([
    ["Mode", mode],
    ["Details", compact(field(item, "Details"))],
  ]);
  return { kind: "tool-row", tool: TOOL, item: name, verdict: verdictOf(field(item, "Status")), details };
}

/** Rows that became `@{a=b; …}` or the name of a type. */
function isCutAtDepth(node: JsonNode): boolean {
  if (node.kind === "string") return /^(?:@\{|System\.(?:Object\[\]|Collections\.|Management\.))/.test(node.value);
  if (node.kind === "array") return node.items.some(isCutAtDepth);
  return node.kind === "object" && node.entries.some(({ value }) => isCutAtDepth(value));
}

/** The domain that rows name; null when none does, or several. */
function domainIn(root: JsonNode): string | null {
  const found = new Map<string, string>();
  for (const item of items(root)) {
    for (const node of [item, ...items(field(item, "Details"))]) {
      for (const key of ["DomainName", "Domain"]) {
        const name = nameIn(field(node, key));
        if (name !== null && DNS_NAME.test(name)) found.set(name.toLowerCase(), name);
      }
    }
  }
  const [only, second] = found.values();
  return second === undefined ? (only ?? null) : null;
}

const DNS_NAME = /^[\w-]{1,63}(?:\.[\w-]{1,63})+$/;

/** The module names the file after the domain; the rows of the report do not name it. */
function domainOfFileName(path: string): string | null {
  const name = /(?:^|[/!])MDI-configuration-report-([^/!]{1,255})\.json$/i.exec(path)?.[1] ?? "";
  return DNS_NAME.test(name) ? name : null;
}

/** The computer that auditpol's rows or remoting name. */
function hostOf(item: JsonObject): string | null {
  const rows = items(field(item, "Details"));
  for (const node of [item, ...rows]) {
    for (const name of ["PSComputerName", "Machine Name", "MachineName"]) {
      const host = nameIn(field(node, name));
      if (host !== null && host !== "localhost") return host;
    }
  }
  return null;
}

export const mdiReport = defineFormat({
  id: "mdi-report",
  title: "Defender for Identity configuration report (PowerShell module)",
  madeBy: [
    "New-MDIConfigurationReport -Path . -Mode Domain -Identity GMSA",
    "Get-MDIConfiguration -Mode LocalMachine -Configuration All | ConvertTo-Json -Depth 6",
  ],
  recognisedBy: "JSON objects with Configuration, Mode (Domain or LocalMachine) and Status.",
  proves:
    "What the module found and concluded. Its verdicts are shown beside ours and never taken over: it checks the GPOs that it made itself, and a missing subcategory can count as a pass.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const item = objectOfExcerpt(excerpt);
    return kind === "tool-row" && item !== null ? rowOf(item) : null;
  },
});
