/** The XML files of real exports beside the repository against what an independent reader found in them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { AUDIT_CSE } from "../core/extensions.ts";
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { guidOf, type FactDraft, type FactFields } from "../core/fact.ts";
import { expectedEntries, haveRealFiles, realPath, type ExpectedEntry } from "../testing/real-files.ts";
import { decode } from "../text/decode.ts";
import { parseSddl } from "../text/sddl.ts";
import { sideOf } from "../text/gpo-path.ts";
import type { Format } from "./define.ts";
import { format as gpmcBackup } from "./gpmc-backup/format.ts";
import { format as gpmcBkupinfo } from "./gpmc-bkupinfo/format.ts";
import { format as gpmcManifest } from "./gpmc-manifest/format.ts";
import { format as gppRegistry } from "./gpp-registry/format.ts";
import { format as gpreportXml } from "./gpreport-xml/format.ts";
import { headOf } from "./read.ts";

const FORMATS: readonly Format[] = [gpmcManifest, gpmcBkupinfo, gpmcBackup, gpreportXml, gppRegistry];

interface Reading {
  readonly path: string;
  readonly text: string;
  readonly format: Format;
  readonly read: string;
  readonly drafts: readonly FactDraft[];
  readonly diagnostics: readonly DiagnosticDraft[];
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const claims: string[] = [];

function readXml(path: string): Reading | null {
  const bytes = readFileSync(path);
  const decoded = decode(bytes);
  const head = headOf(bytes, decoded);
  const claiming = FORMATS.filter((one) => one.sniff(head) === "yes");
  const [format = FORMATS.find((one) => one.sniff(head) === "maybe")] = claiming;
  if (claiming.length > 1) claims.push(`${path}: ${claiming.map((one) => one.id).join(", ")}`);
  if (format === undefined) return null;
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const { read } = format.parse(
    { path, bytes, text: () => decoded.text, side: sideOf(path) },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  return { path, text: decoded.text, format, read, drafts, diagnostics };
}

const present = haveRealFiles();
const readings: Reading[] = [];
if (present) {
  for (const path of filesBelow(realPath(""))) {
    const reading = /\.xml$/i.test(path) ? readXml(path) : null;
    if (reading !== null) readings.push(reading);
  }
}

class Score {
  readonly #counts = new Map<string, { good: number; all: number }>();
  readonly wrong: string[] = [];

  count(what: string, good: boolean, where: string, detail: string): void {
    const score = this.#counts.get(what) ?? { good: 0, all: 0 };
    score.all += 1;
    if (good) score.good += 1;
    else this.wrong.push(`${what}: ${where}: ${detail}`);
    this.#counts.set(what, score);
  }

  get lines(): string[] {
    return [...this.#counts].map(([what, { good, all }]) => `${what} ${good}/${all}`);
  }
}

interface Wanted extends ExpectedEntry {
  readonly gpoName?: string | null;
  readonly gpoGuid?: string | null;
  readonly domain?: string | null;
  readonly backupId?: string | null;
  readonly backupTime?: string | null;
  readonly auditCseRegistered?: boolean | null;
  readonly gpreportAudit?: Readonly<Record<string, { value: number }>>;
  readonly gpreportLegacyAudit?: Readonly<Record<string, { success: string; failure: string }>>;
  readonly securityOptions?: Readonly<Record<string, unknown>>;
  readonly gpreportSddl?: string | null;
  readonly audit?: Readonly<Record<string, { value: number | null }>>;
  readonly links?: readonly { SOMPath: string; Enabled: string; NoOverride: string }[];
  readonly preferencesRegistry?: readonly Readonly<Record<string, string>>[];
}

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: "HKLM",
  HKEY_CURRENT_USER: "HKCU",
  HKEY_USERS: "HKU",
  HKEY_CLASSES_ROOT: "HKCR",
};

function rights(sddl: string | null): string {
  const parsed = sddl === null ? null : parseSddl(sddl);
  const aces = parsed?.ok === true ? (parsed.descriptor.dacl?.aces ?? []) : [];
  return aces.map(({ type, mask, objectType }) => `${type} ${mask} ${objectType}`).join(", ");
}

describe.skipIf(!present)("real exports", () => {
  const entries = present ? (expectedEntries() as Wanted[]) : [];
  const placed = readings.map((reading) => ({
    reading,
    path: relative(realPath(""), reading.path).replaceAll("\\", "/"),
  }));
  const score = new Score();

  for (const entry of entries.filter(({ kind }) => kind === "gpo-backup" || kind === "gpreport-xml")) {
    const where = entry.corpusPath;
    const shared = entries.filter((one) => one.corpusPath === where).length > 1;
    const guid = guidOf(entry.gpoGuid ?? "");
    const mine = placed
      .filter(({ path }) => path === where || path.startsWith(`${where}/`))
      .flatMap(({ reading }) => reading.drafts)
      .filter((draft) => !shared || draft.gpo?.guid === guid);
    const fields = mine.map((draft) => Object.assign({ via: draft.via }, draft.fields));
    const gpos = fields.filter((one) => one.kind === "gpo");
    for (const via of new Set(gpos.map((one) => one.via))) {
      const gpo = gpos.find((one) => one.via === via);
      // Each of bkupInfo.xml, Backup.xml and gpreport.xml by itself.
      score.count(`${via} guid`, gpo?.guid === guid, where, `want ${guid}, got ${gpo?.guid}`);
      score.count(`${via} name`, gpo?.name === entry.gpoName, where, `want ${entry.gpoName}, got ${gpo?.name}`);
      const domain = gpo?.domain?.toLowerCase() === entry.domain?.toLowerCase();
      score.count(`${via} domain`, domain, where, `want ${entry.domain}, got ${gpo?.domain}`);
      if (via === "gpmc-bkupinfo") {
        const same = gpo?.backupId === guidOf(entry.backupId ?? "") && gpo?.backupTime === entry.backupTime;
        score.count("backup id and time", same, where, `got ${gpo?.backupId} ${gpo?.backupTime}`);
      }
    }
    score.count("gpo found", gpos.length > 0, where, "nothing");
    if (typeof entry.auditCseRegistered === "boolean") {
      const listed = gpos.some((one) => one.machineExtensions?.includes(AUDIT_CSE) === true);
      score.count("audit CSE registered", listed === entry.auditCseRegistered, where, String(listed));
    }
    if (entry.gpreportSddl) {
      const sddl = gpos.find((one) => one.via === "gpreport")?.sddl;
      score.count("report SDDL", sddl === entry.gpreportSddl, where, String(sddl));
    }
    const wantedAudit = entry.kind === "gpo-backup" ? entry.gpreportAudit : entry.audit;
    const rows = fields.filter((one) => one.kind === "subcategory");
    const got = new Map(rows.map((one) => [one.subcategory, one]));
    for (const [id, want] of Object.entries(wantedAudit ?? {})) {
      const row = got.get(guidOf(id) ?? "");
      score.count(
        "subcategory",
        row?.value === (typeof want === "number" ? want : want.value),
        where,
        `${id}: ${row?.value}`,
      );
      got.delete(guidOf(id) ?? "");
    }
    for (const id of got.keys()) score.count("subcategory", false, where, `${id} is not expected`);
    for (const [category, want] of Object.entries(entry.gpreportLegacyAudit ?? {})) {
      const value = (want.success === "true" ? 1 : 0) + (want.failure === "true" ? 2 : 0);
      const found = fields.some(
        (one) => one.kind === "legacy-category" && one.category === category && one.value === value,
      );
      score.count("legacy category", found, where, category);
    }
    for (const [path, want] of Object.entries(entry.securityOptions ?? {})) {
      const found = fields.some((one) => one.kind === "registry" && samePath(one, path) && sameValue(one.value, want));
      score.count("security option", found, where, `${path}=${JSON.stringify(want)}`);
    }
    const links = fields.filter((one) => one.kind === "gpo-link");
    for (const want of entry.links ?? []) {
      const found = links.some(
        (one) =>
          one.container.toLowerCase() === want.SOMPath.toLowerCase() &&
          String(one.enabled) === want.Enabled &&
          String(one.enforced) === want.NoOverride,
      );
      score.count("link", found, where, JSON.stringify(want));
    }
    score.count("number of links", links.length === (entry.links?.length ?? 0), where, String(links.length));
    const items = fields.filter((one) => one.kind === "registry" && one.via === "preferences");
    for (const want of entry.preferencesRegistry ?? []) {
      const found = items.some((one) => one.kind === "registry" && samePreference(one, want));
      score.count("preference item", found, where, JSON.stringify(want));
    }
    if (entry.preferencesRegistry !== undefined && entry.kind === "gpo-backup") {
      score.count(
        "number of preference items",
        items.length === entry.preferencesRegistry.length,
        where,
        String(items.length),
      );
    }
  }

  test("every expected value", () => {
    console.log(score.lines.join("\n"));
    expect(score.wrong.slice(0, 30)).toEqual([]);
    expect(score.lines.length).toBeGreaterThan(15);
  });

  test("a backup and the report inside of it agree", () => {
    const agreement = new Score();
    const folders = new Map<string, Reading[]>();
    for (const reading of readings) {
      const folder = reading.path.replace(/\/(Backup\.xml|gpreport\.xml|DomainSysvol\/.*)$/i, "");
      folders.set(folder, [...(folders.get(folder) ?? []), reading]);
    }
    for (const [folder, files] of folders) {
      const gpos = files.flatMap(({ drafts }) => drafts).filter(({ fields }) => fields.kind === "gpo");
      const backup = gpos.find(({ via }) => via === "gpmc-backup")?.fields;
      const report = gpos.find(({ via }) => via === "gpreport")?.fields;
      if (backup?.kind !== "gpo" || report?.kind !== "gpo") continue;
      for (const key of ["computerEnabled", "userEnabled", "versions"] as const) {
        const [a, b] = [JSON.stringify(backup[key]), JSON.stringify(report[key])];
        agreement.count(key, a === b, folder, `${a} against ${b}`);
      }
      agreement.count(
        "WMI filter",
        backup.wmiFilter?.name === report.wmiFilter?.name,
        folder,
        String(report.wmiFilter?.name),
      );
      agreement.count("DACL", rights(backup.sddl) === rights(report.sddl), folder, `${backup.sddl} ${report.sddl}`);
      const items = (via: string): string =>
        JSON.stringify(
          files
            .flatMap(({ drafts }) => drafts)
            .filter(
              (draft) => draft.via === via && draft.fields.kind === "registry" && draft.fields.action !== undefined,
            )
            .map(({ fields }) => fields)
            .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
        );
      if (items("preferences") !== "[]")
        agreement.count(
          "preferences",
          items("preferences") === items("gpreport"),
          folder,
          `${items("preferences")}\n${items("gpreport")}`,
        );
    }
    console.log(agreement.lines.join("\n"));
    expect(agreement.wrong.slice(0, 10)).toEqual([]);
  });

  test("no file has two formats, and every file is read to its end", () => {
    expect(claims).toEqual([]);
    const states = new Map<string, number>();
    for (const { format, read, diagnostics } of readings) {
      for (const key of [
        `${format.id} ${read}`,
        ...diagnostics.map(
          (one) => `${format.id} ${one.code} ${JSON.stringify(one.data?.["message"] ?? one.data?.["what"])}`,
        ),
      ]) {
        states.set(key, (states.get(key) ?? 0) + 1);
      }
    }
    console.log([...states].map(([key, count]) => `${count} ${key}`).join("\n"));
    expect(readings.filter(({ read }) => read !== "complete").map(({ path }) => path)).toEqual([]);
    expect(readings.length).toBeGreaterThan(900);
  });

  test("each excerpt read alone gives the fields that it carries", () => {
    const differ: string[] = [];
    const silent = new Map<string, number>();
    let facts = 0;
    for (const { path, text, format, drafts } of readings) {
      for (const { fields, span } of drafts) {
        facts += 1;
        const excerpt = text.slice(span.start, span.end);
        if (/cpassword\s*=/i.test(excerpt)) differ.push(`${path}: a cpassword in an excerpt`);
        const again = format.reread?.(excerpt, fields.kind) ?? null;
        if (again === null)
          silent.set(`${format.id} ${fields.kind}`, (silent.get(`${format.id} ${fields.kind}`) ?? 0) + 1);
        for (const [key, value] of Object.entries(again ?? {})) {
          const own = fields[key as keyof FactFields];
          if (JSON.stringify(own) !== JSON.stringify(value)) differ.push(`${path} ${fields.kind} ${key}`);
        }
      }
    }
    console.log(`${facts} facts read again; without an answer: ${JSON.stringify([...silent])}`);
    expect(differ.slice(0, 10)).toEqual([]);
    expect([...silent]).toEqual([]);
  });
});

type Registry = Extract<FactFields, { kind: "registry" }>;

function samePath(fact: Registry, path: string): boolean {
  return `${fact.key}\\${fact.name}`.toLowerCase() === path.slice(path.indexOf("\\") + 1).toLowerCase();
}

function plain(value: unknown): string {
  return [value].flat().join(",").replaceAll('"', "").trim();
}

function sameValue(got: unknown, want: unknown): boolean {
  return plain(got) === plain(want);
}

function samePreference(fact: Registry, want: Readonly<Record<string, string>>): boolean {
  const path =
    fact.key.toLowerCase() === want["key"]?.toLowerCase() && fact.name.toLowerCase() === want["name"]?.toLowerCase();
  if (!path || fact.hive !== HIVES[want["hive"] ?? ""] || fact.action !== want["action"]) return false;
  if (fact.type !== want["type"] || fact.side !== want["side"]?.toLowerCase()) return false;
  if (want["type"] === "REG_DWORD") return fact.value === Number.parseInt(want["value"] ?? "", 16);
  return String(fact.value).toLowerCase() === want["value"]?.toLowerCase();
}
