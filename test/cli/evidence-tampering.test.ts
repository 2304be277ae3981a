/** The table of docs/evidence.md, row by row: a bag is changed in that way, and the program answers with that code and those words. */
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePrivateKey } from "../../src/bag/ssh-private-key.ts";
import { signMessage } from "../../src/bag/sshsig.ts";
import { makeFifo } from "../../src/testing/temp-folder.ts";
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
} from "../support/bags.ts";
import { ROOT, run } from "../support/program.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

interface Row {
  readonly name: string;
  readonly part: string;
  readonly code: number;
  readonly sentence: string;
}

/** `| what was done | part | code | `sentence` |` */
function rowsOf(page: string): Row[] {
  const part = page.split("## Each tampering, its exit code and its sentence")[1]?.split("\n## ")[0] ?? "";
  return [...part.matchAll(/^\| ([^|`]+) \| ([a-z]+) \| (\d) \| `([^`]+)` \|$/gm)].map(
    ([, name = "", where = "", code = "", sentence = ""]) => ({ name, part: where, code: Number(code), sentence }),
  );
}

const ROWS = rowsOf(readFileSync(join(ROOT, "docs/evidence.md"), "utf8"));
const ZIP = haveTools("zip");
const place = desk();
const bag = place.at(BAG_NAME);
const next = place.at("evidence-20260201T000000Z");
const [alice, mallory] = [keyOfSeed(1), keyOfSeed(2)];
const BY_ALICE = `${ALICE} ${publicLine(alice)}`;
const RESULTS = "data/results/results.json";
const LINES = "data/results/results.ndjson";
const TEXT = "data/report/report.txt";
const MANIFEST = "manifest-sha256.txt";
const SEAL = "tagmanifest-sha256.txt";

beforeAll(async () => {
  const seal = ["--ssh-key", place.write("alice.pem", pkcs8Of(alice)), "--signer", ALICE];
  await createBag([SAMPLE, "-o", place.folder, ...seal, "--as-of", AS_OF, "--zip"]);
  await createBag([SAMPLE, "-o", place.folder, ...seal, "--as-of", "2026-02-01", "--previous", bag]);
});
afterAll(() => place.remove());

type At = (name: string) => string;
interface Case {
  /** Of a copy of the bag, or of its zip. */
  readonly change?: (at: At) => void;
  readonly changeZip?: (zip: string) => void;
  /** Lines of the allowed signers; else Alice's. */
  readonly list?: string;
  readonly words?: () => readonly string[];
  /** Another bag of the series. */
  readonly bag?: string;
  readonly reproduce?: true;
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

const reversed = (text: string): string => `${text.trimEnd().split("\n").toReversed().join("\n")}\n`;
const signed = (seed: number, namespace: string, message: Uint8Array) =>
  signMessage(parsePrivateKey(pkcs8Of(keyOfSeed(seed))), namespace, message);

/** Instead of Alice's seal. */
function sealWith(text: (message: Buffer) => string): Case {
  return {
    change: (at) => {
      for (const name of readdirSync(at("signatures"))) rmSync(at(`signatures/${name}`));
      const made = text(readFileSync(at(SEAL)));
      if (made !== "") writeFileSync(at("signatures/preparer.sshsig"), made);
    },
  };
}

/** Every list made anew, as a cheating maker would; the seal is Alice's own, over the new lists. */
function resealed(at: At): void {
  const payload = Object.entries(digestsOf(at("data"))).map(([path, sha256]) => `${sha256}  data/${path}`);
  const sorted = payload.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  writeFileSync(at(MANIFEST), `${sorted.join("\n")}\n`);
  const bytes = sorted.reduce((sum, line) => sum + readFileSync(at(line.slice(66))).length, 0);
  const info = readFileSync(at("bag-info.txt"), "utf8")
    .replace(/^Results-Digest: .*/m, `Results-Digest: ${digestsOf(at(""))[RESULTS]}`)
    .replace(/^Payload-Oxum: .*/m, `Payload-Oxum: ${bytes}.${sorted.length}`);
  writeFileSync(at("bag-info.txt"), info);
  const top = digestsOf(at(""));
  const tags = ["README.txt", "bag-info.txt", "bagit.txt", MANIFEST];
  writeFileSync(at(SEAL), tags.map((name) => `${top[name]}  ${name}\n`).join(""));
}

/** Names of the table. */
const CASES: Readonly<Record<string, Case>> = {
  "a file is planted": { change: (at) => writeFileSync(at("data/letter.txt"), "x") },
  "a file is planted at the top": { change: (at) => writeFileSync(at("verify.ps1"), "x") },
  "a folder is planted": { change: (at) => mkdirSync(at("approved")) },
  "a folder is planted among the signatures": { change: (at) => mkdirSync(at("signatures/x")) },
  "a link is planted": { change: (at) => symlinkSync("/etc", at("data/link")) },
  "a pipe is planted": { change: (at) => makeFifo(at("data/pipe")) },
  "a file is planted whose name differs in case": {
    change: (at) => writeFileSync(at("data/results/RESULTS.JSON"), "x"),
  },
  "a name is planted that a terminal obeys": { change: (at) => writeFileSync(at("data/\u001B[31m\u202E"), "x") },
  "a file is removed": { change: (at) => rmSync(at(TEXT)) },
  "the list of files is removed": { change: (at) => rmSync(at(MANIFEST)) },
  "the sealed list is removed": { change: (at) => rmSync(at(SEAL)) },
  "a file is renamed": { change: (at) => renameSync(at(TEXT), at("data/report/t.txt")) },
  "a result is edited": { change: (at) => edit(at(RESULTS), (text) => text.replace('"fail"', '"pass"')) },
  "an input is edited": { change: (at) => appendFileSync(at("data/inputs/raw/0001.bin"), " ") },
  "the README is edited": { change: (at) => appendFileSync(at("README.txt"), "Trust me.\n") },
  "the time in bag-info.txt is edited": {
    change: (at) => edit(at("bag-info.txt"), (text) => text.replace("2026-01-01T", "2026-11-01T")),
  },
  "a file is cut": { change: (at) => truncateSync(at(LINES), 1000) },
  "lines of a file are re-ordered": { change: (at) => edit(at(LINES), reversed) },
  "lines of the list of files are re-ordered": { change: (at) => edit(at(MANIFEST), reversed) },
  "lines of the sealed list are re-ordered": { change: (at) => edit(at(SEAL), reversed) },
  "the sealed list is cut": { change: (at) => truncateSync(at(SEAL), 100) },
  "line ends are converted": { change: (at) => edit(at(MANIFEST), (text) => text.replaceAll("\n", "\r\n")) },
  "a file is swapped for another": { change: (at) => copyFileSync(at(RESULTS), at(TEXT)) },
  "a file is replaced by a link to the same bytes": {
    change: (at) => {
      renameSync(at(TEXT), at("../moved.txt"));
      symlinkSync(at("../moved.txt"), at(TEXT));
    },
  },
  "a list climbs out of the bag": {
    change: (at) => appendFileSync(at(MANIFEST), `${"0".repeat(64)}  data/../../../etc/passwd\n`),
  },
  "a list names an absolute path": { change: (at) => appendFileSync(at(SEAL), `${"0".repeat(64)}  /etc/passwd\n`) },
  "a member is planted in the zip": {
    changeZip: (zip) => {
      mkdirSync(place.at(`grown/${BAG_NAME}/data`), { recursive: true });
      writeFileSync(place.at(`grown/${BAG_NAME}/data/letter.txt`), "x");
      const { status } = spawnSync("zip", ["-q", zip, `${BAG_NAME}/data/letter.txt`], { cwd: place.at("grown") });
      expect(status).toBe(0);
    },
  },
  "there is no signature": sealWith(() => ""),
  "the signature was made for something else": sealWith((message) => signed(1, "git", message)),
  "the signature is over another bag": sealWith(() => signed(1, NAMESPACE, Buffer.from("other"))),
  "the signature is none": sealWith(() => "hello"),
  "somebody else signed": sealWith((message) => signed(2, NAMESPACE, message)),
  "the key is unknown": { list: `${ALICE} ${publicLine(mallory)}` },
  "the key is somebody else's": { list: `bob@example.org ${publicLine(alice)}` },
  "the key is for another namespace": { list: `${ALICE} namespaces="git" ${publicLine(alice)}` },
  "the key had expired": { list: `${ALICE} valid-before="20250101Z" ${publicLine(alice)}` },
  "the key is not yet valid": { list: `${ALICE} valid-after="29990101Z" ${publicLine(alice)}` },
  "the key is an authority's": { list: `${ALICE} cert-authority ${publicLine(alice)}` },
  "the line of the key is not understood": { list: `${ALICE} valid-before="soon" ${publicLine(alice)}` },
  "every list is made anew": {
    change: (at) => {
      edit(at(RESULTS), (text) => text.replace('"fail"', '"pass"'));
      resealed(at);
    },
  },
  "the bag is older than asked for": { words: () => ["--max-age", "30", "--verify-time", "2026-06-01"] },
  "the bag is from the future": { words: () => ["--verify-time", "2025-06-01"] },
  "an older bag is handed in again": { words: () => ["--previous", next] },
  "the bag before it is another": {
    bag: next,
    words: () => ["--previous", place.copy(bag, "twin"), "--previous", next],
  },
  "the bag before it was edited": {
    bag: next,
    words: () => {
      const copy = place.copy(bag, "before");
      writeFileSync(join(copy, "data/letter.txt"), "x");
      return ["--previous", copy];
    },
  },
  "the maker sealed another result than was judged": {
    reproduce: true,
    change: (at) => {
      edit(at(LINES), (text) => text.replace('"status":"fail"', '"status":"pass"'));
      resealed(at);
    },
  },
  "the maker added a report": {
    reproduce: true,
    change: (at) => {
      writeFileSync(at("data/report/letter.txt"), "x");
      resealed(at);
    },
  },
  "the maker swapped an input": {
    reproduce: true,
    change: (at) => {
      writeFileSync(at("data/inputs/raw/0001.bin"), "x");
      resealed(at);
    },
  },
};

it("the table and the cases are the same", () => {
  expect(ROWS.map(({ name }) => name).toSorted()).toEqual(Object.keys(CASES).toSorted());
});

describe.each([3, 4, 5, 6])("%d", (code) => {
  it.for(ROWS.filter((row) => row.code === code).map((row) => [row.name, row] as const))(
    "%s",
    async ([name, row], { skip }) => {
      const { change, changeZip, list, words, bag: own, reproduce } = CASES[name] ?? {};
      if (changeZip !== undefined && !ZIP) skip("zip is not on this machine");
      let folder = own ?? bag;
      if (change !== undefined) {
        folder = place.copy(bag, `case ${ROWS.indexOf(row)}`);
        change((file) => join(folder, file));
      }
      if (changeZip !== undefined) {
        folder = place.at(`case ${ROWS.indexOf(row)}.zip`);
        copyFileSync(`${bag}.zip`, folder);
        changeZip(folder);
      }
      const signers = place.write(`signers ${ROWS.indexOf(row)}`, `${list ?? BY_ALICE}\n`);
      const before = changeZip === undefined ? digestsOf(folder) : null;
      const { stdout, stderr, ...answer } = await run(
        reproduce === true
          ? ["evidence", "reproduce", folder]
          : ["evidence", "verify", folder, "--allowed-signers", signers, ...(words?.() ?? [])],
      );
      expect(stdout).toContain(row.sentence);
      expect(answer.code).toBe(code);
      if (reproduce !== true) {
        expect(stdout).toMatch(new RegExp(`^${row.part} +NO$`, "m"));
        expect(stderr).toBe("");
      }
      expect(unsafeCharacter(stdout + stderr)).toBeNull();
      if (before !== null) expect(digestsOf(folder), "it changed the bag").toEqual(before);
    },
  );
});
