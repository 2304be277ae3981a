/** Security descriptors as SDDL text, bare or behind a label [MS-DTYP 2.5.1; formats.md 6.1]. */
import type { FactFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { fieldsOfSddl, MissingSacls } from "../../text/descriptor-fields.ts";
import { labelOf, labelOfPath } from "../../text/labelled.ts";
import { readLines } from "../../text/line-index.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { endOfSddl, findSddl, sddlAt } from "./lines.ts";

/** Labels of formats that hold SDDL among other things. */
const NOT_A_LABEL = /^(?:sddl|ntsecuritydescriptor|channelaccess|access)$|REG_SZ|^sz$|\bname:/i;
/** One descriptor that a console wrapped; more lines than a 64-KiB list fills are no descriptor. */
const MOST_WRAPPED = 20_000;

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null || /^[[{<]/.test(head.text)) return "no";
  const lines: string[] = [];
  for (const { start, end } of readLines(head.sample)) {
    const line = head.sample.slice(start, end).replace(/^[\uFEFF\0]+/, "");
    if (line.trim() !== "" && !isComment(line)) lines.push(line);
    if (lines.length === 2) break;
  }
  const [first = "", second = ""] = lines;
  const found = findSddl(first.slice(0, LIMITS.descriptorBytes));
  if (found !== null) return NOT_A_LABEL.test(found.label) ? "no" : "yes";
  const below = /^[\s"]*[OGDS]:/i.test(second) && !/[,;[\]{}<>]|:\s*\S+\s*:/.test(first.replace(/=[^=]*/g, "="));
  const bare = below ? findSddl(second) : null;
  return bare !== null && bare.label === "" && !NOT_A_LABEL.test(labelOf(first)) ? "yes" : "no";
}

function isComment(line: string): boolean {
  return /^\s*(?:#|;|\/\/)/.test(line);
}

interface Open {
  readonly object: string;
  readonly from: number;
  to: number;
  lines: number;
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const missing = new MissingSacls();
  let label = "";
  let incomplete = false;
  let open: Open | null = null;

  function finish(object: string, from: number, to: number, sddl: string): void {
    const reading = fieldsOfSddl(object, sddl);
    if (!reading.ok) {
      incomplete = true;
      const code = text.slice(to, to + 1000).trim() === "" && to + 1000 > text.length ? "truncated" : "malformed";
      const message = `SDDL: ${reading.message} at ${reading.offset}`;
      sink.diagnostic({ code, offset: from, data: { message, object: object.slice(0, 120) } });
      return;
    }
    missing.add(reading, from);
    sink.fact({
      fields: reading.fields,
      span: { unit: "char", start: from, end: to },
      via: "sddl",
      object: { kind: "object", name: object },
      tier: "A",
    });
  }

  for (const { start, end } of readLines(text)) {
    if (end - start > LIMITS.lineChars) {
      incomplete = true;
      sink.diagnostic({ code: "limit-exceeded", offset: start, data: { what: "line", limit: LIMITS.lineChars } });
      continue;
    }
    const line = text.slice(start, end);
    const found = findSddl(line);
    // A console breaks a long line anywhere; a blank line or the next descriptor ends it.
    if (open !== null && found === null && line.trim() !== "" && open.lines < MOST_WRAPPED) {
      open.to = end;
      open.lines += 1;
      continue;
    }
    if (open !== null) finish(open.object, open.from, open.to, joined(text.slice(open.from, open.to)));
    open = null;
    if (line.trim() === "" || isComment(line)) continue;
    if (found === null) {
      label = labelOf(line);
      continue;
    }
    const from = start + found.start;
    const object = found.label !== "" ? found.label : label !== "" ? label : labelOfPath(input.path);
    label = "";
    if (found.whole) finish(object, from, start + endOfSddl(line, found.start), sddlAt(line, found.start));
    else open = { object, from, to: end, lines: 1 };
  }
  if (open !== null) finish(open.object, open.from, open.to, joined(text.slice(open.from, open.to)));
  for (const draft of missing.diagnostics()) sink.diagnostic(draft);
  return { read: incomplete ? "incomplete" : "complete" };
}

function joined(text: string): string {
  return text.replaceAll(/[\r\n]+[ \t]*/g, "").trim();
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind !== "security-descriptor") return null;
  const reading = fieldsOfSddl("", /[\r\n]/.test(excerpt) ? joined(excerpt) : excerpt);
  if (!reading.ok) return null;
  const { object: _object, ...fields } = reading.fields;
  return fields;
}

export const sddl = defineFormat({
  id: "sddl",
  title: "Security descriptor as text (SDDL)",
  madeBy: ['(Get-Acl -Audit "AD:\\DC=corp,DC=example").Sddl | Set-Content domain.sddl.txt'],
  recognisedBy: "A first line that is SDDL (O:, G:, D: or S:), with or without a label before it or in the line above.",
  proves:
    "The audit entries of the object that its label names, when the text has a SACL part (S:). Without one it says nothing about auditing.",
  sniff,
  parse,
  reread,
});
