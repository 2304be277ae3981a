/** Authorities, certificates and time stamps for tests, made by openssl on the spot. Nothing of it is trusted anywhere. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { Desk } from "./bags.ts";
import { der, oid, TAG } from "../../src/bag/der.ts";
import { scrubbed } from "./program.ts";

export interface Certified {
  readonly key: string;
  readonly certificate: string;
}

/** @throws what openssl said */
export function openssl(...words: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", words, { encoding: "utf8", env: scrubbed() });
  if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`);
}

const P256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export function authority(place: Desk, name: string): Certified {
  const made = { key: place.at(`${name}.key`), certificate: place.at(`${name}.pem`) };
  const words = [
    "-x509",
    "-days",
    "3650",
    "-subj",
    `/O=Example/CN=${name}`,
    "-keyout",
    made.key,
    "-out",
    made.certificate,
  ];
  openssl("req", ...P256, ...words, "-addext", "keyUsage=critical,keyCertSign,cRLSign");
  return made;
}

export interface Issued {
  readonly subject?: string;
  /** A line of openssl's extensions. */
  readonly usage?: string;
  readonly days?: number;
  /** A signature names its certificate by issuer and number. */
  readonly serial?: number;
  readonly newKey?: readonly string[];
}

export function issue(place: Desk, name: string, by: Certified, more: Issued = {}): Certified {
  const {
    subject = `/O=Example/CN=${name}`,
    usage = "keyUsage=critical,digitalSignature",
    days = 365,
    serial = 4711,
  } = more;
  const made = { key: place.at(`${name}.key`), certificate: place.at(`${name}.pem`) };
  const request = place.at(`${name}.csr`);
  openssl("req", ...(more.newKey ?? P256), "-utf8", "-subj", subject, "-keyout", made.key, "-out", request);
  const extensions = place.write(`${name}.ext`, `${usage}\n`);
  const from = ["-CA", by.certificate, "-CAkey", by.key, "-set_serial", String(serial), "-days", String(days)];
  openssl("x509", "-req", "-in", request, ...from, "-extfile", extensions, "-out", made.certificate);
  return made;
}

export const FOR_TIME_STAMPS = "extendedKeyUsage=critical,timeStamping";

/** The answer of a local authority, as a file. */
export function stampOf(place: Desk, query: string, { key, certificate }: Certified, name: string): string {
  const config = place.write(
    "tsa.cnf",
    `[tsa]
serial = ${place.at("tsa.serial")}
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`,
  );
  const reply = place.at(name);
  const signer = ["-signer", certificate, "-inkey", key];
  openssl("ts", "-reply", "-config", config, "-section", "tsa", "-queryfile", query, ...signer, "-out", reply);
  return reply;
}

/** A time stamp that says what no honest authority would, well signed. */
export function forgedStamp(place: Desk, digest: Buffer, time: string, { key, certificate }: Certified): Buffer {
  const algorithm = der(TAG.sequence, oid("2.16.840.1.101.3.4.2.1"), der(TAG.nothing));
  const info = der(
    TAG.sequence,
    der(TAG.integer, Buffer.of(1)),
    oid("1.2.3.4.1"),
    der(TAG.sequence, algorithm, der(TAG.octets, digest)),
    der(TAG.integer, Buffer.of(1)),
    der(TAG.generalizedTime, Buffer.from(time)),
  );
  const [content, token] = [place.at("forged.info"), place.at("forged.token")];
  writeFileSync(content, info);
  const as = ["-binary", "-nodetach", "-cades", "-md", "sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4"];
  openssl(
    "cms",
    "-sign",
    ...as,
    "-in",
    content,
    "-outform",
    "DER",
    "-out",
    token,
    "-signer",
    certificate,
    "-inkey",
    key,
  );
  return der(TAG.sequence, der(TAG.sequence, der(TAG.integer, Buffer.of(0))), readFileSync(token));
}

/** A detached signature in DER, as a file. */
export function cmsOf(
  place: Desk,
  message: string,
  { key, certificate }: Certified,
  ...more: readonly string[]
): string {
  const out = place.at("signed.p7s");
  const who = ["-signer", certificate, "-inkey", key];
  openssl("cms", "-sign", "-binary", "-outform", "DER", ...who, "-in", message, "-out", out, ...more);
  return out;
}
