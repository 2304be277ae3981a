/** Rules of Policy Analyzer, from the Security Compliance Toolkit [formats.md 1.8]. */
import { isSubcategoryGuid } from "../../core/audit-policy.ts";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { Extension } from "../../core/extensions.ts";
import { guidOf, type FactFields, type SubcategoryFields } from "../../core/fact.ts";
import { undoubled } from "../../text/double-encoding.ts";
import { shortened } from "../../text/registry-data.ts";
import { attribute, child, parseXmlPrefix, textOf, xmlDiagnostic, type XmlElement } from "../../text/xml.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { securityTemplate } from "../security-template/format.ts";
import { firstChild, hasRoot } from "../unread.ts";
import { registryRule } from "./registry-rule.ts";

const CHILDREN: ReadonlySet<string> = new Set([
  "ComputerConfig",
  "UserConfig",
  "SecurityTemplate",
  "AuditSubcategory",
  "CSE-Machine",
  "CSE-User",
]);

const EXTENSIONS: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  ["ComputerConfig", "registry"],
  ["UserConfig", "registry"],
  ["SecurityTemplate", "security"],
  ["AuditSubcategory", "audit"],
]);

/** A path of the computer that made the file, with the name of a user: no excerpt covers it. */
const PRIVATE = "SourceFile";

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (!hasRoot(head, "PolicyRules")) return "no";
  return CHILDREN.has(firstChild(head) ?? "") || /^<PolicyRules\s*(?:\/>|>\s*<\/PolicyRules>)\s*$/.test(head.text)
    ? "yes"
    : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const { root, problem, unclosed } = parseXmlPrefix(text);
  if (problem !== null) sink.diagnostic(xmlDiagnostic(problem));
  if (problem?.code === "doctype") return { read: "refused", reason: "it declares a document type" };
  let complete = problem === null && root !== null;
  for (const rule of root?.children ?? []) {
    if (unclosed.has(rule)) continue;
    const { fields, notes, end, broken } = readRule(text, rule);
    if (broken) complete = false;
    for (const note of notes) sink.diagnostic({ ...note, offset: rule.start });
    const name = textOf(child(rule, "PolicyName"));
    const gpo = { guid: null, name: name === "" ? null : name, domain: null };
    const span = { unit: "char", start: rule.start, end } as const;
    const extension = EXTENSIONS.get(rule.name);
    const whose = { via: "policy-rules", tier: "D", gpo, ...(extension === undefined ? {} : { extension }) } as const;
    for (const one of fields) sink.fact({ fields: one, span, ...whose });
  }
  return { read: complete ? "complete" : "incomplete" };
}

interface Rule {
  readonly fields: readonly FactFields[];
  readonly notes: readonly DiagnosticDraft[];
  /** Where the excerpt ends: before anything private. */
  readonly end: number;
  readonly broken: boolean;
}

const BROKEN = { fields: [], broken: true } as const;

function readRule(text: string, rule: XmlElement): Rule {
  const end = endBefore(text, rule, PRIVATE);
  switch (rule.name) {
    case "ComputerConfig":
    case "UserConfig": {
      const { fields, notes, secret } = registryRule(rule);
      if (fields === null) return { ...BROKEN, notes, end };
      return {
        fields: [fields],
        notes,
        broken: false,
        end: secret ? Math.min(end, endBefore(text, rule, "RegData")) : end,
      };
    }
    case "SecurityTemplate":
      return templateRule(text, rule, end);
    case "AuditSubcategory": {
      const { fields, notes } = auditRule(rule);
      return fields === null ? { ...BROKEN, notes, end } : { fields: [fields], notes, end, broken: false };
    }
    case "CSE-Machine":
    case "CSE-User":
      // Which of the GPOs registers the extension is not said [K].
      return { fields: [], notes: [], end, broken: false };
    default: {
      const data = { what: "element among the rules", value: shortened(rule.name) };
      return { fields: [], notes: [{ code: "not-understood", data }], end, broken: false };
    }
  }
}

