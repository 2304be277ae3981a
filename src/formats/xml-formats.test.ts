/** What holds for every format that reads XML: hostile bytes, spans, secrets, excerpts that read again. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import type { FactDraft, FactFields } from "../core/fact.ts";
import { decode } from "../text/decode.ts";
import type { Format } from "./define.ts";
import { format as gpmcBackup } from "./gpmc-backup/format.ts";
import { format as gpmcBkupinfo } from "./gpmc-bkupinfo/format.ts";
import { format as gpmcManifest } from "./gpmc-manifest/format.ts";
import { format as gppRegistry } from "./gpp-registry/format.ts";
import { format as gpreportXml } from "./gpreport-xml/format.ts";

const FORMATS: readonly Format[] = [gpmcManifest, gpmcBkupinfo, gpmcBackup, gpreportXml, gppRegistry];

interface Case {
  readonly format: Format;
  readonly name: string;
  readonly text: string;
}

const CASES: readonly Case[] = FORMATS.flatMap((format) => {
  const folder = join(import.meta.dirname, format.id, "cases");
  return readdirSync(folder).map((name) => {
    const text = decode(readFileSync(join(folder, name, "input.xml"))).text;
    return { format, name: `${format.id}/${name}`, text };
  });
});

function read(format: Format, text: string): { read: string; drafts: FactDraft[]; diagnostics: DiagnosticDraft[] } {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const input = { path: "input.xml", bytes: new Uint8Array(), text: () => text, side: null };
  const { read } = format.parse(input, {
    fact: (draft) => drafts.push(draft),
    diagnostic: (draft) => diagnostics.push(draft),
  });
  return { read, drafts, diagnostics };
}

/** Spans lie in the text, excerpts hold no secret and give back what they carry. */
function expectSound(format: Format, text: string): void {
  const { read: state, drafts, diagnostics } = read(format, text);
  for (const { fields, span } of drafts) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(text.length);
    const excerpt = text.slice(span.start, span.end);
    expect(excerpt).not.toMatch(/[\s:]cpassword\s*=|hunter2|Tm90IGEgc2VjcmV0/i);
    const again: Partial<FactFields> | null = format.reread?.(excerpt, fields.kind) ?? null;
    expect(again).not.toBeNull();
    expect(fields).toMatchObject(again ?? {});
  }
  for (const { offset } of diagnostics) {
    if (offset !== undefined) expect(offset >= 0 && offset <= text.length).toBe(true);
  }
  if (state !== "complete") expect(diagnostics.length).toBeGreaterThan(0);
}

/** A folder that is cut off adds a condition: its filters may have stood behind. */
function valueOf(fields: FactFields): string {
  return JSON.stringify(fields.kind === "registry" ? { ...fields, condition: undefined } : fields);
}

test("there are cases of all five", () => {
  expect(CASES.length).toBeGreaterThan(35);
  expect(new Set(CASES.map(({ format }) => format.id)).size).toBe(5);
});

describe("as they are, and with every line break as CRLF and as LF", () => {
  test.each(CASES.map((one) => [one.name, one] as const))("%s", (_, { format, text }) => {
    expectSound(format, text);
    const facts = (one: string): unknown[] => read(format, one).drafts.map(({ fields }) => fields);
    const unix = text.replaceAll("\r\n", "\n");
    expect(facts(unix)).toEqual(facts(text));
    expect(facts(unix.replaceAll("\n", "\r\n"))).toEqual(facts(text));
    expectSound(format, unix.replaceAll("\n", "\r\n"));
  });
});

describe("damaged", () => {
  const damage = fc.record({
    one: fc.constantFrom(...CASES),
    at: fc.nat(),
    length: fc.nat({ max: 40 }),
    put: fc.oneof(
      fc.constantFrom(
        "",
        "<",
        ">",
        "&",
        '"',
        "]]>",
        "<![CDATA[",
        "<!--",
        "</",
        "/>",
        "\0",
        "\ud800",
        "<?xml ?>",
        "<!DOCTYPE x>",
        "<GPO>",
        "</GPO>",
        "]",
      ),
      fc.string({ maxLength: 5 }),
    ),
  });

  test("cut, overwritten, with foreign markup inside: always sound", () => {
    fc.assert(
      fc.property(damage, ({ one, at, length, put }) => {
        const start = at % (one.text.length + 1);
        // A secret that is split by the damage is no secret by its form any more.
        const text = one.text.slice(0, start) + put + one.text.slice(start + length);
        if (/hunter2|Tm90IGEgc2VjcmV0/.test(one.text)) return;
        expect(() => expectSound(one.format, text)).not.toThrow();
      }),
      { seed: 20_260_102, numRuns: 1_200 },
    );
  });

  test("cut anywhere: no fact that the whole file does not have, the file is never complete", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CASES), fc.nat(), ({ format, text }, at) => {
        const cut = text.slice(0, at % text.length);
        if (/^[\s\0]*$/.test(text.slice(cut.length)) || cut.trim() === "") return;
        const whole = read(format, text);
        const part = read(format, cut);
        // Of an identity that is cut off, the elements that are whole are kept.
        if (format.id === "gpmc-bkupinfo") return;
        const known = new Set(whole.drafts.map(({ fields, span }) => `${span.start} ${span.end} ${valueOf(fields)}`));
        for (const { fields, span } of part.drafts)
          expect(known).toContain(`${span.start} ${span.end} ${valueOf(fields)}`);
        expect(part.drafts.length).toBeLessThanOrEqual(whole.drafts.length);
        // After the last `>` of a piece only comments and white space may be lost unseen.
        if (part.drafts.length < whole.drafts.length) expect(part.read).not.toBe("complete");
      }),
      { seed: 20_260_103, numRuns: 600 },
    );
  });
});

describe("hostile", () => {
  test.each(FORMATS.map((format) => [format.id, format] as const))(
    "%s returns at once for any of these",
    (_, format) => {
      const texts = [
        "",
        "\0".repeat(100_000),
        "<".repeat(1_000_000),
        "<GPO>".repeat(200_000),
        "<BackupInst>".repeat(100_000),
        "<a>".repeat(10_000) + "</a>".repeat(10_000),
        "\ud800".repeat(100_000),
        "<!DOCTYPE x [<!ENTITY a 'a'>]><RegistrySettings/>",
        `<RegistrySettings>${'<Collection disabled="1">'.repeat(250)}`,
      ];
      const start = performance.now();
      for (const text of texts) expect(read(format, text).drafts.length).toBe(0);
      expect(performance.now() - start).toBeLessThan(3_000);
    },
  );

  test("a document type before anything else refuses the file", () => {
    for (const format of FORMATS) {
      expect(read(format, "<!DOCTYPE x><a/>").read).toBe("refused");
    }
  });
});
