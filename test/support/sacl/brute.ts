/**
 * The trigger of an audit event, access by access, for a small world of callers, objects and things: written from the rule
 * [MS-ADTS 5.1.3.3; formats.md 6.3, 6.10] and from nothing in src/sacl.
 */
import type { AceFields, Guid } from "../../../src/core/fact.ts";
import type { AuditNeed, Coverage, Outcome } from "../../../src/sacl/types.ts";

export const EVERYONE = "S-1-1-0";
export const AUTHENTICATED = "S-1-5-11";
export const ANONYMOUS = "S-1-5-7";
export const NETWORK = "S-1-5-2";
export const INTERACTIVE = "S-1-5-4";
export const ADMINISTRATORS = "S-1-5-32-544";
export const DOMAIN_USERS = "S-1-5-21-1-2-3-513";
export const DOMAIN_COMPUTERS = "S-1-5-21-1-2-3-515";
export const GROUP = "S-1-5-21-1-2-3-1104";
/** Groups whose members only a directory tells. */
const GROUPS = [ADMINISTRATORS, DOMAIN_USERS, DOMAIN_COMPUTERS, GROUP];

export const USER = "BF967ABA-0DE6-11D0-A285-00AA003049E2";
export const COMPUTER = "BF967A86-0DE6-11D0-A285-00AA003049E2";
export const GMSA = "7B8B558A-93A5-4AF7-ADCA-C017E67F1057";
export const GROUP_CLASS = "BF967A9C-0DE6-11D0-A285-00AA003049E2";
export const DNS_NODE = "E0FA1E8C-9B45-11D0-AFDD-00C04FD930C9";
export const MEMBER = "BF9679C0-0DE6-11D0-A285-00AA003049E2";
export const SPN = "F3A64788-5306-11D1-A9C5-0000F80367C1";
export const USER_ACCOUNT_CONTROL = "BF967A68-0DE6-11D0-A285-00AA003049E2";
export const MEMBERSHIP_SET = "BC0AC240-79A9-11D0-9020-00C04FC2D4CF";
export const RESTRICTIONS_SET = "4C164200-20C0-11D0-A768-00AA006E0529";
export const GET_CHANGES = "1131F6AA-9C07-11D1-F79F-00C04FC2DCD2";
export const GET_CHANGES_ALL = "1131F6AD-9C07-11D1-F79F-00C04FC2DCD2";
/** Of an extended schema: in no table, so it can be anything. */
export const CUSTOM = "99999999-0000-4000-8000-000000000001";

/** One of each kind that no entry and no need names. */
const OTHER = "00000000-0000-4000-8000-000000000000";
const OTHER_MEMBERSHIP = "00000000-0000-4000-8000-000000000001";
const OTHER_RESTRICTION = "00000000-0000-4000-8000-000000000002";

const SET_OF: Readonly<Record<Guid, Guid>> = {
  [MEMBER]: MEMBERSHIP_SET,
  [OTHER_MEMBERSHIP]: MEMBERSHIP_SET,
  [USER_ACCOUNT_CONTROL]: RESTRICTIONS_SET,
  [OTHER_RESTRICTION]: RESTRICTIONS_SET,
};
const ATTRIBUTES = [MEMBER, SPN, USER_ACCOUNT_CONTROL, CUSTOM, OTHER, OTHER_MEMBERSHIP, OTHER_RESTRICTION];
const CLASSES = [USER, COMPUTER, GMSA, GROUP_CLASS, DNS_NODE, CUSTOM, OTHER];
/** What an access with the right is about. */
const THINGS: Readonly<Record<number, readonly Guid[]>> = {
  0x1: CLASSES,
  0x2: CLASSES,
  0x8: [MEMBER, SPN, CUSTOM, OTHER],
  0x10: ATTRIBUTES,
  0x20: ATTRIBUTES,
  0x100: [GET_CHANGES, GET_CHANGES_ALL, CUSTOM, OTHER],
};
const SUPERCLASSES: Readonly<Record<Guid, readonly Guid[]>> = { [COMPUTER]: [USER], [GMSA]: [COMPUTER, USER] };

const TOKENS: readonly (readonly string[])[] = [
  [EVERYONE],
  [EVERYONE, ANONYMOUS],
  [EVERYONE, ANONYMOUS, NETWORK],
  [EVERYONE, NETWORK],
  [EVERYONE, INTERACTIVE],
  [EVERYONE, AUTHENTICATED],
  [EVERYONE, AUTHENTICATED, NETWORK],
  [EVERYONE, AUTHENTICATED, INTERACTIVE, ADMINISTRATORS],
  [EVERYONE, AUTHENTICATED, NETWORK, ADMINISTRATORS],
  [EVERYONE, AUTHENTICATED, NETWORK, DOMAIN_USERS],
  [EVERYONE, AUTHENTICATED, NETWORK, DOMAIN_USERS, GROUP],
  [EVERYONE, AUTHENTICATED, INTERACTIVE, DOMAIN_USERS, GROUP],
  [EVERYONE, AUTHENTICATED, NETWORK, DOMAIN_COMPUTERS],
  [EVERYONE, AUTHENTICATED, NETWORK, GROUP],
  [EVERYONE, AUTHENTICATED, GROUP],
  [EVERYONE, AUTHENTICATED, DOMAIN_USERS],
];

/** All that the evidence does not tell, decided at once: every condition holds, every group holds whom it might. */
type World = "least" | "most";

