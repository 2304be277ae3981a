/** One audit rule as .NET shows it, to an ACE [formats.md 6.6]: enumerations are numbers in JSON and words elsewhere. */
import { guidOf } from "../../core/fact.ts";
import type { AceFields, Guid } from "../../core/fact.ts";
import type { PsObject, PsValue } from "../../text/powershell-objects.ts";
import { isPsObject, property } from "../../text/powershell-objects.ts";
import { aceFlagsOf, aceTypeOfCode, OPAQUE } from "../../text/sddl-tokens.ts";
import { trusteeOfName } from "../../text/trustee-names.ts";

/** An entry, or why the row is not one for certain. */
export type RuleReading = AceFields | string;

const RIGHTS = new Map<string, number>([
  ["createchild", 0x1],
  ["deletechild", 0x2],
  ["listchildren", 0x4],
  ["self", 0x8],
  ["readproperty", 0x10],
  ["writeproperty", 0x20],
  ["deletetree", 0x40],
  ["listobject", 0x80],
  ["extendedright", 0x100],
  ["delete", 0x10000],
  ["readcontrol", 0x20000],
  ["writedacl", 0x40000],
  ["writeowner", 0x80000],
  ["synchronize", 0x100000],
  ["accesssystemsecurity", 0x0100_0000],
  ["genericread", 131_220],
  ["genericwrite", 131_112],
  ["genericexecute", 131_076],
  ["genericall", 983_551],
]);
const OUTCOMES = new Map<string, number>([
  ["none", 0],
  ["success", 1],
  ["failure", 2],
]);
/** `Descendents` is .NET's spelling. Bits of the ACE: CI 02, NP 04, IO 08. */
const INHERITANCE: readonly (readonly [name: string, bits: number])[] = [
  ["none", 0],
  ["all", 0x02],
  ["descendents", 0x0a],
  ["selfandchildren", 0x06],
  ["children", 0x0e],
];
/** Reversed against the bits of an ACE. */
const INHERITANCE_FLAGS = new Map([
  ["none", 0],
  ["containerinherit", 1],
  ["objectinherit", 2],
]);
const PROPAGATION_FLAGS = new Map([
  ["none", 0],
  ["nopropagateinherit", 1],
  ["inheritonly", 2],
]);
const INHERITED = 0x10;
const NO_GUID = "00000000-0000-0000-0000-000000000000";

export function isAuditRule(object: PsObject): boolean {
  return property(object, "ActiveDirectoryRights") !== undefined && property(object, "AuditFlags") !== undefined;
}

/** A rule of the DACL: it says nothing about auditing. */
export function isAccessRule(object: PsObject): boolean {
  return (
    property(object, "AuditFlags") === undefined &&
    property(object, "AccessControlType") !== undefined &&
    (property(object, "ActiveDirectoryRights") !== undefined || property(object, "IdentityReference") !== undefined)
  );
}

/** `CommonAce` and `ObjectAce` of a raw descriptor. */
export function isRawAce(object: PsObject): boolean {
  return ["AceFlags", "AccessMask", "SecurityIdentifier"].every((name) => property(object, name) !== undefined);
}

export function auditRule(object: PsObject): RuleReading {
  const value = (name: string): PsValue | undefined => property(object, name)?.value;
  const mask = enumeration(value("ActiveDirectoryRights"), RIGHTS);
  if (mask === null || mask === 0) return `ActiveDirectoryRights is ${shown(value("ActiveDirectoryRights"))}`;
  const outcome = enumeration(value("AuditFlags"), OUTCOMES);
  if (outcome === null || outcome > 3) return `AuditFlags is ${shown(value("AuditFlags"))}`;
  const inheritance = inheritanceOf(value);
  if (inheritance === null) return `InheritanceType is ${shown(value("InheritanceType"))}`;
  const objectType = guidValue(value("ObjectType"));
  const inheritedObjectType = guidValue(value("InheritedObjectType"));
  if (objectType === undefined || inheritedObjectType === undefined) return "an object type that is no GUID";
  const inherited = booleanOf(value("IsInherited"));
  if (inherited === null) return `IsInherited is ${shown(value("IsInherited"))}`;
  const trustee = trusteeOf(value("IdentityReference"));
  if (trustee === null) return `IdentityReference is ${shown(value("IdentityReference"))}`;
  return {
    type: objectType === null && inheritedObjectType === null ? "AU" : "OU",
    flags: aceFlagsOf(inheritance | (inherited ? INHERITED : 0) | (outcome << 6)),
    mask,
    trustee,
    objectType,
    inheritedObjectType,
    condition: null,
  };
}

