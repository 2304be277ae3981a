/** The document around the parts: nothing is fetched, nothing runs, and the page says so to the browser. */
import { hashSource } from "../../text/html.ts";
import { answerText } from "../sentences.ts";
import { shownText } from "../shown.ts";
import type { View } from "../view.ts";
import { counted, listed, timeText } from "../words.ts";
import { waiverSentence } from "../waivers.ts";
import { alikeBlocks } from "./alike.ts";
import { type Anchors, anchorsOf } from "./anchors.ts";
import { cover, ladder, legend, limits } from "./cover.ts";
import { crosswalkSection } from "./crosswalk.ts";
import { detectionsTable } from "./detections.ts";
import { section } from "./elements.ts";
import { FailPages } from "./findings.ts";
import { heatmap } from "./heatmap.ts";
import { inputsSection } from "./inputs.ts";
import { markup, Markup, within } from "./markup.ts";
import { methodSection } from "./method.ts";
import { microsoftSection } from "./microsoft.ts";
import { passedSection } from "./passed.ts";
import { coverageByRole, lightPlot } from "./plots.ts";
import { populationSection } from "./population.ts";
import { saclSection } from "./sacl.ts";
import { sinceSection, sinceTitle } from "./since.ts";
import { signoffSection } from "./signoff.ts";
import { inFours } from "../digest-text.ts";
import { STYLE } from "./style.ts";
import { checklistSection, conflictsSection, unknownSection } from "./unknown.ts";
import { waiversSection } from "./waivers.ts";

/** The only text that goes in unescaped is our own style. */
const SHEET = new Markup([`<style>${STYLE}</style>`], []);

const POLICY = `default-src 'none'; style-src '${hashSource(STYLE)}'; base-uri 'none'; form-action 'none'`;

interface Part {
  readonly id: string;
  readonly title: string;
  readonly body: Markup | null;
}

/** `resultsDigest`: of the results as JSON, null where nobody wrote them. */
export function* page(view: View, resultsDigest: string | null): Generator<string> {
  const { report } = view;
  const anchors = anchorsOf(report.findings);
  const parts = partsOf(view, anchors, resultsDigest).filter((part) => part.body !== null);
  const title = `${report.tool.name}: ${listed(view.domains) || "audit configuration"}, ${timeText(report.asOf)}`;
  yield markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${answerText(view)}">
<title>${title}</title>
`.text;
  yield SHEET.text;
  yield markup`
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
`.text;
  yield cover(view, anchors).text;
  yield markup`<nav aria-label="Parts of the report"><ul>
<li><a href="#top">Overview</a>
${parts.map(
  ({ id, title: name }) => markup`<li><a href="#${id}">${name}</a>
`,
)}</ul></nav>
<main id="main">
`.text;
  for (const { body } of parts) yield body?.text ?? "";
  yield markup`<footer><p>${report.tool.name} ${report.tool.version}. This file fetches nothing and runs nothing.</p>${
    resultsDigest === null ? null : markup`<p>Results-Digest: <span class="fours">${inFours(resultsDigest)}</span></p>`
  }</footer>
</main>
</div>
</body>
</html>
`.text;
}

function partsOf(view: View, anchors: Anchors, resultsDigest: string | null): Part[] {
  return [
    { id: "coverage", title: "Coverage", body: coverage(view) },
    {
      id: "since",
      title: view.report.since === undefined ? "" : sinceTitle(view.report.since.diff),
      body: sinceSection(view, anchors),
    },
    { id: "fails", title: counted(view.fails.length, "failure"), body: fails(view, anchors) },
    { id: "unknown", title: `${view.unknown.length} unknown`, body: unknownSection(view, anchors) },
    { id: "conflicts", title: "GPOs that disagree", body: conflictsSection(view) },
    { id: "person", title: "Only a person can tell", body: checklistSection(view, anchors) },
    { id: "microsoft", title: "Microsoft\u2019s tools", body: microsoftSection(view, anchors) },
    { id: "sacl", title: "SACLs", body: saclSection(view) },
    { id: "waivers", title: "Waivers", body: waiversSection(view, anchors) },
    { id: "passed", title: "Passed", body: passedSection(view, anchors) },
    { id: "population", title: "Completeness", body: populationSection(view, anchors) },
    { id: "crosswalk", title: "Controls", body: crosswalkSection(view) },
    { id: "method", title: "Method", body: methodSection(view) },
    { id: "inputs", title: "Inputs and hashes", body: inputsSection(view) },
    { id: "signoff", title: "Sign-off", body: signoffSection(view, resultsDigest) },
  ];
}

function coverage(view: View): Markup {
  const { fails, unknown, passed, notApplicable } = view.totals;
  const judged = [...fails, ...unknown, ...passed, ...notApplicable];
  return section(
    "coverage",
    "Coverage",
    markup`${legend()}${heatmap(view, judged)}${coverageByRole(judged)}${lightPlot(view)}${detectionsTable(view)}${ladder(view.report)}${limits()}`,
  );
}

const rest = (left: number): Markup =>
  markup`<p>and ${counted(left, "more story", "more stories")}: --format json has them</p>
`;

function fails(view: View, anchors: Anchors): Markup | null {
  if (view.fails.length === 0) return null;
  const pages = new FailPages(view, anchors);
  const group = (title: string, blocks: typeof view.failBlocks): Markup | null =>
    blocks.length === 0
      ? null
      : markup`<p class="group">${title}</p>
${[
  ...within(
    alikeBlocks(blocks).map((block) => pages.page(block)),
    rest,
  ),
]}`;
  const notes = [waiverSentence(view.report), shownText(view.report)].filter((text) => text !== null);
  return section(
    "fails",
    `Failures (${view.fails.length})`,
    markup`${notes.map(
      (text) => markup`<p>${text}</p>
`,
    )}${group("Looks configured, does nothing", view.silentBlocks)}${group("Fails, worst first", view.failBlocks)}`,
  );
}
