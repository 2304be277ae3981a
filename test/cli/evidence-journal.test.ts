/** The journal of a review: written, signed, and told when it was edited, cut, re-ordered or exchanged. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_OF, BAG_NAME, createBag, desk, digestsOf, haveTools, SAMPLE, shell } from "../support/bags.ts";
import { ROOT } from "../support/program.ts";
import { type Answer, edit, evidence, person, signersList, wordOf } from "../support/signing.ts";

const SUMS = haveTools("sha256sum", "bash", "cut");
const SSH = haveTools("ssh-keygen", "bash");
const place = desk();
const [alice, bob, eve] = [person(place, "alice", 1), person(place, "bob", 2), person(place, "eve", 3)];
const list = signersList(place, "signers", alice, bob);
/** Five entries; the head of the third signed by bob, that of the fifth by alice; a bag was made after the fourth. */
const journal = place.at("case.ndjson");
const bag = place.at("out", BAG_NAME);
let count = 0;

const add = (file: string, note: string, ...more: string[]): Promise<Answer> =>
  evidence([
    "journal",
    "add",
    file,
    "--action",
    "note",
    "--subject",
    "finding:f-1",
    "--actor",
    bob.principal,
    "--note",
    note,
    ...more,
  ]);
const sign = (file: string, who: typeof bob, ...more: string[]): Promise<Answer> =>
  evidence(["journal", "sign", file, "--ssh-key", who.file, "--signer", who.principal, ...more]);
const verify = (file: string, ...more: string[]): Promise<Answer> =>
  evidence(["journal", "verify", file, "--allowed-signers", list, ...more]);

beforeAll(async () => {
  for (const note of ["one", "two", "three"]) await add(journal, note);
  await sign(journal, bob);
  await add(journal, "four \u{202E}\u001B[31m", "--date", "2026-01-01", "--role", "reviewer");
  const seal = ["--ssh-key", alice.file, "--signer", alice.principal, "--as-of", AS_OF];
  await createBag([SAMPLE, "-o", place.at("out"), ...seal, "--journal", journal]);
  await add(journal, "five");
  await sign(journal, alice);
});
afterAll(() => place.remove());

function fresh(): string {
  count += 1;
  const file = place.at(`case-${count}.ndjson`);
  copyFileSync(journal, file);
  cpSync(`${journal}.heads`, `${file}.heads`, { recursive: true });
  return file;
}

const linesOf = (text: string): string[] => text.split("\n").slice(0, -1);
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const headOf = (file: string): string => /digest ([0-9a-f]{64})/.exec(file)?.[1] ?? "";

