/** A bag with everything that a bag can hold, redacted: what cannot be told without names is not there, and the README says so. */
import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_OF, BAG_NAME, createBag, desk, SAMPLE } from "../support/bags.ts";
import { run, type Run } from "../support/program.ts";
import { person, signersList, signOff, signOffWords } from "../support/signing.ts";

const place = desk();
const alice = person(place, "alice", 1);
const bob = person(place, "bob", 2);
const key = place.write("redaction.key", Buffer.alloc(32, 3));
const SEAL = ["--ssh-key", alice.file, "--signer", alice.principal, "--as-of", AS_OF];
const TWIN = "redacted-20260101T000000Z";

const scope = place.write(
  "geltungsbereich.yaml",
  `schema: scope/1
domains: [contoso.example, fabrikam-altnetz.example]
hosts:
  - name: KASSENSERVER7.contoso.example
    roles: [dc]
exceptions:
  - difference: declared-no-data
    name: KASSENSERVER7.contoso.example
    reason: Frau Wunderlich exportiert naechste Woche.
`,
);
const waivers = place.write(
  "ausnahmen.yaml",
  `schema: mdi-waivers/1
waivers:
  - id: TICKET-4711
    kind: risk-accepted
    rules: [MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT]
    subjects: { domains: [contoso.example] }
    reason: bis zum Umzug nach Grosshadern
    owner: Friederike Wunderlich
    requestedBy: hans.wurst@contoso.example
    approvedBy: Sieglinde Obermaier
    approvedOn: 2025-12-01
    expires: 2026-03-01
    evidence: ["https://tickets.fabrikam-altnetz.example/4711"]
`,
);
const custody = place.write(
  "verwahrung.yaml",
  `schema: collection/1
collectedBy: Ottokar Zeisig
from: 2025-12-30T08:00:00Z
host: SPRUNGRECHNER9
commands: ["Backup-GPO -All"]
receivedBy: ["Pruefer Ingeborg Kranich, 2025-12-31"]
tools: [{ name: GPMC, version: "10.0" }]
`,
);
const POLICY = ["--scope", scope, "--waivers", waivers, "--custody", custody, "--organization", "Zirbelholz AG"];

/** Whatever anybody of the owner's side wrote or is called. */
const SECRETS = [
  ..."contoso fabrikam altnetz kassenserver7 wunderlich grosshadern 4711 wurst obermaier zeisig".split(" "),
  ..."sprungrechner9 ingeborg kranich zirbelholz geltungsbereich bob@ usual-gaps naechste".split(" "),
];

const outputs: Record<string, { readonly said: Run; readonly folder: string }> = {};

function redact(...words: string[]): Promise<Run> {
  return run(["evidence", "redact", ...words, "--key-file", key, "--unsigned"], { limitMs: 60_000 });
}

