/** What computers hold without being listed anywhere: well-known identities and primary groups [MS-PAC 4.1.2.1; MS-ADTS 6.1.1.3]. */
import { normalSid } from "../text/sid.ts";
import { domainAccountOf } from "./principal-names.ts";

export interface Answer {
  readonly answer: "yes" | "no" | "unknown";
  /** A clause that follows the name of the group. */
  readonly because: string;
}

export interface Holder {
  readonly controller: boolean;
  readonly readOnly: boolean | null;
  readonly sid: string | null;
  readonly domainSid: string | null;
}

const EVERYBODY: ReadonlyMap<string, string> = new Map([
  ["S-1-1-0", "Everyone"],
  ["S-1-5-2", "Network"],
  ["S-1-5-11", "Authenticated Users"],
  ["S-1-5-15", "This Organization"],
]);

/** Identities of sessions, services and placeholders; no resultant set of a computer lists one [V]. */
const NEVER: ReadonlySet<string> = new Set([
  "S-1-0-0",
  "S-1-3-0",
  "S-1-3-1",
  ...[1, 3, 4, 6, 7, 8, 10, 12, 13, 14, 17, 18, 19, 20, 1000].map((value) => `S-1-5-${value}`),
]);

/** Groups and accounts of people: a computer is in one only where the evidence lists it there. */
const PEOPLE: ReadonlySet<number> = new Set([500, 501, 502, 503, 504, 512, 513, 514, 518, 519, 520, 526, 527]);

const DOMAIN_COMPUTERS = 515;
const CONTROLLERS = 516;
const READ_ONLY_CONTROLLERS = 521;
const ENTERPRISE_READ_ONLY_CONTROLLERS = 498;

/** Null where only lists of members tell. Takes SIDs and letters of SDDL. */
export function ruleOf(trustee: string, holder: Holder): Answer | null {
  const sid = normalSid(trustee) ?? trustee;
  if (holder.sid !== null && sid === holder.sid) return { answer: "yes", because: "it is the computer's own account" };
  const identity = EVERYBODY.get(sid);
  if (identity !== undefined) return { answer: "yes", because: `every computer of the domain holds ${identity}` };
  if (NEVER.has(sid)) return { answer: "no", because: "no computer's token for policy holds it" };
  if (sid === "S-1-5-9") return writable(holder);
  if (sid === "S-1-5-32-544") {
    // Resultant sets of domain controllers list it although no directory does [V]; nothing documents it.
    return { answer: "unknown", because: "computers often hold Administrators without being members" };
  }
  const account = domainAccountOf(sid);
  return account === null ? null : ruleOfAccount(account.rid, account.domainSid, holder);
}

function ruleOfAccount(rid: number, domainSid: string | null, holder: Holder): Answer | null {
  if (PEOPLE.has(rid)) return { answer: "no", because: "it holds people and no computers" };
  if (rid === ENTERPRISE_READ_ONLY_CONTROLLERS) {
    const answer = readOnly(holder);
    // There is one in a forest, in its first domain, which need not be the computer's.
    const foreign = domainSid !== null && domainSid !== holder.domainSid;
    if (answer.answer !== "yes" || !foreign) return answer;
    return { answer: "unknown", because: "it may be that of another forest" };
  }
  const answer = primaryGroup(rid, holder);
  if (answer === null || answer.answer === "no" || domainSid === null || domainSid === holder.domainSid) return answer;
  return holder.domainSid === null
    ? { answer: "unknown", because: "the computer's domain is not known by its SID" }
    : { answer: "no", because: "it is the group of another domain" };
}

function primaryGroup(rid: number, holder: Holder): Answer | null {
  if (rid === CONTROLLERS) return writable(holder);
  if (rid === READ_ONLY_CONTROLLERS) return readOnly(holder);
  if (rid !== DOMAIN_COMPUTERS) return null;
  return holder.controller
    ? { answer: "no", because: "domain controllers are not in Domain Computers" }
    : { answer: "yes", because: "members of the domain are in Domain Computers" };
}

const OPEN: Answer = { answer: "unknown", because: "nothing tells whether the domain controller is read-only" };

function writable({ controller, readOnly }: Holder): Answer {
  if (!controller) return { answer: "no", because: "it holds domain controllers only" };
  if (readOnly === null) return OPEN;
  return readOnly
    ? { answer: "no", because: "read-only domain controllers are not in it" }
    : { answer: "yes", because: "every writable domain controller is in it" };
}

function readOnly(holder: Holder): Answer {
  if (!holder.controller) return { answer: "no", because: "it holds domain controllers only" };
  if (holder.readOnly === null) return OPEN;
  return holder.readOnly
    ? { answer: "yes", because: "every read-only domain controller is in it" }
    : { answer: "no", because: "it holds read-only domain controllers only" };
}
