import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FactFields } from "../../core/fact.ts";
import { expectedEntries, haveRealFiles, realBytes, type ExpectedEntry } from "../../testing/real-files.ts";
import { readFile, type FileReading } from "../read.ts";

function caseOf(name: string): FileReading {
  return readFile("rsop.xml", new Uint8Array(readFileSync(`${import.meta.dirname}/cases/${name}/input.xml`)));
}

function fieldsOf<K extends FactFields["kind"]>(reading: FileReading, kind: K): Extract<FactFields, { kind: K }>[] {
  return reading.drafts.flatMap(({ fields }) =>
    fields.kind === kind ? [fields as Extract<FactFields, { kind: K }>] : [],
  );
}

const DDP = "31B2F340-016D-11D2-945F-00C04FB984F9";
const SENSOR = "0A1B2C3D-1111-4222-8333-444455556666";

describe("a capture of a domain controller", () => {
  const reading = caseOf("ok");

  test("every fact is about the computer, at tier B", () => {
    expect(new Set(reading.drafts.map(({ host, tier, via }) => `${host} ${tier} ${via}`))).toEqual(
      new Set(["DC1 B rsop"]),
    );
    expect(fieldsOf(reading, "computer")).toEqual([
      {
        kind: "computer",
        name: "DC1",
        domain: "corp.example",
        place: "corp.example/Domain Controllers",
        site: "Berlin",
        roles: [],
        osVersion: null,
      },
    ]);
  });

  test("each GPO with its state: the reason of a denial, access before filter", () => {
    expect(
      fieldsOf(reading, "gpo-application").map(({ name, state, appliedOrder }) => [name, state, appliedOrder]),
    ).toEqual([
      ["Local Group Policy", "not-applied", 0],
      ["Default Domain Policy", "applied", 1],
      ["Audit for the sensor", "applied", 3],
      ["Default Domain Controllers Policy", "applied", 2],
      ["Switched off", "disabled", 0],
      ["Others only", "access-denied", 0],
      ["Old servers", "filter-denied", 0],
      ["{0A1B2C3D-5555-4222-8333-444455556666}", "invalid", 0],
      ["Empty", "not-applied", 0],
    ]);
    const [local, , sensor] = fieldsOf(reading, "gpo-application");
    expect(local?.gpo).toBeNull();
    expect(sensor).toMatchObject({
      gpo: SENSOR,
      domain: "corp.example",
      links: [
        { container: "corp.example/Domain Controllers", enabled: true, enforced: true, linkOrder: 4, somOrder: 2 },
      ],
    });
  });

  test("winner and losers of one value", () => {
    const rows = fieldsOf(reading, "subcategory").filter(({ subcategory }) => subcategory.startsWith("0CCE923C"));
    expect(rows.map(({ value, precedence, gpo }) => [value, precedence, gpo])).toEqual([
      [0, 2, "6AC1786C-016F-11D2-945F-00C04FB984F9"],
      [1, 1, SENSOR],
    ]);
    const options = fieldsOf(reading, "registry").filter(({ name }) => name === "SCENoApplyLegacyAuditPolicy");
    expect(options.map(({ value, precedence, gpo }) => [value, precedence, gpo])).toEqual([
      [0, 2, DDP],
      [1, 1, SENSOR],
      [0, 3, null],
    ]);
    const levels = fieldsOf(reading, "registry").filter(({ name }) => name === "Level");
    expect(levels.map(({ value, precedence, hive, side }) => [value, precedence, hive, side])).toEqual([
      [5, 1, "HKLM", "machine"],
      [2, 2, "HKLM", "machine"],
    ]);
  });

  test("every other kind of setting carries its rank", () => {
    expect(fieldsOf(reading, "legacy-category")).toMatchObject([
      { category: "AuditDSAccess", value: 1, precedence: 1 },
    ]);
    expect(fieldsOf(reading, "user-right")).toMatchObject([
      { right: "SeSecurityPrivilege", members: ["S-1-5-32-544"], precedence: 1 },
      { right: "SeSecurityPrivilege", members: [], precedence: 2, gpo: DDP },
    ]);
    expect(fieldsOf(reading, "event-log")).toMatchObject([{ log: "Security", value: 4_194_240, gpo: SENSOR }]);
    expect(
      fieldsOf(reading, "account-policy").map(({ setting, value, precedence }) => [setting, value, precedence]),
    ).toEqual([
      ["MinimumPasswordLength", 14, 1],
      ["TicketValidateClient", 1, 1],
      ["LSAAnonymousNameLookup", 0, 1],
    ]);
    expect(fieldsOf(reading, "registry").filter(({ action }) => action !== undefined)).toMatchObject([
      { name: "AuditNTLMInDomain", value: 7, action: "U", precedence: 1, gpo: SENSOR, side: "machine" },
    ]);
  });

  test("place and token", () => {
    expect(
      fieldsOf(reading, "scope-of-management").map(({ type, blocksInheritance }) => [type, blocksInheritance]),
    ).toEqual([
      ["domain", false],
      ["local", false],
      ["site", false],
      ["ou", true],
    ]);
    expect(fieldsOf(reading, "membership")).toEqual([
      {
        kind: "membership",
        group: "token of DC1",
        members: [
          "S-1-5-32-544",
          "S-1-5-21-1004336348-1177238915-682003330-1105",
          "S-1-5-21-1004336348-1177238915-682003330-516",
          "S-1-5-9",
        ],
      },
    ]);
  });
});

