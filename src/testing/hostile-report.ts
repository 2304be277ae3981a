/** Reports whose every free text is given by the caller: for properties over all outputs. */
import * as fc from "fast-check";
import type { DirectoryAudit } from "../core/directory-audit.ts";
import type { Finding, Report } from "../core/report.ts";
import { quotePowerShell } from "../text/powershell.ts";
import { fixtureReport } from "./report-fixture.ts";
import { fixtureFact, fixtureFinding, HOSTILE_NAME } from "./report-parts.ts";

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom(...Array.from("\u001B\u009B\u202E\u2028\u200B\r\n\t\0|`<>&[]()*_#\\-+=1.$~'\"\u2019 aé監")),
    maxLength: 60,
  }),
  fc.constantFrom(
    HOSTILE_NAME,
    "",
    " ",
    "```\n# x\n```",
    "x".repeat(300),
    "\uD800",
    "../..",
    "{8E4B1F0C-51D2-4F4B-9C3A-7C1B2A9D0E11}",
  ),
);

/** Six different texts in every place that an input can reach. */
export function hostileReport(texts: readonly [string, string, string, string, string, string]): Report {
  const [name, path, have, excerpt, setting, reason] = texts;
  const gpo = { guid: "11111111-2222-4333-8444-555555555555", name, container: path };
  const other = { guid: null, name: setting, container: have };
  const subject = { kind: "domain", name, role: "dc" } as const;
  const fact = {
    ...fixtureFact("abc", gpo, reason, 7, excerpt, { kind: "audit-option", option: setting, value: have }),
    id: "abc",
  };
  const base: Partial<Finding> = {
    title: setting,
    want: reason,
    have,
    evidence: ["abc", name],
    trail: [
      {
        result: "won",
        rule: "enforced",
        fact: "abc",
        gpo,
        link: { container: path, enforced: true, order: 1 },
        sets: setting,
        because: name,
      },
      { result: "lost", rule: "nearer-container", fact: "abc", gpo: other, link: null, sets: have, because: null },
    ],
    microsoft: { moduleDomain: { verdict: true, reason }, healthAlert: { verdict: null, reason } },
    events: [setting],
    detections: [{ title: name, basis: "documented" }],
    remedy: [{ via: "native", text: reason, commands: [`Get-GPO -Name ${quotePowerShell(name)}`, have] }],
    notes: [excerpt],
  };
  const words = {
    id: "W-1",
    kind: "risk-accepted",
    owner: name,
    requestedBy: reason,
    approvedBy: path,
    approvedOn: "2026-10-01",
    expires: "2027-01-15",
    reason: have,
    compensating: setting,
    evidence: [excerpt],
  } as const;
  const active = { ...words, state: "active", because: null } as const;
  const drifted = { ...words, id: "W-2", state: "void", because: reason } as const;
  const findings = [
    fixtureFinding("R1", subject, { ...base, severity: "critical", waiver: active }),
    fixtureFinding(
      "R2",
      { kind: "gpo", domain: null, ...gpo },
      { ...base, silent: true, cause: "cse-missing", waiver: drifted },
    ),
    fixtureFinding("R3", { kind: "object", name, domain: path }, { cause: "not-configured", have, want: name }),
    fixtureFinding("R4", { kind: "object", name, domain: path }, { cause: "not-configured", have, want: name }),
    fixtureFinding("R5", subject, { ...base, status: "unknown", ask: [have, `${setting} x?`] }),
    fixtureFinding("R6", subject, { ...base, status: "unknown", checklist: true, ask: [name] }),
    fixtureFinding("R7", { kind: "host", name, domain: path, roles: ["dc"] }, { ...base, status: "pass" }),
    fixtureFinding("R8", { kind: "forest", name }, { title: name, status: "not-applicable" }),
  ];
  const source = { id: "0".repeat(64), bytes: 5, encoding: "binary", memberOf: null, taken: null } as const;
  const row = { ...words, rules: ["R1"], subjects: [name], warnings: [have], at: { line: 3, column: 9 } };
  return fixtureReport({
    findings,
    waiverFile: { path, digest: "0".repeat(64) },
    waivers: [
      { ...row, state: "active", findings: ["R1"] },
      { ...row, id: "W-2", state: "void", findings: [] },
    ],
    subjects: findings.map((finding) => finding.subject),
    facts: new Map([["abc", fact]]),
    gpos: [
      {
        ...gpo,
        domain: path,
        backupTime: reason,
        linkedTo: [path],
        settings: 1,
        supersededBy: null,
        kind: "backup",
        computerEnabled: null,
      },
      {
        ...gpo,
        domain: path,
        backupTime: reason,
        linkedTo: [path],
        settings: 1,
        supersededBy: path,
        kind: "backup",
        computerEnabled: null,
      },
    ],
    uses: new Map(),
    sacl: hostileDirectory(texts),
    sources: [
      { ...source, path, kind: "audit-csv", read: "complete", reason: null },
      { ...source, path: name, kind: null, read: "unrecognised", reason },
    ],
    conflicts: [{ subject, setting, candidates: [{ fact: "abc", gpo: name, sets: have }], ask: [have] }],
    diagnostics: [
      { code: "malformed", path, at: { line: 1, column: 2 }, data: { message: reason, [setting]: have } },
      { code: "duplicate-key", path: name, at: { offset: 3 }, data: { key: have } },
    ],
  });
}

/** Names of directory objects are anybody's text. */
function hostileDirectory([name, path, have, excerpt, setting, reason]: readonly [
  string,
  string,
  string,
  string,
  string,
  string,
]): DirectoryAudit {
  const counts = { total: 2, audited: 0, notAudited: 1, open: 1, notRead: 0 };
  const object = { class: "user", container: path, missing: reason, adminCount: 1 } as const;
  return {
    descriptors: 3,
    classes: [{ class: "user", ...counts }],
    adminAccounts: counts,
    roots: [{ object: excerpt, sacl: "read", classes: [{ class: "user", state: "covered" }] }],
    causes: { "blocked-above": 1, undecided: 1 },
    blocked: [{ object: have, class: setting, below: counts }],
    containers: [{ container: path, ...counts, causes: { "blocked-above": 1, undecided: 1 } }],
    objects: [
      { ...object, object: name, state: "not-audited", cause: "blocked-above", from: have },
      { ...object, object: setting, state: "open", cause: "undecided", from: null },
    ],
    unclassified: 1,
    deleted: 1,
    unplaced: 1,
  };
}

export type HostileTexts = Parameters<typeof hostileReport>[0];

/** For {@link hostileReport}: a counterexample then prints as six strings, not as a report. */
export const hostileTexts: fc.Arbitrary<HostileTexts> = fc.tuple(
  hostileText,
  hostileText,
  hostileText,
  hostileText,
  hostileText,
  hostileText,
);
