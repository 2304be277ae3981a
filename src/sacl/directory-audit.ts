/** One pass over a directory: the share of accounts and groups that are really audited, by class and by container. */
import type {
  AuditedClass,
  AuditState,
  AuditTally,
  BlockedSacl,
  ClassShare,
  ContainerShare,
  DirectoryAudit,
  RootAudit,
  UnauditedCause,
  UnauditedObject,
} from "../core/directory-audit.ts";
import { AUDITED_CLASSES } from "../core/directory-audit.ts";
import type { Fact } from "../core/fact.ts";
import { compareKeys, compareText } from "../core/order.ts";
import {
  auditedClassOf,
  auditOf,
  isProtected,
  Judge,
  nameOf,
  rootAudit,
  whyNot,
  whyNothingFromAbove,
} from "./audited.ts";
import type { Why } from "./audited.ts";
import type { Ancestor, Container, Readings } from "./tree.ts";
import { DirectoryTree, isDomainRoot, listOf } from "./tree.ts";

/** Null when nothing in the evidence speaks of it: no account, no group, no root of a domain, no protected object. */
export function directoryAudit(facts: Iterable<Fact>): DirectoryAudit | null {
  const tree = new DirectoryTree();
  for (const fact of facts) {
    if (fact.kind === "security-descriptor" && fact.inert === undefined) tree.add(fact);
  }
  const survey = new Survey(tree);
  for (const container of tree.containers()) survey.container(container);
  return survey.result();
}

type Counts = { -readonly [K in keyof AuditTally]: number };
type Causes = Partial<Record<UnauditedCause, number>>;

const COUNT_OF: Readonly<Record<AuditState, Exclude<keyof AuditTally, "total">>> = {
  audited: "audited",
  "not-audited": "notAudited",
  open: "open",
  "not-read": "notRead",
};

function noCounts(): Counts {
  return { total: 0, audited: 0, notAudited: 0, open: 0, notRead: 0 };
}

function count(counts: Counts, state: AuditState): void {
  counts.total += 1;
  counts[COUNT_OF[state]] += 1;
}

interface Member {
  readonly rdn: string;
  readonly readings: Readings;
  readonly class: AuditedClass;
}

class Survey {
  readonly #tree: DirectoryTree;
  readonly #judge = new Judge();
  readonly #classes = new Map<AuditedClass, Counts>(AUDITED_CLASSES.map((name) => [name, noCounts()]));
  readonly #adminAccounts = noCounts();
  readonly #causes: Causes = {};
  readonly #roots: RootAudit[] = [];
  readonly #blocked = new Map<string, BlockedSacl & { readonly below: Counts }>();
  readonly #containers: ContainerShare[] = [];
  readonly #objects: UnauditedObject[] = [];
  #unclassified = 0;
  #deleted = 0;

  constructor(tree: DirectoryTree) {
    this.#tree = tree;
  }

  container(container: Container): void {
    const members: Member[] = [];
    for (const [rdn, readings] of container.children) {
      const key = container.key === "" ? rdn : `${rdn},${container.key}`;
      const name = this.#member(key, rdn, readings);
      if (name !== null) members.push({ rdn, readings, class: name });
    }
    if (members.length > 0) this.#judgeMembers(container, members);
  }

