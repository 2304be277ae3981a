/** Time stamps and certificates: what can be read is judged here; chains and signatures are openssl's, and not checked without it. */
import { X509Certificate } from "node:crypto";
import { resolve } from "node:path";
import { detachedFault } from "../../bag/cms.ts";
import { signatureKind } from "../../bag/names.ts";
import { readTimeStamp } from "../../bag/time-stamp.ts";
import type { Part } from "../../bag/verdict.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { runTool, type ToolAnswer, withFiles } from "../../platform/tool.ts";
import type { Io } from "../io.ts";
import { outsideFile } from "./outside.ts";
import type { Bag, SignatureFile } from "./read-bag.ts";
import { toolTrouble } from "./revoked.ts";

export interface CertifiedQuestion {
  readonly bag: Bag;
  /** Certificates of authorities; undefined: none were given. */
  readonly anchors: string | undefined;
  /** ISO; when the certificates have to be valid. */
  readonly at: string;
  /** ISO; what is later is refused. */
  readonly now: string;
  readonly io: Io;
}

interface Answer {
  readonly state: "good" | "not-checked" | "bad";
  readonly sentences: readonly string[];
}

const LIMIT_MS = 20_000;
/** For clocks that disagree. */
const DAY_MS = 86_400_000;

/** Null: there is no time stamp, and none was asked for. */
export async function stampedPart(question: CertifiedQuestion): Promise<Part | null> {
  const files = question.bag.signatures.filter(({ path }) => signatureKind(path) === "time-stamp");
  return part(
    "stamped",
    "time stamp",
    await answersOf(files, question, "a time stamp authority", judgeTimeStamp),
    question,
  );
}

/** Null: there is no signature by a certificate, and none was asked for. */
export async function certifiedPart(question: CertifiedQuestion): Promise<Part | null> {
  const files = question.bag.signatures.filter(({ path }) => signatureKind(path) === "cms");
  return part(
    "certified",
    "signature by a certificate",
    await answersOf(files, question, "an authority", judgeCms),
    question,
  );
}

type Judge = (file: SignatureFile, question: CertifiedQuestion) => Promise<Answer>;

async function answersOf(
  files: readonly SignatureFile[],
  question: CertifiedQuestion,
  whose: string,
  judge: Judge,
): Promise<readonly Answer[]> {
  const { anchors, bag } = question;
  if (anchors !== undefined) await outsideFile(anchors, bag.place, `the certificate of ${whose}`);
  const answers: Answer[] = [];
  for (const file of files) answers.push(await judge(file, question));
  return answers;
}

function part(
  name: "stamped" | "certified",
  what: string,
  answers: readonly Answer[],
  { anchors }: CertifiedQuestion,
): Part | null {
  if (answers.length === 0) {
    return anchors === undefined ? null : { name, holds: false, sentences: [`no ${what} is in the bag`] };
  }
  const good = answers.some(({ state }) => state === "good");
  const bad = answers.some(({ state }) => state === "bad");
  return {
    name,
    // Whoever names an authority asks for an answer.
    holds: !bad && (good || anchors === undefined),
    checked: good,
    sentences: answers.flatMap(({ sentences }) => sentences),
  };
}

