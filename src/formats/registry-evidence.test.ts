/** What all readers of registry evidence have in common: any bytes, no throw, no secret, and excerpts that prove their fact. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode } from "../text/decode.ts";
import type { Format } from "./define.ts";
import { lgpoText } from "./lgpo-text/format.ts";
import { policyRules } from "./policy-rules/format.ts";
import { readFile } from "./read.ts";
import { regFile } from "./reg-file/format.ts";
import { regQuery } from "./reg-query/format.ts";
import { registryList } from "./registry-list/format.ts";
import { registryObjects } from "./registry-objects/format.ts";

const FORMATS: readonly Format[] = [lgpoText, policyRules, regFile, regQuery, registryList, registryObjects];

const CASES = FORMATS.flatMap((format) => {
  const folder = join(import.meta.dirname, format.id, "cases");
  return readdirSync(folder).map((name) => {
    const file = readdirSync(join(folder, name)).find((one) => one.startsWith("input")) ?? "";
    return { format, name, bytes: new Uint8Array(readFileSync(join(folder, name, file))) };
  });
});

/** How many facts proved themselves by their excerpts. */
function check(format: Format, bytes: Uint8Array): number {
  const { text } = decode(bytes);
  const drafts: { excerpt: string; fields: object; kind: Parameters<NonNullable<Format["reread"]>>[1] }[] = [];
  const result = format.parse(
    { path: "file", bytes, text: () => text, side: null },
    {
      fact: ({ fields, span }) => {
        expect(0 <= span.start && span.start < span.end && span.end <= text.length).toBe(true);
        drafts.push({ fields, kind: fields.kind, excerpt: text.slice(span.start, span.end) });
      },
      diagnostic: () => undefined,
    },
  );
  expect(["complete", "incomplete", "refused"]).toContain(result.read);
  for (const { excerpt, fields, kind } of drafts) {
    const again = format.reread?.(excerpt, kind);
    expect(again).toBeTruthy();
    expect(fields).toMatchObject(again ?? {});
  }
  return drafts.length;
}

describe("every case", () => {
  test.each(CASES.map(({ format, name, bytes }) => ({ id: format.id, name, bytes, format })))(
    "$id/$name",
    ({ format, name, bytes }) => {
      const claims = FORMATS.filter((one) => readFile("x", bytes).format?.id === one.id).map(({ id }) => id);
      expect(claims).toEqual(name === "hostile-doctype" ? [] : [format.id]);
      check(format, bytes);
    },
  );

  test("no reading shows a password or the name of a user", () => {
    let secrets = 0;
    for (const { bytes } of CASES) {
      const { drafts, diagnostics } = readFile("x", bytes);
      const shown = JSON.stringify([drafts, diagnostics]);
      expect(shown).not.toMatch(/hunter2|d08c9ddf|j\.doe/);
      secrets += diagnostics.filter(({ code }) => code === "secret-redacted").length;
    }
    expect(secrets).toBeGreaterThanOrEqual(8);
  });
});

describe("hostile bytes", () => {
  const changed = fc
    .tuple(fc.constantFrom(...CASES), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(), fc.nat(3))
    .map(([{ format, bytes }, flips, cut, kind]) => {
      const copy = Uint8Array.from(bytes);
      if (kind !== 1) for (const [at, value] of flips) copy[at % copy.length] = value;
      if (kind === 1) return { format, bytes: copy.subarray(0, cut % (copy.length + 1)) };
      if (kind === 2) return { format, bytes: Uint8Array.from([...copy, ...copy]) };
      return { format, bytes: copy };
    });

  test("changed cases are read, and their excerpts still prove their facts", () => {
    let facts = 0;
    fc.assert(
      fc.property(changed, ({ format, bytes }) => {
        facts += check(format, bytes);
      }),
      { seed: 83, numRuns: 600 },
    );
    expect(facts).toBeGreaterThan(1000);
  });

  test("any text is read by any of them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const bytes = new Uint8Array(Buffer.from(text));
        for (const format of FORMATS) expect(check(format, bytes)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 89, numRuns: 50 },
    );
  });
});
