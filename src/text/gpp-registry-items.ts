/**
 * Registry items of Group Policy Preferences, as Registry.xml and a GPO report carry them
 * [MS-GPPREF 2.2.1.17, 2.2.1.1.3, 2.2.1.22; formats.md 5.6].
 */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import type { Hive, RegistryFields, RegistryValue } from "../core/fact.ts";
import { endBeforeSecret, isSecretName } from "./secrets.ts";
import { attribute, child, childrenNamed, textOf, type XmlElement } from "./xml.ts";

export interface GppRegistryItem {
  readonly element: XmlElement;
  /** Without side: the place of the file, or the half of the report, tells it. */
  readonly fields: RegistryFields;
  /** Half-open, in the text that the element's offsets count in. */
  readonly span: { readonly start: number; readonly end: number };
}

export interface GppSource {
  /** The decoded text of the file. */
  readonly text: string;
  /** Elements whose end is missing: what stood behind is not known. */
  readonly unclosed?: ReadonlySet<XmlElement>;
  /** Conditions that hold for every item. */
  readonly conditions?: readonly string[];
  diagnostic(draft: DiagnosticDraft): void;
}

/** What an item inherits from the folders around it. */
interface Inherited {
  readonly disabled: string | null;
  readonly conditions: readonly string[];
}

/**
 * Every item of a `RegistrySettings` element, in order; or of an item or folder that stands alone, as the editor exports it.
 * Folders hand down `disabled` and their filters.
 */
export function* gppRegistryItems(root: XmlElement, source: GppSource): Iterable<GppRegistryItem> {
  const settings = root.name === "RegistrySettings";
  const disabled = settings && isOn(root, "disabled") ? "disabled: the whole file" : null;
  const folder = settings || (root.name === "Registry" && child(root, "Properties", root.namespace) === undefined);
  const list = folder ? root : { ...root, children: [root] };
  yield* itemsBelow(list, { disabled, conditions: source.conditions ?? [] }, source);
}

/** Recursion is bounded by the depth of the XML. */
function* itemsBelow(folder: XmlElement, outer: Inherited, source: GppSource): Iterable<GppRegistryItem> {
  for (const element of folder.children) {
    if (element.namespace !== folder.namespace) continue;
    if (element.name === "Collection") {
      yield* itemsBelow(element, within(element, "the folder", outer, source), source);
    } else if (element.name === "Registry") {
      const item = source.unclosed?.has(element) === true ? null : itemOf(element, outer, source);
      if (item !== null) yield item;
    } else if (!KNOWN_BESIDE_ITEMS.has(element.name)) {
      const data = { what: "element among registry items", value: element.name.slice(0, 80) };
      source.diagnostic({ code: "not-understood", data, offset: element.start });
    }
  }
}

const KNOWN_BESIDE_ITEMS: ReadonlySet<string> = new Set(["Filters", "GPOSettingOrder", "Properties"]);

function within(element: XmlElement, label: string, outer: Inherited, source: GppSource): Inherited {
  const conditions = [...outer.conditions, ...filterConditions(element)];
  if (source.unclosed?.has(element) === true) conditions.push(`${label} is cut off, its filters are not known`);
  const own = isOn(element, "disabled") ? `disabled: ${label}` : null;
  return { disabled: outer.disabled ?? own, conditions };
}

function itemOf(element: XmlElement, outer: Inherited, source: GppSource): GppRegistryItem | null {
  const fields = gppRegistryFields(element, source.diagnostic.bind(source));
  if (fields === null) return null;
  const { disabled, conditions } = within(element, "the item", outer, source);
  const condition = sentence(disabled, [...conditions, ...ownConditions(element)]);
  const secret = isSecretName(fields.name);
  const span = { start: element.start, end: endBeforeSecret(source.text, element.start, element.end, secret) };
  return { element, fields: condition === "" ? fields : { ...fields, condition }, span };
}

/** Short whatever the file holds: it is repeated with every item of a folder. */
const LONGEST_CONDITION = 500;

function sentence(disabled: string | null, conditions: readonly string[]): string {
  let text = disabled ?? "";
  for (const condition of new Set(conditions)) {
    if (text.length + condition.length > LONGEST_CONDITION) return `${text}${text === "" ? "" : "; "}more conditions`;
    text += text === "" ? condition : `; ${condition}`;
  }
  return text;
}

/** One item by itself: without side, and without the condition that its surroundings may add. Null without `Properties`. */
export function gppRegistryFields(item: XmlElement, diagnostic: GppSource["diagnostic"]): RegistryFields | null {
  const offset = item.start;
  const properties = child(item, "Properties", item.namespace);
  if (properties === undefined) {
    diagnostic({ code: "malformed", data: { message: "a registry item without Properties" }, offset });
    return null;
  }
  const hiveText = attribute(properties, "hive") ?? "";
  const hive = HIVES.get(hiveText.trim().toUpperCase()) ?? null;
  if (hive === null)
    diagnostic({ code: "not-understood", data: { what: "hive", value: hiveText.slice(0, 80) }, offset });
  const name = isOn(properties, "default") ? "" : (attribute(properties, "name") ?? "");
  const action = actionOf(properties);
  if (action === null) {
    const value = (attribute(properties, "action") ?? "").slice(0, 80);
    diagnostic({ code: "not-understood", data: { what: "action", value }, offset });
  }
  const type = (attribute(properties, "type") ?? "").trim();
  const read = isSecretName(name) ? HIDDEN : valueOf(type, properties);
  if (read === HIDDEN) diagnostic({ code: "secret-redacted", data: { what: name }, offset });
  if (!read.understood && action !== "D") {
    const value = (attribute(properties, "value") ?? "").slice(0, 80);
    diagnostic({
      code: "not-understood",
      data: { what: name === "" ? "(default)" : name.slice(0, 80), type: type.slice(0, 80), value },
      offset,
    });
  }
  return {
    kind: "registry",
    hive,
    key: attribute(properties, "key") ?? "",
    name,
    type: type === "" ? null : type,
    value: read.value,
    action: action ?? "U",
  };
}

