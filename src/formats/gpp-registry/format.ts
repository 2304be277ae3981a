/** Registry.xml: registry items of Group Policy Preferences [MS-GPPREF 2.2.1.17; formats.md 5.6]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import { gppRegistryFields, gppRegistryItems } from "../../text/gpp-registry-items.ts";
import { redactions } from "../../text/secrets.ts";
import { parseXmlPrefix, xmlDiagnostic } from "../../text/xml.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const ROOT = "RegistrySettings";
const CLSID = /\sclsid\s*=\s*["']\{?A3CCFC41-DFDB-43A5-8D26-0FE8B954DA51\}?["']/i;

/** An item or a folder by itself, as the editor exports it when it is dragged out. */
const LOOSE_ROOTS: ReadonlySet<string> = new Set(["Registry", "Collection"]);

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root === null || head.root.namespace !== null) return "no";
  if (LOOSE_ROOTS.has(head.root.name)) return /<Properties\s/.test(head.text) ? "maybe" : "no";
  if (head.root.name !== ROOT) return "no";
  return CLSID.test(head.text.slice(0, head.text.indexOf(">") + 1)) ? "yes" : "maybe";
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const { root, problem, unclosed } = parseXmlPrefix(text);
  if (problem !== null) sink.diagnostic(xmlDiagnostic(problem));
  if (problem?.code === "doctype") return { read: "refused", reason: "it declares a document type" };
  if (root === null) return { read: "incomplete" };
  for (const draft of redactions(root)) sink.diagnostic(draft);
  const conditions: string[] = [];
  if (root.name !== ROOT) {
    // What a client makes of such a file is not known [U]: nothing in it counts for certain.
    const message = `the root element is not ${ROOT}`;
    conditions.push(message);
    sink.diagnostic({ code: "malformed", data: { message }, offset: root.start });
  }
  const source = { text, unclosed, conditions, diagnostic: (draft: DiagnosticDraft) => sink.diagnostic(draft) };
  for (const { fields, span } of gppRegistryItems(root, source)) {
    sink.fact({
      fields: input.side === null ? fields : { ...fields, side: input.side },
      span: { unit: "char", ...span },
      via: "preferences",
    });
  }
  return { read: problem === null ? "complete" : "incomplete" };
}

export const format = defineFormat({
  id: "gpp-registry",
  title: "Registry preferences (Registry.xml)",
  madeBy: ["GPO backup or SYSVOL copy: Machine\\Preferences\\Registry\\Registry.xml"],
  recognisedBy: "XML with the root element RegistrySettings and its class GUID A3CCFC41-….",
  proves:
    "Registry values that the GPO's preferences write, wherever it applies and the extension is registered. Targeted, disabled and run-once items say so; a user can change the value afterwards.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "registry") return null;
    const { root, unclosed } = parseXmlPrefix(excerpt);
    if (root?.name !== "Registry") return null;
    return unclosed.has(root) ? { kind } : gppRegistryFields(root, () => undefined);
  },
});
