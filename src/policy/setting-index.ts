/** The settings of a domain's GPOs by what they name, so that a question about one value does not walk through all of them. */
import { subcategoryOf } from "../core/audit-policy.ts";
import type { Fact } from "../core/fact.ts";
import type { Gpo } from "../evidence/evidence.ts";

/** Names one setting, whatever file carries it. A segment `*` of a registry path stands for any one segment. */
export type Selector =
  | { readonly kind: "subcategory"; readonly subcategory: string }
  | { readonly kind: "registry"; readonly path: string }
  | { readonly kind: "user-right"; readonly right: string }
  | { readonly kind: "event-log"; readonly log: string; readonly setting: string }
  | { readonly kind: "account-policy"; readonly section: string; readonly setting: string };

export interface PlacedSetting {
  readonly gpo: Gpo;
  readonly fact: Fact;
  /** Position of the fact among the GPO's settings. */
  readonly item: number;
  /** Position among all settings of the domain. */
  readonly order: number;
}

export class SettingIndex {
  readonly #byName = new Map<string, PlacedSetting[]>();
  readonly #registry: PlacedSetting[] = [];

  constructor(gpos: Iterable<Gpo>) {
    let order = 0;
    for (const gpo of gpos) {
      for (const [item, fact] of gpo.settings.entries()) {
        this.#add({ gpo, fact, item, order });
        order += 1;
      }
    }
  }

  /** What may speak of the setting, ordered by GPO and item; whether it does is the caller's to ask. Nothing is missing. */
  candidates(selector: Selector): readonly PlacedSetting[] {
    switch (selector.kind) {
      case "subcategory": {
        const category = subcategoryOf(selector.subcategory)?.category;
        const legacy = category === undefined ? [] : this.#named(`category ${category}`);
        return merged(this.#named(`subcategory ${selector.subcategory}`), legacy);
      }
      case "registry": {
        const name = lastSegment(selector.path);
        return name === "*" ? this.#registry : merged(this.#named(`registry ${name}`), this.#named("registry *"));
      }
      case "user-right":
        return this.#named(`right ${selector.right}`);
      case "event-log":
        return this.#named(`log ${selector.setting}`);
      case "account-policy":
        return this.#named(`account ${selector.setting}`);
    }
  }

  #named(name: string): readonly PlacedSetting[] {
    return this.#byName.get(name.toLowerCase()) ?? [];
  }

  #add(setting: PlacedSetting): void {
    const name = nameOf(setting.fact)?.toLowerCase();
    if (name === undefined) return;
    if (setting.fact.kind === "registry") this.#registry.push(setting);
    const list = this.#byName.get(name);
    if (list === undefined) this.#byName.set(name, [setting]);
    else list.push(setting);
  }
}

/** Undefined for what no selector asks for. A registry record that deletes all values of its key has the name `*`. */
function nameOf(fact: Fact): string | undefined {
  switch (fact.kind) {
    case "subcategory":
      return `subcategory ${fact.subcategory}`;
    case "legacy-category":
      return `category ${fact.category}`;
    case "registry":
      return fact.side === "user"
        ? undefined
        : `registry ${lastSegment(deletedName(fact.name) ?? plainName(fact.name))}`;
    case "user-right":
      return `right ${fact.right}`;
    case "event-log":
      return `log ${fact.setting}`;
    case "account-policy":
      return `account ${fact.setting}`;
    default:
      return undefined;
  }
}

/** Two lists in the order of the domain as one. */
function merged(a: readonly PlacedSetting[], b: readonly PlacedSetting[]): readonly PlacedSetting[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : [...a, ...b].toSorted((x, y) => x.order - y.order);
}

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("\\") + 1);
}

/** The value that a `**` record of Registry.pol deletes; `*` for all of the key [MS-GPREG 3.2.5.1.2]. */
export function deletedName(name: string): string | null {
  if (!name.startsWith("**")) return null;
  if (/^\*\*delvals\.?/i.test(name)) return "*";
  return /^\*\*del\.(.*)$/i.exec(name)?.[1] ?? null;
}

/** Without the mark of a value that is written only where none stands. */
export function plainName(name: string): string {
  return name.startsWith("**") ? (/^\*\*soft\.(.*)$/i.exec(name)?.[1] ?? name) : name;
}
