/** The one frozen report that every reporter reads. Its JSON form is `results/1` of the command-line contract. */
import type { Diagnostic } from "./diagnostic.ts";
import type { Since } from "./diff.ts";
import type { DirectoryAudit } from "./directory-audit.ts";
import type { Fact, FactId, Guid, Tier } from "./fact.ts";
import type { Population } from "./population.ts";
import type { Source } from "./provenance.ts";
import type { Waiver, WaiverFile, WaiverRow, WaiverState } from "./waiver.ts";

export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Worst first. */
export const STATUSES = ["fail", "unknown", "pass", "not-applicable"] as const;
export type Status = (typeof STATUSES)[number];

export const ROLES = ["dc", "ca", "adfs", "entra-connect"] as const;
export type Role = (typeof ROLES)[number];

/** `design`: no GPO in the evidence is linked anywhere, verdicts speak of what the GPOs would do. */
export type Mode = "design" | "deployed";

/** L1 a GPO holds it · L2 and is linked so that it reaches the subject · L3 the host has it · L4 the object carries the SACL. */
export type Rung = "L1" | "L2" | "L3" | "L4";

/** Why a requirement fails; kebab-case, stable. */
export type Cause =
  | "not-configured"
  | "too-weak"
  | "not-understood"
  | "overridden"
  | "unlinked"
  | "link-disabled"
  | "gpo-disabled"
  | "filtered-out"
  | "inheritance-blocked"
  | "drift"
  | "cse-missing"
  | "legacy-override"
  | "wrong-scope"
  | "inert-preference"
  | "leftover"
  | "version-skew"
  | "version-zero"
  | "access-revoked"
  | "blocked"
  | "ace-missing"
  | "ace-partial";

/** Whom a finding speaks of. */
export type FindingSubject =
  | { readonly kind: "domain"; readonly name: string; readonly role: Role | "sensor" | null }
  | { readonly kind: "host"; readonly name: string; readonly domain: string | null; readonly roles: readonly Role[] }
  | {
      readonly kind: "gpo";
      readonly guid: Guid | null;
      readonly name: string | null;
      readonly domain: string | null;
      readonly container: string;
    }
  | { readonly kind: "object"; readonly name: string; readonly domain: string }
  | { readonly kind: "forest"; readonly name: string };

export const RULES = [
  "only-candidate",
  "same-value",
  "enforced",
  "nearer-container",
  "link-order",
  "extension-order",
  "item-order",
  "link-order-unknown",
  "no-scope-evidence",
  "superseded-backup",
  "unlinked",
  "link-disabled",
  "gpo-disabled",
  "cse-missing",
  "version-zero",
  "item-disabled",
  "user-side",
  "wrong-scope",
  "partial-scope",
  "filtered-out",
  "filter-unknown",
  "wmi-false",
  "wmi-unknown",
  "inheritance-blocked",
  "inheritance-unknown",
  "local-policy",
  "not-in-evidence",
  "links-unknown",
  "links-disagree",
  "resultant-set",
  "domain-only",
  "conditional-item",
  "incomplete-file",
  "create-only",
  "category-ignored",
  "category-uncertain",
] as const;
export type RuleId = (typeof RULES)[number];

/** One GPO's word on a value: what it says, whether it counted, and by which rule. Strongest first. */
export interface TrailStep {
  readonly result: "won" | "lost" | "candidate" | "excluded";
  readonly rule: RuleId;
  readonly fact: FactId;
  readonly gpo: { readonly guid: Guid | null; readonly name: string | null; readonly container: string };
  /** The link by which it reaches the subject: container, enforced; null without link evidence. */
  readonly link: { readonly container: string; readonly enforced: boolean; readonly order: number | null } | null;
  /** What it sets, in words. */
  readonly sets: string;
  /** What it hangs on, or why it does not count, beyond the rule; null where the rule says it all. */
  readonly because: string | null;
}

/** What Microsoft's own tools will say: true, false, or null where it cannot be told, with the reason. */
export interface MicrosoftVerdict {
  readonly verdict: boolean | null;
  readonly reason: string;
}
export const MICROSOFT_JUDGES = ["moduleDomain", "moduleLocalMachine", "testMdiReadiness", "healthAlert"] as const;
export type MicrosoftJudge = (typeof MICROSOFT_JUDGES)[number];

