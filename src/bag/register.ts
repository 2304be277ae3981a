/** The input register: every file that was found, its digest, how it was read, and where its copy lies. */
import { LIMITS } from "../core/limits.ts";
import { compareKeys } from "../core/order.ts";
import type { Source } from "../core/provenance.ts";
import { RAW, SCOPE } from "./names.ts";
import type { Tie } from "./ties.ts";

/** A file on disk, as it was copied. */
export interface Input {
  /** Below the names of the arguments, with `/`. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What kept a file or folder from being read; repeated when the inputs are judged again. */
export interface InputProblem {
  readonly code: string;
  readonly path: string;
  readonly data: Readonly<Record<string, string | number>>;
}

export interface RegisterEntry extends Input, Tie {
  /** `in-0001`, by digest and then by path. */
  readonly id: string;
  readonly kind: string | null;
  readonly encoding: string | null;
  readonly read: string;
  readonly reason: string | null;
  readonly taken: Source["taken"];
  /** The path of the copy below the bag, or `withheld: ` and the reason. */
  readonly retained: string;
}

/** A file within a zip; its bytes are in the copy of the zip. */
interface Member extends Tie {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly container: string | null;
  readonly kind: string | null;
  readonly read: string;
  readonly reason: string | null;
}

export interface Register {
  readonly schema: "inputs/1";
  readonly inputs: readonly RegisterEntry[];
  readonly members: readonly Member[];
  readonly problems: readonly InputProblem[];
}

/** Of each digest the first file in the order of the register: equal files share one copy. `scope`: the path of the scope file, which has a place of its own. */
export function copiesOf(inputs: readonly Input[], scope: string | null): ReadonlyMap<string, string> {
  const copies = new Map<string, string>();
  const declared = inputs.find(({ path }) => path === scope);
  if (declared !== undefined) copies.set(declared.sha256, SCOPE);
  for (const [index, { sha256 }] of ordered(inputs).entries()) {
    if (!copies.has(sha256)) copies.set(sha256, `${RAW}${String(index + 1).padStart(4, "0")}.bin`);
  }
  return copies;
}

function ordered(inputs: readonly Input[]): readonly Input[] {
  return inputs.toSorted((a, b) => compareKeys([a.sha256, a.path], [b.sha256, b.path]));
}

const UNTIED: Tie = { origin: { about: null, tier: null, gpo: null, domain: null }, usedBy: [] };

/** `withheld`: digest → why its copy is not in the bag. */
export function registerOf(
  inputs: readonly Input[],
  problems: readonly InputProblem[],
  sources: readonly Source[],
  withheld: ReadonlyMap<string, string>,
  scope: string | null = null,
  tieOf: (path: string) => Tie = () => UNTIED,
): Register {
  const copies = copiesOf(inputs, scope);
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const ids = new Map<string, string>();
  const entries = ordered(inputs).map((input, index): RegisterEntry => {
    const source = byPath.get(input.path);
    const id = `in-${String(index + 1).padStart(4, "0")}`;
    if (!ids.has(input.sha256)) ids.set(input.sha256, id);
    const why = withheld.get(input.sha256);
    return {
      id,
      path: input.path,
      sha256: input.sha256,
      bytes: input.bytes,
      kind: source?.kind ?? null,
      encoding: source?.encoding ?? null,
      read: source?.read ?? "not read",
      reason: source?.reason ?? null,
      taken: source?.taken ?? null,
      ...tieOf(input.path),
      retained: why === undefined ? (copies.get(input.sha256) ?? "") : `withheld: ${why}`,
    };
  });
  const members = sources
    .filter((source) => source.memberOf !== null)
    .map((source): Member => ({
      path: source.path,
      sha256: source.id,
      bytes: source.bytes,
      container: ids.get(source.memberOf ?? "") ?? null,
      kind: source.kind,
      read: source.read,
      reason: source.reason,
      ...tieOf(source.path),
    }));
  return { schema: "inputs/1", inputs: entries, members, problems };
}

/** What the judgement needs of a register, from a bag that nobody vouches for; a text says what is wrong with it. */
export function parseRegister(
  json: unknown,
): { readonly inputs: readonly RegisterEntry[]; readonly problems: readonly InputProblem[] } | string {
  if (!isObject(json) || json["schema"] !== "inputs/1") return "it is no register of the kind inputs/1";
  const { inputs, problems } = json;
  if (!Array.isArray(inputs) || !Array.isArray(problems)) return "it has no list of inputs";
  if (!inputs.every(isEntry)) return "an input in it lacks its path, digest, size or copy";
  if (!problems.every(isProblem)) return "a problem in it is not understood";
  const paths = new Set<string>();
  for (const { path } of inputs) {
    const parts = path.split("/");
    if (paths.has(path) || parts.includes("")) return "two inputs have one path, or one has none";
    // The argument itself and the file come on top of the folders that are read.
    if (parts.length > LIMITS.directoryDepth + 2) return "an input lies deeper than any that is read";
    paths.add(path);
  }
  return { inputs, problems };
}

function isEntry(value: unknown): value is RegisterEntry {
  if (!isObject(value)) return false;
  const { path, sha256, bytes, retained } = value;
  return (
    typeof path === "string" &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    Number.isSafeInteger(bytes) &&
    typeof retained === "string" &&
    (retained.startsWith("withheld: ") || isCopy(retained))
  );
}

/** The path of a copy, as we write them. */
export function isCopy(retained: string): boolean {
  return retained === SCOPE || /^data\/inputs\/raw\/\d{4,}\.bin$/.test(retained);
}

function isProblem(value: unknown): value is InputProblem {
  if (!isObject(value)) return false;
  const { code, path, data } = value;
  if (typeof code !== "string" || typeof path !== "string" || !isObject(data)) return false;
  return Object.values(data).every((one) => typeof one === "string" || typeof one === "number");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
