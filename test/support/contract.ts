/** The shapes that the command-line contract promises, written out once more and independently of the code that prints them. */
import {
  count,
  either,
  GUID,
  ISO_TIME,
  listOf,
  mapOf,
  matching,
  nullable,
  number,
  oneOf,
  record,
  type Shape,
  SHA256,
  text,
  truth,
} from "./shape.ts";

const POSITION = either(record({ line: count, column: count }), record({ offset: count }));
const FACT_ID = matching(/^[0-9a-f]{12}:\d+-\d+:[a-z-]+(#\d+)?$/, "a fact id");
const HIVE = oneOf("HKLM", "HKCU", "HKU", "HKCR", null);
const REGISTRY_VALUE = nullable(either(number, text, listOf(text)));

const ACE = record({
  type: text,
  flags: listOf(oneOf("OI", "CI", "NP", "IO", "ID", "SA", "FA")),
  mask: count,
  trustee: text,
  objectType: nullable(GUID),
  inheritedObjectType: nullable(GUID),
  condition: nullable(text),
});

const VERSIONS = record({
  machineDirectory: nullable(count),
  machineSysvol: nullable(count),
  userDirectory: nullable(count),
  userSysvol: nullable(count),
});

/** The further fields of each kind. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  gpo: {
    guid: nullable(GUID),
    name: nullable(text),
    domain: nullable(text),
    backupId: nullable(GUID),
    backupTime: nullable(text),
    computerEnabled: nullable(truth),
    userEnabled: nullable(truth),
    machineExtensions: nullable(listOf(GUID)),
    versions: nullable(VERSIONS),
    wmiFilter: nullable(record({ id: nullable(GUID), name: nullable(text) })),
    sddl: nullable(text),
  },
  "gpo-link": {
    gpo: nullable(GUID),
    container: text,
    order: nullable(count),
    enabled: nullable(truth),
    enforced: nullable(truth),
  },
  subcategory: {
    subcategory: GUID,
    name: text,
    value: nullable(number),
    success: nullable(truth),
    failure: nullable(truth),
    state: oneOf("set", "not-configured", "not-understood"),
    "user?": text,
  },
  "legacy-category": { category: text, value: nullable(number) },
  "audit-option": { option: text, value: nullable(either(number, text)) },
  registry: {
    hive: HIVE,
    key: text,
    name: text,
    type: nullable(text),
    value: REGISTRY_VALUE,
    "side?": oneOf("machine", "user"),
    "action?": oneOf("C", "R", "U", "D"),
    "condition?": text,
  },
  "user-right": { right: text, members: listOf(text) },
  "event-log": { log: text, setting: text, value: either(number, text) },
  "account-policy": { section: text, setting: text, value: either(number, text) },
  "security-descriptor": {
    object: text,
    sacl: oneOf("read", "not-read"),
    protected: nullable(truth),
    aces: listOf(ACE),
    sddl: text,
    "objectClass?": text,
    "adminCount?": number,
  },
};

export const FACT_KINDS = Object.keys(FIELDS);

const FACT_SUBJECT = either(
  record({ kind: oneOf("host"), name: text }),
  record({ kind: oneOf("gpo"), guid: nullable(GUID), name: nullable(text), domain: nullable(text), container: text }),
);

export function factComplaints(fact: unknown, path: string): string[] {
  const kind = typeof fact === "object" && fact !== null && "kind" in fact ? String(fact.kind) : "";
  const fields = FIELDS[kind];
  if (fields === undefined) return [`${path}.kind is "${kind}", which the contract does not know`];
  return record({
    kind: text,
    id: FACT_ID,
    tier: oneOf("A", "B", "C", "D", "E"),
    via: matching(/^[a-z-]+$/, "a reading"),
    subject: FACT_SUBJECT,
    source: SHA256,
    path: text,
    at: POSITION,
    excerpt: matching(/./s, "an excerpt"),
    "inert?": matching(/^[a-z-]+$/, "a reason"),
    ...fields,
  })(fact, path);
}

const ROLE = oneOf("dc", "ca", "adfs", "entra-connect");
const STATUS = oneOf("pass", "fail", "unknown", "not-applicable");
const SEVERITY = oneOf("critical", "high", "medium", "low", "info");

const SUBJECT = either(
  record({ kind: oneOf("domain"), name: text, role: either(ROLE, oneOf("sensor", null)) }),
  record({ kind: oneOf("host"), name: text, domain: nullable(text), roles: listOf(ROLE) }),
  record({ kind: oneOf("object"), name: text, domain: text }),
  record({ kind: oneOf("forest"), name: text }),
  record({ kind: oneOf("gpo"), guid: nullable(GUID), name: nullable(text), domain: nullable(text), container: text }),
);

const SOURCE = record({
  id: either(SHA256, oneOf("")),
  path: text,
  kind: nullable(matching(/^[a-z-]+$/, "a format id")),
  bytes: count,
  encoding: oneOf("utf-8", "utf-16le", "utf-16be", "windows-1252", "binary"),
  read: oneOf("complete", "incomplete", "unrecognised", "refused", "ignored"),
  reason: nullable(text),
  memberOf: nullable(SHA256),
  taken: nullable(record({ time: text, basis: oneOf("content", "scope-file", "zip-entry") })),
  facts: count,
  tier: nullable(oneOf("A", "B", "C", "D", "E")),
  about: nullable(text),
});

const STEP = record({
  result: oneOf("won", "lost", "candidate", "excluded"),
  rule: matching(/^[a-z-]+$/, "a rule"),
  fact: FACT_ID,
  gpo: record({ guid: nullable(GUID), name: nullable(text), container: text }),
  link: nullable(record({ container: text, enforced: truth, order: nullable(count) })),
  sets: text,
  because: nullable(text),
});

const WAIVER_STATE = oneOf("active", "expired", "void", "unapproved", "planned");
const DAY = matching(/^\d{4}-\d{2}-\d{2}$/, "a day");
const WAIVER_WORDS: Readonly<Record<string, Shape>> = {
  id: text,
  kind: oneOf(
    "risk-accepted",
    "false-positive",
    "operational-requirement",
    "compensating-control",
    "inherited",
    "planned-fix",
  ),
  owner: text,
  requestedBy: text,
  approvedBy: nullable(text),
  approvedOn: nullable(DAY),
  expires: DAY,
  reason: text,
  compensating: nullable(text),
  evidence: listOf(text),
};

const FINDING = record({
  id: text,
  requirement: matching(/^[A-Z0-9]+(-[A-Z0-9]+)+$/, "a requirement id"),
  revision: count,
  title: text,
  label: text,
  subject: SUBJECT,
  computers: listOf(text),
  status: STATUS,
  rung: oneOf("L1", "L2", "L3", "L4", null),
  severity: SEVERITY,
  want: text,
  have: text,
  evidence: listOf(FACT_ID),
  trail: listOf(STEP),
  cause: nullable(matching(/^[a-z]+(-[a-z]+)*$/, "a cause")),
  ask: listOf(text),
  microsoft: mapOf(
    record({ verdict: oneOf(true, false, null), reason: text }),
    oneOf("moduleDomain", "moduleLocalMachine", "testMdiReadiness", "healthAlert"),
  ),
  events: listOf(text),
  detections: listOf(record({ title: text, basis: oneOf("documented", "inferred") })),
  remedy: listOf(record({ via: oneOf("module", "native", "manual"), text, commands: listOf(text) })),
  notes: listOf(text),
  silent: truth,
  checklist: truth,
  waiver: nullable(record({ state: WAIVER_STATE, because: nullable(text), ...WAIVER_WORDS })),
});

const WAIVER = record({
  state: WAIVER_STATE,
  rules: listOf(text),
  subjects: listOf(text),
  ...WAIVER_WORDS,
  findings: listOf(text),
  warnings: listOf(text),
  at: record({ line: count, column: count }),
});

const GPO = record({
  guid: nullable(GUID),
  name: nullable(text),
  domain: nullable(text),
  container: text,
  backupTime: nullable(text),
  linkedTo: nullable(listOf(text)),
  settings: count,
  supersededBy: nullable(text),
  kind: oneOf("backup", "sysvol", "report", "local", "loose", "directory"),
  computerEnabled: oneOf(true, false, null),
});

const SETTING = record({
  holder: record({ kind: oneOf("gpo", "host"), name: text }),
  setting: matching(/^(subcategory|category|option|log|account|right|registry):/, "a setting"),
  name: text,
  value: text,
  inert: nullable(text),
  fact: FACT_ID,
  at: text,
});

const LINK = record({
  gpo: record({ guid: nullable(GUID), name: nullable(text), domain: nullable(text) }),
  container: text,
  key: text,
  order: nullable(count),
  enabled: oneOf(true, false, null),
  enforced: oneOf(true, false, null),
});

const CONTAINER = record({ container: text, key: text, complete: truth, blocksInheritance: oneOf(true, false, null) });

const DIAGNOSTIC = record({
  code: matching(/^[a-z-]+$/, "a code"),
  level: oneOf("error", "warning", "info"),
  path: text,
  at: nullable(POSITION),
  message: matching(/\S/, "a sentence"),
  next: matching(/\S/, "a next step"),
});

const CONFLICT = record({
  subject: SUBJECT,
  setting: text,
  candidates: listOf(record({ fact: FACT_ID, gpo: text, sets: text })),
  ask: listOf(text),
});

const ANSWER = record({
  tool: text,
  item: text,
  said: text,
  subject: SUBJECT,
  answer: oneOf("real", "missed", "explained", "stale", "unknown"),
  because: matching(/\S/, "a reason"),
  ask: listOf(text),
  finding: nullable(text),
  fact: FACT_ID,
});

const SUMMARY = record({
  verdict: oneOf("complete", "incomplete"),
  files: count,
  bytes: count,
  gpos: count,
  facts: count,
  findings: record({ fail: count, unknown: count, pass: count, "not-applicable": count }),
  open: record({ critical: count, high: count, medium: count, low: count, info: count }),
  afterWaivers: record({ critical: count, high: count, medium: count, low: count, info: count }),
  waived: record({ active: count, expired: count, void: count, unapproved: count, planned: count }),
  checklist: count,
  inputsWithProblems: count,
});

/** `scan --format json`. */
const TALLY = { total: count, audited: count, notAudited: count, open: count, notRead: count };
const AUDITED_CLASS = oneOf(
  ..."user inetOrgPerson group computer".split(" "),
  ..."msDS-ManagedServiceAccount msDS-GroupManagedServiceAccount msDS-DelegatedManagedServiceAccount".split(" "),
);
const CAUSE = oneOf(
  ..."blocked-above blocked-here admin-sd-holder not-inherited no-entry not-shown undecided not-read".split(" "),
);
const CAUSES = mapOf(count, CAUSE);

const SACL = record({
  descriptors: count,
  unclassified: count,
  deleted: count,
  unplaced: count,
  classes: listOf(record({ class: AUDITED_CLASS, ...TALLY })),
  adminAccounts: record(TALLY),
  roots: listOf(
    record({
      object: text,
      sacl: oneOf("read", "not-read"),
      classes: listOf(record({ class: AUDITED_CLASS, state: oneOf("covered", "partial", "none", "open", "not-read") })),
    }),
  ),
  causes: CAUSES,
  blocked: listOf(record({ object: text, class: nullable(text), below: record(TALLY) })),
  containers: listOf(record({ container: text, ...TALLY, causes: CAUSES })),
  objects: listOf(
    record({
      object: text,
      class: AUDITED_CLASS,
      container: text,
      state: oneOf("not-audited", "open", "not-read"),
      cause: CAUSE,
      from: nullable(text),
      missing: text,
      adminCount: nullable(number),
    }),
  ),
  leftOut: record({ blocked: count, containers: count, objects: count }),
});

const VERDICT = oneOf("closed", "closed with declared exceptions", "open");
const COMPARED = ["declared", "backups", "resultant-sets", "links", "domain-controllers", "times", "bytes"];
const POPULATION = record({
  verdict: VERDICT,
  thresholds: record({ spreadDays: count, ageDays: count }),
  comparisons: listOf(
    record({
      id: oneOf(...COMPARED),
      title: text,
      verdict: VERDICT,
      counts: listOf(record({ name: text, count })),
      differences: listOf(
        record({
          kind: text,
          name: text,
          domain: nullable(text),
          words: text,
          detail: nullable(text),
          exception: nullable(text),
          facts: listOf(text),
        }),
      ),
    }),
  ),
});

export const RESULTS = record({
  schema: oneOf("results/1"),
  asOf: ISO_TIME,
  tool: record({ name: oneOf("eventreach"), version: text }),
  catalog: record({ version: text, digest: SHA256 }),
  mode: oneOf("design", "deployed"),
  waiverFile: nullable(record({ path: text, digest: SHA256 })),
  filter: nullable(record({ expression: text, shown: count, of: count })),
  sources: listOf(SOURCE),
  subjects: listOf(SUBJECT),
  gpos: listOf(GPO),
  findings: listOf(FINDING),
  waivers: listOf(WAIVER),
  conflicts: listOf(CONFLICT),
  answers: listOf(ANSWER),
  diagnostics: listOf(DIAGNOSTIC),
  settings: listOf(SETTING),
  links: listOf(LINK),
  containers: listOf(CONTAINER),
  facts: listOf(factComplaints),
  sacl: nullable(SACL),
  population: POPULATION,
  summary: SUMMARY,
});
