/** The words of every diagnostic, made once: what, what it means for the verdict, and what to do. Plain ASCII. */
import type { Diagnostic, DiagnosticCode, DiagnosticLevel } from "./diagnostic.ts";

/** Parts of a sentence by name. What a sentence leaves out is added in brackets, so that nothing said is lost. */
class Details {
  readonly #data: Diagnostic["data"];
  readonly #used = new Set<string>();

  constructor(data: Diagnostic["data"]) {
    this.#data = data;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#data, key);
  }

  get(key: string, otherwise = "?"): string {
    const value = Object.hasOwn(this.#data, key) ? this.#data[key] : undefined;
    if (value === undefined) return otherwise;
    this.#used.add(key);
    return cut(String(value));
  }

  /** The first of these that exists. */
  first(keys: readonly string[], otherwise: string): string {
    const key = keys.find((key) => this.has(key));
    return key === undefined ? otherwise : this.get(key);
  }

  /** In quotation marks, or other words without them. */
  name(key: string, otherwise: string): string {
    return this.has(key) ? `"${this.get(key)}"` : otherwise;
  }

  /** The value behind these words when the part exists, else "". */
  part(before: string, key: string): string {
    return this.has(key) ? before + this.get(key) : "";
  }

  /** The same with the value in quotation marks. */
  quoted(before: string, key: string): string {
    return this.has(key) ? `${before}"${this.get(key)}"` : "";
  }

  rest(): string {
    const left = Object.keys(this.#data).filter((key) => !this.#used.has(key));
    return left.length === 0 ? "" : ` (${left.map((key) => `${key}: ${cut(String(this.#data[key]))}`).join(", ")})`;
  }
}

interface MessageForm {
  readonly level: DiagnosticLevel;
  /** The kind of problem, for groups. */
  readonly title: string;
  /** One sentence about this place, without its path. */
  text(details: Details): string;
  /** What to do now; a `next` in the data of a diagnostic, where the place is known better, replaces it. */
  readonly next: string;
}

export const MESSAGES: Readonly<Record<DiagnosticCode, MessageForm>> = {
  "not-found": {
    level: "error",
    title: "Path not found",
    text: (d) => `Nothing is at this path${d.part(": ", "reason")}.`,
    next: "Check the spelling; quote paths that hold spaces.",
  },
  "not-readable": {
    level: "error",
    title: "Not readable",
    text: (d) => `The system refused to read it${d.part(": ", "reason")}.`,
    next: "Copy it to a folder that you may read and scan the copy.",
  },
  empty: {
    level: "warning",
    title: "Empty file",
    text: () => "The file holds no bytes.",
    next: "Export it again; an export that was cut off often leaves an empty file.",
  },
  "not-a-file": {
    level: "info",
    title: "Neither file nor folder",
    text: (d) => `A ${d.get("type", "device, socket or pipe")} is not read.`,
    next: "Nothing to do, unless a setting was expected in it.",
  },
  "link-loop": {
    level: "warning",
    title: "Link that leads back",
    text: (d) => `The link leads to a folder that was already read${d.quoted(": ", "target")}.`,
    next: "Nothing to do; each folder is read once.",
  },
  unrecognised: {
    level: "warning",
    title: "No format recognises it",
    text: (d) => `No known format claims the content${d.part(": ", "reason")}.`,
    next: "See `eventreach formats` for what is read and how to export it.",
  },
  "refused-format": {
    level: "warning",
    title: "Known, but no evidence",
    text: (d) => `${d.get("format", "This format")} is not accepted as evidence${d.part(": ", "reason")}.`,
    next: "Export the same data in a form that `eventreach formats` lists.",
  },
  ambiguous: {
    level: "warning",
    title: "Claimed by several formats",
    text: (d) => `More than one format claims the content: ${d.get("formats")}. None was picked.`,
    next: "Save each kind of data in a file of its own and scan again; of a console session with both outputs of auditpol, the rows of `auditpol /get /category:* /r` are enough. If it is one kind only, please report the file's first lines.",
  },
  truncated: {
    level: "error",
    title: "Cut off",
    text: (d) =>
      `The data ends in the middle${d.part(" of ", "what")}${d.part(": ", "message")}. What stands before is used.`,
    next: "Copy or export the file again and compare the sizes.",
  },
  malformed: {
    level: "error",
    title: "Malformed",
    text: (d) => `The structure breaks here: ${d.first(["message", "reason", "what"], "not as its format demands")}.`,
    next: "Export it again; if Windows itself wrote it so, please report it.",
  },
  "dead-file": {
    level: "warning",
    title: "File that Windows never reads",
    text: (d) => `Windows does not process a file of this kind at this place${d.part(": ", "reason")}.`,
    next: "Set the value in the GPO editor, which writes it where computers read it.",
  },
  "bad-encoding": {
    level: "warning",
    title: "Encoding guessed",
    text: (d) => `The bytes are not valid in the encoding they announce; read as ${d.get("encoding", "a fallback")}.`,
    next: "Check the names shown from this file; numbers and GUIDs are safe.",
  },
  "duplicate-key": {
    level: "warning",
    title: "Same key twice",
    text: (d) => `${d.name("key", "The key")} stands here again; the ${d.get("counts", "last")} one counts.`,
    next: "Remove one of the two where the file is made.",
  },
  "not-understood": {
    level: "warning",
    title: "Value not understood",
    text: (d) =>
      `${upperFirst(d.name("what", "the value"))}${d.quoted(" of ", "key")}${d.quoted(" of ", "object")}${d.quoted(" is ", "value")}: no known meaning${d.part(", ", "why")}; it proves nothing.`,
    next: "Read it at its place; set it again with Windows' own tools.",
  },
  "not-evaluated": {
    level: "info",
    title: "Not evaluated",
    text: (d) =>
      `${upperFirst(d.get("what", "settings"))}${d.has("why") ? `: ${d.get("why")}` : " stand here by their display names only"}.`,
    next: "Scan the GPO's backup or SYSVOL copy: its Registry.pol holds the values.",
  },
  "not-applied": {
    level: "warning",
    title: "Perhaps not applied",
    text: (d) =>
      `${upperFirst(d.name("what", "the computer"))}${d.part(": ", "why")}; settings that are listed here may not be in force.`,
    next: "Run `gpupdate /force` on the computer, look into its Group Policy event log, and capture again.",
  },
  "value-ambiguous": {
    level: "info",
    title: "Value with two readings",
    text: (d) =>
      `${upperFirst(d.get("what", "the value"))} has two meanings${d.quoted(": read as ", "read")}${d.quoted(", by specification ", "specification")}.`,
    next: "Export it with numbers, for example `auditpol /get /category:* /r`.",
  },
  "value-mismatch": {
    level: "warning",
    title: "Words and number disagree",
    text: (d) =>
      `${upperFirst(d.get("what", "the number"))}${d.quoted(" of ", "name")} is ${d.get("value", "one thing")}, its words are ${d.name("text", "another")}; the number counts.`,
    next: "Set it again in the GPO editor, which writes both alike.",
  },
  "words-unconfirmed": {
    level: "info",
    title: "Words that no capture confirms",
    text: (d) =>
      `${upperFirst(d.get("what", "the words"))}${d.quoted(" such as ", "example")} are read by ${d.get("read", "a table that no capture has confirmed yet")}.`,
    next: "Export it with GUIDs and numbers: `auditpol /backup /file:audit.csv`.",
  },
  conflict: {
    level: "warning",
    title: "Two files disagree",
    text: (d) =>
      `Two readings of ${d.get("what", "one value")} differ${d.quoted(": ", "here")}${d.quoted(" here, there ", "there")}${d.part("; what counts: ", "counts")}.`,
    next: "Keep the newer export of the two and scan again.",
  },
  superseded: {
    level: "info",
    title: "Older backup",
    text: (d) =>
      `${d.quoted("A backup of ", "gpo") || "A backup"}${d.part(" from ", "time")} is older: ${d.get("by", "a newer one")} counts.`,
    next: "Nothing to do, unless the older one is the one in force.",
  },
  "older-capture": {
    level: "info",
    title: "Older capture",
    text: (d) =>
      `${upperFirst(d.quoted("the capture of ", "host") || "the capture")}${d.part(" from ", "time")} is older: of what both tell${d.part(" (facts here: ", "facts")}${d.has("facts") ? ")" : ""}, ${d.get("by", "a newer one")}${d.part(" from ", "newer")} counts.`,
    next: "Nothing to do, unless one of the two times is wrong: `captures` in a scope file says when each was taken.",
  },
  "capture-declared": {
    level: "info",
    title: "Said by a scope file",
    text: (d) =>
      `Of ${d.name("key", "a capture")} (files: ${d.get("files")}) a person says here${d.part(" that it was taken ", "taken")}${d.has("taken") && d.has("host") ? " and" : ""}${d.quoted(" that its computer is ", "host")}.`,
    next: "Nothing to do; verdicts on that computer rest on this line.",
  },
  "capture-not-matched": {
    level: "warning",
    title: "Line of a scope file without effect",
    text: (d) => `${upperFirst(d.name("key", "the path"))} names no capture${d.part(": ", "why")}.`,
    next: "Write the path as the page of inputs shows it, whole or its last parts; a folder ends with /.",
  },
  "hive-unknown": {
    level: "info",
    title: "Machine or user not known",
    text: () => "A loose Registry.pol does not say whether it is the machine's or the user's half.",
    next: "Keep the folders of the GPO: `Machine/Registry.pol` or `User/Registry.pol`.",
  },
  "limit-exceeded": {
    level: "error",
    title: "Over a limit",
    text: (d) =>
      `Over a limit: ${d.get("what", "size")}${d.part(", at most ", "limit")}${d.part(", found ", "size")}${d.part(", left out ", "more")}.`,
    next: "Split the input; `docs/reference/limits.md` lists every limit.",
  },
  "secret-redacted": {
    level: "warning",
    title: "Secret left out",
    text: (d) =>
      `A secret${d.quoted(" ", "what")}${d.quoted(" ", "name")} stands here in a form that anybody can read; it is shown nowhere.`,
    next: "Change that password and remove it from the file's source.",
  },
  "unsafe-name": {
    level: "error",
    title: "Unsafe name in a zip",
    text: (d) => `The member${d.quoted(" ", "name")} points outside of the archive; it was not read.`,
    next: "Ask for a zip made from the folder itself; do not unpack this one.",
  },
  "duplicate-member": {
    level: "warning",
    title: "Same name twice in a zip",
    text: (d) => `The member${d.quoted(" ", "name")} stands in the archive again; the first one counts.`,
    next: "Make the zip again from the folder.",
  },
  "encrypted-member": {
    level: "error",
    title: "Encrypted in a zip",
    text: (d) => `The member${d.quoted(" ", "name")} is encrypted; it was not read.`,
    next: "Unpack it with its password and scan the folder.",
  },
  "nested-archive": {
    level: "warning",
    title: "Zip in a zip",
    text: (d) => `An archive within an archive is not read${d.quoted(": ", "name")}.`,
    next: "Unpack the outer one and scan the folder.",
  },
  "given-twice": {
    level: "info",
    title: "Given twice",
    text: (d) =>
      `The path is also reached through another argument${d.quoted(": ", "within")}; it is read once, there.`,
    next: "Nothing to do.",
  },
  instruction: {
    level: "warning",
    title: "Orders, not a reading",
    text: (d) => `What stands here is meant to change something, so it shows no computer's state: ${d.get("what")}.`,
    next: "Export the values from the computer itself, for example with `reg export`.",
  },
  "value-absent": {
    level: "info",
    title: "Value not there",
    text: (d) =>
      `The query found nothing${d.quoted(": ", "key")}${d.quoted(", value ", "name")}; that is no value of 0.`,
    next: "Nothing to do, unless the path of the query was wrong.",
  },
  "sacl-not-read": {
    level: "warning",
    title: "SACL not read",
    text: (d) =>
      `The audit entries${d.quoted(" of ", "object")}${d.part(", one of ", "objects")} are not in this export${d.part(": ", "why")}; that is no proof that nothing is audited.`,
    next: "Export again with the right Manage auditing and security log, and with the SACL: `Get-Acl -Audit`, or SD flags 15 in LDAP.",
  },
};

export interface Message {
  readonly level: DiagnosticLevel;
  readonly title: string;
  readonly message: string;
  readonly next: string;
}

/** Untrusted parts are as the input has them: whoever shows the message makes it printable. */
export function messageOf(diagnostic: Diagnostic): Message {
  const form = MESSAGES[diagnostic.code];
  const details = new Details(diagnostic.data);
  const sentence = form.text(details);
  const next = details.get("next", form.next);
  return { level: form.level, title: form.title, message: sentence + details.rest(), next };
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const LONGEST_PART = 200;

function cut(text: string): string {
  return text.length <= LONGEST_PART ? text : `${text.slice(0, LONGEST_PART)}...`;
}
