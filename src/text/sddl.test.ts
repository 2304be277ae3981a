import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AceFields } from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import type { Acl, SecurityDescriptor } from "./sddl.ts";
import { parseSddl, printSddl } from "./sddl.ts";
import { descriptors } from "../testing/descriptors.ts";

const MEMBER = "BF9679C0-0DE6-11D0-A285-00AA003049E2";
const GROUP = "BF967A9C-0DE6-11D0-A285-00AA003049E2";
const DOMAIN = "S-1-5-21-1000-2000-3000";

function read(text: string, domainSid?: string): SecurityDescriptor {
  const result = parseSddl(text, domainSid);
  if (!result.ok) throw new Error(`${result.message} at ${result.offset}`);
  return result.descriptor;
}

function oneAce(ace: string, domainSid?: string): AceFields {
  const { sacl } = read(`S:(${ace})`, domainSid);
  expect(sacl?.aces).toHaveLength(1);
  return sacl!.aces[0]!;
}

const print = (text: string): string => printSddl(read(text));
const nested = (depth: number): string => `S:(XU;SA;GA;;;WD;${"(".repeat(depth)}a${")".repeat(depth)})`;

function failure(text: string): { message: string; offset: number } {
  const result = parseSddl(text);
  if (result.ok) throw new Error(`read: ${text}`);
  return result;
}

describe("parts", () => {
  test("an absent part is null, an empty one is a list without entries, a null list says so", () => {
    const none: Acl = { flags: [], aces: [], nullAcl: false };
    expect(read("O:BA")).toEqual({ owner: "S-1-5-32-544", group: null, dacl: null, sacl: null, control: ["SR"] });
    expect(read("S:").sacl).toEqual(none);
    expect(read("S:").dacl).toBeNull();
    expect(read("D:NO_ACCESS_CONTROL").dacl).toEqual({ flags: ["NO_ACCESS_CONTROL"], aces: [], nullAcl: true });
    expect(read("D:S:")).toMatchObject({ dacl: none, sacl: none, control: ["DP", "SP", "SR"] });
  });

  test("any order, blanks between, either case", () => {
    const usual = read("O:BAG:SYD:PAI(A;;GA;;;SY)S:AI(AU;SA;WP;;;WD)");
    expect(read(" S:ai (au;sa;wp;;;wd)\r\n d:AIP(a;;ga;;;sy) G:sy\tO:S-1-5-32-544 \u0000")).toEqual(usual);
    expect(usual.control).toEqual(["DP", "SP", "DI", "SI", "PD", "SR"]);
  });

  test("an owner ends where its SID ends", () => {
    const sid = `${DOMAIN}-512`;
    expect(read(`O:${sid}D:AI`)).toMatchObject({ owner: sid, dacl: { flags: ["AI"] } });
    expect(read("O:S-1-0xAB12345678CDG:BA")).toMatchObject({ owner: "S-1-0xab12345678cd", group: "S-1-5-32-544" });
  });

  test.each([
    ["", "no owner"],
    ["  ", "no owner"],
    ["X:BA", "expected O:"],
    ["O:", "no SID"],
    ["O:QQ", "no SID"],
    ["O:S-2-5-18", "no SID"],
    ["O:S-1-5-4294967296", "no SID"],
    ["O:S-1-0x1000000000000000", "expected O:"],
    ["O:BAO:SY", "O: stands twice"],
    ["S:S:", "S: stands twice"],
    ["S:X(AU;SA;WP;;;WD)", "no ACL flag"],
    ["S:(AU;SA;WP;;;WD", "the ACE has no end"],
    ["S:(AU;SA;WP;;WD)", "six fields, this one 5"],
    ["S:(AU;SA;WP;;;WD;)", "parentheses"],
    ["S:(AU;SA;WP;;;WD;(x))", "has six fields"],
    ["S:(QQ;SA;WP;;;WD)", "unknown ACE type"],
    ["S:(AU;S;WP;;;WD)", "unknown ACE flag"],
    ["S:(AU;SA;W;;;WD)", "no rights"],
    ["S:(AU;SA;0x1FFFFFFFF;;;WD)", "no rights"],
    ["S:(AU;SA;0x20WP;;;WD)", "no rights"],
    ["S:(AU;SA;08;;;WD)", "no rights"],
    ["S:(OU;SA;WP;member;;WD)", "no GUID"],
    [`S:(AU;SA;WP;${MEMBER};;WD)`, "no GUID"],
    [`S:(OU;SA;WP;;${MEMBER}0;WD)`, "no GUID"],
    ["S:(AU;SA;WP;;;)", "no SID"],
    ["S:(AU;SA;WP;;;CORP\\x)", "no SID"],
    ["S:(XU;SA;GA;;;WD;(Exists Lab)", "expected the end"],
    ["S:(XU;SA;GA;;;WD;((Exists Lab))", "expected the end"],
    ['S:(XU;SA;GA;;;WD;(@User.a == "b))', "a string has no end"],
    ["D:NO_ACCESS_CONTROL(A;;GA;;;SY)", "after NO_ACCESS_CONTROL"],
    ["S:(AU;SA;WP;;;WD) rubbish", "expected O:"],
  ])("%j is refused", (text, words) => {
    const { message, offset } = failure(text);
    expect(message).toContain(words);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(text.length);
  });

  test("the offset points to the wrong field", () => {
    expect(failure("D:AI(A;;GA;;;SY)S:(AU;SA;??;;;WD)").offset).toBe("D:AI(A;;GA;;;SY)S:(AU;SA;".length);
  });
});

