/** `eventreach evidence sample`: which items an auditor looks at, drawn so that the audited cannot choose them and anybody can check. */
import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { draw, type Draw, type Item, METHOD, type Population, sizeOf } from "../../bag/sample.ts";
import { BAGIT, RESULTS } from "../../bag/names.ts";
import { exitOf, verdictText } from "../../bag/verdict.ts";
import { InputError, UsageError } from "../../core/failure.ts";
import { jsonText } from "../../report/json-text.ts";
import { printable } from "../../text/printable.ts";
import { analyse, evidenceOf } from "../analyse.ts";
import { openBag } from "../evidence/bag-source.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import { reportFiles } from "../evidence/judgement.ts";
import { itemsOf, objectsOf, type Results } from "../evidence/sample-items.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { progressOn } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import { rejudge } from "../evidence/rejudge.ts";

export interface SampleOptions {
  readonly seed: string;
  readonly size: string;
  readonly of: Population;
  readonly format: string;
}

export async function sample(paths: readonly string[], options: SampleOptions, io: Io): Promise<number> {
  if (options.seed === "" || options.seed.includes("\0")) throw new UsageError("--seed wants a text");
  if (sizeOf(options.size, 1) === null) {
    throw new UsageError(`--size wants a number or a percentage, not "${options.size}"`, ["example: --size 10%"]);
  }
  const [first = ""] = paths;
  const bag = paths.length === 1 && (await isBag(first)) ? await readBag(first) : null;
  if (bag?.parts.some(({ holds }) => !holds) === true) {
    await io.out([verdictText(bag.parts)]);
    return exitOf(bag.parts);
  }
  const items = bag === null ? await ofPaths(paths, options.of, io) : await ofBag(bag, options.of, io);
  if (items.length === 0)
    throw new InputError(`there are no ${options.of} to draw from`, ["--of names another population"]);
  const found = items.map(({ id, where }) => ({ id: printable(id), where }));
  const size = sizeOf(options.size, new Set(found.map(({ id }) => id)).size) ?? 0;
  const made = draw(found, options.seed, size);
  await io.out(options.format === "json" ? [jsonOf(made, options)] : textOf(made, options));
  return EXIT.ok;
}

/** A folder that says so, or a zip that holds such a folder. */
async function isBag(path: string): Promise<boolean> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return existsSync(join(path, BAGIT));
  if (stat?.isFile() !== true || !/\.zip$/i.test(path)) return false;
  try {
    return (await openBag(path)).items.some((item) => item.path === BAGIT);
  } catch (error) {
    // A file that is called a zip and is none.
    if (error instanceof UsageError) return false;
    throw error;
  }
}

async function ofBag(bag: Bag, of: Population, io: Io): Promise<readonly Item[]> {
  if (of !== "objects") {
    const bytes = await bag.source.bytes(RESULTS);
    // The bag is intact, so that this is what was sealed.
    return itemsOf(of, JSON.parse(Buffer.from(bytes ?? []).toString("utf8")) as Results);
  }
  if (bag.info["Redaction-Profile"] !== undefined) {
    throw new UsageError("a redacted bag does not list every object", ["draw from the bag it was made from"]);
  }
  const judged = await rejudge(bag, [], (line) => void io.err.write(line), io);
  if (typeof judged === "string") throw new InputError(printable(judged));
  return objectsOf(judged.facts);
}

async function ofPaths(paths: readonly string[], of: Population, io: Io): Promise<readonly Item[]> {
  const evidence = evidenceOf(await readInputs(paths, progressOn(io.err, io.clock)));
  const placed = (text: string): string => paths.reduce((made, path) => withoutPlace(made, path), text);
  const relocated = (item: Item): Item => ({ id: placed(item.id), where: item.where.map(placed) });
  if (of === "objects") return objectsOf(evidence.facts).map(relocated);
  // No id holds the time.
  const report = analyse(evidence, { asOf: "1970-01-01T00:00:00Z", roles: new Map() });
  const json = (await reportFiles(report)).find(({ path }) => path === RESULTS);
  return itemsOf(of, JSON.parse([...(json?.chunks() ?? [])].join("")) as Results).map(relocated);
}

/** Of an argument only its last part: where it lies on this machine must not change the draw. */
function withoutPlace(text: string, path: string): string {
  const name = basename(resolve(path));
  const given = path.replaceAll("\\", "/").replace(/(?<=.)\/+$/, "");
  return text.replaceAll(
    new RegExp(`(^|[@ ])${given.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=[/:!]|$)`, "g"),
    (_, before: string) => before + name,
  );
}

function jsonOf({ seed, ids, digest, drawn }: Draw, { of, size }: SampleOptions): string {
  const population = { of, size: ids.length, sha256: digest, ids };
  return `${jsonText({ schema: "sample/1", method: METHOD, seed, asked: size, population, drawn }, 2)}\n`;
}

function* textOf({ seed, ids, digest, drawn }: Draw, { of, size }: SampleOptions): Iterable<string> {
  yield `${drawn.length} of ${ids.length} ${of} drawn (asked for ${size})\n`;
  yield `  seed        ${printable(seed)}\n`;
  yield `  method      ${METHOD}\n`;
  yield `  population  ${digest} (SHA-256 of the sorted ids, a line each)\n\n`;
  for (const [index, { id, sha256, where }] of drawn.entries()) {
    yield `${String(index + 1).padStart(4)}  ${sha256.slice(0, 16)}  ${id}\n`;
    for (const place of where.slice(0, 5)) yield `      ${printable(place)}\n`;
    if (where.length > 5) yield `      and ${where.length - 5} more places\n`;
  }
}
