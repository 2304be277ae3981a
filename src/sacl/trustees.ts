/** Which SIDs stand in whose token [MS-DTYP 2.4.2.4; MS-ADTS 6.1.1.3]: whether an entry for one SID records everybody who holds another. */
import { normalSid } from "../text/sid.ts";

const EVERYONE = "S-1-1-0";
const AUTHENTICATED = "S-1-5-11";
const ANONYMOUS = "S-1-5-7";
const NETWORK = "S-1-5-2";

/** Callers that differ in what their tokens hold. `rid:` is a group of a domain, whichever domain. */
interface Caller {
  readonly words: string;
  readonly holds: readonly string[];
  /** Not in all tokens, so that a need for it includes them and an entry for it does not. */
  readonly mayHold?: readonly string[];
  /** Its words go without saying where those of this one are said. */
  readonly under?: number;
}

const CALLERS: readonly Caller[] = [
  { words: "anonymous", holds: [ANONYMOUS], mayHold: [NETWORK] },
  // A logon as guest has no Authenticated Users, even with a password.
  { words: "guests", holds: [], mayHold: [NETWORK, "S-1-5-4"], under: 0 },
  { words: "users", holds: [AUTHENTICATED, NETWORK, "rid:513"] },
  { words: "computers", holds: [AUTHENTICATED, NETWORK, "rid:515"] },
  { words: "domain controllers", holds: [AUTHENTICATED, NETWORK, "S-1-5-9", "rid:516"], under: 3 },
  // Domain Users is a primary group by default only.
  { words: "other domains", holds: [AUTHENTICATED, NETWORK] },
  { words: "accounts outside of the default groups", holds: [AUTHENTICATED, NETWORK], under: 5 },
  { words: "the domain controller itself", holds: [AUTHENTICATED, "S-1-5-18"], under: 5 },
  { words: "who is logged on to the domain controller itself", holds: [AUTHENTICATED, "S-1-5-4"], under: 7 },
  { words: "services of the domain controller itself", holds: [AUTHENTICATED, "S-1-5-6"], under: 7 },
  { words: "other processes of the domain controller itself", holds: [AUTHENTICATED], under: 7 },
];
const ALL = (1 << CALLERS.length) - 1;

/** SIDs whose holders are among the callers above; the holders of any other are one caller more. */
const MODELLED: ReadonlySet<string> = new Set([EVERYONE, AUTHENTICATED, ANONYMOUS, NETWORK]);

/** Replaced when they are inherited or compared, or labels: no token holds them. */
const NEVER_HELD = /^S-1-(?:0-0|3-\d+|5-10|16-\d+)$/;

