/** Manifests: lines of `sha256sum`, sorted, checked by it and by us alike [RFC 8493, 2.1.3]. */
import { compareText } from "../core/order.ts";
import { unsafePath } from "./names.ts";

export interface Listed {
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

export function manifestText(files: readonly Listed[]): string {
  const sorted = files.toSorted((a, b) => compareText(a.path, b.path));
  return sorted.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
}

export interface Manifest {
  readonly files: readonly Listed[];
  /** What is wrong with the text itself, a sentence each. */
  readonly faults: readonly string[];
}

/** Total: a line that is not understood is a fault, and its file is not listed. */
export function parseManifest(name: string, text: string): Manifest {
  const files: Listed[] = [];
  const faults: string[] = [];
  const seen = new Set<string>();
  const lines = text.split("\n");
  if (lines.pop() !== "") faults.push(`${name} does not end with a line break: it is cut or was edited`);
  for (const [index, line] of lines.entries()) {
    const place = `${name}, line ${index + 1}`;
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    const [, sha256 = "", path = ""] = match ?? [];
    const unsafe = unsafePath(path);
    if (line.endsWith("\r")) faults.push(`${place} ends with a carriage return: the line ends were converted`);
    else if (match === null) faults.push(`${place} is no line of a digest and a path`);
    else if (unsafe !== null) faults.push(`${place}: the path ${path} ${unsafe}`);
    else if (seen.has(path.toLowerCase())) faults.push(`${place}: ${path} is listed twice`);
    else files.push({ path, sha256 });
    seen.add(path.toLowerCase());
  }
  const moved = files.find((file, index) => index > 0 && compareText(files[index - 1]?.path ?? "", file.path) > 0);
  if (moved !== undefined) faults.push(`${name} was re-ordered: ${moved.path} does not stand in the order of names`);
  return { files, faults };
}

/** Why a file with this digest is not the one that the manifest vouches for; null where it is. */
export function manifestProblem(name: string, text: string, path: string, sha256: string): string | null {
  const { files, faults } = parseManifest(name, text);
  const listed = files.find((file) => file.path === path);
  if (faults[0] !== undefined) return faults[0];
  if (listed === undefined) return `${name} does not list ${path}`;
  return listed.sha256 === sha256 ? null : `${path} is not the file that ${name} lists: its SHA-256 differs`;
}
