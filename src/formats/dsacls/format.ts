/** The text of `dsacls "<DN>" /A` [formats.md 6.8]. Its names decide nothing where they could mean two things. */
import type { AceFields, FactFields, SecurityDescriptorFields } from "../../core/fact.ts";
import { MissingSacls } from "../../text/descriptor-fields.ts";
import { classGuid } from "../../text/directory-names.ts";
import { labelOfPath } from "../../text/labelled.ts";
import { readLines } from "../../text/line-index.ts";
import { printSddl } from "../../text/sddl.ts";
import type { Acl } from "../../text/sddl.ts";
import { trusteeOfName } from "../../text/trustee-names.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const AUDIT_LIST = /^Audit list:\s*$/i;
const ACCESS_LIST = /^Access list:\s*$/i;
const ON_OBJECT = /^Effective Permissions on this object are:\s*$/i;
const ON_CHILDREN = /^Permissions inherited to subobjects are:\s*$/i;
const INHERITED_TO = /^Inherited to (all subobjects|\S+)\s*$/i;
const PROTECTED = /^\{This object is protected from inheriting permissions from the parent\}\s*$/i;
const COMPLETED = /^The command completed successfully/i;
const NOTHING = /^(?:There (?:is|are) no .*|\{This object .*\}|)\s*$/i;
const ROW = /^(Success|Fail(?:ure)?|All)\s+(\S.*)$/i;
const SPECIAL = /^(\S.*?)\s{2,}(\S.*)$/;
const FROM_PARENT = /<Inherited from parent>\s*$/i;
/** The command line above the output, if it was captured as well. */
const COMMAND = /dsacls(?:\.exe)?"?\s+(?:"([^"]+)"|(\S[^/>|"]*))/i;
/** `\\server[:port]\` before the name asks that domain controller. */
const SERVER = /^\\\\[^\\]+\\/;

const RIGHTS = new Map<string, number>([
  ["FULL CONTROL", 0xf01ff],
  ["CREATE CHILD", 0x1],
  ["DELETE CHILD", 0x2],
  ["LIST CONTENTS", 0x4],
  ["WRITE SELF", 0x8],
  ["READ PROPERTY", 0x10],
  ["WRITE PROPERTY", 0x20],
  ["DELETE TREE", 0x40],
  ["LIST OBJECT", 0x80],
  ["CONTROL ACCESS", 0x100],
  ["DELETE", 0x10000],
  ["READ PERMISSIONS", 0x20000],
  // As Windows has misspelt it for decades [K].
  ["READ PERMISSONS", 0x20000],
  ["WRITE PERMISSIONS", 0x40000],
  ["CHANGE OWNERSHIP", 0x80000],
]);

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  const lines: string[] = [];
  for (const { start, end } of readLines(head.sample)) {
    const line = head.sample.slice(start, end).replace(/^[\uFEFF\0]+/, "");
    if (AUDIT_LIST.test(line) || ACCESS_LIST.test(line)) return "yes";
    if (line.trim() !== "" && !COMMAND.test(line)) lines.push(line);
    if (lines.length === 40) break;
  }
  return looksLikeList(lines) ? "maybe" : "no";
}

/** In any language: owner and group with their accounts, then a heading, then rows with a wide gap. */
function looksLikeList(lines: readonly string[]): boolean {
  const [owner = "", group = "", heading = "", ...rows] = lines;
  const account = /^[^\s:][^:\\]{1,40}:\s+[^\\:]{1,64}\\[^\\:]{1,104}$/;
  const wide = rows.filter((row) => /^\S.{0,200}?\s{3,}\S/.test(row) || /^\s{20,}\S/.test(row));
  return account.test(owner) && account.test(group) && /^[^\s:][^:]{1,60}:\s*$/.test(heading) && wide.length >= 2;
}

interface List {
  readonly aces: AceFields[];
  start: number;
  end: number;
  protected: boolean;
}

interface Row {
  readonly offset: number;
  readonly end: number;
  readonly success: boolean;
  readonly failure: boolean;
  readonly name: string;
  /** What stands behind the name: `SPECIAL ACCESS`, `SPECIAL ACCESS for member`, `FULL CONTROL`, the name of a right. */
  readonly access: string;
  readonly inherited: boolean;
  readonly rights: string[];
}

interface Reading {
  readonly list: List | null;
  /** The access list, which proves that the output is one; its place. */
  readonly access: { start: number; end: number } | null;
  readonly completed: boolean;
  readonly command: string | null;
  /** Rows and lines that are not understood, with their place. */
  readonly doubts: { offset: number; what: string; value: string; why: string }[];
}

function readOutput(text: string): Reading {
  let list: List | null = null;
  let access: Reading["access"] = null;
  let completed = false;
  let command: string | null = null;
  const doubts: Reading["doubts"] = [];
  let place: "before" | "audit" | "access" = "before";
  let children = false;
  let target: { known: boolean; guid: string | null; name: string } | null = null;
  let row: Row | null = null;

  const flush = (): void => {
    if (row !== null && list !== null) {
      const ace = aceOf(row, children, target);
      if (typeof ace === "string")
        doubts.push({ offset: row.offset, what: "an audit entry", value: row.access, why: ace });
      else list.aces.push(ace);
    }
    row = null;
  };

  for (const { start, end } of readLines(text)) {
    const line = text
      .slice(start, Math.min(end, start + 4096))
      .replace(/^[\uFEFF\0]+/, "")
      .trimEnd();
    if (place === "before" && command === null) {
      const match = COMMAND.exec(line);
      command = match === null ? null : (match[1] ?? match[2] ?? "").replace(SERVER, "").trim();
    }
    if (AUDIT_LIST.test(line)) {
      flush();
      place = "audit";
      list ??= { aces: [], start, end, protected: false };
    } else if (ACCESS_LIST.test(line)) {
      flush();
      place = "access";
      access ??= { start, end };
    } else if (COMPLETED.test(line)) completed = true;
    if (place !== "audit" || list === null || line === "" || AUDIT_LIST.test(line)) continue;
    list.end = end;
    if (PROTECTED.test(line)) list.protected = true;
    else if (ON_OBJECT.test(line) || ON_CHILDREN.test(line)) {
      flush();
      children = ON_CHILDREN.test(line);
      target = null;
    } else if (INHERITED_TO.test(line)) {
      flush();
      target = targetOf(INHERITED_TO.exec(line)?.[1] ?? "");
    } else if (ROW.test(line)) {
      flush();
      row = rowOf(line, start, end);
    } else if (row !== null && /^\s{8,}\S/.test(line)) {
      row.rights.push(line.trim());
    } else if (!NOTHING.test(line)) {
      flush();
      doubts.push({
        offset: start,
        what: "a line of the audit list",
        value: line.trim(),
        why: "not one of the known lines",
      });
    }
  }
  flush();
  return { list, access, completed, command, doubts };
}

function targetOf(name: string): { known: boolean; guid: string | null; name: string } {
  if (/^all subobjects$/i.test(name)) return { known: true, guid: null, name };
  const guid = classGuid(name);
  return { known: guid !== null, guid, name };
}

function rowOf(line: string, offset: number, end: number): Row {
  const [, word = "", rest = ""] = ROW.exec(line) ?? [];
  const inherited = FROM_PARENT.test(rest);
  const [, name = rest.trim(), access = ""] = SPECIAL.exec(rest.replace(FROM_PARENT, "").trimEnd()) ?? [];
  const kind = word.toLowerCase();
  return {
    offset,
    end,
    success: kind !== "fail" && kind !== "failure",
    failure: kind !== "success",
    name,
    access,
    inherited,
    rights: [],
  };
}

/** The entry, or why it is not one for certain. */
function aceOf(row: Row, children: boolean, target: ReturnType<typeof targetOf> | null): AceFields | string {
  if (children && target === null) return "inherited to objects that are not named";
  if (target !== null && !target.known) return `inherited to ${target.name}, a class that is not in the table`;
  const { trustee, known } = trusteeOfName(row.name);
  if (!known) return `"${row.name}" may be a well-known trustee in another language`;
  const access = row.access.toUpperCase();
  if (access.startsWith("SPECIAL ACCESS FOR")) return "a name can mean an attribute, a property set or a right";
  const names = access === "SPECIAL ACCESS" || access === "" ? row.rights : [row.access, ...row.rights];
  let mask = 0;
  for (const name of names) {
    const bits = RIGHTS.get(name.toUpperCase().replaceAll(/\s+/g, " "));
    if (bits === undefined) return `"${name}" is no right with one meaning`;
    mask |= bits;
  }
  if (mask === 0) return "no rights";
  const inheritedObjectType = target?.guid ?? null;
  const flags = [
    ...(children ? ["CI", "IO"] : []),
    ...(row.inherited ? ["ID"] : []),
    ...(row.success ? ["SA"] : []),
    ...(row.failure ? ["FA"] : []),
  ];
  return {
    type: inheritedObjectType === null ? "AU" : "OU",
    flags,
    mask,
    trustee,
    objectType: null,
    inheritedObjectType,
    condition: null,
  };
}

/** A list with a row that is not understood counts as not read: that row may be the one that is looked for. */
function fieldsOf(object: string, { list, doubts, access, completed }: Reading): SecurityDescriptorFields {
  const ended = access !== null || completed;
  const read = list !== null && doubts.length === 0 && ended;
  const aces = list?.aces ?? [];
  const acl: Acl = { flags: list?.protected === true ? ["P"] : [], aces, nullAcl: false };
  const printable = read && aces.every(({ trustee }) => trustee.startsWith("S-1-"));
  return {
    kind: "security-descriptor",
    object,
    sacl: read ? "read" : "not-read",
    // Whether the words of protection stand in the audit list at all is not known [U].
    protected: list?.protected === true ? true : null,
    aces,
    sddl: printable ? printSddl({ owner: null, group: null, dacl: null, sacl: acl, control: [] }) : "",
  };
}

const OTHER_LANGUAGE =
  'dsacls in a language that is not read; its names are no evidence: use `(Get-Acl -Audit "AD:\\<DN>").Sddl` or `ldifde` instead';

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const reading = readOutput(text);
  const { list, access, completed, command, doubts } = reading;
  const place = list ?? access;
  if (place === null) return { read: "refused", reason: OTHER_LANGUAGE };
  const object = command ?? labelOfPath(input.path);
  const fields = fieldsOf(object, reading);
  for (const { offset, what, value, why } of doubts) {
    sink.diagnostic({ code: "not-understood", offset, data: { what, value: value.slice(0, 120), why } });
  }
  if (list === null) {
    const missing = new MissingSacls();
    const descriptor = { owner: null, group: null, dacl: null, sacl: null, control: [] };
    missing.add({ ok: true, fields, descriptor, stripped: false, problem: null }, place.start);
    for (const draft of missing.diagnostics()) {
      sink.diagnostic({ ...draft, data: { ...draft.data, why: "without /A dsacls leaves the audit list out" } });
    }
  }
  const ended = access !== null || completed;
  if (!ended) sink.diagnostic({ code: "truncated", offset: place.end, data: { message: "the audit list has no end" } });
  sink.fact({
    fields,
    span: { unit: "char", start: place.start, end: place.end },
    via: "dsacls",
    object: { kind: "object", name: object },
    // Words, not numbers: another tool's rendering.
    tier: "E",
  });
  return { read: ended ? "complete" : "incomplete" };
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind !== "security-descriptor") return null;
  const { list, access } = readOutput(excerpt);
  if (list === null) return access === null ? null : { kind, sacl: "not-read" };
  return { kind, aces: list.aces, protected: list.protected ? true : null };
}

export const dsacls = defineFormat({
  id: "dsacls",
  title: "Access lists as text (dsacls)",
  madeBy: [
    'dsacls "DC=corp,DC=example" /A > domain.dsacls.txt (better: (Get-Acl -Audit "AD:\\DC=corp,DC=example").Sddl)',
  ],
  recognisedBy:
    "A line Access list: or Audit list:; in other languages an owner, a group, a heading and rows with wide gaps.",
  proves:
    "The audit entries whose words have one meaning. A list with any other entry counts as not read; other languages are refused with advice.",
  sniff,
  parse,
  reread,
});
