/** The words of what is signed after the bag is sealed: sign-offs, time stamps, certificates, the journal. */
import { type Command, Option } from "commander";
import { SIGN_OFF_ROLES } from "../../bag/sign-off.ts";
import { CONCLUSIONS } from "../../core/conclusion.ts";
import type { AttachOptions } from "../commands/evidence-attach.ts";
import type { CountersignOptions } from "../commands/evidence-countersign.ts";
import type { TimestampOptions } from "../commands/evidence-timestamp.ts";
import type { Io } from "../io.ts";
import { addJournal } from "./journal-verbs.ts";

export function addSigning(evidence: Command, io: Io, done: (code: number) => void): void {
  evidence
    .command("countersign")
    .description("sign what you conclude about a bag, beside its seal")
    .argument("<bag>", "the folder of a bag")
    .option("--ssh-key <file>", "your private key, or the public one of an agent or token")
    .option("--signer <principal>", "whose key it is, as lists of allowed signers name them")
    .addOption(new Option("--role <role>", "as what you sign").choices([...SIGN_OFF_ROLES]).makeOptionMandatory())
    .addOption(new Option("--conclusion <word>", "what you conclude").choices([...CONCLUSIONS]))
    .option("--limits <text>", "what the acceptance leaves out, or why it is rejected")
    .option("--journal <file>", "the journal that you have read; its head is signed too")
    .option("--date <time>", "the day you claim, never in the future; default: now")
    .option("--prepare", "write the sign-off and print the line that signs it")
    .option("--attach <file>", "add the signature of a prepared sign-off")
    .addHelpText("after", COUNTERSIGN)
    .action(async (bag: string, options: CountersignOptions) => {
      const { countersign } = await import("../commands/evidence-countersign.ts");
      done(await countersign(bag, options, io));
    });

  evidence
    .command("timestamp")
    .description("ask a time stamp authority for a proof of when the bag was there")
    .argument("<bag>", "the folder of a bag")
    .option("--query", "write signatures/tsa.tsq, to be carried to the authority")
    .option("--attach <file>", "add its answer, after a look at what it is about")
    .option("--name <name>", "tsa.<name>.tsr; default: digits of its digest")
    .addHelpText("after", TIMESTAMP)
    .action(async (bag: string, options: TimestampOptions) => {
      const { timestamp } = await import("../commands/evidence-timestamp.ts");
      done(await timestamp(bag, options, io));
    });

  evidence
    .command("attach")
    .description("add a signature by a certificate (CMS)")
    .argument("<bag>", "the folder of a bag")
    .requiredOption("--cms <file>", "a detached signature over tagmanifest-sha256.txt, DER")
    .addHelpText("after", ATTACH)
    .action(async (bag: string, options: AttachOptions) => {
      const { attach } = await import("../commands/evidence-attach.ts");
      done(await attach(bag, options, io));
    });

  addJournal(evidence, io, done);
}

/** What `verify` is asked besides the seal. */
export function addVerifyOptions(verify: Command): Command {
  return verify
    .option("--require <roles>", "a trusted sign-off as reviewer, approver, or both")
    .option("--require-four-eyes", "and none by who sealed the bag")
    .option("--revoked <file>", "keys that count no more: public keys, or a list of OpenSSH")
    .option("--journal <file>", "the journal whose head stands in the bag")
    .option("--tsa-ca <file>", "whom you trust for time stamps (needs openssl)")
    .option("--ca <file>", "whom you trust for certificates (needs openssl)");
}

const CODES = `
Exit codes:
  0  done
  2  wrong usage, or the key cannot sign
  3  the bag is not intact, or something is missing or planted`;

const DEFECT = "  70 a defect of this program";

const COUNTERSIGN = `
Examples:
  eventreach evidence countersign bag --ssh-key key --signer bob@example.org \\
    --role reviewer --conclusion accepted
  eventreach evidence countersign bag --ssh-key token.pub --prepare \\
    --signer eve@example.org --role approver --conclusion rejected

A key with a passphrase, in an agent or on a token is used through ssh-keygen,
which asks for what it needs. A second sign-off by one key and role is refused.
${CODES}
  4  the seal does not hold
${DEFECT}`;

const TIMESTAMP = `
Examples:
  eventreach evidence timestamp bag --query
  eventreach evidence timestamp bag --attach reply.tsr --name example

The query holds the digest of the seal, no nonce, and asks for the certificate.
Nothing is sent: carry it to the authority of your choice.
${CODES}
${DEFECT}`;

const ATTACH = `
Examples:
  openssl cms -sign -binary -outform DER -signer cert.pem -inkey key.pem \\
    -in bag/tagmanifest-sha256.txt -out seal.p7s
  eventreach evidence attach bag --cms seal.p7s

Any other file may be laid into signatures/ by hand: verify names it.
${CODES}
${DEFECT}`;
