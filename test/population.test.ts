/** Is it all of them: each of the seven comparisons agrees, and names each difference when something is taken away, added or changed. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import type { ComparisonId } from "../src/core/population.ts";
import type { Report } from "../src/core/report.ts";
import { ROOT } from "./support/program.ts";
import { compile, readCompiled } from "./support/scenario/compile.ts";
import { readScenario } from "./support/scenario/model.ts";

const SAMPLES = join(ROOT, "gpo-samples");
const AS_OF = "2025-10-10T00:00:00Z";
const QUIET = { step: () => undefined, done: () => undefined };

let base = "";
let estate = "";
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "eventreach-population-"));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(base, { recursive: true, force: true });
  estate = join(base, "estate");
  cpSync(join(SAMPLES, "usual-gaps"), estate, { recursive: true });
});

async function report(asOf = AS_OF): Promise<Report> {
  return analyse(evidenceOf(await readInputs([estate], QUIET)), { asOf, roles: new Map() });
}

/** `verdict`, then `kind name` of each difference, with `: detail` where it is asked for. */
async function told(id: ComparisonId, asOf = AS_OF): Promise<string[]> {
  return toldIn(await report(asOf), id);
}

function toldIn({ population }: Report, id: ComparisonId): string[] {
  const one = population.comparisons.find((comparison) => comparison.id === id);
  if (one === undefined) throw new Error(`no comparison ${id}`);
  return [one.verdict, ...one.differences.map(({ kind, name }) => `${kind} ${name.replace(base, "")}`)];
}

function counted({ population }: Report, id: ComparisonId, name: string): number | undefined {
  return population.comparisons.find((one) => one.id === id)?.counts.find((one) => one.name === name)?.count;
}

function write(path: string, text: string): void {
  writeFileSync(join(estate, path), text);
}

