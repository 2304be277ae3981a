/** `README.txt`: how somebody who does not trust this program checks the bag with what every Linux and macOS has. */
import { printable } from "../text/printable.ts";
import type { Collection } from "./collection.ts";
import { redactedText, type RedactionFacts } from "./readme-redacted.ts";
import {
  BAG_INFO,
  CATALOG,
  COLLECTION,
  CONTROLS,
  EVIDENCE,
  EXCERPTS,
  MANIFEST,
  NAMESPACE,
  OPTIONS,
  RAW,
  RECONCILIATION,
  REGISTER,
  RESULTS,
  SCOPE,
  SIGN_OFF_NAMESPACE,
  TAG_MANIFEST,
  WAIVERS,
} from "./names.ts";

export interface ReadmeFacts {
  readonly asOf: string;
  readonly tool: string;
  readonly principal: string | null;
  /** Inputs whose copies are in no bag. */
  readonly withheld: number;
  /** The second bag, which holds the copies; null: there is none. */
  readonly apart: { readonly digest: string; readonly inputs: number } | null;
  readonly inputs: number;
  /** Null: nobody declared how the inputs were collected. */
  readonly collection: Collection | null;
  readonly waived: boolean;
  readonly scoped: boolean;
  /** The digest of the bag before it; null: none was named. */
  readonly previous: string | null;
  /** Null: names stand in it as they were found. */
  readonly redaction: RedactionFacts | null;
}

/** Where the bytes of the inputs are. */
function copiesText({ withheld, apart, inputs }: ReadmeFacts): string {
  const lines = [
    apart === null
      ? ""
      : `${apart.inputs} of ${inputs} inputs are in a second bag, whose ${TAG_MANIFEST} has the SHA-256\n${apart.digest}.`,
    withheld === 0
      ? ""
      : `${withheld} of ${inputs} inputs are not in ${RAW}, only their digests; ${REGISTER} says which and why.\nRe-performing the judgement needs the owner's copies of them.`,
  ].filter((line) => line !== "");
  return lines.length === 0 ? `All ${inputs} inputs are in this bag, byte for byte.` : lines.join("\n");
}

/** A statement of custody is somebody's word, and said to be that. */
function custodyText(collection: Collection | null): string {
  if (collection === null) {
    return "Custody: nobody declared who collected the inputs, when and how.";
  }
  const { collectedBy = "", from = "", to, host } = collection.texts;
  const when = to === undefined ? from : `${from} to ${to}`;
  const received = (collection.lists.receivedBy ?? []).map((one) => `\n  then received by ${printable(one)}`);
  const where = host === undefined ? "" : `, on ${printable(host)}`;
  return `Custody, as declared and not measured (${COLLECTION}):
  collected by ${printable(collectedBy)}, ${printable(when)}${where}${received.join("")}`;
}

function row(path: string, words: string): string {
  return `  ${path.padEnd(32)} ${words}\n`;
}

