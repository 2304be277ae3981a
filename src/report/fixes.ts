/** Remedies as numbered fixes: one that several findings name is one fix. */
import { type Finding, type Remedy, SEVERITIES } from "../core/report.ts";

/** One remedy and every finding that names it; the terminal shows the low numbers, Markdown all of them. */
export interface Fix {
  readonly number: number;
  readonly remedy: Remedy;
  readonly findings: readonly Finding[];
}

/** The same words and commands; what the requirement wants, where the words repeat it, is no difference. */
export function remedyKey({ via, text, commands }: Remedy, { want }: Pick<Finding, "want">): string {
  return JSON.stringify([via, withoutWant(text, want), commands]);
}

/** Without `(Audit Logon: Success and Failure)`, which stands under `want`. */
export function withoutWant(text: string, want: string): string {
  return want === "" ? text : text.replace(` (${want})`, () => "");
}

/** The remedies of a finding that every output writes out: the first, and the module's. */
export function leadingRemedies({ remedy }: Finding): readonly Remedy[] {
  return remedy.filter(({ via }, i) => i === 0 || via === "module");
}

/** By key. Those that every output writes out have the first numbers. */
export function collectFixes(findings: readonly Finding[]): ReadonlyMap<string, Fix> {
  const fixes = new Map<string, Fix & { findings: Finding[] }>();
  for (const remediesOf of [leadingRemedies, ({ remedy }: Finding) => remedy]) {
    for (const finding of findings) {
      for (const remedy of remediesOf(finding)) {
        const key = remedyKey(remedy, finding);
        if (!fixes.has(key)) fixes.set(key, { number: fixes.size + 1, remedy, findings: [] });
      }
    }
  }
  for (const finding of findings) {
    for (const key of new Set(finding.remedy.map((remedy) => remedyKey(remedy, finding))))
      fixes.get(key)?.findings.push(finding);
  }
  return fixes;
}

/** The fixes that come first in some finding, those that settle the worst and the most first. */
export function rankFixes(failing: readonly Finding[], fixes: ReadonlyMap<string, Fix>): Fix[] {
  const first = new Set<Fix>();
  for (const finding of failing) {
    const remedy = finding.remedy[0];
    const fix = remedy === undefined ? undefined : fixes.get(remedyKey(remedy, finding));
    if (fix !== undefined) first.add(fix);
  }
  const weight = (fix: Fix): readonly number[] =>
    SEVERITIES.map((severity) => fix.findings.filter((finding) => finding.severity === severity).length);
  return [...first].sort((a, b) => {
    const [x, y] = [weight(a), weight(b)];
    for (let i = 0; i < x.length; i += 1) {
      const difference = (y[i] ?? 0) - (x[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return a.number - b.number;
  });
}
