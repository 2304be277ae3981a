/** GPOs and their links: renamed, linked, ordered, enforced otherwise. A link is gone only where that side lists the links. */
import type { GpoChange, LinkChange, NotComparable } from "../core/diff.ts";
import { compareKeys, compareText } from "../core/order.ts";
import type { LinkRecord } from "../core/report.ts";
import { quotePowerShell } from "../text/powershell.ts";
import { gpoLabel, keyed, keysOf } from "./names.ts";
import type { GpoThen, Seen } from "./seen.ts";

export function gpoChanges(before: Seen, after: Seen): GpoChange[] {
  return [...keysOf(before.gpos, after.gpos)]
    .toSorted(compareText)
    .flatMap((key) => gpoChange(before.gpos.get(key) ?? null, after.gpos.get(key) ?? null, before, after))
    .toSorted(
      (a, b) => GPO_CHANGES.indexOf(a.change) - GPO_CHANGES.indexOf(b.change) || compareText(nameOf(a), nameOf(b)),
    );
}

const GPO_CHANGES: readonly GpoChange["change"][] = [
  "computer-half-disabled",
  "computer-half-enabled",
  "renamed",
  "vanished",
  "appeared",
];

function nameOf({ before, after }: GpoChange): string {
  return after ?? before ?? "";
}

function gpoChange(was: GpoThen | null, is: GpoThen | null, before: Seen, after: Seen): GpoChange[] {
  const gpo = is ?? was;
  if (gpo === null) return [];
  const counted = is === null ? before : after;
  const base = {
    guid: gpo.guid,
    domain: gpo.domain,
    before: was === null ? null : gpoLabel(was),
    after: is === null ? null : gpoLabel(is),
    settings: counted.snapshot.settings.filter(({ holder }) => holder.kind === "gpo" && holder.name === gpo.container)
      .length,
  };
  if (was === null) return [{ change: "appeared", ...base }];
  if (is === null) return [{ change: "vanished", ...base }];
  const renamed = was.name !== null && is.name !== null && was.name !== is.name;
  const half =
    was.computerEnabled === null || is.computerEnabled === null || was.computerEnabled === is.computerEnabled
      ? null
      : is.computerEnabled
        ? ("computer-half-enabled" as const)
        : ("computer-half-disabled" as const);
  return [
    ...(renamed ? [{ change: "renamed" as const, ...base }] : []),
    ...(half === null ? [] : [{ change: half, ...base }]),
  ];
}

export interface ComparedLinks {
  readonly changes: readonly LinkChange[];
  readonly notComparable: readonly NotComparable[];
}

export function linkChanges(before: Seen, after: Seen): ComparedLinks {
  const [old, now] = [linksOf(before), linksOf(after)];
  const changes: LinkChange[] = [];
  const unclear = new Map<string, NotComparable>();
  for (const key of [...keysOf(old, now)].toSorted(compareText)) {
    const [was, is] = [old.get(key), now.get(key)];
    if (was !== undefined && is !== undefined) changes.push(...linkChange(was, is));
    else if (is !== undefined) oneSided("linked", is, before);
    else if (was !== undefined) oneSided("unlinked", was, after);
  }
  return { changes: [...changes, ...blockChanges(before, after)], notComparable: [...unclear.values()] };

  function oneSided(change: "linked" | "unlinked", link: LinkRecord, lacking: Seen): void {
    const { gpo, container, order } = link;
    const name = linkedName(link);
    if (lists(lacking, link)) {
      changes.push({
        change,
        gpo: name,
        container,
        before: change === "linked" ? null : order,
        after: change === "linked" ? order : null,
      });
      return;
    }
    // Of a GPO that this side does not have at all that is said already.
    const key = lacking.names.gpo({ ...gpo, container: "" });
    if (!lacking.gpos.has(key) && (before.gpos.has(key) || after.gpos.has(key))) return;
    const side = lacking.snapshot.side.label;
    const ask =
      gpo.guid === null
        ? `Get-GPOReport -All -ReportType Xml -Path gpos.xml`
        : `Get-GPOReport -Guid ${gpo.guid} -ReportType Xml -Path gpo.xml${gpo.domain === null ? "" : ` -Domain ${quotePowerShell(gpo.domain)}`}`;
    const known = unclear.get(`${side}\n${name}`);
    const places = known === undefined ? container : `${known.what.split(": ").slice(1).join(": ")}, ${container}`;
    unclear.set(`${side}\n${name}`, {
      what: `links of "${name}" in ${side}: ${places}`,
      because: "that side does not tell where the GPO is linked",
      ask: [ask],
    });
  }
}

function linksOf({ snapshot, names }: Seen): Map<string, LinkRecord> {
  return keyed(snapshot.links, (link) => `${link.key}\n${names.gpo({ ...link.gpo, container: "" })}`);
}

function linkedName({ gpo, container }: LinkRecord): string {
  return gpoLabel({ ...gpo, container: `GPO without a name at ${container}` });
}

/** A report lists where its GPO is linked, a whole list of the container which GPOs are. */
function lists({ snapshot, names, gpos }: Seen, { gpo, key }: LinkRecord): boolean {
  if (snapshot.containers.some((container) => container.key === key && container.complete)) return true;
  return (gpos.get(names.gpo({ ...gpo, container: "" }))?.linkedTo ?? null) !== null;
}

function flipped(was: boolean | null, is: boolean | null): boolean {
  return was !== null && is !== null && was !== is;
}

function linkChange(was: LinkRecord, is: LinkRecord): LinkChange[] {
  const base = { gpo: linkedName(is), container: is.container };
  const changes: LinkChange[] = [];
  const none = { before: null, after: null };
  if (flipped(was.enabled, is.enabled))
    changes.push({ change: is.enabled === true ? "enabled" : "disabled", ...base, ...none });
  if (flipped(was.enforced, is.enforced))
    changes.push({ change: is.enforced === true ? "enforced" : "unenforced", ...base, ...none });
  if (was.order !== null && is.order !== null && was.order !== is.order) {
    changes.push({ change: "order", ...base, before: was.order, after: is.order });
  }
  return changes;
}

function blockChanges(before: Seen, after: Seen): LinkChange[] {
  const old = new Map(before.snapshot.containers.map((container) => [container.key, container]));
  return after.snapshot.containers
    .toSorted((a, b) => compareKeys([a.key], [b.key]))
    .flatMap(({ key, container, blocksInheritance: is }) => {
      const was = old.get(key)?.blocksInheritance ?? null;
      if (was === null || is === null || was === is) return [];
      const change = is ? ("blocks-inheritance" as const) : ("inherits-again" as const);
      return [{ change, gpo: null, container, before: null, after: null }];
    });
}
