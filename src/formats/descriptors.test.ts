/** The five readers of security descriptors together: real files in place, folding, hostile bytes, time. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AceFields, SecurityDescriptorFields } from "../core/fact.ts";
import { expectedEntries, haveRealFiles, realBytes, realText } from "../testing/real-files.ts";
import { aceFlagBits, aceTypeOfToken } from "../text/sddl-tokens.ts";
import { readLdif, textOfAttribute } from "../text/ldif.ts";
import { parseSddl, printSddl } from "../text/sddl.ts";
import { parseGpLink, parseWmiQueries } from "./ldif/links.ts";
import type { FileReading } from "./read.ts";
import { readFile } from "./read.ts";

const SEED = 20240229;
const FORMATS = ["ldif", "sddl", "descriptor-text", "dsacls", "acl-objects"];
const GUID = "11111111-2222-3333-4444-555555555555";
const LINK = `[LDAP://CN={${GUID}},CN=Policies,CN=System,DC=corp,DC=example;0]`;

const read = (text: string): FileReading => readFile("capture.txt", Buffer.from(text));

function descriptors({ drafts }: FileReading): SecurityDescriptorFields[] {
  return drafts.flatMap(({ fields }) => (fields.kind === "security-descriptor" ? [fields] : []));
}

function numbers(ace: AceFields): object {
  return {
    type: aceTypeOfToken(ace.type)?.code ?? -1,
    flags: aceFlagBits(ace.flags.join("")) ?? -1,
    mask: ace.mask,
    ...(ace.objectType === null ? {} : { objectType: ace.objectType.toLowerCase() }),
    ...(ace.inheritedObjectType === null ? {} : { inheritedObjectType: ace.inheritedObjectType.toLowerCase() }),
    sid: ace.trustee,
  };
}

interface ExpectedSacl {
  readonly flags: string;
  readonly aces: readonly string[];
}

/** The SACL part as text, or null when it was not read. */
function saclText({ sddl }: SecurityDescriptorFields): string | null {
  const parsed = parseSddl(sddl);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.descriptor.sacl === null
    ? null
    : printSddl({ ...parsed.descriptor, owner: null, group: null, dacl: null });
}

describe.skipIf(!haveRealFiles())("real descriptors through the formats", () => {
  test("four in base64", () => {
    const entries = expectedEntries().filter(({ kind }) => kind === "security-descriptor");
    expect(entries).toHaveLength(4);
    for (const { corpusPath, sd } of entries) {
      const reading = readFile(corpusPath, realBytes(corpusPath));
      expect([reading.format?.id, reading.read]).toEqual(["descriptor-text", "complete"]);
      const [fields, ...more] = descriptors(reading);
      expect(more).toEqual([]);
      const { sacl } = sd as { sacl: { aces: object[] } | null };
      expect(fields?.sacl).toBe(sacl === null ? "not-read" : "read");
      expect(fields?.aces.map(numbers)).toEqual(sacl?.aces ?? []);
    }
  });

  test("the objects of one directory in hexadecimal, each behind its name", () => {
    const entry = expectedEntries().find(({ kind }) => kind === "security-descriptor-set");
    const want = entry!["saclByObject"] as Record<string, { aces: object[] } | null>;
    const { ActiveDirectory: objects } = JSON.parse(realText(entry!.corpusPath)) as {
      ActiveDirectory: { name: string; hexdata: string }[];
    };
    const reading = read(objects.map(({ name, hexdata }) => `${name} : ${hexdata}\r\n`).join(""));
    expect([reading.format?.id, reading.read]).toEqual(["descriptor-text", "complete"]);
    const found = descriptors(reading);
    expect(found.map(({ object }) => object)).toEqual(objects.map(({ name }) => name));
    for (const { object, sacl, aces } of found) {
      expect({ object, sacl }).toEqual({ object, sacl: want[object] === null ? "not-read" : "read" });
      expect({ object, aces: aces.map(numbers) }).toEqual({ object, aces: want[object]?.aces ?? [] });
    }
    const entries = found.reduce((sum, { aces }) => sum + aces.length, 0);
    console.log(`${found.length} objects, ${entries} audit entries as expected`);
    expect(entries).toBeGreaterThan(30);
  });

  test("SDDL of a laboratory, alone and all in one file", () => {
    const entry = expectedEntries().find(({ kind }) => kind === "sddl-corpus");
    const { lab } = JSON.parse(realText(entry!.corpusPath)) as { lab: string[] };
    const want = (entry!["sacls"] as ExpectedSacl[]).map(({ flags, aces }) => `S:${flags}${aces.join("")}`);
    const together = read(lab.map((sddl, index) => `object ${index} : ${sddl}\n`).join(""));
    expect([together.format?.id, together.read]).toEqual(["sddl", "complete"]);
    expect(descriptors(together).map(saclText)).toEqual(want);
    expect(lab.flatMap((sddl) => descriptors(read(sddl)).map(saclText))).toEqual(want);
    expect(descriptors(together).map(({ sddl }) => sddl)).toEqual(lab);
  });

  test("SDDL of files, UTF-8 and UTF-16", () => {
    const entries = expectedEntries().filter(({ kind }) => kind === "sddl-text");
    expect(entries).toHaveLength(3);
    for (const { corpusPath, sacl } of entries) {
      const reading = readFile(corpusPath, realBytes(corpusPath));
      expect([corpusPath, reading.format?.id, reading.read]).toEqual([corpusPath, "sddl", "complete"]);
      const { flags, aces } = sacl as ExpectedSacl;
      expect(descriptors(reading).map(saclText)).toEqual([`S:${flags}${aces.join("")}`]);
    }
  });
});

