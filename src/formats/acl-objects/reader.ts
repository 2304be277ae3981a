/** Descriptors of the objects that PowerShell wrote down, whatever else the objects carry [formats.md 6.6, 6.7]. */
import type { AceFields, FactFields, SecurityDescriptorFields } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import { descriptorBytes } from "../../text/descriptor-bytes.ts";
import type { DescriptorReading } from "../../text/descriptor-fields.ts";
import { fieldsOfBytes, fieldsOfSddl, MissingSacls } from "../../text/descriptor-fields.ts";
import type { PsObject, PsProperty, PsValue } from "../../text/powershell-objects.ts";
import { isCutOff, isPsList, isPsObject, property, readObjects } from "../../text/powershell-objects.ts";
import { mostSpecificClass } from "../../text/object-class.ts";
import { printSddl } from "../../text/sddl.ts";
import { AUDIT_TYPES } from "../../text/sddl-tokens.ts";
import { isSecretAttribute } from "../../text/secrets.ts";
import type { ReadResult, Sink } from "../define.ts";
import { readListText } from "./list-text.ts";
import { auditRule, isAccessRule, isAuditRule, isRawAce, rawAce, shown } from "./rule.ts";
import type { RuleReading } from "./rule.ts";

const ACCESS_ONLY =
  'rules of the access list only, which say nothing about auditing; export the audit rules: `(Get-Acl -Audit "AD:\\<DN>").Sddl`';

interface RuleGroup {
  readonly object: string;
  readonly aces: AceFields[];
  start: number;
  end: number;
  doubts: number;
  /** One property of the first row, which is shown instead of all rows when a secret may stand between them. */
  first?: PsProperty | undefined;
}

/** Collects the descriptors of objects; the rows of a list of rules are put together by the object that they name. */
export class DescriptorReader {
  readonly #label: string;
  readonly #sink: Sink;
  readonly #missing = new MissingSacls();
  readonly #groups = new Map<string, RuleGroup>();
  readonly #secrets = new Map<string, number>();
  #facts = 0;
  #accessRules = 0;
  #incomplete = false;

  constructor(label: string, sink: Sink) {
    this.#label = label;
    this.#sink = sink;
  }

  object(object: PsObject): void {
    for (const { name, value, start } of object.properties) {
      if (isSecretAttribute(name) && value !== null && value !== "" && !this.#secrets.has(name)) {
        this.#secrets.set(name, start);
      }
    }
    const name = nameOf(object) ?? this.#label;
    if (isAuditRule(object)) this.#rule(name, object, auditRule(object));
    else if (isRawAce(object)) this.#rule(name, object, rawAce(object));
    else if (isAccessRule(object)) this.#accessRules += 1;
    else this.#descriptor(name, object);
  }

