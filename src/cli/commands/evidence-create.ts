/** `eventreach evidence create`: inputs copied, judged from the copies, listed, sealed. */
import { existsSync } from "node:fs";
import { realpath, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Collection } from "../../bag/collection.ts";
import type { Listed } from "../../bag/manifest.ts";
import { bagName, inputsBagName, NAMESPACE, RAW, RESULTS, SIGNATURES, TAG_MANIFEST, WAIVERS } from "../../bag/names.ts";
import { inputsReadme, readmeText } from "../../bag/readme.ts";
import { copiesOf } from "../../bag/register.ts";
import { fingerprintOf } from "../../bag/ssh-public-key.ts";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import { TOOL } from "../../core/version.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { OutputFolder } from "../../platform/output-folder.ts";
import { isInside } from "../../platform/paths.ts";
import { printable } from "../../text/printable.ts";
import { openBag } from "../evidence/bag-source.ts";
import { type Collected, collect, inputRoots } from "../evidence/collect.ts";
import { collectionOf } from "../evidence/collection-file.ts";
import { asOfOf, type CreateOptions, peopleOf, principalOf, signingKey } from "../evidence/create-options.ts";
import { findSecrets } from "../evidence/find-secrets.ts";
import { soundJournal } from "../evidence/journal-file.ts";
import { type CopiedInput, judgeCopies, payloadOf, secretInputs, sortedRoles } from "../evidence/judgement.ts";
import { journalInfo, readReview, refuseOtherResults } from "../evidence/reviewed.ts";
import { sealFolder } from "../evidence/seal-folder.ts";
import type { Signed, Signer } from "../evidence/signer.ts";
import { writeZip } from "../evidence/zip-folder.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { parseCatalogs, parseRoles } from "../options.ts";
import { type Progress, progressOn } from "../progress.ts";
import { layWaivers, parseWaivers, waiverFile } from "../waivers.ts";

type Payload = Listed & { readonly bytes: number };

/** What is the same for both bags of one run. */
interface Maker {
  readonly asOf: string;
  readonly principal: string | null;
  readonly signer: Signer | null;
  readonly people: ReturnType<typeof peopleOf>;
}

