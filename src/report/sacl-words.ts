/** SACLs over the directory in words and rows, the same for every text output. */
import type {
  AuditedClass,
  AuditTally,
  ContainerShare,
  DirectoryAudit,
  RootAudit,
  UnauditedCause,
} from "../core/directory-audit.ts";
import { UNAUDITED_CAUSES } from "../core/directory-audit.ts";
import { counted, listed } from "./words.ts";

export const SACL_TITLE = "SACLs over the directory";

const CLASS_LABELS: Readonly<Record<AuditedClass, string>> = {
  user: "user",
  inetOrgPerson: "inetOrgPerson",
  group: "group",
  computer: "computer",
  "msDS-ManagedServiceAccount": "MSA",
  "msDS-GroupManagedServiceAccount": "gMSA",
  "msDS-DelegatedManagedServiceAccount": "dMSA",
};

const CAUSE_WORDS: Readonly<Record<UnauditedCause, readonly [short: string, long: string]>> = {
  "blocked-above": ["blocked above", "the SACL of an object above is protected from inheritance"],
  "blocked-here": ["blocked here", "the object's own SACL is protected from inheritance"],
  "admin-sd-holder": ["AdminSDHolder", "AdminSDHolder: adminCount is 1, and the SACL is protected from inheritance"],
  "not-inherited": [
    "not inherited",
    "an object above has the entry and it did not arrive: the object was moved or restored, or it is not propagated yet",
  ],
  "no-entry": ["no entry above", "no object above has an entry that covers the object"],
  "not-shown": ["not shown", "what is above the object was not read, or not whole"],
  undecided: ["undecided", "the object's own entries depend on what the evidence does not tell"],
  "not-read": ["SACL not read", "the SACL of the object was not read"],
};

export function causeText(cause: UnauditedCause): string {
  return CAUSE_WORDS[cause][1];
}

/** Rounded down: only all is 100%. */
function shareText({ audited, total }: AuditTally): string {
  const share = Math.floor((100 * audited) / Math.max(total, 1));
  return share === 0 && audited > 0 ? "<1%" : `${share}%`;
}

export function totalOf(audit: DirectoryAudit): AuditTally {
  const sum = (key: keyof AuditTally): number => audit.classes.reduce((all, one) => all + one[key], 0);
  return {
    total: sum("total"),
    audited: sum("audited"),
    notAudited: sum("notAudited"),
    open: sum("open"),
    notRead: sum("notRead"),
  };
}

export function saclSentences(audit: DirectoryAudit): string[] {
  const all = totalOf(audit);
  const { unclassified, deleted, unplaced, adminAccounts: admin } = audit;
  const sentences = all.total === 0 ? [] : [answer(all)];
  if (admin.total > 0) {
    sentences.push(
      `Of ${counted(admin.total, "account or group", "accounts and groups")} with adminCount 1, ${admin.audited} ${are(admin.audited)} audited: AdminSDHolder's descriptor replaces theirs.`,
    );
  }
  sentences.push(...audit.roots.map((root) => rootText(root, audit)), assumed(all, audit));
  if (unclassified > 0) {
    sentences.push(
      `${counted(unclassified, "descriptor does", "descriptors do")} not tell the class of the object and ${are(unclassified)} not counted: export objectClass and adminCount beside nTSecurityDescriptor.`,
    );
  }
  if (deleted > 0) sentences.push(`${counted(deleted, "deleted object")} not counted.`);
  if (unplaced > 0) sentences.push(`${counted(unplaced, "name")} too long to be placed in the directory.`);
  return sentences;
}

function answer(all: AuditTally): string {
  const rest = [
    all.notAudited > 0 ? `${all.notAudited} ${are(all.notAudited)} not` : "",
    all.open > 0 ? `${all.open} ${are(all.open)} open` : "",
    all.notRead > 0 ? `of ${all.notRead} the SACL was not read` : "",
  ].filter((text) => text !== "");
  const share = `${all.audited} of ${counted(all.total, "account or group", "accounts and groups")} (${shareText(all)})`;
  return `${share} ${are(all.audited)} audited, by the object's own entries, as Defender for Identity asks${rest.length === 0 ? "" : `; ${rest.join(", ")}`}.`;
}

