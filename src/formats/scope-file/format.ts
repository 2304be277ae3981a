/** Our own list of the estate: which computers there are, what they do and where they stand. Declared by a person. */
import type { FactDraft, FactFields } from "../../core/fact.ts";
import type { YamlMap, YamlValue } from "../../text/yaml.ts";
import { parseYaml } from "../../text/yaml.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { CAPTURE_KEYS, captureFacts, capturePath } from "./captures.ts";
import { EXCEPTION_KEYS, exceptionFact } from "./exceptions.ts";

export const SCHEMA = "scope/1";
export const ROOT_KEYS: readonly string[] = ["$schema", "schema", "domains", "hosts", "captures", "exceptions"];
export const DOMAIN_KEYS: readonly string[] = ["name", "netbios", "sid"];
export const HOST_KEYS: readonly string[] = ["name", "roles", "domain", "ou", "site", "groups", "sensor", "os"];
export const SCOPE_ROLES: readonly string[] = ["dc", "rodc", "ca", "adfs", "entra-connect"];
export const SENSORS: readonly string[] = ["v2", "v3", "none"];

/** The mark, or top-level lists with the names of ours. */
function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  if (/^(?:---\s+)?\{/.test(head.text)) return /"schema"\s*:\s*"scope\/\d+"/.test(head.text) ? "yes" : "no";
  let hosts = false;
  let roles = false;
  for (const line of head.text.split(/\r\n|\r|\n/)) {
    if (/^schema\s*:\s*["']?scope\/\d+["']?\s*(?:#.*)?$/.test(line)) return "yes";
    if (/^hosts\s*:\s*$/.test(line)) hosts = true;
    if (hosts && /^\s+(?:- )?roles\s*:/.test(line)) roles = true;
  }
  return roles ? "maybe" : "no";
}

function isMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

function textOf(value: YamlValue | undefined): string | null {
  return typeof value === "string" ? value.trim() : null;
}

function listOf(value: YamlValue | undefined): readonly YamlValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

interface Complaint {
  readonly what: string;
  readonly value: string;
  readonly why?: string;
}

/** The facts of one entry of `hosts`; a bare name is one without further words. */
function hostFacts(entry: YamlValue, complain: (complaint: Complaint) => void): FactFields[] {
  const map = isMap(entry) ? entry : new Map([["name", entry]]);
  const name = textOf(map.get("name"));
  if (name === null || name === "") {
    complain({ what: "a host", value: "", why: "it has no name" });
    return [];
  }
  unknownKeys(map, HOST_KEYS, complain);
  const roles: string[] = [];
  for (const one of listOf(map.get("roles"))) {
    const role = textOf(one)?.toLowerCase() ?? "";
    if (!SCOPE_ROLES.includes(role))
      complain({ what: "role", value: role, why: `known are ${SCOPE_ROLES.join(", ")}` });
    else if (!roles.includes(role)) roles.push(role);
  }
  const facts: FactFields[] = [
    {
      kind: "computer",
      name,
      domain: textOf(map.get("domain")),
      place: textOf(map.get("ou")),
      site: textOf(map.get("site")),
      roles,
      osVersion: textOf(map.get("os")),
    },
  ];
  for (const one of listOf(map.get("groups"))) {
    const group = textOf(one);
    if (group === null || group === "") complain({ what: "group", value: "", why: "it is no name" });
    else facts.push({ kind: "membership", group, members: [name] });
  }
  const sensor = textOf(map.get("sensor"));
  if (sensor !== null) {
    const version = SENSORS.find((one) => one === sensor.toLowerCase() || one === `v${sensor}`);
    if (version === undefined) complain({ what: "sensor", value: sensor, why: `known are ${SENSORS.join(", ")}` });
    else facts.push({ kind: "observation", topic: "sensor", name: "version", value: version });
  }
  return facts;
}

/** The facts of one entry of `domains`; a bare name is one without further words. */
function domainFacts(
  entry: YamlValue,
  complain: (complaint: Complaint) => void,
): { name: string; facts: FactFields[] } | null {
  const map = isMap(entry) ? entry : new Map([["name", entry]]);
  const name = textOf(map.get("name"));
  if (name === null || name === "") {
    complain({ what: "a domain", value: "", why: "it has no name" });
    return null;
  }
  unknownKeys(map, DOMAIN_KEYS, complain);
  const facts: FactFields[] = [];
  for (const key of DOMAIN_KEYS) {
    const value = key === "name" ? name : textOf(map.get(key));
    if (value !== null) facts.push({ kind: "observation", topic: "domain", name: key, value });
  }
  return { name, facts };
}

function unknownKeys(map: YamlMap, known: readonly string[], complain: (complaint: Complaint) => void): void {
  for (const key of map.keys()) {
    if (!known.includes(key)) complain({ what: "key", value: key.slice(0, 80), why: `known are ${known.join(", ")}` });
  }
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const parsed = parseYaml(text);
  const { value, problems } = parsed;
  for (const { message, offset } of problems) sink.diagnostic({ code: "malformed", offset, data: { message } });
  if (!isMap(value)) {
    if (problems.length === 0) sink.diagnostic({ code: "malformed", offset: 0, data: { message: "no keys at all" } });
    return { read: "incomplete" };
  }
  const complainAt =
    (offset: number) =>
    (complaint: Complaint): void =>
      sink.diagnostic({ code: "not-understood", offset, data: { ...complaint } });
  unknownKeys(value, ROOT_KEYS, complainAt(0));
  const schema = textOf(value.get("schema"));
  if (schema !== null && schema !== SCHEMA) {
    const offset = parsed.positionOf(["schema"])?.start ?? 0;
    complainAt(offset)({ what: "schema", value: schema.slice(0, 80), why: `this version reads ${SCHEMA}` });
    return { read: "incomplete" };
  }
  // An entry that reaches to where the structure breaks may lack a part of its words.
  const broken = problems.find(({ structural }) => structural)?.offset ?? Infinity;
  const isWhole = (key: string, index: number): boolean =>
    (parsed.positionOf([key, index]) ?? parsed.positionOf([key]) ?? { end: 0 }).end < broken;
  const spanOf = (key: string, index: number): FactDraft["span"] => {
    const listed = parsed.positionOf([key, index]) ?? parsed.positionOf([key]) ?? { start: 0, end: 0 };
    return { unit: "char", start: lineStart(text, listed.start), end: trimmedEnd(text, listed.start, listed.end) };
  };
  const hosts = new Set<string>();
  for (const [index, entry] of listOf(value.get("hosts")).entries()) {
    if (!isWhole("hosts", index)) continue;
    const span = spanOf("hosts", index);
    for (const fields of hostFacts(entry, complainAt(span.start))) {
      const name = fields.kind === "computer" ? fields.name.toLowerCase() : null;
      if (name !== null && hosts.has(name)) {
        sink.diagnostic({ code: "duplicate-key", offset: span.start, data: { key: name, counts: "last" } });
      }
      if (name !== null) hosts.add(name);
      const host = textOf(isMap(entry) ? entry.get("name") : entry) ?? "";
      // A declaration is nobody's reading of the computer.
      sink.fact({ fields, span, via: "scope-file", tier: "E", object: { kind: "object", name: host } });
    }
  }
  for (const [index, entry] of listOf(value.get("domains")).entries()) {
    if (!isWhole("domains", index)) continue;
    const span = spanOf("domains", index);
    const domain = domainFacts(entry, complainAt(span.start));
    for (const fields of domain?.facts ?? []) {
      sink.fact({ fields, span, via: "scope-file", tier: "E", object: { kind: "domain", name: domain?.name ?? "" } });
    }
  }
  const paths = new Set<string>();
  for (const [index, entry] of listOf(value.get("captures")).entries()) {
    if (!isWhole("captures", index)) continue;
    const span = spanOf("captures", index);
    const map = isMap(entry) ? entry : new Map<string, YamlValue>();
    const name = capturePath(map);
    unknownKeys(map, CAPTURE_KEYS, complainAt(span.start));
    for (const fields of captureFacts(map, complainAt(span.start))) {
      sink.fact({ fields, span, via: "scope-file", tier: "E", object: { kind: "object", name: name ?? "" } });
    }
    const key = name?.toLowerCase() ?? "";
    if (key !== "" && paths.has(key)) {
      sink.diagnostic({ code: "duplicate-key", offset: span.start, data: { key: name ?? "", counts: "last" } });
    }
    paths.add(key);
  }
  for (const [index, entry] of listOf(value.get("exceptions")).entries()) {
    if (!isWhole("exceptions", index)) continue;
    const span = spanOf("exceptions", index);
    const map = isMap(entry) ? entry : new Map<string, YamlValue>();
    unknownKeys(map, EXCEPTION_KEYS, complainAt(span.start));
    const exception = exceptionFact(map, complainAt(span.start));
    if (exception === null) continue;
    const object = { kind: "object", name: exception.name } as const;
    sink.fact({ fields: exception.fields, span, via: "scope-file", tier: "E", object });
  }
  return { read: problems.length > 0 ? "incomplete" : "complete" };
}

/** Back to the dash of a block list and the indentation before it, so that the excerpt keeps the shape of the block. */
function lineStart(text: string, start: number): number {
  let at = start;
  while (at > 0 && " \t-".includes(text.charAt(at - 1))) at -= 1;
  return at === 0 || "\r\n".includes(text.charAt(at - 1)) ? at : start;
}

function trimmedEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

function silent(): void {
  // The diagnostics were given when the file was read.
}

export const scopeFile = defineFormat({
  id: "scope-file",
  title: "The estate in words (scope.yaml)",
  madeBy: ["Write scope.yaml by hand; `schema: scope/1` first, then `hosts:` (docs/scope.schema.json)"],
  recognisedBy:
    "The line `schema: scope/1`, in JSON the same key; without it a list `hosts:` whose entries have `roles:`.",
  proves:
    "Nothing by itself: it declares which computers exist, their roles, places, groups and sensors, so that evidence finds its computer and missing evidence is noticed; and it says when captures were taken, and of which computer.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const { value } = parseYaml(excerpt);
    const entry = Array.isArray(value) ? value[0] : value;
    if (entry === undefined || entry === null) return null;
    if (kind === "computer") return hostFacts(entry, silent)[0] ?? null;
    if (kind === "membership") {
      const name = textOf(isMap(entry) ? entry.get("name") : entry);
      return name === null ? null : { kind, members: [name] };
    }
    // The values of one entry cite the same lines.
    return kind === "observation" ? { kind } : null;
  },
});
