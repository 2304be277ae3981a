/** Directory entries as text: ldifde, ldapsearch, ldbsearch [RFC 2849; formats.md 6.5]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, FactFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Span } from "../../core/provenance.ts";
import type { DescriptorFields, DescriptorReading } from "../../text/descriptor-fields.ts";
import { fieldsOfBytes, fieldsOfSddl, MissingSacls } from "../../text/descriptor-fields.ts";
import { splitDn } from "../../text/distinguished-name.ts";
import { base64Bytes, readLdif, unfold } from "../../text/ldif.ts";
import type { LdifAttribute, LdifEntry } from "../../text/ldif.ts";
import { LdifParts } from "../../text/ldif-parts.ts";
import type { LdifPart } from "../../text/ldif-parts.ts";
import { LineIndex } from "../../text/line-index.ts";
import { detached } from "../../text/registry-data.ts";
import { Remembered } from "../../text/remembered.ts";
import type { Head, Input, ReadResult, Sink, StreamSink, TextPart, TextStream } from "../define.ts";
import { defineFormat } from "../define.ts";
import { readWhole } from "../whole.ts";
import { brokenValue, DirectoryObject, shortened, WANTED } from "./entry.ts";
import type { Say } from "./entry.ts";
import { factsOf, scopeTypeOf, sidOf } from "./facts.ts";
import type { Found } from "./facts.ts";
import { reread } from "./reread.ts";

type Descriptor = DescriptorReading["fields"];

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
  return readWhole(input.text(), sink, stream);
}

function stream(sink: StreamSink): TextStream {
  const parts = new LdifParts();
  const reader = new Reader(sink);
  return {
    push(text) {
      for (const part of parts.push(text)) reader.part(part);
    },
    end() {
      for (const part of parts.end()) reader.part(part);
      return reader.finish();
    },
  };
}

const NOWHERE: TextPart = { text: "", start: 0, at: { line: 1, column: 1 } };

class Reader {
  readonly #stream: StreamSink;
  /** The entries being read; offsets count in them. */
  #part: TextPart = NOWHERE;
  #sink: Sink;
  #index: LineIndex | null = null;
  readonly #missing = new MissingSacls();
  /** The first objects without a SACL, by their offset in the whole text. */
  readonly #missed = new Map<number, TextPart>();
  readonly #known = new Remembered<DescriptorReading>();
  readonly #classes = new Remembered<string>();
  readonly #secrets = new Map<string, { objects: number; place: TextPart }>();
  readonly #changes = new Map<string, { records: number; place: TextPart }>();
  /** Domains by their name in lower case; their aliases in text descriptors are resolved when all are known. */
  readonly #domainSids = new Map<string, string>();
  #aliases = false;
  /** Scopes without gPOptions, by their offsets. */
  readonly #unasked = new Set<number>();
  #optionsAsked = false;
  /** Starts of member lists at the end of a part, and of those behind which another part came. */
  #lastLists: number[] = [];
  readonly #wholeLists = new Set<number>();
  #strays = 0;
  #incomplete = false;

  constructor(stream: StreamSink) {
    this.#stream = stream;
    this.#sink = stream.within(NOWHERE);
  }

  readonly #say: Say = (draft) => {
    // A list of extensions out of order is what the directory holds: it was read, and whole.
    const held = draft.data?.["guid"] !== undefined;
    if (!held && ["malformed", "truncated", "limit-exceeded"].includes(draft.code)) this.#incomplete = true;
    this.#sink.diagnostic(draft);
  };

  part({ text, start, line }: LdifPart): void {
    for (const list of this.#lastLists) this.#wholeLists.add(list);
    this.#lastLists = [];
    this.#part = { text: text ?? "", start, at: { line, column: 1 } };
    this.#sink = this.#stream.within(this.#part);
    this.#index = null;
    if (text === null) {
      const data = { what: "the text of one entry", limit: LIMITS.ldifEntryChars };
      this.#say({ code: "limit-exceeded", offset: 0, data });
      return;
    }
    for (const entry of readLdif(text, (name) => WANTED.has(name))) this.#entry(entry);
  }

  finish(): ReadResult {
    if (this.#aliases || this.#wholeLists.size > 0 || (this.#optionsAsked && this.#unasked.size > 0)) {
      this.#stream.review((draft) => {
        const fields = this.#reviewed(draft);
        return fields === draft.fields ? draft : { ...draft, fields };
      });
    }
    this.#finish();
    return { read: this.#incomplete ? "incomplete" : "complete" };
  }

  /** An empty part there: what is said at the end of the file still has a place. */
  #mark(offset: number): TextPart {
    this.#index ??= new LineIndex(this.#part.text);
    const { line, column } = this.#index.position(offset);
    return { text: "", start: this.#part.start + offset, at: { line: this.#part.at.line + line - 1, column } };
  }

  #entry(entry: LdifEntry): void {
    for (const { name, start } of entry.secrets) {
      const found = this.#secrets.get(name);
      if (found !== undefined) found.objects += 1;
      else this.#secrets.set(detached(name), { objects: 1, place: this.#mark(start) });
    }
    if (entry.stray !== null) this.#stray(entry.stray);
    const object = new DirectoryObject(this.#part.text, entry, this.#say);
    if (entry.dn === null) {
      this.#answer(object);
      return;
    }
    if (entry.surplus !== null) {
      const data = { what: `values of ${shortened(object.dn)}`, limit: LIMITS.ldifValues };
      this.#say({ code: "limit-exceeded", offset: entry.surplus, data });
    }
    if (object.dn === "") {
      this.#say(brokenValue(this.#part.text, entry.dn, ""));
      return;
    }
    if (this.#isChange(object)) return;

    const gpoSddl = this.#descriptorOf(object);
    const found: Found = (fields, span, tier, gpo) => {
      const whole = fields.kind === "gpo" ? { ...fields, sddl: gpoSddl } : fields;
      this.#fact(whole, span, object.dn, { tier, ...(gpo === undefined ? {} : { gpo }) });
    };
    factsOf(object, found, this.#say, (start) => this.#lastLists.push(this.#part.start + start));
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
    const [text = ""] = this.#part.text.slice(offset, offset + 20).split(/[\r\n]/, 1);
    this.#say({ code: "malformed", offset, data: { message, text: detached(text) } });
  }

  /** `add` is what ldifde writes for every entry; anything else changes a directory and tells nothing of it. */
  #isChange(object: DirectoryObject): boolean {
    const attribute = object.first("changetype");
    const type = object.value(attribute)?.toLowerCase() ?? "add";
    if (attribute === undefined || type === "add") return false;
    const found = this.#changes.get(type);
    if (found !== undefined) found.records += 1;
    else if (this.#changes.size < 20) this.#changes.set(type, { records: 1, place: this.#mark(attribute.start) });
    return true;
  }

  /** The SDDL of the object's own descriptor; null when there is none or it is broken. */
  #descriptorOf(object: DirectoryObject): string | null {
    const attribute = object.first("ntsecuritydescriptor");
    if (attribute === undefined) return null;
    const span = object.spanOf(attribute);
    const reading = this.#readDescriptor(attribute, object.dn);
    if (reading === null) return null;
    if (hasAlias(reading.fields)) this.#aliases = true;
    this.#countMissing(reading, span.start);
    this.#fact(this.#withObject(reading.fields, object), span, object.dn, { tier: "A" });
    return reading.problem === null ? reading.fields.sddl : null;
  }

  /** A directory has few classes: each name stands in memory once. */
  #withObject({ sacl, protected: locked, aces, sddl }: Descriptor, object: DirectoryObject): Descriptor {
    const read = object.class();
    const objectClass = read === null ? null : (this.#classes.get(read) ?? read);
    if (objectClass !== null) this.#classes.set(objectClass, objectClass);
    const adminCount = object.number("admincount");
    return {
      kind: "security-descriptor",
      object: object.dn,
      sacl,
      protected: locked,
      aces,
      sddl,
      ...(objectClass === null ? {} : { objectClass }),
      ...(adminCount === null ? {} : { adminCount }),
    };
  }

  /** Most objects share a few hundred descriptors: each is decoded once, and stands in memory once with its first object. */
  #readDescriptor(attribute: LdifAttribute, dn: string): DescriptorReading | null {
    const { text } = this.#part;
    const written = text.slice(attribute.start, attribute.end);
    const known = this.#known.get(written);
    if (known !== undefined) return known;
    const reading = readDescriptor(text, attribute, dn, this.#say);
    if (reading === null || reading.problem !== null) return reading;
    const { sacl } = reading.descriptor;
    const descriptor = { ...reading.descriptor, dacl: null, sacl: sacl === null ? null : { ...sacl, aces: [] } };
    this.#known.set(detached(written), { ...reading, descriptor });
    return reading;
  }

  #countMissing(reading: DescriptorReading, offset: number): void {
    if (reading.descriptor.sacl !== null) return;
    const place = this.#part.start + offset;
    this.#missing.add(reading, place);
    // Each reason is said once, at its first object.
    if (![...this.#missing.diagnostics()].some((draft) => draft.offset === place)) return;
    this.#missed.set(place, this.#mark(offset));
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
    if (attribute === undefined) this.#unasked.add(this.#part.start + span.start);
    this.#fact(fields, span, object.dn, { tier: "C" });
  }

  /** What only the whole file tells. */
  #reviewed({ fields, span }: FactDraft): FactFields {
    if (fields.kind === "scope-of-management") {
      // An absent gPOptions means 0, but only where the export asked for it: another object of the file shows one.
      const asked = this.#optionsAsked && this.#unasked.has(span.start);
      return asked ? { ...fields, blocksInheritance: false } : fields;
    }
    if (fields.kind === "membership" && this.#wholeLists.has(span.start)) return { ...fields, whole: true };
    if (fields.kind !== "security-descriptor" || !hasAlias(fields)) return fields;
    const domainSid = this.#domainSids.get(domainKey(fields.object));
    if (domainSid === undefined) return fields;
    const resolved = `${domainSid} ${fields.sddl}`;
    const known = this.#known.get(resolved) ?? fieldsOfSddl(fields.object, fields.sddl, domainSid);
    if (!known.ok) return fields;
    this.#known.set(resolved, known);
    return { ...fields, aces: known.fields.aces };
  }

  #finish(): void {
    const sayAt = (place: TextPart, draft: DiagnosticDraft): void =>
      this.#stream.within(place).diagnostic({ ...draft, offset: 0 });
    for (const [what, { objects, place }] of this.#secrets) {
      sayAt(place, { code: "secret-redacted", data: { what, objects } });
    }
    for (const [type, { records, place }] of this.#changes) {
      const data = { what: `changetype: ${shortened(type)}`, records };
      sayAt(place, { code: "instruction", data: { ...data, next: EXPORT_AGAIN } });
    }
    for (const draft of this.#missing.diagnostics()) sayAt(this.#missed.get(draft.offset ?? 0) ?? NOWHERE, draft);
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
  const value = detached(unfold(text, valueStart, end).value.trim());
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
function hasAlias({ aces }: Pick<DescriptorReading["fields"], "aces">): boolean {
  return aces.some(({ trustee }) => trustee.length === 2);
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
    'ldifde -f directory.ldf -d DC=corp,DC=example -r "(|(objectClass=domainDNS)(objectClass=organizationalUnit)(objectClass=container)(objectClass=builtinDomain)(objectClass=user)(objectClass=group))" -l objectClass,adminCount,objectSid,nTSecurityDescriptor',
    "ldapsearch -o ldif-wrap=no -E '!1.2.840.113556.1.4.801=::MAMCAQ8=' -b DC=corp,DC=example -s base nTSecurityDescriptor gPLink gPOptions",
    "ldbsearch -H sam.ldb --controls=sd_flags:1:15 '(objectClass=*)' nTSecurityDescriptor",
  ],
  recognisedBy:
    "A first entry dn: (behind comments and a version line) with an attribute line below it, or the banner of ldapsearch or ldbsearch.",
  proves:
    "The audit entries of directory objects where the SACL was read, the links of containers, GPOs as the directory knows them, WMI filters, members of groups, computers. An object or attribute that is missing proves nothing.",
  sniff,
  parse,
  stream,
  reread,
});
