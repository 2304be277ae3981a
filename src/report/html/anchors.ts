/** Names that links point to: the same for the same finding in every run, and of nothing but letters, digits and dashes. */
import type { Finding } from "../../core/report.ts";

export type Anchors = (id: string) => string;

const LONGEST = 80;

export function anchorsOf(findings: readonly Pick<Finding, "id">[]): Anchors {
  const anchors = new Map<string, string>();
  const bearers = new Map<string, number>();
  for (const { id } of findings) {
    const start = `f-${slug(id)}`;
    const bearer = (bearers.get(start) ?? 0) + 1;
    bearers.set(start, bearer);
    // Two dashes: no slug has them.
    anchors.set(id, bearer === 1 ? start : `${start}--${bearer}`);
  }
  return (id) => anchors.get(id) ?? "findings";
}

/** What is no letter of ASCII is a dash; two names that look alike then are told apart by their order. */
function slug(text: string): string {
  return text
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
