/** The fix of a finding as a text file that a person can read, review and paste from. */
import type { Finding } from "../core/report.ts";
import { isAdvice } from "../report/commands.ts";
import { wrap } from "../report/layout.ts";
import type { View } from "../report/view.ts";
import { STATUS_WORDS } from "../report/words.ts";
import { printable } from "../text/printable.ts";

const WIDTH = 100;

export function fixFileName(findings: readonly Finding[]): string {
  const [first] = findings;
  const only = findings.length === 1 && first !== undefined;
  return only ? `fix-${first.requirement.replaceAll(/[^A-Za-z0-9-]/g, "_")}.txt` : `fixes-${findings.length}.txt`;
}

export function fixLines(findings: readonly Finding[], view: View): string[] {
  const head = comment(`eventreach as of ${view.report.asOf}. Nothing below was run. Read it before you use it.`);
  return [...head, ...findings.flatMap((finding) => ["", ...linesOf(finding, view)])];
}

function linesOf(finding: Finding, view: View): string[] {
  const { status, severity, title, requirement, want, have, remedy, ask } = finding;
  const head = [
    ...comment(`${STATUS_WORDS[status].toUpperCase()} ${severity}: ${title}`),
    ...comment(`${requirement}, ${view.subject(finding)}`),
    ...(want === "" ? [] : comment(`want: ${want}`)),
    ...(have === "" ? [] : comment(`have: ${have}`)),
  ];
  if (status === "unknown") {
    return [
      ...head,
      ...comment("settles it, read-only:"),
      ...ask.flatMap((line) => (isAdvice(line) ? comment(line) : [printable(line)])),
    ];
  }
  const fixes = remedy.flatMap(({ via, text, commands }, i) => [
    "",
    ...comment(`${i === 0 ? "fix" : "or"} (${via}): ${text}`),
    ...commands.map(printable),
  ]);
  return [...head, ...fixes];
}

function comment(text: string): string[] {
  return wrap(printable(text), WIDTH - 2).map((line) => `# ${line}`);
}