describe("LDIF lines", () => {
  test("a value is the same wherever its lines are folded, and a link stands where it is cited", () => {
    const line = `gPLink: ${LINK}${LINK.replace(";0", ";2")}`;
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 8, max: line.length - 1 }), { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n", "\r", "\r\r\n"),
        (cuts, lineBreak) => {
          const at = [...new Set(cuts)].toSorted((a, b) => a - b);
          const parts = [0, ...at].map((from, index) => line.slice(from, at[index] ?? line.length));
          const text = ["dn: DC=corp,DC=example", parts.join(`${lineBreak} `), ""].join(lineBreak);
          const [entry] = readLdif(text, () => true);
          expect(textOfAttribute(text, entry!.attributes[0]!)).toBe(line.slice(8));
          const links = read(text).drafts.filter(({ fields }) => fields.kind === "gpo-link");
          expect(links.map(({ excerpt }) => excerpt.replaceAll(/[\r\n]+ /g, ""))).toEqual([
            LINK,
            LINK.replace(";0", ";2"),
          ]);
          expect(links.map(({ fields }) => fields)).toMatchObject([
            { order: 2, enforced: false },
            { order: 1, enforced: true },
          ]);
        },
      ),
      { seed: SEED, numRuns: 150 },
    );
  });

  test("links: blanks, empty pairs, escapes, options", () => {
    expect(parseGpLink(" ")).toEqual({ links: [], empty: [], problem: null });
    expect(parseGpLink("[][LDAP://;0]")).toMatchObject({ links: [], empty: [0, 2] });
    expect(parseGpLink(`[LDAP://CN={${GUID}},DC=a\\],DC=b;3]`).links).toMatchObject([
      { gpo: GUID, domain: "a].b", order: 1, enabled: false, enforced: true, unknownBits: 0 },
    ]);
    expect(parseGpLink("[LDAP://CN=x;0").problem).toMatchObject({ truncated: true });
    expect(parseGpLink("[LDAP://CN=x;many]").problem).toMatchObject({ truncated: false });
  });

  test("queries of WMI filters are cut by their lengths, not by semicolons", () => {
    const query = 'SELECT * FROM X WHERE Name=";"';
    const one = `3;10;${query.length};WQL;root\\CIMv2;${query};`;
    expect(parseWmiQueries(`2;${one}${one}`)).toEqual({ queries: [query, query] });
    expect(parseWmiQueries(`1;${one}${one}`)).toBeNull();
    expect(parseWmiQueries("SELECT 1")).toBeNull();
  });

  test("no secret stands in any excerpt or diagnostic", () => {
    for (const format of ["ldif", "acl-objects"]) {
      const folder = join(import.meta.dirname, format, "cases/hostile");
      const file = readdirSync(folder).find((name) => name.startsWith("input"))!;
      const bytes = readFileSync(join(folder, file));
      const { drafts, diagnostics } = readFile(file, bytes);
      expect(bytes.toString()).toContain("Tops3cret");
      expect(diagnostics.map(({ code }) => code)).toContain("secret-redacted");
      expect(JSON.stringify([drafts, diagnostics])).not.toMatch(/Tops3cret|VG9wczNjcmV0/);
    }
  });
});