export interface Detection {
  readonly title: string;
  /** `documented`: "needs"; `inferred`: "probably also weakens". */
  readonly basis: "documented" | "inferred";
}

export interface Remedy {
  readonly via: "module" | "native" | "manual";
  readonly text: string;
  /** PowerShell or console lines, ready to paste; names from the input are already quoted. */
  readonly commands: readonly string[];
}

export interface Finding {
  /** `<requirement>@<subject>`; unique in a report. */
  readonly id: string;
  readonly requirement: string;
  readonly revision: number;
  readonly title: string;
  /** The title in a few words, for lists. */
  readonly label: string;
  readonly subject: FindingSubject;
  /** The known computers that a finding about a domain speaks for. */
  readonly computers: readonly string[];
  readonly status: Status;
  readonly rung: Rung | null;
  readonly severity: Severity;
  readonly want: string;
  readonly have: string;
  readonly evidence: readonly FactId[];
  readonly trail: readonly TrailStep[];
  /** For `fail` only. */
  readonly cause: Cause | null;
  /** For `unknown` only: the read-only commands, or the question to a person, that would settle it. */
  readonly ask: readonly string[];
  readonly microsoft: Readonly<Partial<Record<MicrosoftJudge, MicrosoftVerdict>>>;
  readonly events: readonly string[];
  readonly detections: readonly Detection[];
  readonly remedy: readonly Remedy[];
  /** Plain sentences that belong to this verdict: functional truth against Microsoft's word, assumptions. */
  readonly notes: readonly string[];
  /** Looks configured and does nothing: shown first. */
  readonly silent: boolean;
  /** Only a person can confirm it. */
  readonly checklist: boolean;
  /** For `fail` only; the status stays, whatever the waiver's state. */
  readonly waiver: Waiver | null;
}

/** One setting on which GPOs of the same standing disagree. */
export interface Conflict {
  readonly subject: FindingSubject;
  readonly setting: string;
  readonly candidates: readonly { readonly fact: FactId; readonly gpo: string; readonly sets: string }[];
  /** What to collect to decide. */
  readonly ask: readonly string[];
}

/**
 * `real`: our verdict fails as well · `missed`: the tool is content and our verdict fails · `explained`: the truth
 * holds and the tool's rule objects, or the row does not apply · `stale`: what the computers have now passes both
 * rules · `unknown`: this evidence does not tell.
 */
export const ANSWERS = ["real", "missed", "explained", "stale", "unknown"] as const;
export type Answer = (typeof ANSWERS)[number];

/** One row of Microsoft's own output, answered by our findings. */
export interface ToolAnswer {
  readonly tool: string;
  readonly item: string;
  /** The row's own word. */
  readonly said: string;
  readonly subject: FindingSubject;
  readonly answer: Answer;
  readonly because: string;
  /** For `unknown`: what would settle it. */
  readonly ask: readonly string[];
  /** The id of the finding that decides it. */
  readonly finding: string | null;
  readonly fact: FactId;
}

/** A GPO as the evidence knows it, and what became of it. */
export interface GpoRecord {
  readonly guid: Guid | null;
  readonly name: string | null;
  readonly domain: string | null;
  readonly container: string;
  readonly backupTime: string | null;
  readonly linkedTo: readonly string[] | null;
  readonly settings: number;
  /** The container of the newer backup that counts instead. */
  readonly supersededBy: string | null;
  /** `backup`, `sysvol` and `report` show all that the GPO sets; `local` and `loose` what was given. */
  readonly kind: "backup" | "sysvol" | "report" | "local" | "loose" | "directory";
  readonly computerEnabled: boolean | null;
}

/** One audit setting, or one that a requirement asks for, as one GPO or computer holds it. */
export interface SettingRecord {
  readonly holder: { readonly kind: "gpo" | "host"; readonly name: string };
  /** Stable over runs and languages: `subcategory:0CCE…`, `registry:hklm\\…`. */
  readonly setting: string;
  readonly name: string;
  readonly value: string;
  /** Why no client reads it; null where clients do. */
  readonly inert: string | null;
  readonly fact: FactId;
  readonly at: string;
}

