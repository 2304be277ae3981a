/** Settings as expectations name them. */
import type { Selector } from "../../../src/policy/setting-index.ts";
import { registryPath, subcategoryGuid } from "./policy.ts";

const SECTIONS = ["System Access", "Kerberos Policy"];

/** A subcategory by its English name, a registry value by path or short name, a user right, `Section\Key`. */
export function selectorOf(setting: string): Selector {
  const path = registryPath(setting);
  if (path !== null) return { kind: "registry", path };
  if (/^Se[A-Z]\w+(?:Right|Privilege)$/.test(setting)) return { kind: "user-right", right: setting };
  const cut = setting.indexOf("\\");
  const [section, key] = [setting.slice(0, cut), setting.slice(cut + 1)];
  if (SECTIONS.includes(section)) return { kind: "account-policy", section, setting: key };
  if (section.endsWith(" Log")) return { kind: "event-log", log: section.replace(" Log", ""), setting: key };
  return { kind: "subcategory", subcategory: subcategoryGuid(setting) };
}
