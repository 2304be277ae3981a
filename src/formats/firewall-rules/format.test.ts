import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { firewallRules } from "./format.ts";

function read(object: object) {
  return parseText(firewallRules, JSON.stringify(object));
}

describe("a rule", () => {
  it("in words and in numbers says the same", () => {
    const value = ["Enabled=True", "Direction=Inbound", "Action=Allow", "Profile=Domain, Private", "DisplayName=R"];
    const words = {
      InstanceID: "r",
      DisplayName: "R",
      Enabled: "True",
      Direction: "Inbound",
      Action: "Allow",
      Profile: "Domain, Private",
    };
    const numbers = { ...words, Enabled: 1, Direction: 1, Action: 2, Profile: 3 };
    for (const object of [words, numbers]) {
      expect(read(object)).toMatchObject({
        fields: [{ kind: "observation", topic: "firewall-rule", name: "r", value }],
        codes: [],
      });
    }
  });

  it("keeps every port and address", () => {
    const rule = {
      InstanceID: "r",
      Direction: 2,
      Action: 4,
      Enabled: 2,
      LocalPort: ["135", 3389],
      RemoteAddress: "Any",
    };
    expect(read(rule).fields).toMatchObject([
      {
        value: [
          "Enabled=False",
          "Direction=Outbound",
          "Action=Block",
          "LocalPort=135",
          "LocalPort=3389",
          "RemoteAddress=Any",
        ],
      },
    ]);
  });

  it("leaves out what it does not understand, and says so", () => {
    const rule = { InstanceID: "r", Direction: 9, Action: 2, Enabled: 1, LocalPort: "System.String[]" };
    expect(read(rule)).toMatchObject({
      fields: [{ value: ["Enabled=True", "Action=Allow"] }],
      codes: ["not-understood", "not-understood"],
    });
  });

  it("and its filters are told apart and tied by their name", () => {
    expect(read([{ InstanceID: "r", Protocol: "TCP", LocalPort: "135", RemotePort: "Any" }]).fields).toEqual([
      {
        kind: "observation",
        topic: "firewall-filter",
        name: "r",
        value: ["Protocol=TCP", "LocalPort=135", "RemotePort=Any"],
      },
    ]);
  });
});

describe("recognition", () => {
  it("goes by the names of properties", () => {
    expect(sniffText(firewallRules, '[{"InstanceID": 1, "Direction": 1, "Action": 1, "Enabled": 1}]')).toBe("yes");
    expect(sniffText(firewallRules, '[{"InstanceID": 1, "LocalPort": 1, "RemotePort": 1}]')).toBe("yes");
    expect(sniffText(firewallRules, '[{"Action": 1, "Enabled": 1, "Name": 1}]')).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(firewallRules)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(firewallRules, text);
    parseText(firewallRules, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
