/** Names of well-known trustees as Windows prints them, to SIDs [MS-DTYP 2.4.2.4]; a name that is not here is never guessed. */
import { normalSid } from "./sid.ts";

/** Everyone, by the language of the computer that printed it [K]. */
const EVERYONE = [
  "everyone",
  "jeder",
  "tout le monde",
  "todos",
  "iedereen",
  "все",
  "wszyscy",
  "alla",
  "alle",
  "kaikki",
  "herkes",
  "mindenki",
];

const ENGLISH = new Map<string, string>([
  ...EVERYONE.map((name): [string, string] => [name, "S-1-1-0"]),
  ["creator owner", "S-1-3-0"],
  ["creator group", "S-1-3-1"],
  ["owner rights", "S-1-3-4"],
  ["nt authority\\network", "S-1-5-2"],
  ["nt authority\\interactive", "S-1-5-4"],
  ["nt authority\\service", "S-1-5-6"],
  ["nt authority\\anonymous logon", "S-1-5-7"],
  ["nt authority\\enterprise domain controllers", "S-1-5-9"],
  ["nt authority\\self", "S-1-5-10"],
  ["nt authority\\authenticated users", "S-1-5-11"],
  ["nt authority\\restricted", "S-1-5-12"],
  ["nt authority\\system", "S-1-5-18"],
  ["nt authority\\local service", "S-1-5-19"],
  ["nt authority\\network service", "S-1-5-20"],
  ["builtin\\administrators", "S-1-5-32-544"],
  ["builtin\\users", "S-1-5-32-545"],
  ["builtin\\guests", "S-1-5-32-546"],
  ["builtin\\account operators", "S-1-5-32-548"],
  ["builtin\\server operators", "S-1-5-32-549"],
  ["builtin\\print operators", "S-1-5-32-550"],
  ["builtin\\backup operators", "S-1-5-32-551"],
  ["builtin\\pre-windows 2000 compatible access", "S-1-5-32-554"],
  ["builtin\\incoming forest trust builders", "S-1-5-32-557"],
  ["builtin\\windows authorization access group", "S-1-5-32-560"],
  ["builtin\\terminal server license servers", "S-1-5-32-561"],
]);

/**
 * A SID for a SID or a well-known name. `known` is false for a bare name that is not in the table: it may be `Everyone` in
 * a language that is not here. A name with its domain (`CORP\Audit`) is an account, kept as written.
 */
export function trusteeOfName(name: string): { readonly trustee: string; readonly known: boolean } {
  const trimmed = name.trim();
  const sid = normalSid(trimmed) ?? ENGLISH.get(trimmed.toLowerCase());
  if (sid !== undefined) return { trustee: sid, known: true };
  return { trustee: trimmed, known: /[\\@]/.test(trimmed) };
}
