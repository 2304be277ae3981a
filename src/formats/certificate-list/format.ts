/** Certificates of a store, told by their thumbprints [mdi-requirements 6.12]. */
import type { ObservationFields } from "../../core/fact.ts";
import { consoleLines } from "../../text/console.ts";
import type { PsObject } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { asDate, charSpan, hasAll, hostOf, objectOf, rowOnly, textOf, valueOf } from "../objects.ts";
import { namesIn, readObjectsOfAnyForm } from "../observed-objects.ts";
import { answer } from "../unread.ts";

/** `Thumbprint  Subject` over dashes: PowerShell's own table. */
const TABLE = /^Thumbprint +Subject\b.*\r?\n-{10} +-{7}/m;

function sniff(head: Head): "no" | "yes" {
  const shown = namesIn(head);
  const names = shown === null ? null : { names: shown };
  if (head.root === null && TABLE.test(head.sample)) return "yes";
  return answer(
    hasAll(names, "thumbprint") &&
      ["pspath", "psparentpath", "subject", "notafter", "issuer"].some((name) => hasAll(names, name)),
  );
}

/** 40 hexadecimal digits; some tools put blanks and an invisible mark between or before them. */
function thumbprintOf(object: PsObject): string | null {
  const digits = (textOf(object, "Thumbprint") ?? "").replaceAll(/[\s:\u200e\u200f]/g, "").toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? digits : null;
}

/** `Microsoft.PowerShell.Security\Certificate::LocalMachine\Root\<thumbprint>` as `LocalMachine\Root`. */
function storeOf(object: PsObject): string | null {
  const path = textOf(object, "PSParentPath") ?? textOf(object, "PSPath") ?? "";
  return /Certificate::([^\\]{1,64}\\[^\\]{1,128})/i.exec(path)?.[1] ?? null;
}

function fieldsOf(object: PsObject): ObservationFields | null {
  const name = thumbprintOf(object);
  if (name === null) return null;
  const parts: readonly (readonly [string, string | null])[] = [
    ["store", storeOf(object)],
    ["subject", textOf(object, "Subject")],
    ["notAfter", asDate(valueOf(object, "NotAfter"))],
  ];
  const value = parts.flatMap(([key, text]) => (text === null ? [] : [`${key}=${text}`]));
  return { kind: "observation", topic: "certificate", name, value };
}

/** The thumbprint is never cut; the subject may be and is not told. */
function parseTable(text: string, sink: Sink): ReadResult {
  let store: string | null = null;
  let last: { end: number; whole: boolean } | null = null;
  for (const line of consoleLines(text)) {
    store = /Certificate::([^\\]{1,64}\\[^\\\s]{1,128})$/i.exec(line.text)?.[1] ?? store;
    const name = rowName(line.text);
    if (name === null) {
      if (/^[0-9A-F]{1,39}$/i.test(line.text)) last = { end: line.end, whole: false };
      continue;
    }
    last = { end: line.end, whole: true };
    const value = store === null ? [] : [`store=${store}`];
    const span = { unit: "char", start: line.start, end: line.end } as const;
    sink.fact({
      fields: { kind: "observation", topic: "certificate", name, value },
      span,
      via: "powershell",
      host: null,
    });
  }
  // PowerShell ends a table with empty lines.
  if (last !== null && last.whole && last.end < text.length) return { read: "complete" };
  const data = { what: "the table", message: "it has no end" };
  sink.diagnostic({ code: "truncated", offset: Math.max((last?.end ?? 0) - 1, 0), data });
  return { read: "incomplete" };
}

function rowName(text: string): string | null {
  return /^([0-9A-F]{40})(?: {1,4}\S|$)/i.exec(text)?.[1]?.toUpperCase() ?? null;
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  if (!/^[\s\uFEFF\0]*[[{<]/.test(text) && TABLE.test(text)) return parseTable(text, sink);
  return readObjectsOfAnyForm(input, sink, (object) => {
    const fields = fieldsOf(object);
    if (fields === null) {
      const data = {
        what: "the thumbprint",
        value: (textOf(object, "Thumbprint") ?? "").slice(0, 80),
        why: "it is not 40 hexadecimal digits",
      };
      sink.diagnostic({ code: "not-understood", offset: object.start, data });
      return;
    }
    sink.fact({ fields, span: charSpan(object), via: "powershell", host: hostOf(object) });
  });
}

export const certificateList = defineFormat({
  id: "certificate-list",
  title: "Certificates of a store (Get-ChildItem Cert:)",
  madeBy: [
    "Get-ChildItem Cert:\\LocalMachine\\Root | Select-Object Thumbprint, Subject, NotAfter, PSParentPath | ConvertTo-Json > certificates-HOST.json",
    "Get-ChildItem Cert:\\LocalMachine\\Root | Select-Object Thumbprint, Subject, NotAfter, PSParentPath | Export-Csv -NoTypeInformation -Path certificates-HOST.csv",
    "Get-ChildItem Cert:\\LocalMachine\\Root > certificates-HOST.txt",
  ],
  recognisedBy:
    "JSON, CSV or CLIXML whose objects have Thumbprint, with Subject, Issuer, NotAfter or the path of a store; or PowerShell's table of Thumbprint and Subject.",
  proves:
    "Which certificates stood in that store of that computer at that time; whether one is missing only if the whole store was exported.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const name = rowName(excerpt);
    // The store stands above the table.
    if (name !== null) return { kind, topic: "certificate", name };
    const object = objectOf(excerpt);
    return object === null ? rowOnly(kind) : fieldsOf(object);
  },
});
