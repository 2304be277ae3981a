/** `eventreach evidence create`: inputs copied, judged from the copies, listed, sealed. */
import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BAGIT_TEXT, bagInfoText } from "../../bag/bag-info.ts";
import { oxumOf } from "../../bag/contents.ts";
import { type Listed, manifestText } from "../../bag/manifest.ts";
import {
  BAG_INFO,
  BAGIT,
  bagName,
  MANIFEST,
  NAMESPACE,
  RAW,
  README,
  RESULTS,
  SIGNATURES,
  TAG_MANIFEST,
} from "../../bag/names.ts";
import { readmeText } from "../../bag/readme.ts";
import { copiesOf } from "../../bag/register.ts";
import { KeyProblem, parsePrivateKey, type SigningKey } from "../../bag/ssh-private-key.ts";
import { fingerprintOf } from "../../bag/ssh-public-key.ts";
import { signMessage } from "../../bag/sshsig.ts";
import { UsageError } from "../../core/failure.ts";
import { TOOL } from "../../core/version.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { OutputFolder } from "../../platform/output-folder.ts";
import { isInside } from "../../platform/paths.ts";
import { printable } from "../../text/printable.ts";
import { collect, inputRoots } from "../evidence/collect.ts";
import { judgeCopies, payloadOf, secretInputs, sortedRoles } from "../evidence/judgement.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { parseAsOf, parseCatalogs, parseRoles } from "../options.ts";
import { progressOn } from "../progress.ts";

export interface CreateOptions {
  readonly output: string;
  readonly sshKey?: string;
  readonly signer?: string;
  readonly unsigned?: boolean;
  readonly raw: string;
  readonly allowSecrets?: boolean;
  readonly previous?: string;
  readonly asOf?: string;
  readonly role?: string[];
  readonly scope?: string;
  readonly catalog: string;
  readonly quiet?: boolean;
}

export async function create(paths: readonly string[], options: CreateOptions, io: Io): Promise<number> {
  const key = await signingKey(options);
  const principal = principalOf(options);
  const asOf = asOfOf(options, io);
  const roles = sortedRoles(parseRoles(options.role ?? []));
  const catalogs = parseCatalogs(options.catalog);
  const previous = options.previous === undefined ? null : await digestOfBag(options.previous);
  const say = (line: string): void => void (options.quiet === true ? undefined : io.err.write(line));
  const scope = options.scope ?? null;
  const roots = inputRoots(scope === null ? paths : [...paths, scope], say);
  await refuseInside(options.output, roots);

  const folder = await OutputFolder.begin(options.output, bagName(asOf));
  try {
    const progress = progressOn(io.err, io.clock);
    const collected = await collect(roots, scope, folder, progress);
    const copies = copiesOf(collected.inputs);
    const copied = collected.inputs.map((one) => ({ ...one, file: folder.at(copies.get(one.sha256) ?? "") }));
    const judged = { asOf, roles, catalogs, roots: collected.roots, scope: collected.scope };
    const report = await judgeCopies(copied, collected.problems, judged, progress);
    if (options.quiet !== true) sayDiagnostics(report.diagnostics, io);

    const withheld = new Map(
      options.raw === "withhold"
        ? collected.inputs.map(({ sha256 }) => [sha256, "the owner keeps it"] as const)
        : options.allowSecrets === true
          ? []
          : secretInputs(report),
    );
    const listed: (Listed & { readonly bytes: number })[] = [];
    for (const { path, chunks } of await payloadOf(report, collected.inputs, collected.problems, withheld, judged)) {
      listed.push({ path, ...(await folder.write(path, chunks())) });
    }
    const kept = new Map(collected.inputs.map((one) => [one.sha256, one.bytes]));
    for (const [sha256, path] of copies) {
      if (withheld.has(sha256)) await folder.remove(path);
      else listed.push({ path, sha256, bytes: kept.get(sha256) ?? 0 });
    }

    await folder.removeEmpty(RAW);

    const results = listed.find(({ path }) => path === RESULTS)?.sha256 ?? "";
    const info = {
      "Bag-Software-Agent": `${TOOL.name} ${TOOL.version}`,
      "Bagging-Date": asOf.slice(0, 10),
      "Payload-Oxum": oxumOf(listed),
      "Evidence-As-Of": asOf,
      "Results-Digest": results,
      "Catalog-Digest": report.catalog.digest,
      "Signature-Namespace": NAMESPACE,
      ...(principal === null ? {} : { "Signer-Principal": principal }),
      ...(previous === null ? {} : { "Previous-Tagmanifest-SHA256": previous }),
    };
    const held = collected.inputs.filter(({ sha256 }) => withheld.has(sha256)).length;
    const about = { asOf, principal, withheld: held, inputs: collected.inputs.length };
    const tags: Listed[] = [];
    for (const [path, text] of [
      [BAGIT, BAGIT_TEXT],
      [BAG_INFO, bagInfoText(info)],
      [MANIFEST, manifestText(listed)],
      [README, readmeText({ ...about, tool: `${TOOL.name} ${TOOL.version}` })],
    ] as const) {
      tags.push({ path, ...(await folder.write(path, text)) });
    }
    const seal = manifestText(tags);
    await folder.write(TAG_MANIFEST, seal);
    await folder.folder(SIGNATURES);
    const signature = key === null ? null : signatureOf(key, seal);
    if (signature !== null) await folder.write(signature.path, signature.text);
    await folder.commit();

    const place = join(options.output, bagName(asOf));
    await io.out([summary(place, listed.length, held, results, sha256Hex(Buffer.from(seal)), key, principal)]);
    return EXIT.ok;
  } finally {
    await folder.discard();
  }
}