describe("a journal", () => {
  it("is shown, checked, and its heads tell who answers for it", async () => {
    const shown = await evidence(["journal", "show", journal]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(String.raw`four \u{202E}\u{1B}[31m`);
    expect(shown.stdout).toContain(`${bob.principal} (reviewer)`);
    const answer = await verify(journal);
    expect(answer.code).toBe(0);
    expect([wordOf(answer, "chain"), wordOf(answer, "heads"), wordOf(answer, "signed")]).toEqual(["yes", "yes", "yes"]);
    expect(answer.stdout).toContain("line 4 is dated before the line above it");
    expect(readdirSync(`${journal}.heads`)).toEqual([
      expect.stringMatching(/^0003\.[0-9a-f]{12}\.json$/),
      expect.stringMatching(/^0003\.[0-9a-f]{12}\.sshsig$/),
      expect.stringMatching(/^0005\.[0-9a-f]{12}\.json$/),
      expect.stringMatching(/^0005\.[0-9a-f]{12}\.sshsig$/),
    ]);
  });

  it("without a list of signers, and without heads, says what is not checked", async () => {
    const unknown = await evidence(["journal", "verify", journal]);
    expect([unknown.code, wordOf(unknown, "signed")]).toEqual([0, "not checked"]);
    const file = place.at("unsigned.ndjson");
    copyFileSync(journal, file);
    const answer = await evidence(["journal", "verify", file]);
    expect([answer.code, wordOf(answer, "chain"), wordOf(answer, "heads")]).toEqual([0, "yes", "not checked"]);
    expect(answer.stdout).toContain("whether entries were cut off at the end cannot be told");
    const asked = await verify(file);
    expect([asked.code, wordOf(asked, "signed")]).toEqual([4, "NO"]);
  });

  it.each([
    ["an action that nobody knows", ["--action", "shrugged"], "Allowed choices are opened"],
    ["no subject", ["--action", "note", "--subject", " "], "--subject is empty"],
    ["T4: a time to come", ["--action", "note", "--date", "2999-01-01"], "is in the future"],
  ])("2: %s", async (_name, more, sentence) => {
    const file = place.at("never.ndjson");
    const words = ["journal", "add", file, "--subject", "x", "--actor", "x", ...more];
    const { code, stderr } = await evidence(words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    expect([existsSync(file), existsSync(`${file}.lock`)]).toEqual([false, false]);
  });

  it("written to by several at a time stays whole", async () => {
    const file = place.at("together.ndjson");
    const answers = await Promise.all(Array.from({ length: 6 }, (_, number) => add(file, `note ${number}`)));
    const written = answers.filter(({ code }) => code === 0).length;
    for (const { code, stderr } of answers) expect(code === 0 || stderr.includes("is being written to")).toBe(true);
    const answer = await evidence(["journal", "verify", file]);
    expect(answer.stdout).toContain(`${written} entries`);
    expect(answer.code).toBe(0);
  });
});

describe("T10: 5, the chain", () => {
  it.each<[string, string, (lines: string[]) => string[]]>([
    ["edited in the middle", "chain broken at line 3", (lines) => lines.with(1, lines[1]!.replace("two", "too"))],
    ["re-ordered", "chain broken at line 2", (lines) => lines.with(1, lines[2]!).with(2, lines[1]!)],
    ["with a line taken out", "chain broken at line 2", (lines) => lines.toSpliced(1, 1)],
    ["with a line put in", "chain broken at line 3", (lines) => lines.toSpliced(2, 0, lines[1]!)],
  ])("%s", async (_name, sentence, change) => {
    const file = fresh();
    writeFileSync(file, joined(change(linesOf(readFileSync(file, "utf8")))));
    const answer = await verify(file);
    expect(answer.stdout).toContain(sentence);
    expect([answer.code, wordOf(answer, "chain")]).toEqual([5, "NO"]);
    const before = readFileSync(file, "utf8");
    for (const again of [await add(file, "more"), await evidence(["journal", "show", file])]) {
      expect([again.code, again.stderr]).toEqual([5, expect.stringContaining(sentence)]);
    }
    expect((await sign(file, bob)).code).toBe(2);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("bytes that are no UTF-8, which read like others", async () => {
    const file = fresh();
    edit(file, (text) => text.replace("two", "t\uFFFDo"));
    const bytes = readFileSync(file);
    const at = bytes.indexOf(Buffer.from("\uFFFD"));
    writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]));
    const answer = await verify(file);
    expect(answer.stdout).toContain("chain broken at line 2: it holds bytes that are no UTF-8");
    expect(answer.code).toBe(5);
  });

  it("T4: an entry from the future, well chained", async () => {
    const file = place.at("future.ndjson");
    await add(file, "one");
    edit(file, (text) => text.replace(/"at":"\d{4}/, '"at":"2999'));
    const answer = await evidence(["journal", "verify", file]);
    expect(answer.stdout).toContain("from the future: line 1 is dated 2999-");
    expect([answer.code, wordOf(answer, "chain")]).toEqual([5, "NO"]);
  });
});

describe("T10: 5, the heads", () => {
  it("cut at the end, which the chain alone does not tell", async () => {
    const file = fresh();
    writeFileSync(file, joined(linesOf(readFileSync(file, "utf8")).slice(0, 2)));
    const answer = await verify(file);
    expect(answer.stdout).toContain("cut at the end: it had 5 entries then, and has 2");
    expect([answer.code, wordOf(answer, "chain"), wordOf(answer, "heads")]).toEqual([5, "yes", "NO"]);
  });

  it("written anew from the start", async () => {
    const file = fresh();
    rmSync(file);
    for (const note of ["1", "2", "3", "4", "5", "6"]) await add(file, note);
    const answer = await verify(file);
    expect(answer.stdout).toContain("entry 3 is another than at that time: the journal was rewritten, or is another");
    expect([answer.code, wordOf(answer, "chain"), wordOf(answer, "heads")]).toEqual([5, "yes", "NO"]);
  });

  it("the last line edited", async () => {
    const file = fresh();
    edit(file, (text) => text.replace("five", "fine"));
    const answer = await verify(file);
    expect(answer.stdout).toContain("entry 5 is another than at that time");
    expect(answer.code).toBe(5);
  });

  it("a head that the reader knows from elsewhere", async () => {
    const third = (JSON.parse(linesOf(readFileSync(journal, "utf8"))[3]!) as { prev: string }).prev;
    const known = await verify(journal, "--head", third.toUpperCase());
    expect(known.stdout).toContain("the digest given is that of entry 3 of 5");
    expect(known.code).toBe(0);
    const unknown = await verify(journal, "--head", "0".repeat(64));
    expect([unknown.code, wordOf(unknown, "heads")]).toEqual([5, "NO"]);
    expect((await verify(journal, "--head", "abc")).code).toBe(2);
    expect(headOf((await verify(journal)).stdout)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("4: heads that are badly signed", () => {
  const heads = (file: string, end: string): string[] =>
    readdirSync(`${file}.heads`)
      .filter((name) => name.endsWith(end))
      .map((name) => join(`${file}.heads`, name));

  it.each<[string, string, (file: string) => void]>([
    ["edited", "bad signature", (file) => edit(heads(file, ".json")[0]!, (text) => text.replace("bob@", "rob@"))],
    ["not signed", "it is not signed", (file) => rmSync(heads(file, ".sshsig")[0]!)],
    ["taken away from its signature", "it is no head of a journal", (file) => rmSync(heads(file, ".json")[0]!)],
    [
      "signed for something else (wrong namespace)",
      'wrong namespace: made for "signoff-v1@eventreach", not for "journal-v1@eventreach"',
      (file) =>
        writeFileSync(
          heads(file, ".sshsig")[0]!,
          bob.sign("signoff-v1@eventreach", readFileSync(heads(file, ".json")[0]!)),
        ),
    ],
    [
      "under another name",
      "its name is not of its key",
      (file) => {
        for (const end of [".json", ".sshsig"]) {
          const [path = ""] = heads(file, end);
          renameSync(path, path.replace(/\.[0-9a-f]{12}\./, ".000000000000."));
        }
      },
    ],
  ])("%s", async (_name, sentence, change) => {
    const file = fresh();
    change(file);
    const answer = await verify(file);
    expect(answer.stdout).toContain(sentence);
    expect([answer.code, wordOf(answer, "signed")]).toEqual([4, "NO"]);
  });

  it("only by strangers, by another than expected, by a revoked key", async () => {
    const strangers = await evidence([
      "journal",
      "verify",
      journal,
      "--allowed-signers",
      signersList(place, "eves", eve),
    ]);
    expect([strangers.code, strangers.stdout.includes("unknown key")]).toEqual([4, true]);
    const other = await verify(journal, "--signer", "carol@example.org");
    expect([other.code, other.stdout.includes("wrong principal: the head names")]).toEqual([4, true]);
    const revoked = await verify(journal, "--revoked", place.write("lost", `${bob.publicKey}\n`));
    expect([revoked.code, revoked.stdout.includes("revoked key")]).toEqual([4, true]);
  });

  it("2: a head is not signed twice by one key, and not ahead of time", async () => {
    expect((await sign(fresh(), alice)).stderr).toContain("is already there");
    expect((await sign(fresh(), bob, "--date", "2999-01-01")).stderr).toContain("is in the future");
  });
});

describe("a bag that names the journal", () => {
  const verifyBag = (...more: string[]): Promise<Answer> =>
    evidence(["verify", bag, "--allowed-signers", list, ...more]);

  it("holds its head and its length, and nothing else of it", () => {
    const info = readFileSync(join(bag, "bag-info.txt"), "utf8");
    const fourth = (JSON.parse(linesOf(readFileSync(journal, "utf8"))[4]!) as { prev: string }).prev;
    expect(info).toContain(`Journal-Head-SHA256: ${fourth}\nJournal-Entries: 4\n`);
    for (const path of Object.keys(digestsOf(bag))) {
      expect(readFileSync(join(bag, path), "latin1").includes("finding:f-1"), path).toBe(false);
    }
  });

  it("is checked against it", async () => {
    const unchecked = await verifyBag();
    expect([unchecked.code, wordOf(unchecked, "journal")]).toEqual([0, "not checked"]);
    const grown = await verifyBag("--journal", journal);
    expect(grown.stdout).toContain("it holds the 4 entries of the bag's time, and 1 since");
    expect([grown.code, wordOf(grown, "journal")]).toEqual([0, "yes"]);
  });

  it("5: cut, edited, another", async () => {
    const cut = fresh();
    writeFileSync(cut, joined(linesOf(readFileSync(journal, "utf8")).slice(0, 3)));
    const edited = fresh();
    edit(edited, (text) => text.replace("two", "too"));
    const another = place.at("another.ndjson");
    for (const note of ["1", "2", "3", "4"]) await add(another, note);
    for (const [file, sentence] of [
      [cut, "chain broken: cut at the end: it had 4 entries then, and has 3"],
      [edited, "chain broken: entry 4 cannot be reached: the chain breaks at line 3"],
      [another, "chain broken: entry 4 is another than at that time"],
    ] as const) {
      const answer = await verifyBag("--journal", file);
      expect(answer.stdout).toContain(sentence);
      expect([answer.code, wordOf(answer, "journal")]).toEqual([5, "NO"]);
    }
  });

  it("4: a sign-off that has read more of the journal than there is", async () => {
    const folder = place.copy(bag, "signed-off");
    const who = ["--ssh-key", bob.file, "--signer", bob.principal, "--role", "reviewer", "--conclusion", "accepted"];
    expect((await evidence(["countersign", folder, ...who, "--journal", journal])).code).toBe(0);
    const words = ["verify", folder, "--allowed-signers", list, "--journal"];
    const good = await evidence([...words, journal]);
    expect(good.stdout).toContain("has read the journal up to entry 5");
    expect(good.code).toBe(0);
    const cut = fresh();
    writeFileSync(cut, joined(linesOf(readFileSync(journal, "utf8")).slice(0, 4)));
    const answer = await evidence([...words, cut]);
    expect(answer.stdout).toContain("the journal is not the one that was signed off: cut at the end");
    expect([answer.code, wordOf(answer, "signed-off"), wordOf(answer, "journal")]).toEqual([4, "NO", "yes"]);
  });

  it("2: is not made of a broken journal", async () => {
    const file = fresh();
    edit(file, (text) => text.replace("two", "too"));
    const seal = ["--ssh-key", alice.file, "--signer", alice.principal, "--journal", file];
    const { code, stderr } = await evidence(["create", "-q", SAMPLE, "-o", place.at("broken"), ...seal]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("the chain breaks at line 3")]);
  });
});

describe("by hand, in the words of docs/sign-offs.md", () => {
  const docs = readFileSync(join(ROOT, "docs/sign-offs.md"), "utf8");
  const block = (mark: string): string =>
    [...docs.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = ""]) => code).find((code) => code.includes(mark)) ?? "";

  it.skipIf(!SUMS)("sha256sum walks the chain to the same head, and stops where it breaks", async () => {
    const script = block("prev=").replaceAll("case.ndjson", journal);
    const walked = shell(place.folder, script);
    expect(walked.code).toBe(0);
    expect(walked.output.trim()).toBe(headOf((await verify(journal)).stdout));
    const file = fresh();
    edit(file, (text) => text.replace("two", "too"));
    const broken = shell(place.folder, block("prev=").replaceAll("case.ndjson", file));
    expect([broken.code, broken.output.includes("broken after")]).toEqual([1, true]);
  });

  it.skipIf(!SSH)("ssh-keygen accepts a signed head", () => {
    const command = block("journal-v1@eventreach")
      .replaceAll("~/allowed_signers", list)
      .replaceAll("case.ndjson", journal);
    const name = readdirSync(`${journal}.heads`)[0]?.replace(/\.json$/, "") ?? "";
    expect(command).toContain("0003.0123456789ab");
    const words = command.replaceAll("0003.0123456789ab", name);
    expect(shell(place.folder, words)).toMatchObject({ code: 0, output: expect.stringContaining("Good") as string });
  });
});
