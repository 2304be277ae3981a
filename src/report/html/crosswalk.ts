/** Which controls the checks support, and how those checks stand. It supports; it does not prove. */
import type { Finding } from "../../core/report.ts";
import { groupBy } from "../group.ts";
import type { View } from "../view.ts";
import { CLASSES, type ControlRow, FRAMEWORKS } from "../crosswalk.data.ts";
import { controlsOf } from "../crosswalk-table.ts";
import { chip, code, folded, section, table, unique } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { tallyOf } from "./tally.ts";

/** `NIST 800-53 AU-12c; STIG WN19-AU-000070; ATT&CK T1110`, for a group of findings; "" where none is known. */
export function controlsText(findings: readonly Finding[]): string {
  const rows = findings.flatMap((finding) => controlsOf(finding) ?? []);
  const ids = (of: (row: ControlRow) => readonly string[]): string => unique(rows.flatMap(of)).join(", ");
  const parts = [
    ["NIST 800-53", ids(({ nist }) => nist)],
    ["STIG", ids(({ stig }) => stig)],
    ["ATT&CK", ids(({ attack }) => attack)],
  ].filter(([, text]) => text !== "");
  return parts.map(([name, text]) => `${name} ${text}`).join("; ");
}

function orDash(list: readonly string[]): string {
  return list.join(", ") || "\u2013";
}

export function crosswalkSection({ report }: View): Markup | null {
  const judged = report.findings.filter((finding) => !finding.checklist && controlsOf(finding) !== null);
  if (judged.length === 0) return null;
  const classes = [...CLASSES].flatMap(([name, controls]): Piece[][] => {
    const of = judged.filter((finding) => controlsOf(finding)?.className === name);
    return of.length === 0 ? [] : [[name, standing(of), ...controls]];
  });
  const checks = groupBy(judged, ({ requirement }) => requirement).flatMap((of): Piece[][] => {
    const [first] = of;
    const row = first === undefined ? null : controlsOf(first);
    if (first === undefined || row === null) return [];
    return [[code(first.requirement), standing(of), orDash(row.nist), orDash(row.stig), orDash(row.attack)]];
  });
  return section(
    "crosswalk",
    "Controls that the checks support",
    markup`<p>A row supports a control and does not prove it. Identifiers only; behind an asterisk, and for the assignment of our classes to frameworks, it is our judgement. NIST 800-53 r5 (OSCAL content 5.1.1), STIG of Windows Server 2019, ATT&amp;CK techniques as Microsoft\u2019s page of alerts named them in May 2025.</p>
${table("By class of evidence", ["Class", "checks", ...FRAMEWORKS], classes)}${folded(
      "By check",
      table("By check", ["Check", "checks", "NIST 800-53", "STIG", "ATT&CK"], checks),
    )}`,
  );
}

/** `✕ 2 fail, ? 3 unknown, 4 pass`: parts that are nothing are left out. */
function standing(findings: readonly Finding[]): Markup {
  const { count } = tallyOf(findings);
  const parts = (["fail", "unknown", "pass", "not-applicable"] as const).flatMap((status) =>
    count[status] === 0 ? [] : [chip(status, `${count[status]} ${status === "not-applicable" ? "n/a" : status}`)],
  );
  return markup`<span class="stand">${parts}</span>`;
}
