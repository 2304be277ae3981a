/** What these files do not tell, by what settles it; GPOs that disagree; what only a person can tell. */
import type { View } from "../view.ts";
import { counted, factPlace, isSentence, listed } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { code, commands, folded, list, section, severityChip, table, unique } from "./elements.ts";
import { markup, type Markup, prose } from "./markup.ts";

export function unknownSection(view: View, anchors: Anchors): Markup | null {
  if (view.unknown.length === 0) return null;
  const groups = view.asks.map(({ ask, findings }, i) => {
    const what = ask.length === 0 ? markup` <small>nothing that can be collected settles it</small>` : null;
    const rows = findings.map((finding) => [
      markup`<span id="${anchors(finding.id)}">${findings.length === 1 ? finding.title : finding.label}</span>`,
      severityChip(finding),
      view.subject(finding),
      finding.have,
    ]);
    const notes = unique(findings.flatMap((finding) => finding.notes)).map((note) => {
      const about = findings.filter((finding) => finding.notes.includes(note));
      const all = about.length === findings.length && about.length > 1;
      return prose(`${all ? "All" : listed(about.map(({ label }) => label))}: ${note}`);
    });
    const names = unique(findings.map(({ label }) => label));
    const head = markup`<strong>${counted(findings.length, "check")}</strong>: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}${what}`;
    return folded(
      head,
      markup`${asking(ask)}${table("What is known", ["check", "severity", "where", "known"], rows)}${notes.length === 0 ? null : list(notes)}`,
      i === 0,
    );
  });
  return section(
    "unknown",
    `Cannot be told from these files (${view.unknown.length})`,
    markup`<p>Unknown is not a pass. Each group is settled by one collection; every command only reads.</p>
${groups}`,
  );
}

function asking(ask: readonly string[]): Markup {
  const lines = ask.filter((line) => !isSentence(line));
  return markup`${ask.filter(isSentence).map(
    (line) => markup`<p>${line}</p>
`,
  )}${lines.length === 0 ? null : commands(lines)}`;
}

export function conflictsSection(view: View): Markup | null {
  const { conflicts, facts } = view.report;
  if (conflicts.length === 0) return null;
  const items = conflicts.map(
    (conflict) =>
      markup`<article class="finding"><h3>${prose(conflict.setting)}, ${prose(view.subject(conflict))}</h3>
${table(
  "GPOs that disagree",
  ["GPO", "sets", "proof"],
  conflict.candidates.map(({ gpo, sets, fact }) => [gpo, code(sets), markup`<samp>${factPlace(facts, fact)}</samp>`]),
)}${asking(conflict.ask)}</article>
`,
  );
  return section("conflicts", `GPOs that disagree, undecided (${conflicts.length})`, items);
}

export function checklistSection(view: View, anchors: Anchors): Markup | null {
  if (view.checklist.length === 0) return null;
  const items = view.checklist.map(
    (finding) =>
      markup`<li id="${anchors(finding.id)}"><span class="box" aria-hidden="true"></span> ${finding.title}${list(
        finding.ask.map((line) => (isSentence(line) ? line : code(line))),
      )}
`,
  );
  return section(
    "person",
    `Only a person can tell (${view.checklist.length})`,
    markup`<ul class="checks">
${items}</ul>
`,
  );
}
