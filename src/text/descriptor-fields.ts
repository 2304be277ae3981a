/** A security descriptor, as text or as bytes, to the fields of a fact; what was not read is said and never empty [formats.md 6.2, 6.5]. */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import type { SecurityDescriptorFields } from "../core/fact.ts";
import type { SecurityDescriptor } from "./sddl.ts";
import { parseSddl, printSddl } from "./sddl.ts";
import { auditAces, decodeSecurityDescriptor } from "./security-descriptor.ts";

export interface DescriptorReading {
  readonly ok: true;
  readonly fields: SecurityDescriptorFields;
  readonly descriptor: SecurityDescriptor;
  /** The bits of a SACL are there and the SACL is not: the reader lacked the right to it. */
  readonly stripped: boolean;
  /** A list that breaks off; ACEs before the place were kept. */
  readonly problem: { readonly message: string; readonly offset: number } | null;
}

export type DescriptorFields =
  | DescriptorReading
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** `sddl` stays as written; aliases of the domain become SIDs in the ACEs when its SID is given. */
export function fieldsOfSddl(object: string, sddl: string, domainSid?: string): DescriptorFields {
  const parsed = parseSddl(sddl, domainSid);
  if (!parsed.ok) return parsed;
  const fields = fieldsOf(object, parsed.descriptor, sddl, true);
  return { ok: true, fields, descriptor: parsed.descriptor, stripped: false, problem: null };
}

/** A SACL that breaks off counts as not read: what it lacks may be what is looked for. */
export function fieldsOfBytes(object: string, bytes: Uint8Array): DescriptorFields {
  const decoded = decodeSecurityDescriptor(bytes);
  if (!decoded.ok) return decoded;
  const { descriptor, problem } = decoded;
  const whole = problem === null || !inSacl(bytes, problem.offset);
  const fields = fieldsOf(object, descriptor, printSddl(descriptor), whole);
  return {
    ok: true,
    fields,
    descriptor,
    stripped: descriptor.sacl === null && descriptor.control.includes("SI"),
    problem,
  };
}

function inSacl(bytes: Uint8Array, offset: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sacl = view.getUint32(12, true);
  const dacl = view.getUint32(16, true);
  return sacl !== 0 && offset >= sacl && (dacl <= sacl || offset < dacl);
}

function fieldsOf(
  object: string,
  descriptor: SecurityDescriptor,
  sddl: string,
  whole: boolean,
): SecurityDescriptorFields {
  const { sacl, control } = descriptor;
  const read = sacl !== null && whole;
  return {
    kind: "security-descriptor",
    object,
    sacl: read ? "read" : "not-read",
    protected: control.includes("PS") ? true : read ? false : null,
    aces: auditAces(sacl),
    sddl,
  };
}

/** Counts the objects of a file whose SACL is missing and says so once for each reason, at the first of them. */
export class MissingSacls {
  readonly #found = new Map<string, { objects: number; object: string; offset: number }>();

  add({ fields, descriptor, stripped }: DescriptorReading, offset: number): void {
    if (descriptor.sacl !== null) return;
    const why = stripped
      ? "the descriptor once had a SACL and came without it, for want of the right to read it"
      : "the descriptor has no SACL part";
    const found = this.#found.get(why) ?? { objects: 0, object: fields.object, offset };
    this.#found.set(why, { ...found, objects: found.objects + 1 });
  }

  *diagnostics(): Iterable<DiagnosticDraft> {
    for (const [why, { objects, object, offset }] of this.#found) {
      yield { code: "sacl-not-read", offset, data: { object: object.slice(0, 200), objects, why } };
    }
  }
}
