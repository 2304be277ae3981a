/** The records of a Registry.pol file, by their length fields alone [MS-GPREG 2.2.1]. */
import type { RegistryFields } from "../../core/fact.ts";
import { hexOf, utf16At } from "../../text/bytes.ts";
import { registryData, registryTypeName } from "../../text/registry-data.ts";
import { isSecretName } from "../../text/secrets.ts";

export const HEADER_BYTES = 8;

/** Offsets are bytes of the file. */
export interface PolRecord {
  readonly start: number;
  readonly key: string;
  readonly name: string;
  readonly type: number;
  readonly dataStart: number;
  readonly dataEnd: number;
  /** Behind the closing bracket. */
  readonly end: number;
}

export interface PolProblem {
  readonly code: "truncated" | "malformed";
  readonly message: string;
  readonly offset: number;
}

type PolHead = Omit<PolRecord, "end">;

const OPEN = 0x5b;
const CLOSE = 0x5d;
const DELIMITER = 0x3b;

/** `PReg`, with any version behind it. */
export function hasSignature(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x52 && bytes[2] === 0x65 && bytes[3] === 0x67;
}

/** The record whose bracket opens at `start`. Data may hold the bytes of any delimiter: only its size tells its end. */
export function readRecord(bytes: Uint8Array, start: number): PolRecord | PolProblem {
  const head = readHead(bytes, start);
  if ("code" in head) return head;
  if (head.dataEnd > bytes.length) {
    const message = `the data of a record: ${head.dataEnd - head.dataStart} bytes announced, ${bytes.length - head.dataStart} there`;
    return { code: "truncated", message, offset: start };
  }
  const problem = expectUnit(bytes, head.dataEnd, CLOSE, "]", start);
  return problem ?? { ...head, end: head.dataEnd + 2 };
}

/** A record up to its data. */
export function readHead(bytes: Uint8Array, start: number): PolHead | PolProblem {
  const open = expectUnit(bytes, start, OPEN, "[", start);
  if (open !== null) return open;
  const keyEnd = endOfText(bytes, start + 2);
  if (keyEnd === null) return { code: "truncated", message: "the key of a record", offset: start };
  const first = expectUnit(bytes, keyEnd + 2, DELIMITER, ";", start);
  if (first !== null) return first;
  const nameEnd = endOfText(bytes, keyEnd + 4);
  if (nameEnd === null) return { code: "truncated", message: "the value name of a record", offset: start };
  const typeStart = nameEnd + 4;
  const dataStart = typeStart + 12;
  for (const at of [nameEnd + 2, typeStart + 4, typeStart + 10]) {
    const problem = expectUnit(bytes, at, DELIMITER, ";", start);
    if (problem !== null) return problem;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    start,
    key: utf16At(bytes, start + 2, keyEnd),
    name: utf16At(bytes, keyEnd + 4, nameEnd),
    type: view.getUint32(typeStart, true),
    dataStart,
    dataEnd: dataStart + view.getUint32(typeStart + 6, true),
  };
}

/** What a record sets. `odd`: the data does not fit the type, its bytes stand as digits. */
export function fieldsOf(bytes: Uint8Array, record: PolHead): { fields: RegistryFields; odd: boolean } {
  const { key, name, type } = record;
  const plain = {
    kind: "registry",
    hive: null,
    key,
    name,
    type: registryTypeName(type),
    ...effectOf(name),
  } as const;
  const keyOnly = name === "" && type === 0 && record.dataStart === record.dataEnd;
  if (keyOnly || isSecret(record)) return { fields: { ...plain, value: null }, odd: false };
  const data = bytes.subarray(record.dataStart, record.dataEnd);
  const value = registryData(type, data, "utf-16");
  return { fields: { ...plain, value: value ?? hexOf(data) }, odd: value === null };
}

/** The password of an automatic logon stands in plain words: neither value nor excerpt may carry it [formats.md 0.7]. */
export function isSecret({ name }: PolHead): boolean {
  return isSecretName(name.replace(/^\*\*soft\./i, ""));
}

/** Names that begin with two stars are orders, in any case [MS-GPREG 3.2.5.1.2]. Those of unknown meaning stay as they are. */
function effectOf(name: string): Pick<RegistryFields, "action" | "condition"> {
  if (/^\*\*(?:del\.|delvals|deletevalues|deletekeys)/i.test(name)) return { action: "D" };
  return /^\*\*soft\./i.test(name) ? { condition: "only if the value does not exist" } : {};
}

/** The offset of the NUL that ends a text. */
function endOfText(bytes: Uint8Array, start: number): number | null {
  for (let at = start; at + 1 < bytes.length; at += 2) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
  }
  return null;
}

function expectUnit(bytes: Uint8Array, at: number, unit: number, name: string, record: number): PolProblem | null {
  if (at + 2 > bytes.length) return { code: "truncated", message: "a record", offset: record };
  if (bytes[at] === unit && bytes[at + 1] === 0) return null;
  return { code: "malformed", message: `expected ${name} in a record`, offset: at };
}
