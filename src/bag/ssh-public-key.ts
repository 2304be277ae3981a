/** Public keys of OpenSSH, and what a signature by one must look like [RFC 4253 6.6, 5656 3.1, 8332, 8709]. */
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { SshFormatError, SshReader } from "./ssh-wire.ts";

export interface SshPublicKey {
  readonly type: string;
  readonly blob: Buffer;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Whether the signature blob is one of these bytes by this key. */
  verify(signature: Uint8Array, data: Uint8Array): boolean;
}

const CURVES = {
  "ecdsa-sha2-nistp256": { crv: "P-256", hash: "sha256", bytes: 32 },
  "ecdsa-sha2-nistp384": { crv: "P-384", hash: "sha384", bytes: 48 },
  "ecdsa-sha2-nistp521": { crv: "P-521", hash: "sha512", bytes: 66 },
} as const;

/** An RSA key below this is no proof [evidence.md 3.5]. */
const RSA_BITS = 3072;
/** The bit of a security key's answer that somebody touched it [PROTOCOL.u2f]. */
const TOUCHED = 0x01;

export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** @throws SshFormatError with the reason, as the end of a sentence that begins with the key. */
export function parsePublicKey(blob: Buffer): SshPublicKey {
  const reader = new SshReader(blob);
  const type = reader.text();
  const check = checkerOf(type, reader);
  reader.end();
  return {
    type,
    blob,
    fingerprint: fingerprintOf(blob),
    verify: (signature, data) => {
      try {
        return check(new SshReader(signature), data);
      } catch {
        // A signature that node:crypto cannot even read is none.
        return false;
      }
    },
  };
}

type Check = (signature: SshReader, data: Uint8Array) => boolean;

function checkerOf(type: string, key: SshReader): Check {
  switch (type) {
    case "ssh-ed25519": {
      const point = ed25519(key.string());
      return (signature, data) => {
        if (signature.text() !== type) return false;
        const bytes = signature.string();
        signature.end();
        return verify(null, data, point, bytes);
      };
    }
    case "sk-ssh-ed25519@openssh.com":
      return securityKey(type, key);
    case "ecdsa-sha2-nistp256":
    case "ecdsa-sha2-nistp384":
    case "ecdsa-sha2-nistp521":
      return ecdsa(type, key);
    case "ssh-rsa":
      return rsa(key);
    default:
      throw new SshFormatError(`is of the type ${type}, which is not accepted here`);
  }
}

function ed25519(point: Buffer): KeyObject {
  if (point.length !== 32) throw new SshFormatError("has the wrong length");
  return keyOf({ kty: "OKP", crv: "Ed25519", x: point.toString("base64url") });
}

function securityKey(type: string, key: SshReader): Check {
  const point = ed25519(key.string());
  const application = sha256(key.string());
  return (signature, data) => {
    if (signature.text() !== type) return false;
    const bytes = signature.string();
    const flags = signature.raw(1);
    const counter = signature.raw(4);
    signature.end();
    if (((flags[0] ?? 0) & TOUCHED) === 0) return false;
    return verify(null, Buffer.concat([application, flags, counter, sha256(data)]), point, bytes);
  };
}

function ecdsa(type: keyof typeof CURVES, key: SshReader): Check {
  const { crv, hash, bytes } = CURVES[type];
  if (key.text() !== type.slice("ecdsa-sha2-".length)) throw new SshFormatError("names two curves");
  const point = key.string();
  if (point.length !== 1 + 2 * bytes || point[0] !== 4) throw new SshFormatError("has no point of its curve");
  const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)];
  const object = keyOf({ kty: "EC", crv, x: x.toString("base64url"), y: y.toString("base64url") });
  return (signature, data) => {
    if (signature.text() !== type) return false;
    const pair = new SshReader(signature.string());
    signature.end();
    const [r, s] = [pair.mpint(), pair.mpint()];
    pair.end();
    if (r.length > bytes || s.length > bytes) return false;
    const padded = [r, s].map((number) => Buffer.concat([Buffer.alloc(bytes - number.length), number]));
    return verify(hash, data, { key: object, dsaEncoding: "ieee-p1363" }, Buffer.concat(padded));
  };
}

function rsa(key: SshReader): Check {
  const exponent = key.mpint();
  const modulus = key.mpint();
  const object = keyOf({ kty: "RSA", n: modulus.toString("base64url"), e: exponent.toString("base64url") });
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  if (bits < RSA_BITS) throw new SshFormatError(`is RSA of ${bits} bits; at least ${RSA_BITS} are needed`);
  return (signature, data) => {
    // `ssh-rsa` as the type of a signature is SHA-1.
    const hash = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" }[signature.text()];
    const bytes = signature.string();
    signature.end();
    return hash !== undefined && verify(hash, data, object, bytes);
  };
}

function keyOf(jwk: Record<string, string>): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    throw new SshFormatError("is no key: its numbers do not fit");
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