describe("entries", () => {
  test("an object audit entry", () => {
    expect(oneAce(`OU;CIIOSA;WP;${MEMBER.toLowerCase()};{${GROUP}};WD`)).toEqual({
      type: "OU",
      flags: ["CI", "IO", "SA"],
      mask: 32,
      trustee: "S-1-1-0",
      objectType: MEMBER,
      inheritedObjectType: GROUP,
      condition: null,
    });
  });

  test("the same letters mean what their field means", () => {
    expect(oneAce("AU;SAFA;FA;;;SA", DOMAIN)).toMatchObject({ flags: ["SA", "FA"], mask: 0x1f01ff, trustee: "SA" });
    expect(oneAce("AU;SA;WDDCRC;;;WD")).toMatchObject({ mask: 0x40000 + 2 + 0x20000, trustee: "S-1-1-0" });
    expect(oneAce("AU;SA;SDCR;;;DC", DOMAIN)).toMatchObject({ mask: 0x10100, trustee: `${DOMAIN}-515` });
    expect(oneAce("AU;CRSA;CR;;;RC")).toMatchObject({ flags: ["CR", "SA"], mask: 0x100, trustee: "S-1-5-12" });
    expect(oneAce("AU;SA;GA;;;AU").trustee).toBe("S-1-5-11");
    expect(oneAce("ML;;NWNR;;;LW")).toMatchObject({ mask: 3, trustee: "S-1-16-4096" });
  });

  test("flags come in one order, once", () => {
    expect(oneAce("AU;FASAIDIONPCIOIFA;WP;;;WD").flags).toEqual(["OI", "CI", "NP", "IO", "ID", "SA", "FA"]);
  });

  test.each([
    ["CCDCLCSWRPWPDTLOCRSDRCWDWO", 983551],
    ["GA", 0x10000000],
    ["GR", 0x80000000],
    ["GW", 0x40000000],
    ["GX", 0x20000000],
    ["FR", 0x120089],
    ["KA", 0xf003f],
    ["CCDCSWWPDTCRSDWDWO", 852331],
    ["0xD016B", 852331],
    ["852075", 852075],
    ["040", 32],
    ["0", 0],
    ["", 0],
    ["0xFFFFFFFF", 0xffffffff],
    ["4294967295", 0xffffffff],
    ["WPWP", 32],
  ])("rights %j", (rights, mask) => {
    expect(oneAce(`AU;SA;${rights};;;WD`).mask).toBe(mask);
  });

  test("aliases of a domain need it; those of the forest's root stay", () => {
    expect(read("O:DAG:DU").owner).toBe("DA");
    expect(read("O:DAG:DU", DOMAIN)).toMatchObject({ owner: `${DOMAIN}-512`, group: `${DOMAIN}-513` });
    expect(read("O:EAG:LA", DOMAIN)).toMatchObject({ owner: "EA", group: `${DOMAIN}-500` });
  });

  test.each(["(Exists Lab)", '(@User.clearance==1 && (@User.x == "a;)(" || !(Exists y)))', "( Member_of{SID(BA)} )"])(
    "the condition %j keeps its words",
    (condition) => {
      expect(oneAce(`XU;SA;GA;;;WD; ${condition} `).condition).toBe(condition);
    },
  );

  test("a callback entry is never unconditional; a resource attribute keeps its words", () => {
    expect(oneAce("XU;SA;GA;;;WD").condition).toBe("opaque");
    expect(oneAce('RA;CI;;;;WD;("Project;)",TS,0,"v1")')).toMatchObject({
      condition: '("Project;)",TS,0,"v1")',
      mask: 0,
    });
    expect(oneAce("SP;;;;;S-1-17-1234")).toMatchObject({ type: "SP", trustee: "S-1-17-1234", condition: null });
  });

  test("a type without letters is written with its number", () => {
    expect(oneAce(`0x0f;SA;GA;${MEMBER};;WD;(Exists a)`)).toMatchObject({ type: "0x0F", objectType: MEMBER });
    expect(oneAce("0x1c;;;;;")).toMatchObject({ type: "0x1C", mask: 0, trustee: "", condition: "opaque" });
    expect(oneAce("0x02;SA;WP;;;WD").type).toBe("AU");
  });

  test("parentheses have a limit", () => {
    expect(parseSddl(nested(LIMITS.conditionDepth)).ok).toBe(true);
    expect(failure(nested(LIMITS.conditionDepth + 1)).message).toContain("deeper than 64");
    expect(failure(`S:(XU;SA;GA;;;WD;${"(".repeat(1_000_000)}`).message).toContain("deeper than 64");
  });
});

