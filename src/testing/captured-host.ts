/** One invented computer with what was read on it, and the findings about it. */
import { REQUIREMENTS } from "../catalog/index.generated.ts";
import { judge } from "../catalog/judge.ts";
import type { Fact, FactFields } from "../core/fact.ts";
import type { Finding } from "../core/report.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { estateOf } from "../policy/estate.ts";

type Value = Extract<FactFields, { kind: "observation" }>["value"];

export function observed(topic: string, values: Readonly<Record<string, Value>>): FactFields[] {
  return Object.entries(values).map(([name, value]) => ({ kind: "observation", topic, name, value }));
}

export function registry(path: string, value: number | string, type: string | null = "REG_DWORD"): FactFields {
  const [, key = "", name = ""] = /^HKLM\\(.*)\\([^\\]*)$/.exec(path) ?? [];
  return { kind: "registry", hive: "HKLM", key, name, type, value };
}

export interface Given {
  readonly roles?: readonly string[];
  readonly sensor?: string;
  readonly via?: Fact["via"];
  /** Read in a second file. */
  readonly again?: readonly FactFields[];
}

export function findingsOn(
  fields: readonly FactFields[],
  { roles = ["dc"], sensor, via = "console", again = [] }: Given = {},
) {
  const host = { kind: "host", name: "srv1.corp.example" } as const;
  const fact = (one: FactFields, path: string, tier: Fact["tier"], subject: Fact["subject"], at: number): Fact => ({
    ...one,
    id: `${path}:${at}`,
    tier,
    via,
    subject,
    origin: {
      source: path,
      path,
      span: { unit: "char", start: at, end: at + 1 },
      at: { line: at, column: 1 },
      excerpt: "",
    },
  });
  const object = { kind: "object", name: "srv1.corp.example" } as const;
  const computer = { name: "srv1.corp.example", domain: "corp.example", place: null, site: null, osVersion: null };
  const facts = [
    ...fields.map((one, at) => fact(one, "capture", "A", host, at)),
    ...again.map((one, at) => fact(one, "capture-2", "A", host, at)),
    fact({ kind: "computer", ...computer, roles }, "scope.yaml", "E", object, 0),
    ...(sensor === undefined
      ? []
      : observed("sensor", { version: sensor }).map((one) => fact(one, "scope.yaml", "E", object, 1))),
  ];
  const evidence: Evidence = { sources: [], facts, gpos: [], diagnostics: [] };
  return judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) }).findings;
}

/** The only one about the computer. */
export function findingOn(requirement: string, fields: readonly FactFields[], given: Given = {}): Finding | undefined {
  const found = findingsOn(fields, given).filter(
    (finding) => finding.requirement === requirement && finding.subject.kind === "host",
  );
  if (found.length > 1) throw new Error(`${found.length} findings of ${requirement} about one computer`);
  return found[0];
}

/** Requirement, what was read, and the verdict; none where the reading says nothing about it. */
export type Row = readonly [string, string, readonly FactFields[], Finding["status"] | undefined, Given?];
