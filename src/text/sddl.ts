/** Security descriptors as text: SDDL to fields and back [MS-DTYP 2.5.1; formats.md 6.1]. */
import { guidOf } from "../core/fact.ts";
import type { AceFields } from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import {
  aceFlagBits,
  aceFlagsOf,
  aceTypeOfToken,
  OPAQUE,
  parseMask,
  printMask,
  printTrustee,
  trusteeOf,
} from "./sddl-tokens.ts";

export interface Acl {
  /** `P`, `AR`, `AI`, `NO_ACCESS_CONTROL`, in this order. */
  readonly flags: readonly string[];
  readonly aces: readonly AceFields[];
  /** Present without a list: everybody may do everything, nothing is audited. */
  readonly nullAcl: boolean;
}

export interface SecurityDescriptor {
  /** SIDs; an alias only where its domain is unknown; null when the part is absent. */
  readonly owner: string | null;
  readonly group: string | null;
  /** Null: the input has no such part, which is not an empty list. */
  readonly dacl: Acl | null;
  readonly sacl: Acl | null;
  /** `OD GD DP DD SP SD DT SS DC SC DI SI PD PS RM SR` [MS-DTYP 2.4.6]. Text tells only those that follow from its parts. */
  readonly control: readonly string[];
}

export type SddlResult =
  | { readonly ok: true; readonly descriptor: SecurityDescriptor }
  | {
      readonly ok: false;
      readonly message: string;
      /** UTF-16 code units from the beginning of the text. */
      readonly offset: number;
    };

class Problem {
  readonly message: string;
  readonly offset: number;
  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}

interface Read<T> {
  readonly value: T;
  /** Where reading goes on. */
  readonly end: number;
}

const ACL_FLAGS = ["NO_ACCESS_CONTROL", "AR", "AI", "P"];
const PRINTED_ACL_FLAGS = ["P", "AR", "AI", "NO_ACCESS_CONTROL"];

/**
 * Parts in any order, each at most once, blanks between them. Aliases of a domain become SIDs when `domainSid` is given.
 * A condition keeps its words, with its parentheses; a resource attribute (`RA`) stands in `condition` as well.
 * A callback ACE without an expression has the condition `opaque`: it never looks unconditional.
 */
export function parseSddl(text: string, domainSid?: string): SddlResult {
  const trustees = new Map<string, string>();
  const acls = new Map<string, Acl>();
  let at = skipBlanks(text, 0);
  if (at === text.length) return failed(new Problem("no owner, group, DACL or SACL", 0));
  while (at < text.length) {
    if (!startsPart(text, at)) return failed(new Problem("expected O:, G:, D: or S:", at));
    const letter = text.charAt(at).toUpperCase();
    if (trustees.has(letter) || acls.has(letter)) return failed(new Problem(`${letter}: stands twice`, at));
    const start = skipBlanks(text, at + 2);
    if (letter === "O" || letter === "G") {
      const trustee = readPartTrustee(text, start, domainSid);
      if (trustee instanceof Problem) return failed(trustee);
      trustees.set(letter, trustee.value);
      at = trustee.end;
    } else {
      const acl = readAcl(text, start, domainSid);
      if (acl instanceof Problem) return failed(acl);
      acls.set(letter, acl.value);
      at = acl.end;
    }
    at = skipBlanks(text, at);
  }
  const dacl = acls.get("D") ?? null;
  const sacl = acls.get("S") ?? null;
  return {
    ok: true,
    descriptor: {
      owner: trustees.get("O") ?? null,
      group: trustees.get("G") ?? null,
      dacl,
      sacl,
      control: controlOf(dacl, sacl),
    },
  };
}

/** The inverse of {@link parseSddl}: parts in the order O G D S, GUIDs in lower case as Windows prints them. */
export function printSddl(descriptor: SecurityDescriptor): string {
  const { owner, group, dacl, sacl } = descriptor;
  return [
    owner === null ? "" : `O:${printTrustee(owner)}`,
    group === null ? "" : `G:${printTrustee(group)}`,
    dacl === null ? "" : `D:${printAcl(dacl)}`,
    sacl === null ? "" : `S:${printAcl(sacl)}`,
  ].join("");
}

