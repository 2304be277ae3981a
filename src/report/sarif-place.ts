/** Where a finding stands, for SARIF: the files as artifacts, the place of a fact as a region, the subject as a logical location. */
import type { Fact } from "../core/fact.ts";
import type { Position, Source } from "../core/provenance.ts";
import type { Finding, Report } from "../core/report.ts";
import { printable } from "../text/printable.ts";
import type { JsonRecord } from "./fact-json.ts";
import { fileUri } from "./file-uri.ts";
import { sarifMessage } from "./sarif-text.ts";

/** The folder that relative paths begin at: the one in which the program was called. */
export const BASE_ID = "SRCROOT";

const SNIPPET = 1000;

/** Collects the files that results name; their records are written after the results. */
export class SarifPlaces {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #indexes = new Map<string, number>();
  readonly #whole: string;

  constructor({ sources }: Report) {
    this.#sources = new Map(sources.map((source) => [source.path, source]));
    this.#whole = commonFolder(sources.filter(({ memberOf }) => memberOf === null).map(({ path }) => path));
  }

  /** The place of a fact, and what is said about it there. */
  location({ origin }: Fact, said: string | null): JsonRecord {
    return {
      physicalLocation: { artifactLocation: this.#artifact(origin.path), region: regionOf(origin) },
      ...(said === null ? {} : { message: { text: sarifMessage(said) } }),
    };
  }

  /**
   * Where no fact bears a finding, because nothing in the files sets it: the folder of the GPO, or of all inputs. Consumers
   * demand a place for every result.
   */
  fallback({ subject }: Finding): JsonRecord {
    const folder = subject.kind === "gpo" && subject.container !== "" ? `${subject.container}/` : this.#whole;
    return { physicalLocation: { artifactLocation: locationOf(folder === "" ? "./" : folder) } };
  }

  #artifact(path: string): JsonRecord {
    const source = this.#sources.get(path);
    if (source === undefined) return locationOf(path);
    return { ...locationOf(path), index: this.#indexOf(source) };
  }

  #indexOf(source: Source): number {
    const known = this.#indexes.get(source.path);
    if (known !== undefined) return known;
    // The zip first: a member names its index.
    const zip = this.#zipOf(source);
    if (zip !== null) this.#indexOf(zip);
    const index = this.#indexes.size;
    this.#indexes.set(source.path, index);
    return index;
  }

  #zipOf({ path, memberOf }: Source): Source | null {
    if (memberOf === null) return null;
    for (let at = path.lastIndexOf("!"); at > 0; at = path.lastIndexOf("!", at - 1)) {
      const zip = this.#sources.get(path.slice(0, at));
      if (zip?.id === memberOf) return zip;
    }
    return null;
  }

  /** One for each file that a result named, in the order of their indexes. */
  *artifacts(): Iterable<JsonRecord> {
    for (const path of this.#indexes.keys()) {
      const source = this.#sources.get(path);
      if (source === undefined) continue;
      const zip = this.#zipOf(source);
      yield {
        location: locationOf(path),
        ...(zip === null ? {} : { parentIndex: this.#indexOf(zip) }),
        length: source.bytes,
        roles: ["analysisTarget"],
        ...(source.encoding === "binary" ? {} : { encoding: source.encoding }),
        hashes: { "sha-256": source.id },
      };
    }
  }
}

/** A zip member keeps its `!`: that is one name on every screen, and the artifact names the zip as its parent. */
function locationOf(path: string): JsonRecord {
  const { uri, relative } = fileUri(path);
  return relative ? { uri, uriBaseId: BASE_ID } : { uri };
}

function regionOf({ at, span, excerpt }: Fact["origin"]): JsonRecord {
  return { ...extentOf(at, span, excerpt), snippet: { text: snippetOf(excerpt) } };
}

function extentOf(at: Position, span: Fact["origin"]["span"], excerpt: string): JsonRecord {
  if ("offset" in at) return { byteOffset: at.offset, byteLength: span.end - span.start };
  const lines = excerpt.split(/\r\n|\r|\n/);
  const last = lines.at(-1)?.length ?? 0;
  return {
    startLine: at.line,
    startColumn: at.column,
    endLine: at.line + lines.length - 1,
    // Exclusive, from 1.
    endColumn: lines.length === 1 ? at.column + last : last + 1,
  };
}

function snippetOf(excerpt: string): string {
  const lines = excerpt
    .slice(0, SNIPPET)
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join("\n");
  return excerpt.length > SNIPPET ? `${lines}... (${excerpt.length} characters)` : lines;
}

/** The deepest folder that holds all of them, with its `/`; empty where there is none. */
function commonFolder(paths: readonly string[]): string {
  const [first, ...rest] = paths;
  if (first === undefined) return "";
  if (rest.length === 0) return first;
  let length = first.length;
  for (const path of rest) {
    let at = 0;
    while (at < length && path[at] === first[at]) at += 1;
    length = at;
  }
  return first.slice(0, first.lastIndexOf("/", length - 1) + 1);
}
