/** What policy delivered to one computer: gpresult /X, Get-GPResultantSetOfPolicy [formats.md 3]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { Extension } from "../../core/extensions.ts";
import type { FactFields, Tier } from "../../core/fact.ts";
import { own, ownText, PREFERENCES_REGISTRY, REGISTRY, SETTINGS, shown } from "../../text/gpo-report.ts";
import { namespaceOfExcerpt, type Say } from "../../text/gpo-report-settings.ts";
import { gppRegistryFields, gppRegistryItems } from "../../text/gpp-registry-items.ts";
import { endBeforeSecret, redactions } from "../../text/secrets.ts";
import { child, childrenNamed, parseXmlPrefix, xmlDiagnostic, type XmlElement } from "../../text/xml.ts";
import { splitXml } from "../../text/xml-split.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { applicationFields, computerFields, computerName, headEnd, identityOf, members, scopeFields } from "./half.ts";
import { hasRank, isDescriptor, rankOf, readRanked } from "./settings.ts";
import { processingDiagnostics } from "./status.ts";

const RSOP = "http://www.microsoft.com/GroupPolicy/Rsop";
const COMPUTER = "ComputerResults";
const GROUP = "SecurityGroup";

function sniff(head: Head): "no" | "maybe" | "yes" {
  return head.root?.name === "Rsop" && head.root.namespace === RSOP ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const { root, problem, unclosed } = parseXmlPrefix(text);
  if (problem !== null) sink.diagnostic(xmlDiagnostic(problem));
  if (problem?.code === "doctype") return { read: "refused", reason: "it declares a document type" };
  if (root === null || root.name !== "Rsop" || root.namespace !== RSOP) return { read: "incomplete" };
  for (const draft of redactions(root)) sink.diagnostic(draft);
  const tier = tierOf(root, sink);
  const halves = childrenNamed(root, COMPUTER, RSOP);
  sink.taken?.(ownText(root, "ReadTime"));
  for (const half of halves) new HalfReader(text, half, unclosed, tier, sink).read(ownText(root, "ReadTime"));
  for (const half of childrenNamed(root, "UserResults", RSOP)) userHalf(half, sink);
  if (halves.length > 0) return { read: problem === null ? "complete" : "incomplete" };
  // A capture that is cut off may have lost the half that another one never had.
  if (problem === null) {
    const reason = "the capture holds no computer half, as without elevation";
    const next = "Run `gpresult /SCOPE COMPUTER /X rsop.xml` in an elevated prompt on the computer.";
    sink.diagnostic({ code: "not-readable", data: { reason, next }, offset: root.start });
  }
  return { read: "incomplete" };
}

/** A model of the planning wizard proves nothing about the computer that it names, nor does a kind that nobody knows. */
function tierOf(root: XmlElement, sink: Sink): Tier {
  const type = ownText(root, "DataType") ?? "";
  if (type.toLowerCase() === "loggeddata") return "B";
  const offset = own(root, "DataType")?.start ?? root.start;
  if (type.toLowerCase() !== "planneddata") {
    sink.diagnostic({ code: "not-understood", data: { what: "DataType", value: shown(type) }, offset });
    return "D";
  }
  const why = "a model of what policy would deliver, never a fact about the computer";
  const next = "Run `gpresult /SCOPE COMPUTER /X rsop.xml` in an elevated prompt on the computer.";
  sink.diagnostic({ code: "not-evaluated", data: { what: "group policy modeling", why, next }, offset });
  return "D";
}

function userHalf(half: XmlElement, sink: Sink): void {
  const extensions = childrenNamed(half, "ExtensionData", RSOP).flatMap((data) =>
    childrenNamed(data, "Extension", SETTINGS),
  );
  const settings = extensions.flatMap((extension) => extension.children).filter(({ name }) => name !== "Blocked");
  const why = "the settings of a user say nothing about the computer";
  const data = { what: "the user half", why, settings: settings.length, next: "Nothing to do." };
  sink.diagnostic({ code: "not-evaluated", data, offset: half.start });
}

/** Elements that are seen and not read, with the place of the first. */
class Tally {
  #count = 0;
  #first = 0;

