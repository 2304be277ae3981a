/** A fact as the command-line contract prints it, the same in `eventreach facts` and in reports; the order of keys is fixed. */
import type { AceFields, Fact, FactFields, FactKind, FactOf, GpoVersions, Subject } from "../core/fact.ts";
import type { Position } from "../core/provenance.ts";
import { jsonText } from "./json-text.ts";

type FieldNames = {
  readonly [K in FactKind]: Readonly<Record<Exclude<keyof Extract<FactFields, { kind: K }>, "kind">, true>>;
};

const RANKED = { precedence: true, gpo: true } as const;

/** Exhaustive: a field that is added to a kind and not here does not compile. */
const FIELDS: FieldNames = {
  gpo: {
    guid: true,
    name: true,
    domain: true,
    backupId: true,
    backupTime: true,
    computerEnabled: true,
    userEnabled: true,
    machineExtensions: true,
    versions: true,
    wmiFilter: true,
    sddl: true,
  },
  "gpo-link": { gpo: true, container: true, order: true, enabled: true, enforced: true },
  subcategory: {
    subcategory: true,
    name: true,
    value: true,
    success: true,
    failure: true,
    state: true,
    user: true,
    ...RANKED,
  },
  "legacy-category": { category: true, value: true, ...RANKED },
  "audit-option": { option: true, value: true },
  registry: {
    hive: true,
    key: true,
    name: true,
    type: true,
    value: true,
    side: true,
    action: true,
    condition: true,
    ...RANKED,
  },
  "user-right": { right: true, members: true, ...RANKED },
  "event-log": { log: true, setting: true, value: true, ...RANKED },
  "account-policy": { section: true, setting: true, value: true, ...RANKED },
  "gpo-application": { gpo: true, name: true, domain: true, appliedOrder: true, state: true, links: true },
  "scope-of-management": { container: true, type: true, blocksInheritance: true },
  "wmi-filter": { filter: true, name: true, domain: true, queries: true, namespaces: true },
  membership: { group: true, members: true, dn: true, sid: true, account: true, whole: true, memberClass: true },
  computer: {
    name: true,
    domain: true,
    place: true,
    site: true,
    roles: true,
    osVersion: true,
    osName: true,
    sid: true,
    account: true,
  },
  observation: { topic: true, name: true, value: true },
  "tool-row": { tool: true, item: true, verdict: true, details: true },
  "security-descriptor": {
    object: true,
    sacl: true,
    protected: true,
    aces: true,
    sddl: true,
    objectClass: true,
    adminCount: true,
  },
};

export type JsonRecord = Readonly<Record<string, unknown>>;

/** One line, without its line break. */
export function factJson(fact: Fact): string {
  return jsonText(factRecord(fact));
}

export function factRecord(fact: Fact): JsonRecord {
  const { id, kind, tier, via, origin } = fact;
  return {
    kind,
    id,
    tier,
    via,
    subject: subjectRecord(fact.subject),
    source: origin.source,
    path: origin.path,
    at: positionRecord(origin.at),
    excerpt: origin.excerpt,
    ...(fact.inert === undefined ? {} : { inert: fact.inert }),
    ...fieldsRecord(fact),
  };
}

function fieldsRecord(fact: Fact): JsonRecord {
  const values = new Map<string, unknown>(Object.entries(fact));
  const record: Record<string, unknown> = {};
  for (const name of Object.keys(FIELDS[fact.kind])) {
    if (values.get(name) !== undefined) record[name] = values.get(name);
  }
  if (fact.kind === "security-descriptor") record["aces"] = fact.aces.map(aceRecord);
  if (fact.kind === "gpo") Object.assign(record, gpoParts(fact));
  return record;
}

/** Keys that exist already keep their place. */
function gpoParts({ versions, wmiFilter }: FactOf<"gpo">): JsonRecord {
  return {
    versions: versions === null ? null : versionsRecord(versions),
    wmiFilter: wmiFilter === null ? null : { id: wmiFilter.id, name: wmiFilter.name },
  };
}

function versionsRecord({ machineDirectory, machineSysvol, userDirectory, userSysvol }: GpoVersions): JsonRecord {
  return { machineDirectory, machineSysvol, userDirectory, userSysvol };
}

function aceRecord({ type, flags, mask, trustee, objectType, inheritedObjectType, condition }: AceFields): JsonRecord {
  return { type, flags, mask, trustee, objectType, inheritedObjectType, condition };
}

function subjectRecord(subject: Subject): JsonRecord {
  if (subject.kind !== "gpo") return { kind: subject.kind, name: subject.name };
  const { kind, guid, name, domain, container } = subject;
  return { kind, guid, name, domain, container };
}

export function positionRecord(at: Position | null): JsonRecord | null {
  if (at === null) return null;
  return "line" in at ? { line: at.line, column: at.column } : { offset: at.offset };
}
