/** The proof that a large report reads as a small one: both ways on the same bytes give the same reading. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedEntries, haveRealFiles, realBytes } from "../testing/real-files.ts";
import { readFileStream } from "./read-stream.ts";
import { type FileReading, readFile } from "./read.ts";

const CASES = `${import.meta.dirname}/gpreport-xml/cases`;

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`${CASES}/${name}/input.xml`));
}

/** As the platform does: one buffer that is used again. */
function opener(bytes: Uint8Array, length: number): () => AsyncIterable<Uint8Array> {
  return async function* open() {
    const buffer = new Uint8Array(length);
    for (let at = 0; at < bytes.length; at += length) {
      const part = bytes.subarray(at, at + length);
      buffer.fill(0xaa);
      buffer.set(part);
      yield await Promise.resolve(buffer.subarray(0, part.length));
    }
  };
}

async function expectSame(bytes: Uint8Array, ...lengths: readonly number[]): Promise<FileReading> {
  const whole = readFile("report.xml", bytes);
  for (const length of lengths) {
    const streamed = await readFileStream("report.xml", opener(bytes, length));
    if (whole.format?.stream === undefined) expect(streamed).toBeNull();
    else expect(streamed).toEqual(whole);
  }
  return whole;
}

describe("every case of a GPO report", () => {
  test.each(readdirSync(CASES))("%s", async (name) => {
    const bytes = bytesOf(name);
    expect((await expectSame(bytes, 1, 64, 4096)).format?.id).toBe("gpreport-xml");
  });
});

describe("the three wrappings of many GPOs", () => {
  const gpo = new TextDecoder("utf-16le").decode(bytesOf("ok")).replace(/^\uFEFF?<\?xml[^>]*\?>\s*/, "");
  const another = gpo.replace(/([0-9a-f]{8})-(?=[0-9a-f-]{27}\})/gi, "99999999-");
  const wrappings: Readonly<Record<string, string>> = {
    report: `<?xml version="1.0" encoding="utf-16"?>\r\n<report>\r\n${gpo}\r\n${another}</report>\r\n`,
    GPOS: `<GPOS>${gpo}\r${another}\n</GPOS>`,
    GPOs: `\uFEFF<!-- é漢 -->\n<GPOs>${gpo}${another}</GPOs>`,
    concatenated: `<?xml version="1.0" encoding="utf-16"?>\r\n${gpo}\r\n\uFEFF<?xml version="1.0"?>${another}`,
  };
  const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
    "utf-16le": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
    "utf-16le without a mark": (text) => Buffer.from(text, "utf16le"),
    "utf-16be": (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
    "utf-8": (text) => Buffer.from(text, "utf8"),
    "utf-8 with a mark": (text) => Buffer.from(`\uFEFF${text}`, "utf8"),
    "windows-1252": (text) => Buffer.from(text.replaceAll(/[漢\uFEFF]/g, ""), "latin1"),
    "broken utf-8 with a mark": (text) => Buffer.concat([Buffer.from(`\uFEFF${text}`, "utf8"), Buffer.from([0xff])]),
  };
  const places = new Map<string, string>();
  test.each(Object.keys(wrappings).flatMap((w) => Object.keys(encodings).map((e) => [w, e] as const)))(
    "%s in %s",
    async (wrapping, encoding) => {
      const bytes = encodings[encoding]?.(wrappings[wrapping] ?? "") ?? new Uint8Array();
      const { drafts } = await expectSame(bytes, 5, 97);
      expect(new Set(drafts.map(({ gpo }) => gpo?.guid)).size).toBe(2);
      // Without a place, the facts are the same in every wrapping.
      const facts = JSON.stringify(drafts.map(({ fields, excerpt, gpo }) => [fields, excerpt, gpo]));
      expect(facts).toBe(places.get(encoding) ?? facts);
      places.set(encoding, facts);
    },
  );
});

test("any damage reads the same in parts of any size from 1 to 97", async () => {
  const names = readdirSync(CASES).filter((name) => bytesOf(name).length < 40_000);
  const change = fc.record({ at: fc.nat(), value: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.constantFrom(...names),
      fc.array(change, { maxLength: 4 }),
      fc.integer({ min: 1, max: 97 }),
      fc.nat(3),
      async (one, two, changes, length, cut) => {
        const joined = Buffer.concat([bytesOf(one), bytesOf(two)]);
        const bytes = joined.subarray(
          0,
          cut === 0 ? joined.length - ((changes[0]?.at ?? 0) % joined.length) : joined.length,
        );
        for (const { at, value } of changes) bytes[at % bytes.length] = value;
        const { read } = await expectSame(new Uint8Array(bytes), length);
        expect(read).toMatch(/^(?:complete|incomplete|refused|unrecognised)$/);
      },
    ),
    { seed: 15, numRuns: 40 },
  );
});

test("what has to be read whole, and what nothing claims, is not streamed", async () => {
  for (const text of ["", "Subcategory,Value\r\n", "PReg\u0001\0\0\0", "no format at all"]) {
    expect(await readFileStream("x", opener(Buffer.from(text), 4))).toBeNull();
  }
});

describe.skipIf(!haveRealFiles())("real reports", () => {
  test("read the same both ways", async () => {
    const reports = expectedEntries().filter(({ kind }) => kind === "gpreport-xml");
    const paths = [...new Set(reports.map(({ corpusPath }) => corpusPath))];
    let facts = 0;
    for (const path of paths) facts += (await expectSame(realBytes(path), 4093)).drafts.length;
    console.log(`${paths.length} reports, ${facts} facts`);
    expect(facts).toBeGreaterThan(100);
  });
});
