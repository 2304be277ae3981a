/** The real exports beside the repository against what an independent reader found, by the rules of the shared check itself. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { FactDraft } from "../core/fact.ts";
import { decode } from "../text/decode.ts";
import { sideOf } from "../text/gpo-path.ts";
import { auditCsv } from "./audit-csv/format.ts";
import { auditpolText } from "./auditpol-text/format.ts";
import type { Format } from "./define.ts";
import { gptIni } from "./gpt-ini/format.ts";
import { headOf } from "./read.ts";
import { securityTemplate } from "./security-template/format.ts";

const SHARED = resolve(import.meta.dirname, "../../../shared");
const CORPUS = join(SHARED, "corpus");
const CHECK = join(SHARED, "checks/facts.mjs");
const present = existsSync(join(CORPUS, "expected.json")) && existsSync(CHECK);
if (!present) console.log("skipped: no corpus beside the repository (../shared/corpus)");

const KINDS = new Set(["gpo-backup", "sysvol-gpo", "gpo-fragment", "audit.csv", "auditpol-csv", "security-template"]);

interface Expected {
  readonly kind: string;
  readonly corpusPath?: string;
  readonly gpoGuid?: string | null;
  readonly audit?: Record<string, unknown>;
  readonly eventAudit?: Record<string, unknown>;
  readonly securityRegistryValues?: Record<string, unknown>;
  /** Of `auditpol-text`, which the shared check leaves out: name and setting of each row. */
  readonly auditText?: readonly (readonly [string, string])[];
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function formatOf(path: string): Format | null {
  if (/\.csv$|auditpol\.txt$/i.test(path)) return auditCsv;
  if (/auditpol-\w+\.txt$/i.test(path)) return auditpolText;
  if (/\.inf$|secedit-export\.txt$/i.test(path)) return securityTemplate;
  return /gpt\.ini$/i.test(path) ? gptIni : null;
}

interface Reading {
  readonly format: Format;
  readonly path: string;
  readonly text: string;
  readonly read: string;
  readonly drafts: FactDraft[];
  readonly diagnostics: string[];
  readonly sniffed: string;
}

function readAll(): Reading[] {
  const readings: Reading[] = [];
  for (const path of filesBelow(CORPUS)) {
    const format = formatOf(path);
    if (format === null) continue;
    const bytes = readFileSync(path);
    const decoded = decode(bytes);
    const drafts: FactDraft[] = [];
    const diagnostics: string[] = [];
    const { read } = format.parse(
      { path, bytes, text: () => decoded.text, side: sideOf(path) },
      {
        fact: (draft) => drafts.push(draft),
        diagnostic: ({ code, data }) => diagnostics.push(`${code} ${JSON.stringify(data)}`),
      },
    );
    const sniffed = format.sniff(headOf(bytes, decoded));
    readings.push({ format, path, text: decoded.text, read, drafts, diagnostics, sniffed });
  }
  return readings;
}

