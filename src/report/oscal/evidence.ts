/** What an observation rests on: the file as a resource with its digest, the place in it, the words that stand there. */
import type { Fact } from "../../core/fact.ts";
import { compareKeys } from "../../core/order.ts";
import { placeOf, type Source } from "../../core/provenance.ts";
import type { Finding, Report } from "../../core/report.ts";
import type { JsonRecord } from "../fact-json.ts";
import { fileUri } from "../file-uri.ts";
import { codeSpan } from "../markdown-text.ts";
import { markup, prop, some, string, time, uuidOf } from "./values.ts";

/** Of one observation; the JSON report names all. */
const MOST = 100;
const EXCERPT = 1000;

interface Found {
  readonly evidence: readonly JsonRecord[];
  readonly leftOut: number;
  /** When the oldest of it was read; null where nothing tells that with a time zone. */
  readonly collected: string | null;
}

/** Collects the files that observations name; the resources are written once all are known. */
export class OscalEvidence {
  readonly #facts: Report["facts"];
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #files = new Map<string, { readonly path: string; readonly digest: string }>();

  constructor({ facts, sources }: Report) {
    this.#facts = facts;
    this.#sources = new Map(sources.map((source) => [source.path, source]));
  }

  of({ evidence, trail }: Finding): Found {
    const facts = [...new Set([...evidence, ...trail.map(({ fact }) => fact)])].flatMap(
      (id) => this.#facts.get(id) ?? [],
    );
    const times = facts.map(({ origin }) => time(this.#sources.get(origin.path)?.taken?.time ?? ""));
    const known = times.filter((one) => one !== null).toSorted();
    return {
      evidence: facts.slice(0, MOST).map((fact) => this.#item(fact)),
      leftOut: Math.max(0, facts.length - MOST),
      // With one file of unknown age the whole is of unknown age.
      collected: known.length === times.length ? (known[0] ?? null) : null,
    };
  }

  #item({ origin }: Fact): JsonRecord {
    const { path, source, at, excerpt } = origin;
    const uuid = uuidOf("file", path, source);
    this.#files.set(uuid, { path, digest: source });
    const place = "offset" in at ? [prop("offset", String(at.offset))] : linePlace(at);
    return {
      href: `#${uuid}`,
      description: markup(placeOf(origin)),
      props: [prop("path", path), ...place, prop("sha-256", source)],
      remarks: codeSpan(excerpt.length > EXCERPT ? `${excerpt.slice(0, EXCERPT)}...` : excerpt),
    };
  }

  resources(): JsonRecord[] {
    return [...this.#files]
      .toSorted(([a, x], [b, y]) => compareKeys([x.path, a], [y.path, b]))
      .map(([uuid, { path, digest }]) => fileResource(uuid, path, digest));
  }
}

function linePlace(at: { readonly line: number; readonly column: number }): JsonRecord[] {
  return [prop("line", String(at.line)), prop("column", String(at.column))];
}

export function fileResource(
  uuid: string,
  path: string,
  digest: string,
  about: readonly JsonRecord[] = [],
): JsonRecord {
  return {
    uuid,
    title: markup(path),
    ...some("props", about),
    rlinks: [{ href: fileUri(path).uri, hashes: [{ algorithm: "SHA-256", value: string(digest) }] }],
  };
}
