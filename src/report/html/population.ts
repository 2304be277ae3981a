/** Is it all of them? What was read of what was given, the GPOs and computers that the evidence knows, and what is missing. */
import type { GpoRecord } from "../../core/report.ts";
import { compareText } from "../../core/order.ts";
import { placeOf } from "../../core/provenance.ts";
import { ageText, proofLegend } from "../inputs.ts";
import { mixesScripts } from "./look-alike.ts";
import { groupUnused, type View } from "../view.ts";
import { bytesText, counted, timeText } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { chip, code, folded, list, section, severityChip, table, terms } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { comparisons } from "./population-comparisons.ts";

/** Of what is alike; the JSON has all. */
const MOST = 12;

export function populationSection(view: View, anchors: Anchors): Markup {
  return section(
    "population",
    "Population and completeness",
    markup`${completeness(view, anchors)}${comparisons(view.report.population)}${reconciliation(view)}${computers(view)}${gpos(view)}${unused(view)}${older(view)}${diagnostics(view)}`,
  );
}

/** The check that says whether the inputs tell all; its word stands first. */
function completeness(view: View, anchors: Anchors): Markup | null {
  const all = view.report.findings.filter(({ requirement }) => requirement === "EVIDENCE-COMPLETENESS");
  if (all.length === 0)
    return markup`<p>No check of completeness was made: it is not shown.</p>
`;
  return markup`${all.map(
    (finding) =>
      markup`<div class="callout"><p>${chip(finding.status)} ${severityChip(finding)} <a href="#${anchors(finding.id)}">${finding.title}</a></p>
${finding.have === "" ? null : terms([["Have", finding.have]])}${finding.notes.length === 0 ? null : list(finding.notes)}</div>
`,
  )}`;
}

/** Files and bytes by what became of them; they add up to what was given. */
function reconciliation({ report }: View): Markup {
  const states = ["complete", "incomplete", "refused", "unrecognised", "ignored"] as const;
  const words = {
    complete: "read to the end",
    incomplete: "read in part",
    refused: "known, and no evidence that we accept",
    unrecognised: "no known format",
    ignored: "known, and without settings",
  };
  const rows = states.map((state): Piece[] => {
    const of = report.sources.filter(({ read }) => read === state);
    return [state, words[state], of.length, bytesText(of.reduce((sum, { bytes }) => sum + bytes, 0))];
  });
  const { files, bytes } = report.summary;
  const times = report.sources.flatMap(({ taken }) => taken?.time ?? []).toSorted(compareText);
  const spread =
    times.length === 0
      ? "No file says when it was taken."
      : `Taken between ${timeText(times[0] ?? "")} and ${timeText(times.at(-1) ?? "")}; ${counted(report.sources.length - times.length, "file")} of ${report.sources.length} do not say when. Times of the file system are never used.`;
  return markup`${table(
    "Every file that was found, by what became of it",
    ["State", "meaning", { name: "files", class: "n" }, { name: "size", class: "n" }],
    [
      ...rows,
      [
        markup`<strong>all</strong>`,
        "",
        markup`<strong>${report.sources.length}</strong>`,
        markup`<strong>${bytesText(bytes)}</strong>`,
      ],
    ],
  )}<p class="faint">${counted(files, "file")} counted by the run. ${spread}</p>
`;
}

function computers(view: View): Markup | null {
  const hosts = view.report.subjects.flatMap((subject) => (subject.kind === "host" ? [subject] : []));
  const declared = view.report.findings.flatMap(({ computers: names }) => names);
  const spoken = [...new Set(declared)].filter(
    (name) => !hosts.some((host) => host.name.toLowerCase() === name.toLowerCase()),
  );
  if (hosts.length + spoken.length === 0) {
    return markup`<h3>Computers</h3>
<p>These files name no single computer: verdicts speak of the computers of a role as policy reaches them.</p>
`;
  }
  const rows = hosts.map((host): Piece[] => {
    const of = view.report.findings.filter(
      ({ subject }) => subject.kind === "host" && subject.name === host.name && subject.domain === host.domain,
    );
    const rung = of.some((finding) => finding.rung === "L3") ? "L3, its own export" : "policy only";
    return [host.name, host.domain ?? "\u2013", host.roles.join(", ") || "\u2013", of.length, rung];
  });
  const others = spoken
    .toSorted(compareText)
    .map((name): Piece[] => [name, "\u2013", "\u2013", "with its role", "policy only"]);
  return markup`<h3>Computers (${hosts.length + spoken.length})</h3>
${table("Computers that the evidence names", ["Computer", "domain", "roles", { name: "checks", class: "n" }, "seen by"], [...rows, ...others])}`;
}

