import { describe, expect, it } from "vitest";
import { classGuid } from "../text/directory-names.ts";
import { bitsOf, mappedRights, rightLetters, rightWords, typeKindOf } from "./rights.ts";
import { ATTRIBUTES, CLASSES, EXTENDED_RIGHTS, PROPERTY_SETS, VALIDATED_WRITES } from "./schema.data.ts";
import {
  canMean,
  classGuidOf,
  className,
  isInPropertySet,
  superclassesOf,
  typeName,
  typedRightWords,
} from "./schema.ts";

const MEMBER = "BF9679C0-0DE6-11D0-A285-00AA003049E2";
const guid = (name: string): string => classGuidOf(name) ?? "";

describe("the schema's tables", () => {
  it("have well-formed GUIDs, each once, and names that lead somewhere", () => {
    for (const table of [CLASSES, ATTRIBUTES, PROPERTY_SETS, EXTENDED_RIGHTS, VALIDATED_WRITES]) {
      const guids = table.map((entry) => entry.guid);
      expect(new Set(guids).size).toBe(guids.length);
      for (const value of guids) expect(value).toMatch(/^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    }
    const sets = new Set(PROPERTY_SETS.map(({ name }) => name));
    for (const { name, set } of ATTRIBUTES) if (set !== undefined) expect(sets, name).toContain(set);
    for (const { subClassOf } of CLASSES) if (subClassOf !== null) expect(classGuidOf(subClassOf)).not.toBeNull();
  });

  it("agree with the names that readers know", () => {
    for (const { name, guid: value } of CLASSES) {
      const read = classGuid(name);
      if (read !== null) expect(value, name).toBe(read);
    }
    expect(CLASSES.filter(({ name }) => classGuid(name) !== null)).toHaveLength(13);
  });

  it("know superclasses, and that a class is none of its own", () => {
    expect(superclassesOf(guid("msDS-GroupManagedServiceAccount")).has(guid("user"))).toBe(true);
    expect(superclassesOf(guid("msDS-DelegatedManagedServiceAccount")).has(guid("computer"))).toBe(true);
    expect(superclassesOf(guid("trustedDomain")).has(guid("top"))).toBe(true);
    expect(superclassesOf(guid("user")).has(guid("computer"))).toBe(false);
    expect(superclassesOf(guid("user")).has(guid("user"))).toBe(false);
    expect(superclassesOf(guid("group")).has(guid("user"))).toBe(false);
    expect(superclassesOf(MEMBER).has(guid("user"))).toBe(false);
  });

  it("tell what a GUID means by the right beside it", () => {
    expect(typeName(MEMBER, [0x20])).toBe("member");
    expect(typeName(MEMBER, [0x8])).toBe("Self-Membership");
    expect(typedRightWords(0x20, MEMBER)).toBe("Write member");
    expect(typedRightWords(0x1, guid("dnsNode"))).toBe("Create dnsNode objects");
    expect(typedRightWords(0x2, guid("dnsNode"))).toBe("Delete dnsNode objects");
    expect(typedRightWords(0x8, MEMBER)).toBe("Validated write to Self-Membership");
    expect(canMean(MEMBER, 0x20)).toBe(true);
    expect(canMean(MEMBER, 0x1)).toBe(false);
    expect(canMean(guid("user"), 0x1)).toBe(true);
    expect(canMean(guid("user"), 0x20)).toBe(false);
    // A GUID of an extended schema can mean anything, beside rights that take one.
    expect(canMean("99999999-0000-4000-8000-000000000001", 0x100)).toBe(true);
    expect(canMean("99999999-0000-4000-8000-000000000001", 0x4)).toBe(false);
    expect(className("99999999-0000-4000-8000-000000000001")).toBe("99999999-0000-4000-8000-000000000001");
  });

  it("know which attributes a property set holds", () => {
    const membership = "BC0AC240-79A9-11D0-9020-00C04FC2D4CF";
    expect(isInPropertySet(MEMBER, membership)).toBe(true);
    expect(isInPropertySet("BF967A68-0DE6-11D0-A285-00AA003049E2", membership)).toBe(false);
    expect(isInPropertySet(MEMBER, MEMBER)).toBe(false);
    // DNS host name: one GUID is the attribute, its set and a validated write.
    const host = "72E39547-7B18-11D1-ADEF-00C04FD8D5CD";
    expect(isInPropertySet(host, host)).toBe(true);
  });
});

describe("rights", () => {
  it("map generic bits by the kind of object", () => {
    expect([0x8000_0000, 0x4000_0000, 0x2000_0000, 0x1000_0000].map((bit) => mappedRights(bit))).toEqual([
      0x2_0094, 0x2_0028, 0x2_0004, 0xf_01ff,
    ]);
    expect(mappedRights(0x1000_0000, "file")).toBe(0x1f_01ff);
    expect(mappedRights(0x8000_0000, "key")).toBe(0x2_0019);
    expect(mappedRights(0xf000_0000)).toBe(0xf_01ff);
    expect(mappedRights(0x20)).toBe(0x20);
    expect(mappedRights(0)).toBe(0);
  });

  it("have letters and words for every bit", () => {
    expect(rightLetters(0xd_016b)).toBe("CC DC SW WP DT CR SD WD WO");
    expect(rightLetters(0x100_0000)).toBe("AS");
    expect(rightLetters(0x200_0001)).toBe("CC 0x2000000");
    expect(rightWords(0xf_01ff)).toEqual(["Full control"]);
    expect(rightWords(0x30)).toEqual(["Read all properties", "Write all properties"]);
    expect(rightWords(0x30, "key")).toEqual(["Notify", "Create link"]);
    expect(rightWords(0x8000_0000)).toEqual(["0x80000000"]);
    expect(bitsOf(0x8000_0001)).toEqual([1, 0x8000_0000]);
  });

  it("know which of them take an ObjectType", () => {
    expect(bitsOf(0x10f_01ff).filter((bit) => typeKindOf(bit) !== null)).toEqual([0x1, 0x2, 0x8, 0x10, 0x20, 0x100]);
  });
});
