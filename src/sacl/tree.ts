/** Descriptors by the place of their objects in the directory [MS-ADTS 3.1.1.1.2]. The order in which they come does not matter. */
import type { FactOf } from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import { compareText } from "../core/order.ts";
import { splitDn } from "../text/distinguished-name.ts";

export type DescriptorFact = FactOf<"security-descriptor">;
/** The readings of one object, most often one. */
export type Readings = DescriptorFact | readonly DescriptorFact[];

export interface Container {
  readonly key: string;
  /** As written; of several spellings always the same one. */
  readonly name: string;
  /** By the key of their relative names. */
  readonly children: ReadonlyMap<string, Readings>;
}

interface OpenContainer extends Container {
  name: string;
  readonly children: Map<string, DescriptorFact | DescriptorFact[]>;
}

/** An object above: what was read of it, or nothing. */
export interface Ancestor {
  readonly key: string;
  readonly readings: Readings | null;
}

/** Spellings of containers that are kept; a directory has a few thousand containers and few spellings of each. */
const MOST_SPELLINGS = 65_536;

export class DirectoryTree {
  readonly #containers = new Map<string, OpenContainer>();
  /** By the parent's name as written: most objects share theirs with many others. Null: no name of the directory. */
  readonly #spellings = new Map<string, OpenContainer | null>();
  /** Names that are too long to be placed. */
  unplaced = 0;
  /** Objects with at least one reading. */
  objects = 0;

  /** False for what is no object of a directory: a key, a file, a label. */
  add(fact: DescriptorFact): boolean {
    const { object } = fact;
    if (object.length > LIMITS.dnChars) {
      this.unplaced += 1;
      return false;
    }
    const comma = nextComma(object, 0);
    const rdn = keyOfPart(object.slice(0, comma));
    const parent = rdn === null ? null : this.#container(object.slice(comma + 1));
    if (rdn === null || parent === null || (parent.key === "" && !rdn.startsWith("dc="))) return false;
    const known = parent.children.get(rdn);
    if (known === undefined) {
      parent.children.set(rdn, fact);
      this.objects += 1;
    } else if (Array.isArray(known)) known.push(fact);
    else parent.children.set(rdn, [known, fact]);
    return true;
  }

  #container(name: string): OpenContainer | null {
    const known = this.#spellings.get(name);
    if (known !== undefined) return known;
    const found = this.#newSpelling(name);
    if (this.#spellings.size === MOST_SPELLINGS) this.#spellings.clear();
    this.#spellings.set(name, found);
    return found;
  }

  #newSpelling(name: string): OpenContainer | null {
    const key = keyOfName(name);
    if (key === "too long") this.unplaced += 1;
    if (key === null || key === "too long") return null;
    const container = this.#containers.get(key);
    if (container === undefined) {
      const made: OpenContainer = { key, name, children: new Map() };
      this.#containers.set(key, made);
      return made;
    }
    if (compareText(name, container.name) < 0) container.name = name;
    return container;
  }

  /** Parents of objects, in a fixed order. */
  containers(): readonly Container[] {
    return [...this.#containers.values()].sort((a, b) => compareText(a.key, b.key));
  }

  /** From the object of that key up to the root of its naming context, which takes nothing over from any other. */
  *upward(key: string): Iterable<Ancestor> {
    for (let at = key; at !== ""; at = at.slice(nextComma(at, 0) + 1)) {
      yield { key: at, readings: this.readingsOf(at) };
      if (isNamingContext(at) || nextComma(at, 0) === at.length) return;
    }
  }

  readingsOf(key: string): Readings | null {
    const comma = nextComma(key, 0);
    return this.#containers.get(key.slice(comma + 1))?.children.get(key.slice(0, comma)) ?? null;
  }
}

export function listOf(readings: Readings): readonly DescriptorFact[] {
  return Array.isArray(readings) ? (readings as readonly DescriptorFact[]) : [readings as DescriptorFact];
}

/** The domain's own, an application's, the configuration and the schema. */
export function isNamingContext(key: string): boolean {
  return NAMING_CONTEXT.test(key);
}
const NAMING_CONTEXT = /^(?:(?:cn=schema,)?cn=configuration,)?dc=(?:[^,\\]|\\.)*(?:,dc=(?:[^,\\]|\\.)*)*$/s;

/** The root of a domain, and no application partition of DNS. */
export function isDomainRoot(key: string): boolean {
  return key.startsWith("dc=") && isNamingContext(key) && !/^dc=(?:domain|forest)dnszones,/.test(key);
}

/** The first comma that is not escaped; the length of the text when there is none. */
function nextComma(text: string, from: number): number {
  for (let at = text.indexOf(",", from); at >= 0; at = text.indexOf(",", at + 1)) {
    let slashes = 0;
    while (at - slashes > from && text.charCodeAt(at - slashes - 1) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
const BACKSLASH = 92;

/** A name of the directory ends in `DC=`; "" is the parent of a name of one part. */
function keyOfName(name: string): string | null {
  const keys: string[] = [];
  for (let start = 0; start < name.length;) {
    const end = nextComma(name, start);
    const key = keyOfPart(name.slice(start, end));
    if (key === null) return null;
    if (keys.length === LIMITS.dnParts) return "too long";
    keys.push(key);
    start = end + 1;
  }
  return keys.length === 0 || keys.at(-1)?.startsWith("dc=") === true ? keys.join(",") : null;
}

/** Case, blanks around it and the way of escaping do not matter. */
function keyOfPart(text: string): string | null {
  const equals = text.indexOf("=");
  if (equals < 1) return null;
  const type = text.slice(0, equals).trim().toLowerCase();
  if (type === "") return null;
  const value = text.slice(equals + 1).trim();
  const plain = value.includes("\\") ? (splitDn(`x=${value}`)[0]?.value ?? "").replaceAll(/[\\,]/g, "\\$&") : value;
  return `${type}=${plain.toLowerCase()}`;
}
