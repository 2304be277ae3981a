/** Which descriptors the evidence has of the objects that the catalog names, by their distinguished names. */
import type { Fact, FactOf } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { splitDn } from "../text/distinguished-name.ts";
import { isLater, momentOf } from "../text/moment.ts";
import type { Moment } from "../text/moment.ts";
import type { SaclObject } from "./define.ts";
import { distinguishedName } from "./remedy.ts";

export type Descriptor = FactOf<"security-descriptor">;

export interface ObjectIndex {
  /** Objects that requirements ask about, by {@link dnKey}; others are only counted. */
  readonly descriptors: ReadonlyMap<string, readonly Descriptor[]>;
  /** DNS names in lower case, sorted. */
  readonly domains: readonly string[];
  /** Root domains of forests: what stands behind CN=Configuration. */
  readonly forests: readonly string[];
  /** `objectVersion` of the schema by the forest's root domain. */
  readonly schemas: ReadonlyMap<string, ReadonlyMap<number, Fact["id"]>>;
  /** By file: what an administrator exported. */
  readonly exports: ReadonlyMap<string, Export>;
  /** Objects of Exchange: one of them for each forest or domain. */
  readonly exchange: ReadonlyMap<string, Fact["id"]>;
  /** Descriptors of keys and files, and loose ones whose object nothing names. */
  readonly unnamed: readonly Descriptor[];
  /** Of objects below a domain's root, by DNS name: how many, and which of them keep audit entries from above away. */
  readonly below: ReadonlyMap<string, Below>;
}

interface Below {
  objects: number;
  blocked: string[];
}

export interface Export {
  /** Read to its end. */
  readonly whole: boolean;
  /** Keys of the objects whose SACL was read, of those that requirements ask about. */
  readonly near: ReadonlySet<string>;
}

/** The first names of all objects that requirements ask about, and of those above them; a directory has millions of others. */
const NAMES: ReadonlySet<string> = new Set(
  `ADFS|AdminSDHolder|AIA|Certificate Templates|Certification Authorities|Configuration|Deleted Objects|Directory Service
Enrollment Services|Group Key Distribution Service|Master Root Keys|Microsoft|MicrosoftDNS|NTAuthCertificates|Policies
Program Data|Public Key Services|RID Manager$|Services|Sites|System|Windows NT`
    .split(/[|\n]/)
    .map((name) => `cn=${name.toLowerCase()}`),
);
const MOST_BLOCKED = 1000;

const INDEXES = new WeakMap<Evidence, ObjectIndex>();

export function objectsOf(evidence: Evidence): ObjectIndex {
  const known = INDEXES.get(evidence) ?? compute(evidence);
  INDEXES.set(evidence, known);
  return known;
}

/** Lower case, escapes resolved, no blanks around the commas. */
export function dnKey(dn: string): string {
  return splitDn(dn)
    .map(({ type, value }) => `${type}=${value.toLowerCase().replaceAll(/[\\,]/g, "\\$&")}`)
    .join(",");
}

/** Null for keys and files. `root`: the DNS name of the domain, or of the forest's root domain. */
export function dnOf(object: SaclObject, root: string): string | null {
  if (!("below" in object)) return null;
  const base = `${object.of === "configuration" ? "CN=Configuration," : ""}${distinguishedName(root)}`;
  return object.below === "" ? base : `${object.below},${base}`;
}

/** Labels that are no distinguished name: what a loose file is called, a key, a path. */
const IS_DN = /^(?:cn|ou|dc|o|l)\s*=/i;
const EXCHANGE =
  /,\s*cn=microsoft exchange,\s*cn=services,|^cn=microsoft exchange,\s*cn=services,|(?:^|,)\s*ou=microsoft exchange security groups,/i;

