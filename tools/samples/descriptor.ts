/** A GPO's security descriptor in the three forms of a backup: bytes, SDDL, and the report's list of trustees. */
import type { Domain, Filtering, Trustee } from "./model.ts";
import { resolveTrustee } from "./words.ts";

const APPLY_GROUP_POLICY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
const FULL = 0xf00ff;
const READ = 0x20094;
const CONTROL_ACCESS = 0x100;
const CONTAINER_INHERIT = 0x02;
const INHERIT_ONLY = 0x08;

/** SDDL letters of directory rights, in the order in which Windows prints them [MS-DTYP 2.5.1.1]. */
const RIGHTS: readonly (readonly [number, string])[] = [
  [0x1, "CC"],
  [0x2, "DC"],
  [0x4, "LC"],
  [0x8, "SW"],
  [0x10, "RP"],
  [0x20, "WP"],
  [0x40, "DT"],
  [0x80, "LO"],
  [0x100, "CR"],
  [0x10000, "SD"],
  [0x20000, "RC"],
  [0x40000, "WD"],
  [0x80000, "WO"],
];

/** What a GPO inherits from the Policies container of a fresh domain: it audits changes of GPOs, links and options. */
const INHERITED_SACL =
  "S:AI(OU;CIIDSA;WPWD;;f30e3bc2-9ff0-11d1-b603-0000f80367c1;WD)" +
  "(OU;CIIOIDSA;WP;f30e3bbe-9ff0-11d1-b603-0000f80367c1;bf967aa5-0de6-11d0-a285-00aa003049e2;WD)" +
  "(OU;CIIOIDSA;WP;f30e3bbf-9ff0-11d1-b603-0000f80367c1;bf967aa5-0de6-11d0-a285-00aa003049e2;WD)";

const ALIASES = new Map([
  ["S-1-5-9", "ED"],
  ["S-1-5-11", "AU"],
  ["S-1-5-18", "SY"],
  ["S-1-3-0", "CO"],
]);

const DOMAIN_ALIASES = new Map([
  ["512", "DA"],
  ["516", "DD"],
  ["517", "CA"],
]);

interface Ace {
  readonly type: "A" | "OA" | "OD";
  readonly flags: number;
  readonly mask: number;
  readonly sid: string;
}

export interface ReportedTrustee {
  readonly sid: string;
  readonly name: string;
  readonly allow: boolean;
  /** The fixed English words of the report's `GPOGroupedAccessEnum`. */
  readonly access: "Read" | "Apply Group Policy" | "Edit, delete, modify security";
}

export interface Descriptor {
  readonly bytes: Uint8Array;
  readonly sddl: string;
  readonly trustees: readonly ReportedTrustee[];
}

function aliasOf(sid: string, domain: Domain): string {
  const wellKnown = ALIASES.get(sid);
  if (wellKnown !== undefined) return wellKnown;
  if (!sid.startsWith(`${domain.sid}-`)) return sid;
  return DOMAIN_ALIASES.get(sid.slice(domain.sid.length + 1)) ?? sid;
}

function acesOf(domain: Domain, filtering: Filtering): Ace[] {
  const sidOf = (trustee: Trustee): string => resolveTrustee(trustee, domain).sid;
  const admins = sidOf("domain-admins");
  const readers = [...filtering.apply, ...(filtering.read ?? [])];
  const object = (type: "OA" | "OD", trustee: Trustee): Ace => ({
    type,
    flags: CONTAINER_INHERIT,
    mask: CONTROL_ACCESS,
    sid: sidOf(trustee),
  });
  const allow = (sid: string, mask: number, flags = CONTAINER_INHERIT): Ace => ({ type: "A", flags, mask, sid });
  return [
    ...(filtering.denyApply ?? []).map((trustee) => object("OD", trustee)),
    ...filtering.apply.map((trustee) => object("OA", trustee)),
    allow(admins, FULL, 0),
    allow(admins, FULL),
    allow(sidOf("enterprise-admins"), FULL),
    allow("S-1-5-9", READ),
    ...readers.map((trustee) => allow(sidOf(trustee), READ)),
    allow("S-1-5-18", FULL),
    allow("S-1-3-0", FULL, CONTAINER_INHERIT | INHERIT_ONLY),
  ];
}

