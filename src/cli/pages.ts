/** A requirement's page in plain text: for `catalog show`, `explain`, and the documents made of the catalog. */
import { allRequirements } from "../catalog/catalogs.ts";
import type { AppliesTo, Requirement } from "../catalog/define.ts";
import { UsageError } from "../core/failure.ts";
import type { Role } from "../core/report.ts";
import { wrap } from "../report/layout.ts";

export function requirementById(id: string): Requirement {
  const found = allRequirements().find((requirement) => requirement.id.toLowerCase() === id.trim().toLowerCase());
  if (found !== undefined) return found;
  const near = allRequirements()
    .filter((requirement) => requirement.id.includes(id.trim().toUpperCase()))
    .slice(0, 5);
  throw new UsageError(`no requirement has the id "${id}"`, [
    ...(near.length === 0 ? [] : [`near: ${near.map((requirement) => requirement.id).join(", ")}`]),
    "eventreach catalog list shows all of them",
  ]);
}

export function* requirementPage(requirement: Requirement, width: number): Iterable<string> {
  const { id, revision, title, severity, want, why, functional } = requirement;
  const about = `revision ${revision}   severity ${severity}   about ${aboutText(requirement.appliesTo)}`;
  for (const line of [...wrap(title, width), id, ...wrap(about, width)]) yield `${line}\n`;
  yield* section("Required", [want], width);
  yield* section("Why", [why], width);
  if (functional !== undefined) yield* section("Our verdict and Microsoft's", [functional], width);
  if (requirement.events.length > 0) yield* section("Events", [requirement.events.join(", ")], width);
  yield* section(
    "Detections that need it (documented)",
    requirement.detections.filter((one) => one.basis === "documented").map((one) => one.title),
    width,
    "- ",
  );
  yield* section(
    "Detections that it probably also feeds (inferred)",
    requirement.detections.filter((one) => one.basis === "inferred").map((one) => one.title),
    width,
    "- ",
  );
  yield* commands("Verify with Microsoft's own tools", requirement.verify);
  yield* commands("Settles an unknown (read-only)", requirement.ask);
  for (const remedy of requirement.remedies) {
    yield* section(`Fix (${remedy.via})`, [remedy.text], width);
    for (const line of remedy.commands) yield `    ${line}\n`;
  }
  yield* section(
    "References",
    requirement.references.map((one) => `${one.title}: ${one.locator} (read ${one.retrieved})`),
    width,
    "- ",
  );
}

/** Every requirement with its page, for the review. */
export function catalogEntries() {
  return allRequirements().map((requirement) => ({
    id: requirement.id,
    title: requirement.title,
    severity: requirement.severity,
    page: (width: number): readonly string[] =>
      [...requirementPage(requirement, width)].join("").replace(/\n$/, "").split("\n"),
  }));
}

const ROLE_TEXT: Readonly<Record<Role | "sensor", string>> = {
  dc: "the domain controllers",
  ca: "the AD CS servers",
  adfs: "the AD FS servers",
  "entra-connect": "the Entra Connect servers",
  sensor: "the servers that carry a sensor",
};

export function aboutText(appliesTo: AppliesTo): string {
  switch (appliesTo.each) {
    case "domain":
      return `${ROLE_TEXT[appliesTo.role]} of each domain`;
    case "object":
      return `${appliesTo.object} of each domain`;
    case "forest":
      return "the forest";
    case "tenant":
      return "the tenant";
    case "gpo":
      return "each GPO";
    case "run":
      return "the inputs";
  }
}

function* section(title: string, lines: readonly string[], width: number, mark = ""): Iterable<string> {
  if (lines.length === 0) return;
  yield `\n${title}\n`;
  for (const line of lines) {
    const [first = "", ...rest] = wrap(line, width - 2 - mark.length);
    yield `  ${mark}${first}\n`;
    for (const more of rest) yield `  ${" ".repeat(mark.length)}${more}\n`;
  }
}

function* commands(title: string, lines: readonly string[]): Iterable<string> {
  if (lines.length === 0) return;
  yield `\n${title}\n`;
  for (const line of lines) yield `    ${line}\n`;
}
