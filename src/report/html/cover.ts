/** The first page: can our detections see, what is open, who decides, what to run, what to get; and what this cannot show. */
import type { Finding, Report, Rung } from "../../core/report.ts";
import { worstOf } from "../blocks.ts";
import { answerParts, decidingSentences, DESIGN_SENTENCE } from "../sentences.ts";
import { calledBy } from "../commands.ts";
import { shortTitles } from "../short-titles.ts";
import type { View } from "../view.ts";
import { counted, disagreeing, listed, timeText } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { chip, code, commands, list, table, terms } from "./elements.ts";
import { markup, type Markup, type Piece, prose } from "./markup.ts";
import { darkened } from "./plots.ts";
import { LIMITS } from "./limits.ts";

const MOST = { fails: 6, who: 4, run: 4, collect: 8 } as const;
/** On the first page; the finding has every one whole. */
const LONGEST_COMMAND = 160;

export function cover(view: View, anchors: Anchors): Markup {
  const { report } = view;
  const [verdict, rest] = answerParts(view);
  const [word, after] = beginning(verdict);
  const odd = report.findings.filter((finding) => disagreeing(finding).length > 0).length;
  const more = [rest, odd > 0 ? `Microsoft's tools differ on ${odd}.` : ""].filter((part) => part !== "").join(" ");
  const state = view.totals.fails.length > 0 ? "fail" : view.totals.unknown.length > 0 ? "unknown" : "pass";
  const read = `${counted(report.summary.files, "file")}, ${counted(report.summary.gpos, "GPO")}`;
  return markup`<header class="cover" id="top">
<p class="kicker">Audit configuration evidence</p>
<h1>Can our detections see?</h1>
<p class="answer"><strong class="${state}">${word}</strong>${after === "" ? null : markup` <span>${after}</span>`}</p>
${
  more === ""
    ? null
    : markup`<p class="lead">${more}</p>
`
}${
    report.mode === "design"
      ? markup`<p class="callout">${DESIGN_SENTENCE}</p>
`
      : null
  }${terms([
    ["Of", prose(listed(view.domains) || "no domain named")],
    ["As of", timeText(report.asOf)],
    ["Read", read],
    ["Judged by", `${report.tool.name} ${report.tool.version}, catalog ${report.catalog.version}`],
  ])}${tiles(view)}<div class="cards">
${worst(view, anchors)}${deciders(view)}${runFirst(view)}${collect(view)}</div>
</header>
`;
}

/** The first word of the answer, `Yes.` or `No.`, and the rest of the sentence. */
function beginning(verdict: string): readonly [string, string] {
  const at = verdict.indexOf(". ");
  return at < 0 ? [verdict, ""] : [verdict.slice(0, at + 1), verdict.slice(at + 2)];
}

const tile = (cls: string, number: number, word: string, after: string): Markup =>
  markup`<div class="tile ${cls}"><dt>${word}<dd><b>${number}</b> <span>${after}</span></div>
`;

function tiles(view: View): Markup {
  const { findings } = view.report.summary;
  const dark = darkened(view.totals.fails);
  const { waived } = view.report.summary;
  return markup`<dl class="tiles">
${tile("fail", findings.fail, "fail", dark === 0 ? "no detection weakened" : `${counted(dark, "detection")} weakened`)}${tile("unknown", findings.unknown, "unknown", "not told by these files")}${tile("pass", findings.pass, "pass", "each with its proof")}${tile("na", view.checklist.length, "by a person", "only a person can tell")}${tile("waived", waived.active, "waived", `of the fails; ${waived.expired} expired, ${waived.void} void`)}</dl>
`;
}

function card(id: string, title: string, body: Piece): Markup {
  return markup`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}</section>
`;
}

function worst(view: View, anchors: Anchors): Markup {
  const blocks = [...view.silentBlocks, ...view.failBlocks];
  if (blocks.length === 0) return card("c-open", "Open", markup`<p>Nothing fails in what these files show.</p>`);
  const items = blocks.slice(0, MOST.fails).map((block) => {
    const { first, rows, alike } = block;
    const severity = worstOf(rows);
    const fix = view.fixesOf(first)[0];
    const where = alike.length > 0 ? `${alike.length + 1} domains` : view.subject(first);
    const remarks = [
      ...(first.silent ? ["looks configured, does nothing"] : []),
      ...(first.waiver === null ? [] : [`waiver ${first.waiver.id}: ${first.waiver.state}`]),
    ];
    return markup`<span class="sev sev-${severity}">${severity}</span> <span><a href="#${anchors(first.id)}">${shortTitles(rows).slice(0, 4).join(", ")}${rows.length > 4 ? ` and ${rows.length - 4} more` : ""}</a>${remarks.map((remark) => markup` <em>${remark}</em>`)} <small>${prose(where)}${fix === undefined ? null : markup`, <a href="#fix-${fix.number}">fix ${fix.number}</a>`}</small></span>`;
  });
  const left = blocks.slice(MOST.fails).reduce((sum, { findings }) => sum + findings.length, 0);
  return card(
    "c-open",
    "Open, worst first",
    markup`${list(items, "worst")}${left > 0 ? markup`<p class="faint"><a href="#fails">and ${left} more</a></p>` : null}`,
  );
}

