/** Whom observations speak of: computers are inventory items; domains, forests, GPOs and directory objects are components. */
import type { Finding, FindingSubject, Report } from "../../core/report.ts";
import { compareKeys } from "../../core/order.ts";
import type { JsonRecord } from "../fact-json.ts";
import { markup, prop, some, uuidOf } from "./values.ts";

interface Known {
  readonly uuid: string;
  readonly type: "component" | "inventory-item";
  readonly key: readonly [string, string];
  readonly record: JsonRecord;
}

/** Collects whom the findings name; the definitions are written once all are known. */
export class OscalSubjects {
  readonly #known = new Map<string, Known>();
  readonly #hosts = new Map<string, FindingSubject[]>();
  readonly #name: (finding: Pick<Finding, "subject">) => string;

  constructor({ subjects }: Report, name: (finding: Pick<Finding, "subject">) => string) {
    this.#name = name;
    for (const subject of subjects) {
      if (subject.kind !== "host") continue;
      const key = subject.name.toLowerCase();
      this.#hosts.set(key, [...(this.#hosts.get(key) ?? []), subject]);
    }
  }

  /** The subject of a finding first, then the computers that it speaks for. */
  references({ subject, computers }: Finding): JsonRecord[] {
    const all = [this.#add(subject), ...computers.map((name) => this.#add(this.#host(name)))];
    return [...new Map(all.map((one) => [one.uuid, one])).values()].map(({ uuid, type, key }) => ({
      "subject-uuid": uuid,
      type,
      title: markup(key[1]),
    }));
  }

  /** A name that is of one host of the report alone is that host. */
  #host(name: string): FindingSubject {
    const [one, ...others] = this.#hosts.get(name.toLowerCase()) ?? [];
    if (one !== undefined && others.length === 0) return one;
    return { kind: "host", name, domain: null, roles: [] };
  }

  #add(subject: FindingSubject): Known {
    const uuid = subjectUuid(subject);
    const known = this.#known.get(uuid);
    if (known !== undefined) return known;
    const title = this.#name({ subject });
    const made: Known = {
      uuid,
      type: subject.kind === "host" ? "inventory-item" : "component",
      key: [subject.kind, title],
      record: subject.kind === "host" ? item(uuid, subject, title) : component(uuid, subject, title),
    };
    this.#known.set(uuid, made);
    return made;
  }

  definitions(): JsonRecord {
    const all = [...this.#known.values()].toSorted(
      (a, b) => compareKeys(a.key, b.key) || compareKeys([a.uuid], [b.uuid]),
    );
    const of = (type: Known["type"]): JsonRecord[] =>
      all.filter((one) => one.type === type).map(({ record }) => record);
    return { ...some("components", of("component")), ...some("inventory-items", of("inventory-item")) };
  }
}

function lower(text: string | null): string | null {
  return text?.toLowerCase() ?? null;
}

/** Of what it is, not of what is known about it. */
function subjectUuid(subject: FindingSubject): string {
  switch (subject.kind) {
    case "domain":
      return uuidOf("domain", lower(subject.name), subject.role);
    case "host":
      return uuidOf("host", lower(subject.name), lower(subject.domain));
    case "gpo":
      return uuidOf("gpo", lower(subject.guid), lower(subject.domain), subject.container, subject.name);
    case "object":
      return uuidOf("object", lower(subject.name), lower(subject.domain));
    case "forest":
      return uuidOf("forest", lower(subject.name));
  }
}

function item(uuid: string, subject: FindingSubject & { kind: "host" }, title: string): JsonRecord {
  return {
    uuid,
    description: markup(title),
    props: [
      prop("name", subject.name),
      ...(subject.domain === null ? [] : [prop("domain", subject.domain)]),
      ...subject.roles.map((role) => prop("role", role)),
    ],
  };
}

const KINDS = {
  domain: ["system", "Active Directory domain"],
  forest: ["system", "Active Directory forest"],
  gpo: ["policy", "Group Policy object"],
  object: ["directory-object", "Directory object"],
} as const;

function component(uuid: string, subject: Exclude<FindingSubject, { kind: "host" }>, title: string): JsonRecord {
  const [type, words] = KINDS[subject.kind];
  const about: readonly (readonly [string, string | null])[] =
    subject.kind === "gpo"
      ? [
          ["name", subject.name],
          ["guid", subject.guid],
          ["domain", subject.domain],
          ["folder", subject.container],
        ]
      : [
          ["name", subject.name],
          ["domain", subject.kind === "object" ? subject.domain : null],
          ["role", subject.kind === "domain" ? subject.role : null],
        ];
  return {
    uuid,
    type,
    title: markup(title),
    description: `${words}: ${markup(title)}`,
    props: about.flatMap(([name, value]) => (value === null ? [] : [prop(name, value)])),
    status: { state: "other", remarks: "Not told: the evidence is a copy of its configuration." },
  };
}