describe("what is no fact about the computer", () => {
  test("a model of the planning wizard stays at tier D and says so", () => {
    const reading = caseOf("ok-planned");
    expect(new Set(reading.drafts.map(({ tier }) => tier))).toEqual(new Set(["D"]));
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(["not-evaluated"]);
  });

  test("without the computer half nothing is read, and the next step is told", () => {
    const reading = caseOf("empty-user-half-only");
    expect(reading.read).toBe("incomplete");
    expect(reading.drafts).toEqual([]);
    const refused = reading.diagnostics.find(({ code }) => code === "not-readable");
    expect(refused?.data["next"]).toContain("/SCOPE COMPUTER");
  });

  test("a cut list of groups gives no token; a cut capture asks for no elevation", () => {
    const reading = caseOf("truncated-in-the-groups");
    expect(fieldsOf(reading, "membership")).toEqual([]);
    expect(fieldsOf(reading, "scope-of-management")).toHaveLength(4);
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(["truncated"]);
  });

  test("settings under another authority are counted, not read", () => {
    const reading = caseOf("ok-another-authority");
    expect(fieldsOf(reading, "subcategory")).toEqual([]);
    expect(reading.diagnostics).toMatchObject([{ code: "not-evaluated", data: { count: 1 } }]);
  });

  test("a value without rank has none, so that it is nobody's winner", () => {
    const rows = fieldsOf(caseOf("hostile-contradictions"), "subcategory");
    expect(rows.map((row) => [row.name, "precedence" in row, "gpo" in row])).toEqual([
      ["no rank", false, false],
      ["", false, false],
      ["bad value", true, true],
    ]);
  });
});

