/**
 * The golden corpus: every case of every format gives exactly its facts and diagnostics.
 * `UPDATE=1 npx vitest run test/format-cases.test.ts` rewrites `expected.json`; the difference is reviewed.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../src/formats/index.generated.ts";
import { readFile } from "../src/formats/read.ts";

const FOLDER = "src/formats";
const KINDS = ["ok", "empty", "truncated", "hostile"];
/** Formats that are recognised and refused or ignored read nothing, so that one case proves them. */
const READS = new Set(FORMATS.filter((format) => format.reread !== undefined).map((format) => format.id));

function inputOf(format: string, name: string): { path: string; bytes: Uint8Array } {
  const folder = join(FOLDER, format, "cases", name);
  const input = readdirSync(folder).find((file) => file.startsWith("input"));
  if (input === undefined) throw new Error(`${folder} has no input file`);
  const side = existsSync(join(folder, "side.txt")) ? readFileSync(join(folder, "side.txt"), "utf8").trim() : "Machine";
  return { path: `${side}/${input}`, bytes: new Uint8Array(readFileSync(join(folder, input))) };
}

function casesOf(format: string): string[] {
  const folder = join(FOLDER, format, "cases");
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

describe.each(FORMATS.map((format) => format.id))("%s", (id) => {
  it("has the cases that every format needs", () => {
    const names = casesOf(id);
    const missing = (READS.has(id) ? KINDS : ["ok"]).filter((kind) => !names.some((name) => name.startsWith(kind)));
    expect(missing).toEqual([]);
    if (READS.has(id)) expect(names.some((name) => /^(localised|encoding)/.test(name))).toBe(true);
  });

  it.each(casesOf(id))("%s", (name) => {
    const { path, bytes } = inputOf(id, name);
    const reading = readFile(path, bytes);
    const found = {
      format: reading.format?.id ?? null,
      read: reading.read,
      facts: reading.drafts.map(({ fields, via, at, excerpt, gpo, host }) => ({
        ...fields,
        via,
        at,
        excerpt,
        ...(gpo === undefined ? {} : { gpo }),
        ...(host === undefined ? {} : { host }),
      })),
      diagnostics: reading.diagnostics.map(({ code, at, data }) => ({ code, at, data })),
    };
    const file = join(FOLDER, id, "cases", name, "expected.json");
    const text = `${JSON.stringify(found, null, 2)}\n`;
    if (process.env["UPDATE"] === "1") writeFileSync(file, text);
    expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });

  it.each(casesOf(id))("%s: every excerpt read alone gives the same fact", (name) => {
    const { path, bytes } = inputOf(id, name);
    const { format, drafts } = readFile(path, bytes);
    for (const { fields, excerpt } of drafts) {
      const again = format?.reread?.(excerpt, fields.kind);
      expect(again, `${id} cannot read its own excerpt ${excerpt.slice(0, 80)}`).not.toBeNull();
      expect(again).toBeDefined();
      expect(fields).toMatchObject(again ?? {});
    }
  });
});