/** Types and flags are the bytes of the ACE itself. */
export function rawAce(object: PsObject): RuleReading {
  const value = (name: string): PsValue | undefined => property(object, name)?.value;
  const code = enumeration(value("AceType"), RAW_TYPES);
  const bits = enumeration(value("AceFlags"), RAW_FLAGS);
  const mask = enumeration(value("AccessMask"), RIGHTS);
  if (code === null || code > 0xff) return `AceType is ${shown(value("AceType"))}`;
  if (bits === null || bits > 0xff) return `AceFlags is ${shown(value("AceFlags"))}`;
  if (mask === null) return `AccessMask is ${shown(value("AccessMask"))}`;
  const objectType = guidValue(value("ObjectAceType"));
  const inheritedObjectType = guidValue(value("InheritedObjectAceType"));
  if (objectType === undefined || inheritedObjectType === undefined) return "an object type that is no GUID";
  const trustee = trusteeOf(value("SecurityIdentifier"));
  if (trustee === null) return `SecurityIdentifier is ${shown(value("SecurityIdentifier"))}`;
  const { token, extra } = aceTypeOfCode(code);
  const condition = extra === "none" ? null : OPAQUE;
  return { type: token, flags: aceFlagsOf(bits), mask, trustee, objectType, inheritedObjectType, condition };
}

const RAW_TYPES = new Map([
  ["accessallowed", 0],
  ["accessdenied", 1],
  ["systemaudit", 2],
  ["accessallowedobject", 5],
  ["accessdeniedobject", 6],
  ["systemauditobject", 7],
  ["systemauditcallback", 0x0d],
  ["systemauditcallbackobject", 0x0f],
]);
const RAW_FLAGS = new Map([
  ["none", 0],
  ["objectinherit", 0x01],
  ["containerinherit", 0x02],
  ["nopropagateinherit", 0x04],
  ["inheritonly", 0x08],
  ["inheritanceflags", 0x0f],
  ["inherited", 0x10],
  ["successfulaccess", 0x40],
  ["failedaccess", 0x80],
  ["auditflags", 0xc0],
]);

/** Unsigned 32 bit; null when a word is not in the table. */
function enumeration(value: PsValue | undefined, words: ReadonlyMap<string, number>): number | null {
  if (typeof value === "number") return Number.isInteger(value) && Math.abs(value) < 2 ** 32 ? value >>> 0 : null;
  // CLIXML shows an enumeration as an object of its number and its word.
  if (isPsObject(value)) {
    const number = property(value, "value")?.value;
    return typeof number === "number" ? enumeration(number, words) : enumeration(value.text, words);
  }
  if (typeof value !== "string" || value.trim() === "") return null;
  if (/^-?\d{1,10}$/.test(value.trim())) return Number(value) >>> 0;
  let sum = 0;
  for (const word of value.slice(0, 2000).split(",")) {
    const bits = words.get(word.trim().toLowerCase());
    if (bits === undefined) return null;
    sum |= bits;
  }
  return sum >>> 0;
}

/** Bits of the ACE by InheritanceType; by the two sets of flags where it is missing. */
function inheritanceOf(value: (name: string) => PsValue | undefined): number | null {
  if (value("InheritanceType") !== undefined) {
    const words = new Map(INHERITANCE.map(([name], index) => [name, index]));
    const number = enumeration(value("InheritanceType"), words);
    return number === null ? null : (INHERITANCE[number]?.[1] ?? null);
  }
  const inheritance = enumeration(value("InheritanceFlags"), INHERITANCE_FLAGS);
  const propagation = enumeration(value("PropagationFlags"), PROPAGATION_FLAGS);
  if (inheritance === null || propagation === null || inheritance > 3 || propagation > 3) return null;
  return ((inheritance & 1) << 1) | ((inheritance & 2) >> 1) | (propagation << 2);
}

/** Undefined when it is no GUID; absent, empty and zeros are no type. */
function guidValue(value: PsValue | undefined): Guid | null | undefined {
  const text = isPsObject(value) ? value.text : value;
  if (text === undefined || text === null || text === "") return null;
  const guid = typeof text === "string" ? guidOf(text) : null;
  if (guid === null) return undefined;
  return guid === NO_GUID ? null : guid;
}

function booleanOf(value: PsValue | undefined): boolean | null {
  if (value === undefined || value === null || value === "") return false;
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  return word === "true" ? true : word === "false" ? false : null;
}

/** An object with its `Value`, or the name alone; null for a bare name that no table knows. */
function trusteeOf(value: PsValue | undefined): string | null {
  const name = isPsObject(value) ? (property(value, "Value")?.value ?? value.text) : value;
  if (typeof name !== "string" || name.trim() === "") return null;
  const { trustee, known } = trusteeOfName(name.slice(0, 300));
  return known ? trustee : null;
}

export function shown(value: PsValue | undefined): string {
  if (value === undefined) return "absent";
  if (isPsObject(value)) return value.text === null ? "an object" : `"${value.text.slice(0, 60)}"`;
  return typeof value === "object" && value !== null ? "a list" : `"${String(value).slice(0, 60)}"`;
}
