/** manifest.xml of each folder of backups, against the backups that lie there and what each says of itself. */
import type { FactOf } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import type { PopulationDifference } from "../../core/population.ts";
import { folderOf, nameOf } from "../../evidence/container.ts";
import type { Evidence, Gpo } from "../../evidence/evidence.ts";
import { BACKUP_FIELDS } from "../../text/backup-instance.ts";
import { backupFields } from "./backup-index.ts";
import { type Compared, count, difference } from "./difference.ts";

type GpoFact = FactOf<"gpo">;

interface Folder {
  readonly path: string;
  readonly listed: GpoFact[];
  readonly present: Gpo[];
  manifest: boolean;
}

export function compareBackups(evidence: Evidence): Compared {
  const folders = foldersOf(evidence);
  const all = [...folders.values()];
  const present = new Set(evidence.gpos.flatMap(({ kind, guid }) => (kind === "directory" ? [] : (guid ?? []))));
  const differences: PopulationDifference[] = [];
  let agreeing = 0;
  for (const folder of all) {
    if (folder.present.length > 0 && !folder.manifest) {
      differences.push(difference("manifest-absent", folder.path, { detail: backups(folder.present.length) }));
      continue;
    }
    const byId = new Map(folder.present.flatMap((gpo) => idsOf(gpo).map((id) => [id, gpo])));
    for (const fact of folder.listed) {
      const gpo = byId.get(fact.backupId ?? "");
      if (gpo === undefined) differences.push(missing(fact, present));
      else {
        const differing = fieldsThatDiffer(fact, gpo);
        if (differing === null) agreeing += 1;
        else differences.push(differing);
      }
    }
    const listed = new Set(folder.listed.map(({ backupId }) => backupId));
    for (const gpo of folder.present) {
      if (idsOf(gpo).some((id) => listed.has(id))) continue;
      const domain = gpo.domain?.toLowerCase() ?? null;
      const facts = gpo.identity.map(({ id }) => id);
      differences.push(difference("present-unlisted", gpo.container, { domain, detail: gpo.name, facts }));
    }
  }
  return {
    counts: [
      count(
        "listed by manifest.xml",
        all.reduce((sum, { listed }) => sum + listed.length, 0),
      ),
      count(
        "backups present",
        all.reduce((sum, { present: here }) => sum + here.length, 0),
      ),
      count("listed and present, field by field the same", agreeing),
    ],
    differences,
  };
}

function backups(number: number): string {
  return number === 1 ? "1 backup" : `${number} backups`;
}

function foldersOf({ facts, gpos, sources }: Evidence): ReadonlyMap<string, Folder> {
  const folders = new Map<string, Folder>();
  const of = (path: string): Folder => {
    const known = folders.get(path) ?? { path, listed: [], present: [], manifest: false };
    folders.set(path, known);
    return known;
  };
  for (const { path, kind } of sources) if (kind === "gpmc-manifest") of(folderOf(path)).manifest = true;
  for (const fact of facts) {
    if (fact.kind === "gpo" && fact.via === "gpmc-manifest") of(folderOf(fact.origin.path)).listed.push(fact);
  }
  for (const gpo of gpos) if (gpo.kind === "backup") of(folderOf(gpo.container)).present.push(gpo);
  return folders;
}

/** The folder's name is the backup's ID, and bkupInfo.xml says it again. */
function idsOf({ container, backupId, identity }: Gpo): string[] {
  const said = identity.flatMap((fact) => (fact.via === "gpmc-bkupinfo" ? (fact.backupId ?? []) : []));
  const named = guidOf(nameOf(container));
  return [...new Set([...(named === null ? [] : [named]), ...said, ...(backupId === null ? [] : [backupId])])];
}

/** The GPO may be here all the same, in another backup. */
function missing(fact: GpoFact, present: ReadonlySet<string>): PopulationDifference {
  const elsewhere = fact.guid !== null && present.has(fact.guid);
  const id = fact.backupId === null ? "without an ID" : `{${fact.backupId}}`;
  return difference(elsewhere ? "listed-elsewhere" : "listed-missing", fact.name ?? `{${fact.guid ?? "no GUID"}}`, {
    domain: fact.domain?.toLowerCase() ?? null,
    detail: `backup ${id} of ${fact.backupTime ?? "no time"}, in ${fact.origin.path}`,
    facts: [fact.id],
  });
}

/** Null: the same words in both; no bkupInfo.xml is a word that is missing. */
function fieldsThatDiffer(listed: GpoFact, gpo: Gpo): PopulationDifference | null {
  const own = gpo.identity.find(({ via }) => via === "gpmc-bkupinfo");
  const about = {
    domain: gpo.domain?.toLowerCase() ?? null,
    facts: [listed.id, ...(own === undefined ? [] : [own.id])],
  };
  if (own === undefined) {
    return difference("fields-differ", gpo.container, { ...about, detail: "no bkupInfo.xml to compare with" });
  }
  const [there, here] = [backupFields(listed.origin.excerpt), backupFields(own.origin.excerpt)];
  const differing = BACKUP_FIELDS.filter((name) => (there[name] ?? "") !== (here[name] ?? ""));
  if (differing.length === 0) return null;
  const words = differing.map(
    (name) => `${name}: manifest.xml "${there[name] ?? ""}", bkupInfo.xml "${here[name] ?? ""}"`,
  );
  return difference("fields-differ", gpo.container, { ...about, detail: words.join("; ") });
}