describe("hostile bytes", () => {
  const cases = FORMATS.flatMap((format) => {
    const folder = join(import.meta.dirname, format, "cases");
    return readdirSync(folder).map((name) => {
      const file = readdirSync(join(folder, name)).find((one) => one.startsWith("input"))!;
      return new Uint8Array(readFileSync(join(folder, name, file)));
    });
  });

  test("flipped, cut and doubled files are read to an end, with every place inside the file", () => {
    const changed = fc
      .tuple(
        fc.constantFrom(...cases),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.nat(),
        fc.boolean(),
      )
      .map(([seed, flips, cut, doubled]) => {
        const bytes = Uint8Array.from(doubled ? [...seed, ...seed] : seed);
        for (const [at, value] of flips) if (bytes.length > 0) bytes[at % bytes.length] = value;
        return bytes.subarray(0, bytes.length - (cut % (bytes.length + 1)));
      });
    fc.assert(
      fc.property(changed, (bytes) => {
        for (const { span, excerpt, fields } of readFile("x.txt", bytes).drafts) {
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(excerpt.length).toBeGreaterThan(0);
          if (fields.kind === "security-descriptor" && fields.sacl === "read")
            expect(fields.protected).not.toBe(undefined);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test.each([
    ["links that never end", `dn: DC=a\ngPLink: ${"[LDAP://".repeat(100_000)}\n`],
    ["brackets", `dn: DC=a\ngPLink: ${"]".repeat(500_000)}\n`],
    ["folds", `dn: DC=a\ngPLink: ${LINK}${"\n ".repeat(300_000)}x\n`],
    ["members", `dn: CN=a\n${"member: CN=b\n".repeat(100_000)}`],
    ["entries", "dn: CN=a\nobjectClass: group\n\n".repeat(50_000)],
    ["secrets", `dn: CN=a\n${"unicodePwd: x\n".repeat(100_000)}`],
    ["blank lines", `O:BAG:BA${"\n".repeat(1_000_000)}`],
    ["starts of SDDL", `O:BA ${"D: ".repeat(300_000)}`],
    ["ACL flags", `D:${"P".repeat(1_000_000)}`],
    ["SDDL that never ends", `S:${"(AU;SA;".repeat(100_000)}`],
    ["wrapped lines", `S:(AU;\n${"SA;\n".repeat(100_000)}`],
    ["hexadecimal digits", `0100048000${"00 ".repeat(300_000)}`],
    ["numbers", `1 0 4 128 ${"0 ".repeat(500_000)}`],
    ["labels", `a: AQAAAAAAAAAAAAAAAAAAAAAAAAAA\n${"a : : : ".repeat(100_000)}`],
    ["base64", `AQAEgAAAAAAAAAAAAAAAAAAAAAAA${"AAAA\n".repeat(100_000)}`],
    ["rows", `Audit list:\n${"Success  a  b\n".repeat(50_000)}`],
    ["blanks in rows", `Audit list:\n${`Success  a${" ".repeat(3000)}b\n`.repeat(300)}`],
    ["list text", `Path : x\nSddl : ${"\n  a".repeat(200_000)}`],
    ["objects", `[${'{"nTSecurityDescriptor":"x","Name":"y"},'.repeat(30_000)}{}]`],
  ])("%s take no time", (_, text) => {
    const before = performance.now();
    read(text);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});
