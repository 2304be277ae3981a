/** Backup.xml: the GPO as GPMC backs it up, without its settings [formats.md 1.3]. */
import type { GpoFields } from "../../core/fact.ts";
import { parseXmlPrefix, xmlDiagnostic, type XmlElement } from "../../text/xml.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { coreSettings } from "./core-settings.ts";

const NAMESPACE = "http://www.microsoft.com/GroupPolicy/GPOOperations";
const ROOT = "GroupPolicyBackupScheme";
const CORE = "GroupPolicyCoreSettings";

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root?.name !== ROOT) return "no";
  if (head.root.namespace === NAMESPACE) return "yes";
  return head.root.namespace === null ? "maybe" : "no";
}

/** Paths of files and folders in it are the exporter's text: they are never opened. */
function parse(input: Input, sink: Sink): ReadResult {
  const { root, problem, unclosed } = parseXmlPrefix(input.text());
  if (problem !== null) sink.diagnostic(xmlDiagnostic(problem));
  if (problem?.code === "doctype") return { read: "refused", reason: "it declares a document type" };
  if (root === null) return { read: "incomplete" };
  let found = false;
  for (const core of coresOf(root)) {
    found = true;
    if (unclosed.has(core)) continue;
    sink.fact({
      fields: coreSettings(core, (draft) => sink.diagnostic(draft)),
      span: { unit: "char", start: core.start, end: core.end },
      via: "gpmc-backup",
    });
  }
  if (!found && problem === null) {
    sink.diagnostic({ code: "malformed", data: { message: `no ${CORE}` }, offset: root.start });
    return { read: "incomplete" };
  }
  return { read: problem === null ? "complete" : "incomplete" };
}

function* coresOf(root: XmlElement): Iterable<XmlElement> {
  for (const object of root.children) {
    if (object.namespace !== root.namespace) continue;
    if (object.name === CORE) yield object;
    if (object.name !== "GroupPolicyObject") continue;
    for (const one of object.children) {
      if (one.name === CORE && one.namespace === root.namespace) yield one;
    }
  }
}

function reread(excerpt: string, kind: string): GpoFields | null {
  const root = kind === "gpo" ? parseXmlPrefix(excerpt).root : null;
  return root?.name === CORE ? coreSettings(root, () => undefined) : null;
}

export const format = defineFormat({
  id: "gpmc-backup",
  title: "GPO backup (Backup.xml)",
  madeBy: ["Backup-GPO -All -Path FOLDER", "GPMC: Group Policy Objects, Back Up All"],
  recognisedBy: "XML with the root element GroupPolicyBackupScheme of the GPOOperations namespace.",
  proves:
    "GUID, name, domain, enabled halves, registered client-side extensions, versions, WMI filter and permissions of the GPO. Settings stand in the other files of the backup; links only in its report.",
  sniff,
  parse,
  reread,
});
