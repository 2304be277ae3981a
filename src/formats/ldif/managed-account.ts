/** Group managed service accounts: who may read the password, and which encryption they support [mdi-requirements 6.6]. */
import type { ObservationFields } from "../../core/fact.ts";
import type { Span } from "../../core/provenance.ts";
import { base64Bytes, unfold } from "../../text/ldif.ts";
import { decodeSecurityDescriptor } from "../../text/security-descriptor.ts";
import type { DirectoryObject, Say } from "./entry.ts";
import { shortened } from "./entry.ts";

const READERS = "msds-groupmsamembership";
const ENCRYPTION = "msds-supportedencryptiontypes";

/** Computers have encryption types as well. */
function isManagedAccount(object: DirectoryObject): boolean {
  return object.has(READERS) || [...object.classes()].some((name) => name.endsWith("managedserviceaccount"));
}

export function managedAccount(
  object: DirectoryObject,
  found: (fields: ObservationFields, span: Span) => void,
  say: Say,
): void {
  if (!isManagedAccount(object)) return;
  const account = object.string("samaccountname") ?? object.dn;
  const readers = object.first(READERS);
  if (readers !== undefined) {
    const value = passwordReaders(object);
    if (value === null) {
      const data = {
        what: "msDS-GroupMSAMembership",
        object: shortened(object.dn),
        why: "no access list that only allows",
      };
      say({ code: "not-understood", offset: readers.start, data });
    }
    found(
      { kind: "observation", topic: "managed-account", name: `${account}/password-readers`, value },
      object.spanOf(readers),
    );
  }
  const types = object.first(ENCRYPTION);
  const value = types === undefined ? null : object.number(ENCRYPTION);
  if (types !== undefined && value !== null) {
    found(
      { kind: "observation", topic: "managed-account", name: `${account}/encryption-types`, value },
      object.spanOf(types),
    );
  }
}

/** The SIDs that the access list allows; null for a list that is broken, or that also denies. */
function passwordReaders(object: DirectoryObject): readonly string[] | null {
  const attribute = object.first(READERS);
  if (attribute?.form !== "base64") return null;
  const bytes = base64Bytes(unfold(object.text, attribute.valueStart, attribute.end).value.trim());
  const decoded = bytes === null ? null : decodeSecurityDescriptor(bytes);
  if (decoded === null || !decoded.ok || decoded.problem !== null || decoded.descriptor.dacl === null) return null;
  const { aces, nullAcl } = decoded.descriptor.dacl;
  if (nullAcl || aces.some(({ type }) => type !== "A")) return null;
  return [...new Set(aces.map(({ trustee }) => trustee))];
}

/** One attribute of an account read alone, which does not carry the account's name. */
export function rereadManaged(object: DirectoryObject): Partial<ObservationFields> | null {
  if (object.has(READERS)) return { kind: "observation", topic: "managed-account", value: passwordReaders(object) };
  return object.has(ENCRYPTION)
    ? { kind: "observation", topic: "managed-account", value: object.number(ENCRYPTION) }
    : null;
}
