/** Settings by every name that a person may call them, and which facts are the same setting. */
import { LEGACY_CATEGORIES, SUBCATEGORIES, isSubcategoryGuid, subcategoryOf } from "../../core/audit-policy.ts";
import { guidOf } from "../../core/fact.ts";
import type { Fact } from "../../core/fact.ts";
import { subcategoryName } from "../../text/subcategory-names.ts";
import { matchesPath } from "../contribution.ts";
import { deletedName, plainName } from "../setting-index.ts";
import { problem, some } from "./edit.ts";
import type { Found, Setting } from "./edit.ts";

/** The settings that a requirement of the catalog is about; null for a text that is no id, empty for one about no GPO's setting. */
export type ShortForm = (id: string) => readonly Setting[] | null;

const HELP = [
  'a subcategory ("Credential Validation", in any language, or its GUID), HKLM\\<key>\\<name>, a user right (Se...),',
  '[Event Audit] AuditAccountLogon, "Security Log\\MaximumLogSize", "System Access\\...", or a requirement id',
];
const SECTIONS = ["System Access", "Kerberos Policy"];

export function settingsCalled(text: string, shortForm: ShortForm): Found<readonly Setting[]> {
  const wanted = text.trim();
  const guid = guidOf(wanted);
  if (guid !== null && isSubcategoryGuid(guid)) return one({ kind: "subcategory", subcategory: guid });
  const path = registryPath(wanted);
  if (path !== null) return one({ kind: "registry", path });
  if (/^(HKCU|HKEY_CURRENT_USER|HKU|HKCR)\b/i.test(wanted)) {
    return problem(`"${wanted}" is no setting of a computer`, ["only HKLM is judged"]);
  }
  if (/^Se[A-Z][A-Za-z]*(Right|Privilege)$/i.test(wanted)) return one({ kind: "user-right", right: wanted });
  const category = LEGACY_CATEGORIES.find((name) => name.toLowerCase() === legacyName(wanted));
  if (category !== undefined) return one({ kind: "legacy-category", category });
  const log = /^(Security|System|Application) Log\\([^\\]+)$/i.exec(wanted);
  if (log?.[1] !== undefined && log[2] !== undefined) return one({ kind: "event-log", log: log[1], setting: log[2] });
  const [section, name] = [wanted.slice(0, wanted.indexOf("\\")), wanted.slice(wanted.indexOf("\\") + 1)];
  const account = SECTIONS.find((known) => known.toLowerCase() === section.toLowerCase());
  if (account !== undefined && name !== "") return one({ kind: "account-policy", section: account, setting: name });
  const subcategory = subcategoryName(wanted);
  if (subcategory !== null) return one({ kind: "subcategory", subcategory: subcategory.guid });
  const short = shortForm(wanted);
  if (short === null) return problem(`no setting is called "${wanted}"`, [...near(wanted), ...HELP]);
  return short.length === 0 ? problem(`${wanted} is not about a setting of a GPO`, HELP) : { value: short };
}

function one(setting: Setting): Found<readonly Setting[]> {
  return { value: [setting] };
}

function legacyName(text: string): string {
  return text.replace(/^\[?event audit\]?[\\ ]\s*/i, "").toLowerCase();
}

/** `HKLM\<key>\<name>`; null for another text. */
function registryPath(text: string): string | null {
  const match = /^(?:HKLM:?|HKEY_LOCAL_MACHINE|MACHINE)\\+([^\\].*\\[^\\]+)$/is.exec(text);
  return match?.[1] === undefined ? null : `HKLM\\${match[1]}`;
}

function near(text: string): string[] {
  const word = text.toLowerCase();
  const close = SUBCATEGORIES.filter(({ name }) => word.length > 2 && name.toLowerCase().includes(word));
  return close.length === 0 ? [] : [`near: ${some(close.map(({ name }) => name))}`];
}

/** The fact sets, deletes or touches this very setting, through whatever file of the GPO. */
export function isAbout(setting: Setting, fact: Fact): boolean {
  switch (setting.kind) {
    case "subcategory":
      return fact.kind === "subcategory" && fact.user === undefined && fact.subcategory === setting.subcategory;
    case "legacy-category":
      return fact.kind === "legacy-category" && sameText(fact.category, setting.category);
    case "registry":
      return fact.kind === "registry" && fact.side !== "user" && matchesPath(setting.path, pathOf(fact));
    case "user-right":
      return fact.kind === "user-right" && sameText(fact.right, setting.right);
    case "event-log":
      return fact.kind === "event-log" && sameText(fact.log, setting.log) && sameText(fact.setting, setting.setting);
    case "account-policy":
      return (
        fact.kind === "account-policy" &&
        sameText(fact.section, setting.section) &&
        sameText(fact.setting, setting.setting)
      );
  }
}

function pathOf({ hive, key, name }: Extract<Fact, { kind: "registry" }>): string {
  return `${hive ?? "HKLM"}\\${key.replace(/^\\+/, "")}\\${deletedName(name) ?? plainName(name)}`;
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function settingText(setting: Setting): string {
  switch (setting.kind) {
    case "subcategory":
      return subcategoryOf(setting.subcategory)?.name ?? `{${setting.subcategory}}`;
    case "legacy-category":
      return `[Event Audit] ${setting.category}`;
    case "registry":
      return setting.path;
    case "user-right":
      return setting.right;
    case "event-log":
      return `${setting.log} Log\\${setting.setting}`;
    case "account-policy":
      return `${setting.section}\\${setting.setting}`;
  }
}
