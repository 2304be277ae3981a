/** Texts that name accounts and groups, in one spelling: distinguished names, SIDs, letters of SDDL. */
import { splitDn } from "../text/distinguished-name.ts";
import { normalSid } from "../text/sid.ts";

export function isDn(text: string): boolean {
  return /^(?:cn|ou|dc)=/i.test(text);
}

/** The same for all ways to write and escape a name. */
export function dnKey(dn: string): string {
  return splitDn(dn)
    .map(({ type, value }) => `${type}=${value.toLowerCase()}`)
    .join("\n");
}

/** The domain of `name.corp.example`, lower case. */
export function domainPart(name: string): string | null {
  const at = name.indexOf(".");
  return at < 0 ? null : name.slice(at + 1).toLowerCase();
}

/** Every domain has its own built-in groups, and all have the same SIDs. */
export function builtinKey(sid: string, domain: string | null): string {
  return sid.startsWith("S-1-5-32-") ? `${sid} of ${domain ?? ""}` : sid;
}

/** RIDs of groups that Windows makes in `CN=Users`; their English names. Other languages have others, and stay unknown. */
const USERS: Readonly<Record<string, number>> = {
  "enterprise read-only domain controllers": 498,
  "domain admins": 512,
  "domain users": 513,
  "domain guests": 514,
  "domain computers": 515,
  "domain controllers": 516,
  "cert publishers": 517,
  "schema admins": 518,
  "enterprise admins": 519,
  "group policy creator owners": 520,
  "read-only domain controllers": 521,
  "cloneable domain controllers": 522,
  "protected users": 525,
  "key admins": 526,
  "enterprise key admins": 527,
  "ras and ias servers": 553,
  "allowed rodc password replication group": 571,
  "denied rodc password replication group": 572,
};
const BUILTIN: Readonly<Record<string, number>> = {
  administrators: 544,
  users: 545,
  guests: 546,
  "account operators": 548,
  "server operators": 549,
  "print operators": 550,
  "backup operators": 551,
  replicator: 552,
  "pre-windows 2000 compatible access": 554,
  "windows authorization access group": 560,
};

/** Null for any other name, and without the domain's SID for a group of the domain. */
export function wellKnownSidOf(dn: string, domainSid: string | null): string | null {
  const [first, second, third] = splitDn(dn);
  if (first?.type !== "cn" || second?.type !== "cn" || third?.type !== "dc") return null;
  const name = first.value.toLowerCase();
  const container = second.value.toLowerCase();
  const builtin = container === "builtin" && Object.hasOwn(BUILTIN, name) ? BUILTIN[name] : undefined;
  if (builtin !== undefined) return `S-1-5-32-${builtin}`;
  const rid = container === "users" && Object.hasOwn(USERS, name) ? USERS[name] : undefined;
  return rid === undefined || domainSid === null ? null : `${domainSid}-${rid}`;
}

/** Letters of SDDL that mean a group of the domain, or of the forest's first domain (RO, SA, EA, EK). */
const ALIAS_RIDS: Readonly<Record<string, number>> = {
  LA: 500,
  LG: 501,
  DA: 512,
  DU: 513,
  DG: 514,
  DC: 515,
  DD: 516,
  CA: 517,
  SA: 518,
  EA: 519,
  PA: 520,
  RO: 498,
  CN: 522,
  AP: 525,
  KA: 526,
  EK: 527,
  RS: 553,
};

export interface DomainAccount {
  /** Null for letters, which leave out the domain. */
  readonly domainSid: string | null;
  readonly rid: number;
}

/** Null for what is no account or group of a domain. */
export function domainAccountOf(trustee: string): DomainAccount | null {
  const sid = /^(S-1-5-21-\d+-\d+-\d+)-(\d+)$/.exec(normalSid(trustee) ?? "");
  if (sid?.[1] !== undefined) return { domainSid: sid[1], rid: Number(sid[2]) };
  const letters = trustee.toUpperCase();
  const rid = Object.hasOwn(ALIAS_RIDS, letters) ? ALIAS_RIDS[letters] : undefined;
  return rid === undefined ? null : { domainSid: null, rid };
}
