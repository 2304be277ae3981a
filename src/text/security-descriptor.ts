/** Binary self-relative security descriptors: bytes to fields and back [MS-DTYP 2.4.4, 2.4.5, 2.4.6; formats.md 6.2]. */
import type { AceFields, Guid } from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import { decodeCondition } from "./conditional-ace.ts";
import { encodeCondition } from "./conditional-ace-encode.ts";
import type { Acl, SecurityDescriptor } from "./sddl.ts";
import { aceFlagBits, aceFlagsOf, aceTypeOfCode, aceTypeOfToken, AUDIT_TYPES, OPAQUE } from "./sddl-tokens.ts";
import { decodeSid, encodeSid } from "./sid.ts";

export interface DescriptorProblem {
  readonly message: string;
  /** Bytes from the beginning of the descriptor. */
  readonly offset: number;
}

export type DescriptorResult =
  | {
      readonly ok: true;
      readonly descriptor: SecurityDescriptor;
      /** Bytes that an ACL reserves and no ACE uses; legal. */
      readonly slack: number;
      /** The first structural error of an ACL: ACEs before it are kept, those behind it are missing. */
      readonly problem: DescriptorProblem | null;
    }
  | ({ readonly ok: false } & DescriptorProblem);

/** Lowest bit first. */
const CONTROL_NAMES = "OD GD DP DD SP SD DT SS DC SC DI SI PD PS RM SR".split(" ");
const HEADER_BYTES = 20;
const ACL_HEADER_BYTES = 8;
const OBJECT_TYPE_PRESENT = 1;
const INHERITED_OBJECT_TYPE_PRESENT = 2;

/** Which control bits belong to which list. */
const DACL_BITS = { present: 0x0004, P: 0x1000, AR: 0x0100, AI: 0x0400 };
const SACL_BITS = { present: 0x0010, P: 0x2000, AR: 0x0200, AI: 0x0800 };
type AclBits = typeof DACL_BITS;
const SELF_RELATIVE = 0x8000;

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  slack: number;
  problem: DescriptorProblem | null;
}

class Broken {
  readonly problem: DescriptorProblem;
  constructor(message: string, offset: number) {
    this.problem = { message, offset };
  }
}

/**
 * Trustees are SIDs, never aliases. A header, an owner or an ACL header that lies is a refusal; an ACE that lies ends its list.
 * A condition that is no well-formed expression, and every resource attribute, is `opaque`.
 * An ACE of an unknown type keeps its place and its flags: mask 0, no trustee, `opaque`.
 */
export function decodeSecurityDescriptor(bytes: Uint8Array): DescriptorResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length > LIMITS.descriptorBytes) return refuse(`longer than ${LIMITS.descriptorBytes} bytes`, 0);
  if (bytes.length < HEADER_BYTES) return refuse("shorter than the header", bytes.length);
  if (bytes[0] !== 1) return refuse("the revision is not 1", 0);
  const control = view.getUint16(2, true);
  if ((control & SELF_RELATIVE) === 0) return refuse("not self-relative", 2);

  const reader: Reader = { bytes, view, slack: 0, problem: null };
  const owner = readTrustee(reader, 4);
  const group = readTrustee(reader, 8);
  const sacl = readAcl(reader, 12, control, SACL_BITS);
  const dacl = readAcl(reader, 16, control, DACL_BITS);
  if (owner instanceof Broken) return { ok: false, ...owner.problem };
  if (group instanceof Broken) return { ok: false, ...group.problem };
  if (sacl instanceof Broken) return { ok: false, ...sacl.problem };
  if (dacl instanceof Broken) return { ok: false, ...dacl.problem };
  const names = CONTROL_NAMES.filter((_, bit) => (control & (1 << bit)) !== 0);
  const descriptor = { owner, group, dacl, sacl, control: names };
  return { ok: true, descriptor, slack: reader.slack, problem: reader.problem };
}

function refuse(message: string, offset: number): DescriptorResult {
  return { ok: false, message, offset };
}

/**
 * The inverse: header, SACL, DACL, owner, group, as Windows writes them. Bits that follow from the lists are set from them.
 * A condition without tokens, and every resource attribute, is written as unreadable data and comes back as `opaque`.
 * Throws a RangeError when a trustee has no SID (an alias whose domain is unknown) or a list exceeds 65,535 bytes.
 */
