/** By what it was judged, how to do it again, and what the words mean. */
import { groupBy } from "../group.ts";
import { totalsText } from "../sentences.ts";
import type { View } from "../view.ts";
import { timeText } from "../words.ts";
import { code, commands, folded, section, table, terms } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { tallyOf } from "./tally.ts";

export function methodSection(view: View): Markup {
  const { report } = view;
  return section(
    "method",
    "Method",
    markup`<p>Every file is read as it is, without network and without running it. What it says becomes facts, each with its place in the file; facts of GPOs become the policy that reaches a computer, in the order in which Windows applies it; a catalog of requirements judges that, or what the computer itself shows. Nothing is guessed: what is not in the files is unknown.</p>
${terms([
  ["Tool", `${report.tool.name} ${report.tool.version}`],
  ["Catalog", markup`${report.catalog.version}, SHA-256 ${code(report.catalog.digest)}`],
  ["As of", markup`${timeText(report.asOf)} ${code(report.asOf)}`],
  ["Sample", "none: everything that was found under the paths given"],
  ["Totals", totalsText(view)],
])}<p>The same files give the same bytes. Do it again, with a copy of the tool that you chose:</p>
${commands([`${report.tool.name} scan PATHS --as-of ${report.asOf} --format html=again.html`, "sha256sum again.html"])}${requirements(view)}${glossary()}`,
  );
}

function requirements({ report }: View): Markup {
  const sources = sourcesOf(report);
  const rows = groupBy(report.findings, ({ requirement }) => requirement).flatMap((of): Piece[][] => {
    const [first] = of;
    if (first === undefined) return [];
    const { count } = tallyOf(of);
    const references = report.requirements.get(first.requirement)?.references ?? [];
    const numbers = references.map((reference) => sources.indexOf(placeOfSource(reference)) + 1);
    return [
      [
        markup`${code(first.requirement)} <small>r${first.revision}</small>`,
        first.label,
        count.fail,
        count.unknown,
        count.pass,
        count["not-applicable"],
        numbers.join(", "),
      ],
    ];
  });
  const numeric = ["fail", "unknown", "pass", "n/a"].map((name) => ({ name, class: "n" }));
  return markup`${folded(
    markup`<strong>Requirements judged (${rows.length})</strong>`,
    table("Every requirement, with its revision", ["Requirement", "title", ...numeric, "sources"], rows),
  )}${
    sources.length === 0
      ? null
      : folded(
          markup`<strong>Sources of the requirements (${sources.length})</strong>`,
          markup`<ol>${sources.map(
            (source) => markup`<li>${source}
`,
          )}</ol>
`,
        )
  }`;
}

type Source = NonNullable<ReturnType<View["report"]["requirements"]["get"]>>["references"][number];

/** As text: this page leads nowhere. */
function placeOfSource({ title, locator }: Source): string {
  return `${title}: ${locator}`;
}

/** Each once, in the order of the requirements that name it. */
function sourcesOf({ requirements: all }: View["report"]): string[] {
  return [...new Set([...all.values()].flatMap(({ references }) => references.map(placeOfSource)))];
}

const GLOSSARY: readonly (readonly [string, string])[] = [
  ["fail", "The files show a state in which events are not written, or not as required."],
  ["unknown", "The files do not tell. It is never counted as a pass, and comes with what would settle it."],
  ["pass", "The files show the required state; at least one fact is cited."],
  ["not applicable", "The files show that the requirement does not concern this subject."],
  ["looks configured, does nothing", "A setting stands in a GPO and cannot take effect."],
  [
    "trail",
    "Every GPO that speaks on a value, in the order in which a client applies them; the last that counts stands.",
  ],
  ["waiver", "Somebody accepts a failure until a day. It lies over the failure and does not change it."],
  ["SACL", "The part of an object\u2019s security descriptor that says which accesses are logged."],
];

function glossary(): Markup {
  return folded(
    markup`<strong>Words</strong>`,
    terms(GLOSSARY.map(([word, text]): readonly [string, Piece] => [word, text])),
  );
}