describe("printing", () => {
  test("letters in the order of the directory, numbers where a bit has none", () => {
    expect(print("S:AI(AU;SAFACI;WOWDSD;;;S-1-1-0)")).toBe("S:AI(AU;CISAFA;SDWDWO;;;WD)");
    expect(print("S:(AU;SA;FA;;;SY)")).toBe("S:(AU;SA;0x1f01ff;;;SY)");
    expect(print("S:(AU;SA;GXGA;;;SY)")).toBe("S:(AU;SA;GAGX;;;SY)");
    expect(print("S:(ML;;NX;;;HI)")).toBe("S:(ML;;NX;;;HI)");
    expect(print("D:ARP(A;;GA;;;DA)O:EA")).toBe("O:EAD:PAR(A;;GA;;;DA)");
    expect(print(`S:(OU;SA;WP;${MEMBER};;WD)`)).toBe(`S:(OU;SA;WP;${MEMBER.toLowerCase()};;WD)`);
    expect(print("D:NO_ACCESS_CONTROLP")).toBe("D:PNO_ACCESS_CONTROL");
  });

  test("what is printed reads the same", () => {
    fc.assert(
      fc.property(descriptors({ text: true }), (descriptor) => {
        expect(read(printSddl(descriptor))).toEqual(descriptor);
      }),
      { seed: 20250101, numRuns: 400 },
    );
  });
});

describe("hostile text", () => {
  test("any text is answered, and what is read prints and reads again", () => {
    const pieces = fc.constantFrom(
      ...'O: G: D: S: ( ) ; " AU OU XU SA WP WD AI P BA S-1-5- 0x 21 NO_ACCESS_CONTROL \u0000 é'.split(" "),
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 40 }).map((list) => list.join("")),
    );
    let readable = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const result = parseSddl(text);
        if (!result.ok) {
          expect(result.offset).toBeLessThanOrEqual(text.length);
          return;
        }
        readable += 1;
        expect(read(printSddl(result.descriptor))).toEqual(result.descriptor);
      }),
      { seed: 7, numRuns: 2000 },
    );
    expect(readable).toBeGreaterThan(5);
  });

  test.each([
    ["open parentheses", `S:${"(".repeat(1_000_000)}`],
    ["semicolons", `S:(${";".repeat(1_000_000)}`],
    ["blanks", `S:${" ".repeat(1_000_000)}x`],
    ["flags", `S:${"AI".repeat(500_000)}x`],
    ["rights", `S:(AU;SA;${"WP".repeat(500_000)};;;WDX)`],
    ["a long number", `S:(AU;SA;${"1".repeat(1_000_000)};;;WD)`],
    ["a long SID", `O:S-1-5${"-1".repeat(500_000)}`],
    ["quotes", `S:(XU;SA;GA;;;WD;(${'"'.repeat(1_000_001)}`],
  ])("%s end quickly", (_, text) => {
    const before = performance.now();
    expect(parseSddl(text).ok).toBe(false);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test("a hundred thousand entries", () => {
    expect(read(`S:${"(AU;SA;WP;;;WD)".repeat(100_000)}`).sacl?.aces).toHaveLength(100_000);
  });
});