function gpos(view: View): Markup | null {
  const known = view.report.gpos.filter(({ supersededBy }) => supersededBy === null);
  if (known.length === 0) return null;
  const inputs = new Map(view.inputs.flatMap((row) => (row.gpo === null ? [] : [[row.path, row]])));
  const rows = known.map((gpo): Piece[] => {
    const row = inputs.get(gpo.container);
    return [
      nameCell(gpo),
      gpo.guid === null ? "\u2013" : code(gpo.guid.toLowerCase()),
      gpo.domain ?? "not said",
      gpo.linkedTo === null ? "not in these files" : gpo.linkedTo.length === 0 ? "nowhere" : gpo.linkedTo.join(", "),
      row?.proof ?? "\u2013",
      gpo.backupTime === null ? "not said" : timeText(gpo.backupTime),
      row === undefined ? "not said" : ageText(row),
      gpo.settings,
      row === undefined ? "\u2013" : [row.state, ...(row.reason === null ? [] : [row.reason])].join(", "),
    ];
  });
  const columns = [
    "Name",
    "GUID",
    "domain",
    "linked to",
    "proof",
    "backup made",
    "age",
    { name: "settings", class: "n" },
    "read",
  ];
  return folded(
    markup`<strong>GPOs (${rows.length})</strong>`,
    markup`${table("Every GPO that counts; the GUID is what names it", columns, rows)}<p class="faint">Proof: ${proofLegend([...inputs.values()])}.</p>
`,
  );
}

function nameCell({ name }: GpoRecord): Piece {
  if (name === null || name.trim() === "") return markup`<em>without a name</em>`;
  return mixesScripts(name)
    ? markup`${name} <span class="sev sev-medium">mixes alphabets: compare the GUID</span>`
    : name;
}

function unused(view: View): Markup | null {
  if (view.unused.length === 0) return null;
  const groups = groupUnused(view.unused).map(({ read, reason, sources }) => {
    const paths = sources.slice(0, MOST).map(({ path }) => code(path));
    const left = sources.length - MOST;
    return folded(
      `${counted(sources.length, "file")} ${read}: ${reason}`,
      list(left > 0 ? [...paths, `and ${left} more`] : paths, "paths"),
    );
  });
  return markup`<h3>Not used, or not wholly (${view.unused.length})</h3>
${groups}`;
}

function older(view: View): Markup | null {
  if (view.superseded.length === 0) return null;
  const rows = view.superseded.map((gpo): Piece[] => [
    view.gpo(gpo),
    gpo.backupTime === null ? "not said" : timeText(gpo.backupTime),
    code(gpo.container),
    code(gpo.supersededBy ?? ""),
  ]);
  return markup`<h3>Older backups, not counted (${rows.length})</h3>
${table("A newer backup of the same GPO counts instead", ["GPO", "made", "older", "counts instead"], rows)}`;
}

function diagnostics(view: View): Markup | null {
  if (view.diagnostics.length === 0) return null;
  const groups = view.diagnostics.map(({ level, title, next, entries }) => {
    const items = entries.slice(0, MOST).map(({ diagnostic: { path, at }, message }) => {
      const place = at === null ? path : placeOf({ path, at });
      return markup`<samp>${place}</samp> ${message}`;
    });
    const left = entries.length - MOST;
    return folded(
      markup`${title} <small>${entries.length}, ${level}</small>`,
      markup`${list(left > 0 ? [...items, `and ${left} more`] : items)}<p><strong>Next:</strong> ${next}</p>
`,
    );
  });
  return markup`<h3>What reading them brought up</h3>
${groups}`;
}
