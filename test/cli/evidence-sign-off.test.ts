/** Sign-offs as their signer, their reader and whoever tampers with them see them. */
import { copyFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_OF, BAG_NAME, createBag, desk, digestsOf, haveTools, SAMPLE, shell } from "../support/bags.ts";
import {
  type Answer,
  edit,
  evidence,
  person,
  signaturesOf,
  signersList,
  signOff,
  signOffWords as words,
  wordOf,
} from "../support/signing.ts";

const NAMESPACE = "signoff-v1@eventreach";
const place = desk();
const [alice, bob, eve] = [person(place, "alice", 1), person(place, "bob", 2), person(place, "eve", 3)];
const list = signersList(place, "signers", alice, bob, eve);
/** Sealed by alice; another of the next month. */
const [bag, other] = [place.at("out", BAG_NAME), place.at("other", "evidence-20260201T000000Z")];
let count = 0;

beforeAll(async () => {
  const seal = ["--ssh-key", alice.file, "--signer", alice.principal];
  await createBag([SAMPLE, "-o", place.at("out"), ...seal, "--as-of", AS_OF]);
  await createBag([SAMPLE, "-o", place.at("other"), ...seal, "--as-of", "2026-02-01", "--previous", bag]);
});
afterAll(() => place.remove());

function fresh(from = bag): string {
  count += 1;
  return place.copy(from, `bag-${count}`);
}

const signedOff = (...who: readonly (readonly string[])[]): Promise<string> => signOff(fresh(), ...who);
const verify = (folder: string, ...more: string[]): Promise<Answer> =>
  evidence(["verify", folder, "--allowed-signers", list, ...more]);

