/** Registry keys as PowerShell objects: `Get-ItemProperty` as JSON, CSV or CLIXML [formats.md 5.5]. */
import type { FactFields, RegistryFields, RegistryValue } from "../../core/fact.ts";
import { hexOf } from "../../text/bytes.ts";
import { CLIXML_NAMESPACE, holdsSecureString } from "../../text/clixml.ts";
import {
  isPsList,
  property,
  readObjects,
  type PsObject,
  type PsObjects,
  type PsProperty,
  type PsValue,
} from "../../text/powershell-objects.ts";
import { detached, shortened, splitHive } from "../../text/registry-data.ts";
import { isProviderProperty, registryPath, unsigned } from "../../text/registry-provider.ts";
import { isSecretName } from "../../text/secrets.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { hasRoot } from "../unread.ts";

/** In JSON the backslash is doubled. */
const KEY_PATH = /Microsoft\.PowerShell\.Core\\{1,2}Registry::HK/;

function sniff(head: Head): "no" | "maybe" | "yes" {
  const about = KEY_PATH.test(head.sample);
  if (!about) return "no";
  if (head.root !== null) return hasRoot(head, "Objs", CLIXML_NAMESPACE) ? "yes" : "no";
  if (/^[[{]/.test(head.text)) return /"PSPath"\s*:/i.test(head.sample) ? "yes" : "no";
  const header = /^(?:#TYPE[^\r\n]*(?:\r\n|\r|\n))?([^\r\n]*)/.exec(head.text)?.[1] ?? "";
  return /(?:^|[,;\t|])"?PSPath"?(?:[,;\t|]|$)/i.test(header) ? "yes" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const read = readObjects(text);
  for (const note of read.notes) sink.diagnostic(note);
  if (read.problem !== null) sink.diagnostic(read.problem);
  let strangers = 0;
  for (const object of read.objects) {
    const path = property(object, "PSPath")?.value;
    const key = typeof path === "string" ? registryPath(path) : null;
    if (key === null) {
      if (strangers === 0) {
        const data = { what: "object", why: "its PSPath names no registry key" };
        sink.diagnostic({ code: "not-understood", offset: object.start, data });
      }
      strangers += 1;
      continue;
    }
    readKey(text, read.form, object, detached(key), sink);
  }
  return { read: read.problem === null ? "complete" : "incomplete" };
}

function readKey(text: string, form: PsObjects["form"], object: PsObject, path: string, sink: Sink): void {
  const { hive, key } = splitHive(path);
  const computer = property(object, "PSComputerName")?.value;
  const host = typeof computer === "string" && computer !== "" && computer !== "localhost" ? detached(computer) : null;
  for (const one of object.properties) {
    if (isProviderProperty(one.name)) continue;
    // Export-Csv writes "" for an empty text and nothing for a value that the key does not have.
    if (form === "csv" && one.start === one.end) continue;
    const name = one.name === "(default)" ? "" : detached(one.name);
    const secure = form === "clixml" && holdsSecureString(text, one.start, one.end);
    const secret = (isSecretName(name) && one.value !== null) || secure;
    const { type, value, understood } = valueOf(one.value);
    if (secure) {
      // Said by the reader of CLIXML.
    } else if (secret) {
      sink.diagnostic({ code: "secret-redacted", offset: one.start, data: { what: name } });
    } else if (!understood) {
      const data = {
        what: shortened(one.name),
        value: shortened(typeof one.value === "string" ? one.value : "an object"),
        why: "the export holds its kind only",
      };
      sink.diagnostic({ code: "not-understood", offset: one.start, data });
    }
    const fields: RegistryFields = { kind: "registry", hive, key, name, type, value: secret ? null : value };
    const span = secret ? secretPlace(text, form, one, object) : place(text, form, one, object);
    sink.fact({ fields, span: { unit: "char", ...span }, via: "powershell", host });
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** A cell with the delimiter before it, or behind the first one: no reading of JSON or CLIXML has one there. */
function place(text: string, form: PsObjects["form"], { start, end }: PsProperty, object: PsObject): Place {
  if (form !== "csv") return { start, end };
  return start > object.start ? { start: start - 1, end } : { start, end: Math.min(end + 1, text.length) };
}

/** The name alone, or in CSV, where it stands elsewhere, a delimiter. */
function secretPlace(text: string, form: PsObjects["form"], one: PsProperty, object: PsObject): Place {
  const { start, end } = one;
  if (form === "csv") return start > object.start ? { start: start - 1, end: start } : { start: end, end: end + 1 };
  const found = text.slice(start, end).indexOf(form === "json" ? ":" : ">");
  return { start, end: found < 0 ? start + 1 : start + found };
}

/** What an export writes instead of a list; a registry value is nothing else that could be left out. */
const LISTS = /^System\.(?:Byte|String|Object)\[\]$/;

interface Reading {
  readonly type: string | null;
  readonly value: RegistryValue | null;
  readonly understood: boolean;
}

/** Numbers and texts do not tell their type: 1 may be a DWORD or a QWORD, and in CSV a text. Lists do. */
function valueOf(value: PsValue): Reading {
  if (value === null) return { type: null, value: null, understood: true };
  if (typeof value === "number") {
    const known = Number.isSafeInteger(value);
    return { type: null, value: known ? unsigned(value) : null, understood: known };
  }
  if (typeof value === "string") {
    if (LISTS.test(value)) return { type: null, value: null, understood: false };
    return { type: null, value: detached(value), understood: true };
  }
  if (isPsList(value) && value.length > 0) {
    if (value.every((item) => typeof item === "string"))
      return { type: "REG_MULTI_SZ", value: value.map(detached), understood: true };
    if (value.every((item) => typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 255))
      return { type: "REG_BINARY", value: hexOf(Uint8Array.from(value.map(Number))), understood: true };
  }
  // An empty list may be one of bytes or of texts.
  if (isPsList(value) && value.length === 0) return { type: null, value: [], understood: true };
  return { type: null, value: null, understood: false };
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<RegistryFields> | null {
  if (kind !== "registry") return null;
  // A cell does not carry its name.
  if (/^[,;\t|]|[,;\t|]$/.test(excerpt)) return { kind };
  const xml = excerpt.startsWith("<");
  // What a reference leads to stands elsewhere.
  if (xml ? /<[^<>]*\bRef\b/.test(excerpt) : !excerpt.startsWith('"')) return { kind };
  const { objects, problem } = readObjects(xml ? `<Objs><Obj><MS>${excerpt}</MS></Obj></Objs>` : `{${excerpt}}`);
  const [one] = objects[0]?.properties ?? [];
  if (problem !== null || one === undefined) return { kind };
  const name = one.name === "(default)" ? "" : one.name;
  const { type, value } = valueOf(one.value);
  return isSecretName(name) && one.value !== null ? { kind, name, value: null } : { kind, name, type, value };
}

export const registryObjects = defineFormat({
  id: "registry-objects",
  title: "Registry keys as PowerShell objects (Get-ItemProperty)",
  madeBy: [
    "Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa | ConvertTo-Json > lsa-HOST.json",
    "Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa | Export-Clixml lsa-HOST.xml",
    "Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa | Export-Csv lsa-HOST.csv",
  ],
  recognisedBy: "JSON, CSV or CLIXML with the property PSPath and the path of a registry key in it.",
  proves:
    "The values that stand in a computer's registry, without their types. It names the computer only when the command ran by remoting (PSComputerName).",
  sniff,
  parse,
  reread,
});