export function readmeText(facts: ReadmeFacts): string {
  const principal = facts.principal ?? "<principal>";
  const { redaction } = facts;
  const contents = [
    row(RESULTS, "the judgement; all of data/report tells the same"),
    row(EVIDENCE, "every fact it cites, with its place and words"),
    row(RECONCILIATION, "is it all of them: what ought to be there, what is"),
    row(REGISTER, "every input: name, digest, how it was read"),
    row(CATALOG, "the requirements"),
    row(CONTROLS, "the controls that they support"),
    row(OPTIONS, "the options of the run"),
    redaction === null ? "" : row(EXCERPTS, "a keyed digest of every excerpt"),
    facts.scoped ? row(SCOPE, "the computers that were declared") : "",
    facts.waived ? row(WAIVERS, "accepted findings; each still counts as failed") : "",
  ].join("");
  const before =
    facts.previous === null
      ? "It names no bag before it."
      : `It follows the bag whose ${TAG_MANIFEST} has the SHA-256\n${facts.previous}.`;
  return `Evidence of a Windows audit configuration, as of ${facts.asOf}
Made by ${facts.tool}. The layout is BagIt 1.0 (RFC 8493).

What is in it
${contents}${redaction === null ? `${copiesText(facts)}\n${custodyText(facts.collection)}\n${before}` : redactedText(redaction, facts.inputs)}

How to check it without ${facts.tool.split(" ")[0]}
In this folder, in this order. allowed_signers is a file that you made from a
public key which its owner gave you; never take it from this bag. One line:
  ${principal} namespaces="${NAMESPACE}" ssh-ed25519 AAAA...

1. Who sealed it (OpenSSH 8.2 or newer). The signature namespace is
   ${NAMESPACE}
     for s in signatures/*.sshsig; do
       ssh-keygen -Y verify -f allowed_signers -I ${principal} \\
         -n ${NAMESPACE} -s "$s" < ${TAG_MANIFEST}
     done
2. The files that tell about the bag
     sha256sum --check --strict --quiet ${TAG_MANIFEST}
3. The contents
     sha256sum --check --strict --quiet ${MANIFEST}
4. Nothing planted (sha256sum does not notice files that no list names)
     diff <(cut -c67- ${MANIFEST} | LC_ALL=C sort) \\
          <(find data ! -type d | LC_ALL=C sort)
     diff <(cut -c67- ${TAG_MANIFEST} | LC_ALL=C sort) \\
          <(find . -mindepth 1 -maxdepth 1 ! -type d \\
            ! -name ${TAG_MANIFEST} | cut -c3- | LC_ALL=C sort)
   Besides data and signatures there may be no other folder here.
Each step must print nothing that is wrong and end with 0. On macOS,
\`shasum -a 256 --check\` stands for sha256sum. On Windows, Git Bash has them all.

The same with ${facts.tool.split(" ")[0]}
  eventreach evidence verify <bag> --allowed-signers allowed_signers
  ${redaction === null ? REPRODUCE : REPRODUCE_REDACTED}

Sign-offs, where people made any
  signatures/<role>.<key>.signoff.json says what somebody concluded of this bag,
  and has its signature beside it. In a shell, for each such file f:
  ssh-keygen -Y verify -f allowed_signers -I <the principal in it> \\
    -n ${SIGN_OFF_NAMESPACE} -s "$f.sig" < "$f"
  grep "$(sha256sum ${TAG_MANIFEST} | cut -c1-64)" "$f"
  The second line matters: a good signature may be about another bag.

To seal a bag that is not signed yet, or with a key of an agent or a token
  ssh-keygen -Y sign -f <key> -n ${NAMESPACE} \\
    < ${TAG_MANIFEST} > signatures/preparer.sshsig

What this does not show
- That the exports are genuine or complete: the seal holds what was handed in.
- That events were written, collected or alerted on: only what is configured.
- When it was sealed: the times in ${BAG_INFO} are what its maker says.
`;
}

const REPRODUCE = "eventreach evidence reproduce <bag>     judges the inputs again, compares bytes";
const REPRODUCE_REDACTED = `eventreach evidence reproduce <bag> <unredacted bag> --key-file <file>
                         judges the inputs again, redacts, compares bytes`;

export interface InputsFacts {
  readonly asOf: string;
  readonly principal: string | null;
  readonly copies: number;
}

/** Of the bag that holds the inputs alone. */
export function inputsReadme({ asOf, principal, copies }: InputsFacts): string {
  return `Inputs of an evidence bag, as of ${asOf}. The layout is BagIt 1.0 (RFC 8493).

${RAW} holds ${copies} files, byte for byte, under numbers. Their names, and how each
was read, stand in the register of the bag that names this one:
Inputs-Tagmanifest-SHA256 in its ${BAG_INFO} is the SHA-256 of this
${TAG_MANIFEST}.

How to check it: as README.txt of that bag says, in this folder, with the key of
${principal ?? "<principal>"} and the signature namespace
${NAMESPACE}

To judge them again: eventreach evidence reproduce <that bag> <this bag>
`;
}
