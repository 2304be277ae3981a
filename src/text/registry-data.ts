/** Registry values in bytes and words: types, data, roots [MS-GPREG 2.2.1; formats.md 5]. */
import type { Hive, RegistryValue } from "../core/fact.ts";
import { hexOf, utf16At } from "./bytes.ts";
import { decode } from "./decode.ts";

const TYPE_NAMES: readonly string[] = [
  "REG_NONE",
  "REG_SZ",
  "REG_EXPAND_SZ",
  "REG_BINARY",
  "REG_DWORD",
  "REG_DWORD_BIG_ENDIAN",
  "REG_LINK",
  "REG_MULTI_SZ",
  "REG_RESOURCE_LIST",
  "REG_FULL_RESOURCE_DESCRIPTOR",
  "REG_RESOURCE_REQUIREMENTS_LIST",
  "REG_QWORD",
];

/** `REG_DWORD` for 4; an unknown type keeps its number. */
export function registryTypeName(type: number): string {
  return TYPE_NAMES[type] ?? String(type);
}

export function isRegistryTypeName(name: string): boolean {
  return TYPE_NAMES.includes(name);
}

/** Of types that are neither text nor number: the digits. Null when the size does not fit the type. */
export function registryData(type: number, data: Uint8Array, strings: "utf-16" | "ansi"): RegistryValue | null {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  switch (type) {
    case 1:
    case 2: {
      const units = stringsOf(data, strings);
      return units === null ? null : units.join("\0");
    }
    case 4:
    case 5:
      return data.length === 4 ? view.getUint32(0, type === 4) : null;
    case 7:
      return stringsOf(data, strings);
    case 11:
      return data.length === 8 ? quadWord(view.getBigUint64(0, true)) : null;
    default:
      return hexOf(data);
  }
}

/** Up to 2^53-1 a number, else its decimal digits. */
export function quadWord(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}

/** What stands between the NULs, without those at the end. */
function stringsOf(data: Uint8Array, strings: "utf-16" | "ansi"): string[] | null {
  if (strings === "utf-16" && data.length % 2 !== 0) return null;
  let text = "";
  if (strings === "utf-16") {
    text = utf16At(data, 0, data.length);
  } else {
    // Each string is decoded alone: NULs between them would make UTF-16 of short ones.
    let from = 0;
    for (let at = 0; at <= data.length; at += 1) {
      if (at < data.length && data[at] !== 0) continue;
      text += decode(data.subarray(from, at)).text + (at < data.length ? "\0" : "");
      from = at + 1;
    }
  }
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  return end === 0 ? [] : text.slice(0, end).split("\0");
}

const ROOTS: ReadonlyMap<string, Hive> = new Map<string, Hive>([
  ["HKEY_LOCAL_MACHINE", "HKLM"],
  ["HKLM", "HKLM"],
  ["HKEY_CURRENT_USER", "HKCU"],
  ["HKCU", "HKCU"],
  ["HKEY_USERS", "HKU"],
  ["HKU", "HKU"],
  ["HKEY_CLASSES_ROOT", "HKCR"],
  ["HKCR", "HKCR"],
]);

/** The longest root has 19 letters: a longer first part is not looked up. */
const ROOT_LETTERS = 20;

/** The root of a path and what follows it; a path of another root stays whole. */
export function splitHive(path: string): { readonly hive: Hive | null; readonly key: string } {
  const slash = path.indexOf("\\");
  const first = slash < 0 ? path : path.slice(0, slash);
  const hive = first.length < ROOT_LETTERS ? (ROOTS.get(first.toUpperCase()) ?? null) : null;
  if (hive === null) return { hive, key: path };
  return { hive, key: slash < 0 ? "" : path.slice(slash + 1) };
}

/** The engine keeps a whole text alive for a slice of it: a fact of a few words must not hold its file. */
export function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/** Enough of a hostile text to find it again. */
export function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
