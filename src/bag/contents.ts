/** What lies in the folder against what the manifests list: every difference, named. */
import { compareText } from "../core/order.ts";
import { parseBagInfo } from "./bag-info.ts";
import { type Listed, type Manifest, parseManifest } from "./manifest.ts";
import { BAG_INFO, MANIFEST, PAYLOAD, SIGNATURES, TAG_FILES, TAG_MANIFEST } from "./names.ts";

/** One thing below the bag; links are not followed. */
export interface Found {
  /** With `/`. */
  readonly path: string;
  /** `file`, `directory`, or what else stands there: link, fifo, … */
  readonly type: string;
  /** Of a file's bytes; null for anything else, and for what cannot be read. */
  readonly sha256: string | null;
  readonly bytes: number;
}

export interface Contents {
  /** Bytes that are not those that were sealed, and lists that are not sound. */
  readonly altered: readonly string[];
  /** Files that are missing, planted or renamed. */
  readonly incomplete: readonly string[];
  /** Files of the payload. */
  readonly files: number;
}

/** The text of a file at the top of the bag; null: not there. */
export type TextOf = (path: string) => string | null;

export function compareContents(found: readonly Found[], textOf: TextOf): Contents {
  const altered: string[] = [];
  const incomplete: string[] = [];
  const tags = manifestOf(TAG_MANIFEST, textOf, altered);
  const payload = manifestOf(MANIFEST, textOf, altered);
  altered.push(...wrongLists(tags, payload));
  const listed = [...tags.files, ...payload.files, { path: TAG_MANIFEST, sha256: "" }];
  const byPath = new Map(found.map((file) => [file.path, file]));
  const names = new Set(listed.map(({ path }) => path));
  const folders = new Set([SIGNATURES.slice(0, -1), ...[...names].flatMap(foldersOf)]);
  const extra = found.filter((file) => isPlanted(file, names, folders));

  for (const file of listed) {
    const there = byPath.get(file.path);
    if (there === undefined) {
      const moved = file.sha256 === "" ? undefined : extra.find(({ sha256 }) => sha256 === file.sha256);
      if (moved === undefined) incomplete.push(`removed: ${file.path}`);
      else incomplete.push(`renamed: ${file.path} is now ${moved.path}`);
    } else if (there.type !== "file") {
      altered.push(`replaced: ${file.path} is now a ${there.type}, which is not followed`);
    } else if (file.sha256 !== "" && there.sha256 !== file.sha256) {
      altered.push(edited(file, there, listed, textOf));
    }
  }
  if (incomplete.length + extra.length === 0) altered.push(...lengthChange(altered, found, textOf(BAG_INFO)));
  const moved = new Set(incomplete.flatMap((line) => / is now (.+)$/.exec(line)?.[1] ?? []));
  for (const file of extra) {
    if (!moved.has(file.path)) incomplete.push(`planted: ${file.path} (${file.type}) is in no manifest`);
  }
  // What is missing, planted or edited has been named; the count would only say it once more.
  const told = altered.length + incomplete.length > 0;
  altered.push(...wrongInfo(textOf(BAG_INFO), told ? null : oxumOf(payloadIn(found))));
  return { altered, incomplete, files: payload.files.length };
}

function manifestOf(name: string, textOf: TextOf, faults: string[]): Manifest {
  const manifest = parseManifest(name, textOf(name) ?? "");
  // That it is not there at all is said with the other missing files.
  if (textOf(name) !== null) faults.push(...manifest.faults);
  return manifest;
}

/** Each manifest lists its own part of the bag and nothing else. */
function wrongLists(tags: Manifest, payload: Manifest): string[] {
  const listed = tags.files.map(({ path }) => path);
  const faults = TAG_FILES.filter((path) => !listed.includes(path)).map(
    (path) => `${TAG_MANIFEST} does not list ${path}`,
  );
  for (const path of listed.filter((one) => !TAG_FILES.includes(one))) {
    faults.push(`${TAG_MANIFEST} lists ${path}, which is none of its files`);
  }
  for (const { path } of payload.files) {
    if (!path.startsWith(PAYLOAD)) faults.push(`${MANIFEST} lists ${path}, which is not below ${PAYLOAD}`);
  }
  return faults;
}

/** `data`, `data/inputs` of `data/inputs/inputs.json`. */
function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function isPlanted({ path, type }: Found, listed: ReadonlySet<string>, folders: ReadonlySet<string>): boolean {
  if (type === "directory") return !folders.has(path);
  const inSignatures = path.startsWith(SIGNATURES) && !path.slice(SIGNATURES.length).includes("/");
  return !listed.has(path) && !(inSignatures && type === "file");
}

/** An edit has several faces: cut, swapped with another file, lines in another order. */
function edited(file: Listed, there: Found, listed: readonly Listed[], textOf: TextOf): string {
  if (there.sha256 === null) return `not readable: ${file.path}`;
  const other = listed.find((one) => one.sha256 === there.sha256);
  if (other !== undefined) return `edited: ${file.path} holds what belongs in ${other.path}`;
  const text = file.path === MANIFEST ? textOf(file.path) : null;
  if (text !== null && parseManifest(MANIFEST, text).faults.some((fault) => fault.includes("re-ordered"))) {
    return `edited: ${file.path} has its lines in another order`;
  }
  return `edited: ${file.path} does not have the sealed digest`;
}

/** What the sealed count of bytes tells about the one file that was edited. */
function lengthChange(altered: readonly string[], found: readonly Found[], info: string | null): string[] {
  const [only, ...others] = altered;
  const said = /^(\d+)\.\d+$/.exec(parseBagInfo(info ?? "").info["Payload-Oxum"] ?? "")?.[1];
  const path = /^edited: (\S+) /.exec(only ?? "")?.[1];
  if (path === undefined || !path.startsWith(PAYLOAD) || others.length > 0 || said === undefined) return [];
  const change = payloadIn(found).reduce((sum, { bytes }) => sum + bytes, 0) - Number(said);
  if (change === 0) return [`${path} has as many bytes as were sealed: words or lines in it were exchanged`];
  const bytes = Math.abs(change) === 1 ? "1 byte" : `${Math.abs(change)} bytes`;
  return [`${path} has ${bytes} ${change < 0 ? "fewer" : "more"} than were sealed`];
}

function payloadIn(found: readonly Found[]): readonly Found[] {
  return found.filter(({ path, type }) => type === "file" && path.startsWith(PAYLOAD));
}

/** The bag's own count of its payload must be this one, unless it is null [RFC 8493, 2.2.2]. */
function wrongInfo(text: string | null, oxum: string | null): string[] {
  if (text === null) return [];
  const { info, faults } = parseBagInfo(text);
  const said = info["Payload-Oxum"] ?? "nothing";
  if (oxum === null || said === oxum) return [...faults];
  return [...faults, `${BAG_INFO} counts ${said} as bytes.files of the payload; there are ${oxum}`];
}

export function oxumOf(payload: readonly { readonly bytes: number }[]): string {
  return `${payload.reduce((sum, { bytes }) => sum + bytes, 0)}.${payload.length}`;
}

/** Two names that differ only in case fall together on Windows and macOS. */
export function collisions(found: readonly Found[]): string[] {
  const byKey = new Map<string, string>();
  return found
    .toSorted((a, b) => compareText(a.path, b.path))
    .flatMap(({ path }) => {
      const key = path.normalize("NFC").toLowerCase();
      const first = byKey.get(key);
      byKey.set(key, path);
      return first === undefined ? [] : [`planted: ${path} differs from ${first} only in its case`];
    });
}
