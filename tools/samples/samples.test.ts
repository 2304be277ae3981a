import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseXml } from "../../src/text/xml.ts";
import { descriptorOf } from "./descriptor.ts";
import { guidFrom } from "./ids.ts";
import { defineDomain } from "./model.ts";
import { differences, ESTATES, isReadme, sampleFiles } from "./samples.ts";
import { cdata, xmlText } from "./text.ts";
import { readTree } from "./tree.ts";
import { deflateFixed, zip } from "./zip.ts";

const ROOT = "gpo-samples";
const CORPUS = "../shared/corpus";
const files = sampleFiles();

function named(name: string): [string, Uint8Array][] {
  return [...files].filter(([path]) => path.endsWith(`/${name}`) && !path.includes("/broken/"));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function extensionGroups(backup: string): string[] {
  const text = /<MachineExtensionGuids><!\[CDATA\[(.*?)\]\]><\/MachineExtensionGuids>/.exec(backup)?.[1] ?? "";
  return [...text.matchAll(/\[\{([^}]+)\}/g)].map((match) => match[1] ?? "");
}

describe("the tree", () => {
  test("is what the generator writes, byte by byte", () => {
    expect(differences(files, readTree(ROOT))).toEqual([]);
  });

  test("a changed byte, a missing file and an extra file are seen; a README is not", () => {
    const [first, second] = [...files.keys()];
    const changed = new Map(files);
    changed.set(first!, Uint8Array.of(...files.get(first!)!, 10));
    changed.delete(second!);
    changed.set("compliant/extra.txt", new Uint8Array());
    changed.set("compliant/README.md", new Uint8Array());
    expect(differences(files, changed)).toEqual([
      { path: first, kind: "different" },
      { path: second, kind: "missing" },
      { path: "compliant/extra.txt", kind: "extra" },
    ]);
  });

  test("two runs give the same bytes", () => {
    expect(differences(files, sampleFiles())).toEqual([]);
    expect([...files.keys()]).toEqual([...sampleFiles().keys()]);
  });

  test("fits on every file system and stays small", () => {
    const folded = new Set<string>();
    for (const path of files.keys()) {
      expect(path).toMatch(/^[A-Za-z0-9 {}._/-]+$/);
      expect(path.split("/").some((part) => part.endsWith(".") || part.endsWith(" "))).toBe(false);
      expect(path.length).toBeLessThan(150);
      folded.add(path.toLowerCase());
    }
    expect(folded.size).toBe(files.size);
    // Folders that differ in case only would be one folder on NTFS.
    const spellings = new Map<string, string>();
    for (const path of files.keys()) {
      for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
        const folder = path.slice(0, slash);
        expect(spellings.get(folder.toLowerCase()) ?? folder).toBe(folder);
        spellings.set(folder.toLowerCase(), folder);
      }
    }
    const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
    expect(total).toBeLessThan(2.2 * 1024 * 1024);
  });

  test("no file is a copy of a real one", ({ skip }) => {
    if (!existsSync(CORPUS)) {
      console.log(`skipped: ${CORPUS} is not beside the repository`);
      skip();
    }
    const real = new Map([...readTree(CORPUS)].map(([path, bytes]) => [sha256(bytes), path]));
    expect(real.size).toBeGreaterThan(500);
    // An empty Registry.pol is its eight-byte head: there is only one such file in the world.
    const copies = [...files].filter(([, bytes]) => bytes.length > 8 && real.has(sha256(bytes)));
    expect(copies.map(([path]) => path)).toEqual([]);
  });

  test("each estate has a README that names every GPO of its own", () => {
    expect(existsSync(`${ROOT}/zipped/README.md`)).toBe(true);
    const overview = readFileSync(`${ROOT}/README.md`, "utf8");
    for (const [estate] of ESTATES) {
      const readme = readFileSync(`${ROOT}/${estate}/README.md`, "utf8");
      expect(overview).toContain(`| \`${estate}\` |`);
      if (estate === "hostile" || estate === "localised") continue;
      for (const [path, bytes] of named("bkupInfo.xml")) {
        if (!path.startsWith(`${estate}/`)) continue;
        const name = /<GPODisplayName><!\[CDATA\[(.*?)\]\]>/.exec(textOf(bytes))?.[1];
        expect([path, readme.includes(`"${name}"`)]).toEqual([path, true]);
      }
    }
    expect(isReadme("README.md") && isReadme("compliant/README.md")).toBe(true);
    expect(isReadme("compliant/readme.txt")).toBe(false);
  });
});

