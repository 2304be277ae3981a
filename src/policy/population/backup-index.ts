/** One backup, as manifest.xml and bkupInfo.xml tell of it. */
import { BACKUP_FIELDS } from "../../text/backup-instance.ts";
import { child, parseXmlPrefix, textOf } from "../../text/xml.ts";

type BackupField = (typeof BACKUP_FIELDS)[number];

/** Null: the element is not there. Of an excerpt that is cut, what stands before the cut. */
export function backupFields(excerpt: string): Readonly<Record<BackupField, string | null>> {
  const { root } = parseXmlPrefix(excerpt);
  const read = (name: BackupField): string | null => (root === null ? null : textOf(child(root, name, root.namespace)));
  return Object.fromEntries(BACKUP_FIELDS.map((name) => [name, read(name)])) as Record<BackupField, string | null>;
}
