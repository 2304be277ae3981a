/** An evidence bag as its maker, its reader and the reader's own tools see it. */
import { createHash, sign } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePrivateKey } from "../../src/bag/ssh-private-key.ts";
import { armoured, sshString, uint32 } from "../../src/bag/ssh-wire.ts";
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
import { run } from "../support/program.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

const SSH = haveTools("ssh-keygen", "bash");
const SUMS = haveTools("sha256sum", "bash", "diff", "find");
const place = desk();
const bag = place.at("out", BAG_NAME);
const key = keyOfSeed(1);
const keyFile = place.write("alice.pem", pkcs8Of(key));
const allowed = place.write("allowed_signers", `${ALICE} namespaces="${NAMESPACE}" ${publicLine(key)}\n`);
const SEAL = ["--ssh-key", keyFile, "--signer", ALICE, "--as-of", AS_OF];
let said = "";

beforeAll(async () => {
  said = await createBag([SAMPLE, "-o", place.at("out"), ...SEAL]);
});
afterAll(() => place.remove());

function oneAuditCsv(): string {
  const found = readdirSync(SAMPLE, { recursive: true, encoding: "utf8" }).find((path) => path.endsWith("audit.csv"));
  return join(SAMPLE, found ?? "");
}

/** The commands of a numbered step of the README. */
function recipe(folder: string, step: number): string {
  const text = readFileSync(join(folder, "README.txt"), "utf8");
  const part = text.split(new RegExp(`^${step}\\. .*\\n`, "m"))[1]?.split(/^(?:\d\. |Each step)/m)[0] ?? "";
  return part
    .split("\n")
    .filter((line) => line.startsWith("     "))
    .join("\n");
}

