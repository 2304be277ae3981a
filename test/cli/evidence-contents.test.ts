/** What lies in a bag: every file of the design, byte-exact policy, cited facts that stand in the copies, apart and zipped, checked by real tools. */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ALICE,
  AS_OF,
  BAG_NAME,
  createBag,
  desk,
  digestsOf,
  haveTools,
  keyOfSeed,
  NAMESPACE,
  pkcs8Of,
  publicLine,
  SAMPLE,
  shell,
} from "../support/bags.ts";
import { jsonLines, ROOT, run } from "../support/program.ts";

const SUMS = haveTools("sha256sum", "bash", "diff", "find");
const UNZIP = haveTools("unzip");
const SSH = haveTools("ssh-keygen", "bash");
const place = desk();
const key = keyOfSeed(1);
const keyFile = place.write("alice.pem", pkcs8Of(key));
const allowed = place.write("allowed_signers", `${ALICE} namespaces="${NAMESPACE}" ${publicLine(key)}\n`);
const SEAL = ["--ssh-key", keyFile, "--signer", ALICE, "--as-of", AS_OF];
const INPUTS_NAME = `${BAG_NAME}-inputs`;
const RULE = "MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT";

const SCOPE = `# the declared population
schema: scope/1
domains: [contoso.example]
hosts:
  - name: DC01.contoso.example
    roles: [dc]
exceptions:
  - difference: declared-no-data
    name: DC01.contoso.example
    reason: Exported next week.
`;
const WAIVERS = `schema: mdi-waivers/1 # kept byte for byte
waivers:
  - id: W-1
    kind: risk-accepted
    rules: [${RULE}]
    subjects: { domains: [contoso.example] }
    reason: until the move
    owner: owner@contoso.example
    requestedBy: a@contoso.example
    approvedBy: b@contoso.example
    approvedOn: 2025-12-01
    expires: 2026-03-01
`;
const CUSTODY = `schema: collection/1
collectedBy: Erika Muster
from: 2025-12-30T08:00:00Z
host: ADM01
commands: ["Backup-GPO -All"]
receivedBy: ["the auditor, 2025-12-31"]
tools: [{ name: GPMC, version: "10.0" }]
`;

const scope = place.write("scope.yaml", SCOPE);
const waivers = place.write("accepted.yaml", WAIVERS);
const custody = place.write("custody.yaml", CUSTODY);
const POLICY = ["--scope", scope, "--waivers", waivers, "--custody", custody, "--organization", "Contoso"];
const bag = place.at("full", BAG_NAME);
const apart = { main: place.at("apart", BAG_NAME), inputs: place.at("apart", INPUTS_NAME) };

beforeAll(async () => {
  await createBag([SAMPLE, "-o", place.at("full"), ...SEAL, ...POLICY, "--series", "contoso", "--zip"]);
  await createBag([SAMPLE, "-o", place.at("apart"), ...SEAL, ...POLICY, "--zip", "--raw", "separate"]);
});
afterAll(() => place.remove());

const bytesOf = (path: string) => readFileSync(join(bag, path));
const textOf = (path: string) => bytesOf(path).toString("utf8");
const jsonOf = (path: string): unknown => JSON.parse(textOf(path));
const resultsOf = () => jsonOf("data/results/results.json") as Results;
const registerOf = () => jsonOf("data/inputs/inputs.json") as RegisterFile;
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

interface RegisterFile {
  readonly inputs: readonly {
    readonly id: string;
    readonly path: string;
    readonly sha256: string;
    readonly retained: string;
    readonly encoding: string | null;
    readonly origin: { readonly gpo: string | null; readonly domain: string | null };
    readonly usedBy: readonly string[];
  }[];
}
interface Results {
  readonly waiverFile: { readonly path: string; readonly digest: string };
  readonly findings: readonly {
    readonly requirement: string;
    readonly status: string;
    readonly evidence: readonly string[];
    readonly waiver: { readonly id: string; readonly state: string } | null;
  }[];
  readonly facts: readonly { readonly id: string }[];
  readonly population: {
    readonly verdict: string;
    readonly comparisons: readonly { readonly differences: unknown[] }[];
  };
}

