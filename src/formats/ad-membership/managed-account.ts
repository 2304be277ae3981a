/** Group managed service accounts: who may read the password, and which encryption they support [mdi-requirements 6.6]. */
import type { FactDraft, FactFields, ObservationFields } from "../../core/fact.ts";
import type { PsObject, PsValue } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import type { Sink } from "../define.ts";
import { asNumber, asText, charSpan, propertyOf, sayCut, textOf, textsOf } from "../objects.ts";

export const MANAGED_COMMAND =
  "Get-ADServiceAccount 'NAME' -Properties PrincipalsAllowedToRetrieveManagedPassword, msDS-SupportedEncryptionTypes, MemberOf | Select-Object DistinguishedName, SamAccountName, SID, ObjectClass, MemberOf, PrincipalsAllowedToRetrieveManagedPassword, msDS-SupportedEncryptionTypes | ConvertTo-Json -Depth 4";

const PRINCIPALS = "PrincipalsAllowedToRetrieveManagedPassword";
/** Bits of msDS-SupportedEncryptionTypes [MS-KILE 2.2.7], and the words of ADKerberosEncryptionType. */
const ENCRYPTION: ReadonlyMap<string, number> = new Map(
  Object.entries({ none: 0, des: 3, rc4: 4, aes128: 8, aes256: 16 }),
);

export function isManagedAccount(object: PsObject): boolean {
  return (
    property(object, PRINCIPALS) !== undefined || /managedserviceaccount$/i.test(textOf(object, "ObjectClass") ?? "")
  );
}

function encryption(value: PsValue): number | null {
  const words = asText(value);
  const number = asNumber(words);
  if (number !== null || words === null) return number;
  let bits = 0;
  for (const word of words.split(",")) {
    const bit = ENCRYPTION.get(word.trim().toLowerCase());
    if (bit === undefined) return null;
    bits |= bit;
  }
  return bits;
}

/** The value of one property; undefined where it tells nothing. */
function valueOf(name: string, value: PsValue): ObservationFields["value"] | undefined {
  const key = name.toLowerCase();
  if (key === PRINCIPALS.toLowerCase()) {
    const { texts, cut } = textsOf(value ?? []);
    return cut ? null : texts;
  }
  // Not set is not the same as no encryption.
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return undefined;
  return key === "msds-supportedencryptiontypes" || key === "kerberosencryptiontype" ? encryption(value) : undefined;
}

const NAMES: readonly (readonly [property: string, name: string])[] = [
  [PRINCIPALS, "password-readers"],
  ["msDS-SupportedEncryptionTypes", "encryption-types"],
  ["KerberosEncryptionType", "encryption-types"],
];

/** True when the object tells about a managed account. */
export function managedAccount(
  object: PsObject,
  whose: Pick<FactDraft, "via" | "tier" | "object">,
  sink: Sink,
): boolean {
  if (!isManagedAccount(object)) return false;
  const account = textOf(object, "SamAccountName", "Name", "DistinguishedName") ?? "";
  const told = new Set<string>();
  for (const [from, name] of NAMES) {
    // The cmdlet's own property says the same as the attribute.
    if (from === "KerberosEncryptionType" && told.has(name)) continue;
    const place = property(object, from);
    const value = place === undefined ? undefined : valueOf(from, place.value);
    if (place === undefined || value === undefined) continue;
    told.add(name);
    if (value === null) sayCut(sink, place, from, "ad-membership");
    const fields = { kind: "observation", topic: "managed-account", name: `${account}/${name}`, value } as const;
    sink.fact({ fields, span: charSpan(place), ...whose, tier: "A" });
  }
  return true;
}

export function rereadManaged(excerpt: string): Partial<FactFields> {
  const place = propertyOf(excerpt);
  const value = place === null ? undefined : valueOf(place.name, place.value);
  return value === undefined
    ? { kind: "observation", topic: "managed-account" }
    : { kind: "observation", topic: "managed-account", value };
}
