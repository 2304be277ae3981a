/** A GPO report: gpreport.xml of a backup, Get-GPOReport of one GPO or of all [formats.md 2]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { Extension } from "../../core/extensions.ts";
import type { FactFields, Hive, Side } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import {
  AUDITING,
  own,
  ownText,
  PREFERENCES_REGISTRY,
  REGISTRY,
  SECURITY,
  SETTINGS,
  shown,
} from "../../text/gpo-report.ts";
import { namespaceOfExcerpt, readSetting, type Say } from "../../text/gpo-report-settings.ts";
import { gppRegistryFields, gppRegistryItems } from "../../text/gpp-registry-items.ts";
import { endBeforeSecret, redactions } from "../../text/secrets.ts";
import { childrenNamed, parseXml, parseXmlPrefix, xmlDiagnostic, type XmlElement } from "../../text/xml.ts";
import { splitXml, type XmlPiece } from "../../text/xml-split.ts";
import { XmlSplitter, type StreamedPiece } from "../../text/xml-split-stream.ts";
import { TOO_LONG } from "../../text/xml-scan.ts";
import type { XmlScope } from "../../text/xml-tokens.ts";
import type { Head, Input, ReadResult, Sink, StreamSink, TextStream } from "../define.ts";
import { defineFormat } from "../define.ts";
import { gpoFields, headEnd, identityOf, linkFields, type ReportedGpo } from "./head.ts";

const GPO = "GPO";
const WRAPPERS: ReadonlySet<string> = new Set(["report", "gpos"]);

/** A report of all GPOs where there are none. */
const EMPTY_ROOT = /^<[^<>]*(?:\/>|>\s*<\/)/;

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root === null) return "no";
  const { name, namespace } = head.root;
  if (name === GPO && namespace === SETTINGS) return "yes";
  if (namespace !== null) return "no";
  const holdsGpo = name === GPO || /<(?:[\w.-]+:)?GPO[\s>/]/.test(head.text.slice(1));
  if (!holdsGpo) return WRAPPERS.has(name.toLowerCase()) && EMPTY_ROOT.test(head.text) ? "maybe" : "no";
  return WRAPPERS.has(name.toLowerCase()) || head.text.includes(SETTINGS) ? "yes" : "maybe";
}

/** Each GPO is cut out and read alone; the complete ones of a report that is cut off are kept. */
function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const pieces = new PieceReader();
  for (const piece of splitXml(text, GPO)) {
    const start = "offset" in piece ? piece.offset : piece.start;
    pieces.read(piece, piece.kind === "element" ? text.slice(start, piece.end) : null, shifted(sink, start));
  }
  return pieces.result;
}

/** A sink for drafts whose offsets count from there. */
function shifted(sink: Sink, by: number): Sink {
  return {
    fact({ span, ...draft }) {
      sink.fact({ ...draft, span: { ...span, start: span.start + by, end: span.end + by } });
    },
    diagnostic({ offset, ...draft }) {
      sink.diagnostic({ ...draft, ...(offset === undefined ? {} : { offset: offset + by }) });
    },
    taken: (time) => sink.taken?.(time),
  };
}

function stream(sink: StreamSink): TextStream {
  const splitter = new XmlSplitter(GPO);
  const pieces = new PieceReader();
  const take = (streamed: Iterable<StreamedPiece>): void => {
    for (const { piece, at, text } of streamed) {
      const start = "offset" in piece ? piece.offset : piece.start;
      pieces.read(piece, text, sink.within({ text: text ?? "", start, at }));
    }
  };
  return {
    push: (text) => take(splitter.push(text)),
    end() {
      take(splitter.end());
      return pieces.result;
    },
  };
}

/** What became of the pieces of one report. */
class PieceReader {
  #read = 0;
  #complete = true;
  #refused = false;