describe("the files", () => {
  it("are those of the page on bags, neither more nor less", () => {
    const page = readFileSync(join(ROOT, "docs/evidence.md"), "utf8");
    const table = page.split("## What stands in a bag")[1]?.split("\n##")[0] ?? "";
    const told = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? "");
    const there = Object.keys(digestsOf(bag)).map((path) =>
      path.replace(/raw\/\d{4}\.bin$/, "raw/0001.bin").replace(/preparer\.[0-9a-f]{12}\./, "preparer.<key>."),
    );
    expect(told.toSorted()).toEqual([...new Set(there)].toSorted());
  });

  it("have names that no file system and no mail gateway changes", () => {
    for (const path of Object.keys(digestsOf(bag))) expect(path).toMatch(/^(?:README\.txt|[a-z0-9._/-]{1,100})$/);
  });

  it("hold scope and waivers byte for byte, and the waived finding fails all the same", () => {
    expect(textOf("data/policy/scope.yaml")).toBe(SCOPE);
    expect(textOf("data/policy/waivers.yaml")).toBe(WAIVERS);
    const { waiverFile, findings } = resultsOf();
    expect(waiverFile).toEqual({ path: "data/policy/waivers.yaml", digest: sha256(WAIVERS) });
    const waived = findings.filter(({ requirement }) => requirement === RULE);
    expect(waived.map(({ status, waiver }) => [status, waiver?.id, waiver?.state])).toContainEqual([
      "fail",
      "W-1",
      "active",
    ]);
  });

  it("keep the place of a scope file that lies among the inputs", async () => {
    cpSync(SAMPLE, place.at("estate"), { recursive: true });
    writeFileSync(place.at("estate/scope.yaml"), SCOPE);
    const within = ["--scope", place.at("estate/scope.yaml")];
    await createBag([place.at("estate"), "-o", place.at("within"), ...SEAL, ...within]);
    const out = place.at("within", BAG_NAME);
    expect(readFileSync(join(out, "data/policy/scope.yaml"), "utf8")).toBe(SCOPE);
    expect((await run(["evidence", "reproduce", out])).code).toBe(0);
  });

  it("cite each fact with its place, its words and their digest, and the words stand in the copy", () => {
    const { inputs } = registerOf();
    const byId = new Map(inputs.map((one) => [one.id, one]));
    const lines = jsonLines(textOf("data/results/evidence.ndjson"));
    const { findings, facts } = resultsOf();
    expect(new Set(lines.map((line) => line["fact"]))).toEqual(new Set(facts.map(({ id }) => id)));
    for (const id of findings.flatMap(({ evidence }) => evidence)) expect(facts.map((one) => one.id)).toContain(id);
    expect(lines.length).toBeGreaterThan(50);
    const encodings = new Set<unknown>();
    for (const line of lines) {
      const { encoding, raw, rawSha256, input, source } = line as Record<string, string>;
      const bytes = Buffer.from(raw ?? "", encoding === "hex" ? "hex" : "utf8");
      expect(sha256(bytes)).toBe(rawSha256);
      const entry = byId.get(input ?? "");
      expect(entry?.sha256).toBe(source);
      const copy = bytesOf(entry?.retained ?? "");
      const words = entry?.encoding === "utf-16le" ? Buffer.from(raw ?? "", "utf16le") : bytes;
      expect(copy.includes(words), `${entry?.path ?? ""}: ${raw ?? ""}`).toBe(true);
      encodings.add(entry?.encoding);
    }
    expect(encodings.size).toBeGreaterThan(1);
  });

  it("name for each input of which GPO it is and which requirements rest on it", () => {
    const { inputs } = registerOf();
    const csv = inputs.filter(({ path }) => path.endsWith("/audit.csv"));
    expect(csv.length).toBeGreaterThan(1);
    for (const { origin } of csv) {
      expect(origin.gpo).toMatch(/^[0-9A-F-]{36}$/);
      expect(origin.domain).toBe("contoso.example");
    }
    expect(csv.some(({ usedBy }) => usedBy.includes(RULE))).toBe(true);
    const { findings } = resultsOf();
    const known = new Set(findings.map(({ requirement }) => requirement));
    for (const { usedBy } of inputs) for (const id of usedBy) expect(known).toContain(id);
  });

  it("tell the same reconciliation in each form", () => {
    const own = jsonOf("data/results/reconciliation.json") as Results["population"];
    expect(resultsOf().population).toEqual(own);
    expect(own.verdict).toBe("open");
    expect(own.comparisons).toHaveLength(7);
    const rows = 7 + own.comparisons.reduce((sum, { differences }) => sum + differences.length, 0);
    expect(textOf("data/report/population.csv").trimEnd().split("\r\n")).toHaveLength(1 + rows);
    expect(textOf("data/report/report.md")).toContain("## Population: open");
    expect(textOf("data/report/report.html")).toContain("<caption>Seven comparisons</caption>");
    expect(jsonLines(textOf("data/results/results.ndjson"))).toContainEqual({ type: "population", ...own });
    for (const form of ["report/report.md", "report/report.html", "report/population.csv"]) {
      expect(textOf(`data/${form}`), form).toContain("Exported next week.");
    }
  });

  it("print the digest of the results where a reader looks", () => {
    const digest = sha256(bytesOf("data/results/results.json"));
    expect(textOf("bag-info.txt")).toContain(`Results-Digest: ${digest}\n`);
    const fours = digest.match(/.{4}/g)?.join(" ") ?? "";
    for (const form of ["report.html", "report.md", "report.txt", "summary.md"]) {
      expect(textOf(`data/report/${form}`).replaceAll(/\s+/g, " "), form).toContain(fours);
    }
  });

  it("have a summary that fits a ticket", () => {
    const summary = textOf("data/report/summary.md");
    expect(summary.split("\n").length).toBeLessThanOrEqual(60);
    const { findings } = resultsOf();
    expect(summary).toContain(`Open ${findings.filter(({ status }) => status === "fail").length}:`);
    for (const words of ["## Open, worst first", "## Population: open", "Results-Digest", "W-1: active"]) {
      expect(summary.replaceAll("\\", "")).toContain(words);
    }
  });

  it("say of each control on whose word it stands", () => {
    const { relation, requirements } = jsonOf("data/catalog/crosswalk.json") as {
      relation: string;
      requirements: { id: string; nist: { id: string; basis: string }[] }[];
    };
    expect(relation).toBe("supports");
    const nist = requirements.flatMap((one) => one.nist);
    expect(new Set(nist.map(({ basis }) => basis))).toEqual(new Set(["published", "judgement"]));
    for (const { id } of nist) expect(id).toMatch(/^[A-Z]{2}-\d+(?:\(\d+\)|[a-z])?$/);
  });
});

