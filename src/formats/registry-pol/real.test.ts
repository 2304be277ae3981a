/** Every record of the real Registry.pol files, by the rules of the shared check. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FactDraft, RegistryFields } from "../../core/fact.ts";
import { expectedEntries, haveRealFiles, realPath } from "../../testing/real-files.ts";
import { sideOf } from "../../text/gpo-path.ts";
import { registryPol } from "./format.ts";

interface ExpectedRecord {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly data: unknown;
  readonly side?: string;
}

function polFiles(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.toLowerCase().endsWith(".pol"))
    .map((name) => join(path, name));
}

const plain = (value: unknown): string => [value].flat().join(",").replaceAll('"', "").replaceAll("\0", "").trim();

/** The comparison of the shared check; sizes of large data are compared as well. */
function same(want: unknown, got: RegistryFields["value"] | undefined): boolean {
  if (want === null || want === undefined) return true;
  if (typeof want === "number") return Number(got) === want;
  if (Array.isArray(want)) return JSON.stringify(want.filter(Boolean)) === JSON.stringify([got].flat().filter(Boolean));
  if (typeof want === "object") {
    const size = (want as { size: number }).size;
    // A text is as long as its bytes without the NUL at its end.
    return typeof got === "string" && (got.length === 2 * size || got.length === size / 2 - 1);
  }
  return plain(want) === plain(got);
}

describe.skipIf(!haveRealFiles())("real Registry.pol files", () => {
  test("each record that an independent reader found, and no other", () => {
    let files = 0;
    let records = 0;
    const wrong: string[] = [];
    for (const entry of expectedEntries()) {
      const expected = (entry["registryPol"] ?? []) as ExpectedRecord[];
      if (expected.length === 0) continue;
      const found: RegistryFields[] = [];
      for (const path of polFiles(realPath(entry.corpusPath))) {
        files += 1;
        const bytes = new Uint8Array(readFileSync(path));
        const drafts: FactDraft[] = [];
        const result = registryPol.parse(
          { path, bytes, text: () => "", side: sideOf(path) },
          {
            fact: (draft) => drafts.push(draft),
            diagnostic: (draft) => {
              if (draft.code !== "hive-unknown") wrong.push(`${path}: ${draft.code} ${JSON.stringify(draft.data)}`);
            },
          },
        );
        if (result.read !== "complete") wrong.push(`${path}: ${result.read}`);
        for (const { fields, span } of drafts) {
          found.push(fields as RegistryFields);
          const excerpt = Buffer.from(bytes.subarray(span.start, span.end)).toString("hex");
          expect(fields).toMatchObject(registryPol.reread(excerpt, "registry")!);
        }
      }
      const unused = new Set(found);
      for (const want of expected) {
        records += 1;
        const match = [...unused].find(
          (fields) =>
            fields.key === want.key &&
            fields.name === want.name &&
            (want.side === undefined || fields.side === undefined || fields.side === want.side.toLowerCase()),
        );
        if (match !== undefined) unused.delete(match);
        if (match?.type !== want.type || !same(want.data, match.value)) {
          wrong.push(
            `${entry.corpusPath}: ${want.key}\\${want.name}: ${JSON.stringify(want)} ${JSON.stringify(match)}`,
          );
        }
      }
      for (const extra of unused) wrong.push(`${entry.corpusPath}: not expected: ${extra.key}\\${extra.name}`);
    }
    console.log(`${records} records of ${files} files compared, ${wrong.length} wrong`);
    expect(wrong).toEqual([]);
    expect(records).toBeGreaterThan(6000);
  });
});
