import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AceFields } from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import { descriptors } from "../testing/descriptors.ts";
import { encodeCondition } from "./conditional-ace-encode.ts";
import { decodeCondition } from "./conditional-ace.ts";
import type { Acl, SecurityDescriptor } from "./sddl.ts";
import { parseSddl, printSddl } from "./sddl.ts";
import { auditAces, decodeSecurityDescriptor, encodeSecurityDescriptor } from "./security-descriptor.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function read(bytes: Uint8Array): SecurityDescriptor {
  const result = decodeSecurityDescriptor(bytes);
  if (!result.ok) throw new Error(`${result.message} at ${result.offset}`);
  expect(result.problem).toBeNull();
  return result.descriptor;
}

function fromText(text: string): SecurityDescriptor {
  const result = parseSddl(text);
  if (!result.ok) throw new Error(result.message);
  return result.descriptor;
}

const settled = (text: string): string => decodeCondition(encodeCondition(text) ?? new Uint8Array()) ?? "opaque";

/** The list with conditions in the words that the tokens give back. */
function inBinary(acl: Acl | null): Acl | null {
  if (acl === null) return null;
  const aces: AceFields[] = [];
  for (const ace of acl.aces) aces.push({ ...ace, condition: ace.condition === null ? null : settled(ace.condition) });
  return { ...acl, aces };
}

/** A descriptor that has only a SACL with these entries. */
function saclOf(
  entries: string,
  { count, size, revision = 4 }: { count: number; size?: number; revision?: number },
): Uint8Array {
  const aces = bytesOf(entries);
  const head = Buffer.alloc(28);
  head.set([1, 0, 0x10, 0x80], 0);
  head.writeUInt32LE(20, 12);
  head.set([revision, 0], 20);
  head.writeUInt16LE(size ?? 8 + aces.length, 22);
  head.writeUInt16LE(count, 24);
  return Buffer.concat([head, aces]);
}

const EVERYONE = "0101000000000001 00000000";
const AUDIT_WRITE = `02 40 1400 20000000 ${EVERYONE}`;
const CONDITIONAL = "0d4024000000001001010000000000010000000061727478f8060000004c0061006200 87".replace(" ", "");

