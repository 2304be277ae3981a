/** Tokens: a keyed digest in place of a value. Who has the key can tell which value a token stands for; nobody else can try names. */
import { createHmac } from "node:crypto";

/** Classes of what is replaced; the first part of each token. */
export const KINDS = [
  "host",
  "domain",
  "sid",
  "account",
  "gpo",
  "dn",
  "ip",
  "path",
  "email",
  "guid",
  "site",
  "filter",
  "waiver",
  "name",
] as const;
export type Kind = (typeof KINDS)[number];

export const KEY_BYTES = 32;

/** 72 bits. */
const LENGTH = 12;
/** The whole digest. */
const LONGEST = 43;

export interface TokenEntry {
  readonly token: string;
  readonly kind: Kind;
  /** As it was met first. */
  readonly value: string;
}

export class Tokens {
  readonly #key: Uint8Array;
  readonly #length: number;
  readonly #byValue = new Map<string, string>();
  readonly #byToken = new Map<string, TokenEntry>();

  /** `length`: of the part behind the kind; tests make it short to see collisions. */
  constructor(key: Uint8Array, length = LENGTH) {
    this.#key = key;
    this.#length = length;
  }

  /** Names the key, and tells nothing about it. */
  get keyId(): string {
    return this.#hmac("key-id").toString("hex").slice(0, 12);
  }

  /** `normal`: what all spellings of the value have in common. A token that is taken already gets longer. */
  token(kind: Kind, normal: string, value = normal): string {
    const known = `${kind}\0${normal}`;
    const given = this.#byValue.get(known);
    if (given !== undefined) return given;
    const digest = this.#hmac(known).toString("base64url");
    let length = this.#length;
    while (length < LONGEST && this.#byToken.has(`${kind}-${digest.slice(0, length)}`)) length += 1;
    const token = `${kind}-${digest.slice(0, length)}`;
    this.#byValue.set(known, token);
    this.#byToken.set(token, { token, kind, value });
    return token;
  }

  /** A whole digest of a text that is named nowhere: of an excerpt, of an input. */
  digest(purpose: string, text: string): string {
    return this.#hmac(`${purpose}\0${text}`).toString("hex");
  }

  /** Everything that was replaced, sorted by token. */
  entries(): readonly TokenEntry[] {
    return [...this.#byToken.values()].toSorted((a, b) => (a.token < b.token ? -1 : 1));
  }

  has(token: string): boolean {
    return this.#byToken.has(token);
  }

  #hmac(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text, "utf8").digest();
  }
}
