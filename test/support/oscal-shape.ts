/**
 * The shape of OSCAL 1.2 documents, written from the members, data types and enumerations of NIST's JSON schemas, as far as
 * this program uses them; a member that is not here is refused. The references inside a document are checked as well, which
 * the schemas cannot do.
 */
import { listOf, matching, oneOf, record, type Shape, text } from "./shape.ts";

export interface OscalObservation {
  readonly uuid: string;
  readonly title: string;
  readonly collected: string;
  readonly methods: readonly string[];
  readonly subjects: readonly { readonly type: string; readonly title: string }[];
  readonly "relevant-evidence"?: readonly { readonly href: string; readonly props: readonly OscalProp[] }[];
  readonly props: readonly OscalProp[];
  readonly remarks?: string;
}
export interface OscalProp {
  readonly name: string;
  readonly value: string;
}
export interface OscalRisk {
  readonly uuid: string;
  readonly status: string;
  readonly deadline?: string;
  readonly props: readonly OscalProp[];
  readonly remediations?: readonly { readonly lifecycle: string; readonly title: string }[];
  readonly "risk-log"?: {
    readonly entries: readonly {
      readonly start: string;
      readonly "status-change": string;
      readonly "logged-by"?: readonly unknown[];
    }[];
  };
}
export interface OscalFinding {
  readonly props: readonly OscalProp[];
  readonly target: { readonly status: { readonly state: string; readonly reason: string; readonly remarks?: string } };
  readonly "related-risks"?: readonly { readonly "risk-uuid": string }[];
}
export interface OscalBody {
  readonly uuid: string;
  readonly metadata: {
    readonly "oscal-version": string;
    readonly remarks?: string;
    readonly parties?: readonly { readonly name: string }[];
  };
  readonly "import-ap": { readonly href: string };
  readonly results: readonly {
    readonly observations?: readonly OscalObservation[];
    readonly risks?: readonly OscalRisk[];
    readonly findings?: readonly OscalFinding[];
  }[];
  readonly risks?: readonly OscalRisk[];
  readonly "poam-items": readonly {
    readonly title: string;
    readonly description: string;
    readonly props: readonly OscalProp[];
  }[];
  readonly "back-matter"?: { readonly resources: readonly { readonly uuid: string; readonly title: string }[] };
}

const UUID = matching(
  /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}$/,
  "a UUID of version 4 or 5",
);
const LINE = matching(/^[^\n]+$/u, "a markup line");
const STRING = matching(/^\S(.*\S)?$/u, "a string of OSCAL");
const TOKEN = matching(/^(\p{L}|_)(\p{L}|\p{N}|[.\-_])*$/u, "a token");
const URI = matching(/^[a-zA-Z][a-zA-Z0-9+\-.]+:[!-~]+$/u, "a URI");
/** RFC 3986: no blank, no control, nothing that had to be encoded. */
const REFERENCE = matching(/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/u, "a URI reference");
const TIME = matching(
  /^(((2000|2400|2800|(19|2[0-9](0[48]|[2468][048]|[13579][26])))-02-29)|(((19|2[0-9])[0-9]{2})-02-(0[1-9]|1[0-9]|2[0-8]))|(((19|2[0-9])[0-9]{2})-(0[13578]|10|12)-(0[1-9]|[12][0-9]|3[01]))|(((19|2[0-9])[0-9]{2})-(0[469]|11)-(0[1-9]|[12][0-9]|30)))T(2[0-3]|[01][0-9]):([0-5][0-9]):([0-5][0-9])(\.[0-9]+)?Z$/u,
  "a time in UTC",
);

/** At least one: OSCAL leaves out a list that would be empty. */
function some(shape: Shape): Shape {
  const list = listOf(shape);
  return (value, path) => (Array.isArray(value) && value.length === 0 ? [`${path} is empty`] : list(value, path));
}

const PROP = record({ name: TOKEN, ns: URI, value: STRING });
const PROPS = some(PROP);
const ORIGINS = some(record({ actors: some(record({ type: oneOf("tool"), "actor-uuid": UUID })) }));

const METADATA = record({
  title: LINE,
  "last-modified": TIME,
  version: STRING,
  "oscal-version": oneOf("1.2.0"),
  props: PROPS,
  "roles?": some(record({ id: TOKEN, title: LINE })),
  "parties?": some(record({ uuid: UUID, type: oneOf("person", "organization"), name: STRING, remarks: text })),
  "responsible-parties?": some(record({ "role-id": TOKEN, "party-uuids": some(UUID) })),
  "remarks?": text,
});

const COMPONENT = record({
  uuid: UUID,
  type: STRING,
  title: LINE,
  description: text,
  props: PROPS,
  status: record({ state: oneOf("under-development", "operational", "disposition", "other"), "remarks?": text }),
});

const DEFINITIONS = record({
  "components?": some(COMPONENT),
  "inventory-items?": some(record({ uuid: UUID, description: text, props: PROPS })),
  "assessment-assets": record({
    components: some(COMPONENT),
    "assessment-platforms": some(
      record({ uuid: UUID, title: LINE, "uses-components": some(record({ "component-uuid": UUID })) }),
    ),
  }),
});

