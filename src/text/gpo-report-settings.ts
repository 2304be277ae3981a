/** Settings of a report or of a resultant set, one element each, to the fields they carry [formats.md 2.5, 3.3]. */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import type { Extension } from "../core/extensions.ts";
import {
  guidOf,
  type AccountPolicyFields,
  type EventLogFields,
  type FactFields,
  type Hive,
  type LegacyCategoryFields,
  type RegistryFields,
  type SecurityDescriptorFields,
  type SubcategoryFields,
  type UserRightFields,
} from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import {
  AUDITING,
  booleanOf,
  own,
  ownText,
  REGISTRY,
  SECURITY,
  SECURITY_TYPES,
  shown,
  typed,
  TYPES,
} from "./gpo-report.ts";
import { isSecretName } from "./secrets.ts";
import { parseSddl } from "./sddl.ts";
import { auditAces } from "./security-descriptor.ts";
import { childrenNamed, textOf, type XmlElement } from "./xml.ts";

/** Receives diagnostics without their place: the element's own start. */
export type Say = (code: DiagnosticDraft["code"], data: NonNullable<DiagnosticDraft["data"]>) => void;

/** The fields, and the element that holds a secret and must stay out of the excerpt. */
interface FieldsReading {
  readonly fields: FactFields;
  readonly secret: XmlElement | undefined;
}

export interface SettingReading extends FieldsReading {
  readonly extension: Extension;
}

type Reader = (element: XmlElement, say: Say) => FactFields | FieldsReading | null;

const EXTENSIONS: ReadonlyMap<string, Extension> = new Map<string, Extension>([
  [AUDITING, "audit"],
  [SECURITY, "security"],
  [REGISTRY, "registry"],
]);

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [`${AUDITING} AuditSetting`, auditSetting],
  [`${SECURITY} Audit`, audit],
  [`${SECURITY} SecurityOptions`, securityOption],
  [`${SECURITY} Account`, account],
  [`${SECURITY} UserRightsAssignment`, userRight],
  [`${SECURITY} EventLog`, eventLog],
  [`${SECURITY} File`, securedObject],
  [`${SECURITY} Registry`, securedObject],
  [`${SECURITY} SystemServices`, securedObject],
  [`${REGISTRY} RegistrySetting`, registrySetting],
]);

/** Null when the element is no setting that is read, or carries none. */
export function readSetting(element: XmlElement, namespace: string, say: Say): SettingReading | null {
  const reading = READERS.get(`${namespace} ${element.name}`)?.(element, say) ?? null;
  const extension = EXTENSIONS.get(namespace);
  if (reading === null || extension === undefined) return null;
  return "fields" in reading ? { ...reading, extension } : { fields: reading, secret: undefined, extension };
}

/** Tells the namespace of an excerpt, whose prefixes are declared outside of it, by its element and the kind of the fact. */
export function namespaceOfExcerpt(name: string, kind: FactFields["kind"]): string | null {
  if (name === "AuditSetting") return AUDITING;
  if (name === "RegistrySetting") return REGISTRY;
  if (name === "Registry" && kind === "registry") return null;
  return READERS.has(`${SECURITY} ${name}`) ? SECURITY : null;
}

/** System rows: 0 none, 1 success, 2 failure, 3 both, 4 none; rows of an account have bits of their own [formats.md 4.4]. */
function auditSetting(element: XmlElement, say: Say): SubcategoryFields | null {
  const subcategory = guidOf(ownText(element, "SubcategoryGuid") ?? "");
  const name = ownText(element, "SubcategoryName") ?? "";
  if (subcategory === null) {
    say("not-understood", { what: "SubcategoryGuid", value: shown(ownText(element, "SubcategoryGuid") ?? name) });
    return null;
  }
  const target = ownText(element, "PolicyTarget") ?? "";
  const user = target === "" || target.toLowerCase() === "system" ? null : target;
  const text = ownText(element, "SettingValue") ?? "";
  const value = /^\d{1,10}$/.test(text) ? Number(text) : null;
  const outcome = value === null ? null : user === null ? systemOutcome(value) : userOutcome(value);
  if (outcome === null) say("not-understood", { what: shown(name), value: shown(text) });
  return {
    kind: "subcategory",
    subcategory,
    name,
    value,
    success: outcome?.success ?? null,
    failure: outcome?.failure ?? null,
    state: outcome?.state ?? "not-understood",
    ...(user === null ? {} : { user }),
  };
}

type Outcome = Pick<SubcategoryFields, "success" | "failure" | "state">;