beforeAll(async () => {
  chmodSync(key, 0o600);
  const more = ["--contact", "Ottokar Zeisig", "--series", "zirbelholz-2026"];
  await createBag([SAMPLE, "-o", place.at("full"), ...SEAL, ...POLICY, ...more]);
  const full = place.at("full", BAG_NAME);
  await signOff(full, signOffWords(bob));
  await createBag([
    SAMPLE,
    "-o",
    place.at("zips"),
    ...SEAL,
    ...POLICY,
    "--previous",
    full,
    "--zip",
    "--raw",
    "separate",
  ]);
  const [zip, inputs] = [`${BAG_NAME}.zip`, `${BAG_NAME}-inputs.zip`].map((name) => place.at("zips", name));
  for (const [name, ...words] of [
    ["folder", full],
    ["public-demo", full, "--profile", "public-demo"],
    ["zips", zip ?? "", inputs ?? ""],
  ] as const) {
    const said = await redact(...words, "-o", place.at(`twin-${name}`));
    outputs[name] = { said, folder: place.at(`twin-${name}`, TWIN) };
  }
});
afterAll(() => place.remove());

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe.each(["folder", "public-demo", "zips"])("the twin of a bag with everything (%s)", (name) => {
  const folder = () => outputs[name]?.folder ?? "";
  const read = (path: string) => readFileSync(join(folder(), path), "utf8");

  it("is written", () => {
    const { said } = outputs[name] ?? {};
    expect([said?.code, said?.stderr]).toEqual([0, expect.not.stringContaining("leak")]);
    const searched = /sought in (\d+) files/.exec(said?.stdout ?? "")?.[1];
    // All but the catalog, which is the same in every bag.
    expect(Number(searched)).toBe(filesBelow(folder()).length - 1);
  });

  it("holds no name of the owner's side in any file", () => {
    const files = filesBelow(folder()).filter((path) => !path.endsWith("catalog.json"));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const text = readFileSync(file).toString("latin1").toLowerCase();
      // Digests may hold the digits of a ticket.
      const found = SECRETS.filter((secret) => text.includes(secret) && (secret !== "4711" || /\b4711\b/.test(text)));
      expect(found, file).toEqual([]);
    }
  });

  it("holds the new files of a bag, and none that people wrote", () => {
    for (const path of [
      "results/evidence.ndjson",
      "results/reconciliation.json",
      "results/excerpts.ndjson",
      "report/summary.md",
      "report/population.csv",
      "report/crosswalk.csv",
      "exports/oscal-ar.json",
      "exports/oscal-poam.json",
      "exports/ocsf.ndjson",
    ]) {
      expect(existsSync(join(folder(), "data", path)), path).toBe(true);
    }
    expect(readdirSync(join(folder(), "data/policy"))).toEqual(["options.json"]);
    expect(readdirSync(join(folder(), "signatures"))).toEqual([]);
    const options = JSON.parse(read("data/policy/options.json")) as Record<string, unknown>;
    expect(options).toMatchObject({
      waivers: "withheld: this bag is redacted",
      collection: "withheld: this bag is redacted",
    });
    const readme = read("README.txt");
    for (const path of ["data/policy/scope.yaml", "data/policy/waivers.yaml", "data/policy/collection.json"]) {
      expect(readme).toContain(path);
    }
    expect(read("bag-info.txt")).not.toMatch(
      /^(?:Source-Organization|Contact-Name|Bag-Group|Previous|Inputs|Journal)/m,
    );
  });

  it("tells what waivers and the scope decide, with tokens", () => {
    const results = JSON.parse(read("data/results/results.json")) as {
      readonly waivers: readonly { readonly owner: string; readonly reason: string; readonly state: string }[];
    };
    expect(results.waivers).toMatchObject([
      { state: "active", owner: expect.stringMatching(/^account-/), reason: expect.stringMatching(/^withheld: \d+/) },
    ]);
    const population = JSON.parse(read("data/results/reconciliation.json")) as {
      readonly comparisons: readonly {
        readonly differences: readonly {
          readonly kind: string;
          readonly name: string;
          readonly exception: string | null;
        }[];
      }[];
    };
    const differences = population.comparisons.flatMap((one) => one.differences);
    expect(differences).toContainEqual(
      expect.objectContaining({
        kind: "declared-no-data",
        name: expect.stringMatching(/^host-/),
        exception: expect.stringMatching(/^withheld: \d+/),
      }),
    );
    expect(differences).toContainEqual(
      expect.objectContaining({ kind: "domain-no-data", name: expect.stringMatching(/^domain-/) }),
    );
  });

  it("cites facts with words that are not those of the inputs, and says that no digest is of them", () => {
    const lines = read("data/results/evidence.ndjson")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(line).toMatchObject({ encoding: "redacted", rawSha256: null });
    const register = JSON.parse(read("data/inputs/inputs.json")) as {
      readonly inputs: readonly { readonly id: string }[];
    };
    const ids = new Set(register.inputs.map(({ id }) => id));
    expect(lines.every(({ input }) => ids.has(String(input)))).toBe(true);
  });

  it("is intact, and the bag that it was made from gives it again", async () => {
    expect(
      (await run(["evidence", "verify", folder(), "--allowed-signers", signersList(place, "who", alice)])).stdout,
    ).toMatch(/intact/);
    const from =
      name === "zips"
        ? [place.at("zips", `${BAG_NAME}.zip`), place.at("zips", `${BAG_NAME}-inputs.zip`)]
        : [place.at("full", BAG_NAME)];
    const again = await run(["evidence", "reproduce", folder(), ...from, "--key-file", key], { limitMs: 60_000 });
    expect([again.code, again.stdout.split(":")[0]]).toEqual([0, "reproduced"]);
  });
});

it("the original holds every one of these names, and a sign-off that names its reviewer", () => {
  const texts = filesBelow(place.at("full", BAG_NAME)).map((file) =>
    readFileSync(file).toString("latin1").toLowerCase(),
  );
  for (const secret of SECRETS)
    expect(
      texts.some((text) => text.includes(secret)),
      secret,
    ).toBe(true);
});

it("the findings of the original stand in it under the same verdicts", () => {
  const verdicts = (folder: string): string[] => {
    const { findings } = JSON.parse(readFileSync(join(folder, "data/results/results.json"), "utf8")) as {
      readonly findings: readonly { readonly requirement: string; readonly status: string }[];
    };
    return findings.map(({ requirement, status }) => `${requirement} ${status}`).toSorted();
  };
  expect(verdicts(outputs["folder"]?.folder ?? "")).toEqual(verdicts(place.at("full", BAG_NAME)));
});
