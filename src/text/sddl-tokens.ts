/** The tokens of SDDL. The same letters mean different things in different fields [MS-DTYP 2.4.4.1, 2.5.1.1; formats.md 6.1]. */
import type { AceFields } from "../core/fact.ts";
import { normalSid } from "./sid.ts";

/** A condition or resource attribute that is there and was not, or could not be, put into words. */
export const OPAQUE = "opaque";

export interface AceType {
  readonly code: number;
  /** As in {@link AceFields}. */
  readonly token: string;
  /** Carries object flags and up to two GUIDs. */
  readonly object: boolean;
  /** `condition`: callback ACEs, whose effect depends on an expression; `attribute`: a claim; `unknown`: nothing known. */
  readonly extra: "none" | "condition" | "attribute" | "unknown";
}

/** XU is 0x0D and ZA 0x0B: the table of [MS-DTYP 2.5.1.1] has them swapped, the one of 2.4.4.1 is right. */
const KNOWN_TYPES: readonly AceType[] = [
  { code: 0x00, token: "A", object: false, extra: "none" },
  { code: 0x01, token: "D", object: false, extra: "none" },
  { code: 0x02, token: "AU", object: false, extra: "none" },
  { code: 0x03, token: "AL", object: false, extra: "none" },
  { code: 0x05, token: "OA", object: true, extra: "none" },
  { code: 0x06, token: "OD", object: true, extra: "none" },
  { code: 0x07, token: "OU", object: true, extra: "none" },
  { code: 0x08, token: "OL", object: true, extra: "none" },
  { code: 0x09, token: "XA", object: false, extra: "condition" },
  { code: 0x0a, token: "XD", object: false, extra: "condition" },
  { code: 0x0b, token: "ZA", object: true, extra: "condition" },
  // Denied and audit callback object: SDDL has no letters for them.
  { code: 0x0c, token: "0x0C", object: true, extra: "condition" },
  { code: 0x0d, token: "XU", object: false, extra: "condition" },
  { code: 0x0f, token: "0x0F", object: true, extra: "condition" },
  { code: 0x11, token: "ML", object: false, extra: "none" },
  { code: 0x12, token: "RA", object: false, extra: "attribute" },
  { code: 0x13, token: "SP", object: false, extra: "none" },
  { code: 0x14, token: "TL", object: false, extra: "none" },
  { code: 0x15, token: "FL", object: false, extra: "condition" },
];

const TYPE_BY_CODE = new Map(KNOWN_TYPES.map((type) => [type.code, type]));
const TYPE_BY_TOKEN = new Map(KNOWN_TYPES.map((type) => [type.token.toUpperCase(), type]));

export function aceTypeOfCode(code: number): AceType {
  const token = `0x${code.toString(16).toUpperCase().padStart(2, "0")}`;
  return TYPE_BY_CODE.get(code) ?? { code, token, object: false, extra: "unknown" };
}

/** Letters in any case, or `0x` and two digits. */
export function aceTypeOfToken(token: string): AceType | null {
  if (/^0x[0-9a-f]{2}$/i.test(token)) return aceTypeOfCode(Number(token));
  return TYPE_BY_TOKEN.get(token.toUpperCase()) ?? null;
}

/** Types that make audit events. 0x0F is the audit callback object ACE. */
export const AUDIT_TYPES: ReadonlySet<string> = new Set(["AU", "OU", "XU", "0x0F"]);

type Bits = readonly (readonly [token: string, bits: number])[];

/** In the order of {@link AceFields.flags}; `CR` (critical) [K]. */
const ACE_FLAGS: Bits = [
  ["OI", 0x01],
  ["CI", 0x02],
  ["NP", 0x04],
  ["IO", 0x08],
  ["ID", 0x10],
  ["CR", 0x20],
  ["SA", 0x40],
  ["FA", 0x80],
];
/** Bit 0x40 of types that do not audit is also written `TP` [K]; it is one bit and is given back as `SA`. */
const ACE_FLAG_BITS = new Map<string, number>([...ACE_FLAGS, ["TP", 0x40]]);

export function aceFlagsOf(bits: number): string[] {
  return ACE_FLAGS.filter(([, bit]) => (bits & bit) !== 0).map(([token]) => token);
}

/** Null when a token is no ACE flag. */
export function aceFlagBits(text: string): number | null {
  return sumOfTokens(text, ACE_FLAG_BITS);
}

/** Single bits, in the order in which they are printed. GENERIC_WRITE is 0x40000000; [MS-DTYP 2.4.3] lacks a digit in one place. */
const SINGLE_RIGHTS: Bits = [
  ["CC", 0x1],
  ["DC", 0x2],
  ["LC", 0x4],
  ["SW", 0x8],
  ["RP", 0x10],
  ["WP", 0x20],
  ["DT", 0x40],
  ["LO", 0x80],
  ["CR", 0x100],
  ["SD", 0x10000],
  ["RC", 0x20000],
  ["WD", 0x40000],
  ["WO", 0x80000],
  ["GA", 0x1000_0000],
  ["GR", 0x8000_0000],
  ["GW", 0x4000_0000],
  ["GX", 0x2000_0000],
];
/** Mandatory label policy; the letters stand in ML ACEs only. */
const LABEL_RIGHTS: Bits = [
  ["NW", 0x1],
  ["NR", 0x2],
  ["NX", 0x4],
];
const RIGHT_BITS = new Map<string, number>([
  ...SINGLE_RIGHTS,
  ...LABEL_RIGHTS,
  ["FA", 0x1f01ff],
  ["FR", 0x120089],
  ["FW", 0x120116],
  ["FX", 0x1200a0],
  ["KA", 0xf003f],
  ["KR", 0x20019],
  ["KW", 0x20006],
  ["KX", 0x20019],
]);

