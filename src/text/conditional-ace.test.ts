import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { conditions } from "../testing/descriptors.ts";
import { encodeCondition } from "./conditional-ace-encode.ts";
import { decodeCondition } from "./conditional-ace.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const LAB = "f8 06000000 4c0061006200";
const ONE = "04 0100000000000000 03 02";
const A = "10 02000000 6100";
const ADMINISTRATORS = "51 10000000 0102000000000005 20000000 20020000";
const tokens = (...hex: string[]): Uint8Array => bytesOf(`61727478${hex.join("")}`);

/** What the text becomes after a round through the tokens. */
function again(text: string): string | null {
  const bytes = encodeCondition(text);
  return bytes === null ? null : decodeCondition(bytes);
}

describe("tokens to text", () => {
  test.each([
    [[LAB, "87"], "(Exists Lab)"],
    [[LAB, "87 000000"], "(Exists Lab)"],
    [[LAB], "(Lab)"],
    [[LAB, ONE, "80"], "(Lab == 1)"],
    [[LAB, "01 ffffffffffffffff 02 02", "82"], "(Lab < -1)"],
    [[LAB, "02 0f00000000000000 01 01", "83"], "(Lab <= +017)"],
    [[LAB, "03 ff00000000000000 03 03", "84"], "(Lab > 0xff)"],
    [[LAB, A, "81"], '(Lab != "a")'],
    [[LAB, "18 02000000 0aff", "80"], "(Lab == #0aff)"],
    [[LAB, "50 0e000000", A, A, "88"], '(Lab Any_of {"a", "a"})'],
    [[ADMINISTRATORS, "89"], "(Member_of SID(BA))"],
    [["50 15000000", ADMINISTRATORS, "93"], "(Not_Device_Member_of_Any {SID(BA)})"],
    [["f9 02000000 6100", "fa 02000000 6200", "86"], "(@User.a Contains @Resource.b)"],
    [["fb 04000000 6100fc00", "8d"], "(Not_Exists @Device.a%00fc)"],
    [[LAB, LAB, "a0", LAB, "a1"], "(Lab && Lab || Lab)"],
    [[LAB, LAB, "a1", LAB, "a0"], "((Lab || Lab) && Lab)"],
    [[LAB, LAB, LAB, "a0 a0"], "(Lab && (Lab && Lab))"],
    [[LAB, LAB, "a0 a2"], "(!(Lab && Lab))"],
    [["f8 02000000 3100", "87"], "(Exists %0031)"],
    [["f8 06000000 530049004400", "87"], "(Exists %0053ID)"],
  ])("%j is %s", (hex, text) => {
    expect(decodeCondition(tokens(...hex))).toBe(text);
    expect(again(text)).toBe(text);
  });

  test.each([
    ["no signature", bytesOf("00000000")],
    ["nothing", new Uint8Array()],
    ["only the signature", tokens()],
    ["two results", tokens(LAB, LAB)],
    ["a value alone", tokens(ONE)],
    ["an operator without operands", tokens("87")],
    ["a relation of values", tokens(ONE, ONE, "80")],
    ["a relation to a result", tokens(LAB, LAB, "87", "80")],
    ["existence of a value", tokens(ONE, "87")],
    ["membership of a string", tokens(A, "89")],
    ["membership of nobody", tokens("50 00000000", "89")],
    ["a junction of values", tokens(ONE, ONE, "a0")],
    ["an unknown code", tokens(LAB, "60")],
    ["an unknown operator", tokens(LAB, "94")],
    ["padding inside", tokens(LAB, "00000000")],
    ["tokens behind padding", tokens(LAB, "00", "87")],
    ["a cut integer", tokens(LAB, "04 0100")],
    ["a wrong sign", tokens(LAB, "04 0100000000000000 02 02", "80")],
    ["a wrong base", tokens(LAB, "04 0100000000000000 03 04", "80")],
    ["a length beyond the end", tokens("f8 ffffffff 4c00", "87")],
    ["an odd name", tokens("f8 01000000 4c", "87")],
    ["an empty name", tokens("f8 00000000", "87")],
    ["a quote in a string", tokens(LAB, "10 02000000 2200", "80")],
    ["a list in a list", tokens(LAB, "50 05000000 50 00000000", "80")],
    ["a SID with a tail", tokens("51 11000000 0102000000000005 20000000 20020000 00", "89")],
  ])("%s is not well formed", (_, bytes) => {
    expect(decodeCondition(bytes)).toBeNull();
  });

  test("depth has a limit, length has none", () => {
    expect(decodeCondition(tokens(LAB, "a2".repeat(LIMITS.conditionDepth - 1)))).not.toBeNull();
    expect(decodeCondition(tokens(LAB, "a2".repeat(LIMITS.conditionDepth)))).toBeNull();
    expect(decodeCondition(tokens(LAB, `${LAB}a1`.repeat(5000)))).toHaveLength(
      "(Lab)".length + 5000 * " || Lab".length,
    );
  });
});

