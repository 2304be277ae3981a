/** Security templates: GptTmpl.inf of a GPO, hand-made templates, `secedit /export` [MS-GPSB 2.2; formats.md 1.5]. */
import type { FactFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import type { InfLine } from "../../text/inf.ts";
import { readInf } from "../../text/inf.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { registryValue, shown } from "./registry-value.ts";
import {
  accountPolicy,
  accountSection,
  eventLog,
  KERBEROS_POLICY,
  legacyCategory,
  securedObject,
  SYSTEM_ACCESS,
  userRight,
} from "./sections.ts";

/** What the lines of a section are. `objects`: lines without a key; `silent`: known, and of no facts. */
type Content =
  | { readonly kind: "legacy-category" | "registry" | "user-right" | "objects" | "silent" }
  | { readonly kind: "event-log"; readonly log: string }
  | { readonly kind: "account-policy"; readonly section: string };

/** Sections that make a file a template, by lower-case name. */
const SETTINGS: ReadonlyMap<string, Content> = new Map<string, Content>([
  ["event audit", { kind: "legacy-category" }],
  ["registry values", { kind: "registry" }],
  ["privilege rights", { kind: "user-right" }],
  ["system log", { kind: "event-log", log: "System" }],
  ["security log", { kind: "event-log", log: "Security" }],
  ["application log", { kind: "event-log", log: "Application" }],
  ["system access", { kind: "account-policy", section: SYSTEM_ACCESS }],
  ["kerberos policy", { kind: "account-policy", section: KERBEROS_POLICY }],
  ["registry keys", { kind: "objects" }],
  ["file security", { kind: "objects" }],
  ["service general setting", { kind: "objects" }],
  ["group membership", { kind: "silent" }],
]);

/** Sections about the file itself. */
const FRAME: ReadonlySet<string> = new Set(["unicode", "version", "profile description"]);

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  const sections = new Set<string>();
  let chicago = false;
  for (const line of readInf(head.sample)) {
    const section = line.section?.toLowerCase() ?? "";
    if (line.kind === "section") {
      if (SETTINGS.has(section)) return "yes";
      sections.add(section);
    } else if (section === "version" && line.key.toLowerCase() === "signature") {
      chicago ||= line.value.toUpperCase().includes("$CHICAGO$");
    }
  }
  // A driver's INF carries the same signature, and [Unicode] never.
  if (chicago && sections.has("unicode")) return "yes";
  return chicago && [...sections].every((section) => FRAME.has(section)) ? "maybe" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const unknown = new Set<string>();
  const seen = new Set<string>();
  let incomplete = false;

  for (const line of readInf(text)) {
    if (line.kind === "blank" || line.kind === "comment") continue;
    const name = line.section?.toLowerCase() ?? "";
    const content = SETTINGS.get(name);
    if (line.kind === "section" || content?.kind === "silent" || FRAME.has(name)) {
      if (line.kind === "section" && content === undefined && !FRAME.has(name) && !unknown.has(name)) {
        unknown.add(name);
        const data = { what: "section", value: shown(line.section ?? "") };
        sink.diagnostic({ code: "not-understood", offset: line.start, data });
      }
      continue;
    }
    if (content === undefined) {
      // Below an unknown section: said once at its head. Above all sections: said once here.
      if (line.section === null && !unknown.has("")) {
        unknown.add("");
        incomplete = true;
        sink.diagnostic({ code: "malformed", offset: line.start, data: { message: "a line before any section" } });
      }
      continue;
    }
    if (line.end - line.start > LIMITS.lineChars) {
      incomplete = true;
      sink.diagnostic({ code: "limit-exceeded", offset: line.start, data: { what: "line", limit: LIMITS.lineChars } });
      continue;
    }
    const reading = readLine(content, line, text.slice(line.start, line.end));
    if (reading === null) {
      incomplete = true;
      const code = line.end === text.length ? "truncated" : "malformed";
      const data = { message: `not an entry of [${line.section ?? ""}]`, text: shown(line.key) };
      sink.diagnostic({ code, offset: line.start, data });
      continue;
    }
    for (const note of reading.notes) {
      if (note.code === "limit-exceeded") incomplete = true;
      sink.diagnostic({ ...note, offset: line.start });
    }
    if (reading.fields === null) continue;
    const key = `${name}\u0000${keyOf(reading.fields)}`;
    if (seen.has(key)) {
      const data = { key: shown(line.key), section: line.section ?? "", counts: "last" };
      sink.diagnostic({ code: "duplicate-key", offset: line.start, data });
    }
    seen.add(key);
    sink.fact({
      fields: reading.fields,
      span: { unit: "char", start: line.start, end: reading.secret === true ? line.valueStart : line.end },
      via: "security-template",
    });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

type Note = ReturnType<typeof registryValue>["notes"][number];

interface LineReading {
  readonly fields: FactFields | null;
  readonly notes: readonly Note[];
  /** The value is not cited. */
  readonly secret?: boolean;
}

/** Null when the line has not the form of its section. */
function readLine(content: Content, line: InfLine, text: string): LineReading | null {
  if (content.kind === "objects") {
    const { fields, note } = securedObject(text);
    if (note?.code === "malformed") return null;
    return { fields, notes: note === null ? [] : [note] };
  }
  if (line.kind !== "entry" || line.key === "") return null;
  const { key, value } = line;
  switch (content.kind) {
    case "legacy-category":
      return one(legacyCategory(key, value));
    case "registry":
      return registryValue(key, value);
    case "user-right":
      return { fields: userRight(key, value), notes: [] };
    case "event-log":
      return { fields: eventLog(content.log, key, value), notes: [] };
    case "account-policy":
      return one(accountPolicy(content.section, key, value));
    default:
      return { fields: null, notes: [] };
  }
}

function one(reading: { fields: FactFields | null; note: Note | null }): LineReading {
  return { fields: reading.fields, notes: reading.note === null ? [] : [reading.note] };
}

/** What two entries of a section must share for the later one to replace the earlier. */
function keyOf(fields: FactFields): string {
  switch (fields.kind) {
    case "registry":
      return `${fields.hive ?? ""}\\${fields.key}\\${fields.name}`.toLowerCase();
    case "legacy-category":
      return fields.category.toLowerCase();
    case "user-right":
      return fields.right.toLowerCase();
    case "event-log":
    case "account-policy":
      return fields.setting.toLowerCase();
    case "security-descriptor":
      return fields.object.toLowerCase();
    default:
      return "";
  }
}

/** The section is not in the line: `log` is left out, and an account setting's section follows from its name. */
function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind === "security-descriptor") return securedObject(excerpt).fields;
  for (const line of readInf(excerpt)) {
    if (line.kind !== "entry") continue;
    const { key, value } = line;
    if (kind === "legacy-category") return legacyCategory(key, value).fields;
    if (kind === "registry") return registryValue(key, value).fields;
    if (kind === "user-right") return userRight(key, value);
    if (kind === "account-policy") return accountPolicy(accountSection(key), key, value).fields;
    if (kind !== "event-log") return null;
    const fields = eventLog("", key, value);
    return { kind: fields.kind, setting: fields.setting, value: fields.value };
  }
  return null;
}

export const securityTemplate = defineFormat({
  id: "security-template",
  title: "Security template (GptTmpl.inf, secedit export)",
  madeBy: [
    "GPO backup or SYSVOL copy: Machine\\Microsoft\\Windows NT\\SecEdit\\GptTmpl.inf",
    "secedit /export /cfg template-HOST.inf",
  ],
  recognisedBy:
    "An INF file with a section of security settings ([Event Audit], [Registry Values], [Privilege Rights] …), or with [Unicode] and the signature $CHICAGO$.",
  proves:
    "What a GPO's security extension asks for. An export shows a host's registry options and rights, but its [Event Audit] is a lossy summary and never the audit policy in effect.",
  sniff,
  parse,
  reread,
});
