/** What GPOs and computers hold, and where GPOs are linked, as a list that two runs can be compared by. */
import { auditingText } from "../core/audit-policy.ts";
import type { Fact } from "../core/fact.ts";
import { compareKeys } from "../core/order.ts";
import { placeOf } from "../core/provenance.ts";
import type { ContainerRecord, LinkRecord, PolicyRecord, SettingRecord } from "../core/report.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import { containerKey } from "./containers.ts";
import { speaksOf } from "./contribution.ts";
import type { Estate } from "./estate.ts";
import { type Selector, SettingIndex } from "./setting-index.ts";
import { parseSom } from "./som.ts";

/** Of other kinds only what `selectors` ask for is listed: a baseline has thousands of registry values. */
const AUDIT_KINDS: ReadonlySet<Fact["kind"]> = new Set(["subcategory", "legacy-category", "audit-option", "event-log"]);

export function policyRecord({ gpos, facts }: Evidence, estate: Estate, selectors: readonly Selector[]): PolicyRecord {
  const counting = gpos.filter(({ supersededBy }) => supersededBy === null);
  const asked = askedFor(counting, selectors);
  const settings = counting.flatMap((gpo) =>
    gpo.settings
      .filter((fact) => AUDIT_KINDS.has(fact.kind) || asked.has(fact))
      .flatMap((fact) => settingRecord(fact, { kind: "gpo", name: gpo.container })),
  );
  const onHosts = facts
    .filter((fact) => fact.subject.kind === "host" && fact.tier === "A" && AUDIT_KINDS.has(fact.kind))
    .filter(({ inert }) => inert !== "superseded-capture")
    .flatMap((fact) =>
      fact.subject.kind === "host" ? settingRecord(fact, { kind: "host", name: fact.subject.name }) : [],
    );
  return { settings: [...settings, ...onHosts], links: linksOf(counting, estate), containers: containersOf(estate) };
}

function askedFor(gpos: readonly Gpo[], selectors: readonly Selector[]): ReadonlySet<Fact> {
  const index = new SettingIndex(gpos);
  return new Set(
    selectors.flatMap((selector) =>
      index.candidates(selector).flatMap(({ fact }) => (speaksOf(selector, fact) ? [fact] : [])),
    ),
  );
}

type Spoken = Pick<SettingRecord, "setting" | "name" | "value">;

function settingRecord(fact: Fact, holder: SettingRecord["holder"]): SettingRecord[] {
  const spoken = spokenBy(fact);
  if (spoken === null) return [];
  const inert = fact.inert ?? null;
  return [{ holder, ...spoken, inert, fact: fact.id, at: placeOf(fact.origin) }];
}

function spokenBy(fact: Fact): Spoken | null {
  switch (fact.kind) {
    case "subcategory": {
      const user = fact.user === undefined ? "" : `:${fact.user.toLowerCase()}`;
      const name = fact.user === undefined ? fact.name : `${fact.name}, for ${fact.user}`;
      return { setting: `subcategory:${fact.subcategory}${user}`, name, value: auditing(fact) };
    }
    case "legacy-category": {
      const { category, value } = fact;
      const known = value !== null && value >= 0 && value <= 3;
      const text = known ? auditingText((value & 1) > 0, (value & 2) > 0) : `${value ?? "no number"}, not understood`;
      return { setting: `category:${category.toLowerCase()}`, name: category, value: text };
    }
    case "audit-option":
      return { setting: `option:${fact.option.toLowerCase()}`, name: fact.option, value: String(fact.value ?? "none") };
    case "event-log": {
      const name = `${fact.log} log: ${fact.setting}`;
      return { setting: `log:${fact.log}/${fact.setting}`.toLowerCase(), name, value: String(fact.value) };
    }
    case "account-policy": {
      const name = `${fact.section}: ${fact.setting}`;
      return { setting: `account:${fact.section}/${fact.setting}`.toLowerCase(), name, value: String(fact.value) };
    }
    case "user-right": {
      const members = fact.members.toSorted().join(", ");
      return { setting: `right:${fact.right.toLowerCase()}`, name: fact.right, value: members || "nobody" };
    }
    case "registry": {
      const path = `${fact.hive ?? "?"}\\${fact.key}\\${fact.name}`;
      const { value, type, action, condition } = fact;
      const text = value === null ? "no value" : Array.isArray(value) ? JSON.stringify(value) : String(value);
      const parts = [`${type ?? "no type"} ${text}`, action && `action ${action}`, condition && `if ${condition}`];
      return { setting: `registry:${path.toLowerCase()}`, name: path, value: parts.filter(Boolean).join(", ") };
    }
    default:
      return null;
  }
}

/** The states stay apart: set to nothing is a setting, not configured is none, and what is not understood may be either. */
function auditing({ state, success, failure, value }: Extract<Fact, { kind: "subcategory" }>): string {
  if (state === "not-configured") return "not configured";
  if (state === "set" && success !== null && failure !== null) return auditingText(success, failure);
  return `${value ?? "no number"}, not understood`;
}

/** Of each GPO and container once: the container's own list counts before the GPO's report, which has no order. */
function linksOf(gpos: readonly Gpo[], { domains }: Estate): LinkRecord[] {
  const records = new Map<string, LinkRecord>();
  const all = new Set([...domains.flatMap((domain) => domain.gpos), ...gpos]);
  const add = (gpo: Gpo, link: Omit<LinkRecord, "gpo">): void => {
    const id = `${gpo.container}\n${link.key}`;
    const { guid, name, domain } = gpo;
    if (!records.has(id)) records.set(id, { gpo: { guid, name, domain }, ...link });
  };
  for (const gpo of all) {
    for (const domain of domains) {
      for (const { key, container, link } of domain.links.get(gpo) ?? []) {
        const { order, enabled, enforced } = link;
        add(gpo, { container: container.label, key, order, enabled, enforced });
      }
    }
    for (const { container, order, enabled, enforced } of gpo.links ?? []) {
      add(gpo, { container, key: containerKey(parseSom(container)), order, enabled, enforced });
    }
  }
  return [...records.values()].toSorted((a, b) => compareKeys(linkKey(a), linkKey(b)));
}

function linkKey({ key, order, gpo }: LinkRecord): (string | number)[] {
  return [key, order ?? 0, gpo.guid ?? "", gpo.name ?? "", gpo.domain ?? ""];
}

function containersOf({ directory }: Estate): ContainerRecord[] {
  return [...directory.containers]
    .map(([key, { label, complete, blocksInheritance }]) => ({ container: label, key, complete, blocksInheritance }))
    .toSorted((a, b) => compareKeys([a.key], [b.key]));
}
