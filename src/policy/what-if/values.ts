/** The value of `set:` as the fields of a fact. */
import type { FactFields, RegistryFields } from "../../core/fact.ts";
import { trusteeOfName } from "../../text/trustee-names.ts";
import { lastSegment } from "../setting-index.ts";
import { problem } from "./edit.ts";
import type { Found, Setting } from "./edit.ts";
import { settingText } from "./settings.ts";

const AUDITING: ReadonlyMap<string, 0 | 1 | 2 | 3> = new Map([
  ["no auditing", 0],
  ["none", 0],
  ["success", 1],
  ["failure", 2],
  ["success and failure", 3],
  ["success, failure", 3],
  ["success,failure", 3],
]);
const AUDITING_HELP = ["values: Success, Failure, Success and Failure, No Auditing, not configured"];

/** The word that takes a setting away instead of setting it. */
export function isNotConfigured(text: string): boolean {
  return /^\s*not[ -]configured\s*$/i.test(text);
}

/** `existing`: the GPO's own value of the setting, whose type the new one keeps. */
export function fieldsOf(setting: Setting, text: string, existing: RegistryFields | null): Found<FactFields> {
  const word = text.trim();
  switch (setting.kind) {
    case "subcategory": {
      const value = AUDITING.get(word.toLowerCase());
      if (value === undefined) return refused(setting, word, AUDITING_HELP);
      const [success, failure] = [value % 2 === 1, value > 1];
      const { subcategory } = setting;
      return {
        value: { kind: "subcategory", subcategory, name: settingText(setting), value, success, failure, state: "set" },
      };
    }
    case "legacy-category": {
      const value = AUDITING.get(word.toLowerCase()) ?? (/^[0-4]$/.test(word) ? Number(word) : undefined);
      if (value === undefined) return refused(setting, word, AUDITING_HELP);
      return { value: { kind: "legacy-category", category: setting.category, value } };
    }
    case "registry":
      return registryFields(setting.path, word, existing);
    case "user-right": {
      const members = /^(nobody|)$/i.test(word)
        ? []
        : word.split(",").map((name) => trusteeOfName(name.replace(/^\s*\*/, "")).trustee);
      return { value: { kind: "user-right", right: setting.right, members } };
    }
    case "event-log":
    case "account-policy": {
      const value = numberOf(word);
      if (value === null) return refused(setting, word, ["a number"]);
      return setting.kind === "event-log"
        ? { value: { kind: "event-log", log: setting.log, setting: setting.setting, value } }
        : { value: { kind: "account-policy", section: setting.section, setting: setting.setting, value } };
    }
  }
}

function refused(setting: Setting, word: string, next: readonly string[]) {
  return problem(`"${word}" is no value of ${settingText(setting)}`, next);
}

const HIGHEST_DWORD = 2 ** 32 - 1;

function registryFields(path: string, word: string, existing: RegistryFields | null): Found<FactFields> {
  const name = lastSegment(path);
  const key = path.slice("HKLM\\".length, -name.length - 1);
  const fields = { kind: "registry", hive: "HKLM", key, name } as const;
  const number = numberOf(word);
  const type = existing?.type ?? (number === null ? "REG_SZ" : "REG_DWORD");
  const setting: Setting = { kind: "registry", path };
  switch (type) {
    case "REG_DWORD":
      if (number === null || number > HIGHEST_DWORD) return refused(setting, word, [`its type is ${type}: a number`]);
      return { value: { ...fields, type, value: number } };
    case "REG_SZ":
    case "REG_EXPAND_SZ":
      return { value: { ...fields, type, value: unquoted(word) } };
    case "REG_MULTI_SZ":
      return { value: { ...fields, type, value: word === "" ? [] : word.split(",").map((part) => part.trim()) } };
    default:
      return refused(setting, word, [`a value of type ${type} cannot be given here`]);
  }
}

/** Decimal, or hexadecimal with `0x`; null for other text. */
function numberOf(word: string): number | null {
  return /^(\d{1,10}|0x[0-9a-f]{1,8})$/i.test(word) ? Number(word) : null;
}

function unquoted(word: string): string {
  return /^"(.*)"$/s.exec(word)?.[1] ?? word;
}
