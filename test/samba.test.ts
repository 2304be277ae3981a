/**
 * Every security descriptor of a directory that samba makes, read by us as SDDL, as base64 and by label, against samba's own
 * decoding. Needs the packages samba, samba-dsdb-modules, samba-ad-provision, python3-samba and ldb-tools; skipped without.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AceFields, SecurityDescriptorFields } from "../src/core/fact.ts";
import { readFile } from "../src/formats/read.ts";
import { parseSddl } from "../src/text/sddl.ts";
import type { Acl, SecurityDescriptor } from "../src/text/sddl.ts";
import { aceFlagBits, aceTypeOfToken } from "../src/text/sddl-tokens.ts";
import { decodeSecurityDescriptor } from "../src/text/security-descriptor.ts";
import { madeBySamba, sambaTools } from "./support/samba.ts";

interface SambaAce {
  readonly type: number;
  readonly flags: number;
  readonly mask: number;
  readonly trustee: string;
  readonly objectType: string | null;
  readonly inheritedObjectType: string | null;
}

interface SambaObject {
  readonly dn: string;
  readonly owner: string;
  readonly group: string;
  readonly control: number;
  readonly sacl: readonly SambaAce[] | null;
  readonly dacl: readonly SambaAce[] | null;
}

interface Decoded {
  readonly domainSid: string;
  readonly objects: readonly SambaObject[];
}

const DOMAIN = "DC=corp,DC=example";
const AUDIT_TYPES = [2, 7];
/** The directory is a forest of one domain, so that aliases of the root domain are its own. */
const FOREST_RIDS = new Map([
  ["RO", 498],
  ["SA", 518],
  ["EA", 519],
]);

const found = sambaTools();