function are(count: number): string {
  return count === 1 ? "is" : "are";
}

function assumed({ total }: AuditTally, { roots }: DirectoryAudit): string {
  if (total > 0) return "Objects whose descriptors are not in the evidence are not counted: of them nothing is shown.";
  return roots.length > 0
    ? "No descriptor of an account or group is in the evidence: what is below the root is assumed to take its entries over, not shown. `eventreach formats` has the ldifde command that exports them."
    : "No descriptor of an account or group is in the evidence: nothing is shown of them.";
}

const ROOT_STATES = [
  ["covered", "hands the whole entry down to"],
  ["partial", "hands a part of it down to"],
  ["open", "may hand it down, which the evidence does not decide, to"],
  ["none", "hands nothing down to"],
] as const;

function rootText({ object, sacl, classes }: RootAudit, audit: DirectoryAudit): string {
  if (sacl === "not-read") return `The SACL of ${object} was not read.`;
  // Rare classes are only spoken of where there are such objects.
  const asked = classes.filter(({ class: name }) => name !== "inetOrgPerson" || countOf(audit, name) > 0);
  const parts = ROOT_STATES.flatMap(([state, words]) => {
    const names = asked.filter((one) => one.state === state).map((one) => CLASS_LABELS[one.class]);
    return names.length === 0 ? [] : [`${words} ${listed(names)}`];
  });
  return `${object} ${parts.join("; ")}.`;
}

function countOf({ classes }: DirectoryAudit, name: AuditedClass): number {
  return classes.find((one) => one.class === name)?.total ?? 0;
}

export const CLASS_HEAD = ["class", "objects", "audited", "not", "open", "not read", "share"] as const;

/** Only classes of which there are objects. */
export function classRows(audit: DirectoryAudit): string[][] {
  return audit.classes
    .filter(({ total }) => total > 0)
    .map((row) => [CLASS_LABELS[row.class], ...numbersOf(row), shareText(row)]);
}

function numbersOf({ total, audited, notAudited, open, notRead }: AuditTally): string[] {
  return [total, audited, notAudited, open, notRead].map(String);
}

/** Most first. */
export function causeRows({ causes }: DirectoryAudit): string[][] {
  return orderedCauses(causes).map((cause) => [String(causes[cause] ?? 0), CAUSE_WORDS[cause][1]]);
}

function orderedCauses(causes: DirectoryAudit["causes"]): UnauditedCause[] {
  return UNAUDITED_CAUSES.filter((cause) => (causes[cause] ?? 0) > 0).sort(
    (a, b) => (causes[b] ?? 0) - (causes[a] ?? 0),
  );
}

export const CONTAINER_HEAD = ["not", "unknown", "of", "container", "mostly"] as const;

/** Those with something that is not audited, worst first. */
export function worstContainers({ containers }: DirectoryAudit): ContainerShare[] {
  return containers.filter(({ audited, total }) => audited < total);
}

export function containerCells({ total, notAudited, open, notRead, container, causes }: ContainerShare): string[] {
  const [first] = orderedCauses(causes);
  const mostly = first === undefined ? "" : CAUSE_WORDS[first][0];
  return [String(notAudited), String(open + notRead), String(total), container, mostly];
}

export function blockedText({ object, below }: DirectoryAudit["blocked"][number]): string {
  if (below.total === 0) return `${object}: no account or group below it in the evidence`;
  const unknown = below.open + below.notRead;
  const all = counted(below.total, "account or group", "accounts and groups");
  return `${object}: ${below.notAudited} of ${all} below it ${are(below.notAudited)} not audited${unknown > 0 ? `, ${unknown} unknown` : ""}`;
}

export function listHint({ objects }: DirectoryAudit): string {
  return `${counted(objects.length, "object")} not shown to be audited, each with its cause: --objects-csv FILE.`;
}
