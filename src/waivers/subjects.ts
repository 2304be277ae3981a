/** Whom a waiver names, and who a finding's subject is: both as keys that are compared. Names are exact; case does not count. */
import type { FindingSubject } from "../core/report.ts";
import { SUBJECT_KEYS, type SubjectKey, type Subjects } from "./entry.ts";

export const ALL = "all";

export function keysNamed(subjects: Subjects): string[] {
  if (subjects === "all") return [ALL];
  return SUBJECT_KEYS.flatMap((kind) => (subjects[kind] ?? []).map((name) => keyOf(kind, name)));
}

/** Every key by which a waiver may name this subject. */
export function keysOf(subject: FindingSubject): string[] {
  switch (subject.kind) {
    case "host": {
      const { name, domain, roles } = subject;
      const full = domain !== null && !name.includes(".") ? [keyOf("hosts", `${name}.${domain}`)] : [];
      return [keyOf("hosts", name), ...full, ...roles.map((role) => keyOf("tags", role)), ALL];
    }
    case "gpo": {
      const { name, guid, domain } = subject;
      const names = [name, guid, domain !== null && name !== null ? `${domain}/${name}` : null];
      return [...names.flatMap((one) => (one === null ? [] : keyOf("gpos", one))), ALL];
    }
    case "domain": {
      const tag = subject.role === null ? [] : [keyOf("tags", subject.role)];
      return [keyOf("domains", subject.name), ...tag, ALL];
    }
    case "object":
      return [keyOf("objects", subject.name), keyOf("objects", `${subject.domain}/${subject.name}`), ALL];
    case "forest":
      return [keyOf("forests", subject.name), ALL];
  }
}

/** What one exact name must not mean two of; null for a tag, and for `all`, which mean many on purpose. */
export function identityOf(subject: FindingSubject, key: string): string | null {
  if (key === ALL || key.startsWith("tags:")) return null;
  switch (subject.kind) {
    case "host":
      return `${subject.name}, ${subject.domain ?? "no domain"}`.toLowerCase();
    case "gpo":
      return `${subject.domain ?? ""} ${subject.guid ?? subject.container}`.toLowerCase();
    case "object":
      return `${subject.domain} ${subject.name}`.toLowerCase();
    case "domain":
    case "forest":
      return subject.name.toLowerCase();
  }
}

/** A GUID is the same with and without braces. */
function keyOf(kind: SubjectKey, name: string): string {
  const bare = kind === "gpos" ? name.replace(/^\{([0-9A-Fa-f-]{36})\}$/, "$1") : name;
  return `${kind}:${bare.toLowerCase()}`;
}