describe("countersign", () => {
  it("lays a conclusion and its signature beside the seal, and changes nothing else", async () => {
    const folder = await signedOff(words(bob, "reviewer", "accepted-with-limits", "--limits", "DCs only"));
    const before = digestsOf(bag);
    const after = digestsOf(folder);
    const added = Object.keys(after).filter((path) => before[path] === undefined);
    expect(added).toEqual([
      expect.stringMatching(/^signatures\/reviewer\.[0-9a-f]{12}\.signoff\.json$/),
      expect.stringMatching(/^signatures\/reviewer\.[0-9a-f]{12}\.signoff\.json\.sig$/),
    ]);
    for (const path of added) delete after[path];
    expect(after).toEqual(before);
    expect(JSON.parse(readFileSync(join(folder, added[0] ?? ""), "utf8"))).toMatchObject({
      schema: "signoff/1",
      bagDigest: before["tagmanifest-sha256.txt"],
      resultsDigest: before["data/results/results.json"],
      role: "reviewer",
      principal: bob.principal,
      conclusion: "accepted-with-limits",
      limits: "DCs only",
      journalHead: null,
    });
    const answer = await verify(folder, "--require", "reviewer", "--require-four-eyes");
    expect(answer.stdout).toContain(`reviewer ${bob.principal}: accepted-with-limits`);
    expect(answer.stdout).toContain("limits: DCs only");
    expect([answer.code, wordOf(answer, "signed-off")]).toEqual([0, "yes"]);
  });

  it.skipIf(!haveTools("bash", "grep", "sha256sum", "ssh-keygen"))(
    "by hand, in the words of the bag's README",
    async () => {
      const folder = await signedOff(words(bob, "reviewer", "accepted"));
      const readme = readFileSync(join(folder, "README.txt"), "utf8");
      const part = readme.split("for each such file f:\n")[1]?.split("  The second line")[0] ?? "";
      const commands = part
        .replace("-f allowed_signers", `-f '${list}'`)
        .replace("<the principal in it>", bob.principal);
      const script = (where: string) => `set -e\nfor f in ${where}/signatures/*.signoff.json; do\n${commands}done`;
      const answer = shell(folder, script("."));
      expect(answer.output).toContain(`Good "${NAMESPACE}" signature for ${bob.principal}`);
      expect(answer.code).toBe(0);
      // Laid into another bag, its signature is still good; the second command tells.
      expect(shell(other, script(folder)).code).not.toBe(0);
    },
  );

  it("without a list of signers a sign-off is told, and counts as not checked", async () => {
    const answer = await evidence(["verify", await signedOff(words(bob))]);
    expect(wordOf(answer, "signed-off")).toBe("not checked");
    expect(answer.stdout).toContain(`somebody, as reviewer ${bob.principal}: accepted`);
    expect(answer.stdout).toContain("signer unknown: no list of allowed signers was given");
    expect(answer.code).toBe(4);
  });

  it.each([
    ["no key", ["--signer", bob.principal, "--role", "reviewer", "--conclusion", "accepted"], "wants --ssh-key FILE"],
    [
      "no conclusion",
      ["--ssh-key", bob.file, "--signer", bob.principal, "--role", "reviewer"],
      "wants one of accepted",
    ],
    ["another role", words(bob, "auditor"), "Allowed choices are reviewer, approver"],
    ["limits of an unlimited acceptance", words(bob, "reviewer", "accepted", "--limits", "x"), "does not go with"],
    ["no limits of a limited one", words(bob, "reviewer", "accepted-with-limits"), "wants --limits TEXT"],
    ["a date to come", words(bob, "reviewer", "accepted", "--date", "2999-01-01"), "is in the future"],
    [
      "a date before the bag",
      words(bob, "reviewer", "accepted", "--date", "2025-11-01"),
      "before the bag's as-of time",
    ],
    ["a journal that is not there", words(bob, "reviewer", "accepted", "--journal", "no/such"), "is not there"],
  ])("2: %s", async (_name, more, sentence) => {
    const folder = fresh();
    const { code, stderr } = await evidence(["countersign", folder, ...more]);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
    expect(digestsOf(folder)).toEqual(digestsOf(bag));
  });

  it("2: never writes over a sign-off", async () => {
    const folder = await signedOff(words(bob));
    const again = await evidence(["countersign", folder, ...words(bob, "reviewer", "rejected")]);
    expect([again.code, again.stderr.includes("already there")]).toEqual([2, true]);
  });

  const report = "data/report/report.txt";
  it.each<[string, string, (at: (path: string) => string) => void]>([
    [
      "T5: an edited file",
      `edited: ${report} does not`,
      (at) => edit(at(report), (text) => text.replace("fail", "pass")),
    ],
    ["T6: a planted file", "planted: data/letter.txt (file)", (at) => writeFileSync(at("data/letter.txt"), "fine\n")],
    ["T6: a planted script", "planted: verify.ps1 (file)", (at) => writeFileSync(at("verify.ps1"), "exit 0\n")],
    ["T6: a planted link", "planted: data/link (link)", (at) => symlinkSync("/etc", at("data/link"))],
    [
      "T6: a link among the signatures",
      "planted: signatures/x.p7s (link)",
      (at) => symlinkSync("/etc/hosts", at("signatures/x.p7s")),
    ],
    [
      "T13: a file replaced by a link to the same bytes",
      `${report} is now a link`,
      (at) => {
        copyFileSync(at(report), place.at("same-bytes"));
        rmSync(at(report));
        symlinkSync(place.at("same-bytes"), at(report));
      },
    ],
    [
      "T27: converted line ends",
      "line ends were converted",
      (at) => edit(at("manifest-sha256.txt"), (text) => text.replaceAll("\n", "\r\n")),
    ],
    [
      "T27: a name that differs in case only",
      "differs from data/report/REPORT.TXT only in its case",
      (at) => copyFileSync(at(report), at("data/report/REPORT.TXT")),
    ],
  ])("3: %s is told by verify, and not countersigned", async (_name, sentence, change) => {
    const folder = fresh();
    change((path) => join(folder, path));
    const answers = [await verify(folder), await evidence(["countersign", folder, ...words(bob)])];
    for (const { code, stdout } of answers) expect([code, stdout]).toEqual([3, expect.stringContaining(sentence)]);
    expect(signaturesOf(folder, ".json")).toEqual([]);
  });

  it("3 and 4: not what is altered, planted or badly sealed", async () => {
    const altered = fresh();
    edit(join(altered, "data/report/report.txt"), (text) => text.slice(1));
    expect((await evidence(["countersign", altered, ...words(bob)])).code).toBe(3);
    const resealed = fresh();
    for (const path of signaturesOf(resealed, ".sshsig")) copyFileSync(signaturesOf(other, ".sshsig")[0]!, path);
    const answer = await evidence(["countersign", resealed, ...words(bob)]);
    expect([answer.code, answer.stdout.includes("not countersigned: the seal does not hold")]).toEqual([4, true]);
    expect(signaturesOf(resealed, ".json")).toEqual([]);
  });
});