function systemOutcome(value: number): Outcome | null {
  if (value > 4) return null;
  return { success: (value & 1) !== 0, failure: (value & 2) !== 0, state: "set" };
}

/** 1 include success, 2 exclude success, 4 include failure, 8 exclude failure, 16 none, 0 unchanged [MS-GPAC 2.2.1.3.2]. */
function userOutcome(value: number): Outcome | null {
  if (value > 31) return null;
  if (value === 0) return { success: null, failure: null, state: "not-configured" };
  const none = (value & 16) !== 0 ? false : null;
  return {
    success: (value & 1) !== 0 ? true : (value & 2) !== 0 ? false : none,
    failure: (value & 4) !== 0 ? true : (value & 8) !== 0 ? false : none,
    state: "set",
  };
}

/** Both false is "none", which is a setting. */
function audit(element: XmlElement, say: Say): LegacyCategoryFields | null {
  const category = ownText(element, "Name") ?? "";
  if (category === "") return null;
  const success = booleanOf(ownText(element, "SuccessAttempts"));
  const failure = booleanOf(ownText(element, "FailureAttempts"));
  const known = success !== null && failure !== null;
  if (!known) say("not-understood", { what: shown(category) });
  return { kind: "legacy-category", category, value: known ? (success ? 1 : 0) + (failure ? 2 : 0) : null };
}

/** A registry value by its path, or a setting of the account database by its name; the `Display` part is localised. */
function securityOption(element: XmlElement, say: Say): FactFields | FieldsReading | null {
  const path = ownText(element, "KeyName");
  if (path !== null) return optionValue(element, path, say);
  const setting = ownText(element, "SystemAccessPolicyName");
  return setting === null ? null : accountValue(element, setting, say);
}

const ROOTS: ReadonlyMap<string, Hive> = new Map<string, Hive>([
  ["MACHINE", "HKLM"],
  ["USERS", "HKU"],
  ["CLASSES_ROOT", "HKCR"],
  ["CURRENT_USER", "HKCU"],
]);

function splitRoot(path: string): { hive: Hive | null; rest: string } {
  const slash = path.indexOf("\\");
  const hive = slash > 0 && slash < 20 ? (ROOTS.get(path.slice(0, slash).toUpperCase()) ?? null) : null;
  return { hive, rest: hive === null ? path : path.slice(slash + 1) };
}

function optionValue(element: XmlElement, path: string, say: Say): FieldsReading {
  const { hive, rest } = splitRoot(path);
  if (hive === null) say("not-understood", { what: "KeyName", value: shown(path) });
  const slash = rest.lastIndexOf("\\");
  const name = rest.slice(slash + 1);
  const number = own(element, "SettingNumber");
  const text = own(element, "SettingString");
  const strings = own(element, "SettingStrings");
  const place = { kind: "registry", hive, key: slash < 0 ? "" : rest.slice(0, slash), name, side: "machine" } as const;
  if (isSecretName(name)) {
    say("secret-redacted", { what: name });
    return { fields: { ...place, type: "REG_SZ", value: null }, secret: number ?? text ?? strings };
  }
  let fields: RegistryFields | null = null;
  if (number !== undefined) {
    fields = { ...place, type: "REG_DWORD", value: unsigned(textOf(number) ?? "") };
  } else if (text !== undefined) {
    fields = { ...place, type: "REG_SZ", value: unquoted(textOf(text) ?? "") };
  } else if (strings !== undefined) {
    const value = childrenNamed(strings, "Value", strings.namespace).map((one) => textOf(one) ?? "");
    fields = { ...place, type: "REG_MULTI_SZ", value };
  }
  fields ??= { ...place, type: null, value: null };
  if (fields.value === null) say("not-understood", { what: shown(path), value: shown(textOf(number) ?? "") });
  return { fields, secret: undefined };
}

/** 32 bits, printed signed or unsigned; null when it is no such number. */
function unsigned(text: string): number | null {
  const number = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return number >= -(2 ** 31) && number < 2 ** 32 ? number >>> 0 : null;
}

function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** [MS-GPSB 2.2.1.3]; the `Type` of the report is not asked, for it may be localised [U]. */
const KERBEROS_SETTINGS: ReadonlySet<string> = new Set([
  "maxticketage",
  "maxrenewage",
  "maxserviceage",
  "maxclockskew",
  "ticketvalidateclient",
]);

function account(element: XmlElement, say: Say): AccountPolicyFields | null {
  const setting = ownText(element, "Name") ?? "";
  return setting === "" ? null : accountValue(element, setting, say);
}