describe("create", () => {
  it("says where the bag is and who sealed it, and leaves nothing else", () => {
    expect(said).toContain(`wrote ${bag}`);
    expect(said).toMatch(/signed by alice@example\.org with SHA256:/);
    expect(readdirSync(place.at("out"))).toEqual([BAG_NAME]);
  });

  it("keeps every input byte for byte, and registers it", () => {
    const register = JSON.parse(readFileSync(join(bag, "data/inputs/inputs.json"), "utf8")) as {
      inputs: { path: string; sha256: string; retained: string }[];
    };
    const sources = digestsOf(SAMPLE);
    const kept = digestsOf(bag);
    expect(Object.fromEntries(register.inputs.map((one) => [one.path.replace("usual-gaps/", ""), one.sha256]))).toEqual(
      sources,
    );
    for (const one of register.inputs) expect(kept[one.retained], one.path).toBe(one.sha256);
  });

  it("judges as scan does", async () => {
    const { stdout } = await run(["scan", "-q", "-f", "json", "--fail-on", "none", "--as-of", AS_OF, "usual-gaps"], {
      cwd: join(SAMPLE, ".."),
    });
    expect(readFileSync(join(bag, "data/results/results.json"), "utf8")).toBe(stdout);
  });

  it("names no place of this machine", () => {
    for (const path of Object.keys(digestsOf(bag))) {
      const text = readFileSync(join(bag, path)).toString("latin1");
      for (const secret of [place.folder, SAMPLE, process.cwd()]) expect(text.includes(secret), path).toBe(false);
    }
  });

  it.each([
    ["no key", [SAMPLE, "--signer", ALICE], "wants --ssh-key FILE, or --unsigned"],
    ["no principal", [SAMPLE, "--ssh-key", keyFile], "wants --signer"],
    [
      "a principal that is a command",
      [SAMPLE, "--ssh-key", keyFile, "--signer", "$(id)"],
      "wants a name like an address",
    ],
    ["an input that is not there", [SAMPLE, "no/such", ...SEAL], "no/such is not there"],
    ["a key that is not there", [SAMPLE, "--ssh-key", "no/such", "--signer", ALICE], "no/such is not there"],
    ["both", [SAMPLE, "--unsigned", ...SEAL], "does not go with --ssh-key"],
    ["a scope file that is none", [SAMPLE, ...SEAL, "--scope", allowed], "is no scope file"],
    ["a bag before it that is none", [SAMPLE, ...SEAL, "--previous", SAMPLE], "is no evidence bag"],
  ])("2: %s", async (_name, words, message) => {
    const { code, stderr, stdout } = await run(["evidence", "create", "-q", ...words, "-o", place.at("none")]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(existsSync(place.at("none")) ? readdirSync(place.at("none")) : []).toEqual([]);
  });

  it("2: never writes over a bag, nor among its inputs", async () => {
    const before = digestsOf(bag);
    const again = await run(["evidence", "create", "-q", SAMPLE, "-o", place.at("out"), ...SEAL]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("already there");
    expect(digestsOf(bag)).toEqual(before);
    mkdirSync(place.at("inputs"));
    writeFileSync(place.at("inputs/a.txt"), "a");
    symlinkSync(place.at("inputs"), place.at("elsewhere"));
    for (const out of ["inputs", "inputs/deep/er", "elsewhere/x"]) {
      const { code, stderr } = await run(["evidence", "create", place.at("inputs"), "-o", place.at(out), ...SEAL]);
      expect({ code, out }).toEqual({ code: 2, out });
      expect(stderr).toContain("lies within the input");
    }
    expect(readdirSync(place.at("inputs"))).toEqual(["a.txt"]);
  });

  it("3: nothing to judge, and nothing is left behind", async () => {
    const file = place.write("plain.txt", "nothing\n");
    const { code } = await run(["evidence", "create", "-q", file, "-o", place.at("empty"), ...SEAL]);
    expect(code).toBe(3);
    expect(readdirSync(place.at("empty"))).toEqual([]);
  });

  it("what cannot be read is in the register with the reason; names that are not UTF-8 are kept", async () => {
    const folder = place.at("odd");
    mkdirSync(folder);
    writeFileSync(join(folder, "audit.csv"), readFileSync(oneAuditCsv()));
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff), Buffer.from(".txt")]), "x");
    symlinkSync("/etc/passwd", join(folder, "out"));
    await createBag([folder, "-o", place.at("odd-out"), ...SEAL]);
    const odd = place.at("odd-out", BAG_NAME);
    const register = JSON.parse(readFileSync(join(odd, "data/inputs/inputs.json"), "utf8")) as {
      inputs: { path: string }[];
      problems: { code: string; path: string }[];
    };
    expect(register.inputs.map(({ path }) => path).toSorted()).toEqual(["odd/audit.csv", "odd/\uFFFD.txt"]);
    expect(register.problems).toMatchObject([{ code: "not-a-file", path: "odd/out" }]);
    expect(readFileSync(join(odd, "data/results/results.json"), "utf8")).toContain('"code": "not-a-file"');
    expect((await run(["evidence", "reproduce", odd])).code).toBe(0);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xfe), Buffer.from(".txt")]), "y");
    const two = await run(["evidence", "create", folder, "-o", place.at("odd-two"), ...SEAL]);
    expect(two.code).toBe(2);
    expect(two.stderr).toContain("differ only in bytes that are not UTF-8");
  });

  it("SOURCE_DATE_EPOCH is the time where none is given", async () => {
    const words = [SAMPLE, "-o", place.at("epoch"), "--ssh-key", keyFile, "--signer", ALICE];
    await createBag(words, { env: { SOURCE_DATE_EPOCH: "1767225600" } });
    expect(digestsOf(place.at("epoch", BAG_NAME))).toEqual(digestsOf(bag));
  });
});