describe.skipIf(found === null)("a directory of samba", () => {
  let folder = "";
  let decoded: Decoded = { domainSid: "", objects: [] };
  let text = new Uint8Array();

  beforeAll(() => {
    folder = madeBySamba(found, "directory.py");
    decoded = JSON.parse(readFileSync(join(folder, "decoded.json"), "utf8")) as Decoded;
    const database = join(folder, "directory/private/sam.ldb");
    const controls = ["--controls=sd_flags:1:15", "--controls=search_options:1:2"];
    const searched = spawnSync("ldbsearch", ["-H", database, ...controls, "(objectClass=*)"], { maxBuffer: 2 ** 28 });
    if (searched.status !== 0) throw new Error(searched.stderr.toString().slice(-2000));
    text = new Uint8Array(searched.stdout);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const sidOf = (trustee: string): string => {
    const rid = FOREST_RIDS.get(trustee);
    return rid === undefined ? trustee : `${decoded.domainSid}-${rid}`;
  };

  function numbers(aces: readonly AceFields[]): SambaAce[] {
    return aces.map((ace) => ({
      type: aceTypeOfToken(ace.type)?.code ?? -1,
      flags: aceFlagBits(ace.flags.join("")) ?? -1,
      mask: ace.mask,
      trustee: sidOf(ace.trustee),
      objectType: ace.objectType,
      inheritedObjectType: ace.inheritedObjectType,
    }));
  }

  const listOf = (acl: Acl | null): SambaAce[] | null => (acl === null ? null : numbers(acl.aces));

  function descriptorOf(sddl: string): SecurityDescriptor {
    const parsed = parseSddl(sddl, decoded.domainSid);
    if (!parsed.ok) throw new Error(`${parsed.message} at ${parsed.offset}: ${sddl}`);
    return parsed.descriptor;
  }

  /** Facts and whole descriptors of one reading against samba's; gives the number of entries compared. */
  function compare(
    facts: readonly SecurityDescriptorFields[],
    read: (fields: SecurityDescriptorFields) => SecurityDescriptor,
  ): { objects: number; audit: number; access: number } {
    const byName = new Map(facts.map((fields) => [fields.object, fields]));
    expect(byName.size).toBe(facts.length);
    let audit = 0;
    let access = 0;
    for (const want of decoded.objects) {
      const fields = byName.get(want.dn);
      if (fields === undefined) throw new Error(`no fact about ${want.dn}`);
      const whole = read(fields);
      expect({
        dn: want.dn,
        owner: sidOf(whole.owner ?? ""),
        group: sidOf(whole.group ?? ""),
        sacl: listOf(whole.sacl),
        dacl: listOf(whole.dacl),
      }).toEqual({ dn: want.dn, owner: want.owner, group: want.group, sacl: want.sacl, dacl: want.dacl });
      expect(fields.sacl).toBe(want.sacl === null ? "not-read" : "read");
      expect(fields.protected).toBe(want.sacl === null ? null : (want.control & 0x2000) !== 0);
      expect({ dn: want.dn, aces: numbers(fields.aces) }).toEqual({
        dn: want.dn,
        aces: (want.sacl ?? []).filter((ace) => AUDIT_TYPES.includes(ace.type)),
      });
      audit += want.sacl?.length ?? 0;
      access += want.dacl?.length ?? 0;
    }
    expect(byName.size).toBe(decoded.objects.length);
    return { objects: byName.size, audit, access };
  }

  function descriptorsOf(path: string, bytes: Uint8Array, format: string): SecurityDescriptorFields[] {
    const reading = readFile(path, bytes);
    // Samba gives display specifiers no SACL: said once, and never taken for an empty one.
    const without = decoded.objects.filter(({ sacl }) => sacl === null).length;
    expect([reading.format?.id, reading.read]).toEqual([format, "complete"]);
    expect(reading.diagnostics.map(({ code, data }) => [code, data["objects"]])).toEqual([["sacl-not-read", without]]);
    return reading.drafts.flatMap(({ fields }) => (fields.kind === "security-descriptor" ? [fields] : []));
  }

  /** Prints the counts; gives the number of objects. */
  function report(how: string, { objects, audit, access }: ReturnType<typeof compare>): number {
    console.log(`${how}: ${objects} objects, ${audit} audit and ${access} access entries equal`);
    return objects;
  }

  it("carries the six entries at its root and passes them on", () => {
    const root = decoded.objects.find(({ dn }) => dn === DOMAIN);
    const ours = root?.sacl?.filter(({ flags, mask }) => flags === 0x4a && (mask === 0xd016b || mask === 0xd006b));
    expect(ours?.map(({ inheritedObjectType, mask }) => [inheritedObjectType?.slice(0, 8), mask])).toEqual([
      ["BF967ABA", 0xd016b],
      ["BF967A9C", 0xd016b],
      ["BF967A86", 0xd016b],
      ["CE206244", 0xd016b],
      ["7B8B558A", 0xd006b],
      ["0FEB936F", 0xd006b],
    ]);
    const below = decoded.objects.filter(({ sacl }) =>
      sacl?.some(({ mask, flags }) => mask === 0xd016b && flags & 0x10),
    );
    expect(below.length).toBeGreaterThan(100);
    expect(decoded.objects.length).toBeGreaterThan(3000);
  });

  it("reads the text of ldbsearch as samba reads the bytes", () => {
    const facts = descriptorsOf("text.ldif", text, "ldif");
    const counts = compare(facts, ({ sddl }) => descriptorOf(sddl));
    expect(report("SDDL of ldbsearch", counts)).toBe(decoded.objects.length);
  });

  it("reads the bytes in base64 as samba reads them", () => {
    const ldif = new Uint8Array(readFileSync(join(folder, "binary.ldif")));
    const facts = descriptorsOf("binary.ldif", ldif, "ldif");
    const counts = compare(facts, ({ sddl }) => descriptorOf(sddl));
    expect(report("base64 in LDIF", counts)).toBe(decoded.objects.length);
  });

  it("reads the same bytes behind labels, and by the decoder alone", () => {
    const ldif = readFileSync(join(folder, "binary.ldif"), "utf8").replaceAll("\n ", "");
    const pairs = [...ldif.matchAll(/^dn: (.*)\nnTSecurityDescriptor:: (.*)$/gm)].map(([, dn = "", value = ""]) => ({
      dn,
      value,
    }));
    const bytes = new Map(pairs.map(({ dn, value }) => [dn, new Uint8Array(Buffer.from(value, "base64"))]));
    const lines = pairs.map(({ dn, value }) => `${dn} : ${value}\r\n`).join("");
    const facts = descriptorsOf("labelled.txt", Buffer.from(lines), "descriptor-text");
    const counts = compare(facts, ({ object }) => {
      const result = decodeSecurityDescriptor(bytes.get(object) ?? new Uint8Array());
      if (!result.ok) throw new Error(result.message);
      return result.descriptor;
    });
    expect(report("base64 behind labels", counts)).toBe(decoded.objects.length);
  });

  it("knows the domain controller, the links and the groups of the directory", () => {
    const { drafts } = readFile("text.ldif", text);
    const of = (kind: string): unknown[] => drafts.flatMap(({ fields }) => (fields.kind === kind ? [fields] : []));
    const controller = {
      name: "DC01.corp.example",
      domain: "corp.example",
      place: `CN=DC01,OU=Domain Controllers,${DOMAIN}`,
    };
    // Its server object tells the site, its own object all else.
    expect(of("computer")).toMatchObject([
      { ...controller, roles: [], site: "Default-First-Site-Name" },
      { ...controller, roles: ["dc"], site: null },
    ]);
    const links = of("gpo-link");
    expect(links).toHaveLength(2);
    const link = { kind: "gpo-link", order: 1, enabled: true, enforced: false } as const;
    expect(links).toContainEqual({ ...link, container: DOMAIN, gpo: "31B2F340-016D-11D2-945F-00C04FB984F9" });
    expect(links).toContainEqual({
      ...link,
      container: `OU=Domain Controllers,${DOMAIN}`,
      gpo: "6AC1786C-016F-11D2-945F-00C04FB984F9",
    });
    expect(of("gpo")).toHaveLength(2);
    const admins = { group: `${decoded.domainSid}-512`, members: [`CN=Administrator,CN=Users,${DOMAIN}`] };
    expect(of("membership")).toContainEqual(expect.objectContaining({ kind: "membership", ...admins, whole: true }));
    expect(of("observation")).toContainEqual(expect.objectContaining({ topic: "schema", name: "objectVersion" }));
  });
});
