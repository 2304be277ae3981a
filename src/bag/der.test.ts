/** Time stamps and signatures as anybody could have written them: read for what they are, or refused, never a crash. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detachedFault } from "./cms.ts";
import { der, DerError, DerReader, oid, TAG } from "./der.ts";
import { readTimeStamp, timeStampQuery } from "./time-stamp.ts";

const DIGEST = Buffer.alloc(32, 7);
const SHA256 = der(TAG.sequence, oid("2.16.840.1.101.3.4.2.1"), der(TAG.nothing));
const number = (value: number): Buffer => der(TAG.integer, Buffer.of(value));

function signed(type: string, content: Buffer | null): Buffer {
  const inner = content === null ? [] : [der(TAG.explicit0, der(TAG.octets, content))];
  const data = der(
    TAG.sequence,
    number(3),
    der(TAG.set, SHA256),
    der(TAG.sequence, oid(type), ...inner),
    der(TAG.set, der(TAG.sequence, Buffer.alloc(300, 1))),
  );
  return der(TAG.sequence, oid("1.2.840.113549.1.7.2"), der(TAG.explicit0, data));
}

interface Change {
  readonly time?: string;
  readonly status?: number;
  readonly version?: number;
  readonly digest?: Buffer;
  readonly type?: string;
  readonly algorithm?: Buffer;
}

function answer({ time = "20261122140000Z", status = 0, version = 1, digest = DIGEST, ...more }: Change = {}): Buffer {
  const imprint = der(TAG.sequence, more.algorithm ?? SHA256, der(TAG.octets, digest));
  const info = der(
    TAG.sequence,
    number(version),
    oid("1.2.3"),
    imprint,
    number(42),
    der(TAG.generalizedTime, Buffer.from(time)),
  );
  const token = signed(more.type ?? "1.2.840.113549.1.9.16.1.4", info);
  return der(TAG.sequence, der(TAG.sequence, number(status)), token);
}

const DETACHED = signed("1.2.840.113549.1.7.1", null);
const WHOLE = answer();

/** In each other; 10,000 deep is 30 kB. */
function nested(tag: number, depth: number): Buffer {
  const parts: Buffer[] = [];
  for (let length = 0, left = depth; left > 0; left -= 1) {
    const head = headOf(tag, length);
    parts.push(head);
    length += head.length;
  }
  return Buffer.concat(parts.toReversed());
}

function headOf(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length);
  if (length < 0x100) return Buffer.of(tag, 0x81, length);
  return length < 0x10000
    ? Buffer.of(tag, 0x82, length >> 8, length & 0xff)
    : Buffer.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

describe("a time stamp", () => {
  it("is read: when, and under which number", () => {
    expect(readTimeStamp(WHOLE, DIGEST)).toEqual({ time: Date.UTC(2026, 10, 22, 14), serial: "2a" });
    expect(readTimeStamp(answer({ time: "20261122140000.5Z", status: 1 }), DIGEST)).toMatchObject({ serial: "2a" });
  });

  it.each<[string, string, Change]>([
    ["the authority refused", "the authority gave no time stamp: rejected", { status: 2 }],
    ["the authority is not done", "the authority gave no time stamp: waiting", { status: 3 }],
    ["a status that nobody knows", "the authority gave no time stamp: status 9", { status: 9 }],
    ["of other bytes", `wrong imprint: it stamps ${"08".repeat(32)}`, { digest: Buffer.alloc(32, 8) }],
    ["another digest", "its digest is not SHA-256", { algorithm: der(TAG.sequence, oid("1.3.14.3.2.26")) }],
    ["another version", "its version is not 1", { version: 2 }],
    ["something else that is signed", "its token is no time stamp", { type: "1.2.840.113549.1.7.1" }],
    ["the 30th of February", "its time is none", { time: "20260230140000Z" }],
    ["a time without its zone", "its time is none", { time: "20261122140000" }],
    ["local time", "its time is none", { time: "20261122140000+0100" }],
  ])("%s", (_name, sentence, change) => {
    expect(readTimeStamp(answer(change), DIGEST)).toContain(sentence);
  });

  it("is asked for with the digest and nothing else", () => {
    expect(timeStampQuery(DIGEST).includes(DIGEST)).toBe(true);
    expect(timeStampQuery(DIGEST).length).toBe(59);
  });
});

describe("a signature by a certificate", () => {
  it("is detached", () => {
    expect(detachedFault(DETACHED)).toBeNull();
    expect(detachedFault(signed("1.2.840.113549.1.7.1", Buffer.of(1)))).toContain("it carries what it signs");
    expect(detachedFault(signed("1.2.840.113549.1.9.16.1.4", null))).toContain("something else than data");
    expect(detachedFault(Buffer.concat([DETACHED, Buffer.of(0)]))).toContain("something follows");
  });
});

describe("hostile bytes", () => {
  const readers: readonly [string, Buffer, (bytes: Uint8Array) => string | null][] = [
    ["time stamp", WHOLE, (bytes) => faultOf(readTimeStamp(bytes, DIGEST))],
    ["signature", DETACHED, detachedFault],
  ];

  it.each(readers)("truncated DER: a %s cut at any byte is refused", (_name, bytes, fault) => {
    for (let end = 0; end < bytes.length; end += 1) expect(fault(bytes.subarray(0, end)), `${end}`).not.toBeNull();
    expect(fault(bytes)).toBeNull();
  });

  it.each(readers)("giant lengths at any byte of a %s", (_name, bytes, fault) => {
    for (const giant of ["84ffffffff", "847fffffff", "88ffffffffffffffff", "ff", "80", "820001", "8400000001"]) {
      const put = Buffer.from(giant, "hex");
      for (let at = 1; at < bytes.length; at += 1) {
        const spoiled = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + 1)]);
        expect(typeof (fault(spoiled) ?? "")).toBe("string");
        // In the outermost length nothing of it may pass.
        if (at === 1) expect(fault(spoiled), giant).not.toBeNull();
      }
    }
  });

  it.each([TAG.sequence, TAG.set, TAG.explicit0, TAG.octets])("nested 10,000 deep, tag %i", (tag) => {
    const deep = nested(tag, 10_000);
    expect(deep.length).toBeGreaterThan(30_000);
    for (const [, , fault] of readers) expect(fault(deep)).not.toBeNull();
    const inside = answer({ algorithm: deep });
    expect(typeof readTimeStamp(inside, DIGEST)).toBe("string");
  });

  it("fuzz: any bytes, and any change of good ones, give an answer", () => {
    const good = fc.constantFrom(WHOLE, DETACHED);
    const changed = fc
      .tuple(good, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }), fc.nat())
      .map(([bytes, changes, cut]) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of changes) copy[at % copy.length] = value;
        return cut % 3 === 0 ? copy.subarray(0, cut % copy.length) : copy;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), changed), (bytes) => {
        const stamp = readTimeStamp(bytes, DIGEST);
        if (typeof stamp !== "string") expect(Number.isFinite(stamp.time)).toBe(true);
        expect(typeof (detachedFault(bytes) ?? "")).toBe("string");
      }),
      { numRuns: 20_000, seed: 1 },
    );
  });

  it("a number too large, and a tag of several bytes, are refused", () => {
    const big = new DerReader(der(TAG.integer, Buffer.alloc(7, 1)));
    expect(() => big.small("it")).toThrow(DerError);
    expect(() => new DerReader(Buffer.of(0x1f, 0x81, 0x01, 0x00)).any()).toThrow("a tag in it has several bytes");
  });
});

function faultOf(answer: ReturnType<typeof readTimeStamp>): string | null {
  return typeof answer === "string" ? answer : null;
}
