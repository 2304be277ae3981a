/** What fails, story by story: wanted and found, who decides, proof, what goes blind, how to mend it. */
import type { FactId } from "../../core/fact.ts";
import type { Finding } from "../../core/report.ts";
import { type FailBlock, worstOf } from "../blocks.ts";
import { calledBy } from "../commands.ts";
import type { Fix } from "../fixes.ts";
import { lossesOf, type View } from "../view.ts";
import { CAUSE_WORDS, counted, listed, microsoftSentence, upperFirst } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { controlsText } from "./crosswalk.ts";
import { code, commands, folded, list, severityChip, table, terms, unique } from "./elements.ts";
import { excerpts } from "./excerpt.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { trails } from "./trail.ts";
import { waiverLine } from "./waivers.ts";

const proofs = (finding: Finding): readonly FactId[] => [...finding.evidence, ...finding.trail.map(({ fact }) => fact)];

export class FailPages {
  readonly #view: View;
  readonly #anchors: Anchors;
  readonly #shown = new Set<Fix>();

  constructor(view: View, anchors: Anchors) {
    this.#view = view;
    this.#anchors = anchors;
  }

  /** In the order of the page: a fix is written out where it comes first. */
  page(block: FailBlock): Markup {
    const { first, rows, alike, findings } = block;
    const title =
      rows.length === 1
        ? `${first.title}${alike.length > 0 ? `, ${alike.length + 1} times` : ""}`
        : `${rows.length} checks of ${this.#view.subject(first)}${alike.length > 0 ? ` and ${alike.length} more` : ""}, one cause`;
    const where = listed([first, ...alike].map((finding) => this.#view.subject(finding)));
    const evidence = unique([...rows, ...findings].flatMap(proofs));
    const anchors = findings.filter(({ id }) => id !== first.id);
    return markup`<article class="finding" id="${this.#anchors(first.id)}">
<h3><span class="sev sev-${worstOf(rows)}">${worstOf(rows)}</span> ${title}</h3>
${anchors.map(({ id }) => markup`<a id="${this.#anchors(id)}"></a>`)}${this.#facts(block, where)}${rows.length > 1 ? rowTable(rows) : null}${trails(this.#view, rows)}${
      evidence.length === 0
        ? null
        : markup`<h4>In the files</h4>
${excerpts(this.#view, evidence)}`
    }${losses(findings)}${unique(findings.flatMap((finding) => this.#view.fixesOf(finding))).map((fix, i) => this.#fix(fix, rows, i > 0))}</article>
`;
  }

  #facts({ first, rows }: FailBlock, where: string): Markup {
    const microsoft = unique(rows.flatMap((finding) => microsoftSentence(finding) ?? []));
    const notes = unique(rows.flatMap((finding) => finding.notes));
    const one = rows.length === 1;
    const controls = controlsText(rows);
    const why = this.#view.report.requirements.get(first.requirement)?.why ?? "";
    return markup`${terms([
      ["Where", where],
      one && first.want !== "" ? ["Want", first.want] : null,
      one && first.have !== "" ? ["Have", markup`<strong>${first.have}</strong>`] : null,
      first.cause === null ? null : ["Cause", `${upperFirst(CAUSE_WORDS[first.cause])}.`],
      one
        ? [
            "Check",
            markup`${code(first.requirement)} revision ${first.revision}${first.rung === null ? null : `, evidence ${first.rung}`}`,
          ]
        : null,
      one && why !== "" ? ["It matters", why] : null,
      microsoft.length === 0 ? null : ["Microsoft's tools", paragraphs(microsoft)],
      notes.length === 0 ? null : ["Note", paragraphs(notes)],
      controls === "" ? null : ["Supports", controls],
    ])}${rows.map(waiverLine)}`;
  }

  #fix(fix: Fix, rows: readonly Finding[], alternative: boolean): Markup {
    const label = `${alternative ? "Or fix" : "Fix"} ${fix.number}`;
    if (this.#shown.has(fix))
      return markup`<p class="fix-again"><a href="#fix-${fix.number}">${label}</a>, as above</p>
`;
    const before = [...this.#shown].find(({ remedy }) => remedy.text === fix.remedy.text);
    this.#shown.add(fix);
    const about = rows.filter((row) => fix.findings.includes(row));
    const some = about.length > 0 && about.length < rows.length ? listed(about.map(({ label: name }) => name)) : "";
    const words =
      before === undefined
        ? `${some === "" ? "" : `${some}: `}${fix.remedy.text}`
        : `As fix ${before.number}, for ${some === "" ? "this one" : some}:`;
    const settles = `settles ${fix.findings.length} of ${this.#view.fails.length}`;
    const body = markup`<p>${words}</p>
${fix.remedy.commands.length === 0 ? null : commands(fix.remedy.commands)}`;
    const called = calledBy(fix.remedy.commands);
    const head = markup`<strong>${label}</strong> ${called === "" ? "by hand" : code(called)} <small>${settles}, not executed</small>`;
    return alternative
      ? markup`<div class="fix-or" id="fix-${fix.number}">${folded(head, body)}</div>
`
      : markup`<div class="fix" id="fix-${fix.number}"><p>${head}</p>
${body}</div>
`;
  }
}

function paragraphs(texts: readonly string[]): Piece {
  return texts.length === 1 ? (texts[0] ?? "") : list(texts);
}

function rowTable(rows: readonly Finding[]): Markup {
  return table(
    `The ${rows.length} checks`,
    ["check", "severity", "want", "have", "id"],
    rows.map((row) => [
      row.title,
      severityChip(row),
      row.want,
      markup`<strong>${row.have}</strong>`,
      code(row.requirement),
    ]),
  );
}

const MOST_DETECTIONS = 6;

function losses(findings: readonly Finding[]): Markup | null {
  const { events, detections } = lossesOf(findings);
  if (events.length === 0 && detections.length === 0) return null;
  const first = detections.slice(0, MOST_DETECTIONS);
  const rest = detections.slice(MOST_DETECTIONS);
  return markup`<h4>What goes blind</h4>
${
  events.length === 0
    ? null
    : markup`<p>${events.length === 1 ? "Event" : "Events"} ${events.join(", ")}</p>
`
}${first.length === 0 ? null : list(first)}${rest.length === 0 ? null : folded(`and ${counted(rest.length, "more detection")}`, list(rest))}`;
}
