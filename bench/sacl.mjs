/**
 * Directories of generated descriptors in memory, 30 audit entries each: CPU seconds of decoding them one by one and of
 * judging all of them, and the peak before and after, as JSON. `run.mjs` bundles it, because Node 20 reads no TypeScript.
 * Words: `shared` (few hundred different SACLs, as in life) or `distinct` (no two alike), and the number of objects.
 */
import { readFileSync } from "node:fs";
import { directoryAudit } from "../src/sacl/directory-audit.ts";
import { fieldsOfBytes } from "../src/text/descriptor-fields.ts";

const [kind = "shared", number = "1000000"] = process.argv.slice(2);
const objects = Number(number);
const ACES = 30;
const DIFFERENT = kind === "shared" ? 300 : objects;
/** Decoded for the comparison. */
const DECODED = Math.min(objects, 100_000);
const OUS = 5000;

const USER = guid(0xbf967aba);
const EVERYONE = [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
const PROTECTED_SACL = 0x2000;

/** `xxxxxxxx-0de6-11d0-a285-00aa003049e2`, the family of the base schema's classes. */
function guid(first) {
  const bytes = Buffer.from("00000000e60dd011a28500aa003049e2", "hex");
  bytes.writeUInt32LE(first, 0);
  return bytes;
}

/** SYSTEM_AUDIT_OBJECT_ACE for success; `type` is ObjectType or, inherited, InheritedObjectType. */
function ace({ flags, mask, type, inherited }) {
  const bytes = Buffer.alloc(28 + EVERYONE.length);
  bytes[0] = 7;
  bytes[1] = flags;
  bytes.writeUInt16LE(bytes.length, 2);
  bytes.writeUInt32LE(mask, 4);
  bytes.writeUInt32LE(inherited ? 2 : 1, 8);
  type.copy(bytes, 12);
  bytes.set(EVERYONE, 28);
  return bytes;
}

/** Most objects have the whole entry; a few lack it, and a few of these are protected. */
function descriptor(i) {
  const aces = [];
  for (let j = 0; j < ACES - 1; j += 1) {
    const flags = j % 3 === 0 ? 0x5a : 0x52;
    aces.push(ace({ flags, mask: 1 << (j % 9), type: guid(i * ACES + j), inherited: j % 2 === 0 }));
  }
  const whole = i % 20 !== 0;
  aces.push(ace({ flags: 0x52, mask: whole ? 0xd016b : 0x20, type: USER, inherited: true }));
  const list = Buffer.concat(aces);
  const head = Buffer.alloc(28);
  head[0] = 1;
  head.writeUInt16LE(0x8010 | (i % 40 === 0 ? PROTECTED_SACL : 0), 2);
  head.writeUInt32LE(20, 12);
  head[20] = 4;
  head.writeUInt16LE(8 + list.length, 22);
  head.writeUInt16LE(ACES, 24);
  return new Uint8Array(Buffer.concat([head, list]));
}

function peak() {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

function cpuOf(work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

const fieldsOf = (i) => {
  const reading = fieldsOfBytes("", descriptor(i));
  if (!reading.ok || reading.fields.aces.length !== ACES) throw new Error("the bench makes broken descriptors");
  return reading.fields;
};

const bytes = Array.from({ length: 1000 }, (_, i) => descriptor(i));
const decode = cpuOf(() => {
  let aces = 0;
  for (let i = 0; i < DECODED; i += 1) {
    const reading = fieldsOfBytes("", bytes[i % bytes.length]);
    if (reading.ok) aces += reading.fields.aces.length;
  }
  return aces;
});
if (decode.result !== DECODED * ACES) throw new Error("the bench makes broken descriptors");

const subject = { kind: "object", name: "" };
const origin = {};
const factOf = (object, objectClass, locked, { aces, sddl }) => ({
  tier: "A",
  via: "ldif",
  subject,
  origin,
  kind: "security-descriptor",
  object,
  sacl: "read",
  protected: locked,
  aces,
  sddl,
  objectClass,
  id: "",
});
const known = kind === "shared" ? Array.from({ length: DIFFERENT }, (_, i) => fieldsOf(i)) : null;
function* directory() {
  for (let i = 0; i < OUS; i += 1) {
    const object = `OU=Department ${i},DC=corp,DC=example`;
    yield factOf(object, "organizationalunit", i % 50 === 0, known?.[0] ?? fieldsOf(1));
  }
  for (let i = 0; i < objects; i += 1) {
    const object = `CN=User ${i},OU=Department ${i % OUS},DC=corp,DC=example`;
    const fields = known?.[i % DIFFERENT] ?? fieldsOf(i);
    yield factOf(object, "user", fields.protected, fields);
  }
}
const facts = [...directory()];
const before = peak();
const judge = cpuOf(() => directoryAudit(facts));
const [user] = judge.result.classes;
if (user.total !== objects || user.audited === 0 || user.notAudited === 0) throw new Error("the bench judges nothing");
process.stdout.write(
  JSON.stringify({
    objects,
    decode: decode.seconds / DECODED,
    judge: judge.seconds / objects,
    before,
    after: peak(),
  }),
);