async function judgeTimeStamp(file: SignatureFile, question: CertifiedQuestion): Promise<Answer> {
  const { bag, at, now, anchors, io } = question;
  const stamp = readTimeStamp(file.bytes, Buffer.from(sha256Hex(bag.seal), "hex"));
  if (typeof stamp === "string") return bad(file, stamp);
  const time = isoOf(stamp.time);
  if (stamp.time > Date.parse(now) + DAY_MS) return bad(file, `from the future: it says ${time}, looked at on ${now}`);
  const asOf = bag.info["Evidence-As-Of"];
  if (asOf !== undefined && stamp.time < Date.parse(asOf) - DAY_MS) {
    return bad(file, `it says ${time}, before the bag's as-of time ${asOf}`);
  }
  const says = `${file.path}: over this bag, ${time}, number ${stamp.serial}`;
  if (anchors === undefined) return notChecked(`${says}; the signature is not checked: needs --tsa-ca`);
  const answer = await withFiles({ seal: bag.seal, reply: file.bytes }, (place) =>
    runTool(
      "openssl",
      ["ts", "-verify", "-data", place("seal"), "-in", place("reply"), "-CAfile", resolve(anchors), ...moment(at)],
      { env: io.env, limitMs: LIMIT_MS },
    ),
  );
  if (answer.state !== "ended") return notChecked(`${says}; not checked: ${toolTrouble("openssl", answer)}`);
  if (answer.code === 0 && /^Verification: OK$/m.test(answer.stdout + answer.stderr)) {
    return { state: "good", sentences: [`${says}; signed by an authority of --tsa-ca: the bag was there by then`] };
  }
  return bad(file, `over this bag, ${time}, but its signature does not hold: ${reasonOf(answer)}`);
}

async function judgeCms(file: SignatureFile, question: CertifiedQuestion): Promise<Answer> {
  const { bag, anchors, at, io } = question;
  const fault = detachedFault(file.bytes);
  if (fault !== null) return bad(file, `no signature by a certificate: ${fault}`);
  if (anchors === undefined) return notChecked(`${file.path}: not checked: needs --ca`);
  const { answer, signer } = await withFiles({ seal: bag.seal, signature: file.bytes }, async (place) => {
    // Without the two switches openssl trusts the authorities of the machine as well.
    const words = ["-CAfile", resolve(anchors), "-no-CApath", "-no-CAstore", "-purpose", "any", ...moment(at)];
    const files = [
      "-in",
      place("signature"),
      "-content",
      place("seal"),
      "-signer",
      place("signer"),
      "-out",
      place("out"),
    ];
    const done = await runTool("openssl", ["cms", "-verify", "-binary", "-inform", "DER", ...files, ...words], {
      env: io.env,
      limitMs: LIMIT_MS,
    });
    return { answer: done, signer: done.code === 0 ? await smallFile(place("signer"), false) : null };
  });
  if (answer.state !== "ended") return notChecked(`${file.path}: not checked: ${toolTrouble("openssl", answer)}`);
  const subjects = signer === null ? [] : subjectsOf(Buffer.from(signer).toString("latin1"));
  if (answer.code !== 0 || subjects.length === 0) return bad(file, `its signature does not hold: ${reasonOf(answer)}`);
  return { state: "good", sentences: subjects.map((subject) => `${file.path}: good signature of ${subject}`) };
}

function bad({ path }: SignatureFile, why: string): Answer {
  return { state: "bad", sentences: [`${path}: ${why}`] };
}

function notChecked(sentence: string): Answer {
  return { state: "not-checked", sentences: [sentence] };
}

function moment(at: string): string[] {
  return ["-attime", String(Math.floor(Date.parse(at) / 1000))];
}

/** The reason that openssl gives, without the place in its source. */
function reasonOf({ stdout, stderr }: ToolAnswer): string {
  const lines = `${stderr}\n${stdout}`.split("\n");
  const deepest =
    lines.findLast((line) => /Verify error:|verify error:/.test(line)) ?? lines.find((line) => /:error:/.test(line));
  const reason = /.*[Vv]erify error:\s*(.+)$/.exec(deepest ?? "")?.[1] ?? deepest?.split(":")[5];
  return reason?.trim() ?? "openssl says no more";
}

function subjectsOf(pem: string): string[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].flatMap(([text]) => {
    try {
      const { subject, issuer, serialNumber } = new X509Certificate(text);
      return [`${oneLine(subject)}, number ${serialNumber} of ${oneLine(issuer)}`];
    } catch {
      return [];
    }
  });
}

function oneLine(name: string): string {
  return name.split("\n").join(", ");
}

function isoOf(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