const NAMES = new Map<string, string>([
  [EVERYONE, "Everyone"],
  [NETWORK, "Network"],
  ["S-1-5-4", "Interactive"],
  ["S-1-5-6", "Service"],
  [ANONYMOUS, "Anonymous Logon"],
  ["S-1-5-9", "Enterprise Domain Controllers"],
  ["S-1-5-10", "Self"],
  [AUTHENTICATED, "Authenticated Users"],
  ["S-1-5-15", "This Organization"],
  ["S-1-5-18", "System"],
  ["S-1-5-19", "Local Service"],
  ["S-1-5-20", "Network Service"],
  ["S-1-3-0", "Creator Owner"],
  ["S-1-5-32-544", "Administrators"],
  ["S-1-5-32-545", "Users"],
  ["S-1-5-32-546", "Guests"],
  ["S-1-5-32-548", "Account Operators"],
  ["S-1-5-32-549", "Server Operators"],
  ["S-1-5-32-551", "Backup Operators"],
  ["S-1-5-32-554", "Pre-Windows 2000 Compatible Access"],
]);
const RID_NAMES = new Map<number, string>([
  [498, "Enterprise Read-only Domain Controllers"],
  [500, "Administrator"],
  [501, "Guest"],
  [512, "Domain Admins"],
  [513, "Domain Users"],
  [514, "Domain Guests"],
  [515, "Domain Computers"],
  [516, "Domain Controllers"],
  [517, "Cert Publishers"],
  [518, "Schema Admins"],
  [519, "Enterprise Admins"],
  [520, "Group Policy Creator Owners"],
  [521, "Read-only Domain Controllers"],
  [525, "Protected Users"],
  [526, "Key Admins"],
  [527, "Enterprise Key Admins"],
]);
/** Letters that stay in facts where the domain is not known [MS-DTYP 2.5.1.1]. */
const LETTER_RIDS = new Map<string, number>(
  "LA500 LG501 DA512 DU513 DG514 DC515 DD516 CA517 SA518 EA519 PA520 RO498 CN522 AP525 KA526 EK527 RS553"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** The RID of an account or group of a domain; null for anything else. */
function domainRid(trustee: string): number | null {
  const rid = /^S-1-5-21-\d+-\d+-\d+-(\d+)$/.exec(trustee)?.[1];
  return rid === undefined ? (LETTER_RIDS.get(trustee) ?? null) : Number(rid);
}

/** In words for people; what has no name of its own stays as it is. */
export function trusteeName(trustee: string): string {
  const rid = domainRid(trustee);
  return NAMES.get(trustee) ?? (rid === null ? undefined : RID_NAMES.get(rid)) ?? trustee;
}

/** Everybody whom a need names, as a set of callers. */
export interface People {
  readonly who: string;
  /** Bits of callers; the bit behind them stands for the holders of a SID that is not among theirs. */
  readonly callers: number;
}

const HOLDERS = 1 << CALLERS.length;

export function peopleOf(who: string): People {
  if (who === EVERYONE) return { who, callers: ALL };
  if (!MODELLED.has(who)) return { who, callers: HOLDERS };
  return { who, callers: callersWith(({ holds, mayHold = [] }) => holds.includes(who) || mayHold.includes(who)) };
}

function callersWith(test: (caller: Caller) => boolean): number {
  return CALLERS.reduce((sum, caller, index) => (test(caller) ? sum | (1 << index) : sum), 0);
}

/** What an entry for a trustee records of the accesses by some people. */
export interface Reach {
  /** Those whom it records whatever else they are; a subset of the people's. */
  readonly callers: number;
  /** It records some of them, or may. */
  readonly some: boolean;
  /** Why it cannot be told whether it records all of them; null: it is known. */
  readonly open: string | null;
  readonly note: string | null;
}

const NOBODY: Reach = { callers: 0, some: false, open: null, note: null };

export function reachOf(trustee: string, people: People): Reach {
  const { who, callers } = people;
  if (trustee === who || trustee === EVERYONE) return { callers, some: true, open: null, note: null };
  if (NEVER_HELD.test(trustee)) return NOBODY;
  if (!isSidOrLetters(trustee)) return reachOfName(trustee, people);
  if (callers === HOLDERS) return reachOfHolders(trustee, people);
  const rid = domainRid(trustee);
  const key = rid === null ? trustee : `rid:${rid}`;
  const reached = callers & callersWith(({ holds }) => holds.includes(key));
  const some = reached !== 0 || recordsSome(key, who);
  return { callers: reached, some, open: null, note: some ? noteOn(trustee, who, callers & ~reached) : null };
}

/** Whom no caller stands for, as Administrators, are some of the authenticated ones. */
function recordsSome(key: string, who: string): boolean {
  if (!CALLERS.some(({ holds, mayHold = [] }) => holds.includes(key) || mayHold.includes(key))) {
    return who !== ANONYMOUS;
  }
  return CALLERS.some(({ holds, mayHold = [] }) => (who === EVERYONE || holds.includes(who)) && mayHold.includes(key));
}

function isSidOrLetters(trustee: string): boolean {
  return LETTER_RIDS.has(trustee) || normalSid(trustee) !== null;
}

/** `DOMAIN\name` is an account or group and never everybody; a bare name may be Everyone in some language. */
function reachOfName(name: string, { who, callers }: People): Reach {
  if (name === "") return NOBODY;
  if (/[\\@]/.test(name) && callers !== HOLDERS)
    return { callers: 0, some: who !== ANONYMOUS, open: null, note: noteOn(name, who, callers) };
  const open = `the name ${JSON.stringify(name)} stands for a SID that the evidence does not tell`;
  return { callers, some: true, open, note: null };
}

function reachOfHolders(trustee: string, { who, callers }: People): Reach {
  if (trustee === AUTHENTICATED && isAuthenticated(who)) return { callers, some: true, open: null, note: null };
  if (trustee === ANONYMOUS && isAuthenticated(who)) return NOBODY;
  const session = trustee === NETWORK || trustee === AUTHENTICATED || trustee === "S-1-5-4" || trustee === "S-1-5-6";
  if (session) return { callers: 0, some: true, open: null, note: noteOn(trustee, who, 0) };
  const open = `whether everybody who holds ${trusteeName(who)} also holds ${trusteeName(trustee)} is not in the evidence`;
  return { callers, some: true, open, note: null };
}

/** Whether who holds the SID has been authenticated, Guest and Domain Guests excepted. */
function isAuthenticated(sid: string): boolean {
  const rid = domainRid(sid);
  if (rid !== null) return rid !== 501 && rid !== 514;
  return /^S-1-5-(?:9|11|15|18|19|20|32-54[489]|32-55[01])$/.test(sid);
}

function noteOn(trustee: string, who: string, left: number): string {
  const missing = left === 0 ? "" : `: ${leftOut({ who, callers: left })} left out`;
  return `${trusteeName(trustee)} is not all of ${trusteeName(who)}${missing}`;
}

/** Whom the callers are, in words: what a need names whole is its SID. */
export function partWords(people: People, callers: number): string {
  return callers === people.callers ? people.who : leftOut({ who: people.who, callers });
}

function leftOut({ who, callers }: People): string {
  if ((callers & HOLDERS) !== 0) return who;
  const has = (index: number) => (callers & (1 << index)) !== 0;
  const said = (under: number | undefined): boolean =>
    under !== undefined && (has(under) || said(CALLERS[under]?.under));
  return CALLERS.filter(({ under }, index) => has(index) && !said(under))
    .map(({ words }) => words)
    .join(", ");
}
