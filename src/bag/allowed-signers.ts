/** The file of ssh-keygen(1), ALLOWED SIGNERS: who may sign what with which key, and when. It never comes from the bag. */
import { parsePublicKey } from "./ssh-public-key.ts";

export interface AllowedSigner {
  readonly line: number;
  /** Patterns. */
  readonly principals: string;
  /** Null: any namespace. */
  readonly namespaces: string | null;
  /** Milliseconds since 1970; null: no limit. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
  readonly authority: boolean;
  readonly blob: Buffer;
}

export interface AllowedSigners {
  readonly signers: readonly AllowedSigner[];
  /** Lines that allow nobody, with the reason. */
  readonly faults: readonly string[];
}

export function parseAllowedSigners(text: string): AllowedSigners {
  const signers: AllowedSigner[] = [];
  const faults: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const signer = parseLine(line, index + 1);
    if (typeof signer === "string") faults.push(`line ${index + 1} allows nobody: ${signer}`);
    else signers.push(signer);
  }
  return { signers, faults };
}

const KEY_TYPE = /^(?:ssh-|ecdsa-sha2-|sk-)[\w@.-]+$/;

function parseLine(text: string, line: number): AllowedSigner | string {
  const words = wordsOf(text);
  if (words === null) return "a quote is not closed";
  const [principals = "", second = ""] = words;
  const options = KEY_TYPE.test(second) ? "" : second;
  const [type = "", base64 = ""] = words.slice(options === "" ? 1 : 2);
  if (!KEY_TYPE.test(type)) return "it has no key";
  const read = readOptions(options);
  if (typeof read === "string") return read;
  try {
    const key = parsePublicKey(Buffer.from(base64, "base64"));
    if (key.type !== type) return "the key is of another type than the line says";
    return { line, principals: principals.replaceAll('"', ""), ...read, blob: key.blob };
  } catch (error) {
    return `the key ${error instanceof Error ? error.message : "cannot be read"}`;
  }
}

/** Split at blanks outside of quotes; quotes are kept. Null: one is open at the end. */
function wordsOf(text: string): string[] | null {
  if (text.split('"').length % 2 === 0) return null;
  return text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
}

type Options = Pick<AllowedSigner, "namespaces" | "validAfter" | "validBefore" | "authority">;

function readOptions(text: string): Options | string {
  const seen = new Map<string, string>();
  for (const [, name = "", , value] of text.matchAll(/([^=,]+)(="([^"]*)")?(?:,|$)/g)) {
    if (seen.has(name.toLowerCase())) return `the option ${name} stands twice`;
    seen.set(name.toLowerCase(), value ?? "");
  }
  const rebuilt = [...seen].reduce(
    (sum, [name, value]) => sum + name.length + (value === "" ? 0 : value.length + 3),
    0,
  );
  if (text !== "" && rebuilt + seen.size - 1 !== text.length) return "its options cannot be understood";
  for (const [name, value] of seen) {
    if (!["cert-authority", "namespaces", "valid-after", "valid-before"].includes(name))
      return `the option ${name} is not known`;
    if ((name === "cert-authority") !== (value === "")) return `the option ${name} has no such value`;
  }
  const after = seen.get("valid-after");
  const before = seen.get("valid-before");
  const validAfter = after === undefined ? null : momentOf(after);
  const validBefore = before === undefined ? null : momentOf(before);
  if (Number.isNaN(validAfter) || Number.isNaN(validBefore)) return "a time is not YYYYMMDD[HHMM[SS]][Z]";
  if (validAfter !== null && validBefore !== null && validBefore <= validAfter) return "its time ends before it begins";
  return { namespaces: seen.get("namespaces") ?? null, validAfter, validBefore, authority: seen.has("cert-authority") };
}

/** As ssh-keygen reads it: without a Z in the time zone of the machine. NaN for what is no time. */
function momentOf(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z)?$/.exec(text);
  if (match === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // A Date turns the 30th of February into the 2nd of March.
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== day || utc.getUTCHours() !== hour) return Number.NaN;
  return match[7] === undefined ? new Date(year, month - 1, day, hour, minute, second).getTime() : utc.getTime();
}

/** Whether a list of patterns allows the name: `*`, `?`, and `!` before one that forbids it whatever else allows. */
export function matchesList(name: string, list: string): boolean {
  let allowed = false;
  for (const word of list.split(",")) {
    const forbids = word.startsWith("!");
    if (!matchesPattern(name, forbids ? word.slice(1) : word)) continue;
    if (forbids) return false;
    allowed = true;
  }
  return allowed;
}

/** In time that grows with the product of the lengths, whatever the pattern. */
function matchesPattern(name: string, pattern: string): boolean {
  let [at, position, star, retry] = [0, 0, -1, 0];
  while (at < name.length) {
    const mark = pattern[position];
    if (mark === "*") {
      star = position;
      retry = at;
      position += 1;
    } else if (mark !== undefined && (mark === "?" || mark === name[at])) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      retry += 1;
      at = retry;
      position = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[position] === "*") position += 1;
  return position === pattern.length;
}