function backup(ending: string): string {
  return readdirSync(estate).find((name) => name.endsWith(ending)) ?? "";
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(join(estate, path), "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(estate, path), changed);
}

const scope = (lines: string): void => write("scope.yaml", `schema: scope/1\n${lines}`);

describe("scope file and computers with data", () => {
  const auditpol = (host: string) =>
    write(
      `${host}.csv`,
      `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting\r\n${host},System,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success,\r\n`,
    );

  it("nothing declared shows nothing", async () => {
    expect(await told("declared")).toEqual(["open", "no-declaration scope file"]);
  });

  it("agree", async () => {
    scope("domains: [contoso.example]\nhosts:\n  - { name: DC01.contoso.example, roles: [dc] }\n");
    auditpol("DC01");
    expect(await told("declared")).toEqual(["closed"]);
  });

  it("a computer without data, a computer that nobody declared, a domain of each", async () => {
    scope("domains: [fabrikam.example]\nhosts:\n  - { name: DC02.fabrikam.example, roles: [dc] }\n");
    auditpol("DC09");
    expect(await told("declared")).toEqual([
      "open",
      "data-undeclared DC09",
      "declared-no-data DC02.fabrikam.example",
      "domain-no-data fabrikam.example",
      "domain-undeclared contoso.example",
    ]);
  });

  it("an exception covers the difference that it names, with its reason, and no other", async () => {
    const hosts = "domains: [contoso.example]\nhosts:\n  - { name: DC01.contoso.example, roles: [dc] }\n";
    const exception = (name: string) =>
      `exceptions:\n  - { difference: declared-no-data, name: ${name}, reason: switched off }\n`;
    scope(hosts + exception("DC01.contoso.example"));
    const covered = await report();
    expect(toldIn(covered, "declared")).toEqual([
      "closed with declared exceptions",
      "declared-no-data DC01.contoso.example",
    ]);
    const { differences = [] } = covered.population.comparisons.find(({ id }) => id === "declared") ?? {};
    expect(differences.map(({ exception: reason }) => reason)).toEqual(["switched off"]);
    scope(hosts + exception("DC02.contoso.example"));
    expect((await told("declared"))[0]).toBe("open");
  });

  it("an exception without a reason is none, and is told", async () => {
    scope(
      "hosts:\n  - { name: DC01.contoso.example, roles: [dc] }\nexceptions:\n  - { difference: declared-no-data, name: DC01.contoso.example }\n",
    );
    const bare = await report();
    expect(toldIn(bare, "declared")[0]).toBe("open");
    expect(bare.diagnostics.some(({ path }) => path.endsWith("scope.yaml"))).toBe(true);
  });
});

describe("manifest.xml and backups", () => {
  it("agree, field by field", async () => {
    const all = await report();
    expect(toldIn(all, "backups")).toEqual(["closed"]);
    expect(counted(all, "backups", "listed by manifest.xml")).toBe(13);
    expect(counted(all, "backups", "listed and present, field by field the same")).toBe(13);
  });

  it("no manifest.xml: completeness is not shown", async () => {
    rmSync(join(estate, "manifest.xml"));
    expect(await told("backups")).toEqual(["open", "manifest-absent /estate"]);
  });

  it("a backup that is gone, and one of a GPO that has another", async () => {
    rmSync(join(estate, backup("12C7431746}")), { recursive: true });
    rmSync(join(estate, backup("4B8868C6AF44}")), { recursive: true });
    expect(await told("backups")).toEqual([
      "open",
      "listed-elsewhere DC Advanced Audit",
      "listed-missing Legacy SOC Auditing",
    ]);
  });

  it("a backup that it does not list", async () => {
    const other = readdirSync(join(SAMPLES, "conflicting")).find((name) => name.startsWith("{")) ?? "";
    cpSync(join(SAMPLES, "conflicting", other), join(estate, other), { recursive: true });
    expect(await told("backups")).toEqual(["open", `present-unlisted /estate/${other}`]);
  });

  it.each(["GPODisplayName", "GPODomainController", "Comment", "BackupTime"])(
    "%s differs from that in bkupInfo.xml, and both are told",
    async (field) => {
      const folder = backup("12C7431746}");
      edit(`${folder}/bkupInfo.xml`, (text) =>
        text.replace(
          new RegExp(`(<${field}><!\\[CDATA\\[)[^\\]]*`),
          field === "BackupTime" ? "$12025-10-07T00:00:00" : "$1other",
        ),
      );
      const odd = await report();
      expect(toldIn(odd, "backups")).toEqual(["open", `fields-differ /estate/${folder}`]);
      const [difference] = odd.population.comparisons.find(({ id }) => id === "backups")?.differences ?? [];
      expect(difference?.detail).toMatch(
        new RegExp(`^${field}: manifest\\.xml "[^"]*", bkupInfo\\.xml "(?:other|2025-10-07T00:00:00)"$`),
      );
    },
  );

  it("no bkupInfo.xml to compare with", async () => {
    const folder = backup("12C7431746}");
    rmSync(join(estate, folder, "bkupInfo.xml"));
    expect(await told("backups")).toEqual(["open", `fields-differ /estate/${folder}`]);
  });

  it("a folder that was renamed is another backup", async () => {
    const folder = backup("12C7431746}");
    const other = "{AAAAAAAA-2D16-5333-9995-1B12C7431746}";
    renameSync(join(estate, folder), join(estate, other));
    const answer = await told("backups");
    // bkupInfo.xml still says which backup it is.
    expect(answer).toEqual(["closed"]);
    edit(`${other}/bkupInfo.xml`, (text) => text.replaceAll(folder.slice(1, -1), other.slice(1, -1)));
    expect(await told("backups")).toEqual([
      "open",
      "listed-elsewhere Legacy SOC Auditing",
      `present-unlisted /estate/${other}`,
    ]);
  });
});

describe("resultant sets and backed-up GPOs", () => {
  /** The resultant set of a case, as of a computer of the sample's domain. */
  const rsop = (version: string) => {
    const text = readFileSync(join(ROOT, "src/formats/rsop-xml/cases/ok/input.xml"))
      .toString("utf16le")
      .replaceAll("corp.example", "contoso.example")
      .replaceAll(/(<VersionDirectory>|<VersionSysvol>)\d+/g, `$1${version}`);
    writeFileSync(join(estate, "DC1-rsop.xml"), Buffer.from(text, "utf16le"));
  };
  const kinds = async () =>
    new Set(
      (await told("resultant-sets")).slice(1).map((line) => line.replace(/ Default Domain.*Policy$/, " default")),
    );

  it("none here: nothing was compared", async () => {
    expect(await told("resultant-sets")).toEqual(["open", "no-resultant-set resultant sets"]);
  });

  it("a newer version on the computer: the backup is stale; an older one: the computer is", async () => {
    rsop("4000");
    expect(await kinds()).toContain("backup-older default");
    rsop("0");
    expect(await kinds()).toContain("host-older default");
  });

  it("a GPO that no backup has", async () => {
    rsop("4");
    expect([...(await kinds())].some((line) => line.startsWith("not-backed-up "))).toBe(true);
  });
});

describe("links and GPOs", () => {
  const population = (without: string) => {
    const scenario = readScenario(
      `title: t\ndomains:\n  corp.example:\n    links: [Base]\n    ous: { Domain Controllers: { links: [DC Audit] } }\ngpos:\n  Base: { audit: { Credential Validation: SF } }\n  DC Audit: { audit: { Credential Validation: S } }\nhosts: { DC1: {} }\n${without}expect:\n  DC1:\n    Credential Validation: { is: S }\n`,
    );
    const evidence = evidenceOf({ files: readCompiled(compile(scenario)), problems: [] });
    return analyse(evidence, { asOf: AS_OF, roles: new Map() });
  };

  it("agree where the directory lists every link and each GPO is here", () => {
    const all = population("");
    expect(toldIn(all, "links").filter((line) => line.startsWith("linked-missing"))).toEqual([]);
    expect(counted(all, "links", "of these here")).toBe(counted(all, "links", "GPOs known to be linked"));
  });

  it("a linked GPO whose files are not here", () => {
    const less = population("without: [gpo Base]\n");
    // Only the link is left, which names it by its GUID.
    expect(toldIn(less, "links")[1]).toMatch(/^linked-missing \{[0-9A-F-]{36}\}$/);
    expect(less.population.verdict).toBe("open");
  });

  it("reports of backups have neither the order nor the sites", async () => {
    expect(await told("links")).toEqual([
      "open",
      "order-unknown contoso.example",
      "order-unknown contoso.example/Domain Controllers",
      "sites-unknown sites",
    ]);
  });
});

describe("domain controllers and what was read on them", () => {
  it("one that only a backup names counts too", async () => {
    expect(await told("domain-controllers")).toEqual([
      "open",
      "no-auditpol dc01.contoso.example",
      "no-rsop dc01.contoso.example",
      "none-known contoso.example",
    ]);
    edit(`${backup("12C7431746}")}/bkupInfo.xml`, (text) => text.replaceAll("dc01.contoso", "dc07.contoso"));
    expect(await told("domain-controllers")).toContain("no-auditpol dc07.contoso.example");
  });

  it("what was read on one closes its own line, and no other's", async () => {
    scope("hosts:\n  - { name: DC01.contoso.example, roles: [dc] }\n  - { name: DC02.contoso.example, roles: [dc] }\n");
    write(
      "DC02.csv",
      "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting\r\nDC02,System,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success,\r\n",
    );
    const lines = await told("domain-controllers");
    expect(lines).toContain("no-auditpol DC01.contoso.example");
    expect(lines).not.toContain("no-auditpol DC02.contoso.example");
    expect(lines).toContain("no-rsop DC02.contoso.example");
  });
});

describe("when the inputs were taken", () => {
  const dated = (time: string) => {
    const folder = backup("12C7431746}");
    for (const file of [`${folder}/bkupInfo.xml`, "manifest.xml"]) {
      edit(file, (text) =>
        text.replace(
          /(<BackupTime><!\[CDATA\[)[^\]]*(\]\]><\/BackupTime><ID><!\[CDATA\[\{A25A9103)/,
          (_, before: string, after: string) => `${before}${time}${after}`,
        ),
      );
    }
  };

  it("all within a week, and not older than 30 days", async () => {
    expect(await told("times", "2025-10-10T00:00:00Z")).toSatisfy((lines: string[]) =>
      lines.slice(1).every((line) => line.startsWith("spread ")),
    );
  });

  it.each([
    ["2025-10-30T00:00:00", "2025-11-01T00:00:00Z", "spread"],
    ["2025-08-01T00:00:00", "2025-10-10T00:00:00Z", "old"],
    ["2025-10-20T00:00:00", "2025-10-10T00:00:00Z", "future"],
  ])("one of %s, judged as of %s: %s", async (time, asOf, kind) => {
    dated(time);
    const lines = await told("times", asOf);
    expect(lines[0]).toBe("open");
    expect(lines.some((line) => line.startsWith(`${kind} `))).toBe(true);
  });

  it("files that say nothing", async () => {
    estate = join(SAMPLES, "sysvol-copy");
    expect(await told("times")).toEqual(["open", "no-times times"]);
  });
});

describe("bytes", () => {
  const onDisk = (folder: string): number =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

  it.each(["usual-gaps", "hostile", "zipped", "sysvol-copy"])(
    "of %s are those on disk, each told of once",
    async (name) => {
      estate = join(SAMPLES, name);
      const all = await report();
      const sum = ["bytes read", "bytes rejected", "bytes ignored"].reduce(
        (total, one) => total + (counted(all, "bytes", one) ?? 0),
        0,
      );
      expect(sum).toBe(onDisk(estate));
      expect(counted(all, "bytes", "bytes in total")).toBe(onDisk(estate));
    },
  );

  it("a file that is cut is named", async () => {
    const file = `${backup("12C7431746}")}/gpreport.xml`;
    const bytes = readFileSync(join(estate, file));
    writeFileSync(join(estate, file), bytes.subarray(0, bytes.length / 2));
    expect(await told("bytes")).toEqual(["open", `read-in-part /estate/${file}`]);
  });
});

it("the completeness finding is not decided while a comparison is open, and names what is", async () => {
  rmSync(join(estate, "manifest.xml"));
  const { findings, population } = await report();
  expect(population.verdict).toBe("open");
  const finding = findings.find(({ requirement }) => requirement === "EVIDENCE-COMPLETENESS");
  expect(finding?.status).toBe("unknown");
  expect(finding?.have).not.toBe("");
});