describe("verify and reproduce", () => {
  it("0: every part holds, and the judgement is the same", async () => {
    const verified = await run(["evidence", "verify", bag, "--allowed-signers", allowed]);
    expect(verified.stdout).toMatch(
      /^intact {4}yes$[\s\S]*^complete {2}yes$[\s\S]*^signed {4}yes$[\s\S]*^fresh {5}yes$/m,
    );
    expect(verified.code).toBe(0);
    const again = await run(["evidence", "reproduce", bag]);
    expect(again.stdout).toMatch(/^reproduced: \d+ files of the judgement/);
    expect(again.code).toBe(0);
  });

  it.each(["hostile", "zipped", "role-servers", "localised"])("0: also of %s", async (estate) => {
    const out = place.at(`sample-${estate}`);
    await createBag([join(SAMPLE, "..", estate), "-o", out, ...SEAL, "--role", "PKI01=ca", "--catalog", "mdi,sacl"]);
    expect((await run(["evidence", "verify", join(out, BAG_NAME), "--allowed-signers", allowed])).code).toBe(0);
    // An archive within an archive is not searched for secrets, and therefore not copied.
    const owner = estate === "hostile" ? [join(SAMPLE, "..", estate)] : [];
    const { code, stdout } = await run(["evidence", "reproduce", join(out, BAG_NAME), ...owner]);
    expect({ code, stdout: stdout.slice(0, 10) }).toEqual({ code: 0, stdout: "reproduced" });
  });

  it("4: without a list of signers nobody is trusted", async () => {
    const { code, stdout } = await run(["evidence", "verify", bag]);
    expect(code).toBe(4);
    expect(stdout).toContain("good signature, signer unknown: no list of allowed signers was given");
  });

  it("2: the bag must not say whom to trust", async () => {
    const copy = place.copy(bag, "own-list");
    writeFileSync(join(copy, "allowed_signers"), readFileSync(allowed));
    const { code, stderr } = await run([
      "evidence",
      "verify",
      copy,
      "--allowed-signers",
      join(copy, "allowed_signers"),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain("must not say whom to trust");
  });

  // The maker cheats: something else is sealed than what was judged, and every digest is made anew.
  it.each<[string, RegExp, (at: (name: string) => string) => void]>([
    [
      "a result",
      /results\.ndjson, line \d+: the bag has .*\bpass\b.*now it is .*\bfail\b/,
      (at) => edit(at("data/results/results.ndjson"), (text) => text.replace('"status":"fail"', '"status":"pass"')),
    ],
    [
      "an input",
      /^not reproducible: data\/inputs\/inputs\.json/,
      (at) => writeFileSync(at("data/inputs/raw/0001.bin"), "x"),
    ],
    [
      "an extra report",
      /letter\.txt is in the bag, and is not made now/,
      (at) => writeFileSync(at("data/report/letter.txt"), "x"),
    ],
    [
      "a missing report",
      /report\.txt is made now, and is not in the bag/,
      (at) => rmSync(at("data/report/report.txt")),
    ],
    [
      "T12: a catalog that was made easier",
      /data\/catalog\/catalog\.json, line \d+: the bag has .*low.*now it is .*critical/,
      (at) => edit(at("data/catalog/catalog.json"), (text) => text.replace('"critical"', '"low"')),
    ],
    ["a register that is none", /no register/, (at) => writeFileSync(at("data/inputs/inputs.json"), "[".repeat(99))],
    [
      "a register that points elsewhere",
      /lacks its path/,
      (at) =>
        edit(at("data/inputs/inputs.json"), (text) => text.replace("data/inputs/raw/0001.bin", "../../../etc/passwd")),
    ],
    [
      "a register with two files in one place",
      /names that differ only in bytes|two inputs have one path/,
      (at) =>
        edit(at("data/inputs/inputs.json"), (text) =>
          text.replace('"path": "usual-gaps/manifest.xml"', '"path": "usual-gaps"'),
        ),
    ],
    ["options that are none", /options\/1/, (at) => writeFileSync(at("data/policy/options.json"), "{}")],
    [
      "a catalog that nobody has",
      /is no catalog/,
      (at) => edit(at("data/policy/options.json"), (text) => text.replace('"mdi"', '"\\u001b[31m"')),
    ],
  ])("6: %s", async (name, sentence, change) => {
    const cheat = place.copy(bag, `cheat ${name}`);
    change((file) => join(cheat, file));
    resealed(cheat);
    const { code, stdout, stderr } = await run(["evidence", "reproduce", cheat]);
    expect(stdout + stderr).toMatch(sentence);
    expect(unsafeCharacter(stdout + stderr)).toBeNull();
    expect(code).toBe(6);
  });

  it("3: what is not intact is not judged again", async () => {
    const copy = place.copy(bag, "broken");
    rmSync(join(copy, "data/inputs/raw/0001.bin"));
    expect((await run(["evidence", "reproduce", copy])).code).toBe(3);
  });

  it("withheld inputs: digests only, and the owner's copies make it reproducible", async () => {
    await createBag([SAMPLE, "-o", place.at("withheld"), ...SEAL, "--raw", "withhold"]);
    const without = place.at("withheld", BAG_NAME);
    expect(existsSync(join(without, "data/inputs/raw"))).toBe(false);
    expect(readFileSync(join(without, "README.txt"), "utf8")).toContain("62 of 62 inputs are not in");
    expect((await run(["evidence", "verify", without, "--allowed-signers", allowed])).code).toBe(0);
    const alone = await run(["evidence", "reproduce", without]);
    expect(alone.code).toBe(6);
    expect(alone.stdout).toContain("is withheld: the owner keeps it");
    expect((await run(["evidence", "reproduce", without, SAMPLE])).code).toBe(0);
  });

  it("a file with a readable secret is not copied, unless it is asked for", async () => {
    const secret = "j1Uyj3Vx8TY9LtLZil2uAuZkFQA/4latT76ZwgdHdhw";
    const folder = place.at("with-secret");
    mkdirSync(join(folder, "Preferences/Groups"), { recursive: true });
    const xml = `<?xml version="1.0" encoding="utf-8"?>\n<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}"><User clsid="{DF5F1855-51E5-4d24-8B1A-D9BDE98BA1D1}" name="a"><Properties action="U" cpassword="${secret}" userName="a"/></User></Groups>\n`;
    writeFileSync(join(folder, "Preferences/Groups/Groups.xml"), xml);
    const holds = (root: string) =>
      Object.keys(digestsOf(root)).filter((path) => readFileSync(join(root, path)).includes(secret));
    await createBag([SAMPLE, folder, "-o", place.at("kept-out"), ...SEAL]);
    const out = place.at("kept-out", BAG_NAME);
    expect(holds(out)).toEqual([]);
    expect(readFileSync(join(out, "data/inputs/inputs.json"), "utf8")).toContain("it holds a secret in readable form");
    expect((await run(["evidence", "reproduce", out])).code).toBe(6);
    expect((await run(["evidence", "reproduce", out, folder])).code).toBe(0);
    await createBag([SAMPLE, folder, "-o", place.at("let-in"), ...SEAL, "--allow-secrets"]);
    expect(holds(place.at("let-in", BAG_NAME))).toHaveLength(1);
  });

  it("a chain: the bag after names the bag before", async () => {
    await createBag([SAMPLE, "-o", place.at("out"), ...SEAL.slice(0, 4), "--as-of", "2026-02-01", "--previous", bag]);
    const next = place.at("out", "evidence-20260201T000000Z");
    const verify = (...words: string[]) => run(["evidence", "verify", ...words, "--allowed-signers", allowed]);
    expect((await verify(next, "--previous", bag)).code).toBe(0);
    const replayed = await verify(bag, "--previous", next);
    expect(replayed.code).toBe(5);
    expect(replayed.stdout).toContain("chain broken: it names no bag before it");
    const stale = await verify(next, "--max-age", "30", "--verify-time", "2026-06-01");
    expect(stale.code).toBe(5);
    expect(stale.stdout).toContain("stale: as of 2026-02-01T00:00:00Z, 120 days before");
    expect((await verify(next, "--verify-time", "2026-01-01")).stdout).toContain("from the future");
  });
});

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

/** Manifests made anew by hand, as a cheating maker would, and independently of the program. */
function resealed(folder: string): void {
  const result = shell(
    folder,
    `set -e; find data -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum > manifest-sha256.txt
     results=$(sha256sum < data/results/results.json | cut -c-64)
     oxum=$(find data -type f -printf '%s\\n' | awk '{ s += $1; n += 1 } END { print s "." n }')
     sed -i "s/^Results-Digest: .*/Results-Digest: $results/; s/^Payload-Oxum: .*/Payload-Oxum: $oxum/" bag-info.txt
     printf '%s\\n' README.txt bag-info.txt bagit.txt manifest-sha256.txt | xargs sha256sum > tagmanifest-sha256.txt`,
  );
  expect(result).toEqual({ code: 0, output: "" });
}

describe.skipIf(!SUMS)("sha256sum and diff, by the README's own words", () => {
  it.each([2, 3, 4])("step %i holds", (step) => {
    expect(recipe(bag, step)).not.toBe("");
    expect(shell(bag, `set -e\n${recipe(bag, step)}`)).toEqual({ code: 0, output: "" });
  });

  it("step 3 sees an edit, step 4 a planted file, which step 3 does not", () => {
    const copy = place.copy(bag, "by-hand");
    writeFileSync(join(copy, "data/letter.txt"), "all is well");
    expect(shell(copy, recipe(copy, 3)).code).toBe(0);
    expect(shell(copy, `set -e\n${recipe(copy, 4)}`).output).toContain("> data/letter.txt");
    writeFileSync(join(copy, "planted.txt"), "");
    expect(shell(copy, recipe(copy, 4)).output).toContain("> planted.txt");
    writeFileSync(join(copy, "data/report/report.txt"), "all is well");
    expect(shell(copy, recipe(copy, 3)).output).toContain("data/report/report.txt: FAILED");
  });
});

describe.skipIf(!SSH)("ssh-keygen", () => {
  it("accepts our seal, by the README's own words", () => {
    const words = recipe(bag, 1).replace("-f allowed_signers", `-f '${allowed}'`);
    const { code, output } = shell(bag, words);
    expect(code).toBe(0);
    expect(output).toMatch(new RegExp(`^Good "${NAMESPACE}" signature for ${ALICE} with ED25519 key SHA256:`));
  });

  it("an OpenSSH key file seals as ssh-keygen does, byte for byte", async () => {
    shell(place.folder, "ssh-keygen -q -t ed25519 -N '' -C me -f openssh-key");
    await createBag([
      SAMPLE,
      "-o",
      place.at("openssh"),
      "--ssh-key",
      place.at("openssh-key"),
      "--signer",
      ALICE,
      "--as-of",
      AS_OF,
    ]);
    const sealed = place.at("openssh", BAG_NAME);
    const theirs = shell(
      sealed,
      `ssh-keygen -q -Y sign -f ${place.at("openssh-key")} -n ${NAMESPACE} < tagmanifest-sha256.txt`,
    );
    const [ours = ""] = readdirSync(join(sealed, "signatures"));
    expect(ours).toMatch(/^preparer\.[0-9a-f]{12}\.sshsig$/);
    const text = readFileSync(join(sealed, "signatures", ours), "utf8");
    expect(theirs.output.replaceAll(/\s/g, "")).toContain(text.replaceAll(/\s/g, ""));
  });

  it.each([
    ["ed25519", "-t ed25519"],
    ["RSA of 3072 bits", "-t rsa -b 3072"],
    ["ECDSA P-256", "-t ecdsa -b 256"],
    ["ECDSA P-384", "-t ecdsa -b 384"],
    ["ECDSA P-521", "-t ecdsa -b 521"],
  ])("seals an unsigned bag with %s, and we accept it", async (name, type) => {
    const id = name.replaceAll(/\W/g, "");
    expect(shell(place.folder, `ssh-keygen -q ${type} -N '' -f key-${id}`).code).toBe(0);
    const out = place.at(`unsigned-${id}`);
    const printed = await createBag([SAMPLE, "-o", out, "--unsigned", "--signer", ALICE, "--as-of", AS_OF]);
    const unsigned = join(out, BAG_NAME);
    const list = place.write(`list-${id}`, `*@example.org ${readFileSync(place.at(`key-${id}.pub`), "utf8")}`);
    const before = await run(["evidence", "verify", unsigned, "--allowed-signers", list]);
    expect(before.code).toBe(4);
    expect(before.stdout).toContain("no signature");
    const command = /ssh-keygen .*/.exec(printed)?.[0].replace("-f KEY", `-f ${place.at(`key-${id}`)}`) ?? "false";
    expect(shell(unsigned, command).code).toBe(0);
    const after = await run(["evidence", "verify", unsigned, "--allowed-signers", list]);
    expect(after.stdout).toContain(`good signature of ${ALICE}`);
    expect(after.code).toBe(0);
  });

  it("agrees on the answer of a security key", async () => {
    const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();
    const type = "sk-ssh-ed25519@openssh.com";
    const point = parsePrivateKey(pkcs8Of(key)).blob.subarray(-32);
    const blob = Buffer.concat([sshString(type), sshString(point), sshString("ssh:")]);
    const copy = place.copy(bag, "security-key");
    const digest = createHash("sha512")
      .update(readFileSync(join(copy, "tagmanifest-sha256.txt")))
      .digest();
    const head = [sshString(NAMESPACE), sshString(""), sshString("sha512")];
    const signed = Buffer.concat([Buffer.from("SSHSIG"), ...head, sshString(digest)]);
    const touched = Buffer.concat([Buffer.of(1), uint32(7)]);
    const bytes = sign(null, Buffer.concat([sha256("ssh:"), touched, sha256(signed)]), key);
    const answer = Buffer.concat([sshString(type), sshString(bytes), touched]);
    const whole = [Buffer.from("SSHSIG"), uint32(1), sshString(blob), ...head, sshString(answer)];
    for (const name of readdirSync(join(copy, "signatures"))) rmSync(join(copy, "signatures", name));
    writeFileSync(join(copy, "signatures/preparer.sshsig"), armoured(Buffer.concat(whole), "SSH SIGNATURE"));
    const list = place.write("list-sk", `${ALICE} ${type} ${blob.toString("base64")}\n`);
    const theirs = shell(copy, recipe(copy, 1).replace("-f allowed_signers", `-f '${list}'`));
    expect(theirs.output).toContain(`Good "${NAMESPACE}" signature for ${ALICE}`);
    expect((await run(["evidence", "verify", copy, "--allowed-signers", list])).code).toBe(0);
  });

  it("and we read the same lines of allowed signers in the same way", async () => {
    const [name = ""] = readdirSync(join(bag, "signatures"));
    const lines = [
      `${ALICE} ${publicLine(key)}`,
      `*@example.org,!bob@example.org ${publicLine(key)} comment`,
      `"${ALICE}" ${publicLine(key)}`,
      `*,!alice@* ${publicLine(key)}`,
      `ALICE@example.org ${publicLine(key)}`,
      `${ALICE} namespaces="evidence-*" ${publicLine(key)}`,
      `${ALICE} namespaces="git,file" ${publicLine(key)}`,
      `${ALICE} NAMESPACES="${NAMESPACE}" ${publicLine(key)}`,
      `${ALICE} namespaces=${NAMESPACE} ${publicLine(key)}`,
      `${ALICE} valid-after="20260101Z",valid-before="29990101Z" ${publicLine(key)}`,
      `${ALICE} valid-before="20260102Z" ${publicLine(key)}`,
      `${ALICE} valid-after="29990101120000" ${publicLine(key)}`,
      `${ALICE} valid-before="2999" ${publicLine(key)}`,
      `${ALICE} cert-authority ${publicLine(key)}`,
      `${ALICE} unheard-of ${publicLine(key)}`,
      `${ALICE} namespaces="a",namespaces="${NAMESPACE}" ${publicLine(key)}`,
      `# ${ALICE} ${publicLine(key)}`,
      `${ALICE} ${publicLine(keyOfSeed(2))}`,
    ];
    const answers: [string, boolean, boolean][] = [];
    for (const [index, line] of lines.entries()) {
      const list = place.write(`line-${index}`, `${line}\n`);
      const theirs = `ssh-keygen -Y verify -f '${list}' -I ${ALICE} -n ${NAMESPACE} -s signatures/${name}`;
      const { code } = await run(["evidence", "verify", bag, "--allowed-signers", list]);
      answers.push([line, code === 0, shell(bag, `${theirs} < tagmanifest-sha256.txt`).code === 0]);
    }
    expect(answers.filter(([, ours, theirs]) => ours !== theirs)).toEqual([]);
    expect(answers.filter(([, ours]) => ours).length).toBeGreaterThan(4);
  });

  it("2: a key with a passphrase is not asked for it, and the way out is named", async () => {
    shell(place.folder, "ssh-keygen -q -t ed25519 -N secret -f locked");
    for (const file of ["locked", "locked.pub"]) {
      const words = ["evidence", "create", SAMPLE, "-o", place.at("locked-out"), "--signer", ALICE];
      const { code, stderr } = await run([...words, "--ssh-key", place.at(file)]);
      expect(code).toBe(2);
      expect(stderr).toContain(`ssh-keygen -Y sign -f KEY -n ${NAMESPACE}`);
      expect(stderr).toContain("--unsigned");
    }
  });
});

it.each(["create", "verify", "reproduce"])("evidence %s --help: examples, exit codes, 80 columns", async (verb) => {
  const { code, stdout } = await run(["evidence", verb, "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nExamples:\n {2}eventreach evidence /);
  expect(stdout).toMatch(/\nExit codes:\n {2}0 {2}\S/);
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
});
