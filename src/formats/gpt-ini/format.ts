/** GPT.INI: version numbers of a GPO in SYSVOL, and in local and LGPO copies its extension lists [MS-GPOL 2.2.4; formats.md 1.4]. */
import type { Guid, GpoFields, GpoVersions } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import type { InfLine } from "../../text/inf.ts";
import { readInf } from "../../text/inf.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const SECTION = "general";
/** `displayName` is mostly "New Group Policy Object": never the GPO's name. */
const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "version",
  "displayname",
  "gpcmachineextensionnames",
  "gpcuserextensionnames",
  "gpcfunctionalityversion",
]);

/** The first group of a list is often headed by it; it belongs to preferences and is no extension to run. */
const ZERO_GUID: Guid = "00000000-0000-0000-0000-000000000000";

/** The keys of `[General]`, each with its first line: the first of two equal keys counts in the Windows profile API [K]. */
interface General {
  /** From the section line to the last entry below it. */
  readonly start: number;
  readonly end: number;
  readonly keys: ReadonlyMap<string, InfLine>;
  readonly repeated: readonly InfLine[];
  readonly others: readonly InfLine[];
}

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  const sections = new Set<string>();
  const keys = new Map<string, string>();
  let cut = false;
  for (const line of readInf(head.sample)) {
    if (line.section === null && line.kind !== "blank" && line.kind !== "comment") return "no";
    if (line.kind === "section") sections.add(line.section?.toLowerCase() ?? "");
    if (line.kind === "entry") keys.set(line.key.toLowerCase(), line.value);
    if (line.kind !== "bare") continue;
    if (![...KNOWN_KEYS].some((key) => key.startsWith(line.key.toLowerCase()))) return "no";
    cut = true;
  }
  if (sections.size !== 1 || !sections.has(SECTION)) return "no";
  const known = [...keys.keys()].every((key) => KNOWN_KEYS.has(key));
  if (known && !cut && versionOf(keys.get("version") ?? "") !== null) return "yes";
  // Many programs keep a Version below [General]; a key of Group Policy's own makes it likely.
  const ours = [...keys.keys()].some((key) => key !== "version" && KNOWN_KEYS.has(key));
  return known || ours ? "maybe" : "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const general = readGeneral(input.text());
  if (general === null) {
    sink.diagnostic({ code: "malformed", data: { message: "no [General] section" } });
    return { read: "incomplete" };
  }
  for (const line of general.repeated) {
    sink.diagnostic({ code: "duplicate-key", offset: line.start, data: { key: line.key, counts: "first" } });
  }
  for (const line of general.others) {
    sink.diagnostic({ code: "not-understood", offset: line.start, data: { what: "entry", value: line.key } });
  }
  const version = general.keys.get("version");
  let incomplete = version === undefined;
  if (version === undefined) {
    sink.diagnostic({ code: "malformed", offset: general.start, data: { message: "no Version" } });
  } else if (versionOf(version.value) === null) {
    sink.diagnostic({
      code: "not-understood",
      offset: version.valueStart,
      data: { what: "Version", value: version.value.slice(0, 80) },
    });
  }
  for (const key of ["gpcmachineextensionnames", "gpcuserextensionnames"]) {
    const line = general.keys.get(key);
    if (line === undefined) continue;
    const { broken } = readExtensions(line.value);
    if (broken === null) continue;
    incomplete = true;
    const message = `${line.key} is not of the form [{extension}{tool}]`;
    const code = line.end === input.text().length ? "truncated" : "malformed";
    sink.diagnostic({ code, offset: line.valueStart + broken, data: { message } });
  }
  sink.fact({
    fields: fieldsOf(general),
    span: { unit: "char", start: general.start, end: general.end },
    via: "gpt-ini",
  });
  return { read: incomplete ? "incomplete" : "complete" };
}

function readGeneral(text: string): General | null {
  let start = -1;
  let end = -1;
  const keys = new Map<string, InfLine>();
  const repeated: InfLine[] = [];
  const others: InfLine[] = [];
  for (const line of readInf(text)) {
    if (line.kind === "blank" || line.kind === "comment") continue;
    const here = line.section?.toLowerCase() === SECTION;
    if (line.kind === "section") {
      if (!here) others.push({ ...line, key: `[${line.section ?? ""}]` });
      else if (start < 0) [start, end] = [line.start, line.end];
      else repeated.push({ ...line, key: `[${line.section ?? ""}]` });
      continue;
    }
    if (!here || line.kind === "bare" || line.end - line.start > LIMITS.lineChars) {
      if (here || line.section === null) others.push({ ...line, key: line.key.slice(0, 80) });
      continue;
    }
    end = line.end;
    const key = line.key.toLowerCase();
    if (!KNOWN_KEYS.has(key)) others.push(line);
    else if (keys.has(key)) repeated.push(line);
    else keys.set(key, line);
  }
  return start < 0 ? null : { start, end, keys, repeated, others };
}

function fieldsOf(general: General): GpoFields {
  const packed = versionOf(general.keys.get("version")?.value ?? "");
  const machine = general.keys.get("gpcmachineextensionnames");
  return {
    kind: "gpo",
    guid: null,
    name: null,
    domain: null,
    backupId: null,
    backupTime: null,
    computerEnabled: null,
    userEnabled: null,
    machineExtensions: machine === undefined ? null : readExtensions(machine.value).extensions,
    versions: packed === null ? null : unpack(packed),
    wmiFilter: null,
    sddl: null,
  };
}

/** Unsigned 32 bit; a negative number is the same bits printed signed. */
function versionOf(text: string): number | null {
  if (!/^-?\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value < -(2 ** 31) || value >= 2 ** 32 ? null : value >>> 0;
}

/** High 16 bits user, low 16 bits machine [MS-GPOL 2.2.4]: another packing than Backup.xml's. */
function unpack(version: number): GpoVersions {
  return { machineDirectory: null, machineSysvol: version & 0xffff, userDirectory: null, userSysvol: version >>> 16 };
}

/**
 * `[{CSE}{Tool}…][{CSE}{Tool}…]`, the order kept. `broken` is the offset of the first character that does not fit.
 * A broken list is no list: a part of it would say that the extensions behind the break are missing.
 */
function readExtensions(text: string): { extensions: readonly Guid[] | null; broken: number | null } {
  const extensions: Guid[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] !== "[") return { extensions: null, broken: at };
    at += 1;
    const group: Guid[] = [];
    while (text[at] === "{") {
      const guid = guidOf(text.slice(at, at + 38));
      if (guid === null || text[at + 37] !== "}") return { extensions: null, broken: at };
      group.push(guid);
      at += 38;
    }
    const [first] = group;
    if (first === undefined || text[at] !== "]") return { extensions: null, broken: at };
    if (first !== ZERO_GUID) extensions.push(first);
    at += 1;
  }
  return { extensions, broken: null };
}

export const gptIni = defineFormat({
  id: "gpt-ini",
  title: "GPT.INI of a GPO in SYSVOL",
  madeBy: [
    "Copy the folder \\\\DOMAIN\\SYSVOL\\DOMAIN\\Policies\\{GUID}",
    "LGPO.exe /b writes one for the local policy",
  ],
  recognisedBy: "An INI file whose only section is [General], with a numeric Version and no keys foreign to a GPO.",
  proves:
    "The version numbers of the SYSVOL half, and for local policy the extensions that a client runs. It does not tell the GPO's name, links, filters or whether it is enabled.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const general = kind === "gpo" ? readGeneral(excerpt) : null;
    return general === null ? null : fieldsOf(general);
  },
});
