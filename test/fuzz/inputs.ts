/** Spoiled files by number: the same seed and number give the same bytes on every machine. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FORMATS } from "../../src/formats/index.generated.ts";
import { decode } from "../../src/text/decode.ts";
import { Random } from "./random.ts";

export interface Base {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Files that are worth spoiling, by what they are: every case of every format, and the files of the sample estates by name. */
export type Bases = readonly (readonly Base[])[];

export interface FuzzInput extends Base {
  /** What was done to the base, in order. */
  readonly done: readonly string[];
}

/** Bytes. */
const LARGEST = 512 * 1024;

export function loadBases(root: string): Bases {
  const groups = new Map<string, Base[]>();
  for (const { id } of FORMATS) {
    const folder = join(root, "src/formats", id, "cases");
    for (const name of readdirSync(folder).toSorted()) {
      for (const file of readdirSync(join(folder, name)).filter((file) => file.startsWith("input"))) {
        add(groups, id, { path: `backup/Machine/${file}`, bytes: bytesOf(join(folder, name, file)) });
      }
    }
  }
  const samples = join(root, "gpo-samples");
  for (const file of readdirSync(samples, { recursive: true, encoding: "utf8" }).toSorted()) {
    const name = /([^/\\]+\.(?:xml|inf|ini|csv|pol|cmtx?))$/i.exec(file)?.[1]?.toLowerCase();
    if (name !== undefined)
      add(groups, name, { path: file.replaceAll("\\", "/"), bytes: bytesOf(join(samples, file)) });
  }
  // Formats that give facts come three times as often as those that are recognised only.
  const readers = new Set(FORMATS.filter((format) => format.reread !== undefined).map((format) => format.id));
  return [...groups].flatMap(([key, group]) => (readers.has(key) ? [group, group, group] : [group]));
}

function add(groups: Map<string, Base[]>, key: string, base: Base): void {
  const group = groups.get(key) ?? [];
  group.push(base);
  groups.set(key, group);
}

function bytesOf(file: string): Uint8Array {
  return new Uint8Array(readFileSync(file));
}

export function fuzzInput(bases: Bases, seed: number, number: number): FuzzInput {
  const random = new Random(seed, number);
  const { path, bytes: original } = random.pick(random.pick(bases));
  const done: string[] = [];
  let bytes = original;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    // What takes the beginning away mostly leaves a file that no format claims: once in sixteen is enough.
    const [name, change] = random.pick(random.below(16) === 0 ? RUINS : CHANGES);
    bytes = change(bytes, random, bases).subarray(0, LARGEST);
    done.push(name);
  }
  return { path, bytes, done };
}

type Change = (bytes: Uint8Array, random: Random, bases: Bases) => Uint8Array;

const CHANGES: readonly (readonly [name: string, change: Change])[] = [
  ["flip bits", flipBits],
  ["overwrite bytes", overwrite],
  ["cut the end", (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1))],
  ["cut a piece", cutPiece],
  ["double a block", doubleBlock],
  ["splice another file", splice],
  ["re-encode", reEncode],
  ["insert NULs", insertNuls],
  ["insert a token", insertToken],
  ["lie about a number", lie],
  ["repeat a line", repeatLine],
];

const RUINS: readonly (readonly [name: string, change: Change])[] = [
  ["cut the beginning", (bytes, random) => bytes.subarray(random.below(bytes.length + 1))],
  ["swap halves", swapHalves],
];

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  for (let left = 1 + random.below(16); left > 0 && changed.length > 0; left -= 1) {
    const at = random.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
}

function overwrite(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = random.below(changed.length + 1);
  for (let i = at; i < Math.min(changed.length, at + random.below(32)); i += 1) changed[i] = random.below(256);
  return changed;
}

function cutPiece(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = random.range(bytes.length);
  return join2(bytes.subarray(0, start), bytes.subarray(end));
}

function doubleBlock(bytes: Uint8Array, random: Random): Uint8Array {
  const [start, end] = random.range(bytes.length);
  return join2(bytes.subarray(0, end), bytes.subarray(start));
}

