/** The words of `eventreach evidence`; what they do is loaded when it is asked for. */
import type { Command } from "commander";
import { Option } from "commander";
import type { VerifyOptions } from "../commands/evidence-verify.ts";
import type { CreateOptions } from "./create-options.ts";
import { exitHelp } from "../exit.ts";
import type { Io } from "../io.ts";
import { addSigning, addVerifyOptions } from "./sign-verbs.ts";

export function addEvidence(program: Command, io: Io, done: (code: number) => void): void {
  const evidence = program
    .command("evidence")
    .description("a sealed folder for auditors: see the commands below")
    .addHelpText("after", EXAMPLES);

  evidence
    .command("create")
    .description("judge the inputs and seal results, reports and inputs in a new folder")
    .argument("<path...>", "files, folders or zips")
    .requiredOption("-o, --output <dir>", "the folder in which the bag is made")
    .option("--ssh-key <file>", "the key that seals it: private, or the public one of an agent")
    .option("--journal <file>", "the journal whose head stands in it; the file is not copied")
    .option("--signer <principal>", "whose key it is, as lists of allowed signers name them")
    .option("--unsigned", "make it without a seal, to be signed with ssh-keygen")
    .addOption(
      new Option("--raw <how>", "copies of the inputs: in the bag, in a second bag, or nowhere")
        .choices(["include", "separate", "withhold"])
        .default("include"),
    )
    .option("--allow-secrets", "copy inputs too in which a readable secret was met")
    .option("--zip", "write the bag as one zip, too")
    .option("--organization <name>", "Source-Organization of bag-info.txt")
    .option("--contact <name>", "Contact-Name of bag-info.txt")
    .option("--series <name>", "Bag-Group-Identifier: the series that the bag belongs to")
    .option("--custody <file>", "how the inputs were collected, as you declare it (docs/collection.schema.json)")
    .option("--previous <bag>", "the bag that this one follows")
    .option(
      "--review <file>",
      "the signoff.json of a review of these inputs; the head of its journal stands in the bag",
    )
    .option("--as-of <time>", "the time that stands in it; default: SOURCE_DATE_EPOCH, or now")
    .option("--role <host=roles>", "what a server is; repeatable", collect)
    .option("--scope <file>", "computers with their roles (scope.yaml)")
    .option("--waivers <file>", "accepted findings (waivers.yaml); copied into the bag byte for byte")
    .option("--catalog <names>", "which requirements: mdi, sacl, or both with a comma", "mdi")
    .option("-q, --quiet", "no diagnostics on stderr")
    .addHelpText("after", CREATE)
    .action(async (paths: string[], options: CreateOptions) => {
      const { create } = await import("../commands/evidence-create.ts");
      done(await create(paths, options, io));
    });

  const verifying = evidence
    .command("verify")
    .description("is it intact, complete, sealed by whom you trust, and fresh")
    .argument("<bag>", "the folder or the zip of a bag")
    .option("--allowed-signers <file>", "whom you trust, as ssh-keygen -Y verify reads it")
    .option("--signer <principal>", "who must have sealed it; default: whom the bag names")
    .option("--verify-time <time>", "when the key had to be valid (ISO 8601); default: now")
    .option("--max-age <days>", "the greatest age of its as-of time")
    .option("--previous <bag>", "a bag that it must follow; repeatable, for the bags before that one", collect);
  addVerifyOptions(verifying)
    .addHelpText("after", VERIFY)
    .action(async (bag: string, options: VerifyOptions) => {
      const { verify } = await import("../commands/evidence-verify.ts");
      done(await verify(bag, options, io));
    });

  evidence
    .command("reproduce")
    .description("judge the inputs in a bag again and compare byte for byte")
    .argument("<bag>", "the folder or the zip of a bag")
    .argument("[path...]", "where the bag has no copies: files and folders that hold them")
    .addHelpText("after", REPRODUCE)
    .action(async (bag: string, paths: string[]) => {
      const { reproduce } = await import("../commands/evidence-reproduce.ts");
      done(await reproduce(bag, paths, io));
    });

  addSigning(evidence, io, done);
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

const NOT_INTACT = "3  not intact, or something is missing or planted";
const DEFECT = "70 a defect of this program";

const EXAMPLES = `
Examples:
  eventreach evidence create --help
  eventreach evidence verify --help

Exit codes:
  0  done; verify: every part that was asked for holds
  2  wrong usage
  ${NOT_INTACT}; create: nothing to judge
  4  signature missing or not trusted
  5  stale, or the chain of bags or of a journal is broken
  6  not reproducible
  ${DEFECT}`;

const CREATE = `
Examples:
  eventreach evidence create gpos -o out --ssh-key key --signer me@example.org
  eventreach evidence create gpos -o out --unsigned --as-of 2026-11-22

There is no --filter: a bag holds every finding, so that nobody chooses what its
reader sees. Inputs in which a password or a private key is met are withheld.
--raw separate writes <bag>-inputs, with a seal of its own, beside the bag.

Inputs are never written to. Every time in the bag is the --as-of time, so that
the same inputs, options and key give the same bytes.

${exitHelp(["ok", "usage", "nothingAnalysed", "defect"], "made")}`;

const VERIFY = `
Examples:
  eventreach evidence verify bag --allowed-signers allowed_signers
  eventreach evidence verify bag --allowed-signers allowed_signers --max-age 30
  eventreach evidence verify bag3 --previous bag2 --previous bag1.zip
  eventreach evidence verify bag --allowed-signers allowed_signers \\
    --require reviewer,approver --require-four-eyes --revoked lost-keys

A sign-off that is broken or of another bag, or that rejects the bag, is exit 4,
asked for or not. What is "not checked" counts neither way.

Exit codes:
  0  every part that was asked for holds
  2  wrong usage
  ${NOT_INTACT}
  4  signature, sign-off, certificate or time stamp missing, bad or not trusted
  5  stale, or the chain of bags or of the journal is broken
  ${DEFECT}`;

const REPRODUCE = `
Examples:
  eventreach evidence reproduce bag
  eventreach evidence reproduce bag ./owners-copies
  eventreach evidence reproduce bag bag-inputs
  eventreach evidence reproduce bag.zip bag-inputs.zip

Exit codes:
  0  the same, byte for byte
  2  wrong usage
  ${NOT_INTACT}
  6  not reproducible; the first difference is named
  ${DEFECT}`;
