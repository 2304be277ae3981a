/** What GPOs and computers hold: changed, added, removed, or moved to another GPO with the same result. */
import type { Held, NotComparable, SettingChange } from "../core/diff.ts";
import { compareKeys, compareText } from "../core/order.ts";
import type { SettingRecord } from "../core/report.ts";
import { quotePowerShell } from "../text/powershell.ts";
import { pairsOf } from "./findings.ts";
import { gpoLabel } from "./names.ts";
import type { GpoThen, Seen } from "./seen.ts";
import type { FindingThen } from "./snapshot.ts";

/** All that one holder says of one setting; preferences may say several things in a row. */
interface Row {
  readonly holder: string;
  readonly setting: string;
  readonly name: string;
  readonly held: Held;
  readonly gpo: GpoThen | null;
  readonly facts: readonly string[];
}

interface Compared {
  readonly changes: readonly SettingChange[];
  readonly notComparable: readonly NotComparable[];
}

export function settingChanges(before: Seen, after: Seen): Compared {
  const [old, now] = [rowsOf(before), rowsOf(after)];
  const changes: SettingChange[] = [];
  const removed = new Set<Row>();
  const added = new Set<Row>();
  for (const [key, was] of old) {
    const is = now.get(key);
    if (is === undefined) removed.add(was);
    else if (was.held.value !== is.held.value || was.held.inert !== is.held.inert) {
      changes.push({ change: "changed", setting: is.setting, name: is.name, before: was.held, after: is.held });
    }
  }
  for (const [key, is] of now) if (!old.has(key)) added.add(is);
  const unclear = new Map<string, Unclear>();
  for (const [was, is] of movesOf([...removed], [...added], before, after)) {
    changes.push({ change: "moved", setting: is.setting, name: is.name, before: was.held, after: is.held });
    removed.delete(was);
    added.delete(is);
  }
  for (const row of removed) {
    if (shows(after, row, before, unclear)) changes.push({ ...oneSided(row), change: "removed", before: row.held });
  }
  for (const row of added) {
    if (shows(before, row, after, unclear)) changes.push({ ...oneSided(row), change: "added", after: row.held });
  }
  return { changes: changes.toSorted(byPlace), notComparable: [...unclear.values()].map(sentence) };
}

function oneSided({ setting, name }: Row) {
  return { setting, name, before: null, after: null };
}

function byPlace(a: SettingChange, b: SettingChange): number {
  return compareKeys(placeKey(a), placeKey(b));
}

const CHANGES = ["changed", "removed", "added", "moved"] as const;

function placeKey({ change, setting, before, after }: SettingChange): (string | number)[] {
  return [CHANGES.indexOf(change), (after ?? before)?.holder ?? "", setting, before?.holder ?? "", before?.at ?? ""];
}

function rowsOf({ snapshot, names, gpos }: Seen): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const record of snapshot.settings) {
    const ofGpo = record.holder.kind === "gpo";
    const key = ofGpo ? names.gpoAt(record.holder.name) : record.holder.name.toLowerCase();
    const gpo = ofGpo ? (gpos.get(key) ?? null) : null;
    // Of a GPO that stands there twice each copy speaks for itself, by its place below the inputs.
    const holder = ofGpo && gpo?.container !== record.holder.name ? names.below(record.holder.name) : key;
    const id = `${record.holder.kind}\n${holder}\n${record.setting}`;
    const known = rows.get(id);
    rows.set(id, known === undefined ? rowOf(record, holder, gpo) : joined(known, record));
  }
  return new Map([...rows].toSorted(([a], [b]) => compareText(a, b)));
}

function rowOf(
  { holder, setting, name, value, inert, at, fact }: SettingRecord,
  key: string,
  gpo: GpoThen | null,
): Row {
  const label = holder.kind === "host" || gpo === null ? holder.name : gpoLabel(gpo);
  return { holder: key, setting, name, held: { holder: label, value, inert, at }, gpo, facts: [fact] };
}

function joined(row: Row, { value, inert, fact }: SettingRecord): Row {
  const { held } = row;
  const same = held.value.split("; then ").at(-1) === value;
  const all = { ...held, value: same ? held.value : `${held.value}; then ${value}`, inert: held.inert ?? inert };
  return { ...row, held: all, facts: [...row.facts, fact] };
}

