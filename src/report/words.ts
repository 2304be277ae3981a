/** The words of the report, said the same way in every output. Plain ASCII; names from the input come in as they are. */
import { placeOf } from "../core/provenance.ts";
import type { Fact, FactId } from "../core/fact.ts";
import {
  type Cause,
  type Detection,
  type Finding,
  type FindingSubject,
  MICROSOFT_JUDGES,
  type MicrosoftJudge,
  type Role,
  type RuleId,
  type Status,
  type TrailStep,
} from "../core/report.ts";

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

export function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  fail: "fail",
  unknown: "unknown",
  pass: "pass",
  "not-applicable": "not applicable",
};

const ROLE_WORDS: Readonly<Record<Role | "sensor", string>> = {
  dc: "DCs",
  ca: "CAs",
  adfs: "AD FS servers",
  "entra-connect": "Entra Connect servers",
  sensor: "sensor servers",
};

const HOST_ROLE_WORDS: Readonly<Record<Role, string>> = {
  dc: "DC",
  ca: "CA",
  adfs: "AD FS",
  "entra-connect": "Entra Connect",
};

/** `corp.example DCs`, `DC01 (DC, CA)`, `GPO "name"`, `DC=corp,DC=example`, `forest corp.example`. */
export function subjectText(subject: FindingSubject, gpoName: (gpo: GpoRef) => string): string {
  if (subject.kind === "gpo") return `GPO ${gpoName(subject)}`;
  if (subject.kind === "forest") return `forest ${subject.name}`;
  if (subject.kind === "domain" && subject.role !== null) return `${subject.name} ${ROLE_WORDS[subject.role]}`;
  if (subject.kind !== "host" || subject.roles.length === 0) return subject.name;
  return `${subject.name} (${subject.roles.map((role) => HOST_ROLE_WORDS[role]).join(", ")})`;
}

export interface GpoRef {
  readonly guid: string | null;
  readonly name: string | null;
  readonly container: string;
}

/** Why a requirement fails, as a clause. */
export const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  "not-configured": "nothing in these files sets it",
  "too-weak": "it is set, but too weak",
  "not-understood": "its value is not understood",
  overridden: "a GPO with more weight sets something else",
  unlinked: "the GPO that holds it is linked nowhere",
  "link-disabled": "the link of the GPO that holds it is disabled",
  "gpo-disabled": "the computer half of the GPO that holds it is disabled",
  "version-zero": "its version is 0, which clients take for empty",
  "filtered-out": "a filter keeps the GPO from these computers",
  "inheritance-blocked": "inheritance from above is blocked",
  drift: "policy and computer disagree",
  "cse-missing": "the GPO's extension list lacks this kind of setting, so no computer reads it",
  "legacy-override": "the old category settings win over it",
  "wrong-scope": "the GPO that holds it is linked where it does not reach them",
  "inert-preference": "the preference item changes nothing",
  leftover: "it is left over from an older recommendation",
  "version-skew": "directory and SYSVOL hold different versions of the GPO",
  "access-revoked": "a right that the service needs was taken away",
  blocked: "a firewall rule stops it",
  "ace-missing": "no entry of the object's access list covers any of it",
  "ace-partial": "the entries of the object's access list cover only a part of it",
};

/** The rule of a step, for what became of it: `won` and `candidate` first, `lost` and `excluded` second. */
const RULE_WORDS: Readonly<Record<RuleId, readonly [string, string]>> = {
  "only-candidate": ["the only one that sets it", "the only one that sets it"],
  "same-value": ["all say the same", "says the same"],
  enforced: ["its link is enforced", "an enforced link wins"],
  "nearer-container": ["linked nearer", "linked further away"],
  "link-order": ["first in the link order", "later in the link order of the same container"],
  "extension-order": ["processed last", "processed earlier"],
  "item-order": ["last item in the file", "an earlier item in the file"],
  "link-order-unknown": ["link order is not in these files", "link order is not in these files"],
  "no-scope-evidence": ["links are not in these files", "links are not in these files"],
  "superseded-backup": ["the newer backup", "a newer backup counts"],
  unlinked: ["linked nowhere", "linked nowhere"],
  "link-disabled": ["its link is disabled", "its link is disabled"],
  "gpo-disabled": ["its computer half is disabled", "its computer half is disabled"],
  "version-zero": ["its version is 0", "its version is 0, so clients take it for empty"],
  "cse-missing": ["not in its extension list", "not in its extension list, so never read"],
  "item-disabled": ["the item is disabled", "the item is disabled"],
  "user-side": ["on its user side", "on its user side, which computers do not read"],
  "wrong-scope": ["linked elsewhere", "linked where it does not reach them"],
  "partial-scope": ["reaches only some of them", "reaches only some of them"],
  "filtered-out": ["a filter applies", "a filter keeps it away"],
  "filter-unknown": ["its filter is not in these files", "its filter is not in these files"],
  "wmi-false": ["its WMI filter is false", "its WMI filter is false there"],
  "wmi-unknown": ["if its WMI filter is true there", "if its WMI filter is true there"],
  "inheritance-blocked": ["inheritance is blocked", "inheritance is blocked below its container"],
  "inheritance-unknown": ["if nothing below blocks it", "if no container below blocks inheritance"],
  "local-policy": ["the local policy", "the local policy is the weakest"],
  "not-in-evidence": ["its settings are not in these files", "its settings are not in these files"],
  "links-unknown": ["the links there are not in these files", "the links there are not in these files"],
  "links-disagree": ["two exports disagree on its link", "two exports disagree on its link"],
  "resultant-set": ["ranked first by Windows", "ranked behind by Windows"],
  "domain-only": ["counts only at the domain", "account policies count only from links at the domain"],
  "incomplete-file": ["its file is broken elsewhere", "its file is broken elsewhere"],
  "conditional-item": ["applies under a condition", "applies under a condition"],
  "create-only": ["only creates a missing value", "only creates a missing value"],
  "category-ignored": ["category settings are ignored", "a category setting, ignored"],
  "category-uncertain": ["a category setting may win", "a category setting, perhaps ignored"],
};