export async function create(paths: readonly string[], options: CreateOptions, io: Io): Promise<number> {
  const signer = await signingKey(options, io);
  const maker: Maker = {
    signer,
    principal: principalOf(options),
    asOf: asOfOf(options, io),
    people: peopleOf(options),
  };
  const roles = sortedRoles(parseRoles(options.role ?? []));
  const catalogs = parseCatalogs(options.catalog);
  const previous = options.previous === undefined ? null : await digestOfBag(options.previous);
  const journal = options.journal === undefined ? null : (await soundJournal(options.journal)).head;
  const reviewed = options.review === undefined ? null : await readReview(options.review);
  if (journal !== null && reviewed !== null) {
    throw new UsageError("--journal does not go with --review, which names the head of its own", ["leave out one"]);
  }
  const collection = await collectionOf(options.custody);
  const waivers = options.waivers === undefined ? null : await waiverFile(options.waivers);
  const parsed = waivers === null ? null : parseWaivers(waivers.file, waivers.bytes);
  const say = (line: string): void => void (options.quiet === true ? undefined : io.err.write(line));
  const scope = options.scope ?? null;
  const roots = inputRoots(scope === null ? paths : [...paths, scope], say);
  await refuseInside(options.output, roots);

  const name = bagName(maker.asOf);
  const separate = options.raw === "separate";
  const names = separate ? [name, inputsBagName(maker.asOf)] : [name];
  if (options.zip === true) refuseTaken(names.map((one) => join(options.output, `${one}.zip`)));
  const folder = await OutputFolder.begin(options.output, name);
  const apart = separate ? await beginOrDiscard(options.output, inputsBagName(maker.asOf), folder) : null;
  const zips: { readonly staged: string; readonly target: string }[] = [];
  try {
    const progress = progressOn(io.err, io.clock);
    const collected = await collect(roots, scope, folder, progress);
    const copies = copiesOf(collected.inputs, collected.scope);
    const copied = collected.inputs.map((one) => ({ ...one, file: folder.at(copies.get(one.sha256) ?? "") }));
    const settings = { asOf: maker.asOf, roles, catalogs, roots: collected.roots, scope: collected.scope };
    const judged = { ...settings, waived: waivers !== null, collected: collection !== null };
    const bare = await judgeCopies(copied, collected.problems, judged, progress);
    if (options.quiet !== true) sayDiagnostics(bare.diagnostics, io);
    const laid = parsed === null ? bare : layWaivers(bare, parsed, io, options.quiet === true);
    // The file in the bag is the one that counts, wherever it came from.
    const report: Report =
      laid.waiverFile === null ? laid : { ...laid, waiverFile: { ...laid.waiverFile, path: WAIVERS } };
    if (reviewed !== null)
      await refuseOtherResults(reviewed, report, { paths, scope, asOf: maker.asOf, roles, catalogs }, progress);

    const why = await withheldOf(options, collected, copied, report, progress);
    const kept = [...copies].filter(([sha256]) => !why.has(sha256));
    const inputs = apart === null ? null : await sealInputs(apart, folder, kept, collected, maker);
    const withheld =
      inputs === null
        ? why
        : new Map([...why, ...inputs.moved.map((sha256) => [sha256, `it is in the bag ${inputs.digest}`] as const)]);

    const listed = await writePayload(folder, report, collected, withheld, judged, {
      waivers: waivers?.bytes ?? null,
      collection,
    });
    const bytes = new Map(collected.inputs.map((one) => [one.sha256, one.bytes]));
    for (const [sha256, path] of copies) {
      if (!withheld.has(sha256)) listed.push({ path, sha256, bytes: bytes.get(sha256) ?? 0 });
      else if (inputs?.moved.includes(sha256) !== true) await folder.remove(path);
    }
    await folder.removeEmpty(RAW);

    const results = listed.find(({ path }) => path === RESULTS)?.sha256 ?? "";
    const held = collected.inputs.filter(({ sha256 }) => why.has(sha256)).length;
    const moved = collected.inputs.filter(({ sha256 }) => inputs?.moved.includes(sha256) === true).length;
    const tool = `${TOOL.name} ${TOOL.version}`;
    const facts = {
      asOf: maker.asOf,
      principal: maker.principal,
      withheld: held,
      apart: inputs === null ? null : { digest: inputs.digest, inputs: moved },
      inputs: collected.inputs.length,
      tool,
      collection,
      waived: waivers !== null,
      scoped: collected.scope !== null,
      previous,
    };
    const sealed = await sealFolder(folder, listed, {
      ...maker,
      info: {
        ...maker.people,
        "Results-Digest": results,
        "Catalog-Digest": report.catalog.digest,
        ...(previous === null ? {} : { "Previous-Tagmanifest-SHA256": previous }),
        ...(inputs === null ? {} : { "Inputs-Tagmanifest-SHA256": inputs.digest }),
        ...(journal === null ? {} : { "Journal-Head-SHA256": journal.digest, "Journal-Entries": String(journal.seq) }),
        ...(reviewed === null ? {} : journalInfo(reviewed)),
      },
      readme: readmeText(facts),
    });
    if (options.zip === true) {
      zips.push(await stagedZip(options.output, name, folder, sealed.paths));
      if (apart !== null && inputs !== null)
        zips.push(await stagedZip(options.output, inputsBagName(maker.asOf), apart, inputs.paths));
    }
    await apart?.commit();
    await folder.commit();
    for (const { staged, target } of zips) await rename(staged, target);

    const places = [
      join(options.output, name),
      ...(inputs === null ? [] : [join(options.output, inputsBagName(maker.asOf))]),
    ];
    const written = [...places, ...zips.map(({ target }) => target)];
    await io.out([
      summary(written, listed.length, { held, moved }, results, sealed.digest, sealed.signed, maker.principal),
    ]);
    return EXIT.ok;
  } finally {
    await folder.discard();
    await apart?.discard();
    for (const { staged } of zips) await rm(staged, { force: true });
  }
}

function refuseTaken(zips: readonly string[]): void {
  const taken = zips.find((zip) => existsSync(zip));
  if (taken === undefined) return;
  throw new UsageError(`${taken} is already there; evidence is not overwritten.`, [
    "Give another folder with -o, or another time with --as-of.",
  ]);
}

