import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { wmiFilters } from "./format.ts";
import { readMof } from "./mof.ts";

const ID = "1B2C3D4E-0001-4000-8000-00000000000A";
const QUERY = 'SELECT * FROM Win32_OperatingSystem WHERE ProductType = "2"';

function read(parm: unknown, more: object = {}) {
  return parseText(
    wmiFilters,
    JSON.stringify({ "msWMI-ID": `{${ID.toLowerCase()}}`, "msWMI-Name": "F", "msWMI-Parm2": parm, ...more }),
  );
}

describe("directory objects", () => {
  it("give the queries by their lengths", () => {
    const query = "a;WQL;b;";
    const { fields, codes, drafts } = read(
      `2;3;10;${QUERY.length};WQL;root\\CIMv2;${QUERY};3;4;${query.length};WQL;root;${query};`,
      {
        DistinguishedName: `CN={${ID}},CN=SOM,CN=WMIPolicy,CN=System,DC=corp,DC=example`,
      },
    );
    expect(fields).toEqual([
      {
        kind: "wmi-filter",
        filter: ID,
        name: "F",
        domain: "corp.example",
        queries: [QUERY, query],
        namespaces: ["root\\CIMv2", "root"],
      },
    ]);
    expect({ codes, tier: drafts[0]?.tier }).toEqual({ codes: [], tier: "C" });
  });

  it.each(["1;3;10;99;WQL;root\\CIMv2;short;", "x", "2;3;4;1;WQL;root;a;"])(
    "do not guess a frame that breaks: %s",
    (parm) => {
      expect(read(parm)).toMatchObject({ fields: [{ filter: ID, queries: [] }], codes: ["not-understood"] });
    },
  );

  it("of a script give name and query", () => {
    const text = '[{"Name": "F", "Query": "SELECT * FROM X"}]';
    expect(parseText(wmiFilters, text).fields).toEqual([
      { kind: "wmi-filter", filter: null, name: "F", domain: null, queries: ["SELECT * FROM X"] },
    ]);
    expect(sniffText(wmiFilters, text)).toBe("maybe");
    expect(sniffText(wmiFilters, '[{"Name": "F", "Query": "x"}]')).toBe("no");
  });

  it("without an id and a name give nothing", () => {
    expect(parseText(wmiFilters, '{"msWMI-ID": null, "msWMI-Parm2": "0;"}').fields).toEqual([]);
  });
});

describe("MOF", () => {
  const text = `instance of MSFT_SomFilter\n{\n\tDomain = "corp.example";\n\tID = "{${ID}}";\n\tName = "A \\"B\\"";\n\tRules = {\ninstance of MSFT_Rule\n{\n\tQuery = "SELECT \\"x\\\\y\\"";\n}};\n};\n`;

  it("gives the strings of the instance and its rules", () => {
    const { fields, codes } = parseText(wmiFilters, text);
    expect(fields).toEqual([
      { kind: "wmi-filter", filter: ID, name: 'A "B"', domain: "corp.example", queries: ['SELECT "x\\y"'] },
    ]);
    expect(codes).toEqual([]);
  });

  it("gives nothing of an instance without its end", () => {
    for (let end = text.lastIndexOf("}"); end > 30; end -= 1) {
      expect(parseText(wmiFilters, text.slice(0, end))).toMatchObject({ fields: [], codes: ["truncated"] });
    }
  });

  it("keeps adjacent strings together and skips comments", () => {
    const { instances, open } = readMof('/* " */ instance of A { x = "1" // "\n "2"; y = 3; };');
    expect(instances).toMatchObject([{ className: "A", strings: [{ name: "x", value: "12" }], children: [] }]);
    expect(open).toBeNull();
  });
});

describe("recognition", () => {
  it("goes by the class or the attributes", () => {
    expect(sniffText(wmiFilters, '[{"msWMI-Parm2": ""}]')).toBe("yes");
    expect(sniffText(wmiFilters, "// x\ninstance of MSFT_SomFilter\n{")).toBe("yes");
    expect(sniffText(wmiFilters, "instance of MSFT_Rule\n{")).toBe("no");
    expect(sniffText(wmiFilters, "see: instance of MSFT_SomFilter")).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(wmiFilters)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
    ["braces", `instance of MSFT_SomFilter\n${"{".repeat(500_000)}`],
    ["instances", "instance of MSFT_SomFilter\n{ ".repeat(30_000)],
    ["quotes", `instance of MSFT_SomFilter\n{ a = ${'"'.repeat(500_000)}`],
    ["line breaks", "\n".repeat(500_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(wmiFilters, text);
    parseText(wmiFilters, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
