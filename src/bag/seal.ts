/** Who sealed the bag: every signature against the list of allowed signers. */
import { isSeal, NAMESPACE, SIGNATURES, TAG_MANIFEST } from "./names.ts";
import { judgeSignature, type Trust } from "./trust.ts";

export interface SealQuestion extends Trust {
  /** Bytes of the tag manifest. */
  readonly message: Uint8Array;
  readonly signatures: readonly { readonly path: string; readonly text: string }[];
  /** False: there are more files than were read. */
  readonly whole: boolean;
  /** Whom the reader expects; null: whom the bag names. */
  readonly expected: string | null;
  /** Whom the bag names; null: nobody. */
  readonly named: string | null;
}

export interface SealAnswer {
  readonly trusted: boolean;
  /** One is no signature over this bag. */
  readonly broken: boolean;
  readonly sentences: readonly string[];
  /** Public keys whose signatures are over this bag, whoever they are. */
  readonly keys: readonly Buffer[];
}

export function judgeSeal(question: SealQuestion): SealAnswer {
  const { allowed, expected, named } = question;
  const seals = question.signatures.filter(({ path }) => isSeal(path));
  const principal = expected ?? named;
  const objection =
    named === null || named === principal ? null : `wrong principal: the bag names ${named}, not ${principal}`;
  const answers = seals.map((seal) =>
    judgeSignature({ ...question, ...seal, over: `this ${TAG_MANIFEST}`, namespace: NAMESPACE, principal, objection }),
  );
  const more = question.whole ? [] : [`more files in ${SIGNATURES} than anybody signs with; not all were looked at`];
  const none = seals.length === 0 ? [`no signature: ${SIGNATURES} holds none`] : [];
  const broken = answers.some(({ state }) => state === "broken");
  const trusted = question.whole && !broken && answers.some(({ state }) => state === "trusted");
  // What a list of signers lacks matters to those who wonder why a signer is not in it.
  const faults = trusted ? [] : (allowed?.faults ?? []).map((fault) => `allowed signers, ${fault}`);
  return {
    trusted,
    broken,
    sentences: [...none, ...answers.map(({ sentence }) => sentence), ...more, ...faults],
    keys: answers.flatMap(({ state, key }) => (key === null || state === "broken" ? [] : [key.blob])),
  };
}
