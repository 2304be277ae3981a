/** The words of `eventreach evidence redact` and `sample`. */
import type { Command } from "commander";
import { Option } from "commander";
import { PROFILES } from "../../redact/profiles.ts";
import type { RedactOptions } from "../commands/evidence-redact.ts";
import type { SampleOptions } from "../commands/evidence-sample.ts";
import { POPULATIONS } from "../../bag/sample.ts";
import type { Io } from "../io.ts";

export function addRedaction(evidence: Command, io: Io, done: (code: number) => void): void {
  evidence
    .command("redact")
    .description("make a pseudonymised twin of a bag, without its inputs, for others to read")
    .argument("<bag>", "the folder or the zip of a bag")
    .argument("[path...]", "where the bag has no copies: files and folders that hold them")
    .requiredOption("-o, --out <dir>", "the folder in which the redacted bag is made")
    .option("--key-file <file>", "the key of the tokens: the same key, the same tokens")
    .option("--new-key-file <file>", "make a key in this file and use it")
    .option("--mapping <file>", "write here what each token stands for, outside of every bag")
    .addOption(new Option("--profile <name>", "what is replaced").choices(PROFILES).default("share-external"))
    .option("--ssh-key <file>", "the key that seals it: private, or the public one of an agent")
    .option("--signer <principal>", "whose key it is; the name stands in the bag")
    .option("--unsigned", "make it without a seal, to be signed with ssh-keygen")
    .addHelpText("after", REDACT)
    .action(async (bag: string, paths: string[], options: RedactOptions) => {
      const { redactBag } = await import("../commands/evidence-redact.ts");
      done(await redactBag(bag, { ...options, inputs: paths }, io));
    });

  evidence
    .command("sample")
    .description("draw a sample that anybody can draw again from the same seed")
    .argument("<path...>", "one bag, or files, folders and zips")
    .requiredOption("--seed <text>", "chosen by who checks, not by who is checked")
    .requiredOption("--size <number>", "how many, or a percentage: 25, 10%")
    .addOption(new Option("--of <what>", "the population").choices(POPULATIONS).default("findings"))
    .addOption(new Option("--format <name>", "how to print it").choices(["text", "json"]).default("text"))
    .addHelpText("after", SAMPLE)
    .action(async (paths: string[], options: SampleOptions) => {
      const { sample } = await import("../commands/evidence-sample.ts");
      done(await sample(paths, options, io));
    });
}

const REDACT = `
Examples:
  eventreach evidence redact bag --out twins --new-key-file redaction.key --unsigned
  eventreach evidence redact bag.zip bag-inputs.zip --out twins --key-file redaction.key --unsigned
  eventreach evidence redact bag --out twins --key-file redaction.key --mapping names.json \\
    --profile public-demo --ssh-key key --signer auditor@example.org

Names of hosts, domains, accounts, GPOs, directory objects, sites and paths, SIDs,
addresses and free text become keyed tokens or are withheld. Who has the key can
tell whose token is whose: the twin is pseudonymised, and stays personal data.
Profiles: share-external replaces names of every class; public-demo also leaves
times to the day, counts in steps and no excerpts. Inputs, scope, waivers and
collection files and sign-offs of the bag are left out. docs/evidence-redaction.md

Exit codes:
  0  made; no name was found in any output
  2  wrong usage
  3  not intact, something is missing, or a name was found: nothing is written
  6  judging the inputs again gives another result
  70 a defect of this program`;

const SAMPLE = `
Examples:
  eventreach evidence sample bag --seed "dice 4 1 6 2" --size 25
  eventreach evidence sample bag --seed "dice 4 1 6 2" --size 10% --of hosts --format json

Method: every item of the population is ordered by SHA-256(seed 0x00 id); the
first ones are drawn. docs/evidence-sample.md does it by hand with sha256sum.

Exit codes:
  0  drawn
  2  wrong usage
  3  nothing to draw from, or the bag is not intact
  70 a defect of this program`;
