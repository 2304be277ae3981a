/** bkupInfo.xml: what a backup folder says of itself [formats.md 1.1, 1.2]. */
import { backupInstance, MANIFEST_NAMESPACE } from "../../text/backup-instance.ts";
import { parseXmlPrefix, xmlDiagnostic } from "../../text/xml.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const INSTANCE = "BackupInst";

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root?.name !== INSTANCE) return "no";
  if (head.root.namespace === MANIFEST_NAMESPACE) return "yes";
  return head.root.namespace === null && /GPOGuid|GPODisplayName/.test(head.text) ? "maybe" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const { root, problem, unclosed } = parseXmlPrefix(input.text());
  if (problem !== null) sink.diagnostic(xmlDiagnostic(problem));
  if (problem?.code === "doctype") return { read: "refused", reason: "it declares a document type" };
  if (root === null) return { read: "incomplete" };
  // An element that is cut off may be a part of its value: it is no value.
  const children = root.children.filter((one) => !unclosed.has(one));
  const end = unclosed.has(root) ? (children.at(-1)?.end ?? root.start) : root.end;
  if (end > root.start) {
    const fields = backupInstance({ ...root, children }, (draft) => sink.diagnostic(draft));
    sink.taken?.(fields.backupTime);
    sink.fact({
      fields,
      span: { unit: "char", start: root.start, end },
      via: "gpmc-bkupinfo",
    });
  }
  return { read: problem === null ? "complete" : "incomplete" };
}

export const format = defineFormat({
  id: "gpmc-bkupinfo",
  title: "Identity of one GPO backup (bkupInfo.xml)",
  madeBy: ["Backup-GPO -All -Path FOLDER", "GPMC: Group Policy Objects, Back Up All"],
  recognisedBy: "XML with the root element BackupInst of the GPOOperations/Manifest namespace.",
  proves: "GUID, name and domain of the GPO, and when this backup of it was made. It carries no setting.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const root = kind === "gpo" ? parseXmlPrefix(excerpt).root : null;
    return root?.name === INSTANCE ? backupInstance(root, () => undefined) : null;
  },
});