function deciders(view: View): Markup | null {
  const disputed = view.report.conflicts.length;
  const sentences = [
    ...(disputed > 0 ? [`GPOs disagree on ${counted(disputed, "setting")}, and nothing here decides.`] : []),
    ...decidingSentences(view, view.gpo),
  ];
  if (sentences.length === 0) return null;
  const left = sentences.length - MOST.who;
  return card(
    "c-who",
    "Who decides",
    markup`${list(sentences.slice(0, MOST.who))}${left > 0 ? markup`<p class="faint"><a href="#fails">and ${left} more</a>, each under its finding</p>` : null}`,
  );
}

function runFirst(view: View): Markup | null {
  const fixes = view.topFixes.slice(0, MOST.run);
  if (fixes.length === 0) return null;
  const items = fixes.map((fix) => {
    const [command] = fix.remedy.commands;
    const whole = fix.remedy.commands.length === 1 && command !== undefined && command.length <= LONGEST_COMMAND;
    const called = calledBy(fix.remedy.commands);
    const rest = whole
      ? commands([command])
      : called === ""
        ? markup` <small>by hand, in the editor</small>`
        : markup` ${code(called)} <small>${counted(fix.remedy.commands.length, "line")}, ready to paste</small>`;
    return markup`<a href="#fix-${fix.number}">Fix ${fix.number}</a> settles ${fix.findings.length} of ${view.fails.length}:${rest}`;
  });
  const left = view.topFixes.length - fixes.length;
  return card(
    "c-run",
    "Run first",
    markup`${list(items)}<p class="faint">${left > 0 ? markup`<a href="#coverage">and ${left} more</a>. ` : null}Nothing was executed; each stands with its finding.</p>
`,
  );
}

function collect(view: View): Markup | null {
  if (view.areas.length === 0) return null;
  const items = view.areas
    .slice(0, MOST.collect)
    .map(({ about, findings }) => markup`${about} <small>${counted(findings.length, "check")}</small>`);
  return card(
    "c-collect",
    "Get next, read-only",
    markup`${list(items, "two")}<p><a href="#unknown">Commands for ${counted(view.unknown.length, "unknown", "unknown")}</a></p>`,
  );
}

const RUNGS: readonly (readonly [Rung, string, string])[] = [
  ["L1", "Intended: a GPO holds the setting", "A backup alone has neither links nor the WMI filter itself."],
  ["L2", "Linked: the GPO reaches the computers", "A snapshot of links and filters."],
  ["L3", "Effective: the computer has it", "One computer at one time."],
  ["L4", "On the object: the SACL is there", "Objects without a descriptor among the files are assumed, not shown."],
];

const decided = (finding: Finding): boolean => finding.status === "pass" || finding.status === "fail";

/** How far up the ladder the evidence goes, and what was not even asked of it. */
export function ladder({ findings }: Report): Markup {
  const rows = RUNGS.map(([rung, claim, weak]): Piece[] => [
    rung,
    claim,
    findings.filter((finding) => finding.rung === rung && decided(finding)).length,
    weak,
  ]);
  return markup`${table(
    "What kind of evidence the verdicts rest on",
    ["Rung", "Claim", { name: "checks", class: "n" }, "Weak point"],
    [
      ...rows,
      ["L5", "Operating: events appear", "not read", "Needs a sample of events."],
      ["L6", "Consumed: the sensor is healthy on every server", "not read", "Needs the sensor's own health."],
    ],
  )}`;
}

export function limits(): Markup {
  return markup`<div class="callout"><h3>What this does not show</h3>
${list(LIMITS)}</div>
`;
}

/** The glyphs and letters of the page. */
export function legend(): Markup {
  return markup`<p class="legend">${chip("fail")} ${chip("unknown")} ${chip("pass")} ${chip("not-applicable")} <small>unknown is never a pass: the files do not tell. ${code("L1")} to ${code("L4")}: the kind of evidence, see the ladder.</small></p>
`;
}
