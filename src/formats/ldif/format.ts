/** Directory entries as text: ldifde, ldapsearch, ldbsearch [RFC 2849; formats.md 6.5]. */
import type { FactFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Span } from "../../core/provenance.ts";
import type { DescriptorFields, DescriptorReading } from "../../text/descriptor-fields.ts";
import { fieldsOfBytes, fieldsOfSddl, MissingSacls } from "../../text/descriptor-fields.ts";
import { splitDn } from "../../text/distinguished-name.ts";
import { base64Bytes, readLdif, unfold } from "../../text/ldif.ts";
import type { LdifAttribute, LdifEntry } from "../../text/ldif.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { brokenValue, DirectoryObject, shortened, WANTED } from "./entry.ts";
import type { Say } from "./entry.ts";
import { factsOf, scopeTypeOf, sidOf } from "./facts.ts";
import type { Found } from "./facts.ts";
import { reread } from "./reread.ts";

/** The first lines of ldapsearch, of ldbsearch, and of RFC 2849. */
const BANNER = /^(?:# extended LDIF|version: *1|# record 1|# returned \d+ records)\s*$/im;
const SHORT_ANSWER = /^(?:3|4|11)(?!\d)/;

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null || !/^(?:dn::?(?:\s|$)|version:|# )/im.test(head.sample.slice(0, 4096))) return "no";
  for (const { dn, attributes, stray } of readLdif(head.sample, () => true)) {
    if (dn !== null && attributes.length > 0 && (stray === null || stray > dn.end)) return "yes";
    if (dn !== null || stray !== null) break;
    // `version: 1` and the like stand before the first entry.
    if (attributes.some(({ name }) => !["version", "search", "result"].includes(name))) break;
  }
  return BANNER.test(head.sample.slice(0, 200)) && !/^dn:/im.test(head.sample) ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  return new Reader(input.text(), sink).read();
}

interface LateDescriptor {
  readonly dn: string;
  readonly sddl: string;
  readonly span: Span;
}

interface LateScope {
  readonly fields: Extract<FactFields, { kind: "scope-of-management" }>;
  readonly span: Span;
}

class Reader {
  readonly #text: string;
  readonly #sink: Sink;
  readonly #missing = new MissingSacls();
  readonly #secrets = new Map<string, { objects: number; offset: number }>();
  readonly #changes = new Map<string, { records: number; offset: number }>();
  /** Domains by their name in lower case; their aliases in text descriptors are resolved when all are known. */
  readonly #domainSids = new Map<string, string>();
  readonly #descriptors: LateDescriptor[] = [];
  readonly #scopes: LateScope[] = [];
  #optionsAsked = false;
  #strays = 0;
  #incomplete = false;

  constructor(text: string, sink: Sink) {
    this.#text = text;
    this.#sink = sink;
  }

  readonly #say: Say = (draft) => {
    if (["malformed", "truncated", "limit-exceeded"].includes(draft.code)) this.#incomplete = true;
    this.#sink.diagnostic(draft);
  };

  read(): ReadResult {
    for (const entry of readLdif(this.#text, (name) => WANTED.has(name))) this.#entry(entry);
    for (const { dn, sddl, span } of this.#descriptors) {
      const reading = fieldsOfSddl(dn, sddl, this.#domainSids.get(domainKey(dn)));
      if (reading.ok) this.#descriptor(dn, reading, span);
    }
    for (const { fields, span } of this.#scopes) this.#scope(fields, span);
    this.#finish();
    return { read: this.#incomplete ? "incomplete" : "complete" };
  }

  #entry(entry: LdifEntry): void {
    for (const { name, start } of entry.secrets) {
      const found = this.#secrets.get(name) ?? { objects: 0, offset: start };
      this.#secrets.set(name, { ...found, objects: found.objects + 1 });
    }
    if (entry.stray !== null) this.#stray(entry.stray);
    const object = new DirectoryObject(this.#text, entry, this.#say);
    if (entry.dn === null) {
      this.#answer(object);
      return;
    }
    if (entry.surplus !== null) {
      const data = { what: `values of ${shortened(object.dn)}`, limit: LIMITS.ldifValues };
      this.#say({ code: "limit-exceeded", offset: entry.surplus, data });
    }
    if (object.dn === "") {
      this.#say(brokenValue(this.#text, entry.dn, ""));
      return;
    }
    if (this.#isChange(object)) return;

    const gpoSddl = this.#descriptorOf(object);
    const found: Found = (fields, span, tier, gpo) => {
      const whole = fields.kind === "gpo" ? { ...fields, sddl: gpoSddl } : fields;
      this.#fact(whole, span, object.dn, { tier, ...(gpo === undefined ? {} : { gpo }) });
    };
    factsOf(object, found, this.#say);
    this.#scopeOf(object);
    if (splitDn(object.dn).every(({ type }) => type === "dc")) {
      const sid = sidOf(object);
      if (sid?.startsWith("S-1-5-21-") === true) this.#domainSids.set(domainKey(object.dn), sid);
    }
  }

  #fact(fields: FactFields, span: Span, dn: string, more: object): void {
    this.#sink.fact({ fields, span, via: "ldif", object: { kind: "object", name: dn }, ...more });
  }

  /** What ldapsearch writes behind the entries; entries that lost their first line. */
  #answer(object: DirectoryObject): void {
    const result = object.first("result");
    const value = object.value(result);
    if (result !== undefined && value !== null && SHORT_ANSWER.test(value)) {
      this.#say({
        code: "truncated",
        offset: result.start,
        data: { message: `the server stopped: ${shortened(value)}` },
      });
    }
    const lost = object.entry.attributes.find(({ name }) => name !== "result");
    if (lost !== undefined) this.#stray(lost.start);
  }

  #stray(offset: number): void {
    this.#strays += 1;
    if (this.#strays > 1) return;
    const message = "a line that belongs to no entry or is no attribute";
    this.#say({ code: "malformed", offset, data: { message, text: this.#text.slice(offset, offset + 20) } });
  }

  /** `add` is what ldifde writes for every entry; anything else changes a directory and tells nothing of it. */
  #isChange(object: DirectoryObject): boolean {
    const attribute = object.first("changetype");
    const type = object.value(attribute)?.toLowerCase() ?? "add";
    if (attribute === undefined || type === "add") return false;
    const found = this.#changes.get(type) ?? { records: 0, offset: attribute.start };
    if (this.#changes.size < 20) this.#changes.set(type, { ...found, records: found.records + 1 });
    return true;
  }

  /** The SDDL of the object's own descriptor; null when there is none or it is broken. */
  #descriptorOf(object: DirectoryObject): string | null {
    const attribute = object.first("ntsecuritydescriptor");
    if (attribute === undefined) return null;
    const span = object.spanOf(attribute);
    const reading = readDescriptor(this.#text, attribute, object.dn, this.#say);
    if (reading === null) return null;
    if (reading.descriptor.control.length > 0 && hasAlias(reading)) {
      this.#descriptors.push({ dn: object.dn, sddl: reading.fields.sddl, span });
    } else {
      this.#descriptor(object.dn, reading, span);
    }
    return reading.problem === null ? reading.fields.sddl : null;
  }

  #descriptor(dn: string, reading: DescriptorReading, span: Span): void {
    this.#missing.add(reading, span.start);
    this.#fact(reading.fields, span, dn, { tier: "A" });
  }

  #scopeOf(object: DirectoryObject): void {
    const attribute = object.first("gpoptions");
    if (attribute !== undefined) this.#optionsAsked = true;
    const scope = scopeTypeOf(object);
    if (scope === null) return;
    const options = object.number("gpoptions");
    if (attribute !== undefined && options !== null && options > 1) {
      const data = { what: "gPOptions", object: shortened(object.dn), value: options, why: "only bit 1 has a meaning" };
      this.#say({ code: "not-understood", offset: attribute.start, data });
    }
    const blocksInheritance = options === null ? null : options % 2 === 1;
    const fields = { kind: "scope-of-management", container: object.dn, ...scope, blocksInheritance } as const;
    const span = attribute === undefined ? object.spanOver([]) : object.spanOf(attribute);
    this.#scopes.push({ fields, span });
  }

  /** An absent gPOptions means 0, but only where the export asked for it: another object of the file shows one. */
  #scope(fields: LateScope["fields"], span: Span): void {
    const named = this.#text.slice(span.start, span.start + 2).toLowerCase() === "dn";
    const blocksInheritance = named && this.#optionsAsked ? false : fields.blocksInheritance;
    this.#fact({ ...fields, blocksInheritance }, span, fields.container, { tier: "C" });
  }

  #finish(): void {
    for (const [what, { objects, offset }] of this.#secrets) {
      this.#sink.diagnostic({ code: "secret-redacted", offset, data: { what, objects } });
    }
    for (const [type, { records, offset }] of this.#changes) {
      const data = { what: `changetype: ${shortened(type)}`, records };
      this.#sink.diagnostic({ code: "instruction", offset, data: { ...data, next: EXPORT_AGAIN } });
    }
    for (const draft of this.#missing.diagnostics()) this.#sink.diagnostic(draft);
    if (this.#strays > 1) this.#say({ code: "malformed", data: { message: "such lines in all", lines: this.#strays } });
  }
}

const EXPORT_AGAIN = "Export the entries from the directory itself, for example with `ldifde -f <file>.ldf -d <DN>`.";

/** Text: SDDL, as ldbsearch writes it. Said and null when it is neither. */
function readDescriptor(text: string, attribute: LdifAttribute, dn: string, say: Say): DescriptorReading | null {
  const { form, start, end, valueStart } = attribute;
  if (form === "url") {
    say(brokenValue(text, attribute, dn));
    return null;
  }
  const what = { what: "nTSecurityDescriptor", object: shortened(dn) };
  if (end - valueStart > 4 * LIMITS.descriptorBytes) {
    say({ code: "limit-exceeded", offset: start, data: { ...what, limit: LIMITS.descriptorBytes } });
    return null;
  }
  const value = unfold(text, valueStart, end).value.trim();
  const bytes = form === "base64" ? base64Bytes(value) : null;
  if (form === "base64" && bytes === null) {
    say(brokenValue(text, attribute, dn));
    return null;
  }
  const reading: DescriptorFields = bytes === null ? fieldsOfSddl(dn, value) : fieldsOfBytes(dn, bytes);
  const problem = reading.ok ? reading.problem : reading;
  if (problem !== null) {
    const code = end === text.length ? "truncated" : "malformed";
    const message = `nTSecurityDescriptor: ${problem.message} at ${problem.offset}`;
    say({ code, offset: start, data: { message, object: shortened(dn) } });
  }
  return reading.ok ? reading : null;
}

/** Letters that only the domain's SID resolves. */
function hasAlias({ fields }: DescriptorReading): boolean {
  return fields.aces.some(({ trustee }) => trustee.length === 2);
}

function domainKey(dn: string): string {
  return splitDn(dn)
    .flatMap(({ type, value }) => (type === "dc" ? [value.toLowerCase()] : []))
    .join(".");
}

export const ldif = defineFormat({
  id: "ldif",
  title: "LDIF (ldifde, ldapsearch, ldbsearch)",
  madeBy: [
    "ldifde -f domain.ldf -d DC=corp,DC=example -p Base -l objectClass,objectSid,nTSecurityDescriptor,gPLink,gPOptions",
    "ldapsearch -o ldif-wrap=no -E '!1.2.840.113556.1.4.801=::MAMCAQ8=' -b DC=corp,DC=example -s base nTSecurityDescriptor gPLink gPOptions",
    "ldbsearch -H sam.ldb --controls=sd_flags:1:15 '(objectClass=*)' nTSecurityDescriptor",
  ],
  recognisedBy:
    "A first entry dn: (behind comments and a version line) with an attribute line below it, or the banner of ldapsearch or ldbsearch.",
  proves:
    "The audit entries of directory objects where the SACL was read, the links of containers, GPOs as the directory knows them, WMI filters, members of groups, computers. An object or attribute that is missing proves nothing.",
  sniff,
  parse,
  reread,
});
