/** Identifiers that look like Windows' own and depend on nothing but the names they are made from. */
import { createHash } from "node:crypto";

function digest(words: readonly string[]): Buffer {
  return createHash("sha1")
    .update(["eventreach samples", ...words].join("\n"))
    .digest();
}

/** A name-based GUID (version 5, RFC 9562): upper case, no braces. */
export function guidFrom(...words: readonly string[]): string {
  const bytes = digest(words).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex").toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** `S-1-5-21-a-b-c`, the SID of an invented domain. */
export function domainSidFrom(dns: string): string {
  const bytes = digest(["domain SID", dns]);
  return `S-1-5-21-${bytes.readUInt32LE(0)}-${bytes.readUInt32LE(4)}-${bytes.readUInt32LE(8)}`;
}

/** The seven digits behind the second of a report's `ReadTime`. */
export function ticksFrom(...words: readonly string[]): string {
  return String(digest(words).readUInt32LE(12) % 10_000_000).padStart(7, "0");
}
