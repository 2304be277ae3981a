import { describe, expect, it } from "vitest";
import { isDomainControllersOu, parseSom } from "./som.ts";

describe("parseSom", () => {
  it.each([
    ["corp.example", { kind: "domain", domain: "corp.example", path: [] }],
    ["Corp.Example/Domain Controllers", { kind: "ou", domain: "corp.example", path: ["Domain Controllers"] }],
    ["corp.example/A\\/B/C", { kind: "ou", domain: "corp.example", path: ["A/B", "C"] }],
    ["corp.example/Configuration/Sites/HQ", { kind: "site", domain: "corp.example", path: ["HQ"] }],
    ["DC=corp,DC=example", { kind: "domain", domain: "corp.example", path: [] }],
    [
      "OU=Tier 0,OU=Domain Controllers,DC=corp,DC=example",
      { kind: "ou", domain: "corp.example", path: ["Domain Controllers", "Tier 0"] },
    ],
    ["ou=A\\,B,dc=x", { kind: "ou", domain: "x", path: ["A,B"] }],
    ["CN=HQ,CN=Sites,CN=Configuration,DC=corp,DC=example", { kind: "site", domain: "corp.example", path: ["HQ"] }],
    ["", { kind: "domain", domain: "", path: [] }],
  ] as const)("%s", (text, expected) => {
    expect(parseSom(text)).toEqual(expected);
  });

  it("knows the OU of domain controllers in any case and below", () => {
    expect(isDomainControllersOu(parseSom("corp.example/domain controllers"))).toBe(true);
    expect(isDomainControllersOu(parseSom("corp.example/Domain Controllers/RODC"))).toBe(true);
    expect(isDomainControllersOu(parseSom("corp.example/Servers/Domain Controllers"))).toBe(false);
  });
});
