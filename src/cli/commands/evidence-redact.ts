/** `eventreach evidence redact`: a bag judged again, its names replaced in the report itself, every output searched for them, sealed. */
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Listed } from "../../bag/manifest.ts";
import { CATALOG, redactedBagName, RESULTS } from "../../bag/names.ts";
import { readmeText } from "../../bag/readme.ts";
import { exitOf, VERIFY_EXIT, verdictText } from "../../bag/verdict.ts";
import { InputError, UsageError } from "../../core/failure.ts";
import { compareText } from "../../core/order.ts";
import { TOOL } from "../../core/version.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { OutputFolder } from "../../platform/output-folder.ts";
import { writeSecret } from "../../platform/secret-file.ts";
import type { LeakSearch } from "../../redact/leak.ts";
import { type Profile, PROFILES } from "../../redact/profiles.ts";
import type { Redacted } from "../../redact/redact.ts";
import { Tokens } from "../../redact/tokens.ts";
import { jsonText } from "../../report/json-text.ts";
import { printable } from "../../text/printable.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import { redactedPayload } from "../evidence/redacted.ts";
import { makeKey, readKey } from "../evidence/redaction-key.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { progressOn } from "../progress.ts";
import { reportFiles } from "../evidence/judgement.ts";
import { type CreateOptions, principalOf, signingKey } from "../evidence/create-options.ts";
import { refuseInside } from "../evidence/refuse-inside.ts";
import { rejudge, type Rejudged } from "../evidence/rejudge.ts";
import { sealFolder } from "../evidence/seal-folder.ts";

type Payload = Listed & { readonly bytes: number };

const TOOL_TEXT = `${TOOL.name} ${TOOL.version}`;
/** What the README of another bag tells and a redacted one must not. */
const NOTHING_CARRIED = { apart: null, collection: null, waived: false, scoped: false, previous: null } as const;

export interface RedactOptions extends Pick<CreateOptions, "sshKey" | "signer" | "unsigned"> {
  readonly out: string;
  readonly keyFile?: string;
  readonly newKeyFile?: string;
  /** Where to write what each token stands for; without it, nowhere. */
  readonly mapping?: string;
  readonly profile: string;
  readonly inputs?: readonly string[];
}

export async function redactBag(folder: string, options: RedactOptions, io: Io): Promise<number> {
  const signer = await signingKey(options, io);
  const principal = principalOf(options);
  const profile = profileOf(options.profile);
  const bag = await readBag(folder);
  if (bag.parts.some(({ holds }) => !holds)) {
    await io.out([verdictText(bag.parts)]);
    return exitOf(bag.parts);
  }
  if (bag.info["Redaction-Profile"] !== undefined) throw new UsageError(`${folder} is redacted already`);
  await refuseInside(options.out, [folder]);
  if (options.mapping !== undefined) await refuseInside(dirname(options.mapping), [folder]);
  const tokens = new Tokens(await keyOf(options, folder));
  const judged = await judgedAsSealed(bag, options.inputs ?? [], io);
  if (typeof judged === "string") {
    await io.out([`not reproducible, so not redacted: ${printable(judged)}\n`]);
    return VERIFY_EXIT.notReproducible;
  }
  const { redacted, files } = await redactedPayload(judged, tokens, profile);
  const { asOf } = redacted.report;
  const name = redactedBagName(asOf);
  const place = join(options.out, name);
  const out = await OutputFolder.begin(options.out, name);
  let committed = false;
  try {
    const listed: Payload[] = [];
    for (const { path, chunks } of files) listed.push({ path, ...(await out.write(path, chunks())) });
    const twin = sha256Hex(bag.seal);
    const count = judged.inputs.length;
    const redaction = { profile, keyId: tokens.keyId, twin };
    const sealed = await sealFolder(out, listed, {
      asOf,
      principal,
      signer,
      info: {
        "Results-Digest": listed.find(({ path }) => path === RESULTS)?.sha256 ?? "",
        "Catalog-Digest": redacted.report.catalog.digest,
        "Redacted-From-Tagmanifest-SHA256": twin,
        "Redaction-Profile": profile,
        "Redaction-Key-Id": tokens.keyId,
      },
      readme: readmeText({
        ...NOTHING_CARRIED,
        asOf,
        principal,
        withheld: count,
        inputs: count,
        tool: TOOL_TEXT,
        redaction,
      }),
    });
    const search = redacted.search();
    const searched = await refuseLeaks(out, sealed.paths, search, redacted, io);
    const mapping = options.mapping ?? null;
    if (mapping !== null) await writeSecret(mapping, mappingText(tokens));
    await out.commit().catch(async (error: unknown) => {
      if (mapping !== null) await rm(mapping, { force: true });
      throw error;
    });
    committed = true;
    await io.out([
      `wrote ${printable(place)}\n`,
      `  pseudonymised (${profile}) with the key ${tokens.keyId}: ${tokens.entries().length} values replaced\n`,
      `  leak test: ${search.count} names sought in ${searched} files, none found\n`,
      ...ordinaryLine(redacted),
      `  made from the bag with the seal ${twin}\n`,
      mapping === null
        ? "  keep the key away from the bag; no list of what each token stands for was written (--mapping FILE)\n"
        : `  ${printable(mapping)} tells what each token stands for: keep it and the key away from the bag\n`,
      signer === null ? "  not signed\n" : `  signed by ${principal}\n`,
    ]);
    return EXIT.ok;
  } finally {
    if (!committed) await out.discard();
  }
}

