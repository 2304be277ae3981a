/** Digests of text: for names that must be the same in every run and on every machine. */
import { createHash } from "node:crypto";

/** SHA-256 of the UTF-8 bytes, lower-case hex. */
export function textDigest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