interface Place {
  readonly on: "object" | "descendants";
  readonly class: Guid;
  /** Entries in effect there. */
  readonly effective: readonly AceFields[];
}

/** The object, a child and a grandchild of every class, each with what it inherits. */
function placesOf(aces: readonly AceFields[], world: World): Place[] {
  const places: Place[] = [{ on: "object", class: OTHER, effective: aces.filter((ace) => !ace.flags.includes("IO")) }];
  const children = aces.filter(({ flags }) => flags.includes("CI"));
  const grandchildren = children.filter(({ flags }) => !flags.includes("NP"));
  for (const list of [children, grandchildren]) {
    for (const type of CLASSES) {
      const effective = list.filter((ace) => takesOver(type, ace.inheritedObjectType, world));
      places.push({ on: "descendants", class: type, effective });
    }
  }
  return places;
}

function takesOver(type: Guid, inherited: Guid | null, world: World): boolean {
  if (inherited === null || inherited === type) return true;
  return world === "most" && (SUPERCLASSES[type] ?? []).includes(inherited);
}

const GENERIC: readonly (readonly [number, number])[] = [
  [0x8000_0000, 0x2_0094],
  [0x4000_0000, 0x2_0028],
  [0x2000_0000, 0x2_0004],
  [0x1000_0000, 0xf_01ff],
];

function triggers(
  ace: AceFields,
  bit: number,
  thing: Guid | null,
  outcome: Outcome,
  token: readonly string[],
  world: World,
): boolean {
  if (!["AU", "OU", "XU", "0x0F"].includes(ace.type)) return false;
  if (!ace.flags.includes(outcome === "success" ? "SA" : "FA")) return false;
  if (!token.includes(ace.trustee)) return false;
  const mask = GENERIC.reduce((all, [generic, rights]) => ((ace.mask & generic) === 0 ? all : all | rights), ace.mask);
  if ((mask & bit) === 0) return false;
  if ((ace.condition !== null || ace.type === "XU" || ace.type === "0x0F") && world === "least") return false;
  if (ace.objectType === null) return true;
  if (thing === null) return false;
  return ace.objectType === thing || ((bit === 0x10 || bit === 0x20) && ace.objectType === SET_OF[thing]);
}

/** The things that a right of the need is about, each group under the type that the need names for it. */
function thingsOf(need: AuditNeed, bit: number): { readonly type: Guid | null; readonly things: (Guid | null)[] }[] {
  const all = THINGS[bit];
  if (all === undefined) return [{ type: null, things: [null] }];
  const property = bit === 0x10 || bit === 0x20;
  const named = [...new Set(need.types)]
    .map((type) => ({ type, things: all.filter((thing) => thing === type || (property && SET_OF[thing] === type)) }))
    .filter(({ things }) => things.length > 0);
  return named.length === 0 ? [{ type: null, things: [...all] }] : named;
}

function tokensOf(who: string, world: World): (readonly string[])[] {
  const holders = TOKENS.filter((token) => token.includes(who));
  return world === "most" && GROUPS.includes(who) ? holders.map((token) => [...token, ...GROUPS]) : holders;
}

export interface BruteCoverage {
  readonly state: Coverage["state"];
  /** `<bit> <type> <outcome> <place>`: some of its accesses leave no trace in any world. */
  readonly missing: ReadonlySet<string>;
  /** Of the rest: some of its accesses leave one in one world only. */
  readonly open: ReadonlySet<string>;
}

export function bruteCoverage(aces: readonly AceFields[], need: AuditNeed): BruteCoverage {
  const missing = new Set<string>();
  const open = new Set<string>();
  let any = false;
  const least = wanted(placesOf(aces, "least"), need);
  const most = wanted(placesOf(aces, "most"), need);
  const tokens = { least: tokensOf(need.who, "least"), most: tokensOf(need.who, "most") };
  for (let bit = 1; bit <= 0x100_0000; bit *= 2) {
    if ((need.rights & bit) === 0) continue;
    for (const { type, things } of thingsOf(need, bit)) {
      for (const outcome of new Set(need.outcomes)) {
        for (const on of ["object", "descendants"] as const) {
          for (const caller of tokens.least.keys()) {
            const seen = { least: true, most: true };
            let accesses = 0;
            for (const [at, place] of most.entries()) {
              if (place.on !== on) continue;
              for (const thing of things) {
                accesses += 1;
                const inMost = place.effective.some((ace) =>
                  triggers(ace, bit, thing, outcome, tokens.most[caller]!, "most"),
                );
                if (inMost) any = true;
                else seen.most = false;
                if (!inMost || !seen.least) {
                  seen.least = false;
                  continue;
                }
                seen.least = least[at]!.effective.some((ace) =>
                  triggers(ace, bit, thing, outcome, tokens.least[caller]!, "least"),
                );
              }
            }
            const key = `${bit} ${type ?? "-"} ${outcome} ${on}`;
            if (accesses > 0 && !seen.most) missing.add(key);
            else if (accesses > 0 && !seen.least) open.add(key);
          }
        }
      }
    }
  }
  const state = missing.size > 0 ? (any ? "partial" : "none") : open.size > 0 ? "open" : "covered";
  return { state, missing, open: new Set([...open].filter((key) => !missing.has(key))) };
}

function wanted(places: readonly Place[], { on }: AuditNeed): Place[] {
  return places.filter((place) => {
    if (on.kind === "object") return place.on === "object";
    if (on.kind === "subtree") return true;
    return place.on === "descendants" && (on.class === null || place.class === on.class);
  });
}
