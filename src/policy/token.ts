/** What the token of a computer holds when its GPOs are filtered, three-valued [MS-PAC 4.1.2.1; formats.md 8.4]. */
import type { Role } from "../core/report.ts";
import { domainOfDn } from "../text/distinguished-name.ts";
import { normalSid } from "../text/sid.ts";
import type { Groups, ListedToken, Principal } from "./groups.ts";
import { domainAccountOf, domainPart, isDn } from "./principal-names.ts";
import { ruleOf } from "./token-rules.ts";
import type { Answer, Holder } from "./token-rules.ts";

export type { Answer } from "./token-rules.ts";

export interface TokenHolder {
  /** Everything but `dc` is taken for a member of the domain. */
  readonly role: Role;
  /** Null: a domain controller of which nothing tells whether it is read-only. */
  readonly readOnly: boolean | null;
  readonly name: string | null;
  readonly domainSid: string | null;
  /** Of the computer or of its container. */
  readonly dn: string | null;
  readonly sid: string | null;
}

export interface Token {
  /** A SID, or letters of SDDL whose domain the descriptor leaves out. */
  holds(trustee: string): Answer;
}

export function tokenOf(who: TokenHolder, groups: Groups): Token {
  return new ComputerToken(who, groups);
}

class ComputerToken implements Token {
  readonly #groups: Groups;
  readonly #holder: Holder;
  readonly #domain: string | null;
  readonly #listed: readonly ListedToken[];
  readonly #accounts: readonly Principal[];
  readonly #known = new Map<string, Answer>();
  #closures: Closures | null = null;

