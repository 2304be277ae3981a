/** Small texts as files of a GPO backup, for the catalog's examples and for tests of precedence. */
import type { ReadFile } from "../evidence/assemble.ts";
import { readFile } from "../formats/read.ts";
import { sha256Hex } from "../platform/digest.ts";
import { encodeRegistryPol } from "./registry-pol-writer.ts";

/** `Backup.xml` stands beside `DomainSysvol`; any other path below the GPO's root; `Registry.pol` is lines `key;name;TYPE;data`. */
export function fileOf(path: string, body: string, folder = "backup"): ReadFile {
  const full = /^(\.\.\/)?(Backup|bkupInfo|gpreport)\.xml$/i.test(path)
    ? `${folder}/${path.replace("../", "")}`
    : `${folder}/DomainSysvol/GPO/${path}`;
  return readBytes(full, /\.pol$/i.test(path) ? encodeRegistryPol(polLines(body)) : new TextEncoder().encode(body));
}

export function readBytes(path: string, bytes: Uint8Array): ReadFile {
  const { format, read, reason, encoding, drafts, diagnostics, taken } = readFile(path, bytes);
  const source = { id: sha256Hex(bytes), path, kind: format?.id ?? null, bytes: bytes.length, encoding, read, reason };
  const said = taken === null ? null : ({ time: taken, basis: "content" } as const);
  return { source: { ...source, memberOf: null, taken: said }, drafts, diagnostics };
}

function polLines(body: string) {
  return body
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [key = "", name = "", type = "REG_SZ", ...rest] = line.split(";");
      const data = rest.join(";");
      return { key, name, type, data: type === "REG_DWORD" || type === "REG_QWORD" ? Number(data) : data };
    });
}
