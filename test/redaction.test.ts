/** Redaction over a whole judgement: nothing is left in any output, and the leak test would see it if it were. */
import { beforeAll, describe, expect, it } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { reportFiles, type PayloadFile } from "../src/cli/evidence/judgement.ts";
import { constants, redactedPayload, type RedactedPayload } from "../src/cli/evidence/redacted.ts";
import { CATALOG, CONTROLS, CROSSWALK } from "../src/bag/names.ts";
import type { Rejudged } from "../src/cli/evidence/rejudge.ts";
import { catalogsNamed } from "../src/catalog/catalogs.ts";
import type { Finding, Report } from "../src/core/report.ts";
import { sha256Hex } from "../src/platform/digest.ts";
import type { LeakSearch } from "../src/redact/leak.ts";
import { ordinaryLeak } from "../src/redact/ordinary.ts";
import type { Profile } from "../src/redact/profiles.ts";
import { Tokens } from "../src/redact/tokens.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { hostileEstate, SECRETS } from "./support/redaction/estate.ts";

const AS_OF = "2026-01-02T03:04:05Z";
const KEY = new Uint8Array(32).fill(7);
let judged: Rejudged;
let made: RedactedPayload;

beforeAll(async () => {
  const estate = [...hostileEstate()];
  const evidence = evidenceOf({ files: estate.map(([path, bytes]) => readBytes(path, bytes)), problems: [] });
  const catalogs = catalogsNamed("mdi") ?? [];
  const report = analyse(evidence, { asOf: AS_OF, roles: new Map(), catalogs });
  judged = {
    report,
    facts: evidence.facts,
    inputs: estate.map(([path, bytes]) => ({ path, sha256: sha256Hex(bytes), bytes: bytes.length, file: "" })),
    problems: [],
    withheld: new Map(),
    options: {
      asOf: AS_OF,
      roles: new Map(),
      catalogs,
      roots: ["Mandant Öhler"],
      scope: "Mandant Öhler/scope.yaml",
      waived: false,
      collected: false,
    },
    policy: { waivers: null, collection: null },
    copies: new Set(),
  };
  made = await twin("share-external");
});

function twin(profile: Profile, key = KEY): Promise<RedactedPayload> {
  return redactedPayload(judged, new Tokens(key), profile);
}

function bytesOf({ chunks }: PayloadFile): Buffer {
  return Buffer.concat([...chunks()].map((chunk) => Buffer.from(chunk)));
}

function unescaped(text: string): string {
  return text
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/\\([^\w\s])/g, "$1");
}

/** Without any of the code under test. */
function secretsIn(bytes: Buffer): string[] {
  const text = unescaped(bytes.toString("utf8")).toLowerCase();
  return SECRETS.filter((secret) => text.includes(secret.toLowerCase()));
}

describe("the judgement as it is", () => {
  it("names everything that is to be replaced", async () => {
    const whole = Buffer.concat((await reportFiles(judged.report)).map(bytesOf));
    const inputs = Buffer.concat([...hostileEstate().values()].map((bytes) => Buffer.from(bytes)));
    const seen = [whole, inputs, Buffer.from(inputs.toString("utf16le"))].flatMap(secretsIn);
    for (const secret of ["KD Baseline", "KD10", "Mandant Öhler", "kontor.example", "監査ポリシー東京"]) {
      expect(secretsIn(whole), secret).toContain(secret);
    }
    expect(seen.length).toBeGreaterThan(12);
  });

  it("is refused by the leak test, in every output", async () => {
    const search = made.redacted.search();
    // These two speak of requirements alone.
    for (const file of (await reportFiles(judged.report)).filter(({ path }) => ![CONTROLS, CROSSWALK].includes(path))) {
      expect(search.search(file.path, bytesOf(file)), file.path).not.toBeNull();
    }
  });
});

describe.each(["share-external", "public-demo"] as const)("redacted, %s", (profile) => {
  it("no name is left, for the leak test and for a reader", async () => {
    const { redacted, files } = await twin(profile);
    expect(redacted.left).toBeNull();
    const search = redacted.search();
    expect(search.count).toBeGreaterThan(40);
    for (const file of files.filter(({ path }) => path !== CATALOG)) {
      const bytes = bytesOf(file);
      expect(search.search(file.path, bytes), file.path).toBeNull();
      expect(secretsIn(bytes), file.path).toEqual([]);
    }
  });

  it("keeps every verdict", async () => {
    const { redacted } = await twin(profile);
    const verdicts = ({ findings }: Report): string[] =>
      findings
        .map(({ requirement, status, severity, cause }) => [requirement, status, severity, cause].join())
        .toSorted();
    expect(verdicts(redacted.report)).toEqual(verdicts(judged.report));
    expect(redacted.report.findings.length).toBeGreaterThan(40);
  });
});