export function ruleText(step: TrailStep): string {
  return RULE_WORDS[step.rule][step.result === "won" || step.result === "candidate" ? 0 : 1];
}

/** `place` may say a container in short. */
export function linkText(link: TrailStep["link"], place = (container: string): string => container): string {
  if (link === null) return "";
  return link.enforced ? `enforced at ${place(link.container)}` : place(link.container);
}

/** "alert X needs it" where Microsoft says so, "probably also weakens X" where we conclude it. */
export function detectionText(detection: Detection): string {
  const title = withoutKind(detection.title);
  if (detection.basis === "inferred") return `probably also weakens "${title}"`;
  return `${title === detection.title ? "alert" : "activity"} "${title}" needs it`;
}

/** Detections for one line: the titles that Microsoft documents, or where there is none those that we infer; and how many in all. */
export function detectionNames(detections: readonly Detection[]): {
  readonly lead: string;
  readonly titles: readonly string[];
  readonly all: number;
} {
  const documented = quotedTitles(detections.filter(({ basis }) => basis === "documented"));
  const all = quotedTitles(detections);
  return {
    lead: documented.length > 0 ? "" : "probably ",
    titles: documented.length > 0 ? documented : all,
    all: all.length,
  };
}

function quotedTitles(detections: readonly Detection[]): string[] {
  return [...new Set(detections.map(({ title }) => `"${withoutKind(title)}"`))];
}

function withoutKind(title: string): string {
  return title.replace(/^activity: */i, "");
}

const JUDGE_WORDS: Readonly<Record<MicrosoftJudge, string>> = {
  moduleDomain: "the module (Domain)",
  moduleLocalMachine: "the module (LocalMachine)",
  testMdiReadiness: "Test-MdiReadiness",
  healthAlert: "the portal's health check",
};

/** The judges whose word differs from ours: they accept what fails, or object to what passes. */
export function disagreeing(finding: Finding): readonly MicrosoftJudge[] {
  if (finding.status !== "fail" && finding.status !== "pass") return [];
  const ours = finding.status === "pass";
  return MICROSOFT_JUDGES.filter((judge) => {
    const verdict = finding.microsoft[judge]?.verdict;
    return verdict !== undefined && verdict !== null && verdict !== ours;
  });
}

/** Microsoft's word beside the functional truth, in one sentence; null when nothing can be told of any judge. */
export function microsoftSentence(finding: Finding): string | null {
  const odd = new Set(disagreeing(finding));
  const said = (verdict: boolean, different: boolean): MicrosoftJudge[] =>
    MICROSOFT_JUDGES.filter((judge) => finding.microsoft[judge]?.verdict === verdict && odd.has(judge) === different);
  const clauses: string[] = [];
  for (const judge of odd) {
    const verdict = finding.microsoft[judge];
    const word = verdict?.verdict === true ? "accepts it although it fails" : "objects although it passes";
    clauses.push(`${JUDGE_WORDS[judge]} ${word}: ${withoutStop(verdict?.reason ?? "")}`);
  }
  for (const verdict of [true, false]) {
    const judges = said(verdict, false);
    if (judges.length === 0) continue;
    const word = verdict ? "accept" : "object";
    const also = finding.status === "unknown" ? "" : " too";
    clauses.push(
      `${listed(judges.map((judge) => JUDGE_WORDS[judge]))} ${word}${judges.length === 1 ? "s" : ""}${also}`,
    );
  }
  return clauses.length === 0 ? null : `${upperFirst(clauses.join("; "))}.`;
}

export function judgeText(judge: MicrosoftJudge): string {
  return JUDGE_WORDS[judge];
}

/** `S-1-5-21-...-1107`: a long SID by its authority and its last number, for prose; proof, commands and documents have it whole. */
export function shortSids(text: string, mark = "..."): string {
  return text.replaceAll(/\b(S-1-\d{1,10}-\d{1,10})(?:-\d{1,10}){2,13}(?=-\d)/gi, `$1-${mark}`);
}

export function withoutStop(text: string): string {
  return text.replace(/\.\s*$/, "");
}

/** A sentence to a person, as against a command: it begins with a capital and ends like a sentence. */
export function isSentence(text: string): boolean {
  return /^[A-Z"'][^]*\s[^]*[\p{L}\p{N})"'][.?!][)"']?$/u.test(text);
}

export function factPlace(facts: ReadonlyMap<FactId, Fact>, id: FactId): string {
  const fact = facts.get(id);
  return fact === undefined ? id : placeOf(fact.origin);
}

/** The words of the file; for a binary one what they say, since its excerpt is hex. */
export function factText(fact: Fact): string {
  if ("line" in fact.origin.at || fact.kind !== "registry") return fact.origin.excerpt;
  const value = Array.isArray(fact.value) ? fact.value.join(", ") : String(fact.value);
  return `${fact.key}\\${fact.name} = ${value}`;
}

/** `812 bytes`, `4.1 KB`, `2.0 GB`: units of 1000. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  const units = ["KB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** The minute of an ISO time, `2026-11-22 09:00 UTC`; other text as it is. */
export function timeText(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z?)$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]}${match[3] === "Z" ? " UTC" : ""}`;
}