test("any cut and any flipped byte of a capture gives a reading, with excerpts that read alike", () => {
  const bytes = new Uint8Array(readFileSync(`${import.meta.dirname}/cases/ok/input.xml`));
  fc.assert(
    fc.property(
      fc.nat(bytes.length - 1),
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 3 }),
      (end, flips) => {
        const changed = bytes.slice(0, bytes.length - (end % 7 === 0 ? end : 0));
        for (const [at, value] of flips) if (at < changed.length) changed[at] = value;
        const { format, drafts } = readFile("rsop.xml", changed);
        for (const { fields, excerpt } of drafts) {
          expect(fields).toMatchObject(format?.reread?.(excerpt, fields.kind) ?? { kind: "unreadable excerpt" });
        }
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

interface WantedRsop {
  readonly side: string;
  readonly name: string;
  readonly som: string;
  readonly site: string;
  readonly gpos: readonly {
    readonly name: string;
    readonly guid: string;
    readonly links: readonly { som: string; order: number; enabled: string; noOverride: string }[];
  }[];
  readonly audit: readonly unknown[];
  readonly legacyAudit: readonly unknown[];
  readonly securityOptions: readonly { key: string; value: unknown; gpo: string; precedence: number }[];
}

describe.skipIf(!haveRealFiles())("real captures", () => {
  const entries = haveRealFiles() ? (expectedEntries() as (ExpectedEntry & { rsop?: WantedRsop })[]) : [];
  const wanted = entries.flatMap((entry) => (entry.rsop === undefined ? [] : [{ entry, rsop: entry.rsop }]));

  test("equal what an independent reader found", () => {
    const counts = { files: 0, gpos: 0, options: 0, settings: 0, facts: 0 };
    for (const { entry, rsop } of wanted) {
      const reading = readFile(entry.corpusPath, realBytes(entry.corpusPath));
      expect(reading.read).toBe("complete");
      if (rsop.side !== "ComputerResults") {
        // Its half is counted and gives nothing: every fact is the computer's.
        expect(reading.diagnostics.some(({ data }) => data["what"] === "the user half")).toBe(true);
        expect(fieldsOf(reading, "computer").map(({ name }) => name)).not.toContain(rsop.name);
        continue;
      }
      counts.files += 1;
      counts.facts += reading.drafts.length;
      expect(fieldsOf(reading, "computer")).toMatchObject([
        { name: rsop.name.replace(/^.*\\|\$$/g, ""), domain: entry["domain"], place: rsop.som, site: rsop.site },
      ]);
      const gpos = fieldsOf(reading, "gpo-application");
      expect(gpos).toHaveLength(rsop.gpos.length);
      for (const want of rsop.gpos) {
        const guid = want.guid === "LocalGPO" ? null : want.guid.slice(1, -1).toUpperCase();
        const order = Math.max(...want.links.map((link) => link.order));
        expect(gpos).toContainEqual(
          expect.objectContaining({
            name: want.name,
            gpo: guid,
            appliedOrder: order,
            state: order > 0 ? "applied" : "not-applied",
          }),
        );
        const links = gpos.find((one) => one.gpo === guid)?.links ?? [];
        expect(links.map((one) => [one.container, String(one.enabled), String(one.enforced)])).toEqual(
          want.links.map((one) => [one.som, one.enabled, one.noOverride]),
        );
        counts.gpos += 1;
      }
      const options = reading.drafts.flatMap(({ fields }) => {
        if (fields.kind === "registry" && fields.hive === "HKLM" && fields.action === undefined) {
          const key = `MACHINE\\${fields.key}\\${fields.name}`;
          return [{ key, value: fields.value, gpo: `{${fields.gpo}}`, precedence: fields.precedence }];
        }
        if (fields.kind !== "account-policy") return [];
        return [{ key: fields.setting, value: fields.value, gpo: `{${fields.gpo}}`, precedence: fields.precedence }];
      });
      for (const want of rsop.securityOptions) {
        expect(options).toContainEqual(want);
        counts.options += 1;
      }
      expect(fieldsOf(reading, "subcategory")).toHaveLength(rsop.audit.length);
      expect(fieldsOf(reading, "legacy-category")).toHaveLength(rsop.legacyAudit.length);
      // Counted on the text, without any XML reader.
      const text = new TextDecoder("utf-16le").decode(realBytes(entry.corpusPath));
      const half = text.slice(text.indexOf("<ComputerResults>"));
      const elements = half.match(/<q\d+:(?:Account|UserRightsAssignment|SecurityOptions|Audit|EventLog)>/g) ?? [];
      const settings = reading.drafts.filter(({ fields }) => "precedence" in fields && fields.precedence === 1);
      expect(settings).toHaveLength(elements.length);
      counts.settings += settings.length;
      expect(fieldsOf(reading, "membership")[0]?.members).toHaveLength(half.match(/<SecurityGroup>/g)?.length ?? 0);
      expect(fieldsOf(reading, "scope-of-management")).toHaveLength(half.match(/<SearchedSOM>/g)?.length ?? 0);
      expect(reading.diagnostics.filter(({ code }) => code !== "not-evaluated")).toEqual([]);
    }
    console.log(JSON.stringify({ entries: wanted.length, ...counts }));
    expect(counts.files).toBe(2);
  });

  test("each excerpt read alone gives the fields that it carries", () => {
    for (const { entry } of wanted) {
      const { format, drafts } = readFile(entry.corpusPath, realBytes(entry.corpusPath));
      for (const { fields, excerpt } of drafts) {
        expect(fields).toMatchObject(format?.reread?.(excerpt, fields.kind) ?? { kind: "unreadable excerpt" });
      }
    }
  });
});