describe("custody", () => {
  it("is told as somebody's word, in the bag and in its README", () => {
    expect(jsonOf("data/policy/collection.json")).toMatchObject({ basis: "declared", collectedBy: "Erika Muster" });
    expect(textOf("README.txt")).toContain(
      "Custody, as declared and not measured (data/policy/collection.json):\n  collected by Erika Muster, 2025-12-30T08:00:00Z, on ADM01\n  then received by the auditor, 2025-12-31\n",
    );
  });

  it("that nobody declared is said to be missing", async () => {
    await createBag([SAMPLE, "-o", place.at("bare"), ...SEAL]);
    const readme = readFileSync(place.at("bare", BAG_NAME, "README.txt"), "utf8");
    expect(readme).toContain("Custody: nobody declared who collected the inputs, when and how.");
    expect(existsSync(place.at("bare", BAG_NAME, "data/policy/collection.json"))).toBe(false);
  });

  it.each([
    ["nobody", "schema: collection/1\nfrom: 2025-12-30T08:00:00Z\n", "collectedBy and from are needed"],
    ["no time", "schema: collection/1\ncollectedBy: a\nfrom: yesterday\n", "from is no time"],
    ["an unknown key", `${CUSTODY}signedBy: me\n`, "the key signedBy is not known"],
    ["measured", `${CUSTODY}basis: measured\n`, "its basis can only be: declared"],
    ["a key twice", `${CUSTODY}host: other\n`, "--custody"],
    ["another schema", "schema: scope/1\n", "does not begin with schema: collection/1"],
  ])("2: %s", async (name, text, message) => {
    const file = place.write(`custody ${name}.yaml`, text);
    const { code, stderr } = await run(["evidence", "create", SAMPLE, "-o", place.at("x"), ...SEAL, "--custody", file]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(place.at("x")) ? readdirSync(place.at("x")) : []).toEqual([]);
  });
});

