/** manifest.xml: GPMC's index of all backups in a folder [formats.md 1.1, 1.2]. */
import { backupInstance, MANIFEST_NAMESPACE } from "../../text/backup-instance.ts";
import { parseXml, xmlDiagnostic } from "../../text/xml.ts";
import { splitXml } from "../../text/xml-split.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const INSTANCE = "BackupInst";

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root?.name !== "Backups") return "no";
  if (head.root.namespace === MANIFEST_NAMESPACE) return "yes";
  return head.root.namespace === null && head.text.includes(INSTANCE) ? "maybe" : "no";
}

/** Each entry is read alone: a manifest that is cut off keeps its complete entries. */
function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  let read = 0;
  let complete = true;
  for (const piece of splitXml(text, INSTANCE)) {
    if (piece.kind !== "element") {
      complete = false;
      const offset = "offset" in piece ? piece.offset : piece.start;
      const code = piece.kind === "truncated" || piece.kind === "unclosed" ? "truncated" : "malformed";
      sink.diagnostic({ code, data: { what: INSTANCE, message: PROBLEMS[piece.kind] }, offset });
      if (piece.kind === "doctype" && read === 0) return { read: "refused", reason: "it declares a document type" };
      continue;
    }
    const result = parseXml(text.slice(piece.start, piece.end), piece.start, piece.scope);
    if (!result.ok) {
      complete = false;
      sink.diagnostic(xmlDiagnostic(result));
      continue;
    }
    const { root } = result;
    if (root.namespace !== MANIFEST_NAMESPACE && root.namespace !== null) {
      const message = "an entry outside of the namespace of GPMC's manifests: not read";
      sink.diagnostic({ code: "malformed", data: { message }, offset: root.start });
      continue;
    }
    read += 1;
    sink.fact({
      fields: backupInstance(root, (draft) => sink.diagnostic(draft)),
      span: { unit: "char", start: root.start, end: root.end },
      via: "gpmc-manifest",
    });
  }
  return { read: complete ? "complete" : "incomplete" };
}

const PROBLEMS = {
  truncated: "the entry has no end",
  unclosed: "the manifest has no end",
  bad: "a < that begins no markup",
  doctype: "a document type or entity declaration",
} as const;

export const format = defineFormat({
  id: "gpmc-manifest",
  title: "Index of GPO backups (manifest.xml)",
  madeBy: ["Backup-GPO -All -Path FOLDER", "GPMC: Group Policy Objects, Back Up All"],
  recognisedBy: "XML with the root element Backups of the GPOOperations/Manifest namespace.",
  proves: "Which backups the folder held, with GUID, name, domain and time of each GPO. It carries no setting.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const result = kind === "gpo" ? parseXml(excerpt) : null;
    return result?.ok === true && result.root.name === INSTANCE ? backupInstance(result.root, () => undefined) : null;
  },
});