  add(element: XmlElement): void {
    if (this.#count === 0) this.#first = element.start;
    this.#count += 1;
  }

  report(sink: Sink, data: NonNullable<DiagnosticDraft["data"]>): void {
    if (this.#count === 0) return;
    sink.diagnostic({ code: "not-evaluated", data: { ...data, count: this.#count }, offset: this.#first });
  }
}

class HalfReader {
  readonly #text: string;
  readonly #half: XmlElement;
  readonly #unclosed: ReadonlySet<XmlElement>;
  readonly #tier: Tier;
  readonly #sink: Sink;
  readonly #host: string | null;
  readonly #templates = new Tally();
  readonly #descriptors = new Tally();
  readonly #blocked = new Tally();
  /** Elements of all extensions, whether they are read or not. */
  #settings = 0;

  constructor(text: string, half: XmlElement, unclosed: ReadonlySet<XmlElement>, tier: Tier, sink: Sink) {
    this.#text = text;
    this.#half = half;
    this.#unclosed = unclosed;
    this.#tier = tier;
    this.#sink = sink;
    this.#host = computerName(half);
  }

  read(readTime: string | null): void {
    const computer = computerFields(this.#half);
    if (computer !== null) this.#fact(computer, this.#half.start, headEnd(this.#half));
    else this.#malformed("a computer without a name", this.#half);
    for (const som of this.#whole("SearchedSOM")) {
      const fields = scopeFields(som);
      if (fields !== null) this.#fact(fields, som.start, som.end);
      else this.#malformed("a scope of management without Path", som);
    }
    this.#groups();
    for (const draft of processingDiagnostics(this.#half, readTime)) this.#sink.diagnostic(draft);
    const applied = this.#gpos();
    for (const data of childrenNamed(this.#half, "ExtensionData", RSOP)) this.#extensions(data);
    this.#templates.report(this.#sink, { what: "administrative templates" });
    this.#descriptors.report(this.#sink, {
      what: "security descriptors of files, keys and services",
      why: "what stands on an object is read from the object",
      next: "Export the object's own descriptor, for example with `Get-Acl -Audit`.",
    });
    this.#blocked.report(this.#sink, {
      what: "settings that policy does not control here",
      why: "they stand in the part that another authority controls",
      next: "Read the value on the computer itself.",
    });
    if (this.#settings === 0 && applied > 0 && !this.#unclosed.has(this.#half)) this.#noSettings(applied);
  }

  #noSettings(applied: number): void {
    const why = "none is listed although GPOs were applied; logging may be switched off, so absence proves nothing";
    const data = { what: "settings", why, applied, next: "Scan backups of the GPOs that were applied." };
    this.#sink.diagnostic({ code: "not-evaluated", data, offset: this.#half.start });
  }

  #whole(name: string): readonly XmlElement[] {
    return childrenNamed(this.#half, name, RSOP).filter((one) => !this.#unclosed.has(one));
  }

  #malformed(message: string, element: XmlElement): void {
    this.#sink.diagnostic({ code: "malformed", data: { message }, offset: element.start });
  }

  #fact(fields: FactFields, start: number, end: number, extension?: Extension): void {
    const span = { unit: "char", start, end: endBeforeSecret(this.#text, start, end) } as const;
    const whose = extension === undefined ? {} : { extension };
    this.#sink.fact({ fields, span, via: "rsop", host: this.#host, tier: this.#tier, ...whose });
  }

  /** One fact for each run of neighbours, which is all of them in a file of Windows; a run that is cut off is none. */
  #groups(): void {
    let run: XmlElement[] = [];
    for (const one of [...this.#half.children, null]) {
      if (one?.name === GROUP && one.namespace === RSOP) {
        run.push(one);
        continue;
      }
      const [first] = run;
      const last = run.at(-1);
      const cut = one === null && this.#unclosed.has(this.#half);
      if (first !== undefined && last !== undefined && !cut) {
        const group = `token of ${this.#host ?? "the computer"}`;
        this.#fact({ kind: "membership", group, members: members(run) }, first.start, last.end);
      }
      run = [];
    }
  }

  #gpos(): number {
    let applied = 0;
    for (const gpo of this.#whole("GPO")) {
      const fields = applicationFields(gpo);
      if (identityOf(own(gpo, "Path")) === null) this.#malformed("a GPO without an identifier in Path", gpo);
      if (fields.state === "not-understood") {
        const data = { what: "the state of a GPO", object: shown(fields.name) };
        this.#sink.diagnostic({ code: "not-understood", data, offset: gpo.start });
      }
      if (fields.state === "applied") applied += 1;
      this.#fact(fields, gpo.start, gpo.end);
    }
    return applied;
  }

  #extensions(data: XmlElement): void {
    const extensions = childrenNamed(data, "Extension", SETTINGS);
    if (extensions.length === 0 && child(data, "Error") !== undefined) {
      const what = "extension that the reporter could not read";
      this.#sink.diagnostic({ code: "not-understood", data: { what }, offset: data.start });
    }
    for (const extension of extensions) {
      const blocked = extension.children.some(({ name, text }) => name === "Blocked" && text.trim() === "true");
      for (const element of extension.children) {
        if (element.name === "Blocked" || this.#unclosed.has(element)) continue;
        this.#settings += 1;
        if (blocked) this.#blocked.add(element);
        else this.#element(element);
      }
    }
  }

  #element(element: XmlElement): void {
    const { namespace, name } = element;
    if (namespace === PREFERENCES_REGISTRY && name === "RegistrySettings") return this.#preferences(element);
    if (namespace === REGISTRY && name === "Policy") return this.#templates.add(element);
    if (isDescriptor(element)) return this.#descriptors.add(element);
    const reading = readRanked(element, namespace, this.#say(element));
    if (reading === null) return;
    const { fields, secret, extension } = reading;
    const sided =
      namespace === REGISTRY && fields.kind === "registry" ? { ...fields, side: "machine" as const } : fields;
    this.#fact(sided, element.start, secret?.start ?? element.end, extension);
  }

  #say(element: XmlElement): Say {
    return (code, data) => this.#sink.diagnostic({ code, data, offset: element.start });
  }

  #preferences(settings: XmlElement): void {
    const diagnostic = (draft: DiagnosticDraft): void => this.#sink.diagnostic(draft);
    const source = { text: this.#text, unclosed: this.#unclosed, diagnostic };
    for (const { element, fields, span } of gppRegistryItems(settings, source)) {
      const ranked = hasRank(element) || !hasRank(settings) ? element : settings;
      const all = { ...fields, side: "machine" as const, ...rankOf(ranked, this.#say(element)) };
      this.#fact(all, span.start, span.end, "preferences");
    }
  }
}

/** What stands around the excerpt is left out: the computer's name for its token, the side, a condition of a folder. */
function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind === "membership") {
    const groups: XmlElement[] = [];
    for (const piece of splitXml(excerpt, GROUP)) {
      const root = piece.kind === "element" ? parseXmlPrefix(excerpt.slice(piece.start, piece.end)).root : null;
      if (root !== null) groups.push(root);
    }
    return groups.length === 0 ? null : { kind, members: members(groups) };
  }
  const { root, unclosed } = parseXmlPrefix(excerpt);
  if (root === null) return null;
  if (kind === "computer") return root.name === COMPUTER ? computerFields(root) : null;
  // A secret cut it short.
  if (unclosed.has(root)) return { kind };
  if (kind === "scope-of-management") return scopeFields(root);
  if (kind === "gpo-application") return root.name === "GPO" ? applicationFields(root) : null;
  const namespace = namespaceOfExcerpt(root.name, kind);
  const fields =
    namespace === null && root.name === "Registry" && kind === "registry"
      ? gppRegistryFields(root, ignore)
      : readRanked(root, namespace, ignore)?.fields;
  return fields?.kind === kind ? fields : null;
}

function ignore(): void {
  // An excerpt that was read once has said what is wrong with it.
}

export const rsopXml = defineFormat({
  id: "rsop-xml",
  title: "Resultant set of policy (gpresult /X)",
  madeBy: [
    "gpresult /SCOPE COMPUTER /X rsop.xml (elevated, on the computer)",
    "Get-GPResultantSetOfPolicy -ReportType Xml -Path rsop.xml",
  ],
  recognisedBy: "XML with the root Rsop in the namespace …/GroupPolicy/Rsop.",
  proves:
    "What policy delivered to the computer when it last ran: each value with the GPO that won and those that lost, applied and denied GPOs, the place in the directory, the groups of its token. Not what is in force now; a model of the planning wizard proves nothing about a computer.",
  sniff,
  parse,
  reread,
});
