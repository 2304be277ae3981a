/** Who is who on two sides: by GUID and DNS name, and where there is none by the place below what was given. */
import type { FindingSubject } from "../core/report.ts";
import type { FindingThen, Snapshot } from "./snapshot.ts";

interface GpoWords {
  readonly guid: string | null;
  readonly name: string | null;
  readonly domain: string | null;
  readonly container: string;
}

export class Names {
  /** Folders of GPOs that name no domain, by what is left without the part that all have. */
  readonly #folders: ReadonlyMap<string, string>;
  readonly #gpoByContainer = new Map<string, GpoWords>();
  readonly #root: readonly string[];

  constructor({ gpos, subjects, sources }: Snapshot) {
    for (const gpo of gpos) this.#gpoByContainer.set(gpo.container, gpo);
    const unnamed = gpos.flatMap(({ domain, container }) => (domain === null ? [folderOf(container)] : []));
    const said = subjects.flatMap((subject) => unnamedFolder(domainNameOf(subject)) ?? []);
    this.#folders = withoutCommon([...unnamed, ...said]);
    this.#root = commonParts(sources.map(({ path }) => partsOf(folderOf(path))));
  }

  domain(name: string): string {
    const folder = unnamedFolder(name);
    return folder === null ? name.toLowerCase() : `no domain named (${this.#folders.get(folder) ?? ""})`;
  }

  gpo(gpo: Omit<GpoWords, "domain"> & { readonly domain?: string | null }): string {
    const known = this.#gpoByContainer.get(gpo.container);
    const domain = gpo.domain ?? known?.domain ?? null;
    const home = domain === null ? `(${this.#folders.get(folderOf(gpo.container)) ?? ""})` : domain.toLowerCase();
    const [guid, name] = [gpo.guid ?? known?.guid ?? null, gpo.name ?? known?.name ?? null];
    return `${guid ?? (name === null ? this.below(gpo.container) : `"${name.toLowerCase()}"`)}@${home}`;
  }

  gpoAt(container: string): string {
    return this.gpo(this.#gpoByContainer.get(container) ?? { guid: null, name: null, container });
  }

  /** The path without what all inputs have before them. */
  below(path: string): string {
    const parts = partsOf(path);
    return parts.slice(sameParts(parts, this.#root)).join("");
  }

  subject(subject: FindingSubject): string {
    switch (subject.kind) {
      case "domain":
        return `domain:${this.domain(subject.name)}/${subject.role ?? ""}`;
      case "host":
        return `host:${subject.name.toLowerCase()}`;
      case "gpo":
        return `gpo:${this.gpo(subject)}`;
      case "object":
        return `object:${subject.name.toLowerCase()}@${this.domain(subject.domain)}`;
      // A forest without a name of its own goes by the number of its domains.
      case "forest":
        return `forest:${/^\d+ domains$/.test(subject.name) ? "" : this.domain(subject.name)}`;
    }
  }

  finding({ requirement, subject }: Pick<FindingThen, "requirement" | "subject">): string {
    return `${requirement}@${this.subject(subject)}`;
  }
}

function domainNameOf(subject: FindingSubject): string {
  if (subject.kind === "domain" || subject.kind === "forest") return subject.name;
  return subject.domain ?? "";
}

function unnamedFolder(name: string): string | null {
  return /^no domain named \((.*)\)$/s.exec(name)?.[1] ?? null;
}

export function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf("/"), path.lastIndexOf("!"));
  return cut < 0 ? "." : path.slice(0, cut + (path[cut] === "!" ? 1 : 0));
}

function partsOf(path: string): string[] {
  return path.split(/(?<=[/!])/);
}

function bare(part: string | undefined): string | undefined {
  return part?.replace(/[/!]$/, "");
}

function sameParts(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((part, i) => i >= b.length || bare(part) !== bare(b[i]));
  return differs < 0 ? a.length : differs;
}

function commonParts(all: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = all;
  return others.reduce((common, parts) => common.slice(0, sameParts(common, parts)), first);
}

function withoutCommon(folders: readonly string[]): ReadonlyMap<string, string> {
  const all = [...new Set(folders)].map((folder) => ({ folder, parts: partsOf(folder) }));
  const common = commonParts(all.map(({ parts }) => parts)).length;
  return new Map(all.map(({ folder, parts }) => [folder, parts.slice(common).join("")]));
}

/** By key; of several with one key each has a number. */
export function keyed<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    let free = key;
    for (let n = 2; map.has(free); n += 1) free = `${key}#${n}`;
    map.set(free, item);
  }
  return map;
}

export function keysOf(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): Set<string> {
  return new Set([...a.keys(), ...b.keys()]);
}

export function gpoLabel({ name, guid, container }: Omit<GpoWords, "domain">): string {
  return name ?? (guid === null ? container : `{${guid}}`);
}