export interface LinkRecord {
  readonly gpo: { readonly guid: Guid | null; readonly name: string | null; readonly domain: string | null };
  /** As written. */
  readonly container: string;
  /** The same container, however it is written. */
  readonly key: string;
  readonly order: number | null;
  readonly enabled: boolean | null;
  readonly enforced: boolean | null;
}

export interface ContainerRecord {
  readonly container: string;
  readonly key: string;
  /** The export lists every link of it. */
  readonly complete: boolean;
  readonly blocksInheritance: boolean | null;
}

export interface PolicyRecord {
  /** A holder of kind `gpo` is named by its container. */
  readonly settings: readonly SettingRecord[];
  readonly links: readonly LinkRecord[];
  readonly containers: readonly ContainerRecord[];
}

/** What one file gave: how many facts, the best that they can prove, and of whom they speak. */
export interface SourceUse {
  readonly facts: number;
  /** The strongest tier of its facts; null without facts. */
  readonly tier: Tier | null;
  /** `host DC1`, `GPO "name"`, `12 GPOs`, `3 objects`; null without facts. */
  readonly about: string | null;
}

export interface Summary {
  readonly verdict: "complete" | "incomplete";
  readonly files: number;
  readonly bytes: number;
  readonly gpos: number;
  readonly facts: number;
  readonly findings: Readonly<Record<Status, number>>;
  /** Failures by severity. */
  readonly open: Readonly<Record<Severity, number>>;
  /** The same without those that an active waiver accepts. */
  readonly afterWaivers: Readonly<Record<Severity, number>>;
  /** Failures beside which a waiver stands, by its state. */
  readonly waived: Readonly<Record<WaiverState, number>>;
  readonly checklist: number;
  readonly inputsWithProblems: number;
}

/** Which findings the outputs list; sums, verdict and exit code are of all. */
export interface ShownFilter {
  readonly expression: string;
  /** Ids of findings. */
  readonly shown: ReadonlySet<string>;
}

/** What the catalog says of a requirement, for the outputs that explain it. */
export interface RequirementWords {
  readonly id: string;
  readonly revision: number;
  readonly title: string;
  readonly label: string;
  readonly severity: Severity;
  readonly want: string;
  readonly why: string;
  /** Where our verdict and Microsoft's word may differ; null where they cannot. */
  readonly functional: string | null;
  readonly references: readonly { readonly title: string; readonly locator: string }[];
}

export interface Report {
  readonly schema: "results/1";
  readonly asOf: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalog: { readonly version: string; readonly digest: string };
  readonly mode: Mode;
  /** Null: no waivers were given. */
  readonly waiverFile: WaiverFile | null;
  /** Null: everything is shown. */
  readonly filter: ShownFilter | null;
  readonly sources: readonly Source[];
  /** By the path of the source. */
  readonly uses: ReadonlyMap<string, SourceUse>;
  /** Format id → title. */
  readonly formats: ReadonlyMap<string, string>;
  readonly subjects: readonly FindingSubject[];
  /** By id: those that findings name. */
  readonly requirements: ReadonlyMap<string, RequirementWords>;
  readonly gpos: readonly GpoRecord[];
  readonly findings: readonly Finding[];
  /** In the order of their file. */
  readonly waivers: readonly WaiverRow[];
  readonly conflicts: readonly Conflict[];
  /** What Microsoft's tools and portal reported, answered. */
  readonly answers: readonly ToolAnswer[];
  /** What GPOs and computers hold and where GPOs are linked, whatever the findings make of it: for comparing runs. */
  readonly policy: PolicyRecord;
  /** Absent: no earlier results were given. */
  readonly since?: Since;
  /** Null: no descriptor of an account, a group, a domain's root or a protected object is in the evidence. */
  readonly sacl: DirectoryAudit | null;
  /** Is it all of them: what ought to be there against what is. */
  readonly population: Population;
  readonly diagnostics: readonly Diagnostic[];
  /** The facts that findings, trails and conflicts cite, by id. */
  readonly facts: ReadonlyMap<FactId, Fact>;
  readonly summary: Summary;
}
