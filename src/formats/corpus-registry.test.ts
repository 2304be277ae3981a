/** LGPO text and Policy Analyzer rules of other people, against what an independent reader found, and against Registry.pol. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RegistryFields } from "../core/fact.ts";
import { decode } from "../text/decode.ts";
import { expectedEntries, haveRealFiles, realBytes, realPath } from "../testing/real-files.ts";
import { lgpoText } from "./lgpo-text/format.ts";
import { policyRules } from "./policy-rules/format.ts";
import { headOf, readFile, type FileReading } from "./read.ts";
import { regFile } from "./reg-file/format.ts";
import { regQuery } from "./reg-query/format.ts";
import { registryList } from "./registry-list/format.ts";
import { registryObjects } from "./registry-objects/format.ts";

interface Item {
  readonly config: string;
  readonly key: string;
  readonly name: string;
  readonly action: string;
}

function read(path: string): FileReading {
  return readFile(path, new Uint8Array(realBytes(path)));
}

function registryOf(reading: FileReading): RegistryFields[] {
  return reading.drafts.flatMap(({ fields }) => (fields.kind === "registry" ? [fields] : []));
}

/** The fields as LGPO would print them. */
function printed(fields: RegistryFields): Item {
  const config = fields.side === "machine" ? "Computer" : "User";
  const text = String(fields.value).replaceAll("\\", "\\\\");
  const action = fields.action === "D" ? "DELETE" : fields.type === "REG_DWORD" ? `DWORD:${text}` : `SZ:${text}`;
  return { config, key: fields.key, name: fields.name, action };
}

describe.skipIf(!haveRealFiles())("real files of LGPO and Policy Analyzer", () => {
  test("each record of LGPO text, in order, and no other", () => {
    let records = 0;
    let files = 0;
    for (const entry of expectedEntries().filter(({ kind }) => kind === "lgpo-text")) {
      const reading = read(entry.corpusPath);
      expect({ format: reading.format?.id, read: reading.read, diagnostics: reading.diagnostics }).toEqual({
        format: "lgpo-text",
        read: "complete",
        diagnostics: [],
      });
      expect(registryOf(reading).map(printed)).toEqual(entry["items"]);
      records += reading.drafts.length;
      files += 1;
    }
    console.log(`${records} records of ${files} LGPO texts equal`);
    expect(files).toBe(11);
    expect(records).toBe(121);
  });

  test("LGPO text gives what the Registry.pol beside it gives", () => {
    let records = 0;
    for (const entry of expectedEntries().filter(({ kind }) => kind === "lgpo-text")) {
      const pol = readdirSync(dirname(realPath(entry.corpusPath))).find(
        (name) => name.toLowerCase() === "registry.pol",
      );
      if (pol === undefined) continue;
      const fromText = registryOf(read(entry.corpusPath));
      const fromPol = registryOf(read(join(dirname(entry.corpusPath), pol)));
      const same = ({ hive, key, name, type, value }: RegistryFields): unknown[] => [hive, key, name, type, value];
      expect(fromText.map(same)).toEqual(fromPol.map(same));
      records += fromText.length;
    }
    console.log(`${records} records of LGPO text equal those of Registry.pol`);
    expect(records).toBe(79);
  });

  test("every rule of a PolicyRules file", () => {
    let rules = 0;
    for (const entry of expectedEntries().filter(({ kind }) => kind === "policyrules")) {
      const reading = read(entry.corpusPath);
      expect({ format: reading.format?.id, read: reading.read }).toEqual({ format: "policy-rules", read: "complete" });
      const policies = entry["policies"] as Record<string, Policy>;
      expect(new Set(reading.drafts.map(({ gpo }) => gpo?.name))).toEqual(new Set(Object.keys(policies)));
      for (const [name, policy] of Object.entries(policies)) {
        const drafts = reading.drafts.filter(({ gpo }) => gpo?.name === name);
        const fields = drafts.map((draft) => draft.fields);
        const audit = fields.flatMap((one) =>
          one.kind === "subcategory" ? [[`{${one.subcategory}}`, { name: one.name, value: one.value }]] : [],
        );
        expect(Object.fromEntries(audit)).toEqual(policy.audit);
        expect(audit).toHaveLength(Object.keys(policy.audit).length);
        expect(
          fields.flatMap((one) => (one.kind === "legacy-category" ? [`${one.category}=${one.value}`] : [])),
        ).toEqual(policy.eventAudit);
        const count = (kind: string): number => fields.filter((one) => one.kind === kind).length;
        expect({
          "System Access": count("account-policy"),
          "Event Audit": count("legacy-category"),
          "Privilege Rights": count("user-right"),
        }).toEqual(policy.securityTemplateSections);
        const half = (side: string): number =>
          fields.filter((one) => one.kind === "registry" && one.side === side).length;
        expect([half("machine"), half("user")]).toEqual([policy.computerConfigCount, policy.userConfigCount]);
        expect(drafts.every(({ excerpt }) => !excerpt.includes("SourceFile"))).toBe(true);
        rules += drafts.length;
      }
    }
    console.log(`${rules} Policy Analyzer rules equal`);
    expect(rules).toBe(248);
  });

  test("nothing else in the corpus is taken for one of these", () => {
    const mineOf = [regFile, regQuery, registryObjects, registryList, lgpoText, policyRules];
    const mine = new Set(
      expectedEntries()
        .filter(({ kind }) => kind === "lgpo-text" || kind === "policyrules")
        .map(({ corpusPath }) => corpusPath),
    );
    let files = 0;
    for (const name of readdirSync(realPath("."), { recursive: true, encoding: "utf8" })) {
      if (mine.has(name) || !/\.[a-z]{1,8}$/i.test(name) || !existsSync(realPath(name))) continue;
      if (!/\.(?:txt|json|csv|xml|inf|ini|sddl|log|md)$/i.test(name)) continue;
      files += 1;
      const bytes = new Uint8Array(realBytes(name)).subarray(0, 65_536);
      const head = headOf(bytes, decode(bytes));
      expect([name, mineOf.filter((format) => format.sniff(head) !== "no")]).toEqual([name, []]);
    }
    expect(files).toBeGreaterThan(500);
  });
});

interface Policy {
  readonly audit: Record<string, unknown>;
  readonly eventAudit: readonly string[];
  readonly securityTemplateSections: Record<string, number>;
  readonly computerConfigCount: number;
  readonly userConfigCount: number;
}
