/** `evidence redact` as its user runs it: a twin that every tool accepts, that names nobody, and that is not written when it would. */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AS_OF,
  ALICE,
  BAG_NAME,
  createBag,
  desk,
  digestsOf,
  haveTools,
  keyOfSeed,
  NAMESPACE,
  pkcs8Of,
  publicLine,
  shell,
} from "../support/bags.ts";
import { run, type Run } from "../support/program.ts";
import { hostileEstate, SECRETS } from "../support/redaction/estate.ts";

const SUMS = haveTools("sha256sum", "bash", "diff", "find", "grep");
const place = desk();
const estate = place.at("Mandant Öhler");
const bag = place.at("out", BAG_NAME);
const key = place.write("redaction.key", Buffer.alloc(32, 3));
const TWIN = "redacted-20260101T000000Z";
const twin = place.at("twins", TWIN);
const mapping = place.at("names.json");
const seal = keyOfSeed(1);
const sealFile = place.write("alice.pem", pkcs8Of(seal));
const allowed = place.write("allowed_signers", `${ALICE} namespaces="${NAMESPACE}" ${publicLine(seal)}\n`);
let said: Run;

function redact(...words: string[]): Promise<Run> {
  return run(["evidence", "redact", ...words], { limitMs: 60_000 });
}

function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

beforeAll(async () => {
  mkdirSync(place.at("planted"));
  chmodSync(key, 0o600);
  for (const [path, bytes] of hostileEstate()) {
    mkdirSync(dirname(place.at(path)), { recursive: true });
    writeFileSync(place.at(path), bytes);
  }
  const scope = ["--scope", join(estate, "scope.yaml")];
  await createBag([estate, ...scope, "-o", place.at("out"), "--unsigned", "--as-of", AS_OF]);
  said = await redact(
    bag,
    "--out",
    place.at("twins"),
    "--key-file",
    key,
    "--mapping",
    mapping,
    "--ssh-key",
    sealFile,
    "--signer",
    ALICE,
  );
});
afterAll(() => place.remove());

describe("the twin", () => {
  it("is written, and says how many names were sought where", () => {
    expect(said.stderr).not.toMatch(/leak/);
    expect(said.code).toBe(0);
    expect(said.stdout).toContain(`wrote ${twin}`);
    expect(said.stdout).toMatch(/leak test: \d{2,} names sought in \d+ files, none found/);
    expect(readdirSync(place.at("twins"))).toEqual([TWIN]);
  });

  it("names the digest of its original, the profile and the key, and not the names", () => {
    const info = readFileSync(join(twin, "bag-info.txt"), "utf8");
    const original = sha256(join(bag, "tagmanifest-sha256.txt"));
    expect(info).toContain(`Redacted-From-Tagmanifest-SHA256: ${original}\n`);
    expect(info).toMatch(/^Redaction-Profile: share-external$/m);
    expect(info).toMatch(/^Redaction-Key-Id: [0-9a-f]{12}$/m);
    expect(readFileSync(join(twin, "README.txt"), "utf8")).toContain(original);
  });

  it.skipIf(!SUMS)("passes sha256sum, and nothing is planted", () => {
    for (const command of [
      "sha256sum --check --strict --quiet tagmanifest-sha256.txt",
      "sha256sum --check --strict --quiet manifest-sha256.txt",
      "diff <(cut -c67- manifest-sha256.txt | LC_ALL=C sort) <(find data ! -type d | LC_ALL=C sort)",
    ]) {
      expect(shell(twin, command), command).toEqual({ code: 0, output: "" });
    }
  });

  it("verifies as any bag does", async () => {
    expect((await run(["evidence", "verify", twin, "--allowed-signers", allowed])).code).toBe(0);
    expect((await run(["evidence", "verify", twin])).code).toBe(4);
  });

  it.skipIf(!SUMS)("holds no name for grep, whatever the case", () => {
    for (const secret of SECRETS) {
      const { code, output } = shell(twin, `grep -rliF --exclude=catalog.json -e '${secret}' .`);
      expect([secret, code, output]).toEqual([secret, 1, ""]);
    }
    // The same search finds them in the original.
    expect(shell(bag, "grep -rlF -e 'KD Baseline' data/results").code).toBe(0);
  });

  it("has no copy of an input, and no digest of one", () => {
    expect(existsSync(join(twin, "data/inputs/raw"))).toBe(false);
    const text =
      readFileSync(join(twin, "data/inputs/inputs.json"), "utf8") +
      readFileSync(join(twin, "data/results/results.json"), "utf8");
    for (const [path, bytes] of hostileEstate()) {
      const digest = createHash("sha256").update(bytes).digest("hex");
      expect(text.includes(digest) || text.includes(digest.slice(0, 12)), path).toBe(false);
    }
  });

  it("can be read: every page names tokens", () => {
    const html = readFileSync(join(twin, "data/report/report.html"), "utf8");
    const tokens = new Set(html.match(/\b(?:gpo|host|domain)-[\w-]{12}/g));
    expect(tokens.size).toBeGreaterThan(8);
  });
});

