import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { adOuObjects } from "./format.ts";

const A = "6AC1786C-016F-11D2-945F-00C04FB984F9";
const B = "1B2C3D4E-0001-4000-8000-00000000000A";
const OU = "OU=Servers,DC=corp,DC=example";

function entry(guid: string, options: number | string, type = "cn"): string {
  return `[LDAP://${type}={${guid}},cn=policies,cn=system,DC=corp,DC=example;${options}]`;
}

function read(object: object) {
  return parseText(adOuObjects, JSON.stringify({ DistinguishedName: OU, ...object }));
}

describe("gPLink", () => {
  it.each([
    [0, true, false],
    [1, false, false],
    [2, true, true],
    [3, false, true],
  ])("with option %i", (options, enabled, enforced) => {
    expect(read({ gPLink: entry(B, options) }).fields[1]).toEqual({
      kind: "gpo-link",
      gpo: B,
      container: OU,
      order: 1,
      enabled,
      enforced,
    });
  });

  it("has its first place at the end", () => {
    const { drafts, codes } = read({ gPLink: entry(A, 0, "CN") + entry(B, 0) });
    expect(drafts.slice(1).map(({ fields }) => (fields.kind === "gpo-link" ? [fields.gpo, fields.order] : []))).toEqual(
      [
        [A, 2],
        [B, 1],
      ],
    );
    expect(codes).toEqual([]);
  });

  it("cites each entry by itself where nothing is escaped, else the property", () => {
    const text = JSON.stringify({ DistinguishedName: OU, gPLink: entry(A, 0) + entry(B, 0) });
    const cited = (source: string) =>
      parseText(adOuObjects, source)
        .drafts.slice(1)
        .map(({ span }) => source.slice(span.start, span.end));
    expect(cited(text)).toEqual([entry(A, 0), entry(B, 0)]);
    const escaped = text.replaceAll("/", "\\/");
    expect(cited(escaped)).toEqual(Array(2).fill(escaped.slice(escaped.indexOf('"gPLink'), -1)));
  });

  it("without a value means no link, and a broken one is not whole", () => {
    expect(read({ gPLink: " " })).toMatchObject({ read: "complete", codes: [] });
    expect(read({ gPLink: null })).toMatchObject({ read: "complete", codes: [] });
    expect(read({ gPLink: entry(A, 0).slice(0, -9) })).toMatchObject({ read: "incomplete", codes: ["malformed"] });
  });
});

describe("gPOptions", () => {
  it.each([
    [{ gPOptions: 1 }, true],
    [{ gPOptions: 0 }, false],
    [{ gPOptions: null }, false],
    [{}, null],
    [{ gPOptions: "one" }, null],
  ])("%j", (object, blocksInheritance) => {
    expect(read({ gPLink: null, ...object }).fields[0]).toEqual({
      kind: "scope-of-management",
      container: OU,
      type: "ou",
      blocksInheritance,
    });
  });
});

describe("LinkedGroupPolicyObjects", () => {
  it("names the policies and nothing else", () => {
    expect(
      read({ LinkedGroupPolicyObjects: [`cn={${B}},cn=policies,cn=system,DC=corp,DC=example`] }).fields[1],
    ).toEqual({
      kind: "gpo-link",
      gpo: B,
      container: OU,
      order: null,
      enabled: null,
      enforced: null,
    });
    expect(
      read({ LinkedGroupPolicyObjects: "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection" }).read,
    ).toBe("incomplete");
  });

  it("gives way to gPLink", () => {
    const names = [`cn={${A}},cn=policies,cn=system,DC=corp,DC=example`];
    expect(read({ LinkedGroupPolicyObjects: names, gPLink: entry(B, 0) }).fields.slice(1)).toMatchObject([{ gpo: B }]);
  });
});

describe("recognition", () => {
  it("needs a name and links", () => {
    expect(sniffText(adOuObjects, '[{"DistinguishedName": "", "gPLink": ""}]')).toBe("yes");
    expect(sniffText(adOuObjects, '#TYPE x\n"DistinguishedName";"gPLink"\n')).toBe("yes");
    expect(sniffText(adOuObjects, '[{"DistinguishedName": "", "GpoLinks": "", "gPLink": ""}]')).toBe("no");
    expect(sniffText(adOuObjects, "dn: DC=corp\ngPLink: x\n")).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(adOuObjects)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
    ["links", `{"DistinguishedName":"OU=a,DC=b","gPLink":"${"[LDAP://cn={},DC=x;0]".repeat(20_000)}"}`],
    ["brackets in a value", `{"DistinguishedName":"OU=a,DC=b","gPLink":"${"[".repeat(300_000)}"}`],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(adOuObjects, text);
    parseText(adOuObjects, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
