/** `evidence sample`: the same draw for everybody, and by hand. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_OF, BAG_NAME, createBag, desk, haveTools, SAMPLE, shell } from "../support/bags.ts";
import { ROOT, run, type Run } from "../support/program.ts";
import { hostileEstate } from "../support/redaction/estate.ts";

const TOOLS = haveTools("jq", "sha256sum", "bash");
const SUMS = haveTools("sha256sum", "bash");
const place = desk();
const bag = place.at("out", BAG_NAME);
const SEED = "dice 4 1 6 2 – für März";

interface Drawn {
  readonly schema: string;
  readonly method: string;
  readonly seed: string;
  readonly population: { readonly of: string; readonly size: number; readonly sha256: string; readonly ids: string[] };
  readonly drawn: readonly { readonly id: string; readonly sha256: string; readonly where: readonly string[] }[];
}

function sample(...words: string[]): Promise<Run> {
  return run(["evidence", "sample", ...words]);
}

async function drawn(...words: string[]): Promise<Drawn> {
  const { code, stdout, stderr } = await sample(...words, "--format", "json");
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Drawn;
}

beforeAll(() => createBag([SAMPLE, "-o", place.at("out"), "--unsigned", "--as-of", AS_OF]));
afterAll(() => place.remove());

describe("a draw", () => {
  it("is the same text again, in another place, zone and language", async () => {
    const words = ["evidence", "sample", "--seed", SEED, "--size", "25"];
    const first = await run([...words, bag]);
    const second = await run([...words, "."], { cwd: bag, env: { TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8" } });
    const moved = await run([...words, place.copy(bag, "moved")]);
    expect(first.code).toBe(0);
    expect(first.stdout.match(/^ +\d+ {2}[0-9a-f]{16} {2}\S/gm)?.length).toBe(25);
    expect([second.stdout, moved.stdout]).toEqual([first.stdout, first.stdout]);
  });

  it("of paths is the draw of the bag that holds them", async () => {
    const words = ["--seed", SEED, "--size", "10", "--of"];
    for (const of of ["findings", "gpos"]) {
      const [one, two] = [await drawn(bag, ...words, of), await drawn(SAMPLE, ...words, of)];
      expect(two.population.sha256, of).toBe(one.population.sha256);
      expect(two.drawn.map(({ id }) => id)).toEqual(one.drawn.map(({ id }) => id));
    }
  });

  it("of the zip of a bag is the draw of its folder", async () => {
    await createBag([SAMPLE, "-o", place.at("zips"), "--unsigned", "--as-of", AS_OF, "--zip"]);
    const words = ["--seed", SEED, "--size", "10"];
    expect(await drawn(place.at("zips", `${BAG_NAME}.zip`), ...words)).toEqual(await drawn(bag, ...words));
  });

  it("of one file, of a zip that is none and of nothing is no defect", async () => {
    const words = ["--seed", SEED, "--size", "1"];
    const scope = place.write("scope.yaml", "schema: scope/1\ndomains: [corp.example]\n");
    for (const path of [scope, place.write("none.zip", "PK"), place.at("absent.zip")]) {
      expect((await sample(path, ...words)).code, path).toBeLessThan(4);
    }
  });

  it("is another one for another seed, and tells where to look", async () => {
    const one = await drawn(bag, "--seed", "1", "--size", "10");
    const two = await drawn(bag, "--seed", "2", "--size", "10");
    expect(two.drawn.map(({ id }) => id)).not.toEqual(one.drawn.map(({ id }) => id));
    expect(one.drawn.some(({ where }) => where.some((text) => /\.(?:xml|csv|inf|pol):|@\d/.test(text)))).toBe(true);
  });
});

it("hosts and objects: of a bag, of the folder it was made from, each once", async () => {
  for (const [path, bytes] of hostileEstate()) {
    mkdirSync(dirname(place.at(path)), { recursive: true });
    writeFileSync(place.at(path), bytes);
  }
  const folder = place.at("Mandant Öhler");
  await createBag([folder, "-o", place.at("hosts"), "--unsigned", "--as-of", AS_OF]);
  const words = ["--seed", SEED, "--size", "50%", "--of"];
  const hosts = await drawn(place.at("hosts", BAG_NAME), ...words, "hosts");
  expect(hosts.population.ids.map((id) => id.split(".")[0])).toEqual(expect.arrayContaining(["audit", "kd1"]));
  expect(hosts.population.ids).toEqual([...new Set(hosts.population.ids)].toSorted());
  expect(hosts.drawn.length).toBe(Math.ceil(hosts.population.size / 2));
  for (const { where } of hosts.drawn) expect(where.join()).toMatch(/(?:pass|fail|unknown|not-applicable) [A-Z-]+@/);
  const objects = await drawn(place.at("hosts", BAG_NAME), ...words, "objects");
  expect(objects.population.ids).toContain("cn=gertrud öhler,ou=kanzlei nord,dc=audit,dc=kontor,dc=example");
  for (const of of ["hosts", "objects"]) {
    const again = await drawn(folder, ...words, of);
    expect(again.drawn.map(({ id }) => id)).toEqual((of === "hosts" ? hosts : objects).drawn.map(({ id }) => id));
  }
});

describe("by hand", () => {
  it.skipIf(!TOOLS)("the commands of docs/evidence-sample.md give the same sample from results.json", async () => {
    const page = readFileSync(join(ROOT, "docs/evidence-sample.md"), "utf8");
    const commands = (/```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "").replaceAll(
      "/tmp/population",
      place.at("population"),
    );
    const program = await drawn(bag, "--seed", SEED, "--size", "7");
    const { code, output } = shell(bag, `seed='${SEED}' size=7\n${commands}`);
    const [population = "", ...lines] = output.trimEnd().split("\n");
    expect(code).toBe(0);
    expect(population.slice(0, 64)).toBe(program.population.sha256);
    expect(lines).toEqual(program.drawn.map(({ sha256, id }) => `${sha256}  ${id}`));
  });

  it.skipIf(!SUMS)("sha256sum alone gives the rank of every drawn id", async () => {
    const { drawn: items, population } = await drawn(bag, "--seed", SEED, "--size", "5", "--of", "gpos");
    for (const { id, sha256 } of items) {
      expect(shell(bag, `printf '%s\\0%s' '${SEED}' '${id}' | sha256sum`).output.slice(0, 64)).toBe(sha256);
    }
    const list = place.write("ids", population.ids.map((id) => `${id}\n`).join(""));
    expect(shell(bag, `LC_ALL=C sort -c '${list}' && sha256sum < '${list}'`).output.slice(0, 64)).toBe(
      population.sha256,
    );
  });
});

describe("exit codes", () => {
  it.each([
    ["no seed", ["--size", "5"]],
    ["an empty seed", ["--seed", "", "--size", "5"]],
    ["no size", ["--seed", "x"]],
    ["a size that is none", ["--seed", "x", "--size", "many"]],
    ["an unknown population", ["--seed", "x", "--size", "5", "--of", "people"]],
  ])("%s: 2", async (_name, words) => {
    const { code, stdout, stderr } = await sample(bag, ...words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toBe("");
  });

  it("nothing to draw from, or a bag that was changed: 3", async () => {
    expect((await sample(bag, "--seed", "x", "--size", "5", "--of", "objects")).code).toBe(3);
    const copy = place.copy(bag, "edited");
    writeFileSync(join(copy, "data/results/results.json"), "{}");
    expect((await sample(copy, "--seed", "x", "--size", "5")).code).toBe(3);
  });

  it("stand in the help, with examples", async () => {
    const { code, stdout } = await sample("--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}eventreach evidence sample bag --seed/);
    for (const exit of [0, 2, 3, 70]) expect(stdout).toMatch(new RegExp(`^ {2}${exit} `, "m"));
  });
});