function printAce(ace: Ace, domain: Domain): string {
  const flags = (ace.flags & CONTAINER_INHERIT ? "CI" : "") + (ace.flags & INHERIT_ONLY ? "IO" : "");
  const rights = RIGHTS.filter(([bit]) => (ace.mask & bit) !== 0).map(([, letters]) => letters);
  const object = ace.type === "A" ? "" : APPLY_GROUP_POLICY;
  return `(${ace.type};${flags};${rights.join("")};${object};;${aliasOf(ace.sid, domain)})`;
}

/** A packet GUID: the first three groups little endian [MS-DTYP 2.3.4.2]. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** [MS-DTYP 2.4.2.2] */
function sidBytes(sid: string): Buffer {
  const [, , authority = "0", ...rest] = sid.split("-");
  const bytes = Buffer.alloc(8 + rest.length * 4);
  bytes[0] = 1;
  bytes[1] = rest.length;
  bytes.writeUIntBE(Number(authority), 2, 6);
  rest.forEach((part, index) => bytes.writeUInt32LE(Number(part), 8 + index * 4));
  return bytes;
}

/** [MS-DTYP 2.4.4.2, 2.4.4.3] */
function aceBytes(ace: Ace): Buffer {
  const object =
    ace.type === "A" ? Buffer.alloc(0) : Buffer.concat([Buffer.from([1, 0, 0, 0]), guidBytes(APPLY_GROUP_POLICY)]);
  const sid = sidBytes(ace.sid);
  const head = Buffer.alloc(8);
  head[0] = { A: 0, OA: 5, OD: 6 }[ace.type];
  head[1] = ace.flags;
  head.writeUInt16LE(8 + object.length + sid.length, 2);
  head.writeUInt32LE(ace.mask, 4);
  return Buffer.concat([head, object, sid]);
}

/** Self-relative with a DACL only: a backup leaves out owner, group and SACL (control 0x9C04). */
function descriptorBytes(aces: readonly Ace[]): Uint8Array {
  const body = Buffer.concat(aces.map(aceBytes));
  const head = Buffer.alloc(28);
  head[0] = 1;
  head.writeUInt16LE(0x9c04, 2);
  head.writeUInt32LE(20, 16);
  head[20] = 4;
  head.writeUInt16LE(8 + body.length, 22);
  head.writeUInt16LE(aces.length, 24);
  return new Uint8Array(Buffer.concat([head, body]));
}

function trusteesOf(domain: Domain, filtering: Filtering): ReportedTrustee[] {
  const entry = (trustee: Trustee, access: ReportedTrustee["access"], allow = true): ReportedTrustee => {
    const { sid, name } = resolveTrustee(trustee, domain);
    return { sid, name, allow, access };
  };
  return [
    entry("enterprise-domain-controllers", "Read"),
    entry("system", "Edit, delete, modify security"),
    entry("domain-admins", "Edit, delete, modify security"),
    ...(filtering.denyApply ?? []).map((trustee) => entry(trustee, "Apply Group Policy", false)),
    ...filtering.apply.map((trustee) => entry(trustee, "Apply Group Policy")),
    ...(filtering.read ?? []).map((trustee) => entry(trustee, "Read")),
    entry("enterprise-admins", "Edit, delete, modify security"),
  ];
}

export function descriptorOf(domain: Domain, filtering: Filtering = { apply: ["authenticated-users"] }): Descriptor {
  const aces = acesOf(domain, filtering);
  return {
    bytes: descriptorBytes(aces),
    sddl: `O:DAG:DAD:PAI${aces.map((ace) => printAce(ace, domain)).join("")}${INHERITED_SACL}`,
    trustees: trusteesOf(domain, filtering),
  };
}
