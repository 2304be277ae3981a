/** Other tools' outputs: their rows and verdicts as they are, each with its computer or domain, and none of them ours. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { items, parseJson } from "../text/json.ts";
import { mdiHealth } from "./mdi-health/format.ts";
import { mdiReadiness } from "./mdi-readiness/format.ts";
import { mdiReport } from "./mdi-report/format.ts";
import { headOf, readFile } from "./read.ts";
import { compact, entry } from "./tool-rows.ts";
import { welaCsv } from "./wela-csv/format.ts";

const FORMATS = [mdiHealth, mdiReadiness, mdiReport, welaCsv];
const SEED = 20240229;

function read(value: unknown): ReturnType<typeof readFile> {
  return readFile("x.json", Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));
}

function rows(value: unknown): unknown[] {
  return read(value).drafts.map(({ fields, host, object }) => ({ ...fields, host, object }));
}

describe("the configuration report", () => {
  const row = (over: object): object => ({
    Configuration: "NTLMAuditing",
    Mode: "Domain",
    Status: true,
    Details: "x",
    ...over,
  });

  test("one row each; the verdict is the module's and null is none", () => {
    expect(rows([row({}), row({ Status: false }), row({ Status: null, Details: null })])).toEqual(
      [
        [true, "Mode=Domain; Details=x"],
        [false, "Mode=Domain; Details=x"],
        [null, "Mode=Domain"],
      ].map(([verdict, details]) => ({
        kind: "tool-row",
        tool: "DefenderForIdentity",
        item: "NTLMAuditing",
        verdict,
        details,
        host: undefined,
        object: { kind: "domain", name: "the report's domain, not named" },
      })),
    );
    expect(read([row({})]).drafts[0]).toMatchObject({ tier: "E", via: "tool-report" });
  });

  test.each([
    ["MDI-configuration-report-corp.example.json", {}, "corp.example"],
    ["out.zip!a/mdi-configuration-report-corp.example.json", {}, "corp.example"],
    ["MDI-configuration-report-.json", {}, "the report's domain, not named"],
    ["corp.example.json", {}, "the report's domain, not named"],
    ["corp.example.json", { DomainName: "Emea.corp.example" }, "Emea.corp.example"],
    ["MDI-configuration-report-corp.example.json", { DomainName: "emea.corp.example" }, "emea.corp.example"],
    ["x.json", { DomainName: "a.example", Domain: "b.example" }, "the report's domain, not named"],
  ])("the domain of %s with %j", (path, Details, name) => {
    const { drafts } = readFile(path, new TextEncoder().encode(JSON.stringify([row({ Details })])));
    expect(drafts.map((draft) => draft.object)).toEqual([{ kind: "domain", name }]);
  });

  test("wanted and found values stay under their own names", () => {
    const Details = { AuditSettings: [{ SettingValue: "1", ExpectedValue: null }] };
    expect(rows(row({ Details }))).toMatchObject([
      { details: 'Mode=Domain; Details={"AuditSettings":[{"SettingValue":"1","ExpectedValue":null}]}' },
    ]);
  });

  test("a local row is the computer's that it names", () => {
    const local = { Mode: "LocalMachine" };
    expect(rows([row({ ...local, Details: [{ "Machine Name": "DC01" }] }), row(local)])).toMatchObject([
      { host: "DC01", object: undefined },
      { host: null, object: undefined },
    ]);
  });

  test.each([
    [["@{a=1; b=2}"], "incomplete"],
    [{ AuditSettings: "System.Object[]" }, "incomplete"],
    ["'x' - GPO not found", "complete"],
  ])("rows lost at the depth of ConvertTo-Json: %j is %s", (Details, state) => {
    expect(read([row({ Details })]).read).toBe(state);
    expect(read([row({ Details, Configuration: "EntraConnectAuditing" })]).read).toBe("complete");
  });

  test("other lists of objects are not claimed", () => {
    for (const value of [[], {}, [row({ Mode: "Other" })], [{ Configuration: "x", Status: 1 }], [[row({})]], "[1]"]) {
      expect(read(value).format?.id).not.toBe("mdi-report");
    }
  });
});

describe("readiness", () => {
  test("tests of computers and of the domain, with booleans, texts and nothing kept apart", () => {
    expect(
      rows({
        Domain: "corp.example",
        DomainControllers: {
          FQDN: "dc01.corp.example",
          OS: "x",
          AdvancedAuditing: false,
          NtlmAuditing: "N/A",
          PowerSettings: null,
          Details: { AdvancedAuditingDetails: [{ "Setting Value": "0" }] },
        },
        DomainObjectAuditing: { isObjectAuditingOk: true, details: [] },
      }).map((row) => Object.values(row as object).slice(2)),
    ).toEqual([
      ["AdvancedAuditing", false, '[{"Setting Value":"0"}]', "dc01.corp.example", undefined],
      ["NtlmAuditing", "N/A", "", "dc01.corp.example", undefined],
      ["PowerSettings", null, "", "dc01.corp.example", undefined],
      ["DomainObjectAuditing", true, "[]", undefined, { kind: "domain", name: "corp.example" }],
    ]);
  });

  test.each([[null], [""], ["none"]])("controllers %j: nobody was reached, which is said", (DomainControllers) => {
    const { drafts, diagnostics } = read({ DomainControllers, DomainObjectAuditing: null });
    expect(drafts.map(({ fields }) => fields)).toMatchObject([{ item: "DomainObjectAuditing", verdict: null }]);
    expect(diagnostics).toMatchObject([{ code: "not-understood", data: { what: "DomainControllers" } }]);
  });
});

describe("health issues", () => {
  const issue = { displayName: "n", severity: "high", status: "open", healthIssueType: "sensor" };

  test("a row for each sensor, else for each domain", () => {
    const of = (over: object): unknown[] => rows({ value: [{ ...issue, ...over }] });
    expect(of({ sensorDNSNames: ["a", "b", "a"], domainNames: ["d"] })).toMatchObject([{ host: "a" }, { host: "b" }]);
    expect(of({ sensorDNSNames: [], domainNames: ["d", "e"] })).toMatchObject([
      { host: undefined, object: { kind: "domain", name: "d" } },
      { object: { name: "e" } },
    ]);
    expect(of({})).toMatchObject([
      {
        object: { name: "the report's domain, not named" },
        verdict: "open",
        details: "severity=high; healthIssueType=sensor",
      },
    ]);
  });

  test("in any case of letters, as a list or alone", () => {
    const pascal = { DisplayName: "n", Severity: "high", Status: "closed", SensorDnsNames: "a" };
    for (const value of [pascal, [pascal]])
      expect(rows(value)).toMatchObject([{ item: "n", verdict: "closed", host: "a" }]);
  });
});

describe("WELA", () => {
  const header = "Category,SubCategory,RuleCount,CurrentSetting,RecommendedSetting";

  test("reads by the names of the columns, in any order", () => {
    expect(rows(`${header}\nC,S,1,No Auditing,Success\n`)).toEqual([
      {
        kind: "tool-row",
        tool: "WELA",
        item: "S",
        verdict: "No Auditing",
        details: "Category=C; RuleCount=1; RecommendedSetting=Success",
        host: null,
        object: undefined,
      },
    ]);
    expect(rows("CurrentSetting;RuleCount;Category;SubCategory;RecommendedSetting\nX;1;C;S;Y\n")).toMatchObject([
      { item: "S", verdict: "X", details: "RuleCount=1; Category=C; RecommendedSetting=Y" },
    ]);
    expect(read("Category,SubCategory,RuleCount\n").format).toBeNull();
  });
});

describe("compact", () => {
  const node = (value: unknown): Parameters<typeof compact>[0] => {
    const result = parseJson(JSON.stringify(value));
    return result.ok ? result.value : undefined;
  };

  test("is JSON without blanks, and short", () => {
    expect(compact(node({ a: [1, "x", null], b: {} }))).toBe('{"a":[1,"x",null],"b":{}}');
    expect([compact(node("x")), compact(node(null)), compact(undefined), compact(node([]))]).toEqual([
      "x",
      "",
      "",
      "[]",
    ]);
    expect(compact(node(Array.from({ length: 100_000 }, (_, i) => i)))).toHaveLength(2001);
    expect(compact(node("y".repeat(5000)))).toHaveLength(2001);
  });

  test("members by name in any case, the last of several", () => {
    const result = parseJson('{"Status":1,"STATUS":2}');
    expect(items(result.ok ? entry(result.value, "status")?.value : undefined)).toMatchObject([{ value: 2 }]);
  });
});

describe("any file", () => {
  const cases = ["mdi-report", "mdi-readiness", "mdi-health"].map((id) =>
    readFileSync(join(import.meta.dirname, id, "cases/hostile/input.json"), "utf8"),
  );

  test("cut anywhere: no exception, and what is read is a part of what the whole gives", () => {
    for (const [index, text] of cases.entries()) {
      const format = [mdiReport, mdiReadiness, mdiHealth][index];
      for (let at = 0; at < Math.min(text.length, 500); at += 7) {
        const facts: string[] = [];
        const { read } = format?.parse(
          { path: "x", bytes: new Uint8Array(0), text: () => text.slice(0, at), side: null },
          { fact: (draft) => facts.push(text.slice(draft.span.start, draft.span.end)), diagnostic: () => undefined },
        ) ?? { read: "refused" };
        expect(read).toBe("incomplete");
        for (const excerpt of facts) expect(format?.reread?.(excerpt, "tool-row")).toMatchObject({ kind: "tool-row" });
      }
    }
  });

  test("arbitrary JSON of the right names", () => {
    const names = fc.constantFrom(
      "Configuration",
      "Mode",
      "Status",
      "Details",
      "DomainControllers",
      "DomainObjectAuditing",
      "FQDN",
      "Domain",
      "value",
      "displayName",
      "severity",
      "status",
      "sensorDNSNames",
      "__proto__",
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, true, "", "Domain", "LocalMachine", "@{a=1}", 1e21),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.array(fc.tuple(names, tie("node")), { maxLength: 6 }).map((pairs) => new Map(pairs as [string, unknown][])),
      ),
    })).node;
    const write = (node: unknown): string => {
      if (Array.isArray(node)) return `[${node.map(write).join(",")}]`;
      if (!(node instanceof Map)) return JSON.stringify(node);
      return `{${[...node].map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(",")}}`;
    };
    fc.assert(
      fc.property(value, (node) => {
        const text = write(node);
        const head = headOf(new Uint8Array(0), { text, encoding: "utf-8", guessed: false });
        for (const format of FORMATS) {
          expect(["yes", "no"]).toContain(format.sniff(head));
          format.parse(
            { path: "x", bytes: new Uint8Array(0), text: () => text, side: null },
            {
              fact: ({ fields, span }) => {
                const again = format.reread?.(text.slice(span.start, span.end), fields.kind);
                expect(again).not.toBeNull();
                expect(fields).toMatchObject(again ?? {});
              },
              diagnostic: () => undefined,
            },
          );
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test.each([
    ["issues", `{"value":[${'{"displayName":"x","severity":"a","status":"b","healthIssueType":"c"},'.repeat(20_000)}`],
    ["sensors", `[{"displayName":"x","severity":"a","status":"b","sensorDNSNames":["a"${',"b"'.repeat(100_000)}]}]`],
    ["rows", `Category,SubCategory,RuleCount,CurrentSetting,RecommendedSetting\n${"a\n".repeat(200_000)}`],
    ["names", `[{"Configuration":"a","Mode":"Domain","Status":true${',"x":1'.repeat(200_000)}}]`],
  ])("%s: linear time", (_, text) => {
    const start = performance.now();
    read(text);
    expect(performance.now() - start).toBeLessThan(2500);
  });
});
