/** docs/review.md: its screens are captured here and its keys come from the table, so that neither can go stale (`vitest -u`). */
import { join } from "node:path";
import { expect, it } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import type { Report } from "../src/core/report.ts";
import { BINDINGS, keyText } from "../src/tui/bindings.ts";
import { deskFolder } from "./support/desk.ts";
import { openReview, steadyDigest } from "./support/review.ts";

const SAMPLE = "gpo-samples/usual-gaps";

interface Part {
  readonly title: string;
  readonly text: string;
  readonly keys: readonly string[];
  readonly shown: string;
  /** Somebody reviews, with files of their own. */
  readonly desk?: boolean;
}

const PARTS: readonly Part[] = [
  {
    title: "Overview",
    text: "Three sentences first: is it right, who decides it, what to do. `Tab` goes from what to fix first to the verdicts and the roles; `Enter` opens what stands behind a line.",
    keys: [],
    shown: "",
  },
  {
    title: "Findings",
    text: '`/` filters while you type: words match every column; `st:fail`, `sev:>=high`, `host:DC0*`, `gpo:"Legacy SOC"`, `role:dc`, `cause:too-weak`, `id:`, `is:silent` one of them; `!` turns a term round. `Space` marks, `y` takes the fixes of all marked findings along as one text file in the current folder.',
    keys: ["2", "/st:fail\r"],
    shown: "after `2`, `/`, `st:fail`, `Enter`",
  },
  {
    title: "Proof",
    text: "Want and have, every fact with its file and line and the lines around it, who decides, what goes blind, what Microsoft's tools will say, the fix. `o` shows more of the source; `[` and `]` go to the findings before and after.",
    keys: ["2", "/credential\r", "\r", "\u0004"],
    shown: "after `2`, `/`, `credential`, `Enter`, `Enter`, `Ctrl+D`",
  },
  {
    title: "Precedence",
    text: "The GPOs in the order in which a computer applies them. `u`, `e` and `d` ask what would change if the selected one did not set the value, were enforced or no longer, or were not linked there. Nothing is written.",
    keys: ["2", "/credential\r", "p", "j"],
    shown: "after `p`, `j`",
  },
  {
    title: "Decisions",
    text: "`w` waives what fails, `a` acknowledges what is unknown or answers what only a person can confirm, `n` notes; with `Space`, all marked ones at once. The first one asks for your name unless `--reviewer` gave it. `z` takes back, `Z` does again. Everything is on disk before the screen says so: [journal.md](journal.md).",
    keys: ["2", "/st:fail id:CREDENTIAL\r", "w", "\tpki-team\rno change window before spring\r"],
    shown: "after `2`, `/`, `st:fail id:CREDENTIAL`, `Enter`, `w`, and two fields",
    desk: true,
  },
  {
    title: "Review and sign-off",
    text: "Waivers and disputes, those that need somebody first; `n` renews, `v` revokes, `e` words the reason anew, `g` shows the journal. `S` signs when every box is ticked, writes `signoff.json` and prints the command that seals the evidence.",
    keys: [
      "2",
      "/st:fail id:CREDENTIAL\r",
      "w",
      `\tpki-team\rno change window before spring\rciso${"\r".repeat(6)}`,
      "5",
    ],
    shown: "with one waiver, after `5`",
    desk: true,
  },
  { title: "Inputs", text: "What every file proves, of whom, how old it is.", keys: ["4"], shown: "after `4`" },
  { title: "Catalog", text: "What is required, and why.", keys: ["6"], shown: "after `6`" },
];

async function sampleReport(): Promise<Report> {
  const inputs = await readInputs([SAMPLE], { step: () => undefined, done: () => undefined });
  return analyse(evidenceOf(inputs), { asOf: "2026-11-22T00:00:00Z", roles: new Map() });
}

async function partText(report: Report, { title, text, keys, shown, desk: kept = false }: Part): Promise<string> {
  const place = kept ? deskFolder() : null;
  const desk = place?.open(report, { reviewer: "a.meyer", paths: [SAMPLE] }) ?? null;
  const review = await openReview(report, { colour: false, services: { desk } });
  for (const key of keys) await review.type(key);
  const screen = steadyDigest(review.screen()).trimEnd();
  for (const key of ["\u0003", "\u0003"]) await review.type(key);
  await review.ended;
  desk?.close();
  place?.remove();
  return [`## ${title}`, text, ...(shown === "" ? [] : [`${shown}:`]), `\`\`\`text\n${screen}\n\`\`\``].join("\n\n");
}

function keysText(): string {
  const rows = BINDINGS.map(({ keys, title, where }) => {
    const names = keys.map((key) => `\`${keyText(key)}\``).join(" ");
    return `| ${names} | ${title} | ${where === "everywhere" ? "everywhere" : where.join(", ")} |`;
  });
  return ["## Keys", "", "| key | does | where |", "| --- | --- | --- |", ...rows].join("\n");
}

const INTRODUCTION = `# The review

\`eventreach review PATH…\` reads and judges like \`scan\`, then lets you go through the findings in the terminal. It never changes a system and writes nothing but what you ask for. It ends with the exit code of \`scan\`.

It needs a terminal of at least 60 by 15; from 100 columns list and proof stand side by side, from 160 the source text beside both. Without a terminal, or with \`TERM=dumb\`, it prints the report of \`scan\` and says why. \`NO_COLOR\` and \`--no-color\` leave weights only; \`--ascii\` leaves ASCII only. \`--osc52\` lets \`y\` copy through the terminal instead of writing a file.

The screens below are those of \`eventreach review ${SAMPLE}\` on 80 columns by 24 rows.`;

it("the page of the review shows the review", async () => {
  const report = await sampleReport();
  const parts: string[] = [];
  for (const part of PARTS) parts.push(await partText(report, part));
  const page = `${[INTRODUCTION, ...parts, keysText()].join("\n\n")}\n`;
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "../docs/review.md"));
});
