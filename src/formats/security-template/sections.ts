/** Entries of a security template, one line at a time, to the fields they carry [MS-GPSB 2.2; formats.md 1.5]. */
import { LEGACY_CATEGORIES } from "../../core/audit-policy.ts";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type {
  AccountPolicyFields,
  EventLogFields,
  LegacyCategoryFields,
  SecurityDescriptorFields,
  UserRightFields,
} from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { isEdge, trimField } from "../../text/decode.ts";
import { parseSddl } from "../../text/sddl.ts";
import { auditAces } from "../../text/security-descriptor.ts";
import { mapRoot, shown, splitList, unquote } from "./registry-value.ts";

/** What one entry gives: its fields, or null where there is nothing to keep, and what is wrong with it. */
export interface EntryReading<F> {
  readonly fields: F | null;
  readonly note: Omit<DiagnosticDraft, "offset"> | null;
}

const CATEGORY_KEYS: ReadonlySet<string> = new Set(LEGACY_CATEGORIES.map((name) => name.toLowerCase()));

/** Said of what a client cannot read in [Event Audit] [S: MS-GPSB 3.2.5.6]. */
const WHY = "clients stop reading [Event Audit] there";

/** [Event Audit]: 0 and 4 none, 1 success, 2 failure, 3 both [MS-GPSB 2.2.4]. */
export function legacyCategory(key: string, value: string): EntryReading<LegacyCategoryFields> {
  if (!CATEGORY_KEYS.has(key.toLowerCase())) {
    return { fields: null, note: { code: "not-understood", data: { what: "Event Audit", key: shown(key), why: WHY } } };
  }
  const understood = /^[0-4]$/.test(value);
  return {
    fields: { kind: "legacy-category", category: key, value: understood ? Number(value) : null },
    note: understood
      ? null
      : { code: "not-understood", data: { what: "Event Audit", key, value: shown(value), why: WHY } },
  };
}

/** [Privilege Rights]: SIDs lose their star, names stay; nobody is a setting. */
export function userRight(key: string, value: string): UserRightFields {
  const members: string[] = [];
  for (const item of splitList(value)) {
    const name = trimField(item);
    if (name !== "") members.push(name.startsWith("*") ? name.slice(1) : name);
  }
  return { kind: "user-right", right: key, members };
}

/** [System Log], [Security Log], [Application Log]; `MaximumLogSize` is in KB [MS-GPSB 2.2.3]. */
export function eventLog(log: string, key: string, value: string): EventLogFields {
  return { kind: "event-log", log, setting: key, value: numberOrText(value) };
}

export const SYSTEM_ACCESS = "System Access";
export const KERBEROS_POLICY = "Kerberos Policy";

/** [MS-GPSB 2.2.1.3]. */
const KERBEROS_SETTINGS: ReadonlySet<string> = new Set([
  "maxticketage",
  "maxrenewage",
  "maxserviceage",
  "maxclockskew",
  "ticketvalidateclient",
]);

/** The section whose setting this is. */
export function accountSection(setting: string): string {
  return KERBEROS_SETTINGS.has(setting.toLowerCase()) ? KERBEROS_POLICY : SYSTEM_ACCESS;
}

/** [System Access] and [Kerberos Policy]; a setting of the one in the other is read by nobody. */
export function accountPolicy(section: string, key: string, value: string): EntryReading<AccountPolicyFields> {
  if (accountSection(key) !== section) {
    return { fields: null, note: { code: "not-understood", data: { what: section, key: shown(key) } } };
  }
  return { fields: { kind: "account-policy", section, setting: key, value: numberOrText(value) }, note: null };
}

/** A decimal number, signed as `LockoutDuration = -1` is; a text without its quotes. */
function numberOrText(value: string): number | string {
  return /^-?\d{1,10}$/.test(value) ? Number(value) + 0 : unquote(value);
}

/**
 * A line of [Registry Keys], [File Security] or [Service General Setting]: `"object",mode,"SDDL"`
 * [MS-GPSB 2.2.7 to 2.2.9]. Either of the texts may stand without quotes. No fields without SDDL: the entry
 * then sets a startup mode only.
 */
export function securedObject(line: string): EntryReading<SecurityDescriptorFields> {
  const parts = objectParts(line);
  if (parts === null)
    return {
      fields: null,
      note: { code: "malformed", data: { message: 'an entry that is not "object",mode,"SDDL"' } },
    };
  const { object, sddl } = parts;
  if (sddl === "") return { fields: null, note: null };
  if (sddl.length > LIMITS.descriptorBytes) {
    return { fields: null, note: { code: "limit-exceeded", data: { what: "SDDL", limit: LIMITS.descriptorBytes } } };
  }
  const parsed = parseSddl(sddl);
  if (!parsed.ok) {
    return {
      fields: null,
      note: { code: "not-understood", data: { what: "SDDL", object: shown(object), why: parsed.message } },
    };
  }
  const { sacl } = parsed.descriptor;
  const fields: SecurityDescriptorFields = {
    kind: "security-descriptor",
    object: registryObject(object),
    // Without an S: part the entry says nothing of the SACL; what the client then does to an existing one is [U].
    sacl: sacl === null ? "not-read" : "read",
    protected: sacl === null ? null : sacl.flags.includes("P"),
    aces: auditAces(sacl),
    sddl,
  };
  return { fields, note: null };
}

/** `MACHINE\…` as `HKLM\…`; paths of files and names of services stay as written. */
function registryObject(object: string): string {
  const { hive, rest } = mapRoot(object);
  return hive === null ? object : `${hive}\\${rest}`;
}

function objectParts(line: string): { object: string; sddl: string } | null {
  let end = line.length;
  while (end > 0 && isEdge(line.charCodeAt(end - 1))) end -= 1;
  let start = 0;
  while (start < end && isEdge(line.charCodeAt(start))) start += 1;
  const quoted = line[start] === '"';
  const close = line.indexOf(quoted ? '"' : ",", start + 1);
  if (close < 0) return null;
  const object = trimField(line.slice(quoted ? start + 1 : start, close));
  const first = quoted ? line.indexOf(",", close + 1) : close;
  const second = first < 0 ? -1 : line.indexOf(",", first + 1);
  if (second < 0 || second >= end) return null;
  const between = quoted ? trimField(line.slice(close + 1, first)) : "";
  if (object === "" || between !== "" || !/^\d$/.test(trimField(line.slice(first + 1, second)))) return null;
  return { object, sddl: trimField(unquote(trimField(line.slice(second + 1, end)))) };
}
