/** What each field of a fact holds, so that a name in it is known for a name. A field that is added does not compile without a rule. */
import type { FactFields, FactKind } from "../core/fact.ts";

/**
 * `keep`: a number, a code or an identifier that is the same in every domain · `account`: a SID, a DN or a name ·
 * `place`: a DN, a canonical path or a label · `text`: words of ours stay, the rest are tokens · `withhold`: free text
 * of people, of which nothing stays · `nested`: has fields of its own.
 */
export type FieldRule =
  | "keep"
  | "host"
  | "domain"
  | "gpo"
  | "site"
  | "filter"
  | "guid"
  | "account"
  | "place"
  | "text"
  | "sddl"
  | "time"
  | "withhold"
  | "nested";

type Rules = {
  readonly [K in FactKind]: Readonly<Record<Exclude<keyof Extract<FactFields, { kind: K }>, "kind">, FieldRule>>;
};

const RANKED = { precedence: "keep", gpo: "gpo" } as const;

export const FACT_RULES: Rules = {
  gpo: {
    guid: "gpo",
    name: "gpo",
    domain: "domain",
    backupId: "guid",
    backupTime: "time",
    computerEnabled: "keep",
    userEnabled: "keep",
    machineExtensions: "keep",
    versions: "keep",
    wmiFilter: "nested",
    sddl: "sddl",
  },
  "gpo-link": { gpo: "gpo", container: "place", order: "keep", enabled: "keep", enforced: "keep" },
  subcategory: {
    subcategory: "keep",
    name: "text",
    value: "keep",
    success: "keep",
    failure: "keep",
    state: "keep",
    user: "account",
    ...RANKED,
  },
  "legacy-category": { category: "text", value: "keep", ...RANKED },
  "audit-option": { option: "text", value: "sddl" },
  registry: {
    hive: "keep",
    key: "text",
    name: "text",
    type: "text",
    value: "text",
    side: "keep",
    action: "keep",
    condition: "withhold",
    ...RANKED,
  },
  "user-right": { right: "text", members: "account", ...RANKED },
  "event-log": { log: "text", setting: "text", value: "text", ...RANKED },
  "account-policy": { section: "text", setting: "text", value: "account", ...RANKED },
  "security-descriptor": {
    object: "place",
    sacl: "keep",
    protected: "keep",
    aces: "nested",
    sddl: "sddl",
    objectClass: "text",
    adminCount: "keep",
  },
  "gpo-application": {
    gpo: "gpo",
    name: "gpo",
    domain: "domain",
    appliedOrder: "keep",
    state: "keep",
    links: "nested",
  },
  "scope-of-management": { container: "place", type: "keep", blocksInheritance: "keep" },
  "wmi-filter": { filter: "guid", name: "filter", domain: "domain", queries: "withhold", namespaces: "text" },
  membership: {
    group: "account",
    members: "account",
    dn: "place",
    sid: "account",
    account: "account",
    whole: "keep",
    memberClass: "text",
  },
  computer: {
    name: "host",
    domain: "domain",
    place: "place",
    site: "site",
    roles: "text",
    osVersion: "text",
    osName: "text",
    sid: "account",
    account: "host",
  },
  observation: { topic: "text", name: "text", value: "text" },
  "tool-row": { tool: "text", item: "text", verdict: "text", details: "text" },
};

/** The rule of a field; free text is never kept by mistake. */
export function ruleOf(kind: FactKind, field: string): FieldRule {
  const rules: Readonly<Record<string, FieldRule>> = FACT_RULES[kind];
  return Object.hasOwn(rules, field) ? (rules[field] ?? "withhold") : "withhold";
}
