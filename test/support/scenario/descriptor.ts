/** A GPO's security descriptor in its binary form: who may apply it, who is denied [MS-DTYP 2.4.6; formats.md 6.2]. */

export interface Filtering {
  readonly domainSid: string;
  readonly rootSid: string;
  /** SIDs. */
  readonly apply: readonly string[];
  readonly deny: readonly string[];
  readonly denyRead: readonly string[];
  readonly read: readonly string[];
}

const APPLY_GROUP_POLICY = "EDACFD8F-FFB3-11D1-B41D-00A0C968F939";
const FULL = 0xf00ff;
const READ = 0x20094;
const CONTROL_ACCESS = 0x100;
const WRITE_PROPERTY = 0x20;
const CONTAINER_INHERIT = 0x02;
const INHERIT_ONLY = 0x08;
const SUCCESSFUL_ACCESS = 0x40;

const ALLOWED = 0;
const DENIED = 1;
const AUDIT = 2;
const ALLOWED_OBJECT = 5;
const DENIED_OBJECT = 6;

/** The three first groups are little endian [MS-DTYP 2.3.4.2]. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

export function sidBytes(sid: string): Buffer {
  const [, , authority = "0", ...rest] = sid.split("-");
  const bytes = Buffer.alloc(8 + rest.length * 4);
  bytes[0] = 1;
  bytes[1] = rest.length;
  bytes.writeUIntBE(Number(authority), 2, 6);
  rest.forEach((part, index) => bytes.writeUInt32LE(Number(part), 8 + index * 4));
  return bytes;
}

function ace(type: number, flags: number, mask: number, sid: string): Buffer {
  const object =
    type >= ALLOWED_OBJECT
      ? Buffer.concat([Buffer.from([1, 0, 0, 0]), guidBytes(APPLY_GROUP_POLICY)])
      : Buffer.alloc(0);
  const trustee = sidBytes(sid);
  const head = Buffer.alloc(8);
  head[0] = type;
  head[1] = flags;
  head.writeUInt16LE(8 + object.length + trustee.length, 2);
  head.writeUInt32LE(mask, 4);
  return Buffer.concat([head, object, trustee]);
}

function acl(aces: readonly Buffer[]): Buffer {
  const body = Buffer.concat(aces);
  const head = Buffer.alloc(8);
  head[0] = 4;
  head.writeUInt16LE(8 + body.length, 2);
  head.writeUInt16LE(aces.length, 4);
  return Buffer.concat([head, body]);
}

/** Denials first, as the editor orders them; owner, DACL and a SACL, as SD flags 15 give them. */
export function descriptorBytes({ domainSid, rootSid, apply, deny, denyRead, read }: Filtering): Uint8Array {
  const admins = `${domainSid}-512`;
  const dacl = acl([
    ...deny.map((sid) => ace(DENIED_OBJECT, CONTAINER_INHERIT, CONTROL_ACCESS, sid)),
    ...denyRead.map((sid) => ace(DENIED, CONTAINER_INHERIT, READ, sid)),
    ...apply.map((sid) => ace(ALLOWED_OBJECT, CONTAINER_INHERIT, CONTROL_ACCESS, sid)),
    ...[...apply, ...read].map((sid) => ace(ALLOWED, CONTAINER_INHERIT, READ, sid)),
    ace(ALLOWED, CONTAINER_INHERIT, FULL, admins),
    ace(ALLOWED, CONTAINER_INHERIT, FULL, `${rootSid}-519`),
    ace(ALLOWED, CONTAINER_INHERIT, READ, "S-1-5-9"),
    ace(ALLOWED, CONTAINER_INHERIT, FULL, "S-1-5-18"),
    ace(ALLOWED, CONTAINER_INHERIT | INHERIT_ONLY, FULL, "S-1-3-0"),
  ]);
  const sacl = acl([ace(AUDIT, CONTAINER_INHERIT | SUCCESSFUL_ACCESS, WRITE_PROPERTY, "S-1-1-0")]);
  const owner = sidBytes(admins);
  const head = Buffer.alloc(20);
  head[0] = 1;
  // Self-relative, DACL protected and present, SACL present.
  head.writeUInt16LE(0x9014, 2);
  head.writeUInt32LE(20, 4);
  head.writeUInt32LE(20, 8);
  head.writeUInt32LE(20 + owner.length, 12);
  head.writeUInt32LE(20 + owner.length + sacl.length, 16);
  return new Uint8Array(Buffer.concat([head, owner, sacl, dacl]));
}
