/** Registry.pol: registry settings of administrative templates [MS-GPREG 2.2.1, 3.2.5.1.2; formats.md 5.1]. */
import type { RegistryFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { bytesOfHex } from "../../text/bytes.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { fieldsOf, hasSignature, HEADER_BYTES, isSecret, readHead, readRecord } from "./reader.ts";
import type { PolRecord } from "./reader.ts";

const VERSION = 1;

function sniff(head: Head): "no" | "maybe" | "yes" {
  return hasSignature(head.bytes) ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const { bytes } = input;
  if (!hasSignature(bytes) || bytes.length < HEADER_BYTES) {
    sink.diagnostic({ code: "truncated", offset: 0, data: { what: "the header" } });
    return { read: "incomplete" };
  }
  const version = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  if (version !== VERSION) {
    const reason = `its version is ${version}; Windows reads version 1 and skips this file`;
    sink.diagnostic({ code: "dead-file", offset: 4, data: { reason } });
    return { read: "refused", reason };
  }
  return readRecords(input, sink);
}

function readRecords(input: Input, sink: Sink): ReadResult {
  const { bytes } = input;
  let at = HEADER_BYTES;
  let facts = 0;
  let complete = true;
  while (at < bytes.length) {
    const padding = zerosAt(bytes, at);
    if (padding > 0) {
      sink.diagnostic({ code: "malformed", offset: at, data: { message: `${padding} bytes of padding, skipped` } });
      at += padding;
      continue;
    }
    const record = readRecord(bytes, at);
    if ("code" in record) {
      const { code, message, offset } = record;
      sink.diagnostic({ code, offset, data: code === "truncated" ? { what: message } : { message } });
      complete = false;
      break;
    }
    at = record.end;
    if (record.dataEnd - record.dataStart > LIMITS.registryDataBytes) {
      const data = { what: "the data of a registry value", limit: LIMITS.registryDataBytes };
      sink.diagnostic({ code: "limit-exceeded", offset: record.start, data });
      complete = false;
      continue;
    }
    report(input, sink, record);
    facts += 1;
  }
  if (facts > 0 && input.side === null) sink.diagnostic({ code: "hive-unknown" });
  return { read: complete ? "complete" : "incomplete" };
}

function report({ bytes, side }: Input, sink: Sink, record: PolRecord): void {
  const { fields, odd } = fieldsOf(bytes, record);
  if (odd) {
    const value = `${fields.type} of ${record.dataEnd - record.dataStart} bytes`;
    sink.diagnostic({ code: "not-understood", offset: record.dataStart, data: { value, what: record.name } });
  }
  const secret = isSecret(record);
  if (secret) sink.diagnostic({ code: "secret-redacted", offset: record.start, data: { what: record.name } });
  const span = { unit: "byte", start: record.start, end: secret ? record.dataStart : record.end } as const;
  sink.fact({ fields: ofSide(fields, side), span, via: "registry-pol" });
}

/** The folder tells the hive; a loose file has none. */
function ofSide(fields: RegistryFields, side: Input["side"]): RegistryFields {
  return side === null ? fields : { ...fields, hive: side === "machine" ? "HKLM" : "HKCU", side };
}

function zerosAt(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] === 0) end += 1;
  return end - start;
}

export const registryPol = defineFormat({
  id: "registry-pol",
  title: "Registry.pol of a GPO",
  madeBy: [
    "GPMC: right-click the GPO, Back Up (the file lies in DomainSysvol\\GPO\\Machine and …\\User)",
    "A copy of \\\\<domain>\\SYSVOL\\<domain>\\Policies",
  ],
  recognisedBy: "The bytes PReg at the beginning.",
  proves:
    "The registry values that the GPO's administrative templates write or delete, in order, wherever the GPO applies. It names neither the GPO nor the hive: keep the folders.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const bytes = kind === "registry" ? bytesOfHex(excerpt) : null;
    const record = bytes === null ? null : readHead(bytes, 0);
    if (bytes === null || record === null || "code" in record) return null;
    if (record.dataEnd > bytes.length && !isSecret(record)) return null;
    // The hive and the side are told by the folder, not by the record.
    const { hive: _, ...fields } = fieldsOf(bytes, record).fields;
    return fields;
  },
});
