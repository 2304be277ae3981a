/** docs/review.md: its screens are captured here and its keys come from the table, so that neither can go stale (`vitest -u`). */
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Judged } from "../src/cli/review/services.ts";
import { BINDINGS, keyText } from "../src/tui/bindings.ts";
import { estateOf, screenAfter } from "./support/captured.ts";

const SAMPLE = "gpo-samples/usual-gaps";

interface Part {
  readonly title: string;
  readonly text: string;
  readonly keys: readonly string[];
  readonly shown: string;
  /** With a waiver file of its own. */
  readonly waives?: boolean;
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
    text: '`/` filters while you type, in the language of `scan --filter` ([waivers.md](waivers.md#filter)): `st:fail sev:>=high`, `host:DC0*`, `gpo:"Legacy SOC"`, `event:4776`, `is:silent`; `!` or `-` turns a term round. `Space` marks, `y` takes the fixes of all marked findings along as one text file in the current folder.',
    keys: ["2", "/st:fail\r"],
    shown: "after `2`, `/`, `st:fail`, `Enter`",
  },
  {
    title: "Proof",
    text: "Want and have, every fact with its file and line and the lines around it, who decides, what goes blind, what Microsoft's tools will say, the fix. `o` shows more of the source; `[` and `]` go to the findings before and after; `/` looks for words, `Enter` and `N` go to the next and the previous line that holds them.",
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
    waives: true,
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
    waives: true,
  },
  { title: "Inputs", text: "What every file proves, of whom, how old it is.", keys: ["4"], shown: "after `4`" },
  { title: "Catalog", text: "What is required, and why.", keys: ["6"], shown: "after `6`" },
];

async function partText(estate: Judged, { title, text, keys, shown, waives = false }: Part): Promise<string> {
  const after = shown === "" ? [] : [`${shown}:`];
  const screen = await screenAfter(estate, keys, waives ? { waivers: "new" } : {});
  return [`## ${title}`, text, ...after, screen].join("\n\n");
}

function keysTable(): string {
  const rows = BINDINGS.map(({ id, keys, title, where }) => {
    const names = keys.map((key) => `\`${keyText(key)}\``).join(" ");
    return `| ${names} | ${id} | ${title} | ${where === "everywhere" ? "everywhere" : where.join(", ")} |`;
  });
  return ["## Keys", "", "| key | name | does | where |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

const INTRODUCTION = `# The review

\`eventreach review PATH…\` reads and judges like \`scan\`, then lets you go through the findings in the terminal. It never changes a system and writes nothing but what you ask for. It ends with the exit code of \`scan\`, with your waivers. [first-minute.md](first-minute.md) shows what five people do with it.

It needs a terminal of at least 60 by 15; from 100 columns list and proof stand side by side, from 160 the evidence beside both. Without a terminal, or with \`TERM=dumb\`, it prints the report of \`scan\` and says why.

| option | does |
| --- | --- |
| \`--role\`, \`--scope\`, \`--as-of\`, \`--catalog\`, \`--fail-on\`, \`--strict\` | as for \`scan\` |
| \`--waivers FILE\` | shows what was accepted beside each finding ([waivers.md](waivers.md)); \`w\` writes there |
| \`--journal FILE\` | where your decisions are kept, line by line ([journal.md](journal.md)); \`eventreach-review.ndjson\` in the current folder |
| \`--reviewer NAME\` | who decides; else the first decision asks |
| \`--replay JOURNAL\` | prints the state that a journal leads to, and ends; needs no terminal |
| \`--filter EXPR\` | the filter to begin with; \`Esc\` clears it |
| \`--keys FILE\` | other keys, as JSON: \`{ "down": ["J", "down"], "quit": "x" }\`. Names are those of the table below; two commands of one screen on one key, an unknown name or key: exit code 2, with every mistake, and no key is changed |
| \`--screen-reader\` | line after line, one sentence for a key, nothing drawn; \`INK_SCREEN_READER=true\` does the same |
| \`--no-color\`, \`NO_COLOR\` | weights only |
| \`--ascii\` | ASCII only; chosen by itself where the locale is not UTF-8 |
| \`--osc52\` | \`y\` copies through the terminal instead of writing a file |

While files are read and judged, the screen says how far that is; \`Esc\`, \`q\` or \`Ctrl+C\` gives it up with exit code 130.

The screens below are those of \`eventreach review ${SAMPLE} --reviewer a.meyer\` on 80 columns by 24 rows.`;

it("the page of the review shows the review", async () => {
  const estate = await estateOf([SAMPLE]);
  const parts: string[] = [];
  for (const part of PARTS) parts.push(await partText(estate, part));
  const page = `${[INTRODUCTION, ...parts, keysTable()].join("\n\n")}\n`;
  await expect(page).toMatchFileSnapshot(join(import.meta.dirname, "../docs/review.md"));
});
