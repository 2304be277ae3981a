/** `gPLink`, `gPCWQLFilter` and `msWMI-Parm2`: how the directory writes links and filters [MS-GPOL 2.2.2, 2.2.4, 2.2.5; formats.md 8.1]. */
import { guidOf } from "../../core/fact.ts";
import type { Guid } from "../../core/fact.ts";
import { domainOfDn, splitDn } from "../../text/distinguished-name.ts";

export interface GpLink {
  /** Null when the name carries no GUID. */
  readonly gpo: Guid | null;
  /** DNS name of the GPO's domain, which need not be the container's. */
  readonly domain: string | null;
  /** 1 wins: the last link written. */
  readonly order: number;
  readonly enabled: boolean;
  /** As written; a disabled link is not enforced by it. */
  readonly enforced: boolean;
  /** Bits without a known meaning; 0 without. */
  readonly unknownBits: number;
  /** Half-open in the value, brackets included. */
  readonly start: number;
  readonly end: number;
}

export interface GpLinks {
  /** As written, strongest last. Pairs without a GPO are left out and do not count in the order. */
  readonly links: readonly GpLink[];
  readonly empty: readonly number[];
  /** The first thing that is neither a link nor a blank. */
  readonly problem: { readonly message: string; readonly offset: number; readonly truncated: boolean } | null;
}

const DISABLED = 1;
const ENFORCED = 2;

/** `[LDAP://<DN>;<options>]…`; linear. */
export function parseGpLink(value: string): GpLinks {
  const links: Omit<GpLink, "order">[] = [];
  const empty: number[] = [];
  let problem: GpLinks["problem"] = null;
  let at = 0;
  while (at < value.length) {
    const char = value.charAt(at);
    if (char !== "[") {
      if (char.trim() !== "" && char !== "\0") problem ??= { message: "no link", offset: at, truncated: false };
      at += 1;
      continue;
    }
    const end = endOfLink(value, at);
    if (end === null) {
      problem ??= { message: "a link without its end", offset: at, truncated: true };
      break;
    }
    const link = linkOf(value, at, end);
    if (link === "empty") empty.push(at);
    else if (link === null) problem ??= { message: "a link without its options", offset: at, truncated: false };
    else links.push(link);
    at = end;
  }
  const ordered = links.map((link, index) => ({ ...link, order: links.length - index }));
  return { links: ordered, empty, problem };
}

/** Behind the `]`; a backslash protects the next character. */
function endOfLink(value: string, open: number): number | null {
  for (let at = open + 1; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "]") return at + 1;
  }
  return null;
}

function linkOf(value: string, start: number, end: number): Omit<GpLink, "order"> | "empty" | null {
  const inner = value.slice(start + 1, end - 1);
  const semicolon = inner.lastIndexOf(";");
  const path = (semicolon < 0 ? inner : inner.slice(0, semicolon)).trim();
  const dn = path.replace(/^LDAP:\/\//i, "");
  if (dn === "") return "empty";
  const digits = inner.slice(semicolon + 1).trim();
  if (semicolon < 0 || !/^\d{1,10}$/.test(digits)) return null;
  const options = Number(digits);
  const [first] = splitDn(dn);
  return {
    gpo: first?.type === "cn" ? guidOf(first.value) : null,
    domain: domainOfDn(dn),
    enabled: options % 2 !== DISABLED,
    enforced: Math.floor(options / ENFORCED) % 2 === 1,
    unknownBits: options - (options % 4),
    start,
    end,
  };
}

/** `[<domain>;{GUID};0]`; null for another form. */
export function parseWqlFilterLink(value: string): { readonly id: Guid; readonly domain: string } | null {
  const parts = /^\[([^;\]]*);([^;\]]*);[^;\]]*\]$/.exec(value.trim());
  const id = guidOf(parts?.[2] ?? "");
  return id === null ? null : { id, domain: parts?.[1] ?? "" };
}

export interface WmiQueries {
  readonly queries: readonly string[];
  /** Left out when every query asks `root\CIMv2`. */
  readonly namespaces?: readonly string[];
}

/**
 * The WQL texts of `n;` and for each query `<lengths of language, namespace, query>;WQL;<namespace>;<query>;` [K].
 * Null for another form.
 */
export function parseWmiQueries(value: string): WmiQueries | null {
  const head = /^\s*(\d{1,4});/.exec(value);
  if (head === null) return null;
  const queries: string[] = [];
  const namespaces: string[] = [];
  let at = head[0].length;
  for (let count = Number(head[1]); count > 0; count -= 1) {
    const frame = /(\d{1,5});(\d{1,5});(\d{1,9});/y;
    frame.lastIndex = at;
    const lengths = frame.exec(value);
    if (lengths === null) return null;
    const language = frame.lastIndex + Number(lengths[1]);
    const namespace = language + 1 + Number(lengths[2]);
    const query = namespace + 1 + Number(lengths[3]);
    if ([language, namespace, query].some((place) => value.charAt(place) !== ";")) return null;
    namespaces.push(value.slice(language + 1, namespace));
    queries.push(value.slice(namespace + 1, query));
    at = query + 1;
  }
  return value.slice(at).trim() === "" ? withNamespaces(queries, namespaces) : null;
}

/** The namespace in which filters are written is not said again with every one. */
export function withNamespaces(queries: readonly string[], namespaces: readonly string[]): WmiQueries {
  const usual = namespaces.every((namespace) => namespace.trim().toLowerCase() === "root\\cimv2");
  return usual ? { queries } : { queries, namespaces };
}
