/** Keys that count no more: a list of public keys, one a line, as sshd reads it. Binary lists are ssh-keygen's matter. */

const BINARY = "SSHKRL\n\0";

export function isBinaryRevocationList(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, BINARY.length)).toString("latin1") === BINARY;
}

export interface RevokedKey {
  readonly line: number;
  readonly blob: Buffer;
}

/** A text says which line is not understood: what is left out of this list would be trusted. */
export function parseRevoked(text: string): readonly RevokedKey[] | string {
  const keys: RevokedKey[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [type = "", base64 = ""] = line.split(/\s+/);
    const blob = Buffer.from(base64, "base64");
    const length = blob.length < 4 ? -1 : blob.readUInt32BE(0);
    if (blob.toString("base64").replace(/=+$/, "") !== base64.replace(/=+$/, "") || length !== type.length) {
      return `line ${index + 1} is no public key`;
    }
    if (blob.subarray(4, 4 + length).toString("latin1") !== type) return `line ${index + 1} is no public key`;
    keys.push({ line: index + 1, blob });
  }
  return keys;
}