describe("text to tokens", () => {
  test.each([
    ["(@User.clearance==1)", "(@User.clearance == 1)"],
    ["( exists Lab )", "(Exists Lab)"],
    ["(Member_of{SID(BA),SID(S-1-1-0)})", "(Member_of {SID(BA), SID(WD)})"],
    ["(a || b && !c == 1)", "(a || b && !(c == 1))"],
    ["((((a))))", "(a)"],
    ['(@Resource.x Any_of {"p" , #00 , -1})', '(@Resource.x Any_of {"p", #00, -1})'],
  ])("%s is %s", (text, normal) => {
    expect(again(text)).toBe(normal);
  });

  test.each([
    "",
    "()",
    "opaque",
    "(a",
    "a)",
    "(a b)",
    "(a && )",
    "(1 == a)",
    "(a == )",
    "(a == {1, )",
    "(a == {1 b)",
    "(a == #123)",
    '(a == "x)',
    "(a == 08)",
    "(a == 9223372036854775808)",
    "(Member_of {SID(DA)})",
    "(Member_of a)",
    "(Exists 1)",
    '("Project",TS,0,"v1")',
  ])("%j has no tokens", (text) => {
    expect(encodeCondition(text)).toBeNull();
  });

  test("a round through the tokens settles at once", () => {
    let nested = 0;
    fc.assert(
      fc.property(conditions, (text) => {
        const settled = again(text);
        expect(settled).not.toBeNull();
        expect(again(settled!)).toBe(settled);
        if (settled!.includes("((")) nested += 1;
      }),
      { seed: 11, numRuns: 300 },
    );
    expect(nested).toBeGreaterThan(5);
  });

  test("any bytes are answered, and what is read encodes again", () => {
    const pieces = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(LAB, "f9 02000000 6100") },
      { weight: 2, arbitrary: fc.constantFrom("87", "80", "a0", "a1", "a2") },
      { weight: 1, arbitrary: fc.constantFrom(ONE, A, ADMINISTRATORS, "50 0b000000", "00") },
    );
    const list = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => tokens(...parts)),
      fc.uint8Array({ maxLength: 64 }).map((tail) => Uint8Array.from([...tokens(), ...tail])),
    );
    let readable = 0;
    fc.assert(
      fc.property(list, (bytes) => {
        const text = decodeCondition(bytes);
        if (text === null) return;
        readable += 1;
        expect(again(text)).toBe(text);
      }),
      { seed: 12, numRuns: 3000 },
    );
    expect(readable).toBeGreaterThan(20);
  });

  test.each([
    ["parentheses", "(".repeat(1_000_000)],
    ["negations", `(${"!".repeat(1_000_000)}a)`],
    ["a list", `(a == {${"1,".repeat(300_000)})`],
    ["blanks", `(a ${" ".repeat(1_000_000)}`],
  ])("%s without end are answered quickly", (_, text) => {
    const before = performance.now();
    expect(encodeCondition(text)).toBeNull();
    expect(performance.now() - before).toBeLessThan(1500);
  });
});