const verify = (where: string, ...words: string[]) =>
  run(["evidence", "verify", where, "--allowed-signers", allowed, ...words]);

describe("apart and zipped", () => {
  it("both bags hold, and each names what the other has", async () => {
    for (const one of [apart.main, apart.inputs, `${apart.main}.zip`, `${apart.inputs}.zip`, `${bag}.zip`]) {
      expect((await verify(one)).code, one).toBe(0);
    }
    expect(existsSync(join(apart.main, "data/inputs/raw"))).toBe(false);
    expect(readFileSync(join(apart.main, "data/policy/scope.yaml"), "utf8")).toBe(SCOPE);
    const seal = sha256(readFileSync(join(apart.inputs, "tagmanifest-sha256.txt")));
    expect(readFileSync(join(apart.main, "bag-info.txt"), "utf8")).toContain(`Inputs-Tagmanifest-SHA256: ${seal}\n`);
    expect(readFileSync(join(apart.main, "README.txt"), "utf8")).toContain(
      `second bag, whose tagmanifest-sha256.txt has the SHA-256\n${seal}.`,
    );
    const copies = Object.entries(digestsOf(bag)).filter(([path]) => path.startsWith("data/inputs/raw/"));
    expect(
      Object.entries(digestsOf(join(apart.inputs, "data"))).map(([path, digest]) => [`data/${path}`, digest]),
    ).toEqual(copies);
  });

  it("the judgement is the same wherever the inputs are kept", () => {
    const results = "data/results/results.json";
    expect(digestsOf(apart.main)[results]).toBe(digestsOf(bag)[results]);
  });

  it("is made again out of a folder, a zip, and the two bags", async () => {
    for (const words of [
      [bag],
      [`${bag}.zip`],
      [apart.main, apart.inputs],
      [`${apart.main}.zip`, `${apart.inputs}.zip`],
      [apart.main, SAMPLE],
    ]) {
      const { code, stdout } = await run(["evidence", "reproduce", ...words]);
      expect({ words, code, stdout: stdout.slice(0, 10) }).toEqual({ words, code: 0, stdout: "reproduced" });
    }
    const alone = await run(["evidence", "reproduce", apart.main]);
    expect(alone.code).toBe(6);
    expect(alone.stdout).toContain("withheld: it is in the bag");
  });

  it("2: a zip that is there is not written over, and nothing else is left behind", async () => {
    mkdirSync(place.at("taken"));
    writeFileSync(place.at("taken", `${BAG_NAME}.zip`), "mine");
    const { code, stderr } = await run(["evidence", "create", "-q", SAMPLE, "-o", place.at("taken"), ...SEAL, "--zip"]);
    expect(code).toBe(2);
    expect(stderr).toContain("evidence is not overwritten");
    expect(readdirSync(place.at("taken"))).toEqual([`${BAG_NAME}.zip`]);
  });

  it.skipIf(!UNZIP)("unzip finds no fault, and unpacks the folder byte for byte", () => {
    for (const one of [bag, apart.main, apart.inputs]) {
      const tested = shell(place.folder, `unzip -tq '${one}.zip'`);
      expect(tested.output).toContain("No errors detected");
      expect(tested.code).toBe(0);
      const out = place.at("unzipped");
      expect(shell(place.folder, `unzip -q '${one}.zip' -d '${out}'`)).toEqual({ code: 0, output: "" });
      expect(digestsOf(join(out, one.slice(one.lastIndexOf("/") + 1)))).toEqual(digestsOf(one));
      rmSync(out, { recursive: true });
    }
  });
});

