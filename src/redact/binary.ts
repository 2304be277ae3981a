/** SIDs and GUIDs as the bytes that Windows keeps of them, each byte one character. */
import { guidOf } from "../core/fact.ts";
import { encodeSid } from "../text/sid.ts";
import type { NamedValue } from "./values.ts";

/** Revision, count, authority and the first subauthority, which many SIDs share. */
const SHARED = 12;
const SHORTEST = 12;

/** Null: it has no such form, or one that stands anywhere. */
export function binaryForm({ text }: NamedValue): string | null {
  const guid = guidOf(text);
  if (guid !== null) return guidBytes(guid);
  const own = encodeSid(text)?.subarray(SHARED);
  return own === undefined || own.length < SHORTEST ? null : Buffer.from(own).toString("latin1");
}

/** The first three groups with the lowest byte first [MS-DTYP 2.3.4.2]. */
function guidBytes(guid: string): string {
  const groups = guid.split("-").map((group) => Buffer.from(group, "hex"));
  return groups.map((group, index) => (index < 3 ? group.reverse() : group).toString("latin1")).join("");
}
