/** The sign-offs of a bag: whose each is, what it concludes, whether it is about this bag, and whether those asked for are there. */
import { SIGN_OFF_NAMESPACE, signatureKind } from "./names.ts";
import { parseSignOff, type SignOff, type SignOffRole, signOffPath } from "./sign-off.ts";
import { type Judged, judgeSignature, type Trust } from "./trust.ts";

interface SignOffFile {
  readonly path: string;
  readonly text: string;
  /** What is signed: bytes that are no UTF-8 have the same text as others. */
  readonly bytes: Uint8Array;
}

export interface SignOffQuestion extends Trust {
  readonly files: readonly SignOffFile[];
  readonly bagDigest: string;
  readonly resultsDigest: string;
  /** Who sealed it. */
  readonly preparer: { readonly keys: readonly Buffer[]; readonly principal: string | null };
  /** ISO; what is dated later is refused. */
  readonly now: string;
  readonly required: readonly SignOffRole[];
  readonly fourEyes: boolean;
  /** Whether the journal that was given has this head; null: none was given. */
  readonly journalFault: ((head: NonNullable<SignOff["journalHead"]>) => string | null) | null;
}

export interface SignOffAnswer {
  /** False: there is none, and none was asked for. */
  readonly present: boolean;
  readonly holds: boolean;
  /** Somebody whom the reader trusts has signed off. */
  readonly checked: boolean;
  readonly sentences: readonly string[];
}

interface One {
  readonly state: "trusted" | "unknown" | "broken";
  readonly sentences: readonly string[];
  readonly signOff: SignOff | null;
  readonly blob: Buffer | null;
  /** Signed by who sealed the bag. */
  readonly own: boolean;
}

/** For clocks and time zones that disagree. */
const DAY_MS = 86_400_000;

export function judgeSignOffs(question: SignOffQuestion): SignOffAnswer {
  const { files, required, fourEyes } = question;
  const texts = files.filter(({ path }) => signatureKind(path) === "sign-off");
  const lone = files.filter(
    ({ path }) => signatureKind(path) === "sign-off-signature" && !texts.some((one) => `${one.path}.sig` === path),
  );
  const all = texts.map((file) => judgeOne(file, question));
  const good = all.filter(({ state }) => state === "trusted");
  const faults = [
    ...lone.map(({ path }) => `${path}: the sign-off that it signs is not there`),
    ...required.flatMap((role) => lacking(role, good, fourEyes)),
    ...(fourEyes ? eyesLacking(good, question.preparer) : []),
    ...rejections(good),
  ];
  const holds = faults.length === 0 && all.every(({ state }) => state !== "broken");
  return {
    present: texts.length + lone.length + required.length > 0 || fourEyes,
    holds,
    checked: good.length > 0,
    sentences: [...faults, ...all.flatMap(({ sentences }) => sentences), ...sameKey(good)],
  };
}

function judgeOne(file: SignOffFile, question: SignOffQuestion): One {
  const none = { signOff: null, blob: null, own: false };
  const broken = (why: string): One => ({ ...none, state: "broken", sentences: [`${file.path}: ${why}`] });
  const signOff = parseSignOff(file.text);
  if (typeof signOff === "string") return broken(`no sign-off: ${signOff}`);
  if (signOff.bagDigest !== question.bagDigest) {
    return broken(`replayed: it is about the bag ${signOff.bagDigest}, this is ${question.bagDigest}`);
  }
  if (signOff.resultsDigest !== question.resultsDigest) {
    return broken(`it is about the results ${signOff.resultsDigest}, which are not those of this bag`);
  }
  const path = `${file.path}.sig`;
  const signature = question.files.find((one) => one.path === path);
  if (signature === undefined) {
    return { ...none, state: "unknown", sentences: [`${file.path}: prepared, not signed: ${path} is not there`] };
  }
  const judged = judgeSignature({
    ...question,
    ...signature,
    message: file.bytes,
    over: file.path,
    namespace: SIGN_OFF_NAMESPACE,
    principal: signOff.principal,
    objection: null,
  });
  const blob = judged.key?.blob ?? null;
  if (judged.state === "broken" || blob === null) return { ...none, state: "broken", sentences: [judged.sentence] };
  if (signOffPath(signOff.role, blob) !== file.path) return broken("its name is not of its role and its key");
  const untimely = untimelyOf(signOff, question);
  if (untimely !== null) return broken(untimely);
  const head = signOff.journalHead === null ? null : (question.journalFault?.(signOff.journalHead) ?? null);
  if (head !== null) return broken(`the journal is not the one that was signed off: ${head}`);
  const own = isOwn(signOff, blob, question.preparer);
  return { state: judged.state, sentences: told(signOff, judged, own), signOff, blob, own };
}

function told(signOff: SignOff, { state, sentence }: Judged, own: boolean): readonly string[] {
  const { role, principal, conclusion, limits, date, journalHead } = signOff;
  const who = state === "trusted" ? `${role} ${principal}` : `somebody, as ${role} ${principal}`;
  const lines = [`${who}: ${conclusion}, on ${date} by their own word`, `  ${sentence}`];
  if (limits !== null) lines.push(`  limits: ${limits}`);
  if (journalHead !== null) lines.push(`  has read the journal up to entry ${journalHead.seq}`);
  if (own) lines.push(`  no four eyes: ${principal} signs off what the same person or key sealed`);
  return lines;
}

function isOwn({ principal }: SignOff, blob: Buffer, preparer: SignOffQuestion["preparer"]): boolean {
  return principal.toLowerCase() === preparer.principal?.toLowerCase() || preparer.keys.some((key) => key.equals(blob));
}

function untimelyOf({ date }: SignOff, { now, asOf }: SignOffQuestion): string | null {
  const moment = Date.parse(date);
  if (moment > Date.parse(now) + DAY_MS) return `from the future: dated ${date}, looked at on ${now}`;
  if (asOf !== null && moment < Date.parse(asOf) - DAY_MS) {
    return `dated ${date}, before the bag's as-of time ${asOf}`;
  }
  return null;
}

function lacking(role: SignOffRole, good: readonly One[], fourEyes: boolean): string[] {
  const signed = good.filter((one) => one.signOff?.role === role && one.signOff.conclusion !== "rejected");
  if (signed.length === 0) return [`no trusted sign-off of ${article(role)} that accepts it`];
  if (fourEyes && signed.every(({ own }) => own)) return [`no trusted sign-off of ${article(role)} but its preparer's`];
  return [];
}

function article(role: SignOffRole): string {
  return role === "approver" ? "an approver" : "a reviewer";
}

function eyesLacking(good: readonly One[], preparer: SignOffQuestion["preparer"]): string[] {
  if (preparer.keys.length === 0) return ["four eyes cannot be shown: nobody sealed the bag"];
  const own = good.filter((one) => one.own).map(({ signOff }) => `no four eyes: ${signOff?.principal} prepared it too`);
  return good.some((one) => !one.own) ? own : [...own, "no four eyes: no trusted sign-off by anybody else"];
}

/** A rejection is not outvoted. */
function rejections(good: readonly One[]): string[] {
  return good.flatMap(({ signOff }) =>
    signOff?.conclusion === "rejected" ? [`rejected by ${signOff.principal}, ${signOff.role}`] : [],
  );
}

function sameKey(good: readonly One[]): string[] {
  return good.flatMap((one, index) =>
    good
      .slice(index + 1)
      .filter((other) => one.blob !== null && other.blob?.equals(one.blob) === true)
      .map((other) => `one key signed as ${one.signOff?.role} and as ${other.signOff?.role}`),
  );
}