  constructor(who: TokenHolder, groups: Groups) {
    this.#groups = groups;
    this.#domain = domainPart(who.name ?? "") ?? domainOfDn(who.dn ?? "")?.toLowerCase() ?? null;
    this.#listed = listedTokens(who, this.#domain, groups);
    this.#accounts = accountsOf(who, this.#domain, groups);
    const sid = who.sid ?? soleSid(this.#accounts);
    const domainSid =
      who.domainSid ??
      domainAccountOf(sid ?? "")?.domainSid ??
      domainSidOfTokens(this.#listed) ??
      (this.#domain === null ? null : groups.domainSid(this.#domain));
    this.#holder = { controller: who.role === "dc", readOnly: who.readOnly, sid, domainSid };
  }

  holds(trustee: string): Answer {
    let answer = this.#known.get(trustee);
    if (answer === undefined) this.#known.set(trustee, (answer = this.#ask(trustee)));
    return answer;
  }

  #ask(trustee: string): Answer {
    const listed = this.#fromListed(trustee);
    const { answer, because, byMembers } = this.#fromDirectory(trustee);
    // A rule is what a computer usually holds; its own list, and the lists of groups, are what it does.
    if (listed === null) return { answer, because };
    if (byMembers && listed.answer !== "unknown" && answer !== "unknown" && answer !== listed.answer) {
      return { answer: "unknown", because: `${listed.because}, but ${because}` };
    }
    return listed;
  }

  #fromListed(trustee: string): Answer | null {
    if (this.#listed.length === 0) return null;
    const held = this.#listed.map((token) => holdsIn(token, trustee, this.#holder.domainSid));
    const all = held.every(Boolean);
    if (all) return { answer: "yes", because: "its token in the resultant set of policy holds it" };
    if (held.some(Boolean)) return { answer: "unknown", because: "its tokens in two resultant sets of policy differ" };
    if (this.#listed.some(({ complete }) => !complete)) return null;
    return { answer: "no", because: "its token in the resultant set of policy does not hold it" };
  }

  #fromDirectory(trustee: string): Answer & { readonly byMembers: boolean } {
    const sid = normalSid(trustee);
    const builtin = sid?.startsWith("S-1-5-32-") === true;
    if (builtin && !this.#holder.controller) {
      const because = "it is a group of the computer itself, whose members are not in the evidence";
      return { answer: "unknown", because, byMembers: false };
    }
    const rule = ruleOf(trustee, this.#holder);
    const found = this.#principalsOf(trustee);
    const [group] = found;
    if (group === undefined || found.length > 1) {
      if (rule !== null) return { ...rule, byMembers: false };
      return { answer: "unknown", because: "its members are not in the evidence", byMembers: false };
    }
    const { sure, maybe, open } = this.#reached();
    if (sure.has(group)) return { answer: "yes", because: "the evidence lists it among the members", byMembers: true };
    if (maybe.has(group) && (rule === null || rule.answer === "no")) {
      return { answer: "unknown", because: "the evidence leaves open whether it lists the computer", byMembers: true };
    }
    if (rule !== null) return { ...rule, byMembers: false };
    if (group.list === "none") return { answer: "no", because: "it is another account", byMembers: false };
    if (group.list === "part") {
      return { answer: "unknown", because: "its members are not all in the evidence", byMembers: true };
    }
    return open.has(group)
      ? { answer: "unknown", because: "some of its members may be groups whose lists are missing", byMembers: true }
      : { answer: "no", because: "its list of members does not lead to the computer", byMembers: true };
  }

  #principalsOf(trustee: string): readonly Principal[] {
    const account = domainAccountOf(trustee);
    const sid = account === null || account.domainSid !== null ? trustee : `${this.#holder.domainSid}-${account.rid}`;
    const own = this.#groups.find(sid, this.#domain);
    return own.length > 0 ? own : this.#groups.find(sid, null);
  }

  /** Everything above the computer, by edges that are sure, and by all edges from whatever may lead to it. */
  #reached(): Closures {
    if (this.#closures !== null) return this.#closures;
    const { ruled, open } = outlineOf(this.#groups);
    const answers = new Map(ruled.map((one) => [one, ruleOf(one.sid ?? "", this.#holder)?.answer]));
    const answered = (answer: string): Principal[] => ruled.filter((one) => answers.get(one) === answer);
    // Of several that go by a bare name one is the computer.
    const sole = this.#accounts.length === 1 ? this.#accounts : [];
    const sure = above([...sole, ...answered("yes")], (edge) => edge.sure);
    const maybe = above([...sure, ...this.#accounts, ...answered("unknown")], () => true);
    this.#closures = { sure, maybe, open };
    return this.#closures;
  }
}

interface Closures {
  readonly sure: ReadonlySet<Principal>;
  /** By edges that files contradict, or from groups in which the computer may be. */
  readonly maybe: ReadonlySet<Principal>;
  /** Of the outline. */
  readonly open: ReadonlySet<Principal>;
}

interface Outline {
  /** Principals for which there is a rule, whatever it says of a computer. */
  readonly ruled: readonly Principal[];
  /** Groups whose lists are missing, or lead to such a one, of those without a rule: a rule says it all. */
  readonly open: ReadonlySet<Principal>;
}

/** The same for all computers: with many of them it is worked out once. */
const OUTLINES = new WeakMap<Groups, Outline>();
const ANY_HOLDER: Holder = { controller: true, readOnly: null, sid: null, domainSid: null };

function outlineOf(groups: Groups): Outline {
  const known = OUTLINES.get(groups);
  if (known !== undefined) return known;
  const ruled = groups.principals.filter(({ sid }) => sid !== null && ruleOf(sid, ANY_HOLDER) !== null);
  const ruledSet = new Set(ruled);
  const open = above(
    groups.principals.filter((one) => one.list === "part" && !ruledSet.has(one)),
    ({ group }) => !ruledSet.has(group),
  );
  const outline = { ruled, open };
  OUTLINES.set(groups, outline);
  return outline;
}

type Edge = Principal["within"][number];

function above(from: readonly Principal[], follow: (edge: Edge) => boolean): ReadonlySet<Principal> {
  const seen = new Set(from);
  // A set that grows is walked to its end, so that circles close by themselves.
  for (const one of seen) {
    for (const edge of one.within) if (follow(edge)) seen.add(edge.group);
  }
  return seen;
}

function accountsOf(who: TokenHolder, domain: string | null, groups: Groups): readonly Principal[] {
  const bySid = who.sid === null ? [] : groups.find(who.sid, domain);
  const byDn = who.dn === null || !/^cn=/i.test(who.dn) ? [] : groups.find(who.dn, domain);
  const named = bySid.length > 0 ? bySid : byDn;
  if (named.length > 0 || who.name === null || isDn(who.name)) return named;
  return groups.find(who.name, domain).filter(({ list }) => list === "none");
}

function soleSid(accounts: readonly Principal[]): string | null {
  return accounts.length === 1 ? (accounts[0]?.sid ?? null) : null;
}

/** A token of a bare name counts where one computer only goes by it, or where its own domain is told. */
function listedTokens(who: TokenHolder, domain: string | null, groups: Groups): readonly ListedToken[] {
  const label = (who.name ?? "").split(".")[0]?.toLowerCase() ?? "";
  return groups.tokens.filter((token) => {
    if (token.host.split(".")[0]?.toLowerCase() !== label) return false;
    if (token.domain !== null && domain !== null) return token.domain === domain;
    return groups.domainsOfHost(label).size <= 1;
  });
}

function holdsIn({ holds }: ListedToken, trustee: string, domainSid: string | null): boolean {
  const account = domainAccountOf(trustee);
  if (account === null || account.domainSid !== null) return holds.has(normalSid(trustee) ?? trustee);
  if (domainSid !== null && account.rid !== 498) return holds.has(`${domainSid}-${account.rid}`);
  return [...holds].some((sid) => domainAccountOf(sid)?.rid === account.rid);
}

/** Domain Computers, Domain Controllers or their read-only kin are of the computer's own domain. */
function domainSidOfTokens(tokens: readonly ListedToken[]): string | null {
  const sids = new Set(
    tokens.flatMap(({ holds }) =>
      [...holds].flatMap((sid) => {
        const account = domainAccountOf(sid);
        return account !== null && [515, 516, 521].includes(account.rid) ? (account.domainSid ?? []) : [];
      }),
    ),
  );
  return sids.size === 1 ? ([...sids][0] ?? null) : null;
}
