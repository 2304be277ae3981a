import { expect, test } from "vitest";
import type { Fact } from "../core/fact.ts";
import { factJson } from "./fact-json.ts";

const base = {
  id: "abc:1-2:x",
  tier: "D",
  via: "gpreport",
  subject: { kind: "host", name: "DC01" },
  origin: {
    source: "ab",
    path: "a.xml",
    span: { unit: "char", start: 1, end: 2 },
    at: { offset: 1 },
    excerpt: "e\u2028",
  },
} as const;

test("keys stand in one order, whatever order the reader used; absent ones stay absent", () => {
  const fact: Fact = {
    type: null,
    side: "machine",
    value: null,
    name: "N",
    key: "K",
    hive: null,
    kind: "registry",
    ...base,
  };
  expect(factJson(fact)).toBe(
    '{"kind":"registry","id":"abc:1-2:x","tier":"D","via":"gpreport","subject":{"kind":"host","name":"DC01"},"source":"ab","path":"a.xml","at":{"offset":1},"excerpt":"e\\u2028","hive":null,"key":"K","name":"N","type":null,"value":null,"side":"machine"}',
  );
});

test("parts of a GPO and audit ACEs are ordered too", () => {
  const gpo: Fact = {
    kind: "gpo",
    guid: null,
    name: "n",
    domain: null,
    backupId: null,
    backupTime: null,
    computerEnabled: true,
    userEnabled: null,
    machineExtensions: [],
    versions: { userSysvol: 4, userDirectory: 3, machineSysvol: 2, machineDirectory: 1 },
    wmiFilter: { name: null, id: null },
    sddl: null,
    inert: "superseded-backup",
    ...base,
  };
  expect(factJson(gpo)).toContain('"excerpt":"e\\u2028","inert":"superseded-backup","guid":null');
  expect(factJson(gpo)).toContain(
    '"machineExtensions":[],"versions":{"machineDirectory":1,"machineSysvol":2,"userDirectory":3,"userSysvol":4},"wmiFilter":{"id":null,"name":null},"sddl":null}',
  );
  const descriptor: Fact = {
    kind: "security-descriptor",
    object: "o",
    sacl: "read",
    protected: false,
    sddl: "S:",
    aces: [
      {
        condition: null,
        inheritedObjectType: null,
        objectType: null,
        trustee: "S-1-1-0",
        mask: 1,
        flags: ["SA"],
        type: "AU",
      },
    ],
    ...base,
  };
  expect(factJson(descriptor)).toContain(
    '"aces":[{"type":"AU","flags":["SA"],"mask":1,"trustee":"S-1-1-0","objectType":null,"inheritedObjectType":null,"condition":null}],"sddl":"S:"}',
  );
});