describe("the descriptor", () => {
  test("a null list, an empty list and no list are three things", () => {
    const nullList = read(bytesOf(`0100 1080 ${"00".repeat(16)}`));
    expect(nullList.sacl).toEqual({ flags: ["NO_ACCESS_CONTROL"], aces: [], nullAcl: true });
    const empty = bytesOf("01001080 00000000 00000000 14000000 00000000 02000800 00000000");
    expect(read(empty).sacl).toEqual({ flags: [], aces: [], nullAcl: false });
    expect(hexOf(encodeSecurityDescriptor(fromText("S:")))).toBe(hexOf(empty));
    const stripped = read(bytesOf(`0100 0088 ${"00".repeat(16)}`));
    expect(stripped).toMatchObject({ sacl: null, dacl: null, control: ["SI", "SR"] });
  });

  test("the first two entries of an organisational unit", () => {
    const base64 =
      "AQAQiAAAAAAAAAAAFAAAAAAAAAAEAFQAAgAAAAdKOAAgAAAAAwAAA" +
      "MB5lr/mDdARooUAqgAwSeKcepa/5g3QEaKFAKoAMEniAQEAAAAAAAEAAAAAAsIUAAAADQABAQAAAAAAAQAAAAA=";
    const bytes = new Uint8Array(Buffer.from(base64, "base64"));
    const text =
      "S:AI(OU;CIIOSA;WP;bf9679c0-0de6-11d0-a285-00aa003049e2;bf967a9c-0de6-11d0-a285-00aa003049e2;WD)(AU;CISAFA;SDWDWO;;;WD)";
    expect(bytes).toHaveLength(104);
    expect(printSddl(read(bytes))).toBe(text);
    expect(read(bytes)).toEqual(fromText(text));
    expect(hexOf(encodeSecurityDescriptor(fromText(text)))).toBe(hexOf(bytes));
  });

  test("the conformance vector of [MS-DTYP 2.5.1.4]", () => {
    const text = "O:BAG:BAD:P(A;CIOI;GRGX;;;BU)(A;CIOI;GA;;;BA)(A;CIOI;GA;;;SY)(A;CIOI;GA;;;CO)S:P(AU;FA;GR;;;WD)";
    const administrators = "01020000000000052000000020020000";
    const bytes = bytesOf(
      "010014b0 90000000 a0000000 14000000 30000000" +
        "02001c00 01000000 02801400 00000080 010100000000000100000000" +
        "02006000 04000000 00031800 000000a0 01020000000000052000000021020000" +
        `00031800 00000010 ${administrators} 00031400 00000010 010100000000000512000000` +
        `00031400 00000010 010100000000000300000000 ${administrators} ${administrators}`,
    );
    expect(bytes).toHaveLength(176);
    expect(read(bytes)).toEqual(fromText(text));
    expect(hexOf(encodeSecurityDescriptor(fromText(text)))).toBe(hexOf(bytes));
  });

  test("a conditional audit entry", () => {
    const bytes = saclOf(CONDITIONAL, { count: 1, revision: 2 });
    expect(read(bytes).sacl?.aces).toEqual([
      {
        type: "XU",
        flags: ["SA"],
        mask: 0x10000000,
        trustee: "S-1-1-0",
        objectType: null,
        inheritedObjectType: null,
        condition: "(Exists Lab)",
      },
    ]);
    expect(hexOf(encodeSecurityDescriptor(fromText("S:(XU;SA;GA;;;WD;(Exists Lab))")))).toBe(hexOf(bytes));
  });

  test("conditions that cannot be read stay conditions", () => {
    const noWords = saclOf(`0d40 1400 20000000 ${EVERYONE} 0d40 1800 20000000 ${EVERYONE} 61727478`, { count: 2 });
    expect(read(noWords).sacl?.aces.map((ace) => ace.condition)).toEqual(["opaque", "opaque"]);
  });

  test("object entries with none, one and two GUIDs, and the callback object type", () => {
    const guid = "c07996bfe60dd011a28500aa003049e2";
    const rest = `20000000 ${EVERYONE}`;
    const entry = (type: string, size: string, flags: string, guids: string) =>
      `${type} 40 ${size} 20000000 ${flags} ${guids} ${rest.slice(9)}`;
    const bytes = saclOf(
      entry("07", "1800", "00000000", "") +
        entry("07", "2800", "01000000", guid) +
        entry("07", "2800", "02000000", guid) +
        entry("0f", "3800", "03000000", guid + guid),
      { count: 4 },
    );
    const name = "BF9679C0-0DE6-11D0-A285-00AA003049E2";
    expect(
      read(bytes).sacl?.aces.map(({ type, objectType, inheritedObjectType, trustee, condition }) => [
        type,
        objectType,
        inheritedObjectType,
        trustee,
        condition,
      ]),
    ).toEqual([
      ["OU", null, null, "S-1-1-0", null],
      ["OU", name, null, "S-1-1-0", null],
      ["OU", null, name, "S-1-1-0", null],
      ["0x0F", name, name, "S-1-1-0", "opaque"],
    ]);
  });

  test("slack behind the entries is counted and legal", () => {
    const result = decodeSecurityDescriptor(saclOf(`${AUDIT_WRITE} 0000000000000000`, { count: 1 }));
    expect(result).toMatchObject({ ok: true, slack: 8, problem: null });
  });

  test("an unknown type keeps its place", () => {
    const { sacl } = read(saclOf(`1c c2 0c00 ffffffff ffffffff ${AUDIT_WRITE}`, { count: 2 }));
    expect(sacl?.aces.map(({ type, mask, trustee, condition }) => [type, mask, trustee, condition])).toEqual([
      ["0x1C", 0, "", "opaque"],
      ["AU", 32, "S-1-1-0", null],
    ]);
  });
});

