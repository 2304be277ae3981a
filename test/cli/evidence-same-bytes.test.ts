/** The same inputs, options and key give the same bag, whatever the machine around them; one bag is pinned. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALICE, AS_OF, BAG_NAME, createBag, desk, digestsOf, keyOfSeed, pkcs8Of, SAMPLE } from "../support/bags.ts";
import { ROOT } from "../support/program.ts";

const place = desk();
const key = place.write("alice.pem", pkcs8Of(keyOfSeed(1)));
const SEAL = ["--ssh-key", key, "--signer", ALICE, "--as-of", AS_OF];
const ROLES = ["--role", "PKI01=ca", "--role", "FS01=adfs,dc"];
const OTHER = join(ROOT, "gpo-samples/role-servers");
let golden: Record<string, string>;
let count = 0;

async function bagOf(words: readonly string[], options: Parameters<typeof createBag>[1] = {}) {
  count += 1;
  const out = place.at(`out-${count}`);
  await createBag([...words, "-o", out, ...SEAL, "--zip"], options);
  // The bag and, beside it, its zip.
  return digestsOf(out);
}

beforeAll(async () => {
  golden = await bagOf([SAMPLE, OTHER, ...ROLES]);
});
afterAll(() => place.remove());

describe("the same bytes", () => {
  const zones = ["UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"];
  const languages = ["C", "de_DE.UTF-8", "tr_TR.UTF-8"];
  it.each(zones.flatMap((zone) => languages.map((language) => [zone, language])))(
    "TZ=%s LANG=%s",
    async (zone, language) => {
      const env = { TZ: zone ?? "", LANG: language ?? "", LC_ALL: language ?? "" };
      expect(await bagOf([SAMPLE, OTHER, ...ROLES], { env })).toEqual(golden);
    },
  );

  it("from another folder, with other ways to write the paths, in another order", async () => {
    expect(await bagOf(["usual-gaps", "./role-servers/", ...ROLES], { cwd: dirname(SAMPLE) })).toEqual(golden);
    expect(
      await bagOf([relative(place.folder, OTHER), relative(place.folder, SAMPLE), ...ROLES], { cwd: place.folder }),
    ).toEqual(golden);
    expect(await bagOf([OTHER, SAMPLE, "--role", "FS01=dc,adfs", "--role", "PKI01=ca"])).toEqual(golden);
    expect(await bagOf([SAMPLE, OTHER, SAMPLE, join(SAMPLE, "manifest.xml"), ...ROLES])).toEqual(golden);
  });

  it("of copies that were written in another order, at another time", async () => {
    for (const estate of ["usual-gaps", "role-servers"])
      copyReversed(join(SAMPLE, "..", estate), place.at("copies", estate));
    expect(await bagOf([place.at("copies/usual-gaps"), place.at("copies/role-servers"), ...ROLES])).toEqual(golden);
  });

  it("under any umask, and of inputs with any time and mode", async () => {
    cpSync(SAMPLE, place.at("dated/usual-gaps"), { recursive: true });
    for (const [index, path] of filesBelow(place.at("dated")).entries()) {
      utimesSync(path, 1_000_000_000 + index, 1_000_000_000 - index * 86_400);
      chmodSync(path, index % 2 === 0 ? 0o600 : 0o755);
    }
    const before = process.umask(0o077);
    try {
      expect(await bagOf([place.at("dated/usual-gaps"), OTHER, ...ROLES])).toEqual(golden);
      process.umask(0);
      expect(await bagOf([SAMPLE, OTHER, ...ROLES])).toEqual(golden);
    } finally {
      process.umask(before);
    }
  });

  it("where a link leads tells nothing, and neither does what it is called on this machine", async () => {
    const bags: Record<string, string>[] = [];
    for (const home of ["one", "two"]) {
      cpSync(SAMPLE, place.at(home, "usual-gaps"), { recursive: true });
      symlinkSync(place.at(home), place.at(home, "usual-gaps/out"));
      bags.push(await bagOf([place.at(home, "usual-gaps")]));
    }
    expect(bags[0]).toEqual(bags[1]);
    const register = readFileSync(place.at(`out-${count}`, BAG_NAME, "data/inputs/inputs.json"), "utf8");
    expect(register).toContain('"path": "usual-gaps/out"');
    expect(register).not.toContain(place.folder);
  });

  it("two inputs of one name are kept apart in an order of their own", async () => {
    for (const [home, estate] of [
      ["first", "compliant"],
      ["second", "conflicting"],
    ] as const) {
      cpSync(join(SAMPLE, "..", estate), place.at(home, "backups"), { recursive: true });
    }
    const one = await bagOf([place.at("first/backups"), place.at("second/backups")]);
    expect(await bagOf([place.at("second/backups"), place.at("first/backups")])).toEqual(one);
    expect(readFileSync(place.at(`out-${count}`, BAG_NAME, "data/policy/options.json"), "utf8")).toContain(
      '"backups~2"',
    );
  });

  it("another time, another role, another input: other bytes", async () => {
    const seal = `${BAG_NAME}/tagmanifest-sha256.txt`;
    expect((await bagOf([SAMPLE, OTHER]))[seal]).not.toBe(golden[seal]);
    expect((await bagOf([SAMPLE, ...ROLES]))[seal]).not.toBe(golden[seal]);
  });
});

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function copyReversed(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true }).toReversed()) {
    if (entry.isDirectory()) copyReversed(join(from, entry.name), join(to, entry.name));
    else cpSync(join(from, entry.name), join(to, entry.name));
  }
}

it("the bag of gpo-samples/usual-gaps is the pinned one", async () => {
  const digests = Object.entries(await bagOf([SAMPLE])).flatMap(([path, sha256]) => {
    const name = path.replace(`${BAG_NAME}/`, "");
    return name.startsWith("data/inputs/raw/") ? [] : [[name, sha256]];
  });
  const text = digests.map(([path, sha256]) => `${sha256}  ${path}\n`).join("");
  await expect(text).toMatchFileSnapshot("../snapshots/usual-gaps.bag.txt");
});