function profileOf(text: string): Profile {
  const profile = PROFILES.find((one) => one === text);
  if (profile === undefined) throw new UsageError(`there is no profile "${text}"`, [PROFILES.join(", ")]);
  return profile;
}

async function keyOf({ keyFile: key, newKeyFile: newKey }: RedactOptions, bag: string): Promise<Uint8Array> {
  if ((key === undefined) === (newKey === undefined)) {
    throw new UsageError("evidence redact wants --key-file FILE, or --new-key-file FILE to make one", [
      "the same key gives the same tokens; another one for each recipient keeps their copies apart",
    ]);
  }
  return newKey === undefined ? readKey(key ?? "", bag) : makeKey(newKey, bag);
}

/** A twin tells of the judgement that was sealed, or there is none. */
async function judgedAsSealed(bag: Bag, paths: readonly string[], io: Io): Promise<Rejudged | string> {
  const judged = await rejudge(bag, paths, (line) => void io.err.write(line), io);
  if (typeof judged === "string") return judged;
  const results = (await reportFiles(judged.report)).find(({ path }) => path === RESULTS);
  const digest = sha256Hex(Buffer.from([...(results?.chunks() ?? [])].join("")));
  return digest === bag.info["Results-Digest"] ? judged : `${RESULTS} is another one when the inputs are judged now`;
}

/** How many files were searched. @throws InputError that names the class and the place of a leak, and not the name */
async function refuseLeaks(
  out: OutputFolder,
  files: readonly string[],
  search: LeakSearch,
  { left }: Redacted,
  io: Io,
): Promise<number> {
  if (left !== null) throw leaked(left, "the report", "in a text that is made of common words");
  // The catalog is the same in every bag, and its examples may be named as the estate is.
  const made = files.filter((path) => path !== CATALOG).toSorted(compareText);
  const progress = progressOn(io.err, io.clock);
  try {
    for (const path of made) {
      progress.step(() => `leak test: ${path}`);
      const bytes = await smallFile(out.at(path), false);
      if (bytes === null) throw unsearched(path);
      const leak = search.search(path, bytes);
      if (leak !== null) throw leaked(leak.kind, path, leak.place);
    }
  } finally {
    progress.done();
  }
  return made.length;
}

function unsearched(output: string): InputError {
  return new InputError(`${output} is too large for the leak test; nothing was written`, [
    "make bags of fewer inputs, and redact them one by one",
  ]);
}

function leaked(kind: string, output: string, place: string): InputError {
  return new InputError(`the leak test found a ${kind} in ${output}, ${place}; nothing was written`, [
    "a signer or another word that you gave may be the name; otherwise please report this, without the bag",
  ]);
}

function ordinaryLine({ ordinary }: Redacted): readonly string[] {
  if (ordinary.length === 0) return [];
  const kinds = [...new Set(ordinary.map(({ kind }) => kind))].toSorted();
  return [
    `  ${ordinary.length} names (${kinds.join(", ")}) are words of this program, or of one or two letters: they are replaced where they are names,\n`,
    "  and sought in the report instead of in its outputs\n",
  ];
}

function mappingText(tokens: Tokens): string {
  const entries = tokens.entries().map(({ token, kind, value }) => ({ token, kind, value }));
  return `${jsonText({ schema: "mapping/1", keyId: tokens.keyId, tokens: entries }, 2)}\n`;
}
