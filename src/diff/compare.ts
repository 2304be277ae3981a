/** Two snapshots to their difference. What makes the two sides unlike for another reason than the estate is said first. */
import type { Diff, DiffNote, NotComparable, PopulationChange, WaiverChange } from "../core/diff.ts";
import { compareText } from "../core/order.ts";
import { gpoChanges, linkChanges } from "./directory.ts";
import { findingChanges } from "./findings.ts";
import { inputChanges } from "./inputs.ts";
import { Seen } from "./seen.ts";
import { settingChanges } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";

export function diffOf(old: Snapshot, now: Snapshot): Diff {
  const [before, after] = [new Seen(old), new Seen(now)];
  const findings = findingChanges(before, after);
  const settings = settingChanges(before, after);
  const gpos = gpoChanges(before, after);
  const links = linkChanges(before, after);
  const population = populationChanges(before, after);
  const diff = {
    before: old.side,
    after: now.side,
    findings,
    settings: settings.changes,
    gpos,
    links: links.changes,
    waivers: waiverChanges(findings),
    population,
    inputs: inputChanges(before, after),
    notComparable: [...vanished(gpos, population), ...settings.notComparable, ...links.notComparable],
  };
  return { ...diff, notes: notesOf(old, now, diff) };
}

function waiverChanges(findings: Diff["findings"]): WaiverChange[] {
  return findings.flatMap(({ id, before, after }) => {
    const [was, is] = [before?.waiver ?? null, after?.waiver ?? null];
    const same = was?.state === is?.state && was?.id === is?.id;
    return same || before === null || after === null ? [] : [{ finding: id, before: was, after: is }];
  });
}

function populationChanges(before: Seen, after: Seen): PopulationChange[] {
  const [old, now] = [domainsIn(before), domainsIn(after)];
  // Objects of a domain that only one side has follow from it.
  const shared = new Set([...old.keys()].filter((key) => now.has(key)));
  return [
    ...populationOf("domain", old, now),
    ...populationOf("computer", before.computers, after.computers),
    ...populationOf("object", objectsIn(before, shared), objectsIn(after, shared)),
  ];
}

function domainsIn({ snapshot, names }: Seen): Map<string, string> {
  return new Map(
    snapshot.subjects.flatMap((subject): [string, string][] =>
      subject.kind === "domain" ? [[names.domain(subject.name), subject.name]] : [],
    ),
  );
}

function objectsIn({ snapshot, names }: Seen, domains: ReadonlySet<string>): Map<string, string> {
  return new Map(
    snapshot.subjects.flatMap((subject): [string, string][] =>
      subject.kind === "object" && domains.has(names.domain(subject.domain))
        ? [[names.subject(subject), `${subject.name} (${subject.domain})`]]
        : [],
    ),
  );
}

function populationOf(
  kind: PopulationChange["kind"],
  old: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): PopulationChange[] {
  const rows: PopulationChange[] = [];
  for (const [key, name] of old) if (!now.has(key)) rows.push({ change: "vanished", kind, name });
  for (const [key, name] of now) if (!old.has(key)) rows.push({ change: "appeared", kind, name });
  return rows.toSorted((a, b) => compareText(a.change, b.change) || compareText(a.name, b.name));
}

/** Nobody is gone because no file speaks of him. */
function vanished(gpos: Diff["gpos"], population: readonly PopulationChange[]): NotComparable[] {
  const because = "deleted, or not exported: the new inputs do not tell which";
  const names = gpos.flatMap(({ change, before }) => (change === "vanished" ? [`"${before ?? ""}"`] : []));
  const computers = population.flatMap(({ change, kind, name }) =>
    change === "vanished" && kind === "computer" ? [name] : [],
  );
  return [
    ...(names.length === 0
      ? []
      : [{ what: some(names, "GPO"), because, ask: ["Get-GPO -All", "Backup-GPO -All -Path <folder>"] }]),
    ...(computers.length === 0
      ? []
      : [{ what: some(computers, "computer"), because, ask: ["auditpol /backup /file:<computer>.csv"] }]),
  ];
}

const MOST_NAMES = 5;

function some(names: readonly string[], what: string): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const rest = names.length - MOST_NAMES;
  return `${what}${names.length === 1 ? "" : "s"} ${shown}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function notesOf(
  old: Snapshot,
  now: Snapshot,
  { findings, population }: Pick<Diff, "findings" | "population">,
): DiffNote[] {
  const [a, b] = [old.side, now.side];
  const notes: DiffNote[] = [];
  if (a.tool.version !== b.tool.version || a.tool.name !== b.tool.name) {
    const text = `judged by ${b.tool.name} ${b.tool.version}, before by ${a.tool.name} ${a.tool.version}: a verdict may differ for that reason alone`;
    notes.push({ code: "tool", text });
  }
  if (a.catalog.digest !== b.catalog.digest) {
    const versions =
      a.catalog.version === b.catalog.version ? "" : ` (${a.catalog.version}, then ${b.catalog.version})`;
    notes.push({ code: "catalog", text: `the two sides were judged by different requirements${versions}` });
  }
  const revised = new Set(
    findings.flatMap(({ requirement, before, after }) =>
      before !== null && after !== null && before.revision !== after.revision ? [requirement] : [],
    ),
  );
  for (const id of [...revised].toSorted(compareText)) {
    notes.push({ code: "requirement", text: `${id} means something else now: its revision changed` });
  }
  if (a.mode !== b.mode) {
    const blind = a.mode === "design" ? "the old" : "the new";
    notes.push({ code: "mode", text: `${blind} side has no links, so it tells only what its GPOs would do` });
  }
  const shared = population.filter(({ kind }) => kind === "domain");
  if (shared.length > 0 && shared.length === domainCount(old) + domainCount(now) && domainCount(old) > 0) {
    notes.push({ code: "domain", text: "the two sides have no domain in common: they speak of different estates" });
  }
  const older = olderBackups(old, now);
  if (older)
    notes.push({
      code: "time",
      text: "every backup of the new side is older than the old side's: are the two swapped?",
    });
  return notes;
}

function domainCount({ subjects }: Snapshot): number {
  return new Set(subjects.flatMap(({ kind, name }) => (kind === "domain" ? [name] : []))).size;
}

function olderBackups(old: Snapshot, now: Snapshot): boolean {
  const [first, last] = [backupTimes(old)[0], backupTimes(now).at(-1)];
  return first !== undefined && last !== undefined && last < first;
}

function backupTimes({ gpos }: Snapshot): string[] {
  return gpos.flatMap(({ backupTime }) => backupTime ?? []).toSorted(compareText);
}