describe("backups", () => {
  test("there is one bkupInfo.xml, Backup.xml and report for each entry of a manifest", () => {
    const entries = named("manifest.xml").flatMap(([path, bytes]) => {
      const folder = path.slice(0, path.lastIndexOf("/"));
      return [...textOf(bytes).matchAll(/<ID><!\[CDATA\[(\{[0-9A-F-]+\})\]\]><\/ID>/g)].map(
        (id) => `${folder}/${id[1]}`,
      );
    });
    expect(entries.length).toBeGreaterThan(60);
    for (const file of ["bkupInfo.xml", "Backup.xml", "gpreport.xml"]) {
      expect(
        named(file)
          .map(([path]) => path.slice(0, path.lastIndexOf("/")))
          .sort(),
      ).toEqual([...entries].sort());
    }
  });

  test("every CDATA section is closed where it should be", () => {
    for (const [path, bytes] of [...named("Backup.xml"), ...named("bkupInfo.xml"), ...named("manifest.xml")]) {
      const text = textOf(bytes);
      expect([path, text.includes("�")]).toEqual([path, false]);
      const rest = text.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, "");
      expect([path, rest.includes("]]>")]).toEqual([path, false]);
      expect([path, rest.includes("<![CDATA[")]).toEqual([path, false]);
    }
  });

  test("a name that holds ]]> comes back whole", () => {
    const hostile = named("bkupInfo.xml").filter(([path]) => path.startsWith("hostile/"));
    const names = hostile.map(([, bytes]) => {
      const inner = /<GPODisplayName>([\s\S]*)<\/GPODisplayName>/.exec(textOf(bytes))?.[1] ?? "";
      return [...inner.matchAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g)].map((section) => section[1]).join("");
    });
    expect(names.some((name) => name.includes("'single' ]]> <![CDATA[x"))).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.constantFrom("]", ">", "a", "<![CDATA[", "]]>")), (parts) => {
        const text = parts.join("");
        const read = [...cdata(text).matchAll(/<!\[CDATA\[([\s\S]*?)\]\]>/g)].map((section) => section[1]).join("");
        return read === text;
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test("MachineExtensionGuids ascend, and the raw text ends in ]]]>", () => {
    let filled = 0;
    for (const [path, bytes] of named("Backup.xml")) {
      const text = textOf(bytes);
      const groups = extensionGroups(text);
      expect([path, groups]).toEqual([path, [...groups].sort()]);
      if (groups.length === 0) continue;
      filled += 1;
      expect([path, text.includes("}]]]></MachineExtensionGuids>")]).toEqual([path, true]);
    }
    expect(filled).toBeGreaterThan(55);
  });

  test("the audit extension is missing in one estate only", () => {
    const auditCse = "F3CCC681-B74C-4060-9F26-CD84525DCA2A";
    const dead = named("Backup.xml").filter(([path, bytes]) => {
      const folder = path.slice(0, -"Backup.xml".length);
      const hasFile = [...files.keys()].some((other) => other.startsWith(folder) && other.endsWith("/Audit/audit.csv"));
      return hasFile !== extensionGroups(textOf(bytes)).includes(auditCse);
    });
    expect(dead.map(([path]) => path.split("/")[0])).toEqual(["inert-audit-csv"]);
  });

  test("Backup.xml and the report agree on the descriptor's entries", () => {
    for (const [path, bytes] of named("Backup.xml")) {
      const hex = /<SecurityDescriptor>([0-9a-f ]+)<\/SecurityDescriptor>/.exec(textOf(bytes))?.[1] ?? "";
      const raw = Buffer.from(hex.replaceAll(" ", ""), "hex");
      const report = reportText(files.get(path.replace("Backup.xml", "gpreport.xml"))!);
      const dacl = /D:PAI(.*?)S:AI/.exec(report)?.[1] ?? "";
      expect([path, raw.readUInt16LE(2)]).toEqual([path, 0x9c04]);
      expect([path, raw.readUInt16LE(22)]).toEqual([path, raw.length - 20]);
      expect([path, raw.readUInt16LE(24)]).toEqual([path, [...dacl.matchAll(/\(/g)].length]);
    }
  });

  test("the default descriptor is the one of a fresh GPO", () => {
    const domain = defineDomain("corp.example", "CORP", "dc1");
    const { bytes, sddl, trustees } = descriptorOf(domain);
    expect(bytes).toHaveLength(256);
    expect(sddl).toContain(
      `D:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;;CCDCLCSWRPWPDTLOSDRCWDWO;;;DA)(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;DA)(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;${domain.sid}-519)(A;CI;LCRPLORC;;;ED)(A;CI;LCRPLORC;;;AU)`,
    );
    expect(trustees.map((trustee) => trustee.sid)).toContain("S-1-5-11");
  });
});

function reportText(bytes: Uint8Array): string {
  return new TextDecoder("utf-16le", { fatal: true }).decode(bytes);
}

describe("reports", () => {
  test("decode as the UTF-16 that they declare, with CRLF and no text behind the end", () => {
    for (const [path, bytes] of named("gpreport.xml")) {
      expect([path, [bytes[0], bytes[1]]]).toEqual([path, [0xff, 0xfe]]);
      const text = reportText(bytes);
      expect([path, text.startsWith('<?xml version="1.0" encoding="utf-16"?>\r\n<GPO ')]).toEqual([path, true]);
      expect([path, text.endsWith("\r\n</GPO>")]).toEqual([path, true]);
      expect([path, /[^\r]\n/.test(text)]).toEqual([path, false]);
      expect([path, parseXml(text).ok]).toEqual([path, true]);
    }
  });

  test("say of each subcategory what audit.csv says", () => {
    let rows = 0;
    for (const [path, bytes] of files) {
      const split = path.indexOf("/DomainSysvol/");
      if (split < 0 || !path.endsWith("/Audit/audit.csv") || path.startsWith("inert-audit-csv/")) continue;
      const report = reportText(files.get(`${path.slice(0, split)}/gpreport.xml`)!);
      const shown = [
        ...report.matchAll(
          /SubcategoryName>(.*?)<\/q\d+:SubcategoryName>\s+<q\d+:SubcategoryGuid>(.*?)<\/.*\s+<q\d+:SettingValue>(\d)</g,
        ),
      ].map((match) => `${match[1]} ${match[2]?.toUpperCase()} ${match[3]}`);
      const written = textOf(bytes)
        .split("\r\n")
        .slice(1, -1)
        .map((line) => line.split(","))
        .map((cells) => `${xmlText(cells[2]!)} ${cells[3]!.toUpperCase()} ${cells[6]}`);
      expect([path, shown]).toEqual([path, written]);
      rows += written.length;
    }
    expect(rows).toBeGreaterThan(150);
  });

  test("say of each security option what GptTmpl.inf says", () => {
    let options = 0;
    for (const [path, bytes] of files) {
      const split = path.indexOf("/DomainSysvol/");
      if (split < 0 || !path.endsWith("/GptTmpl.inf")) continue;
      const report = reportText(files.get(`${path.slice(0, split)}/gpreport.xml`)!);
      const shown = [
        ...report.matchAll(/KeyName>(.*?)<\/q\d+:KeyName>\s+<q\d+:Setting(?:Number|String)>(.*?)<\//g),
      ].map((match) => `${match[1]}=${match[2]}`);
      const written = [...reportText(bytes).matchAll(/^(MACHINE\\.*?)=\d,(.*)\r$/gm)].map(
        (match) => `${match[1]}=${match[2]}`,
      );
      expect([path, shown.sort()]).toEqual([path, written.sort()]);
      options += written.length;
    }
    expect(options).toBeGreaterThan(30);
  });
});

describe("parts", () => {
  test("GUIDs are version 5 and depend on every word", () => {
    const guid = guidFrom("gpo", "corp.example", "A");
    expect(guid).toMatch(/^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/);
    expect(guidFrom("gpo", "corp.example", "A")).toBe(guid);
    expect(guidFrom("gpo", "corp.example", "B")).not.toBe(guid);
  });

  test("what the compressor writes, zlib reads", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(700).fill(65))), {
          maxLength: 12,
        }),
        (chunks) => {
          const bytes = new Uint8Array(Buffer.concat(chunks));
          return Buffer.compare(inflateRawSync(deflateFixed(bytes)), bytes) === 0;
        },
      ),
      { seed: 11, numRuns: 60 },
    );
    const [, report] = named("gpreport.xml")[0]!;
    const deflated = deflateFixed(report);
    expect(Buffer.compare(inflateRawSync(deflated), report)).toBe(0);
    expect(deflated.length).toBeLessThan(report.length / 5);
  });

  test("an archive has fixed bytes", () => {
    expect(sha256(zip([{ name: "a.txt", bytes: new TextEncoder().encode("abcabcabcabcabcabc") }]))).toBe(
      "f0df11f9b0a0c9ac82d3ca9363c9ac0e64bc9d0f0b66186889b61b1054b5b50b",
    );
  });
});