const HIVES: ReadonlyMap<string, Hive> = new Map<string, Hive>([
  ["HKEY_LOCAL_MACHINE", "HKLM"],
  ["HKLM", "HKLM"],
  ["HKEY_CURRENT_USER", "HKCU"],
  ["HKCU", "HKCU"],
  ["HKEY_USERS", "HKU"],
  ["HKU", "HKU"],
  ["HKEY_CLASSES_ROOT", "HKCR"],
  ["HKCR", "HKCR"],
]);

/** Update when omitted [S]; null when it is none of the four. */
function actionOf(properties: XmlElement): "C" | "R" | "U" | "D" | null {
  const action = (attribute(properties, "action") ?? "").trim().toUpperCase();
  if (action === "") return "U";
  return action === "C" || action === "R" || action === "U" || action === "D" ? action : null;
}

interface ReadValue {
  readonly value: RegistryValue | null;
  readonly understood: boolean;
}

const NO_VALUE: ReadValue = { value: null, understood: true };
const HIDDEN: ReadValue = { value: null, understood: true };

/** Numbers are hexadecimal whatever `displayDecimal` says [V]; another form keeps its text and is not understood. */
function valueOf(type: string, properties: XmlElement): ReadValue {
  const text = attribute(properties, "value");
  const strings = childrenNamed(child(properties, "Values", properties.namespace), "Value", properties.namespace);
  if (type === "REG_MULTI_SZ") {
    if (strings.length > 0 || text === null || text === "") {
      return { value: strings.map((one) => textOf(one) ?? ""), understood: true };
    }
    return { value: text, understood: false };
  }
  if (text === null) return NO_VALUE;
  if (type === "") return text === "" ? NO_VALUE : { value: text, understood: false };
  if (type === "REG_SZ" || type === "REG_EXPAND_SZ") return { value: text, understood: true };
  if (type === "REG_DWORD" && /^[0-9a-f]{8}$/i.test(text))
    return { value: Number.parseInt(text, 16), understood: true };
  if (type === "REG_QWORD" && /^[0-9a-f]{16}$/i.test(text)) return { value: quadWord(text), understood: true };
  if (type === "REG_BINARY" && text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text)) {
    return { value: text.toLowerCase(), understood: true };
  }
  return { value: text, understood: false };
}

function quadWord(hex: string): RegistryValue {
  const value = BigInt(`0x${hex}`);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}

function ownConditions(item: XmlElement): string[] {
  const properties = child(item, "Properties", item.namespace);
  if (properties === undefined) return [];
  const conditions: string[] = [];
  if (actionOf(properties) === null) conditions.push("the action is not understood");
  if (isOn(properties, "bitfield")) conditions.push("bit-wise update of the value that stands there");
  if (VARIABLE.test(attribute(properties, "key") ?? "")) conditions.push("the key holds a variable");
  if (VARIABLE.test(attribute(properties, "name") ?? "") && !isOn(properties, "default")) {
    conditions.push("the name holds a variable");
  }
  return conditions;
}

/** An environment or preference variable, `%ComputerName%`. */
const VARIABLE = /%[^%\\]+%/;

function isOn(element: XmlElement, name: string): boolean {
  const value = (attribute(element, name) ?? "").trim().toLowerCase();
  return value === "1" || value === "true";
}

function filterConditions(element: XmlElement): string[] {
  const filters = filtersOf(child(element, "Filters", element.namespace));
  const conditions: string[] = [];
  if (filters.some((filter) => filter.name !== RUN_ONCE)) conditions.push(`only where ${described(filters)}`);
  if (filters.some((filter) => filter.name === RUN_ONCE)) conditions.push("applied once");
  return conditions;
}

const RUN_ONCE = "FilterRunOnce";

/** How many filters of one list are named; the rest is counted. */
const NAMED_FILTERS = 8;

function filtersOf(list: XmlElement | undefined): readonly XmlElement[] {
  return list?.children.filter((one) => one.namespace === list.namespace) ?? [];
}

/** `FilterGroup and not FilterComputer`, with the filters of a `FilterCollection` in parentheses. */
function described(filters: readonly XmlElement[], nested = false): string {
  let text = "";
  for (const [i, filter] of filters.slice(0, NAMED_FILTERS).entries()) {
    const or = (attribute(filter, "bool") ?? "").trim().toUpperCase() === "OR";
    const joint = i === 0 ? "" : or ? " or " : " and ";
    const inner = filter.name === "FilterCollection" && !nested ? filtersOf(filter) : [];
    const name = /^Filter[A-Za-z]{1,24}$/.test(filter.name) ? filter.name : "an unknown filter";
    text += `${joint}${isOn(filter, "not") ? "not " : ""}${inner.length === 0 ? name : `(${described(inner, true)})`}`;
  }
  return filters.length > NAMED_FILTERS ? `${text} and ${filters.length - NAMED_FILTERS} more filters` : text;
}