const OBSERVATION = record({
  uuid: UUID,
  title: LINE,
  description: text,
  props: PROPS,
  methods: some(oneOf("EXAMINE", "INTERVIEW", "TEST", "UNKNOWN")),
  types: some(oneOf("ssp-statement-issue", "control-objective", "mitigation", "finding", "discovery", "historic")),
  origins: ORIGINS,
  subjects: some(record({ "subject-uuid": UUID, type: oneOf("component", "inventory-item"), title: LINE })),
  "relevant-evidence?": some(record({ href: REFERENCE, description: text, props: PROPS, remarks: text })),
  collected: TIME,
  "remarks?": text,
});

const RISK = record({
  uuid: UUID,
  title: LINE,
  description: text,
  statement: text,
  props: PROPS,
  status: oneOf("open", "investigating", "remediating", "deviation-requested", "deviation-approved", "closed"),
  origins: ORIGINS,
  characterizations: some(
    record({
      origin: record({ actors: some(record({ type: oneOf("tool"), "actor-uuid": UUID })) }),
      facets: some(record({ name: TOKEN, system: URI, value: STRING })),
    }),
  ),
  "mitigating-factors?": some(record({ uuid: UUID, description: text })),
  "deadline?": TIME,
  "remediations?": some(
    record({
      uuid: UUID,
      lifecycle: oneOf("recommendation", "planned", "completed"),
      title: LINE,
      description: text,
      "props?": PROPS,
    }),
  ),
  "risk-log?": record({
    entries: some(
      record({
        uuid: UUID,
        title: LINE,
        description: text,
        start: TIME,
        "logged-by?": some(record({ "party-uuid": UUID, "role-id": TOKEN })),
        "status-change": oneOf("deviation-approved"),
        "remarks?": text,
      }),
    ),
  }),
  "related-observations": some(record({ "observation-uuid": UUID })),
});

const FINDING = record({
  uuid: UUID,
  title: LINE,
  description: text,
  props: PROPS,
  origins: ORIGINS,
  target: record({
    type: oneOf("statement-id", "objective-id"),
    "target-id": TOKEN,
    title: LINE,
    status: record({
      state: oneOf("satisfied", "not-satisfied"),
      reason: oneOf("pass", "fail", "other"),
      "remarks?": text,
    }),
  }),
  "related-observations": some(record({ "observation-uuid": UUID })),
  "related-risks?": some(record({ "risk-uuid": UUID })),
});

const BACK_MATTER = record({
  resources: some(
    record({
      uuid: UUID,
      title: LINE,
      "description?": text,
      "props?": PROPS,
      "citation?": record({ text: LINE }),
      "rlinks?": some(
        record({ href: REFERENCE, hashes: some(record({ algorithm: oneOf("SHA-256"), value: STRING })) }),
      ),
    }),
  ),
});

const SELECTIONS = (name: string, id: string): Shape =>
  some(record({ description: text, "include-all?": record({}), [`${name}?`]: some(record({ [id]: TOKEN })) }));

const RESULTS = record({
  "assessment-results": record({
    uuid: UUID,
    metadata: METADATA,
    "import-ap": record({ href: REFERENCE, remarks: text }),
    results: some(
      record({
        uuid: UUID,
        title: LINE,
        description: text,
        start: TIME,
        end: TIME,
        "local-definitions": DEFINITIONS,
        "reviewed-controls": record({
          "control-selections": SELECTIONS("include-controls", "control-id"),
          "control-objective-selections?": SELECTIONS("include-objectives", "objective-id"),
        }),
        "observations?": some(OBSERVATION),
        "risks?": some(RISK),
        "findings?": some(FINDING),
      }),
    ),
    "back-matter": BACK_MATTER,
  }),
});

const PLAN = record({
  "plan-of-action-and-milestones": record({
    uuid: UUID,
    metadata: METADATA,
    "system-id": record({ "identifier-type": URI, id: STRING }),
    "local-definitions": DEFINITIONS,
    "observations?": some(OBSERVATION),
    "risks?": some(RISK),
    "findings?": some(FINDING),
    "poam-items": some(
      record({
        uuid: UUID,
        title: LINE,
        description: text,
        props: PROPS,
        origins: ORIGINS,
        "related-findings?": some(record({ "finding-uuid": UUID })),
        "related-observations?": some(record({ "observation-uuid": UUID })),
        "related-risks?": some(record({ "risk-uuid": UUID })),
      }),
    ),
    "back-matter?": BACK_MATTER,
  }),
});

export function oscalComplaints(document: unknown, kind: "results" | "plan"): string[] {
  return [...(kind === "results" ? RESULTS : PLAN)(document, "$"), ...referenceComplaints(document)];
}

/** Every UUID is given once, and what is referred to is in the document. */
function referenceComplaints(document: unknown): string[] {
  const given = new Map<string, number>();
  const wanted = new Set<string>();
  const walk = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, name);
    else if (typeof value === "string") {
      if (key === "uuid") given.set(value, (given.get(value) ?? 0) + 1);
      else if (/-uuids?$/.test(key)) wanted.add(value);
      else if (key === "href" && value.startsWith("#")) wanted.add(value.slice(1));
    }
  };
  walk(document, "");
  return [
    ...[...given].flatMap(([uuid, times]) => (times === 1 ? [] : [`${uuid} is given ${times} times`])),
    ...[...wanted].flatMap((uuid) => (given.has(uuid) ? [] : [`${uuid} is not in the document`])),
  ];
}