function accountValue(element: XmlElement, setting: string, say: Say): AccountPolicyFields | null {
  const value = plainValue(element);
  if (value === null) {
    say("not-understood", { what: shown(setting) });
    return null;
  }
  const section = KERBEROS_SETTINGS.has(setting.toLowerCase()) ? "Kerberos Policy" : "System Access";
  return { kind: "account-policy", section, setting, value };
}

/** A number as printed, 1 or 0 for a boolean as in a security template, or a text without its quotes. */
function plainValue(element: XmlElement): number | string | null {
  const number = ownText(element, "SettingNumber");
  if (number !== null) return /^-?\d{1,10}$/.test(number) ? Number(number) : null;
  const flag = booleanOf(ownText(element, "SettingBoolean"));
  if (flag !== null) return flag ? 1 : 0;
  const text = ownText(element, "SettingString");
  return text === null ? null : unquoted(text);
}

/** Without a member: nobody, which is a setting. A name stands where the SID is missing. */
function userRight(element: XmlElement): UserRightFields | null {
  const right = ownText(element, "Name") ?? "";
  if (right === "") return null;
  const members: string[] = [];
  for (const member of childrenNamed(element, "Member", element.namespace)) {
    const sid = textOf(typed(member, "SID", TYPES)) ?? "";
    const name = textOf(typed(member, "Name", TYPES)) ?? "";
    if (sid !== "" || name !== "") members.push(sid === "" ? name : sid);
  }
  return { kind: "user-right", right, members };
}

function eventLog(element: XmlElement, say: Say): EventLogFields | null {
  const setting = ownText(element, "Name") ?? "";
  const log = ownText(element, "Log") ?? "";
  if (setting === "" || log === "") return null;
  const value = plainValue(element);
  if (value === null) {
    say("not-understood", { what: shown(`${log} ${setting}`) });
    return null;
  }
  return { kind: "event-log", log, setting, value };
}

/** A file, key or service whose SDDL has an `S:` part; `Auditing` and the flags beside it are not asked [V]. */
function securedObject(element: XmlElement, say: Say): SecurityDescriptorFields | null {
  const path = ownText(element, "Path") ?? ownText(element, "Name") ?? "";
  const sddl = textOf(typed(own(element, "SecurityDescriptor"), "SDDL", SECURITY_TYPES)) ?? "";
  if (sddl === "" || !sddl.includes("S:")) return null;
  if (sddl.length > LIMITS.descriptorBytes) {
    say("limit-exceeded", { what: "SDDL", limit: LIMITS.descriptorBytes });
    return null;
  }
  const parsed = parseSddl(sddl);
  if (!parsed.ok) {
    say("not-understood", { what: "SDDL", value: shown(sddl), why: parsed.message });
    return null;
  }
  const { sacl } = parsed.descriptor;
  if (sacl === null) return null;
  const { hive, rest } = splitRoot(path);
  return {
    kind: "security-descriptor",
    object: element.name === "Registry" && hive !== null ? `${hive}\\${rest}` : path,
    sacl: "read",
    protected: sacl.flags.includes("P"),
    aces: auditAces(sacl),
    sddl,
  };
}

/** "Extra Registry Settings": written where the reporting computer had no template for the value [V]. */
function registrySetting(element: XmlElement, say: Say): FieldsReading | null {
  const key = ownText(element, "KeyPath") ?? "";
  const command = ownText(element, "Command");
  if (command !== null) say("not-understood", { what: shown(key), value: shown(command) });
  const value = own(element, "Value");
  if (value === undefined || key === "") return null;
  const name = ownText(value, "Name") ?? "";
  const number = own(value, "Number");
  const text = own(value, "String");
  const place = { kind: "registry", hive: "HKLM", key, name } as const;
  if (isSecretName(name)) {
    say("secret-redacted", { what: name });
    return { fields: { ...place, type: "REG_SZ", value: null }, secret: text ?? number ?? value };
  }
  if (number !== undefined) {
    const read = unsigned(textOf(number) ?? "");
    if (read === null) say("not-understood", { what: shown(`${key}\\${name}`), value: shown(textOf(number) ?? "") });
    return { fields: { ...place, type: "REG_DWORD", value: read }, secret: undefined };
  }
  if (text !== undefined) return { fields: { ...place, type: "REG_SZ", value: textOf(text) ?? "" }, secret: undefined };
  const form = value.children.find((one) => one.name !== "Name")?.name ?? "nothing";
  say("not-understood", { what: shown(`${key}\\${name}`), value: shown(form) });
  return { fields: { ...place, type: null, value: null }, secret: undefined };
}