describe("tokens", () => {
  it("are the same for one name wherever it stands, and tell the kind", () => {
    const { names } = made.redacted.by;
    const host = names.host("KD1");
    expect(host).toMatch(/^host-[\w-]{12}$/);
    for (const name of ["kd1", "KD1$", "\\\\KD1", "kd1.audit.kontor.example", "KD1.AUDIT.KONTOR.EXAMPLE."]) {
      expect(names.host(name), name).toBe(host);
    }
    expect(names.host("KD10")).not.toBe(host);
    expect(names.host("KD1-ALT")).not.toBe(host);
    expect(names.dn("CN=KD1,OU=Domain Controllers,DC=audit,DC=kontor,DC=example")).toBe(
      `CN=${host},OU=Domain Controllers,DC=${names.domain("audit.kontor.example")}`,
    );
    expect(names.account("AUDIT\\KD1$")).toBe(`${names.domain("audit.kontor.example")}\\${host}`);
    const texts = JSON.stringify([...made.redacted.report.findings, ...made.redacted.report.conflicts]);
    expect(texts).toContain(host);
    expect(texts).toContain(names.gpo("Audit"));
  });

  it("are the same bytes with the same key, and share nothing with another key's", async () => {
    const again = await twin("share-external");
    const other = await twin("share-external", new Uint8Array(32).fill(8));
    expect(again.files.map((file) => sha256Hex(bytesOf(file)))).toEqual(
      made.files.map((file) => sha256Hex(bytesOf(file))),
    );
    const tokens = (payload: RedactedPayload): Set<string> => {
      const text = payload.files.map((file) => bytesOf(file).toString("utf8")).join("\n");
      return new Set(text.match(/\b(?:host|domain|gpo|sid|account|dn|path)-[\w-]{12}\b/g));
    };
    expect(tokens(made).size).toBeGreaterThan(30);
    expect([...tokens(other)].filter((token) => tokens(made).has(token))).toEqual([]);
  });
});

it("a word of a sentence that looks like an escape of JSON is replaced, and is no leak where JSON has one", async () => {
  const { redacted } = await twin("share-external");
  expect(redacted.by.text.redact("reads \\u001b here")).not.toContain("u001b");
  expect(redacted.by.text.redact("reads vw001b here")).not.toContain("vw001b");
  const search = redacted.search();
  expect(search.search("x.json", Buffer.from(JSON.stringify("\u001b[1m")))).toBeNull();
  expect(search.search("x.json", Buffer.from("\\vw001b"))?.kind).toBe("name");
});

describe("what two runs are compared by", () => {
  it("keeps settings, links, containers and differences, each with its tokens", () => {
    const { report } = made.redacted;
    const { names } = made.redacted.by;
    const sizes = ({ policy, population }: Report) => [
      policy.settings.length,
      policy.links.length,
      policy.containers.length,
      ...population.comparisons.map(({ id, verdict, differences }) => [id, verdict, differences.length]),
    ];
    expect(sizes(report)).toEqual(sizes(judged.report));
    expect(report.policy.settings.length).toBeGreaterThan(10);
    expect(report.policy.links.length).toBeGreaterThan(5);
    const kinds = new Set(
      report.population.comparisons.flatMap(({ differences }) => differences.map(({ kind }) => kind)),
    );
    expect(kinds.size).toBeGreaterThan(3);
    const rights = report.policy.settings.filter(({ setting }) => setting === "right:seauditprivilege");
    expect(rights.some(({ value }) => value.includes(names.account("AUDIT\\svc_scanner")))).toBe(true);
    const domain = names.domain("audit.kontor.example");
    expect(
      report.policy.links.some(
        ({ key }) => key === `${domain}/Domain Controllers`.toLowerCase() || key.startsWith(domain),
      ),
    ).toBe(true);
  });

  it("leaves out what is compared with earlier results", async () => {
    const since = { diff: { before: { label: "Kanzlei" } }, points: [] } as unknown as NonNullable<Report["since"]>;
    const { redacted } = await redactedPayload(
      { ...judged, report: { ...judged.report, since } },
      new Tokens(KEY),
      "share-external",
    );
    expect(redacted.report.since).toBeUndefined();
  });

  it("public-demo: no time of day in a sentence, no number of an estate in the counts", async () => {
    const { redacted } = await twin("public-demo");
    const text = JSON.stringify(redacted.report.population);
    expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}T\d/);
    for (const { counts } of redacted.report.population.comparisons) {
      for (const { count } of counts) expect(String(count)).toMatch(/^(?:0|[125]0*)$/);
    }
  });
});