describe("lies", () => {
  test.each([
    ["nothing", "", "shorter"],
    ["a cut header", "01001080", "shorter"],
    ["another revision", `02001080${"00".repeat(16)}`, "revision"],
    ["absolute", `01001000${"00".repeat(16)}`, "self-relative"],
    ["an owner beyond the end", `01000080ffffffff${"00".repeat(12)}`, "no SID"],
    ["an owner inside the header", `0100008004000000${"00".repeat(12)}`, "inside the header"],
    ["an owner with 255 parts", `0100008014000000${"00".repeat(12)}01ff${"00".repeat(6)}`, "no SID"],
    ["a SACL beyond the end", `01001080 0000000000000000 ffffffff 00000000`, "outside"],
    ["a SACL inside the header", `01001080 0000000000000000 01000000 00000000 0000000000000000`, "outside"],
    ["a SACL shorter than its header", `01001080 0000000000000000 14000000 00000000 0200040000000000`, "shorter"],
    ["a SACL of revision 9", `01001080 0000000000000000 14000000 00000000 0900080000000000`, "revision"],
  ])("%s is refused", (_, hex, words) => {
    const result = decodeSecurityDescriptor(bytesOf(hex));
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.message).toContain(words);
  });

  test.each([
    ["a count that is too high", saclOf(AUDIT_WRITE, { count: 2 }), 1],
    ["an entry of size 0", saclOf(`${AUDIT_WRITE} 02400000`, { count: 2 }), 1],
    ["an entry of odd size", saclOf(`${AUDIT_WRITE} 02401500 20000000 ${EVERYONE} 00`, { count: 2 }), 1],
    ["an entry beyond the list", saclOf(`${AUDIT_WRITE} 0240ff00 20000000`, { count: 2 }), 1],
    ["an entry too short for its SID", saclOf(`${AUDIT_WRITE} 02401000 20000000 ${EVERYONE}`, { count: 2 }), 1],
    [
      "an entry too short for its GUID",
      saclOf(`${AUDIT_WRITE} 07401400 20000000 01000000 00000000 00000000`, { count: 2 }),
      1,
    ],
    ["a list longer than the bytes", saclOf(AUDIT_WRITE, { count: 1, size: 4000 }), 1],
    ["a list that ends before its entry", saclOf(AUDIT_WRITE, { count: 1, size: 8 }), 0],
  ])("%s keeps what stands before", (_, bytes, kept) => {
    const result = decodeSecurityDescriptor(bytes);
    expect(result.ok).toBe(true);
    if (!result.ok) return;
    expect(result.problem).not.toBeNull();
    expect(result.descriptor.sacl?.aces).toHaveLength(kept);
  });

  test("parts may share bytes", () => {
    const shared = Buffer.from(saclOf(AUDIT_WRITE, { count: 1 }));
    shared.writeUInt32LE(36, 4);
    shared.writeUInt32LE(36, 8);
    shared.writeUInt32LE(20, 16);
    shared.writeUInt16LE(0x8014, 2);
    const found = read(shared);
    expect([found.owner, found.group]).toEqual(["S-1-1-0", "S-1-1-0"]);
    expect(found.dacl).toEqual(found.sacl);
  });

  test("size has a limit", () => {
    expect(decodeSecurityDescriptor(new Uint8Array(LIMITS.descriptorBytes + 1))).toMatchObject({ ok: false });
  });

  test("any bytes are answered, and any single change of a good descriptor", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = decodeSecurityDescriptor(bytes);
        expect(typeof result.ok).toBe("boolean");
      }),
      { seed: 31, numRuns: 500 },
    );
    const good = encodeSecurityDescriptor(
      fromText(
        "O:BAG:SYD:AI(OA;CI;CR;bf9679c0-0de6-11d0-a285-00aa003049e2;;WD)S:(XU;SA;GA;;;WD;(Exists Lab))(AU;SA;WP;;;AU)",
      ),
    );
    for (let at = 0; at < good.length; at += 1) {
      for (const value of [0, 1, 4, 0x7f, 0xff]) {
        const changed = Uint8Array.from(good);
        changed[at] = value;
        const result = decodeSecurityDescriptor(changed);
        if (result.ok) expect(parseSddl(printSddl(result.descriptor) || "S:").ok).toBe(true);
      }
      const cut = decodeSecurityDescriptor(good.subarray(0, at));
      if (cut.ok) expect(cut.problem).not.toBeNull();
    }
  });
});

describe("writing", () => {
  test("what is written reads the same", () => {
    fc.assert(
      fc.property(descriptors({ text: false }), (descriptor) => {
        const wanted = { ...descriptor, dacl: inBinary(descriptor.dacl), sacl: inBinary(descriptor.sacl) };
        expect(read(encodeSecurityDescriptor(descriptor))).toEqual(wanted);
      }),
      { seed: 41, numRuns: 400 },
    );
  });

  test("a trustee without a SID, and a list that is too long, are refused", () => {
    expect(() => encodeSecurityDescriptor(fromText("O:DA"))).toThrow(RangeError);
    expect(() => encodeSecurityDescriptor(fromText("S:(AU;SA;WP;;;DA)"))).toThrow(RangeError);
    expect(() => encodeSecurityDescriptor(fromText(`S:${"(AU;SA;WP;;;WD)".repeat(4000)}`))).toThrow(RangeError);
  });
});

test("audit entries are those that make events", () => {
  const { sacl } = fromText(
    'S:(AU;SA;WP;;;WD)(AL;SA;WP;;;WD)(OU;SA;WP;;;WD)(OL;SA;WP;;;WD)(XU;SA;WP;;;WD;(a))(0x0F;SA;WP;;;WD;(a))(ML;;NW;;;HI)(RA;;;;;WD;("a",TS,0,"b"))',
  );
  expect(auditAces(sacl).map((ace) => ace.type)).toEqual(["AU", "OU", "XU", "0x0F"]);
  expect(auditAces(null)).toEqual([]);
});