function swapHalves(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  return join2(bytes.subarray(at), bytes.subarray(0, at));
}

function splice(bytes: Uint8Array, random: Random, bases: Bases): Uint8Array {
  const other = random.pick(random.pick(bases)).bytes;
  return join2(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)));
}

function reEncode(bytes: Uint8Array, random: Random): Uint8Array {
  const { text } = decode(bytes);
  const marked = random.below(2) === 1 ? `\uFEFF${text}` : text;
  switch (random.below(4)) {
    case 0:
      return new TextEncoder().encode(marked);
    case 1:
      return new Uint8Array(Buffer.from(marked, "utf16le"));
    case 2:
      return new Uint8Array(Buffer.from(marked, "utf16le").swap16());
    default:
      return new Uint8Array(Buffer.from(text, "latin1"));
  }
}

function insertNuls(bytes: Uint8Array, random: Random): Uint8Array {
  return insert(bytes, random, new Uint8Array(1 + random.below(9)));
}

const TOKENS = [
  ...`" ' , ; = [ ] { } < > </ /> & % &b; &#0; &#x110000; &#xD800; ]]> <![CDATA[ <!-- <?xml xmlns='`.split(" "),
  ...`-1 0 1 2 3 4 7,1,2 4,"0",1 9007199254740993 1e999 NaN 0x7F __proto__ constructor \\ *S-1-5-`.split(" "),
  ..."\r\r\n|\r|\n\n|\t|\u0085|\u2028|\u001b[2J|\u009b31m|\u202e|\u200b|\ufeff|\ud800".split("|"),
  ..."[Event Audit]|[Registry Values]|[Unicode]|[Version]|gPCMachineExtensionNames=|PReg\u0001\0\0\0|[\0|;\0|]\0".split(
    "|",
  ),
  "<!DOCTYPE a [<!ENTITY b 'c'>]>",
  "{0CCE923F-69AE-11D9-BED3-505054503030}",
  "S:(AU;SAFA;CCDC;;;WD)",
  "(XA;;GA;;;WD;(@User.a==1))",
];

function insertToken(bytes: Uint8Array, random: Random): Uint8Array {
  const token = random.pick(TOKENS);
  const wide = random.below(3) === 0;
  const times = random.below(20) === 0 ? 5000 : 1;
  return insert(bytes, random, new Uint8Array(Buffer.from(token.repeat(times), wide ? "utf16le" : "utf8")));
}

/** Lengths and counts in binary files: four bytes become a number that is too large by little or by much. */
function lie(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Buffer.from(bytes);
  if (changed.length < 4) return changed;
  const at = random.below(changed.length - 3);
  changed.writeUInt32LE(
    random.pick([0xffffffff, 0x7fffffff, 0x80000000, changed.length, changed.length + 1, 0, 1, 0x10000]),
    at,
  );
  return new Uint8Array(changed);
}

function repeatLine(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const start = bytes.lastIndexOf(0x0a, at) + 1;
  const next = bytes.indexOf(0x0a, at);
  const line = bytes.subarray(start, next < 0 ? bytes.length : next + 1);
  if (line.length === 0) return bytes;
  // Most stay small, so that many inputs fit into the time; one in sixteen is as large as may be.
  const room = random.below(16) === 0 ? LARGEST : 16 * 1024;
  const times = Math.max(2, Math.min(Math.floor(room / line.length), 1 + random.below(100_000)));
  const repeated = new Uint8Array(Math.min(line.length * times, LARGEST));
  for (let i = 0; i < repeated.length; i += line.length) repeated.set(line.subarray(0, repeated.length - i), i);
  return join2(bytes.subarray(0, start), join2(repeated, bytes.subarray(start)));
}

function insert(bytes: Uint8Array, random: Random, more: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1);
  return join2(bytes.subarray(0, at), join2(more, bytes.subarray(at)));
}

function join2(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