/** The end of the element, or where its child of that name begins. */
function endBefore(text: string, rule: XmlElement, name: string): number {
  const found = child(rule, name);
  if (found === undefined) return rule.end;
  let end = found.start;
  while (end > rule.start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}

/** One line of a security template is read by the reader of security templates. */
function templateRule(text: string, rule: XmlElement, end: number): Rule {
  const section = attribute(rule, "Section") ?? "";
  const line = textOf(child(rule, "LineItem")) ?? "";
  if (!/^[A-Za-z ]{1,40}$/.test(section) || line === "" || /[\r\n]/.test(line)) {
    const message = "a rule without its section or its one line";
    return { ...BROKEN, notes: [{ code: "malformed", data: { message } }], end };
  }
  const template = `[${section}]\n${line}\n`;
  const fields: FactFields[] = [];
  const notes: DiagnosticDraft[] = [];
  let secret = false;
  const { read } = securityTemplate.parse(
    { path: "", bytes: new Uint8Array(), text: () => template, side: null },
    {
      fact: (draft) => {
        secret ||= draft.span.end < template.length - 1;
        fields.push(draft.fields);
      },
      diagnostic: (draft) => notes.push(draft),
    },
  );
  return {
    fields,
    notes,
    end: secret ? Math.min(end, endBefore(text, rule, "LineItem")) : end,
    broken: read === "incomplete",
  };
}

function auditRule(rule: XmlElement): { fields: SubcategoryFields | null; notes: readonly DiagnosticDraft[] } {
  const guid = guidOf(textOf(child(rule, "GUID")) ?? "");
  if (guid === null || !isSubcategoryGuid(guid)) {
    return { fields: null, notes: [{ code: "malformed", data: { message: "a rule without a subcategory GUID" } }] };
  }
  const name = undoubled(textOf(child(rule, "Name")) ?? "");
  const setting = textOf(child(rule, "Setting")) ?? "";
  const common = { kind: "subcategory", subcategory: guid, name } as const;
  if (!/^[0-3]$/.test(setting)) {
    const fields: SubcategoryFields = {
      ...common,
      value: /^\d{1,9}$/.test(setting) ? Number(setting) : null,
      success: null,
      failure: null,
      state: "not-understood",
    };
    return { fields, notes: [{ code: "not-understood", data: { what: shortened(name), value: shortened(setting) } }] };
  }
  const value = Number(setting);
  return {
    fields: { ...common, value, success: (value & 1) !== 0, failure: (value & 2) !== 0, state: "set" },
    notes: [],
  };
}

/** An excerpt ends before the name of the source file: what stands behind it in a file of another order is left out. */
function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  const { root } = parseXmlPrefix(excerpt);
  if (root === null) return null;
  if (root.name === "AuditSubcategory") {
    const { fields } = auditRule(root);
    if (fields === null) return child(root, "GUID") === undefined ? { kind } : null;
    return child(root, "Setting") === undefined ? { kind, subcategory: fields.subcategory } : fields;
  }
  if (root.name === "SecurityTemplate") {
    if (child(root, "LineItem") === undefined) return { kind };
    return templateRule(excerpt, root, root.end).fields.find((fields) => fields.kind === kind) ?? null;
  }
  const { fields } = registryRule(root);
  if (fields === null || child(root, "Value") === undefined) return { kind };
  if (child(root, "RegData") !== undefined) return fields;
  const { hive, key, name, side } = fields;
  return { kind: "registry", hive, key, name, ...(side === undefined ? {} : { side }) };
}

export const policyRules = defineFormat({
  id: "policy-rules",
  title: "Policy Analyzer rules (.PolicyRules)",
  madeBy: ["Policy Analyzer: Add, File, Add files from GPO(s), then Save"],
  recognisedBy:
    "XML with the root PolicyRules and a first child ComputerConfig, UserConfig, SecurityTemplate, AuditSubcategory, CSE-Machine or CSE-User.",
  proves:
    "What the named GPOs would set where they apply. It is a wish list as often as an export: it shows neither links nor that anything is deployed.",
  sniff,
  parse,
  reread,
});
