/** One directory object of an LDIF file: its attributes by name, with readers that say what they do not understand. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { Span } from "../../core/provenance.ts";
import { textOfAttribute } from "../../text/ldif.ts";
import type { LdifAttribute, LdifEntry } from "../../text/ldif.ts";
import { mostSpecificClass } from "../../text/object-class.ts";

/** The attributes whose values are read; everything else in a file is passed over. */
export const WANTED: ReadonlySet<string> = new Set([
  "changetype",
  "objectclass",
  "ntsecuritydescriptor",
  "gplink",
  "gpoptions",
  "displayname",
  "cn",
  "flags",
  "versionnumber",
  "gpcmachineextensionnames",
  "gpcwqlfilter",
  "mswmi-name",
  "mswmi-parm2",
  "mswmi-id",
  "member",
  "samaccountname",
  "objectsid",
  "operatingsystem",
  "operatingsystemversion",
  "dnshostname",
  "primarygroupid",
  "useraccountcontrol",
  "msds-enabledfeature",
  "msds-groupmsamembership",
  "msds-supportedencryptiontypes",
  "admincount",
  "objectversion",
  "serverreference",
  "result",
]);

export type Say = (draft: DiagnosticDraft) => void;

export class DirectoryObject {
  readonly text: string;
  readonly entry: LdifEntry;
  /** "" for an excerpt that does not begin with the name. */
  readonly dn: string;
  readonly #byName = new Map<string, LdifAttribute[]>();
  readonly #values = new Map<LdifAttribute, string | null>();
  readonly #say: Say;

  constructor(text: string, entry: LdifEntry, say: Say) {
    this.text = text;
    this.entry = entry;
    this.#say = say;
    this.dn = entry.dn === null ? "" : (textOfAttribute(text, entry.dn) ?? "");
    for (const attribute of entry.attributes) {
      const list = this.#byName.get(attribute.name);
      if (list === undefined) this.#byName.set(attribute.name, [attribute]);
      else list.push(attribute);
    }
  }

  all(name: string): readonly LdifAttribute[] {
    return this.#byName.get(name) ?? [];
  }

  first(name: string): LdifAttribute | undefined {
    return this.#byName.get(name)?.[0];
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Null when the attribute is absent, a reference to a file, or broken; the latter two are said, once. */
  value(attribute: LdifAttribute | undefined): string | null {
    if (attribute === undefined) return null;
    const known = this.#values.get(attribute);
    if (known !== undefined) return known;
    const value = textOfAttribute(this.text, attribute);
    this.#values.set(attribute, value);
    if (value === null) this.#say(brokenValue(this.text, attribute, this.dn));
    return value;
  }

  /** The first value; "" counts as absent. */
  string(name: string): string | null {
    const value = this.value(this.first(name));
    return value === "" ? null : value;
  }

  /** Decimal, printed signed or unsigned; unsigned. */
  number(name: string): number | null {
    const attribute = this.first(name);
    const value = this.value(attribute);
    if (attribute === undefined || value === null) return null;
    if (/^-?\d{1,10}$/.test(value)) return Number(value) >>> 0;
    const data = { what: name, object: shortened(this.dn), value: shortened(value) };
    this.#say({ code: "not-understood", offset: attribute.start, data });
    return null;
  }

  /** The classes, lower case; empty when the file does not carry them. */
  classes(): ReadonlySet<string> {
    return new Set(this.all("objectclass").map((attribute) => this.value(attribute)?.toLowerCase() ?? ""));
  }

  /** The most specific class, lower case; null when the file does not tell. */
  class(): string | null {
    const last = this.all("objectclass").slice(-2);
    return mostSpecificClass(last.map((attribute) => this.value(attribute) ?? ""));
  }

  /** One attribute with its folded lines. */
  spanOf(attribute: LdifAttribute): Span {
    return { unit: "char", start: attribute.start, end: attribute.end };
  }

  /** From the name to the last of these attributes; it ends before anything that may be a secret. */
  spanOver(names: readonly string[]): Span {
    const { dn } = this.entry;
    const start = dn?.start ?? 0;
    let end = dn?.end ?? 0;
    for (const attribute of this.entry.attributes) {
      if (attribute.run === dn?.run && names.includes(attribute.name)) end = Math.max(end, attribute.end);
    }
    return { unit: "char", start, end };
  }
}

/** A reference is named and never followed; a value at the end of the file was cut. */
export function brokenValue(text: string, attribute: LdifAttribute, object: string): DiagnosticDraft {
  const offset = attribute.start;
  if (attribute.form === "url") {
    const data = {
      what: attribute.name,
      object: shortened(object),
      why: "a reference to a file, which is never opened",
    };
    return { code: "not-understood", offset, data };
  }
  const code = attribute.end === text.length ? "truncated" : "malformed";
  return { code, offset, data: { message: `${attribute.name}: no base64`, object: shortened(object) } };
}

export function shortened(text: string): string {
  return text.slice(0, 120);
}