/** Two-letter tokens, or one number: `0x` hexadecimal, leading `0` octal, else decimal. Null when neither. */
export function parseMask(text: string): number | null {
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39)) return sumOfTokens(text, RIGHT_BITS);
  if (text.length > 12) return null;
  const value = /^0x[0-9a-f]+$/i.test(text)
    ? Number(text)
    : /^0[0-7]*$/.test(text)
      ? Number.parseInt(text, 8)
      : /^[1-9]\d*$/.test(text)
        ? Number(text)
        : Number.NaN;
  return value <= 0xffff_ffff ? value : null;
}

/** Tokens in the order of the directory when every bit has letters, else `0x` and digits. */
export function printMask(mask: number, type: string): string {
  const table = type === "ML" ? LABEL_RIGHTS : SINGLE_RIGHTS;
  let rest = mask;
  let text = "";
  for (const [token, bit] of table) {
    if ((mask & bit) === 0) continue;
    text += token;
    rest -= bit;
  }
  return rest === 0 ? text : `0x${mask.toString(16)}`;
}

function sumOfTokens(text: string, table: ReadonlyMap<string, number>): number | null {
  let sum = 0;
  for (let at = 0; at < text.length; at += 2) {
    const bits = table.get(text.slice(at, at + 2).toUpperCase());
    if (bits === undefined) return null;
    sum |= bits;
  }
  return sum >>> 0;
}

/** Aliases with one meaning everywhere. */
const FIXED_ALIASES: Readonly<Record<string, string>> = {
  WD: "S-1-1-0",
  CO: "S-1-3-0",
  CG: "S-1-3-1",
  OW: "S-1-3-4",
  NU: "S-1-5-2",
  IU: "S-1-5-4",
  SU: "S-1-5-6",
  AN: "S-1-5-7",
  ED: "S-1-5-9",
  PS: "S-1-5-10",
  AU: "S-1-5-11",
  RC: "S-1-5-12",
  SY: "S-1-5-18",
  LS: "S-1-5-19",
  NS: "S-1-5-20",
  WR: "S-1-5-33",
  UD: "S-1-5-84-0-0-0-0-0",
  AC: "S-1-15-2-1",
  LW: "S-1-16-4096",
  ME: "S-1-16-8192",
  MP: "S-1-16-8448",
  HI: "S-1-16-12288",
  SI: "S-1-16-16384",
};
const BUILTIN_ALIASES =
  "BA544 BU545 BG546 PU547 AO548 SO549 PO550 BO551 RE552 RU554 RD555 NO556 MU558 LU559 IS568 CY569 ER573 CD574 RA575 ES576 MS577 HA578 AA579 RM580";
/** Read and never written: not every Windows knows them [K]. */
const READ_ONLY_ALIASES = { AS: "S-1-18-1", SS: "S-1-18-2", HO: "S-1-5-32-584" };

/** Relative to the domain, or for LA and LG to the machine; AP and KA [K]. */
const DOMAIN_ALIASES = new Map(
  "LA500 LG501 DA512 DU513 DG514 DC515 DD516 CA517 PA520 CN522 AP525 KA526 RS553"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), entry.slice(2)]),
);
/** Relative to the root of the forest, which the domain of the descriptor need not be; EK [K]. */
const FOREST_ALIASES: ReadonlySet<string> = new Set(["RO", "SA", "EA", "EK"]);

const PRINTED_ALIASES = new Map<string, string>([
  ...Object.entries(FIXED_ALIASES),
  ...BUILTIN_ALIASES.split(" ").map((entry): [string, string] => [entry.slice(0, 2), `S-1-5-32-${entry.slice(2)}`]),
]);
const SID_OF_ALIAS = new Map<string, string>([...PRINTED_ALIASES, ...Object.entries(READ_ONLY_ALIASES)]);
const ALIAS_OF_SID = new Map([...PRINTED_ALIASES].map(([alias, sid]) => [sid, alias]));

/**
 * A SID for a SID or an alias; the alias itself, upper case, where its domain is not known; null when it is neither.
 * Aliases of the forest's root domain (EA, SA, RO) stay aliases: the SID of one domain does not tell the root's.
 */
export function trusteeOf(text: string, domainSid?: string): string | null {
  if (text.length !== 2) return normalSid(text);
  const alias = text.toUpperCase();
  const rid = DOMAIN_ALIASES.get(alias);
  if (rid !== undefined) return domainSid === undefined ? alias : (normalSid(`${domainSid}-${rid}`) ?? alias);
  return SID_OF_ALIAS.get(alias) ?? (FOREST_ALIASES.has(alias) ? alias : null);
}

/** The alias that every Windows prints for a SID, else the SID. */
export function printTrustee(trustee: AceFields["trustee"]): string {
  return ALIAS_OF_SID.get(trustee) ?? trustee;
}