export function signatureOf(key: SigningKey, seal: string): { readonly path: string; readonly text: string } {
  const name = sha256Hex(key.blob).slice(0, 12);
  return { path: `${SIGNATURES}preparer.${name}.sshsig`, text: signMessage(key, NAMESPACE, Buffer.from(seal)) };
}

function summary(
  place: string,
  files: number,
  withheld: number,
  results: string,
  seal: string,
  key: SigningKey | null,
  principal: string | null,
): string {
  const lines = [
    `wrote ${printable(place)}`,
    `  ${files} files; results ${results}`,
    `  seal    ${seal} (SHA-256 of ${TAG_MANIFEST})`,
    ...(withheld === 0
      ? []
      : [`  ${withheld} inputs withheld: their digests are in the register, their bytes are not in the bag`]),
    key === null
      ? `  not signed; in that folder: ssh-keygen -Y sign -f KEY -n ${NAMESPACE} < ${TAG_MANIFEST} > ${SIGNATURES}preparer.sshsig`
      : `  signed by ${principal} with ${fingerprintOf(key.blob)}`,
  ];
  return `${lines.join("\n")}\n`;
}

export async function signingKey({
  sshKey,
  unsigned,
}: Pick<CreateOptions, "sshKey" | "unsigned">): Promise<SigningKey | null> {
  if (unsigned === true) {
    if (sshKey !== undefined) throw new UsageError("--unsigned does not go with --ssh-key", ["leave out one of them"]);
    return null;
  }
  if (sshKey === undefined) {
    throw new UsageError("the seal wants --ssh-key FILE, or --unsigned", [
      "a key is made by: ssh-keygen -t ed25519 -f evidence-key",
    ]);
  }
  const bytes = await smallFile(sshKey, true);
  if (bytes === null)
    throw new UsageError(`${sshKey} is not there or cannot be read`, ["give the file of a private key"]);
  try {
    return parsePrivateKey(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    const next = error.elsewhere
      ? [
          "make the bag with --unsigned, then sign it with ssh-keygen, which asks the passphrase or the agent:",
          `ssh-keygen -Y sign -f KEY -n ${NAMESPACE} < ${TAG_MANIFEST} > ${SIGNATURES}preparer.sshsig`,
        ]
      : ["a key is made by: ssh-keygen -t ed25519 -f evidence-key"];
    throw new UsageError(`${sshKey} cannot sign: ${error.message}`, next);
  }
}

/** It stands in commands that a reader copies, and as a pattern in the list of signers. */
export function principalOf({ signer, unsigned }: Pick<CreateOptions, "signer" | "unsigned">): string | null {
  if (signer === undefined) {
    if (unsigned === true) return null;
    throw new UsageError("the seal wants --signer, whose key it is", ["example: --signer alice@contoso.example"]);
  }
  if (/^[A-Za-z0-9][A-Za-z0-9@._+-]{0,199}$/.test(signer)) return signer;
  throw new UsageError(`--signer wants a name like an address, not "${signer}"`, ["letters, digits and @ . _ + -"]);
}

function asOfOf({ asOf }: CreateOptions, io: Io): string {
  if (asOf !== undefined) return parseAsOf(asOf);
  const epoch = io.env["SOURCE_DATE_EPOCH"];
  if (epoch === undefined || epoch === "") return io.now();
  const time = new Date(/^\d{1,11}$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (Number.isNaN(time.getTime())) throw new UsageError(`SOURCE_DATE_EPOCH is no number of seconds: "${epoch}"`);
  return time.toISOString().replace(".000Z", "Z");
}

async function digestOfBag(bag: string): Promise<string> {
  const bytes = await smallFile(join(bag, TAG_MANIFEST), false);
  if (bytes === null) throw new UsageError(`${bag} is no evidence bag: it has no ${TAG_MANIFEST}`);
  return sha256Hex(bytes);
}

/** What is written among the inputs would be an input of the next run. */
export async function refuseInside(output: string, roots: readonly string[]): Promise<void> {
  const target = await nearest(resolve(output));
  for (const root of roots) {
    if (!isInside(Buffer.from(target), Buffer.from(await realpath(root)))) continue;
    throw new UsageError(`${output} lies within the input ${root}`, ["give -o a folder outside of the inputs"]);
  }
}

/** Without links, as far as the path is there. */
async function nearest(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real !== null) return real;
  const parent = resolve(path, "..");
  return parent === path ? path : join(await nearest(parent), path.slice(parent.length));
}
