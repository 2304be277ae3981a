/** `README.txt`: how somebody who does not trust this program checks the bag with what every Linux and macOS has. */
import { BAG_INFO, CATALOG, MANIFEST, NAMESPACE, OPTIONS, RAW, REGISTER, RESULTS, TAG_MANIFEST } from "./names.ts";

export interface ReadmeFacts {
  readonly asOf: string;
  readonly tool: string;
  readonly principal: string | null;
  /** Inputs whose copies are not in the bag. */
  readonly withheld: number;
  readonly inputs: number;
  /** Null: names stand in it as they were found. */
  readonly redaction?: { readonly profile: string; readonly keyId: string; readonly twin: string } | null;
}

export function readmeText(facts: ReadmeFacts): string {
  const principal = facts.principal ?? "<principal>";
  const redaction = facts.redaction ?? null;
  const copies =
    redaction !== null
      ? redactedText(redaction, facts.inputs)
      : facts.withheld === 0
        ? `All ${facts.inputs} inputs are in ${RAW}, byte for byte.`
        : `${facts.withheld} of ${facts.inputs} inputs are not in ${RAW}, only their digests; ${REGISTER} says which and why.\nRe-performing the judgement needs the owner's copies of them.`;
  return `Evidence of a Windows audit configuration, as of ${facts.asOf}
Made by ${facts.tool}. The layout is BagIt 1.0 (RFC 8493).

What is in it
  ${RESULTS}  the judgement; data/report tells the same
  ${REGISTER}    every input: name, digest, how it was read
  ${CATALOG}   the requirements
  ${OPTIONS}    the options of the run
${copies}

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

function redactedText({ profile, keyId, twin }: NonNullable<ReadmeFacts["redaction"]>, inputs: number): string {
  return `
This bag is redacted (profile ${profile}): names, SIDs, addresses, paths and free
text are pseudonymised or withheld. Who has the key ${keyId} can undo it, and
rare settings may still point at their owner: treat it as personal data.
None of the ${inputs} inputs is in it. It was made from the bag whose
${TAG_MANIFEST} has this SHA-256:
  ${twin}`;
}