/** The control bits that follow from the parts themselves, lowest bit first. */
function controlOf(dacl: Acl | null, sacl: Acl | null): string[] {
  const has = (acl: Acl | null, flag: string): boolean => acl?.flags.includes(flag) === true;
  const bits: [string, boolean][] = [
    ["DP", dacl !== null],
    ["SP", sacl !== null],
    ["DC", has(dacl, "AR")],
    ["SC", has(sacl, "AR")],
    ["DI", has(dacl, "AI")],
    ["SI", has(sacl, "AI")],
    ["PD", has(dacl, "P")],
    ["PS", has(sacl, "P")],
    ["SR", true],
  ];
  return bits.filter(([, set]) => set).map(([name]) => name);
}

function printAcl(acl: Acl): string {
  const flags = PRINTED_ACL_FLAGS.filter((flag) => acl.flags.includes(flag)).join("");
  return flags + acl.aces.map(printAce).join("");
}

function printAce(ace: AceFields): string {
  const fields = [
    ace.type,
    ace.flags.join(""),
    printMask(ace.mask, ace.type),
    ace.objectType?.toLowerCase() ?? "",
    ace.inheritedObjectType?.toLowerCase() ?? "",
    printTrustee(ace.trustee),
  ];
  if (ace.condition !== null) fields.push(ace.condition);
  return `(${fields.join(";")})`;
}

function failed({ message, offset }: Problem): SddlResult {
  return { ok: false, message, offset };
}

/** NUL and the byte order mark stand at the edges of captured fields. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0x00 || code === 0xfeff || code === 0xa0;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (end < text.length && isBlank(text.charCodeAt(end))) end += 1;
  return end;
}

function trimBlanks(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function startsPart(text: string, at: number): boolean {
  return at + 1 < text.length && text.charAt(at + 1) === ":" && "OGDS".includes(text.charAt(at).toUpperCase());
}

/** An owner or group has no delimiter: a SID ends where its numbers end, an alias has two letters. */
function readPartTrustee(text: string, at: number, domainSid?: string): Read<string> | Problem {
  const end = text.charAt(at + 1) === "-" ? endOfSid(text, at) : at + 2;
  const value = trusteeOf(text.slice(at, end), domainSid);
  return value === null ? new Problem("no SID and no known alias", at) : { value, end };
}

