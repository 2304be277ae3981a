/** The command line: words in, exit code out. Everything that is thrown ends here. */
import { Command, CommanderError, Option } from "commander";
import { Failure } from "../core/failure.ts";
import { SEVERITIES } from "../core/report.ts";
import { TOOL } from "../core/version.ts";
import { printable } from "../text/printable.ts";
import { addEvidence } from "./evidence/verb.ts";
import { EXIT, exitHelp } from "./exit.ts";
import type { Io } from "./io.ts";
import { nodeIo } from "./node-io.ts";

export async function main(words: readonly string[], io: Io = nodeIo()): Promise<number> {
  let code: number = EXIT.ok;
  const program = build(io, (value) => {
    code = value;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    return explain(error, io);
  }
}

/** Says whose fault it is and what to do next. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof Failure) {
    io.err.write(`eventreach: ${printable(error.message)}\n`);
    for (const line of error.next) io.err.write(`  ${printable(line)}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write("eventreach: no verdict was given; this is a defect of the program, not of your files\n");
  for (const line of stack.split("\n")) io.err.write(`  ${printable(line)}\n`);
  io.err.write(
    `  version ${TOOL.version}; please report it with the command line and, if you may share it, the file\n`,
  );
  return EXIT.defect;
}

function build(io: Io, done: (code: number) => void): Command {
  const program = new Command(TOOL.name)
    .description(
      "Tells, offline and with proof, whether a Windows estate's audit configuration lets its detections see.",
    )
    .version(TOOL.version, "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.out([text]),
      writeErr: (text) => void io.err.write(printableLines(text)),
    })
    .configureHelp({ helpWidth: Math.min(io.stdout.columns ?? 80, 100), minWidthToWrap: 20 })
    .showHelpAfterError("(see --help)")
    .addHelpText("after", `\n${EXAMPLES}\n\n${JUDGING}`);

  program
    .command("scan")
    .description("read everything under the paths, judge it, report")
    .argument("<path...>", "files, folders or zips: GPO backups, SYSVOL copies, single files")
    .option(
      "-f, --format <format[=file]>",
      "terminal, html, markdown, json, ndjson, csv, action-plan, xlsx, sarif, junit, oscal, oscal-poam, ocsf; repeatable as json=report.json",
      collect,
    )
    .option("-o, --output <file>", "write the report here instead of to stdout")
    .option("--objects-csv <file>", "write every account and group whose SACL does not audit it, with the cause")
    .option("--role <host=roles>", "what a server is: DC01=dc,ca (dc, ca, adfs, entra-connect); repeatable", collect)
    .option("--scope <file>", "computers with their roles, OU and site (scope.yaml, docs/scope.schema.json)")
    .option("--waivers <file>", "accepted findings (waivers.yaml, docs/waivers.schema.json); they stay fails")
    .option("--filter <expr>", "list only the findings that match; sums and exit code stay, see below")
    .option("--catalog <names>", "which requirements: mdi, sacl (audit entries beyond it), or both with a comma", "mdi")
    .option("--what-if <edit>", "answer with the findings that an edit would change; repeatable, see below", collect)
    .option("--previous <file>", "earlier results, oldest first: html, markdown and sarif say what changed", collect)
    .option("--as-of <time>", "the time that stands in the report (ISO 8601); default: now")
    .addOption(
      new Option("--fail-on <severity>", "exit 1 when something is open at or above it and no active waiver accepts it")
        .choices([...SEVERITIES.slice(0, 4), "none"])
        .default("high"),
    )
    .option("--strict", "exit 4 when a verdict is incomplete")
    .option("--no-color", "no colours")
    .option("--ascii", "only ASCII characters in the terminal report")
    .option("-q, --quiet", "no diagnostics and no hints on stderr")
    .addHelpText("after", SCAN_EXAMPLES)
    .action(async (paths: string[], options: Record<string, unknown>) => {
      const { scan } = await import("./commands/scan.ts");
      done(await scan(paths, options, io));
    });

  program
    .command("review")
    .description("go through the findings in the terminal: the proof of each, who decides it, what if, the fix")
    .argument("<path...>", "files, folders or zips: GPO backups, SYSVOL copies, single files")
    .option("--role <host=roles>", "what a server is: DC01=dc,ca (dc, ca, adfs, entra-connect); repeatable", collect)
    .option("--scope <file>", "computers with their roles, OU and site (scope.yaml, docs/scope.schema.json)")
    .option("--filter <expr>", "begin with the findings that match, as scan has it; Esc shows all")
    .option("--catalog <names>", "which requirements: mdi, sacl (audit entries beyond it), or both with a comma", "mdi")
    .option("--as-of <time>", "the time that stands in the report (ISO 8601); default: that of the journal, or now")
    .option(
      "--waivers <file>",
      "accepted findings, which stay fails: read and, when you say so, written (waivers.yaml)",
    )
    .option("--journal <file>", "what you decide, line by line; default: eventreach-review.ndjson in this folder")
    .option("--reviewer <name>", "who you are, for the journal; else the first edit asks")
    .option("--replay <journal>", "print the state that a journal leads to, and end; needs no terminal")
    .addOption(
      new Option("--fail-on <severity>", "exit 1 when something is open at or above it and no active waiver accepts it")
        .choices([...SEVERITIES.slice(0, 4), "none"])
        .default("high"),
    )
    .option("--strict", "exit 4 when a verdict is incomplete")
    .option("--no-color", "no colours")
    .option("--ascii", "only ASCII characters")
    .option("--screen-reader", "line after line, nothing drawn twice (also INK_SCREEN_READER=true)")
    .option("--keys <file>", 'other keys: a JSON file such as { "down": ["J"], "quit": "x" }; see docs/review.md')
    .option("--osc52", "let y copy to the clipboard through the terminal (OSC 52) instead of writing a file")
    .addHelpText("after", REVIEW_EXAMPLES)
    .action(async (paths: string[], options: Record<string, unknown>) => {
      const { review } = await import("./commands/review.ts");
      done(await review(paths, options, io));
    });

  program
    .command("facts")
    .description("print every fact read, with its place, as JSON lines; judges nothing")
    .argument("<path...>", "files, folders or zips")
    .option("-q, --quiet", "no diagnostics on stderr")
    .addHelpText("after", FACTS_EXAMPLES)
    .action(async (paths: string[], options: Record<string, unknown>) => {
      const { facts } = await import("./commands/facts.ts");
      done(await facts(paths, options, io));
    });

  program
    .command("explain")
    .description("a requirement's page; with paths, also who decides the value and why")
    .argument("<id>", "a requirement id, see `eventreach catalog list`")
    .argument("[path...]", "files, folders or zips")
    .option("--role <host=roles>", "what a server is; repeatable", collect)
    .option("--ascii", "only ASCII characters")
    .addHelpText("after", EXPLAIN_EXAMPLES)
    .action(async (id: string, paths: string[], options: Record<string, unknown>) => {
      const { explain: page } = await import("./commands/explain.ts");
      done(await page(id, paths, options, io));
    });

  program
    .command("diff")
    .description("what changed between two states; of more, their history and the last change")
    .argument("<old>", "folder, zip or file of inputs, results.json, or an evidence bag")
    .argument("<new...>", "the same, later; several in the order of time")
    .option("-f, --format <format[=file]>", "terminal, json, markdown; repeatable as json=diff.json", collect)
    .option("-o, --output <file>", "write the answer here instead of to stdout")
    .option("--role <host=roles>", "what a server is: DC01=dc,ca; repeatable; for inputs", collect)
    .option("--scope <file>", "computers with their roles, OU and site, for inputs")
    .option("--waivers <file>", "accepted findings, for inputs; results keep what they were written with")
    .option("--catalog <names>", "which requirements judge inputs: mdi, sacl, or both with a comma", "mdi")
    .option("--as-of <time>", "the time as of which inputs are judged (ISO 8601); default: now")
    .addOption(
      new Option("--fail-on <severity>", "exit 1 when something regressed at or above it that no active waiver accepts")
        .choices([...SEVERITIES.slice(0, 4), "none"])
        .default("high"),
    )
    .option("--strict", "exit 4 when something is not comparable or was lost from sight")
    .option("--no-color", "no colours")
    .option("--ascii", "only ASCII characters in the terminal output")
    .option("-q, --quiet", "no diagnostics and no hints on stderr")
    .addHelpText("after", DIFF_EXAMPLES)
    .action(async (old: string, others: string[], options: Record<string, unknown>) => {
      const { diff } = await import("./commands/diff.ts");
      done(await diff([old, ...others], options, io));
    });

  program
    .command("catalog")
    .description("the requirements: `list`, `show ID`, `export` (JSON)")
    .argument("[action]", "list, show or export", "list")
    .argument("[id]", "a requirement id, for show")
    .addHelpText("after", CATALOG_EXAMPLES)
    .action(async (action: string, id: string | undefined) => {
      const { catalog } = await import("./commands/catalog.ts");
      done(await catalog(action, id, io));
    });

  addEvidence(program, io, done);

  program
    .command("formats")
    .description("every input format: how it is produced read-only, how it is recognised")
    .addHelpText("after", FORMATS_EXAMPLES)
    .action(async () => {
      const { formats } = await import("./commands/formats.ts");
      done(await formats(io));
    });

  return program;
}

function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** commander quotes the user's own words in its errors. */
function printableLines(text: string): string {
  return text
    .split("\n")
    .map((line) => printable(line))
    .join("\n");
}

const JUDGING = exitHelp(["ok", "open", "usage", "nothingAnalysed", "incomplete", "defect"]);
const READING = exitHelp(["ok", "usage", "nothingAnalysed", "defect"], "done");
const SHOWING = exitHelp(["ok", "usage", "defect"], "done");

const EXAMPLES = `Examples:
  eventreach scan ./gpo-backups            the report in the terminal
  eventreach scan client.zip -f json       the report as JSON
  eventreach review ./gpo-backups          go through it, key by key
  eventreach explain MDI-DC-NTLM-DOMAIN    one requirement, in full
  eventreach formats                       what to export, and how`;

const SCAN_EXAMPLES = `
Examples:
  eventreach scan ./gpo-backups
  eventreach scan client.zip --fail-on none -f markdown -o report.md
  eventreach scan backups -f terminal -f json=report.json --as-of 2026-11-22
  eventreach scan backups --role PKI01=ca --role FS01=adfs
  eventreach scan domain.ldf --objects-csv not-audited.csv
  eventreach scan backups --waivers waivers.yaml --fail-on medium
  eventreach scan backups --filter "cause:overridden|cause:unlinked"
  eventreach scan backups -f html -o now.html --previous october.json
  eventreach scan export --what-if "unlink:Legacy SOC@Domain Controllers"
  eventreach scan export --what-if "set:DC Audit:Credential Validation=Success"

Waivers: an active one takes its finding out of --fail-on. One that is expired,
void, unapproved or a planned-fix does not, and a mistake in the file is exit 2.

Filter (words side by side: and; | or "or": either; - or ! before: not; groups
in parentheses; quotes around what holds a blank or a colon):
  ntlm "Legacy SOC"                  in title, requirement, subject, computers,
                                     GPO or events
  title: requirement: (or id:)       there only; * stands for any characters,
  subject: host: gpo: event:         = before the value for all of it
  status:fail (st:)  severity:>=high (sev:)  cause:overridden
  role:dc (or none)  kind:gpo  rung:L3
  is:open                            or waived, silent, checklist
  waiver:active                      or expired, void, unapproved, planned,
                                     any, none, or an id

What if (nothing is written; edits apply one after the other):
  unset:<gpo>:<setting>              set:<gpo>:<setting>=<value>
  link:<gpo>@<container>:<order>     unlink:<gpo>@<container>
  enforce:<gpo>@<container>          unenforce:<gpo>@<container>
  <gpo>        display name or GUID, where several have it <domain>/<name>
  <container>  DN, canonical path, or a name that only one container has
  <setting>    subcategory, HKLM\\<key>\\<name>, user right, legacy category,
               or a requirement id
  <value>      Success, Failure, Success and Failure, No Auditing, a number,
               text, SIDs, not configured

${JUDGING}`;

const REVIEW_EXAMPLES = `
Examples:
  eventreach review ./gpo-backups
  eventreach review client.zip --role PKI01=ca --fail-on none
  eventreach review export --as-of 2026-11-22 --ascii --no-color
  eventreach review export --waivers waivers.yaml --filter is:open
  eventreach review export --reviewer a.meyer@corp.example --waivers waivers.yaml
  eventreach review export --replay eventreach-review.ndjson

Keys: ? shows those of the screen, : finds a command by name, Esc goes back,
q quits. While the inputs are read, Esc, q and Ctrl+C give up. Without a
terminal it prints the report of scan.

Decisions: n note, w waive, a acknowledge, z undo; 5 shows them and signs off.
Each is in the journal on disk before the screen says so. Started again with
the same paths, the review goes on where it was, as of the same moment.

${exitHelp(["ok", "open", "usage", "nothingAnalysed", "incomplete", "defect"])}
  129, 130, 143: the terminal went away, it was given up, it was ended`;

const FACTS_EXAMPLES = `
Examples:
  eventreach facts ./gpo-backups > facts.ndjson
  eventreach facts backups.zip | jq 'select(.kind == "subcategory")'

${READING}`;

const EXPLAIN_EXAMPLES = `
Examples:
  eventreach explain MDI-DC-NTLM-DOMAIN
  eventreach explain MDI-DC-AUDIT-CREDENTIAL-VALIDATION ./backups

${READING}`;

const DIFF_EXAMPLES = `
Examples:
  eventreach diff backups-october backups-november
  eventreach diff october.json november.json --fail-on medium
  eventreach diff october.json backups-november -f markdown -o drift.md
  eventreach diff q1.json q2.json q3.json q4.json

A side is what a scan takes, or what \`scan --format json\` wrote. What only one
side could see is never said to be removed: it is not comparable, with what to
export. A regression was met before, or had nothing wrong, and fails now.

${exitHelp(["ok", "open", "usage", "nothingAnalysed", "incomplete", "defect"], "no regression at or above --fail-on", {
  open: "a regression",
  nothingAnalysed: "a side could not be analysed",
  incomplete: "something is not comparable, and --strict",
})}`;

const CATALOG_EXAMPLES = `
Examples:
  eventreach catalog list
  eventreach catalog show MDI-DC-NTLM-DOMAIN
  eventreach catalog export > catalog.json

${SHOWING}`;

const FORMATS_EXAMPLES = `
Example:
  eventreach formats

${SHOWING}`;