describe.skipIf(!SUMS || !SSH)("the README's own commands", () => {
  it("hold for every manifest of every bag, folder or unpacked", () => {
    for (const one of [bag, apart.main, apart.inputs]) {
      const readme = readFileSync(join(bag, "README.txt"), "utf8");
      const commands = readme
        .split("\n")
        .filter((line) => line.startsWith("     "))
        .join("\n");
      expect(commands.match(/sha256sum --check|ssh-keygen -Y verify|diff </g)).toHaveLength(5);
      const { code, output } = shell(one, `set -e\n${commands.replace("-f allowed_signers", `-f '${allowed}'`)}`);
      expect({ code, output: output.replace(/SHA256:\S+/, "…") }).toEqual({
        code: 0,
        output: `Good "${NAMESPACE}" signature for ${ALICE} with ED25519 key …\n`,
      });
    }
  });
});

describe("a series", () => {
  const next = async (day: string, before: string, ...words: string[]) => {
    const time = `2026-${day}T00:00:00Z`;
    await createBag([
      SAMPLE,
      "-o",
      place.at("series"),
      ...SEAL.slice(0, 4),
      "--series",
      "contoso",
      "--as-of",
      time,
      "--previous",
      before,
      ...words,
    ]);
    return place.at("series", `evidence-${time.replaceAll(/[-:]/g, "")}`);
  };
  let second = "";
  let third = "";
  beforeAll(async () => {
    second = await next("02-01", bag, "--zip");
    third = await next("03-01", `${second}.zip`);
  });

  it("is walked back by digest, folder or zip, in any order", async () => {
    const whole = await verify(third, "--previous", `${bag}.zip`, "--previous", second);
    expect(whole.stdout).toContain("it follows the bag given");
    expect(whole.stdout).toMatch(/evidence-20260201T000000Z follows .*evidence-20260101T000000Z\.zip/);
    expect(whole.stdout).toContain("names no bag before it");
    expect(whole.code).toBe(0);
    expect(readFileSync(join(third, "README.txt"), "utf8")).toContain(
      sha256(readFileSync(join(second, "tagmanifest-sha256.txt"))),
    );
  });

  it.each<[string, () => readonly [string, ...string[]], string]>([
    ["a bag is left out", () => [third, bag], "chain broken: it follows the bag "],
    ["an older bag is handed in as the newest", () => [second, third], "chain broken: it follows the bag "],
    ["the first is handed in again", () => [bag, second], "chain broken: it names no bag before it"],
  ])("5: %s", async (_name, places, sentence) => {
    const [newest, ...before] = places();
    const { code, stdout } = await verify(newest, ...before.flatMap((one) => ["--previous", one]));
    expect(stdout).toContain(sentence);
    expect(code).toBe(5);
  });

  it("5: a bag before it that was edited, and one of another series", async () => {
    const edited = place.copy(second, "edited-second");
    writeFileSync(join(edited, "data/letter.txt"), "x");
    const broken = await verify(third, "--previous", edited);
    expect(broken.stdout).toContain("chain broken: the bag before it is not intact and complete");
    expect(broken.code).toBe(5);
    const words = ["-o", place.at("other"), ...SEAL.slice(0, 4), "--as-of", "2026-04-01", "--series", "fabrikam"];
    await createBag([SAMPLE, ...words, "--previous", third]);
    const other = await verify(place.at("other/evidence-20260401T000000Z"), "--previous", third);
    expect(other.stdout).toContain("chain broken: it is of the series fabrikam");
    expect(other.code).toBe(5);
  });

  it("is made again like any bag", async () => {
    expect((await run(["evidence", "reproduce", third])).code).toBe(0);
  });
});
