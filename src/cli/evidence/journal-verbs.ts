/** The words of `eventreach evidence journal`. */
import { type Command, Option } from "commander";
import { ACTIONS } from "../../journal/entry.ts";
import type { AddOptions, JournalVerifyOptions, SignOptions } from "../commands/evidence-journal.ts";
import type { Io } from "../io.ts";

export function addJournal(evidence: Command, io: Io, done: (code: number) => void): void {
  const journal = evidence
    .command("journal")
    .description("the journal of a review: `add`, `show`, `verify`, `sign`")
    .addHelpText("after", JOURNAL);

  journal
    .command("add")
    .description("add an entry, which holds the digest of the one before")
    .argument("<file>", "the journal; it begins with its first entry")
    .addOption(new Option("--action <action>", "what was done").choices([...ACTIONS]).makeOptionMandatory())
    .requiredOption("--subject <what>", "bag:<digest>, finding:<id>, waiver:<id>, input:<digest> …")
    .requiredOption("--actor <name>", "who did it")
    .option("--role <role>", "as what")
    .option("--note <text>", "in their words")
    .option("--date <time>", "the time you claim, never in the future; default: now")
    .addHelpText("after", ADD)
    .action(async (file: string, options: AddOptions) => {
      const { add } = await import("../commands/evidence-journal.ts");
      done(await add(file, options, io));
    });

  journal
    .command("show")
    .description("print the entries up to the first that breaks the chain")
    .argument("<file>", "the journal")
    .addHelpText("after", SHOW)
    .action(async (file: string) => {
      const { show } = await import("../commands/evidence-journal.ts");
      done(await show(file, io));
    });

  journal
    .command("verify")
    .description("does the chain hold, and is it the journal whose heads were signed")
    .argument("<file>", "the journal; signed heads are in <file>.heads")
    .option("--head <digest>", "a head that you know, as from a bag")
    .option("--allowed-signers <file>", "whom you trust, as ssh-keygen -Y verify reads it")
    .option("--signer <principal>", "who must have signed the heads")
    .option("--revoked <file>", "keys that count no more")
    .option("--verify-time <time>", "when the keys had to be valid; default: now")
    .addHelpText("after", VERIFY)
    .action(async (file: string, options: JournalVerifyOptions) => {
      const { verifyJournal } = await import("../commands/evidence-journal.ts");
      done(await verifyJournal(file, options, io));
    });

  journal
    .command("sign")
    .description("sign the head, so that nobody can cut off what stands before it")
    .argument("<file>", "the journal")
    .requiredOption("--ssh-key <file>", "your private key, or the public one of an agent or token")
    .requiredOption("--signer <principal>", "whose key it is")
    .option("--date <time>", "the day you claim, never in the future; default: now")
    .addHelpText("after", SIGN)
    .action(async (file: string, options: SignOptions) => {
      const { sign } = await import("../commands/evidence-journal.ts");
      done(await sign(file, options, io));
    });
}

const CODES = `
Exit codes:
  0  done; verify: every part that was asked for holds
  2  wrong usage
  4  a head is badly signed, or by nobody whom you trust
  5  the chain is broken, cut, or not the one whose head was signed
  70 a defect of this program`;

const JOURNAL = `
Examples:
  eventreach evidence journal add case.ndjson --action received \\
    --subject bag:<digest> --actor bob@example.org --role reviewer
  eventreach evidence journal verify case.ndjson --allowed-signers signers
${CODES}`;

const ADD = `
Examples:
  eventreach evidence journal add case.ndjson --action question \\
    --subject finding:<id> --actor bob@example.org --note "where is DC02?"

Times, actors and roles are what the actor says. An entry is never changed:
the action undone names the one that no longer holds.
${CODES}`;

const SHOW = `
Examples:
  eventreach evidence journal show case.ndjson
${CODES}`;

const VERIFY = `
Examples:
  eventreach evidence journal verify case.ndjson --allowed-signers signers
  eventreach evidence journal verify case.ndjson --head <digest>
${CODES}`;

const SIGN = `
Examples:
  eventreach evidence journal sign case.ndjson \\
    --ssh-key key --signer bob@example.org
${CODES}`;
