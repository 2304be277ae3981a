/** A desk of the review with real files in a folder of its own, opened as often as a test wants. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desk } from "../../src/cli/review/desk.ts";
import { openDesk, openJournal } from "../../src/cli/review/open.ts";
import type { Report } from "../../src/core/report.ts";
import type { WaiverWords } from "../../src/review/command.ts";
import { findingSubject } from "../../src/review/state.ts";

const TODAY = "2026-11-22";
const REVIEWER = "a.meyer@corp.example";

interface OpenGiven {
  readonly reviewer?: string | null;
  readonly paths?: readonly string[];
  readonly journal?: string;
  /** Null: none is given. */
  readonly waivers?: string | null;
  readonly today?: string;
}

export interface DeskFolder {
  readonly folder: string;
  readonly journal: string;
  readonly waivers: string;
  /** As `review` with `--journal` and `--waivers` opens it. */
  open(report: Report, given?: OpenGiven): Desk;
  remove(): void;
}

/** `waivers`: what the file holds; null: there is none. */
export function deskFolder(waivers: string | null = null): DeskFolder {
  const folder = mkdtempSync(join(tmpdir(), "eventreach-desk-"));
  const paths = { journal: join(folder, "journal.ndjson"), waivers: join(folder, "waivers.yaml") };
  if (waivers !== null) writeFileSync(paths.waivers, waivers);
  return {
    folder,
    ...paths,
    open: (report, { reviewer = REVIEWER, paths: inputs = [], journal, waivers: file, today = TODAY } = {}) =>
      openDesk(report, {
        journal: openJournal(journal ?? paths.journal, inputs),
        waivers: file === undefined ? paths.waivers : file,
        reviewer,
        handover: { paths: inputs, asOf: report.asOf, roles: [], scope: null, catalogs: ["mdi"] },
        now: () => `${today}T10:00:00Z`,
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function waiverWords(given: Partial<WaiverWords> = {}): WaiverWords {
  return {
    kind: "risk-accepted",
    owner: "pki-team@corp.example",
    reason: "no change window before spring",
    approver: "ciso@corp.example",
    scope: "subject",
    expires: "2027-01-15",
    pinned: true,
    compensating: "",
    evidence: "",
    ...given,
  };
}

/** A file with a waiver in every state, and a journal that begins today. */
export function decidedFolder(report: Report): DeskFolder {
  const place = deskFolder();
  const fails = report.findings.filter(({ status }) => status === "fail");
  const [one, two, three, four, five] = fails.map(({ id }) => [id]);
  const spring = place.open(report, { today: "2026-03-01" });
  const late = { expires: "2026-10-31", reason: "DB start/stop auditing delays restart (CHG-4711)" };
  spring.perform({ kind: "waive", findings: one ?? [], words: waiverWords(late), file: null });
  spring.close();
  rmSync(place.journal);
  const autumn = place.open(report, { today: "2026-11-01" });
  autumn.perform({ kind: "waive", findings: two ?? [], words: waiverWords(), file: null });
  autumn.perform({ kind: "waive", findings: three ?? [], words: waiverWords({ approver: "" }), file: null });
  autumn.perform({ kind: "waive", findings: four ?? [], words: waiverWords({ kind: "planned-fix" }), file: null });
  autumn.close();
  rmSync(place.journal);
  const unused = report.findings.find(({ status }) => status === "pass")?.requirement ?? "";
  const text = readFileSync(place.waivers, "utf8");
  writeFileSync(
    place.waivers,
    `${text}  - id: OLD-1 # kept
    kind: risk-accepted
    rules: [${unused}]
    subjects: { hosts: [fs01.corp.example] }
    reason: replaced in spring
    owner: iam
    requestedBy: b.ross
    approvedBy: ciso
    approvedOn: 2026-06-01
    expires: 2026-12-15
`,
  );
  const today = place.open(report);
  today.perform({ kind: "waive", findings: five ?? [], words: waiverWords({ owner: "you" }), file: null });
  today.perform({ kind: "seen", subject: findingSubject(fails[0]?.id ?? "") });
  today.close();
  return place;
}
