/** [Registry Values] of a security template: `MACHINE\key\name=type,data` [MS-GPSB 2.2.5; formats.md 1.5]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { Hive, RegistryFields, RegistryValue } from "../../core/fact.ts";
import { trimField } from "../../text/decode.ts";
import { isSecretName } from "../../text/secrets.ts";

/** The roots of a template, and the names that people use for them. */
const ROOTS: ReadonlyMap<string, Hive> = new Map<string, Hive>([
  ["machine", "HKLM"],
  ["hklm", "HKLM"],
  ["hkey_local_machine", "HKLM"],
  ["users", "HKU"],
  ["hku", "HKU"],
  ["hkey_users", "HKU"],
  ["classes_root", "HKCR"],
  ["hkcr", "HKCR"],
  ["hkey_classes_root", "HKCR"],
  ["current_user", "HKCU"],
  ["hkcu", "HKCU"],
  ["hkey_current_user", "HKCU"],
]);

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["1", "REG_SZ"],
  ["2", "REG_EXPAND_SZ"],
  ["3", "REG_BINARY"],
  ["4", "REG_DWORD"],
  ["7", "REG_MULTI_SZ"],
]);

const WHY_ROOT = "its root is none of MACHINE, USERS, CLASSES_ROOT and CURRENT_USER";

/** The hive of a path and what follows it; no hive when the first part is none. */
export function mapRoot(path: string): { hive: Hive | null; rest: string } {
  const slash = path.indexOf("\\");
  // The longest root has 19 letters: a long first part is not looked up.
  const hive = slash > 0 && slash < 20 ? (ROOTS.get(path.slice(0, slash).toLowerCase()) ?? null) : null;
  return hive === null ? { hive, rest: path } : { hive, rest: path.slice(slash + 1) };
}

export interface RegistryReading {
  readonly fields: RegistryFields;
  readonly notes: readonly Omit<DiagnosticDraft, "offset">[];
  /** The data is a password: it is not in the fields and must not be cited either. */
  readonly secret: boolean;
}

/** `path` and `data` are the two sides of the first `=`. Total: what is not understood keeps its words. */
export function registryValue(path: string, data: string): RegistryReading {
  const { hive, rest } = mapRoot(trimField(path));
  const slash = rest.lastIndexOf("\\");
  const comma = data.indexOf(",");
  const written = trimField(comma < 0 ? data : data.slice(0, comma));
  const value = valueOf(written, comma < 0 ? null : trimField(data.slice(comma + 1)));
  const name = rest.slice(slash + 1);
  const key = slash < 0 ? "" : rest.slice(0, slash);
  const notes: Omit<DiagnosticDraft, "offset">[] = [];
  if (isSecretName(name)) {
    const fields: RegistryFields = { kind: "registry", hive, key, name, type: null, value: null };
    return { fields, notes: [{ code: "secret-redacted", data: { name } }], secret: true };
  }
  if (hive === null)
    notes.push({ code: "not-understood", data: { what: "registry path", value: shown(path), why: WHY_ROOT } });
  if (!value.understood) {
    notes.push({
      code: "not-understood",
      data: { what: "registry value", key: shown(name), type: shown(written), value: shown(data.slice(comma + 1)) },
    });
  }
  return {
    fields: {
      kind: "registry",
      hive,
      key,
      name,
      type: written === "" ? null : (TYPE_NAMES.get(written) ?? written),
      value: value.value,
    },
    notes,
    secret: false,
  };
}

interface Value {
  readonly value: RegistryValue | null;
  readonly understood: boolean;
}

/** `data` is null when the line has a type and no comma. */
function valueOf(type: string, data: string | null): Value {
  if (data === null) return type === "7" ? { value: [], understood: true } : { value: null, understood: false };
  if (type === "1" || type === "2") return { value: unquote(data), understood: true };
  if (type === "3") return binary(data);
  if (type === "4") return dword(data);
  if (type === "7") return { value: splitList(data), understood: true };
  return { value: data, understood: false };
}

/** One pair of enclosing quotes off. */
export function unquote(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** Decimal unless `0x`, given unsigned [MS-GPSB 2.2.5]. */
function dword(data: string): Value {
  const text = unquote(data);
  if (!/^(?:-?\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text)) return { value: null, understood: false };
  const number = Number(text);
  const inRange = number >= -(2 ** 31) && number < 2 ** 32;
  return inRange ? { value: number >>> 0, understood: true } : { value: null, understood: false };
}

/**
 * Comma separated bytes to lower-case hex. Whether they are decimal or hexadecimal is not settled [U]: `10` alone is
 * taken as decimal, as all numbers of a template are [S], and as hexadecimal when any item has a hexadecimal digit
 * or a leading zero. A single digit stays a single digit, for it is the same in both.
 */
function binary(data: string): Value {
  if (data === "") return { value: "", understood: true };
  const items = data.split(",").map((item) => trimField(item));
  if (items.at(-1) === "") items.pop();
  const [only] = items;
  if (items.length === 1 && only !== undefined && /^\d$/.test(only)) return { value: only, understood: true };
  const hexadecimal = items.some((item) => /^0\d$|[a-f]/i.test(item));
  const digits: string[] = [];
  for (const item of items) {
    if (!/^(?:0x)?[0-9a-f]{1,3}$/i.test(item)) return { value: data, understood: false };
    const byte = Number.parseInt(item, hexadecimal || /^0x/i.test(item) ? 16 : 10);
    if (!(byte <= 0xff)) return { value: data, understood: false };
    digits.push(byte.toString(16).padStart(2, "0"));
  }
  return { value: digits.join(""), understood: true };
}

/** Comma separated strings; a comma between quotes belongs to its string, and the quotes go. */
export function splitList(data: string): string[] {
  if (data === "") return [];
  const strings: string[] = [];
  let parts: string[] = [];
  let inside = false;
  let from = 0;
  for (let i = 0; i <= data.length; i += 1) {
    const character = data[i];
    if (character !== undefined && character !== '"' && (character !== "," || inside)) continue;
    parts.push(data.slice(from, i));
    from = i + 1;
    if (character === '"') {
      inside = !inside;
      continue;
    }
    strings.push(parts.join(""));
    parts = [];
  }
  return strings;
}

/** Enough of a hostile text to find it again. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