  /** Binary before SDDL before rules; the first that is there and well formed counts. */
  #descriptor(name: string, object: PsObject): void {
    const attribute = property(object, "nTSecurityDescriptor");
    const holder = isPsObject(attribute?.value) ? attribute.value : object;
    const candidates = [attribute, property(holder, "BinaryForm"), property(holder, "Sddl"), property(object, "Sddl")];
    let message: string | null = null;
    for (const candidate of candidates) {
      if (candidate === undefined || isPsObject(candidate.value) || isEmpty(candidate.value)) continue;
      const reading = readingOf(name, candidate.value);
      if (typeof reading === "string") {
        message ??= reading;
        continue;
      }
      const rules = rulesOf(holder);
      if (reading.fields.sacl !== "read" && rules.length > 0) break;
      this.#missing.add(reading, candidate.start);
      if (reading.problem !== null) this.#complain("malformed", candidate.start, reading.problem.message);
      this.#fact({ ...reading.fields, ...tellingOf(object) }, candidate);
      return;
    }
    const list = property(holder, "Audit") ?? property(holder, "SystemAcl");
    const rules = rulesOf(holder);
    if (list !== undefined && rules.length > 0) {
      const group: RuleGroup = { object: name, aces: [], start: list.start, end: list.end, doubts: 0 };
      for (const rule of rules)
        this.#addRule(group, rule, isPsObject(rule) ? readRule(rule) : `${shown(rule)}: cut off`);
      this.#emit(group, protectionOf(holder), tellingOf(object));
    } else if (message !== null && attribute !== undefined) {
      const data = { what: "nTSecurityDescriptor", object: name.slice(0, 120), why: message };
      this.#sink.diagnostic({ code: "not-understood", offset: attribute.start, data });
    } else if (message !== null) {
      this.#complain("malformed", object.start, `Sddl: ${message}`);
    } else if (attribute !== undefined || list !== undefined || property(object, "Sddl") !== undefined) {
      const fields = { ...notRead(name), ...tellingOf(object) };
      const descriptor = { owner: null, group: null, dacl: null, sacl: null, control: [] };
      const place = attribute ?? list ?? property(object, "Sddl");
      if (place === undefined) return;
      this.#missing.add({ ok: true, fields, descriptor, stripped: false, problem: null }, place.start);
      this.#fact(fields, place);
    }
  }

  #rule(name: string, row: PsObject, reading: RuleReading): void {
    const group = this.#groups.get(name) ?? { object: name, aces: [], start: row.start, end: row.end, doubts: 0 };
    this.#groups.set(name, group);
    group.end = Math.max(group.end, row.end);
    group.first ??= property(row, "ActiveDirectoryRights") ?? property(row, "AccessMask");
    this.#addRule(group, row, reading);
  }

  #addRule(group: RuleGroup, row: PsValue, reading: RuleReading): void {
    if (typeof reading !== "string") {
      if (AUDIT_TYPES.has(reading.type)) group.aces.push(reading);
      return;
    }
    group.doubts += 1;
    const offset = isPsObject(row) ? row.start : group.start;
    const data = { what: "an audit rule", object: group.object.slice(0, 120), why: reading };
    this.#sink.diagnostic({ code: "not-understood", offset, data });
  }

  /** A list with a rule that is not understood counts as not read: that rule may be the one that is looked for. */
  #emit(
    { object, aces, start, end, doubts, first }: RuleGroup,
    isProtected: boolean | null,
    telling: Telling = {},
  ): void {
    const printable = doubts === 0 && aces.every(({ trustee }) => trustee.startsWith("S-1-"));
    const sacl = { flags: isProtected === true ? ["P"] : [], aces, nullAcl: false };
    const fields: SecurityDescriptorFields = {
      kind: "security-descriptor",
      object,
      sacl: doubts === 0 ? "read" : "not-read",
      protected: isProtected,
      aces,
      sddl: printable ? printSddl({ owner: null, group: null, dacl: null, sacl, control: [] }) : "",
      ...telling,
    };
    this.#fact(fields, this.#secrets.size > 0 && first !== undefined ? first : { start, end });
  }

  #fact(fields: SecurityDescriptorFields, { start, end }: { readonly start: number; readonly end: number }): void {
    this.#facts += 1;
    this.#sink.fact({
      fields,
      span: { unit: "char", start, end },
      via: "powershell",
      object: { kind: "object", name: fields.object },
      tier: "A",
    });
  }

  #complain(code: "malformed", offset: number, message: string): void {
    this.#incomplete = true;
    this.#sink.diagnostic({ code, offset, data: { message } });
  }

  finish(broken: boolean): ReadResult {
    for (const group of this.#groups.values()) this.#emit(group, null);
    for (const draft of this.#missing.diagnostics()) this.#sink.diagnostic(draft);
    for (const [what, offset] of this.#secrets)
      this.#sink.diagnostic({ code: "secret-redacted", offset, data: { what } });
    if (this.#facts === 0 && this.#accessRules > 0) return { read: "refused", reason: ACCESS_ONLY };
    return { read: broken || this.#incomplete ? "incomplete" : "complete" };
  }
}

type Telling = Pick<SecurityDescriptorFields, "objectClass" | "adminCount">;

/** What stands beside the descriptor. `ObjectClass` is the most specific class, or the whole list. */
function tellingOf(object: PsObject): Telling {
  const classes = property(object, "ObjectClass")?.value;
  const texts = (isPsList(classes) ? classes : [classes]).map((item) => (typeof item === "string" ? item : ""));
  const objectClass = classes === undefined || classes === null ? null : mostSpecificClass(texts);
  const count = property(object, "adminCount")?.value;
  const adminCount = typeof count === "string" && /^\d{1,9}$/.test(count.trim()) ? Number(count) : count;
  return {
    ...(objectClass === null ? {} : { objectClass }),
    ...(typeof adminCount === "number" && Number.isInteger(adminCount) ? { adminCount } : {}),
  };
}

function notRead(object: string): SecurityDescriptorFields {
  return { kind: "security-descriptor", object, sacl: "not-read", protected: null, aces: [], sddl: "" };
}

function isEmpty(value: PsValue): boolean {
  return value === null || value === "" || (isPsList(value) && value.length === 0);
}

/** Bytes as numbers or text, or SDDL; else why it is neither. */
function readingOf(object: string, value: PsValue): DescriptorReading | string {
  if (isPsList(value)) {
    const numbers = value.flatMap((item) => (typeof item === "number" && item >= 0 && item <= 255 ? [item] : []));
    if (numbers.length !== value.length) return "a list of other things than bytes";
    return resultOf(fieldsOfBytes(object, Uint8Array.from(numbers)));
  }
  if (typeof value !== "string") return `${shown(value)} is no descriptor`;
  if (isCutOff(value)) return "only the name of its type was exported: select its Sddl, or use a greater -Depth";
  const sddl = fieldsOfSddl(object, value.trim());
  if (sddl.ok) return sddl;
  const bytes = descriptorBytes(value);
  return bytes === null ? sddl.message : resultOf(fieldsOfBytes(object, bytes));
}

function resultOf(reading: ReturnType<typeof fieldsOfBytes>): DescriptorReading | string {
  return reading.ok ? reading : `${reading.message} at byte ${reading.offset}`;
}

function readRule(rule: PsObject): RuleReading {
  return isRawAce(rule) ? rawAce(rule) : isAuditRule(rule) ? auditRule(rule) : "not a rule of an audit list";
}

/** Rules below `Audit` or the `SystemAcl` of a raw descriptor; a lone one is no list in Windows PowerShell 5.1. */
function rulesOf(holder: PsObject): readonly PsValue[] {
  for (const name of ["Audit", "SystemAcl"]) {
    const value = property(holder, name)?.value;
    if (isPsObject(value)) return [value];
    if (isPsList(value)) return value;
  }
  return [];
}

function protectionOf(holder: PsObject): boolean | null {
  const value = property(holder, "AreAuditRulesProtected")?.value;
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  return word === "true" ? true : word === "false" ? false : null;
}

/** A DN where there is one: `…ActiveDirectory:://RootDSE/DC=corp,DC=example`, `AD:\DC=corp,DC=example`. */
function nameOf(object: PsObject): string | null {
  for (const name of ["DistinguishedName", "DN", "Path", "PSPath", "ObjectDN", "Object", "Name"]) {
    const value = property(object, name)?.value;
    if (typeof value !== "string" || value.trim() === "" || guidOf(value) !== null) continue;
    return value
      .trim()
      .replace(/^(?:[A-Za-z0-9.\\]+::)(?:\/\/RootDSE\/|\/\/[^/]*\/)?/, "")
      .replace(/^AD:\\?/i, "")
      .replace(/^:?\/\/RootDSE\//i, "");
  }
  return null;
}

/** One property, or the rows of rules, read alone; a row of CSV without its header tells its kind only. */
export function rereadDescriptor(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind !== "security-descriptor") return null;
  const alone = propertyAlone(excerpt);
  const reading = alone === null || isPsObject(alone.value) ? null : readingOf("", alone.value);
  if (reading === null || typeof reading === "string") return rulesAlone(excerpt) ?? { kind };
  const { object: _object, ...fields } = reading.fields;
  return fields;
}

/** The entries of a list of rules; what stands beside the list tells whose it is and whether it is protected. */
function rulesAlone(excerpt: string): Partial<SecurityDescriptorFields> | null {
  const facts: SecurityDescriptorFields[] = [];
  const reader = new DescriptorReader("", {
    fact: ({ fields }) => {
      if (fields.kind === "security-descriptor") facts.push(fields);
    },
    diagnostic: () => undefined,
    taken: () => undefined,
  });
  const first = excerpt.charAt(0);
  const objects =
    first === "{"
      ? readObjects(`[${excerpt}]`).objects
      : first === '"'
        ? readObjects(`{${excerpt}}`).objects
        : first === "<"
          ? []
          : readListText(excerpt);
  for (const object of objects) reader.object(object);
  reader.finish(false);
  const [fact, other] = facts;
  return fact === undefined || other !== undefined || fact.aces.length === 0
    ? null
    : { kind: fact.kind, sacl: fact.sacl, aces: fact.aces };
}

function propertyAlone(excerpt: string): Pick<PsProperty, "value"> | null {
  if (excerpt.startsWith('"')) {
    const [json] = readObjects(`{${excerpt}}`).objects;
    if (json?.properties[0] !== undefined) return json.properties[0];
    const [csv] = readObjects(`Sddl,\n${excerpt},`).objects;
    return csv?.properties[0] ?? null;
  }
  if (excerpt.startsWith("<")) {
    const xml = `<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj><MS>${excerpt}</MS></Obj></Objs>`;
    return readObjects(xml).objects[0]?.properties[0] ?? null;
  }
  return readListText(excerpt)[0]?.properties[0] ?? { value: excerpt };
}
