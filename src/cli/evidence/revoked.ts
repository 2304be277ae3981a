/** `--revoked FILE`: a list of public keys, or a binary list, which ssh-keygen reads. */
import { resolve } from "node:path";
import { isBinaryRevocationList, parseRevoked } from "../../bag/revoked.ts";
import { fingerprintOf, type SshPublicKey } from "../../bag/ssh-public-key.ts";
import { parseSignature } from "../../bag/sshsig.ts";
import { SshFormatError } from "../../bag/ssh-wire.ts";
import type { Revocation, Revocations } from "../../bag/trust.ts";
import { UsageError } from "../../core/failure.ts";
import { runTool, type ToolAnswer, withFiles } from "../../platform/tool.ts";
import type { Io } from "../io.ts";
import { outsideFile } from "./outside.ts";

const LIMIT_MS = 20_000;

/** For the keys of these signatures. @throws UsageError when the list cannot be read */
export async function revocationsOf(
  file: string | undefined,
  folder: string,
  signatures: readonly string[],
  io: Io,
): Promise<Revocations> {
  if (file === undefined) return null;
  const bytes = await outsideFile(file, folder, "a list of revoked keys");
  const keys = signatures.flatMap(keyOf);
  const answers = new Map<string, Revocation>();
  if (isBinaryRevocationList(bytes)) {
    for (const key of keys) {
      if (!answers.has(key.fingerprint)) answers.set(key.fingerprint, await askTool(resolve(file), key, io));
    }
  } else {
    const listed = parseRevoked(Buffer.from(bytes).toString("utf8"));
    if (typeof listed === "string") {
      throw new UsageError(`${file}: ${listed}`, ["give public keys, one a line, or a list made by ssh-keygen -k"]);
    }
    for (const { line, blob } of listed) {
      answers.set(fingerprintOf(blob), { state: "revoked", reason: `line ${line} of ${file} names it` });
    }
    return (fingerprint) => answers.get(fingerprint) ?? { state: "not-revoked", reason: "" };
  }
  return (fingerprint) => answers.get(fingerprint) ?? { state: "not-checked", reason: "nobody was asked" };
}

function keyOf(text: string): SshPublicKey[] {
  try {
    return [parseSignature(text).key];
  } catch (error) {
    // It is told as unusable by who judges it.
    if (error instanceof SshFormatError) return [];
    throw error;
  }
}

async function askTool(list: string, key: SshPublicKey, io: Io): Promise<Revocation> {
  const line = `${key.type} ${key.blob.toString("base64")} asked\n`;
  const answer = await withFiles({ "key.pub": line }, (at) =>
    runTool("ssh-keygen", ["-Q", "-f", list, at("key.pub")], { env: io.env, limitMs: LIMIT_MS }),
  );
  if (answer.code === 0 && /: ok$/m.test(answer.stdout)) return { state: "not-revoked", reason: "" };
  if (/: REVOKED$/m.test(answer.stdout)) return { state: "revoked", reason: `${list} names it` };
  return { state: "not-checked", reason: toolTrouble("ssh-keygen", answer) };
}

/** Why a tool gave no answer. */
export function toolTrouble(tool: string, { state, stderr }: ToolAnswer): string {
  if (state === "absent") return `${tool} is not here`;
  if (state === "overdue") return `${tool} did not end in time`;
  const said = stderr.split("\n").find((line) => line.trim() !== "");
  return `${tool} could not tell${said === undefined ? "" : `: ${said.trim()}`}`;
}