describe("T9: who prepared it does not review it", () => {
  it.each([
    ["the same key", ["--ssh-key", alice.file, "--signer", "carol@example.org"]],
    ["the same principal", ["--ssh-key", bob.file, "--signer", "ALICE@example.org"]],
  ])("%s is warned about", async (_name, who) => {
    const { code, stderr } = await evidence([
      "countersign",
      fresh(),
      ...who,
      "--role",
      "reviewer",
      "--conclusion",
      "accepted",
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("warning: no four eyes");
  });

  it("verify names it, and --require-four-eyes makes it 4", async () => {
    const own = await signedOff(words(alice));
    const told = await verify(own, "--require", "reviewer");
    expect(told.code).toBe(0);
    expect(told.stdout).toContain(`no four eyes: ${alice.principal} signs off what the same person or key sealed`);
    const asked = await verify(own, "--require", "reviewer", "--require-four-eyes");
    expect([asked.code, wordOf(asked, "signed-off")]).toEqual([4, "NO"]);
    expect(asked.stdout).toContain("no trusted sign-off of a reviewer but its preparer's");
    // One by somebody else as well does not undo it.
    expect((await verify(await signedOff(words(alice), words(bob)), "--require-four-eyes")).code).toBe(4);
    expect((await verify(await signedOff(words(bob)), "--require-four-eyes")).code).toBe(0);
    expect((await verify(bag, "--require-four-eyes")).stdout).toContain("no trusted sign-off by anybody else");
  });

  it("one key in two roles is named", async () => {
    const { code, stdout } = await verify(
      await signedOff(words(bob), words(bob, "approver")),
      "--require",
      "reviewer,approver",
    );
    expect(code).toBe(0);
    expect(stdout).toContain("one key signed as approver and as reviewer");
  });
});

describe("4: sign-offs that do not count", () => {
  it("a required role that nobody signed for, or only a stranger", async () => {
    const folder = await signedOff(words(bob));
    const answer = await verify(folder, "--require", "reviewer,approver");
    expect(answer.code).toBe(4);
    expect(answer.stdout).toContain("no trusted sign-off of an approver that accepts it");
    const few = signersList(place, "few", alice);
    const unknown = await evidence(["verify", folder, "--allowed-signers", few, "--require", "reviewer"]);
    expect(unknown.code).toBe(4);
    expect(unknown.stdout).toContain("unknown key");
    // A stranger's sign-off that nobody asked for changes nothing.
    expect((await evidence(["verify", folder, "--allowed-signers", few])).code).toBe(0);
    expect((await verify(folder, "--require", "boss")).code).toBe(2);
  });

  it("a rejection is not outvoted", async () => {
    const folder = await signedOff(words(bob), words(eve, "approver", "rejected", "--limits", "DC02 is missing"));
    const answer = await verify(folder);
    expect(answer.code).toBe(4);
    expect(answer.stdout).toContain(`rejected by ${eve.principal}, approver`);
    expect(answer.stdout).toContain("limits: DC02 is missing");
  });

  it("T3: a sign-off of another bag is told as replayed", async () => {
    const folder = fresh(other);
    for (const path of signaturesOf(await signedOff(words(bob)), ".signoff.json")) {
      for (const end of ["", ".sig"])
        copyFileSync(path + end, join(folder, "signatures", `${path.split("/").at(-1)}${end}`));
    }
    const answer = await verify(folder);
    expect(answer.stdout).toContain("replayed: it is about the bag ");
    expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "signed-off")]).toEqual([4, "yes", "NO"]);
  });

  it("T3: a bag of last year does not pass for the one that follows", async () => {
    expect((await verify(other, "--previous", bag)).code).toBe(0);
    const answer = await verify(bag, "--previous", other);
    expect(answer.code).toBe(5);
    expect(answer.stdout).toContain("chain broken: it names no bag before it");
  });

  const [json, sig] = [".signoff.json", ".signoff.json.sig"];
  const changed = async (change: (folder: string) => void): Promise<Answer> => {
    const folder = await signedOff(words(bob, "reviewer", "rejected", "--limits", "no"));
    change(folder);
    return verify(folder);
  };
  const first = (folder: string, end: string): string => signaturesOf(folder, end)[0] ?? "";

  it.each<[string, string, (folder: string) => void]>([
    [
      "edited",
      "bad signature: it is not over signatures/reviewer.",
      (folder) => edit(first(folder, json), (text) => text.replace("rejected", "accepted")),
    ],
    [
      "written otherwise",
      "it is not written as this program writes it",
      (folder) => edit(first(folder, json), (text) => text.replace("{", '{ "conclusion": "rejected",')),
    ],
    ["cut", "no sign-off: it is no JSON", (folder) => edit(first(folder, json), (text) => text.slice(0, 40))],
    [
      "taken away from its signature",
      "the sign-off that it signs is not there",
      (folder) => rmSync(first(folder, json)),
    ],
    [
      "signed as a seal (wrong namespace)",
      `wrong namespace: made for "evidence-v1@eventreach", not for "${NAMESPACE}"`,
      (folder) =>
        writeFileSync(first(folder, sig), bob.sign("evidence-v1@eventreach", readFileSync(first(folder, json)))),
    ],
    [
      "of another role by its name",
      "its name is not of its role and its key",
      (folder) => {
        for (const end of [json, sig]) {
          const path = first(folder, end);
          copyFileSync(path, path.replace("reviewer", "approver"));
          rmSync(path);
        }
      },
    ],
  ])("%s", async (_name, sentence, change) => {
    const answer = await changed(change);
    expect(answer.stdout).toContain(sentence);
    expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "signed-off")]).toEqual([4, "yes", "NO"]);
  });

  it("a sign-off's signature does not pass for a seal", async () => {
    const folder = await signedOff(words(alice));
    for (const path of signaturesOf(folder, ".sshsig")) copyFileSync(first(folder, sig), path);
    const answer = await verify(folder);
    expect(answer.stdout).toContain(`wrong namespace: made for "${NAMESPACE}"`);
    expect([answer.code, wordOf(answer, "signed")]).toEqual([4, "NO"]);
  });

  it("T4: a date to come, or before the bag was", async () => {
    for (const [date, sentence] of [
      ["2999-01-01T00:00:00Z", "from the future: dated 2999-01-01T00:00:00Z"],
      ["2025-06-01T00:00:00Z", "dated 2025-06-01T00:00:00Z, before the bag's as-of time"],
    ] as const) {
      const answer = await changed((folder) => {
        edit(first(folder, json), (text) => text.replace(/"date": "[^"]+"/, `"date": "${date}"`));
        writeFileSync(first(folder, sig), bob.sign(NAMESPACE, readFileSync(first(folder, json))));
      });
      expect(answer.stdout).toContain(sentence);
      expect([answer.code, wordOf(answer, "signed-off")]).toEqual([4, "NO"]);
    }
  });

  it("T8: a key that ended, and one of another purpose", async () => {
    const folder = await signedOff(words(bob));
    for (const [options, sentence] of [
      [`valid-before="20250101Z"`, "expired key"],
      [`namespaces="evidence-*"`, `wrong namespace: line 2 of the allowed signers allows evidence-*, not ${NAMESPACE}`],
    ] as const) {
      const file = place.write(
        "limited",
        `${alice.principal} ${alice.publicKey}\n${bob.principal} ${options} ${bob.publicKey}\n`,
      );
      const answer = await evidence(["verify", folder, "--allowed-signers", file, "--require", "reviewer"]);
      expect(answer.stdout).toContain(sentence);
      expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "signed-off")]).toEqual([4, "yes", "NO"]);
    }
  });

  it("T7: a list of signers in the bag is not looked at", async () => {
    const folder = fresh();
    for (const name of ["signatures/signers", "signatures/revoked"])
      writeFileSync(join(folder, name), readFileSync(list));
    const answer = await evidence(["verify", folder, "--allowed-signers", join(folder, "signatures/signers")]);
    expect([answer.code, answer.stderr.includes("lies in the bag")]).toEqual([2, true]);
    for (const option of ["--revoked", "--tsa-ca", "--ca"]) {
      const { code, stderr } = await verify(folder, option, join(folder, "signatures/revoked"));
      expect([option, code, stderr.includes("lies in the bag")]).toEqual([option, 2, true]);
    }
  });

  it("T7: a bag sealed anew by another key is told, whatever it says of itself", async () => {
    const folder = fresh();
    for (const path of signaturesOf(folder, ".sshsig")) {
      writeFileSync(path, eve.sign("evidence-v1@eventreach", readFileSync(join(folder, "tagmanifest-sha256.txt"))));
    }
    const answer = await verify(folder);
    expect(answer.stdout).toContain(`wrong principal: line 3 of the allowed signers gives the key to ${eve.principal}`);
    expect(answer.code).toBe(4);
  });

  it("more files than anybody signs with hide nothing", async () => {
    const folder = await signedOff(words(bob, "reviewer", "rejected"));
    for (let number = 0; number < 100; number += 1) writeFileSync(join(folder, `signatures/a${number}.asc`), "x");
    const answer = await verify(folder);
    expect(answer.stdout).toContain("not all were looked at");
    expect(answer.code).toBe(4);
  });
});

it.each([
  "countersign",
  "timestamp",
  "attach",
  "journal",
  "journal add",
  "journal verify",
  "journal sign",
  "journal show",
])("evidence %s --help: examples, exit codes, 80 columns", async (verb) => {
  const { code, stdout } = await evidence([...verb.split(" "), "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nExamples:\n {2}(?:eventreach evidence|openssl) /);
  expect(stdout).toMatch(/\nExit codes:\n {2}0 {2}\S/);
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
});