export function encodeSecurityDescriptor(descriptor: SecurityDescriptor): Uint8Array {
  const { owner, group, dacl, sacl, control } = descriptor;
  let bits = SELF_RELATIVE;
  for (const [bit, name] of CONTROL_NAMES.entries()) if (control.includes(name)) bits |= 1 << bit;
  bits = withAclBits(withAclBits(bits, dacl, DACL_BITS), sacl, SACL_BITS);
  const parts: [offsetField: number, bytes: Uint8Array | null][] = [
    [12, aclBytes(sacl)],
    [16, aclBytes(dacl)],
    [4, owner === null ? null : sidBytes(owner)],
    [8, group === null ? null : sidBytes(group)],
  ];
  const length = parts.reduce((sum, [, part]) => sum + (part?.length ?? 0), HEADER_BYTES);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint16(2, bits, true);
  let at = HEADER_BYTES;
  for (const [field, part] of parts) {
    if (part === null) continue;
    view.setUint32(field, at, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The ACEs that make audit events: AU, OU, XU and the callback object type 0x0F. Alarm ACEs do nothing. */
export function auditAces(acl: Acl | null): AceFields[] {
  return acl === null ? [] : acl.aces.filter((ace) => AUDIT_TYPES.has(ace.type));
}

function readTrustee({ bytes, view }: Reader, field: number): string | null | Broken {
  const offset = view.getUint32(field, true);
  if (offset === 0) return null;
  if (offset < HEADER_BYTES) return new Broken("an owner or group inside the header", field);
  return decodeSid(bytes, offset, bytes.length)?.sid ?? new Broken("an owner or group that is no SID", field);
}

/** A list counts when its bit in the control word is set, whatever the offset says. */
function readAcl(reader: Reader, field: number, control: number, bits: AclBits): Acl | null | Broken {
  if ((control & bits.present) === 0) return null;
  const { bytes, view } = reader;
  const flags = (["P", "AR", "AI"] as const).filter((flag) => (control & bits[flag]) !== 0);
  const start = view.getUint32(field, true);
  if (start === 0) return { flags: [...flags, "NO_ACCESS_CONTROL"], aces: [], nullAcl: true };
  if (start < HEADER_BYTES || start + ACL_HEADER_BYTES > bytes.length)
    return new Broken("a list outside the bytes", field);
  const revision = bytes[start] ?? 0;
  const size = view.getUint16(start + 2, true);
  const count = view.getUint16(start + 4, true);
  if (revision < 1 || revision > 4) return new Broken(`list revision ${revision}`, start);
  if (size < ACL_HEADER_BYTES) return new Broken("a list shorter than its header", start + 2);
  if (start + size > bytes.length) complain(reader, "a list longer than the bytes", start + 2);
  const end = Math.min(start + size, bytes.length);

  const aces: AceFields[] = [];
  let at = start + ACL_HEADER_BYTES;
  while (aces.length < count) {
    const aceSize = at + 4 > end ? 0 : view.getUint16(at + 2, true);
    if (aceSize < 4 || aceSize % 4 !== 0 || at + aceSize > end) {
      complain(reader, `entry ${aces.length + 1} of ${count} is missing or its size is wrong`, at);
      return { flags, aces, nullAcl: false };
    }
    const ace = readAce(reader, at, at + aceSize);
    if (ace === null) {
      complain(reader, `entry ${aces.length + 1} of ${count} does not hold what its type needs`, at);
      return { flags, aces, nullAcl: false };
    }
    aces.push(ace);
    at += aceSize;
  }
  reader.slack += end - at;
  return { flags, aces, nullAcl: false };
}

function complain(reader: Reader, message: string, offset: number): void {
  reader.problem ??= { message, offset };
}

function readAce({ bytes, view }: Reader, start: number, end: number): AceFields | null {
  const type = aceTypeOfCode(bytes[start] ?? 0);
  const flags = aceFlagsOf(bytes[start + 1] ?? 0);
  const ace = { type: type.token, flags, objectType: null, inheritedObjectType: null };
  if (type.extra === "unknown") return { ...ace, mask: 0, trustee: "", condition: OPAQUE };

  if (start + (type.object ? 12 : 8) > end) return null;
  const mask = view.getUint32(start + 4, true);
  const present = type.object ? view.getUint32(start + 8, true) : 0;
  let at = start + (type.object ? 12 : 8);
  const guids: (Guid | null)[] = [];
  for (const bit of [OBJECT_TYPE_PRESENT, INHERITED_OBJECT_TYPE_PRESENT]) {
    const here = (present & bit) !== 0;
    if (here && at + 16 > end) return null;
    guids.push(here ? guidAt(view, at) : null);
    at += here ? 16 : 0;
  }
  const sid = decodeSid(bytes, at, end);
  if (sid === null) return null;
  const condition =
    type.extra === "none"
      ? null
      : type.extra === "attribute"
        ? OPAQUE
        : (decodeCondition(bytes.subarray(sid.end, end)) ?? OPAQUE);
  const [objectType = null, inheritedObjectType = null] = guids;
  return { ...ace, mask, trustee: sid.sid, objectType, inheritedObjectType, condition };
}

/** The first three groups are little endian [MS-DTYP 2.3.4.2]. */
function guidAt(view: DataView, at: number): Guid {
  const tail = hex(view.getBigUint64(at + 8), 16);
  return [
    hex(view.getUint32(at, true), 8),
    hex(view.getUint16(at + 4, true), 4),
    hex(view.getUint16(at + 6, true), 4),
    tail.slice(0, 4),
    tail.slice(4),
  ].join("-");
}

function hex(value: number | bigint, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

function guidBytes(guid: Guid): number[] {
  const digits = guid.replaceAll("-", "");
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return order.map((index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

function withAclBits(control: number, acl: Acl | null, bits: AclBits): number {
  if (acl === null) return control & ~bits.present;
  let result = control | bits.present;
  for (const flag of ["P", "AR", "AI"] as const) {
    result = acl.flags.includes(flag) ? result | bits[flag] : result & ~bits[flag];
  }
  return result;
}

function aclBytes(acl: Acl | null): Uint8Array | null {
  if (acl === null || acl.nullAcl) return null;
  const aces = acl.aces.map(aceBytes);
  const length = aces.reduce((sum, ace) => sum + ace.length, ACL_HEADER_BYTES);
  if (length > 0xffff) throw new RangeError(`a list of ${length} bytes`);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes[0] = acl.aces.some((ace) => aceTypeOfToken(ace.type)?.object === true) ? 4 : 2;
  view.setUint16(2, length, true);
  view.setUint16(4, aces.length, true);
  let at = ACL_HEADER_BYTES;
  for (const ace of aces) {
    bytes.set(ace, at);
    at += ace.length;
  }
  return bytes;
}

function aceBytes(ace: AceFields): Uint8Array {
  const type = aceTypeOfToken(ace.type);
  if (type === null) throw new RangeError(`no ACE type: ${ace.type}`);
  const header = [type.code, aceFlagBits(ace.flags.join("")) ?? 0, 0, 0];
  if (type.extra === "unknown") return sized(header);
  const body = [...header, ...u32(ace.mask)];
  if (type.object) {
    const present =
      (ace.objectType === null ? 0 : OBJECT_TYPE_PRESENT) +
      (ace.inheritedObjectType === null ? 0 : INHERITED_OBJECT_TYPE_PRESENT);
    body.push(...u32(present));
    if (ace.objectType !== null) body.push(...guidBytes(ace.objectType));
    if (ace.inheritedObjectType !== null) body.push(...guidBytes(ace.inheritedObjectType));
  }
  body.push(...sidBytes(ace.trustee));
  if (type.extra !== "condition" || ace.condition === null) return sized(body);
  return sized([...body, ...(encodeCondition(ace.condition) ?? [])]);
}

function sized(bytes: readonly number[]): Uint8Array {
  const ace = Uint8Array.from(bytes);
  if (ace.length <= 0xffff) new DataView(ace.buffer).setUint16(2, ace.length, true);
  return ace;
}

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}

function sidBytes(sid: string): Uint8Array {
  const bytes = encodeSid(sid);
  if (bytes === null) throw new RangeError(`no SID: ${sid}`);
  return bytes;
}