async function beginOrDiscard(output: string, name: string, first: OutputFolder): Promise<OutputFolder> {
  try {
    return await OutputFolder.begin(output, name);
  } catch (error) {
    await first.discard();
    throw error;
  }
}

/** Digest → why no bag has the copy. The scope file is the declared population and stays, unless it holds a secret. */
async function withheldOf(
  { raw, allowSecrets }: CreateOptions,
  { inputs, roots, scope }: Collected,
  copied: readonly CopiedInput[],
  report: Report,
  progress: Progress,
): Promise<ReadonlyMap<string, string>> {
  const secrets =
    allowSecrets === true ? [] : [...(await findSecrets(copied, roots, progress)), ...secretInputs(report)];
  if (raw !== "withhold") return new Map(secrets);
  const declared = inputs.find(({ path }) => path === scope)?.sha256;
  const all = inputs.filter(({ sha256 }) => sha256 !== declared);
  return new Map([...secrets, ...all.map(({ sha256 }) => [sha256, "the owner keeps it"] as const)]);
}

async function writePayload(
  folder: OutputFolder,
  report: Report,
  { inputs, problems }: Collected,
  withheld: ReadonlyMap<string, string>,
  judged: Parameters<typeof payloadOf>[4],
  policy: { readonly waivers: Uint8Array | null; readonly collection: Collection | null },
): Promise<Payload[]> {
  const listed: Payload[] = [];
  for (const { path, chunks } of await payloadOf(report, inputs, problems, withheld, judged, policy)) {
    listed.push({ path, ...(await folder.write(path, chunks())) });
  }
  return listed;
}

/** The copies moved into a bag of their own, with its own seal; what has a place in `data/policy` stays. */
async function sealInputs(
  apart: OutputFolder,
  folder: OutputFolder,
  kept: readonly (readonly [sha256: string, path: string])[],
  { inputs }: Collected,
  maker: Maker,
) {
  const moved = kept.filter(([, path]) => path.startsWith(RAW));
  const bytes = new Map(inputs.map((one) => [one.sha256, one.bytes]));
  for (const [, path] of moved) await folder.moveInto(apart, path);
  const listed = moved.map(([sha256, path]) => ({ sha256, path, bytes: bytes.get(sha256) ?? 0 }));
  const readme = inputsReadme({ asOf: maker.asOf, principal: maker.principal, copies: listed.length });
  const sealed = await sealFolder(apart, listed, { ...maker, info: maker.people, readme });
  return { ...sealed, moved: moved.map(([sha256]) => sha256) };
}

/** Written before the folder appears: a bag that is too large for a zip leaves nothing behind. */
async function stagedZip(output: string, name: string, folder: OutputFolder, paths: readonly string[]) {
  const target = join(output, `${name}.zip`);
  return { staged: await writeZip(target, folder.at(""), paths, name), target };
}

function summary(
  places: readonly string[],
  files: number,
  { held, moved }: { readonly held: number; readonly moved: number },
  results: string,
  seal: string,
  signed: Signed | null,
  principal: string | null,
): string {
  const lines = [
    ...places.map((place) => `wrote ${printable(place)}`),
    `  ${files} files; results ${results}`,
    `  seal    ${seal} (SHA-256 of ${TAG_MANIFEST})`,
    ...(moved === 0 ? [] : [`  ${moved} inputs are in the bag of the inputs, with a seal of its own`]),
    ...(held === 0
      ? []
      : [`  ${held} inputs withheld: their digests are in the register, their bytes are not in the bag`]),
    signed === null
      ? `  not signed; in that folder: ssh-keygen -Y sign -f KEY -n ${NAMESPACE} < ${TAG_MANIFEST} > ${SIGNATURES}preparer.sshsig`
      : `  signed by ${principal} with ${fingerprintOf(signed.blob)}`,
  ];
  return `${lines.join("\n")}\n`;
}

async function digestOfBag(bag: string): Promise<string> {
  const bytes = await (await openBag(bag)).bytes(TAG_MANIFEST);
  if (bytes === null) throw new UsageError(`${bag} is no evidence bag: it has no ${TAG_MANIFEST}`);
  return sha256Hex(bytes);
}

/** What is written among the inputs would be an input of the next run. */
async function refuseInside(output: string, roots: readonly string[]): Promise<void> {
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