describe("a name that is planted again is found", () => {
  const PLANTS: Record<string, (finding: Finding, name: string) => Finding> = {
    "what is there": (finding, name) => ({ ...finding, have: `${finding.have} (${name})` }),
    "the subject": (finding, name) => ({
      ...finding,
      subject: { kind: "host", name, roles: [], domain: null },
    }),
    "a computer": (finding, name) => ({ ...finding, computers: [name] }),
    "a note": (finding, name) => ({ ...finding, notes: [`see ${name}.`] }),
    "a command": (finding, name) => ({ ...finding, ask: [`Get-GPO -Name '${name}'`] }),
    "the id": (finding, name) => ({ ...finding, id: `${finding.requirement}@host:${name}` }),
  };
  let search: LeakSearch;
  beforeAll(() => {
    search = made.redacted.search();
  });
  const NAMED = [
    "KD1",
    "kd10",
    "Kanzlei Nord",
    "監査ポリシー東京",
    '<b>Müller</b> & "Söhne" | `KD` $(x)',
    "svc_scanner",
  ];

  it.each(Object.entries(PLANTS).flatMap(([place, plant]) => NAMED.map((name) => [place, name, plant] as const)))(
    "%s: %s",
    async (_place, name, plant) => {
      const { report } = made.redacted;
      const [first, ...rest] = report.findings;
      if (first === undefined) throw new Error("no finding");
      const planted = await reportFiles({ ...report, findings: [plant(first, name), ...rest] });
      const files = planted.filter(({ path }) => /results\.json|html|xlsx/.test(path));
      const leaks = files.flatMap((file) => search.search(file.path, bytesOf(file)) ?? []);
      expect(leaks.map(({ output }) => output)).toContain("data/results/results.json");
      expect(JSON.stringify(leaks)).not.toContain(name);
    },
  );

  it.each(NAMED)("in what two runs are compared by: %s", async (name) => {
    const { report } = made.redacted;
    const { policy, population } = report;
    const [setting] = policy.settings;
    const [link] = policy.links;
    const [comparison] = population.comparisons;
    if (setting === undefined || link === undefined || comparison === undefined) throw new Error("nothing to plant in");
    const difference = { kind: "not-read", name, domain: null, detail: null, exception: null, facts: [] } as const;
    const planted: Partial<Report>[] = [
      { policy: { ...policy, settings: [{ ...setting, value: name }] } },
      { policy: { ...policy, settings: [{ ...setting, holder: { kind: "host", name } }] } },
      { policy: { ...policy, links: [{ ...link, container: name }] } },
      { policy: { ...policy, containers: [{ container: "x", key: name, complete: true, blocksInheritance: null }] } },
      { population: { ...population, comparisons: [{ ...comparison, differences: [difference] }] } },
      {
        population: {
          ...population,
          comparisons: [{ ...comparison, differences: [{ ...difference, name: "x", exception: `as ${name} says` }] }],
        },
      },
    ];
    for (const [at, one] of planted.entries()) {
      const files = (await reportFiles({ ...report, ...one })).filter(({ path }) =>
        /results\.json|population\.csv|reconciliation/.test(path),
      );
      const leaks = files.flatMap((file) => search.search(file.path, bytesOf(file)) ?? []);
      expect(leaks.length, String(at)).toBeGreaterThan(at > 3 ? 2 : 0);
    }
  });

  it("a name that is an ordinary word, where only a name stands", () => {
    const { report, ordinary } = made.redacted;
    expect(ordinary.map(({ text }) => text.toLowerCase())).toEqual(expect.arrayContaining(["audit", "object access"]));
    const [first, ...rest] = report.findings;
    if (first === undefined) throw new Error("no finding");
    const left = (finding: Finding): string | null =>
      ordinaryLeak({ ...report, findings: [finding, ...rest] }, ordinary, constants());
    expect(left(first)).toBeNull();
    for (const have of [
      'GPO "Audit"',
      "AUDIT\\svc",
      "\\\\audit\\share",
      "AUDIT$",
      "svc@audit",
      "OU=Audit,DC=x",
      "an Object Access GPO",
    ]) {
      expect(left({ ...first, have }), have).not.toBeNull();
    }
    expect(left({ ...first, have: "the audit policy of a host" })).toBeNull();
    expect(left({ ...first, computers: ["AUDIT"] })).not.toBeNull();
  });
});
