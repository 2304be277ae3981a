/** Time stamps over the tag manifest: the question for an authority, and what its answer says [RFC 3161]. */
import { signedContent } from "./cms.ts";
import { der, DerError, DerReader, oid, TAG } from "./der.ts";

const SHA256 = oid("2.16.840.1.101.3.4.2.1");
const TST_INFO = oid("1.2.840.113549.1.9.16.1.4");

/**
 * What `openssl ts -query -sha256 -cert -no_nonce` writes. Without a nonce: it guards against an older answer to the same
 * question, and an older time for the same bytes would only prove more.
 */
export function timeStampQuery(digest: Buffer): Buffer {
  const algorithm = der(TAG.sequence, SHA256, der(TAG.nothing));
  const imprint = der(TAG.sequence, algorithm, der(TAG.octets, digest));
  const withCertificate = der(TAG.boolean, Buffer.of(0xff));
  return der(TAG.sequence, der(TAG.integer, Buffer.of(1)), imprint, withCertificate);
}

export interface TimeStamp {
  /** Milliseconds since 1970, of the second in which it was made. */
  readonly time: number;
  /** Hexadecimal. */
  readonly serial: string;
}

const STATES = ["granted", "granted with changes", "rejected", "waiting", "revocation warning", "revoked"];

/** What the answer says of these bytes; a text says why it is no time stamp of them. The signature is another question. */
export function readTimeStamp(bytes: Uint8Array, digest: Buffer): TimeStamp | string {
  try {
    const whole = new DerReader(bytes);
    const answer = whole.inside(TAG.sequence, "the answer");
    whole.end("the answer");
    const status = answer.inside(TAG.sequence, "the status").small("the status");
    if (status > 1) return `the authority gave no time stamp: ${STATES[status] ?? `status ${status}`}`;
    const { type, content } = signedContent(answer.inside(TAG.sequence, "the token"));
    if (!type.equals(TST_INFO) || content === null) return "its token is no time stamp";
    answer.end("the token");
    return infoOf(new DerReader(content).inside(TAG.sequence, "the time stamp"), digest);
  } catch (error) {
    if (error instanceof DerError) return `no answer of a time stamp authority: ${error.message}`;
    throw error;
  }
}

function infoOf(info: DerReader, digest: Buffer): TimeStamp | string {
  if (info.small("its version") !== 1) return "its version is not 1";
  info.content(TAG.oid, "its policy");
  const imprint = info.inside(TAG.sequence, "the imprint");
  const algorithm = imprint.inside(TAG.sequence, "the digest's name").content(TAG.oid, "the digest's name");
  const stamped = imprint.content(TAG.octets, "the digest");
  if (!der(TAG.oid, algorithm).equals(SHA256)) return "its digest is not SHA-256";
  if (!stamped.equals(digest)) return `wrong imprint: it stamps ${stamped.toString("hex")}, not this bag`;
  const serial = info.content(TAG.integer, "its number").toString("hex");
  const text = info.content(TAG.generalizedTime, "its time").toString("latin1");
  const time = momentOf(text);
  return time === null ? "its time is none" : { time, serial };
}

/** `20261122140000Z`; a fraction of a second is left out. */
function momentOf(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z$/.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = Date.parse(`${iso}Z`);
  // A Date turns the 30th of February into the 2nd of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? time : null;
}