describe("the mapping", () => {
  interface Mapping {
    readonly schema: string;
    readonly tokens: readonly { readonly token: string; readonly kind: string; readonly value: string }[];
  }

  it("tells what each token stands for, to its owner alone", () => {
    const { schema, tokens } = JSON.parse(readFileSync(mapping, "utf8")) as Mapping;
    expect(schema).toBe("mapping/1");
    expect(tokens.map(({ value }) => value)).toEqual(expect.arrayContaining(["監査ポリシー東京", "KD Baseline"]));
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(tokens.length);
    if (process.platform !== "win32") expect(statSync(mapping).mode & 0o777).toBe(0o600);
  });

  it("is written only when it is asked for; the same key gives the same bytes, another one shares no token", async () => {
    const again = place.at("again");
    const other = place.at("other");
    const newKey = place.at("new.key");
    const seals = ["--ssh-key", sealFile, "--signer", ALICE];
    const one = await redact(bag, "-o", again, "--key-file", key, ...seals);
    expect(one.stdout).toContain("no list of what each token stands for was written");
    expect(readdirSync(again)).toEqual([TWIN]);
    expect(digestsOf(join(again, TWIN))).toEqual(digestsOf(twin));
    const two = await redact(bag, "-o", other, "--new-key-file", newKey, ...seals);
    expect(two.code).toBe(0);
    expect(readFileSync(newKey).length).toBe(32);
    if (process.platform !== "win32") expect(statSync(newKey).mode & 0o777).toBe(0o600);
    const results = "data/results/results.json";
    const tokens = (folder: string): string[] =>
      readFileSync(join(folder, TWIN, results), "utf8").match(/\b(?:gpo|host|domain|sid)-[\w-]{12}\b/g) ?? [];
    const known = new Set(tokens(again));
    expect(known.size).toBeGreaterThan(10);
    expect(tokens(other).filter((token) => known.has(token))).toEqual([]);
  });
});

describe("reproduce", () => {
  it("gives the twin again from its original and the key, and tells another key", async () => {
    const words = ["evidence", "reproduce", twin, bag, "--key-file"];
    const same = await run([...words, key], { limitMs: 60_000 });
    expect([same.code, same.stdout.split(":")[0]]).toEqual([0, "reproduced"]);
    const wrong = place.write("wrong.key", Buffer.alloc(32, 4));
    chmodSync(wrong, 0o600);
    const other = await run([...words, wrong], { limitMs: 60_000 });
    expect([other.code, other.stdout]).toEqual([6, expect.stringContaining("it was made with the key")]);
    expect((await run(["evidence", "reproduce", twin])).code).toBe(2);
  });
});

describe("nothing is written", () => {
  const planted = place.at("planted");

  it("when a name is left: 3, and the name is not told", async () => {
    const words = [
      "--ssh-key",
      sealFile,
      "--signer",
      "pruefung@audit.kontor.example",
      "--mapping",
      place.at("left.json"),
    ];
    const { code, stderr, stdout } = await redact(bag, "-o", planted, "--key-file", key, ...words);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(
      /the leak test found a [a-z]+ in (?:README|bag-info)\.txt, as UTF-8, near line \d+; nothing was written/,
    );
    expect(stderr).not.toContain("kontor");
    expect(readdirSync(planted)).toEqual([]);
    expect(existsSync(place.at("left.json"))).toBe(false);
  });

  it("when the bag is not intact: 3", async () => {
    const copy = place.copy(bag, "edited");
    writeFileSync(join(copy, "data/report/report.md"), "edited");
    expect((await redact(copy, "-o", planted, "--key-file", key, "--unsigned")).code).toBe(3);
  });

  it("when the inputs cannot be judged again: 6, unless the owner's copies are given", async () => {
    const words = ["-o", place.at("bare"), "--unsigned", "--as-of", AS_OF, "--raw", "withhold"];
    await createBag([estate, ...words]);
    const bare = place.at("bare", BAG_NAME);
    const lacking = await redact(bare, "-o", planted, "--key-file", key, "--unsigned");
    expect([lacking.code, lacking.stdout]).toEqual([6, expect.stringContaining("not reproducible")]);
    const given = await redact(bare, estate, "-o", place.at("given"), "--key-file", key, "--unsigned");
    expect(given.code).toBe(0);
  });

  it.each<readonly [string, () => readonly string[], RegExp]>([
    ["without a key", () => [], /wants --key-file FILE, or --new-key-file FILE/],
    ["with two keys", () => ["--key-file", key, "--new-key-file", place.at("x.key")], /wants --key-file FILE, or/],
    ["with a key that is too short", () => ["--key-file", place.write("short.key", "secret")], /6 bytes, not 32/],
    ["with a key that is not there", () => ["--key-file", place.at("none.key")], /is not there/],
    ["with an unknown profile", () => ["--key-file", key, "--profile", "none"], /none/],
    ["over a mapping that is there", () => ["--key-file", key, "--mapping", mapping], /already there/],
    ["with the mapping in the bag", () => ["--key-file", key, "--mapping", join(bag, "m.json")], /within|lies in/],
    ["with a new key in the bag", () => ["--new-key-file", join(bag, "k")], /lies in the bag/],
    ["into the bag", () => ["--key-file", key, "-o", join(bag, "twins")], /lies within/],
  ])("%s: 2", async (_name, words, message) => {
    const { code, stderr } = await redact(bag, "-o", planted, "--unsigned", ...words());
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(readdirSync(planted)).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("with a key that others can read: 2", async () => {
    const open = place.write("open.key", Buffer.alloc(32, 5));
    chmodSync(open, 0o644);
    const { code, stderr } = await redact(bag, "-o", planted, "--unsigned", "--key-file", open);
    expect([code, stderr]).toEqual([2, expect.stringContaining("can be read by others")]);
  });

  it("from a twin: 2", async () => {
    const { code, stderr } = await redact(twin, "-o", planted, "--unsigned", "--key-file", key);
    expect([code, stderr]).toEqual([2, expect.stringContaining("is redacted already")]);
  });
});

it("the help has examples that name every exit code", async () => {
  const { stdout, code } = await redact("--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(/Examples:\n {2}eventreach evidence redact bag --out/);
  for (const exit of [0, 2, 3, 6, 70]) expect(stdout).toMatch(new RegExp(`^ {2}${exit} `, "m"));
});