function compute(evidence: Evidence): ObjectIndex {
  const descriptors = new Map<string, Descriptor[]>();
  const domains = new Set<string>();
  const forests = new Set<string>();
  const schemas = new Map<string, Map<number, Fact["id"]>>();
  const near = new Map<string, Set<string>>();
  const exchange = new Map<string, Fact["id"]>();
  const below = new Map<string, Below>();
  const unnamed: Descriptor[] = [];
  const roots = new Roots();
  for (const fact of evidence.facts) {
    if (fact.inert !== undefined) continue;
    const name = fact.kind === "security-descriptor" ? objectName(fact.object) : directoryName(fact);
    if (name === null) continue;
    if (!IS_DN.test(name)) {
      if (fact.kind === "security-descriptor" && fact.subject.kind !== "gpo") unnamed.push(fact);
      continue;
    }
    const tail = roots.of(name);
    if (tail === null) continue;
    if (tail.configuration) forests.add(tail.dns);
    if (/exchange/i.test(name) && EXCHANGE.test(name)) exchange.set(tail.dns, exchange.get(tail.dns) ?? fact.id);
    if (fact.kind === "observation" && fact.topic === "schema" && typeof fact.value === "number") {
      const versions = schemas.get(tail.dns) ?? new Map<number, Fact["id"]>();
      schemas.set(tail.dns, versions.set(fact.value, fact.id));
    }
    if (fact.kind !== "security-descriptor") continue;
    if (!tail.configuration) domains.add(tail.dns);
    if (!tail.configuration && !tail.itself) {
      const counted = below.get(tail.dns) ?? { objects: 0, blocked: [] };
      below.set(tail.dns, counted);
      if (fact.sacl === "read") counted.objects += 1;
      if (fact.sacl === "read" && fact.protected === true && counted.blocked.length < MOST_BLOCKED) {
        counted.blocked.push(fact.object);
      }
    }
    if (!tail.itself && !isAskedAbout(name)) continue;
    const key = dnKey(name);
    descriptors.set(key, [...(descriptors.get(key) ?? []), fact]);
    if (fact.sacl !== "read") continue;
    const seen = near.get(fact.origin.path) ?? new Set<string>();
    near.set(fact.origin.path, seen.add(key));
  }
  const whole = new Set(evidence.sources.flatMap(({ path, read }) => (read === "complete" ? [path] : [])));
  return {
    descriptors,
    domains: [...domains].toSorted(compareText),
    forests: [...forests].toSorted(compareText),
    schemas,
    exports: new Map([...near].map(([path, keys]) => [path, { whole: whole.has(path), near: keys }])),
    exchange,
    unnamed,
    below,
  };
}

/** `AD:\\DC=corp,DC=example`, `LDAP://dc01/DC=corp,DC=example`; a file that is called like its object ends in `.sddl.txt`. */
function objectName(label: string): string {
  if (IS_DN.test(label)) return label.replace(/\.sddl$/i, "");
  return /^(?:ad:|ldap:|gc:|microsoft\.activedirectory)[^=]*[\\/]((?:cn|ou|dc)\s*=.*)$/i.exec(label)?.[1] ?? label;
}

/** By its first name. */
export function isAskedAbout(dn: string): boolean {
  const comma = dn.indexOf(",");
  const first = (comma < 0 ? dn : dn.slice(0, comma)).trim().toLowerCase();
  return first.startsWith("dc=") || NAMES.has(first.includes(" ") ? first.replace(/\s*=\s*/, "=") : first);
}

/** The object that a fact of an export of the directory stands on. */
function directoryName(fact: Fact): string | null {
  if (fact.kind === "membership") return fact.dn ?? null;
  return fact.subject.kind === "object" ? fact.subject.name : null;
}

interface Root {
  readonly dns: string;
  readonly configuration: boolean;
  /** The name is that of the naming context. */
  readonly itself: boolean;
}

