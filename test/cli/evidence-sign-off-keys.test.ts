/** Keys of sign-offs: stolen and revoked ones, and those that are in an agent, behind a passphrase, or on another computer. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_OF, BAG_NAME, createBag, desk, haveTools, SAMPLE, shell } from "../support/bags.ts";
import { scrubbed } from "../support/program.ts";
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
const SSH = haveTools("ssh-keygen", "bash");
const AGENT = haveTools("ssh-agent", "ssh-add", "ssh-keygen", "bash");
const place = desk();
const [alice, bob, eve] = [person(place, "alice", 1), person(place, "bob", 2), person(place, "eve", 3)];
const list = signersList(place, "signers", alice, bob, eve);
const bag = place.at("out", BAG_NAME);
let count = 0;

beforeAll(async () => {
  await createBag([
    SAMPLE,
    "-o",
    place.at("out"),
    "--ssh-key",
    alice.file,
    "--signer",
    alice.principal,
    "--as-of",
    AS_OF,
  ]);
});
afterAll(() => place.remove());

function fresh(): string {
  count += 1;
  return place.copy(bag, `bag-${count}`);
}

const signedOff = (...who: readonly (readonly string[])[]): Promise<string> => signOff(fresh(), ...who);
const verify = (folder: string, ...more: string[]): Promise<Answer> =>
  evidence(["verify", folder, "--allowed-signers", list, ...more]);

describe("T8: a stolen key", () => {
  it("is refused wherever it signed, by a list of public keys", async () => {
    const folder = await signedOff(words(bob));
    const lost = place.write("lost", `# lost in May\n${bob.publicKey} bob's\n`);
    const answer = await verify(folder, "--revoked", lost);
    expect(answer.stdout).toContain(`revoked key: line 2 of ${lost} names it`);
    expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "signed-off")]).toEqual([4, "yes", "NO"]);
    const sealer = await verify(bag, "--revoked", place.write("sealer", `${alice.publicKey}\n`));
    expect([sealer.code, wordOf(sealer, "signed")]).toEqual([4, "NO"]);
    expect((await verify(folder, "--revoked", place.write("others", `${eve.publicKey}\n`))).code).toBe(0);
  });

  it("2: a list with a line that is not understood is not half believed", async () => {
    const { code, stderr } = await verify(bag, "--revoked", place.write("odd", `${eve.publicKey}\nssh-ed25519 AAAA\n`));
    expect([code, stderr.includes("line 2 is no public key")]).toEqual([2, true]);
  });

  it.skipIf(!SSH)("is refused by a binary list of ssh-keygen; without ssh-keygen nobody is trusted", async () => {
    const folder = await signedOff(words(bob));
    place.write("bob.pub", `${bob.publicKey}\n`);
    place.write("eve.pub", `${eve.publicKey}\n`);
    expect(shell(place.folder, "ssh-keygen -q -k -f krl bob.pub && ssh-keygen -q -k -f krl-eve eve.pub").code).toBe(0);
    expect(shell(place.folder, "ssh-keygen -Q -f krl eve.pub").code).toBe(0);
    expect(shell(place.folder, "ssh-keygen -Q -f krl bob.pub")).toMatchObject({
      output: expect.stringContaining("REVOKED") as string,
    });
    const answer = await verify(folder, "--revoked", place.at("krl"));
    expect(answer.stdout).toContain(`revoked key: ${place.at("krl")} names it`);
    expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "signed-off")]).toEqual([4, "yes", "NO"]);
    expect((await verify(folder, "--revoked", place.at("krl-eve"), "--require", "reviewer")).code).toBe(0);
    const text = signaturesOf(folder, ".json")[0] ?? "";
    const judged = (krl: string): number | null => {
      const words = `-f ${list} -I ${bob.principal} -n ${NAMESPACE} -s ${text}.sig -r ${krl} < ${text}`;
      return shell(place.folder, `ssh-keygen -Y verify ${words}`).code;
    };
    expect([judged("krl-eve"), judged("krl")]).toEqual([0, 255]);
    const cut = place.write("krl-cut", readFileSync(place.at("krl")).subarray(0, 40));
    expect(await verify(folder, "--revoked", cut)).toMatchObject({
      code: 4,
      stdout: expect.stringContaining("whether it was revoked is not checked: ssh-keygen could not tell") as string,
    });
    const bare = ["verify", folder, "--allowed-signers", list, "--revoked", place.at("krl-eve")];
    const absent = await evidence(bare, { env: { PATH: place.folder } });
    expect(absent.stdout).toContain("whether it was revoked is not checked: ssh-keygen is not here");
    expect([absent.code, wordOf(absent, "signed")]).toEqual([4, "NO"]);
  });
});

describe("keys that are not held here", () => {
  const prepare = async (folder: string, publicFile: string): Promise<string> => {
    const { code, stdout } = await evidence([
      "countersign",
      folder,
      "--prepare",
      "--ssh-key",
      publicFile,
      "--signer",
      bob.principal,
      "--role",
      "reviewer",
      "--conclusion",
      "accepted",
    ]);
    expect(code).toBe(0);
    return /ssh-keygen -Y sign .*/.exec(stdout)?.[0] ?? "false";
  };

  it("what is prepared and not signed is told as that", async () => {
    const folder = fresh();
    await prepare(folder, place.write("bob-key.pub", `${bob.publicKey}\n`));
    const answer = await verify(folder);
    expect(answer.stdout).toContain("prepared, not signed");
    expect([answer.code, wordOf(answer, "signed-off")]).toEqual([0, "not checked"]);
    expect((await verify(folder, "--require", "reviewer")).code).toBe(4);
  });

  it("--attach takes the signature of what was prepared, and no other", async () => {
    const folder = fresh();
    await prepare(folder, place.write("bob-key.pub", `${bob.publicKey}\n`));
    const text = readFileSync(signaturesOf(folder, ".json")[0] ?? "");
    for (const [signature, sentence] of [
      [bob.sign("git", text), "is no signature of"],
      [bob.sign(NAMESPACE, "other"), "is no signature of"],
      [eve.sign(NAMESPACE, text), "nothing was prepared for this key and role"],
      ["hello", "is no signature: "],
    ] as const) {
      const file = place.write("wrong.sig", signature);
      const { code, stderr } = await evidence(["countersign", folder, "--role", "reviewer", "--attach", file]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
    const file = place.write("right.sig", bob.sign(NAMESPACE, text));
    expect((await evidence(["countersign", folder, "--role", "reviewer", "--attach", file])).code).toBe(0);
    expect((await verify(folder, "--require", "reviewer")).code).toBe(0);
  });

  it.skipIf(!SSH)(
    "the printed line of ssh-keygen signs in place; ssh-keygen accepts ours by the line in docs",
    async () => {
      const folder = fresh();
      expect(shell(place.folder, "ssh-keygen -q -t ecdsa -N '' -f token").code).toBe(0);
      const line = await prepare(folder, place.at("token.pub"));
      expect(shell(place.folder, line.replace("-f KEY", `-f ${place.at("token")}`)).code).toBe(0);
      const both = place.write(
        "both",
        `${readFileSync(list, "utf8")}${bob.principal} ${readFileSync(place.at("token.pub"), "utf8")}`,
      );
      const answer = await evidence(["verify", folder, "--allowed-signers", both, "--require", "reviewer"]);
      expect(answer.code).toBe(0);
      const ours = await signedOff(words(bob));
      const documented = /ssh-keygen -Y verify[^`]+-n signoff-v1[^`]+?\.json\n/.exec(
        readFileSync(join(import.meta.dirname, "../../docs/sign-offs.md"), "utf8"),
      )?.[0];
      const name = signaturesOf(ours, ".json")[0]?.split("/").at(-1) ?? "";
      const theirs = (documented ?? "false")
        .replace("~/allowed_signers", list)
        .replaceAll("bob@example.org", bob.principal)
        .replaceAll("reviewer.0123456789ab.signoff.json", name);
      expect(shell(ours, theirs)).toMatchObject({ code: 0, output: expect.stringContaining("Good") as string });
      edit(signaturesOf(ours, ".json")[0] ?? "", (text) => text.replace("accepted", "rejected"));
      expect(shell(ours, theirs).code).not.toBe(0);
    },
  );

  it.skipIf(!SSH)("a passphrase is asked by ssh-keygen, never by us, and never on a command line", async () => {
    expect(shell(place.folder, "ssh-keygen -q -t ed25519 -N 'a secret' -f locked").code).toBe(0);
    const ask = place.write("ask.sh", "#!/bin/sh\necho 'a secret'\n");
    expect(shell(place.folder, `chmod +x ${ask}`).code).toBe(0);
    const folder = fresh();
    const key = ["--ssh-key", place.at("locked"), "--signer", bob.principal];
    const signing = ["countersign", folder, ...key, "--role", "reviewer", "--conclusion", "accepted"];
    const asked = await evidence(signing, { env: { SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: "force" } });
    expect(asked).toMatchObject({ code: 0, stderr: "" });
    const withKey = place.write(
      "with-locked",
      `${readFileSync(list, "utf8")}${bob.principal} ${readFileSync(place.at("locked.pub"), "utf8")}`,
    );
    expect((await evidence(["verify", folder, "--allowed-signers", withKey, "--require", "reviewer"])).code).toBe(0);
    const unanswered = await evidence(["countersign", fresh(), ...signing.slice(2)]);
    expect([unanswered.code, unanswered.stderr.includes("ssh-keygen could not sign either")]).toEqual([2, true]);
    const absent = await evidence(["countersign", fresh(), ...signing.slice(2)], { env: { PATH: place.folder } });
    expect([absent.code, absent.stderr.includes("ssh-keygen, which could, is not here")]).toEqual([2, true]);
  });

  it.skipIf(!AGENT)("an agent signs for the file of a public key: bags and sign-offs", async () => {
    const started = spawnSync("ssh-agent", ["-s", "-a", place.at("agent")], { encoding: "utf8" });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started.stdout)?.[1]);
    try {
      expect(shell(place.folder, "ssh-keygen -q -t ed25519 -N '' -f held && mv held held-private").code).toBe(0);
      const env = { SSH_AUTH_SOCK: place.at("agent") };
      const added = spawnSync("ssh-add", ["-q", place.at("held-private")], { env: scrubbed(env) });
      expect(added.status).toBe(0);
      rmSync(place.at("held-private"));
      const key = ["--ssh-key", place.at("held.pub"), "--signer", bob.principal];
      await createBag([SAMPLE, "-o", place.at("by-agent"), ...key, "--as-of", AS_OF], { env });
      const folder = place.at("by-agent", BAG_NAME);
      const signing = ["countersign", folder, ...key, "--role", "approver", "--conclusion", "accepted"];
      expect(await evidence(signing, { env })).toMatchObject({ code: 0 });
      const file = place.write("held-list", `${bob.principal} ${readFileSync(place.at("held.pub"), "utf8")}`);
      const answer = await evidence(["verify", folder, "--allowed-signers", file, "--require", "approver"]);
      expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "signed-off")]).toEqual([0, "yes", "yes"]);
    } finally {
      if (Number.isInteger(pid)) process.kill(pid);
    }
  });
});