describe.skipIf(!present)("the corpus", () => {
  const readings = present ? readAll() : [];

  it("is read as the independent reader read it", () => {
    const all = JSON.parse(readFileSync(join(CORPUS, "expected.json"), "utf8")) as Expected[];
    const wanted = all
      .filter((entry) => KINDS.has(entry.kind) && entry.corpusPath !== undefined)
      .map(({ kind, corpusPath, gpoGuid, audit, eventAudit, securityRegistryValues }) => ({
        // Of a backup the check also wants the GPO itself, which other files tell.
        kind: kind === "gpo-backup" ? "gpo-fragment" : kind,
        corpusPath,
        gpoGuid,
        audit,
        eventAudit,
        securityRegistryValues,
      }));
    const facts = readings.flatMap(({ path, drafts }) =>
      drafts.map(({ fields, via }) => JSON.stringify({ ...fields, via, path, subject: null })),
    );
    const folder = mkdtempSync(join(tmpdir(), "corpus-text-"));
    try {
      writeFileSync(join(folder, "expected.json"), JSON.stringify(wanted));
      writeFileSync(join(folder, "facts.ndjson"), facts.join("\n"));
      const run = spawnSync(
        process.execPath,
        [
          CHECK,
          "--expected",
          join(folder, "expected.json"),
          "--root",
          CORPUS,
          "--show",
          "200",
          join(folder, "facts.ndjson"),
        ],
        { encoding: "utf8" },
      );
      console.log(run.stdout);
      expect(run.stdout).toMatch(/^subcategory +\d{3,}\//m);
      expect(run.stdout).toMatch(/^security option +\d{3,}\//m);
      expect(run.stdout).toMatch(/^legacy category +\d+\//m);
      expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("gives every row of auditpol's tables with its GUID and setting", () => {
    const all = JSON.parse(readFileSync(join(CORPUS, "expected.json"), "utf8")) as Expected[];
    const tables = all.filter((entry) => entry.kind === "auditpol-text");
    expect(tables.map((entry) => entry.auditText?.length)).toEqual([6]);
    for (const { corpusPath = "", auditText = [] } of tables) {
      const reading = readings.find(({ path }) => path === join(CORPUS, corpusPath));
      const rows = (reading?.drafts ?? []).map(({ fields }) => (fields.kind === "subcategory" ? fields : null));
      expect(rows.map((row) => row?.name)).toEqual(auditText.map(([name]) => name));
      for (const [index, [, setting]] of auditText.entries()) {
        const success = setting === "Erfolg";
        expect(rows[index]).toMatchObject({ value: null, success, failure: false, state: "set" });
      }
      expect(rows.map((row) => row?.subcategory.slice(6, 8))).toEqual(["2C", "2D", "2E", "48", "4A", "2B"]);
      expect(reading?.drafts.map(({ host, via }) => [host, via])).toEqual(rows.map(() => [null, "auditpol-text"]));
      console.log(`auditpol-text: ${rows.length} of ${auditText.length} rows read right`);
    }
    const captures = all.filter((entry) => entry.kind === "auditpol-csv");
    expect(captures).toHaveLength(5);
    for (const { corpusPath = "", audit = {} } of captures) {
      const drafts = readings.find(({ path }) => path === join(CORPUS, corpusPath))?.drafts ?? [];
      const rows = drafts.map(({ fields }) => fields).filter((fields) => fields.kind === "subcategory");
      expect(rows.map((row) => `{${row.subcategory}}`).toSorted()).toEqual(Object.keys(audit).toSorted());
      for (const row of rows) {
        const { value, machine } = audit[`{${row.subcategory}}`] as { value: number; machine: string };
        expect({ ...row, number: Number(row.success) + 2 * Number(row.failure) }).toMatchObject({
          number: value,
          state: "set",
        });
        expect(drafts.find((draft) => draft.fields === row)?.host).toBe(machine);
      }
    }
  });

  it("is claimed by content and read whole", () => {
    expect(readings.length).toBeGreaterThan(150);
    for (const { path, sniffed, read, diagnostics } of readings) {
      expect({ path, sniffed, read, diagnostics }).toMatchObject({ sniffed: "yes", read: "complete" });
    }
  });

  it("gives back every fact from its excerpt alone", () => {
    for (const { format, text, drafts } of readings) {
      for (const { fields, span } of drafts) {
        const again = format.reread?.(text.slice(span.start, span.end), fields.kind);
        expect(fields).toMatchObject(again ?? { kind: "nothing read" });
      }
    }
  });

  it("raises no other diagnostics than these", () => {
    const counts = new Map<string, number>();
    for (const line of readings.flatMap((reading) => reading.diagnostics)) {
      const code = line.slice(0, line.indexOf(" "));
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    // Three option rows say "Enabled" beside 0; one file of a GPO has rows of value 0.
    expect(Object.fromEntries(counts)).toEqual({ "value-mismatch": 3, "value-ambiguous": 1 });
  });
});