  /** The class of an object that is to be judged; the others are looked at here. */
  #member(key: string, rdn: string, readings: Readings): AuditedClass | null {
    if (isDomainRoot(key)) this.#roots.push(rootAudit(readings, this.#judge));
    const objectClass = classOf(readings);
    const name = auditedClassOf(objectClass);
    if (name === null) {
      if (listOf(readings).some(isProtected)) this.#blockedAt(key, readings);
      // Names of other types are those of containers, domains and records.
      if (objectClass === undefined && rdn.startsWith("cn=")) this.#unclassified += 1;
    } else if (/\ndel:[0-9a-f-]{36}$/.test(rdn)) {
      this.#deleted += 1;
      return null;
    }
    return name;
  }

  #blockedAt(key: string, readings: Readings): BlockedSacl & { readonly below: Counts } {
    const known = this.#blocked.get(key);
    if (known !== undefined) return known;
    const made = { object: nameOf(listOf(readings)), class: classOf(readings) ?? null, below: noCounts() };
    this.#blocked.set(key, made);
    return made;
  }

  #judgeMembers(container: Container, members: Member[]): void {
    const ancestors = [...this.#tree.upward(container.key)];
    const name = shownName(container, ancestors);
    const blocking = ancestors.find(({ readings }) => readings !== null && listOf(readings).some(isProtected));
    const reasons = new Map<AuditedClass, Why>();
    const counts = noCounts();
    const causes: Causes = {};
    for (const member of members.sort((a, b) => compareText(a.rdn, b.rdn))) {
      const { state, missing } = auditOf(member.readings, member.class, this.#judge);
      const admin = listOf(member.readings).some(({ adminCount }) => adminCount === 1);
      const list = [counts, this.#classes.get(member.class) ?? noCounts(), ...(admin ? [this.#adminAccounts] : [])];
      for (const one of list) count(one, state);
      if (state === "audited") continue;
      const above = (): Why => {
        const reason = reasons.get(member.class) ?? whyNothingFromAbove(ancestors, member.class, this.#judge);
        reasons.set(member.class, reason);
        return reason;
      };
      const { cause, from } = whyOf(state, member.readings, above);
      causes[cause] = (causes[cause] ?? 0) + 1;
      const object = nameOf(listOf(member.readings));
      const adminCount = adminCountOf(member.readings);
      this.#objects.push({ object, class: member.class, container: name, state, cause, from, missing, adminCount });
    }
    if (blocking?.readings !== undefined && blocking.readings !== null) {
      add(this.#blockedAt(blocking.key, blocking.readings).below, counts);
    }
    for (const [cause, number] of Object.entries(causes)) {
      const key = cause as UnauditedCause;
      this.#causes[key] = (this.#causes[key] ?? 0) + number;
    }
    this.#containers.push({ container: name, ...counts, causes });
  }

  result(): DirectoryAudit | null {
    if (this.#containers.length + this.#roots.length + this.#blocked.size === 0) return null;
    return {
      descriptors: this.#tree.objects,
      classes: [...this.#classes].map(([name, counts]): ClassShare => ({ class: name, ...counts })),
      adminAccounts: this.#adminAccounts,
      roots: this.#roots.sort((a, b) => compareText(a.object, b.object)),
      causes: this.#causes,
      blocked: [...this.#blocked.values()].sort((a, b) =>
        compareKeys([...badness(a.below), a.object], [...badness(b.below), b.object]),
      ),
      containers: this.#containers.sort((a, b) =>
        compareKeys([...badness(a), a.container], [...badness(b), b.container]),
      ),
      objects: this.#objects,
      unclassified: this.#unclassified,
      deleted: this.#deleted,
      unplaced: this.#tree.unplaced,
    };
  }
}

function whyOf(state: Exclude<AuditState, "audited">, readings: Readings, above: () => Why): Why {
  if (state === "not-read") {
    // No SACL at all looks just the same, and is what an object has to which nothing is handed down.
    const { cause, from } = above();
    return { cause: "not-read", from: cause === "blocked-above" ? from : null };
  }
  return state === "open" ? { cause: "undecided", from: null } : whyNot(readings, above);
}

/** Most that are not audited first, then the greater share of them, then most of which nothing is known. */
function badness({ total, notAudited, open, notRead }: AuditTally): number[] {
  return [-notAudited, total, -(open + notRead)];
}

function add(to: Counts, from: AuditTally): void {
  for (const key of Object.keys(to) as (keyof AuditTally)[]) to[key] += from[key];
}

/** Of files that name different classes always the same one; its readings then rarely agree either. */
function classOf(readings: Readings): string | undefined {
  return listOf(readings)
    .flatMap(({ objectClass }) => objectClass ?? [])
    .sort()[0];
}

function adminCountOf(readings: Readings): number | null {
  const counts = listOf(readings).flatMap(({ adminCount }) => adminCount ?? []);
  return counts.length === 0 ? null : counts.reduce((most, one) => Math.max(most, one));
}

/** As its own descriptor names it, else as its objects do. */
function shownName(container: Container, [self]: readonly Ancestor[]): string {
  return self?.readings === null || self === undefined ? container.name : nameOf(listOf(self.readings));
}