function endOfSid(text: string, at: number): number {
  const hex = /S-1-0x[0-9a-f]{1,12}/iy;
  hex.lastIndex = at;
  let end = hex.test(text) ? hex.lastIndex : at + 1;
  while (text.charAt(end) === "-" && isDigit(text.charCodeAt(end + 1))) {
    end += 1;
    while (isDigit(text.charCodeAt(end))) end += 1;
  }
  return end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function readAcl(text: string, start: number, domainSid?: string): Read<Acl> | Problem {
  const found = new Set<string>();
  let at = start;
  while (at < text.length && text.charAt(at) !== "(" && !startsPart(text, at)) {
    const flag = ACL_FLAGS.find((token) => text.slice(at, at + token.length).toUpperCase() === token);
    if (flag === undefined) return new Problem("no ACL flag (P, AR, AI, NO_ACCESS_CONTROL)", at);
    found.add(flag);
    at = skipBlanks(text, at + flag.length);
  }
  const nullAcl = found.has("NO_ACCESS_CONTROL");
  const aces: AceFields[] = [];
  while (text.charAt(at) === "(") {
    if (nullAcl) return new Problem("an ACE after NO_ACCESS_CONTROL", at);
    const ace = readAce(text, at, domainSid);
    if (ace instanceof Problem) return ace;
    aces.push(ace.value);
    at = skipBlanks(text, ace.end);
  }
  const flags = PRINTED_ACL_FLAGS.filter((flag) => found.has(flag));
  return { value: { flags, aces, nullAcl }, end: at };
}

/** Six fields without parentheses, then perhaps a seventh that has them. */
function readAce(text: string, open: number, domainSid?: string): Read<AceFields> | Problem {
  const fields: string[] = [];
  const starts: number[] = [];
  let at = open + 1;
  let condition: string | null = null;
  for (;;) {
    const start = at;
    while (at < text.length && !";()".includes(text.charAt(at))) at += 1;
    const delimiter = text.charAt(at);
    if (delimiter === "(" || delimiter === "") return new Problem("the ACE has no end", open);
    fields.push(trimBlanks(text, start, at));
    starts.push(start);
    at += 1;
    if (delimiter === ")") break;
    if (fields.length < 6) continue;
    const extra = readExtra(text, skipBlanks(text, at));
    if (extra instanceof Problem) return extra;
    condition = extra.value;
    at = extra.end;
    break;
  }
  if (fields.length < 6) return new Problem(`an ACE has six fields, this one ${fields.length}`, open);
  const value = aceOf(fields, starts, condition, domainSid);
  return value instanceof Problem ? value : { value, end: at };
}

/** The seventh field and the parenthesis behind it. */
function readExtra(text: string, start: number): Read<string> | Problem {
  const end = text.startsWith(OPAQUE, start) ? start + OPAQUE.length : endOfGroup(text, start);
  if (end instanceof Problem) return end;
  const close = skipBlanks(text, end);
  if (text.charAt(close) !== ")") return new Problem("expected the end of the ACE", close);
  return { value: text.slice(start, end), end: close + 1 };
}

/** Behind the parenthesis that closes the one at `start`. Strings have no escapes [MS-DTYP 2.5.1.1]. */
function endOfGroup(text: string, start: number): number | Problem {
  if (text.charAt(start) !== "(") return new Problem("expected an expression in parentheses", start);
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    if (quoted || (char !== "(" && char !== ")")) continue;
    depth += char === "(" ? 1 : -1;
    if (depth > LIMITS.conditionDepth) return new Problem(`parentheses deeper than ${LIMITS.conditionDepth}`, at);
    if (depth === 0) return at + 1;
  }
  return new Problem(quoted ? "a string has no end" : "an expression has no end", start);
}

function aceOf(
  fields: readonly string[],
  starts: readonly number[],
  extra: string | null,
  domainSid?: string,
): AceFields | Problem {
  const [typeText = "", flagText = "", maskText = "", objectText = "", inheritedText = "", trusteeText = ""] = fields;
  const wrong = (what: string, field: number): Problem => new Problem(what, starts[field] ?? 0);
  const type = aceTypeOfToken(typeText);
  if (type === null) return wrong("unknown ACE type", 0);
  const flags = aceFlagBits(flagText);
  if (flags === null) return wrong("unknown ACE flag", 1);
  const mask = parseMask(maskText);
  if (mask === null) return wrong("no rights and no 32-bit number", 2);
  const objectType = objectText === "" ? null : guidOf(objectText);
  if (objectText !== "" && (objectType === null || !type.object)) return wrong("no GUID can stand here", 3);
  const inheritedObjectType = inheritedText === "" ? null : guidOf(inheritedText);
  if (inheritedText !== "" && (inheritedObjectType === null || !type.object)) return wrong("no GUID can stand here", 4);
  const trustee = trusteeText === "" && type.extra === "unknown" ? "" : trusteeOf(trusteeText, domainSid);
  if (trustee === null) return wrong("no SID and no known alias", 5);
  if (extra !== null && type.extra === "none") return wrong("an ACE of this type has six fields", 5);
  const condition = extra ?? (type.extra === "condition" || type.extra === "unknown" ? OPAQUE : null);
  return { type: type.token, flags: aceFlagsOf(flags), mask, trustee, objectType, inheritedObjectType, condition };
}