  get result(): ReadResult {
    if (this.#refused) return { read: "refused", reason: "it declares a document type" };
    return { read: this.#complete ? "complete" : "incomplete" };
  }

  /** `text`: of an element, null when it is too long; offsets count from the start of the piece. */
  read(piece: XmlPiece, text: string | null, sink: Sink): void {
    if (piece.kind === "element") {
      if (readGpo(text, piece.scope, sink)) this.#read += 1;
      else this.#complete = false;
      return;
    }
    this.#complete = false;
    sink.diagnostic(problemOf(piece));
    if (piece.kind === "doctype" && this.#read === 0) this.#refused = true;
  }
}

function problemOf({ kind }: Exclude<XmlPiece, { kind: "element" }>): DiagnosticDraft {
  if (kind === "truncated") return { code: "truncated", data: { what: "a GPO of the report" }, offset: 0 };
  if (kind === "unclosed") return { code: "truncated", data: { what: "the report" }, offset: 0 };
  const message = kind === "bad" ? "a < that begins no markup" : "a document type or entity declaration";
  return { code: "malformed", data: { message }, offset: 0 };
}

/** False when the GPO is not well formed. */
function readGpo(text: string | null, scope: XmlScope | null, sink: Sink): boolean {
  if (text === null || text.length > LIMITS.xmlChars) {
    sink.diagnostic(xmlDiagnostic(TOO_LONG));
    return false;
  }
  const result = parseXml(text, 0, scope);
  if (!result.ok) {
    sink.diagnostic(xmlDiagnostic(result));
    return false;
  }
  const gpo = result.root;
  if (gpo.namespace !== SETTINGS) {
    // A copy that lost every namespace is told by its shape; a GPO of another namespace is none of ours.
    const alike = gpo.namespace === null && own(gpo, "Identifier") !== undefined;
    const message = `a GPO outside of the namespace of GPO reports: ${alike ? "its head and links are read" : "not read"}`;
    sink.diagnostic({ code: "malformed", data: { message }, offset: gpo.start });
    if (!alike) return true;
  }
  sink.taken?.(ownText(gpo, "ReadTime"));
  new GpoReader(text, gpo, sink).read();
  return true;
}

class GpoReader {
  readonly #text: string;
  readonly #gpo: XmlElement;
  readonly #sink: Sink;
  readonly #identity: ReportedGpo;
  #templates = 0;
  #firstTemplate = 0;

  constructor(text: string, gpo: XmlElement, sink: Sink) {
    this.#text = text;
    this.#gpo = gpo;
    this.#sink = sink;
    this.#identity = identityOf(gpo);
  }

  read(): void {
    for (const draft of redactions(this.#gpo)) this.#sink.diagnostic(draft);
    if (this.#identity.guid === null) {
      const message = "a GPO without a GUID in Identifier";
      this.#sink.diagnostic({ code: "malformed", data: { message }, offset: this.#gpo.start });
    }
    this.#fact(gpoFields(this.#gpo), this.#gpo.start, headEnd(this.#gpo));
    for (const half of childrenNamed(this.#gpo, "Computer", this.#gpo.namespace)) this.#half(half, "machine");
    for (const half of childrenNamed(this.#gpo, "User", this.#gpo.namespace)) this.#half(half, "user");
    for (const link of childrenNamed(this.#gpo, "LinksTo", this.#gpo.namespace)) {
      const fields = linkFields(link, this.#identity.guid);
      if (fields !== null) this.#fact(fields, link.start, link.end);
      else
        this.#sink.diagnostic({ code: "malformed", data: { message: "a link without SOMPath" }, offset: link.start });
    }
    if (this.#templates > 0) {
      const data = { what: "administrative templates", count: this.#templates };
      this.#sink.diagnostic({ code: "not-evaluated", data, offset: this.#firstTemplate });
    }
  }

  #fact(fields: FactFields, start: number, end: number, extension?: Extension): void {
    const span = { unit: "char", start, end: endBeforeSecret(this.#text, start, end) } as const;
    const whose = extension === undefined ? {} : { extension };
    this.#sink.fact({ fields, span, via: "gpreport", gpo: this.#identity, ...whose });
  }

  #half(half: XmlElement, side: Side): void {
    for (const data of childrenNamed(half, "ExtensionData", half.namespace)) {
      const extensions = childrenNamed(data, "Extension", data.namespace);
      if (extensions.length === 0 && own(data, "Error") !== undefined) {
        const value = shown(ownText(data, "Name") ?? "");
        const what = "extension that the reporter could not read";
        this.#sink.diagnostic({ code: "not-understood", data: { what, value }, offset: data.start });
      }
      for (const extension of extensions) {
        for (const element of extension.children) this.#element(element, side);
      }
    }
  }

  #element(element: XmlElement, side: Side): void {
    const { namespace, name } = element;
    if (namespace === PREFERENCES_REGISTRY && name === "RegistrySettings") return this.#preferences(element, side);
    if (namespace === REGISTRY && name === "Policy") {
      if (this.#templates === 0) this.#firstTemplate = element.start;
      this.#templates += 1;
      return;
    }
    // Security and audit settings work for computers only; the user half has no such extension.
    const computerOnly = namespace === AUDITING || namespace === SECURITY;
    if (namespace !== REGISTRY && !(computerOnly && side === "machine")) return;
    const say: Say = (code, data) => this.#sink.diagnostic({ code, data, offset: element.start });
    const reading = readSetting(element, namespace, say);
    if (reading === null) return;
    const { fields, secret, extension } = reading;
    const hive: Hive = side === "machine" ? "HKLM" : "HKCU";
    const sided = namespace === REGISTRY && fields.kind === "registry" ? { ...fields, hive, side } : fields;
    this.#fact(sided, element.start, secret?.start ?? element.end, extension);
  }

  #preferences(settings: XmlElement, side: Side): void {
    const source = { text: this.#text, diagnostic: (draft: DiagnosticDraft) => this.#sink.diagnostic(draft) };
    for (const { fields, span } of gppRegistryItems(settings, source)) {
      this.#fact({ ...fields, side }, span.start, span.end, "preferences");
    }
  }
}

/** Side, condition and the owner of a link come from around the excerpt; one that a secret cut short carries no field. */
function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  const { root, unclosed } = parseXmlPrefix(excerpt);
  if (root === null) return null;
  if (kind === "gpo") {
    if (root.name !== GPO) return null;
    if ([...unclosed].some((one) => one !== root && one.name !== "Computer")) return { kind };
    const { guid, name, domain, sddl, wmiFilter, computerEnabled } = gpoFields(root);
    // What stands behind the head is not in the excerpt: null says nothing here.
    const carried = Object.entries({ guid, name, domain, sddl, wmiFilter, computerEnabled });
    return { kind, ...Object.fromEntries(carried.filter(([, value]) => value !== null)) };
  }
  if (unclosed.has(root)) return { kind };
  if (kind === "gpo-link") {
    const fields = linkFields(root, null);
    if (fields === null) return null;
    const { gpo: _, ...carried } = fields;
    return carried;
  }
  const namespace = namespaceOfExcerpt(root.name, kind);
  if (namespace === null)
    return root.name === "Registry" && kind === "registry" ? gppRegistryFields(root, ignore) : null;
  const fields = readSetting(root, namespace, ignore)?.fields ?? null;
  if (fields?.kind !== kind) return null;
  if (namespace !== REGISTRY || fields.kind !== "registry") return fields;
  const { hive: _, ...carried } = fields;
  return carried;
}

function ignore(): void {
  // An excerpt that was read once has said what is wrong with it.
}

export const format = defineFormat({
  id: "gpreport-xml",
  title: "GPO report as XML (gpreport.xml, Get-GPOReport)",
  madeBy: [
    "Get-GPOReport -All -ReportType Xml -Path report.xml",
    "Get-GPOReport -Name NAME -ReportType Xml -Path report.xml",
    "Backup-GPO -All -Path FOLDER (gpreport.xml in each backup)",
  ],
  recognisedBy:
    "XML with the root element GPO of the GroupPolicy/Settings namespace, or a root element report or GPOS around such elements.",
  proves:
    "Security settings, advanced audit policy and registry preferences of the GPO, its permissions, enabled halves and known links. Administrative templates stand in it as display names only; the order of links and blocked inheritance are not in it.",
  sniff,
  parse,
  stream,
  reread,
});
