/**
 * One bag, made again under every Node line given, time zone and language: the folder and its zip must be the same bytes.
 * Usage: node tools/determinism.mjs [node executable…]; prints each run, ends with 1 at the first difference.
 */
import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const BIN = join(ROOT, "bin/eventreach.js");
const ZONES = ["UTC", "America/New_York", "Pacific/Auckland"];
const LANGUAGES = ["C", "de_DE.UTF-8", "tr_TR.UTF-8"];
const ESTATES = ["usual-gaps", "role-servers"];

const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
const folder = mkdtempSync(join(tmpdir(), "eventreach-same-"));
let runs = 0;
try {
  const key = join(folder, "key.pem");
  writeFileSync(key, fixedKey());
  const waivers = join(folder, "waivers.yaml");
  writeFileSync(waivers, "schema: mdi-waivers/1\nwaivers: []\n");
  let golden = null;
  for (const node of nodes) {
    const version = said(node, ["--version"], {}).trim();
    for (const zone of ZONES) {
      for (const language of LANGUAGES) {
        const made = make(node, { TZ: zone, LANG: language, LC_ALL: language }, key, waivers);
        golden ??= made;
        const odd = [...new Set([...golden.keys(), ...made.keys()])].find(
          (path) => golden.get(path) !== made.get(path),
        );
        const words = `Node ${version}  TZ=${zone}  LANG=${language}`;
        if (odd !== undefined) fail(`${words}: ${odd} differs`);
        console.log(`${words}: ${made.size} files, the same`);
      }
    }
    const bag = readdirSync(join(folder, "out-1")).find((name) => name.endsWith(".zip"));
    const again = said(node, [BIN, "evidence", "reproduce", join(folder, "out-1", bag)], { TZ: "Asia/Kolkata" });
    console.log(`Node ${version}: ${again.split("\n")[0]}`);
  }
  console.log(`${runs} bags of ${nodes.length} Node lines are the same bytes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Each run begins in a folder of its own, and names the inputs in turn in one order and in the other. */
function make(node, env, key, waivers) {
  runs += 1;
  const out = join(folder, `out-${runs}`);
  const cwd = join(folder, `cwd-${runs}`);
  mkdirSync(cwd);
  const estates = ESTATES.map((name) => join(ROOT, "gpo-samples", name));
  const inputs = runs % 2 === 0 ? estates.toReversed() : estates;
  const words = ["--ssh-key", key, "--signer", "a@example.org", "--as-of", "2026-01-01", "--waivers", waivers];
  said(node, [BIN, "evidence", "create", "-q", ...inputs, "-o", out, ...words, "--zip"], env, cwd);
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(out.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
    }),
  );
}

function said(node, words, env, cwd = ROOT) {
  const { status, stdout, stderr } = spawnSync(node, words, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    encoding: "utf8",
  });
  if (status !== 0) fail(`${node} ${words.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

function fail(message) {
  console.error(message);
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

/** An Ed25519 key of one repeated byte: the same signature every time. */
function fixedKey() {
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  const der = Buffer.concat([prefix, Buffer.alloc(32, 7)]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" }).export({ type: "pkcs8", format: "pem" });
}
