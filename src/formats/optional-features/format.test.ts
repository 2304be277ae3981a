import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { optionalFeatures } from "./format.ts";

const BIN = "766DDCD8-ACD0-445E-F3B9-A7F9B6744F2A";
const DN =
  "CN=Recycle Bin Feature,CN=Optional Features,CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,DC=corp,DC=example";

function read(object: object) {
  return parseText(
    optionalFeatures,
    JSON.stringify({ Name: "Papierkorb", FeatureGUID: BIN.toLowerCase(), DistinguishedName: DN, ...object }),
  );
}

describe("a feature", () => {
  it("is told by its GUID, and belongs to the forest", () => {
    const { drafts, codes } = read({ EnabledScopes: ["CN=Partitions,CN=Configuration,DC=corp,DC=example"] });
    expect(drafts[0]).toMatchObject({
      fields: {
        kind: "observation",
        topic: "optional-feature",
        name: BIN,
        value: ["CN=Partitions,CN=Configuration,DC=corp,DC=example"],
      },
      object: { kind: "forest", name: "corp.example" },
      via: "powershell",
    });
    expect(codes).toEqual([]);
  });

  it("that is not enabled is not one whose scopes were left out", () => {
    expect(read({ EnabledScopes: [] })).toMatchObject({ fields: [{ value: [] }], codes: [] });
    expect(read({ EnabledScopes: "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection" })).toMatchObject({
      fields: [{ value: null }],
      codes: ["not-understood"],
    });
    expect(read({})).toMatchObject({ fields: [], codes: ["malformed"] });
  });

  it("is recognised by its scopes and its GUID", () => {
    expect(sniffText(optionalFeatures, '{"EnabledScopes": [], "FeatureGUID": ""}')).toBe("yes");
    expect(sniffText(optionalFeatures, '{"EnabledScopes": []}')).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(optionalFeatures)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(optionalFeatures, text);
    parseText(optionalFeatures, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
