/** Binary security descriptors written as hexadecimal digits, base64 or a list of bytes [MS-DTYP 2.4.6; formats.md 6.2, 6.7]. */
import type { FactFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { fieldsOfBytes, MissingSacls } from "../../text/descriptor-fields.ts";
import { DESCRIPTOR_CHARS, descriptorBytes, looksLikeDescriptor } from "../../text/descriptor-bytes.ts";
import { labelOf, labelOfPath } from "../../text/labelled.ts";
import { readLines } from "../../text/line-index.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

/** The first bytes: revision 1, reserved 0, any control word. */
const HEX_START = /^(?:0x|X')?01[ :,-]?(?:0x)?00[ :,-]/i;
const HEX_RUN = /^(?:0x|X')?0100[0-9a-f]{4}[0-9a-f]{32}/i;
const LIST_START = /^[[({@]*1[ ,;]+0[ ,;]+\d{1,3}[ ,;]+\d{1,3}[ ,;]/;
const BASE64_START = /^AQ[AB][A-Za-z0-9+/ ]{24}/;

interface Piece {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  const first = firstLines(head.sample);
  for (const piece of piecesOf(first)) {
    return NOT_A_LABEL.test(piece.label) || !isDescriptor(first, piece) ? "no" : "yes";
  }
  return "no";
}

/** Labels of LDIF and of objects that are read elsewhere. */
const NOT_A_LABEL = /ntsecuritydescriptor|hexdata|binary|^dn$/i;

/** A label may stand above the descriptor; further down it belongs to another format. */
function firstLines(sample: string): string {
  let lines = 0;
  for (const { start, end } of readLines(sample)) {
    const line = sample.slice(start, end).trim();
    if (line === "" || line.startsWith("#")) continue;
    if (beginningOf(line) !== null || line === "1") return sample;
    lines += 1;
    if (lines === 2) return "";
  }
  return sample;
}

/** Descriptors one below the other: each begins on its line or behind a label and goes on to a blank line, a label or the next. */
function* piecesOf(text: string): Iterable<Piece> {
  let label = "";
  let piece: { label: string; start: number; end: number } | null = null;
  let inList = false;
  for (const { start, end } of readLines(text)) {
    const line = text.slice(start, end);
    const content = line.trim();
    const begins = beginningOf(line);
    // A byte list with one number on each line begins like any other line of it.
    const isNew = begins !== null && !inList && (labelOf(line.slice(0, begins)) !== "" || isHeader(content));
    const goesOn = piece !== null && content !== "" && isContent(content) && !isNew;
    if (piece !== null && goesOn) {
      piece.end = end;
      continue;
    }
    if (piece !== null) {
      yield piece;
      piece = null;
    }
    if (content === "") continue;
    inList = content === "1";
    if (begins !== null || inList) {
      const own = begins === null ? "" : labelOf(line.slice(0, begins));
      piece = { label: own !== "" ? own : label, start: start + (begins ?? line.search(/\S/)), end };
      label = "";
    } else {
      label = labelOf(line);
    }
  }
  if (piece !== null) yield piece;
}

/** Where in the line the bytes begin; null when none do. */
function beginningOf(line: string): number | null {
  const places = [line.search(/[^\s\uFEFF\0"]/), behindLabel(line)];
  for (const place of places) {
    if (place < 0) continue;
    const rest = line.slice(place, place + 120);
    if ([HEX_START, HEX_RUN, LIST_START, BASE64_START].some((form) => form.test(rest))) return place;
  }
  return null;
}

/** Behind the last separator that has a blank after it. */
function behindLabel(line: string): number {
  const found = /^[^\t|]{1,2048}?(?::\s+|\t+|\|\s*)(?=(?:0x|X')?01|[[({@]*1[ ,;]|AQ[AB])/i.exec(line);
  return found === null ? -1 : found[0].length;
}

/** Bytes of a SID or of an entry may look like a beginning; a whole header does not come by chance. */
function isHeader(content: string): boolean {
  const bytes = firstBytes(content.slice(0, 240));
  return bytes !== null && looksLikeDescriptor(bytes);
}

function isContent(content: string): boolean {
  return /^[A-Za-z0-9+/=,;:' )\]}-]+$/.test(content) && !/^(?:CN|OU|DC)=/i.test(content);
}

function isDescriptor(text: string, { start, end }: Piece): boolean {
  const beginning = text.slice(start, Math.min(end, start + 240));
  const bytes = firstBytes(beginning);
  return bytes !== null && (looksLikeDescriptor(bytes) || (bytes.length >= 4 && bytes.length < 20 && bytes[0] === 1));
}

/** A beginning may end in the middle of a byte or of a group of base64: less of it is tried. */
function firstBytes(beginning: string): Uint8Array | null {
  for (let cut = 0; cut < 8 && cut < beginning.length; cut += 1) {
    const bytes = descriptorBytes(beginning.slice(0, beginning.length - cut));
    if (bytes !== null && bytes[0] === 1 && bytes[1] === 0) return bytes;
  }
  return null;
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const missing = new MissingSacls();
  let incomplete = false;
  for (const { label, start, end } of piecesOf(text)) {
    const complain = (message: string): void => {
      incomplete = true;
      const code =
        /^[\s\0]*$/.test(text.slice(end, end + 1000)) && end + 1000 > text.length ? "truncated" : "malformed";
      sink.diagnostic({ code, offset: start, data: { message } });
    };
    if (end - start > DESCRIPTOR_CHARS) {
      incomplete = true;
      const data = { what: "a security descriptor", limit: LIMITS.descriptorBytes };
      sink.diagnostic({ code: "limit-exceeded", offset: start, data });
      continue;
    }
    const bytes = descriptorBytes(valueOf(text.slice(start, end)));
    if (bytes === null) {
      complain("neither hexadecimal digits nor base64 to its end");
      continue;
    }
    const object = label === "" ? labelOfPath(input.path) : label;
    const reading = fieldsOfBytes(object, bytes);
    const problem = reading.ok ? reading.problem : reading;
    if (problem !== null) complain(`${problem.message} at byte ${problem.offset}`);
    if (!reading.ok) continue;
    missing.add(reading, start);
    const span = { unit: "char", start, end } as const;
    sink.fact({ fields: reading.fields, span, via: "sddl", object: { kind: "object", name: object }, tier: "A" });
  }
  for (const draft of missing.diagnostics()) sink.diagnostic(draft);
  return { read: incomplete ? "incomplete" : "complete" };
}

function valueOf(text: string): string {
  return text.replace(/["\s\0]+$/, "");
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  const bytes = kind === "security-descriptor" ? descriptorBytes(valueOf(excerpt)) : null;
  const reading = bytes === null ? null : fieldsOfBytes("", bytes);
  if (reading === null || !reading.ok) return null;
  const { object: _object, ...fields } = reading.fields;
  return fields;
}

export const descriptorText = defineFormat({
  id: "descriptor-text",
  title: "Binary security descriptor as text",
  madeBy: [
    "[Convert]::ToBase64String((Get-ADObject $dn -Properties nTSecurityDescriptor).nTSecurityDescriptor.GetSecurityDescriptorBinaryForm()) | Set-Content domain.sd.txt",
  ],
  recognisedBy:
    "Hexadecimal digits, base64 or a list of byte values that begin with the header of a self-relative descriptor, with or without a label before them.",
  proves: "The audit entries of the object that its label names, when the descriptor holds a SACL.",
  sniff,
  parse,
  reread,
});