/** Removed here and added there with the same value and the same effective result; each row at most once. */
function movesOf(removed: readonly Row[], added: readonly Row[], before: Seen, after: Seen): [Row, Row][] {
  const open = new Map<string, Row[]>();
  for (const row of added) if (row.gpo !== null) put(open, meaning(row), row);
  const result = resultOf(before, after);
  const moves: [Row, Row][] = [];
  for (const was of removed) {
    const options = was.gpo === null ? undefined : open.get(meaning(was));
    const is = options?.find((row) => result(was, row));
    if (options === undefined || is === undefined) continue;
    options.splice(options.indexOf(is), 1);
    moves.push([was, is]);
  }
  return moves;
}

function meaning({ setting, held, gpo }: Row): string {
  return JSON.stringify([setting, held.value, held.inert, gpo?.domain?.toLowerCase() ?? null]);
}

/** Whether what speaks of the two rows came out the same; for what no finding speaks of, whether they reach the same. */
function resultOf(before: Seen, after: Seen): (was: Row, is: Row) => boolean {
  const [speaking, spoken] = [new Map<string, Verdict[]>(), new Map<string, Verdict[]>()];
  for (const [was, is] of pairsOf(before, after)) {
    const kept =
      was !== null && is !== null && was.status === is.status && before.plain(was.have) === after.plain(is.have);
    index(speaking, was, { kept });
    index(spoken, is, { kept });
  }
  return (was, is) => {
    const verdicts = [
      ...was.facts.flatMap((fact) => speaking.get(fact) ?? []),
      ...is.facts.flatMap((fact) => spoken.get(fact) ?? []),
    ];
    return verdicts.length > 0 ? verdicts.every(({ kept }) => kept) : reachOf(was, before) === reachOf(is, after);
  };
}

interface Verdict {
  readonly kept: boolean;
}

function index(map: Map<string, Verdict[]>, finding: FindingThen | null, verdict: Verdict): void {
  for (const fact of finding?.words ?? []) put(map, fact, verdict);
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function reachOf({ gpo }: Row, { snapshot, names }: Seen): string {
  if (gpo === null) return "";
  const key = names.gpo(gpo);
  const links = snapshot.links
    .filter(({ gpo: linked, enabled }) => enabled !== false && names.gpo({ ...linked, container: "" }) === key)
    .map((link) => `${link.key} ${link.enforced}`);
  return JSON.stringify([gpo.computerEnabled !== false, links.toSorted()]);
}

interface Unclear {
  readonly gpo: string;
  readonly side: string;
  readonly settings: Set<string>;
  readonly because: string;
}

const WHOLE_KINDS: ReadonlySet<string> = new Set(["backup", "sysvol", "report"]);

/** Whether that side would show it. Of a GPO or computer that it does not have at all nothing is said here. */
function shows(side: Seen, row: Row, other: Seen, unclear: Map<string, Unclear>): boolean {
  const here = side.gpos.get(row.holder);
  if (row.gpo === null || here === undefined) return false;
  const sameTool = side.snapshot.side.tool.version === other.snapshot.side.tool.version;
  const asked = /^(registry|right|account):/.test(row.setting);
  const because = !WHOLE_KINDS.has(here.kind)
    ? "only some files of the GPO were given"
    : !isRead(side, here)
      ? "a file of the GPO was not read to its end"
      : asked && !sameTool
        ? "the other version lists other settings"
        : null;
  if (because === null) return true;
  const id = `${side.snapshot.side.label}\n${row.holder}\n${because}`;
  const known = unclear.get(id) ?? {
    gpo: gpoLabel(here),
    side: side.snapshot.side.label,
    settings: new Set(),
    because,
  };
  unclear.set(id, known);
  known.settings.add(row.name);
  return false;
}

function isRead({ snapshot }: Seen, { container }: GpoThen): boolean {
  return snapshot.sources.every(({ path, whole }) => whole || !path.startsWith(container.replace(/#.*$/, "")));
}

function sentence({ gpo, side, settings, because }: Unclear): NotComparable {
  const names = [...settings].toSorted();
  const shown = names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
  return {
    what: `GPO "${gpo}" in ${side}: ${shown}`,
    because,
    ask: [`Backup-GPO -Name ${quotePowerShell(gpo)} -Path <folder>`],
  };
}
