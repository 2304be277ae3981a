/** ASN.1 in distinguished encoding, as far as time stamps and signatures need it [X.690]. Reading is total: what does not fit is an error. */

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
} as const;

/** The bytes are not what their format says. */
export class DerError extends Error {}

export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
}

export class DerReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  any(): DerValue {
    const tag = this.#byte();
    if ((tag & 0x1f) === 0x1f) throw new DerError("a tag in it has several bytes");
    const length = this.#length();
    if (length > this.left) throw new DerError("it is cut");
    this.#at += length;
    return { tag, content: this.#bytes.subarray(this.#at - length, this.#at) };
  }

  /** @throws DerError when another tag is next */
  content(tag: number, what: string): Buffer {
    const value = this.any();
    if (value.tag !== tag) throw new DerError(`${what} is not where it should be`);
    return value.content;
  }

  inside(tag: number, what: string): DerReader {
    return new DerReader(this.content(tag, what));
  }

  /** A number of at most six bytes that is not negative. */
  small(what: string): number {
    const bytes = this.content(TAG.integer, what);
    if (bytes.length === 0 || bytes.length > 6 || (bytes[0] ?? 0) > 0x7f)
      throw new DerError(`${what} is no small number`);
    return bytes.readUIntBE(0, bytes.length);
  }

  end(what: string): void {
    if (this.left > 0) throw new DerError(`something follows ${what}`);
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new DerError("it is cut");
    this.#at += 1;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    if (first === 0x80 || first > 0x84) throw new DerError("a length in it is not definite, or too large");
    let length = 0;
    for (let count = first & 0x7f; count > 0; count -= 1) length = length * 256 + this.#byte();
    if (length < 0x80) throw new DerError("a length in it is longer than it need be");
    return length;
  }
}

export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content]);
}

/** `1.2.840.113549.1.7.2` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(TAG.oid, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(number: number): number[] {
  const digits = [number % 128];
  for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift((left % 128) | 0x80);
  }
  return digits;
}
