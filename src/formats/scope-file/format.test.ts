import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { CAPTURE_KEYS } from "./captures.ts";
import { DOMAIN_KEYS, HOST_KEYS, ROOT_KEYS, SCHEMA, SCOPE_ROLES, scopeFile, SENSORS } from "./format.ts";

const read = (text: string) => parseText(scopeFile, `schema: scope/1\n${text}`);

describe("hosts", () => {
  it("give a computer, its groups and its sensor, all declared", () => {
    const {
      drafts,
      codes,
      read: state,
    } = read(
      "hosts:\n  - name: dc01.corp.example\n    roles: [DC, ca]\n    domain: corp.example\n    ou: OU=A,DC=corp\n    site: S\n    groups: [S-1-5-18, G]\n    sensor: 2\n    os: 10.0\n",
    );
    expect(drafts.map(({ fields }) => fields)).toEqual([
      {
        kind: "computer",
        name: "dc01.corp.example",
        domain: "corp.example",
        place: "OU=A,DC=corp",
        site: "S",
        roles: ["dc", "ca"],
        osVersion: "10.0",
      },
      { kind: "membership", group: "S-1-5-18", members: ["dc01.corp.example"] },
      { kind: "membership", group: "G", members: ["dc01.corp.example"] },
      { kind: "observation", topic: "sensor", name: "version", value: "v2" },
    ]);
    expect(drafts[0]).toMatchObject({
      via: "scope-file",
      tier: "E",
      object: { kind: "object", name: "dc01.corp.example" },
    });
    expect({ codes, state }).toEqual({ codes: [], state: "complete" });
  });

  it("may be names alone", () => {
    expect(read("hosts:\n- a\n- b\n").fields).toMatchObject([{ name: "a", roles: [] }, { name: "b" }]);
    expect(read("hosts: a\n").fields).toMatchObject([{ name: "a" }]);
  });

  it.each([
    ["roles: [domain-controller]", "role"],
    ["role: dc", "key"],
    ["sensor: v4", "sensor"],
    ['groups: [""]', "group"],
  ])("with a slip of the pen say so: %s", (line, what) => {
    const { diagnostics, fields } = read(`hosts:\n- name: a\n  ${line}\n`);
    expect(diagnostics).toMatchObject([{ code: "not-understood", data: { what } }]);
    expect(fields).toMatchObject([{ kind: "computer", roles: [] }]);
  });

  it("that stand twice, or have no name, say so", () => {
    expect(read("hosts: [A, a]\n").codes).toEqual(["duplicate-key"]);
    expect(read("hosts:\n- roles: [dc]\n")).toMatchObject({ fields: [], codes: ["not-understood"] });
  });
});

describe("captures", () => {
  it("give a time and a computer for a path, declared", () => {
    const text = "captures:\n- {path: '.\\DC01\\', taken: 2026-11-01, host: dc01.corp.example}\n";
    const { drafts, codes } = read(text);
    expect(drafts).toMatchObject([
      { fields: { topic: "capture", name: "taken", value: "2026-11-01" }, object: { kind: "object", name: "DC01/" } },
      { fields: { topic: "capture", name: "host", value: "dc01.corp.example" }, via: "scope-file", tier: "E" },
    ]);
    expect(codes).toEqual([]);
  });

  it.each([
    ["- a.csv", "a capture"],
    ["- {taken: 2026-11-01}", "a capture"],
    ["- {path: a.csv}", "a capture"],
    ["- {path: /, host: a}", "a capture"],
    ["- {path: 'dc01/*.csv', host: a}", "path"],
    ["- {path: a.csv, taken: yesterday}", "taken"],
    ["- {path: a.csv, host: a, when: 2026-11-01}", "key"],
  ])("with a slip of the pen say so: %s", (line, what) => {
    expect(read(`captures:\n${line}\n`).diagnostics).toMatchObject([{ code: "not-understood", data: { what } }]);
  });

  it("that stand twice say so", () => {
    expect(read("captures:\n- {path: A.csv, host: a}\n- {path: a.csv, host: b}\n").codes).toEqual(["duplicate-key"]);
  });
});

describe("the file", () => {
  it("is the same in JSON", () => {
    const json =
      '{\n\t"schema": "scope/1",\n\t"hosts": [{"name": "a", "roles": ["dc"], "os": null}], "domains": ["corp.example"]\n}';
    expect(parseText(scopeFile, json)).toMatchObject({
      fields: [
        { kind: "computer", name: "a", roles: ["dc"], osVersion: null },
        { topic: "domain", name: "name", value: "corp.example" },
      ],
      codes: [],
    });
  });

  it("of another version is not read", () => {
    expect(parseText(scopeFile, "schema: scope/2\nhosts: [a]\n")).toMatchObject({
      fields: [],
      codes: ["not-understood"],
      read: "incomplete",
    });
  });

  it("cites each entry so that it can be read alone", () => {
    const text = "schema: scope/1\nhosts:\n  - name: a\n    roles:\n      - dc\n  - {name: b, roles: [ca]}\n  - c\n";
    const cited = parseText(scopeFile, text).drafts.map(({ span }) => text.slice(span.start, span.end));
    expect(cited).toEqual(["  - name: a\n    roles:\n      - dc", "  - {name: b, roles: [ca]}", "  - c"]);
  });

  it("is recognised by its mark, and with less force by its shape", () => {
    expect(sniffText(scopeFile, "# x\n---\nschema: scope/1\n")).toBe("yes");
    expect(sniffText(scopeFile, '{ "hosts": [], "schema": "scope/1" }')).toBe("yes");
    expect(sniffText(scopeFile, "hosts:\n  - name: a\n    roles: [dc]\n")).toBe("maybe");
    expect(sniffText(scopeFile, "hosts:\n  - name: a\n")).toBe("no");
    expect(sniffText(scopeFile, '{"hosts": [], "roles": []}')).toBe("no");
    expect(sniffText(scopeFile, "")).toBe("no");
  });
});

describe("docs/scope.schema.json", () => {
  const schema = JSON.parse(readFileSync("docs/scope.schema.json", "utf8"));

  it("has the keys and words that the reader knows, and no others", () => {
    expect(Object.keys(schema.properties)).toEqual(ROOT_KEYS);
    expect(Object.keys(schema.$defs.domain.properties)).toEqual(DOMAIN_KEYS);
    expect(Object.keys(schema.$defs.host.properties)).toEqual(HOST_KEYS);
    expect(Object.keys(schema.$defs.capture.properties)).toEqual(CAPTURE_KEYS);
    expect(schema.$defs.role.enum).toEqual(SCOPE_ROLES);
    expect(schema.$defs.host.properties.sensor.enum).toEqual([...SENSORS, null]);
    expect(schema.properties.schema.const).toBe(SCHEMA);
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(scopeFile)).toBeGreaterThan(50);
  });

  it.each([
    ["hosts", `schema: scope/1\nhosts:\n${"- a\n".repeat(20_000)}`],
    ["brackets", "[".repeat(200_000)],
    ["dashes", "- ".repeat(100_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(scopeFile, text);
    parseText(scopeFile, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