const FIRST_LABEL = /(?:^|,)\s*dc\s*=/i;
const LABELS = /^,?\s*dc\s*=\s*[^,=\\]+(?:,\s*dc\s*=\s*[^,=\\]+)*$/i;
const LAST_LABELS = /(?:^|,)\s*dc\s*=\s*[^,=\\]+(?:,\s*dc\s*=\s*[^,=\\]+)*$/i;
const ZONES = /^(?:domain|forest)dnszones$/;

/** Names of one directory end alike. */
class Roots {
  readonly #known = new Map<string, string | null>();

  /** Null for a name outside any domain. */
  of(dn: string): Root | null {
    let at = FIRST_LABEL.exec(dn)?.index ?? -1;
    // Nodes of DNS are named by labels as well: those at the end count.
    if (at >= 0 && this.#dns(dn.slice(at)) === null) at = LAST_LABELS.exec(dn)?.index ?? -1;
    const dns = at < 0 ? null : this.#dns(dn.slice(at));
    if (dns === null) return null;
    const before = dn.slice(0, at);
    const configuration =
      /configuration\s*$/i.test(before.slice(-20)) && /(?:^|,)\s*cn\s*=\s*configuration\s*$/i.test(before);
    const itself =
      at === 0
        ? !/^\s*dc\s*=\s*(?:domain|forest)dnszones\s*,/i.test(dn)
        : configuration && /^\s*cn\s*=\s*configuration\s*$/i.test(before);
    return { dns, configuration, itself };
  }

  #dns(tail: string): string | null {
    const known = this.#known.get(tail);
    if (known !== undefined) return known;
    const labels = LABELS.test(tail)
      ? tail
          .replace(/^,/, "")
          .split(",")
          .map((part) =>
            part
              .slice(part.indexOf("=") + 1)
              .trim()
              .toLowerCase(),
          )
      : [];
    // Application partitions of DNS belong to the domain behind them.
    const dns = labels.slice(ZONES.test(labels[0] ?? "") ? 1 : 0).join(".");
    const found = dns === "" ? null : dns;
    if (this.#known.size < 10_000) this.#known.set(tail, found);
    return found;
  }
}

/** What the evidence says of one object: its descriptors with a SACL, the newest alone where times tell it. */
export interface Readings {
  readonly read: readonly Descriptor[];
  /** Exported without their SACL. */
  readonly notRead: readonly Descriptor[];
}

export function readingsOf(key: string, evidence: Evidence): Readings {
  return readings(objectsOf(evidence).descriptors.get(key) ?? [], evidence);
}

/** Of equal descriptors the first is enough. */
export function readings(found: readonly Descriptor[], { sources }: Evidence): Readings {
  // Names instead of GUIDs are a weaker reading: it counts where there is no other.
  const better = found.some(({ tier, sacl }) => tier !== "E" && sacl === "read");
  const contents = new Map<string, Descriptor[]>();
  for (const fact of found) {
    if (fact.sacl !== "read" || (better && fact.tier === "E")) continue;
    const content = JSON.stringify([fact.protected, fact.aces.map((ace) => JSON.stringify(ace)).toSorted()]);
    contents.set(content, [...(contents.get(content) ?? []), fact]);
  }
  const groups = [...contents.values()];
  const taken = new Map(sources.map((source) => [source.path, source.taken]));
  const momentOfFact = (fact: Descriptor): Moment | null => {
    const said = taken.get(fact.origin.path) ?? null;
    return said === null ? null : momentOf(said.time);
  };
  const later = (a: Descriptor, b: Descriptor): boolean => {
    const [own, other] = [momentOfFact(a), momentOfFact(b)];
    return own !== null && other !== null && isLater(own, other, false);
  };
  const newest = groups.filter((group) =>
    group.some((fact) => groups.every((other) => other === group || other.every((one) => later(fact, one)))),
  );
  const counting = groups.length > 1 && newest.length === 1 ? newest : groups;
  return {
    read: counting.flatMap(([first]) => first ?? []),
    notRead: found.filter(({ sacl }) => sacl === "not-read"),
  };
}
