/** What SARIF says of the tool, and of each requirement as one of its rules. */
import type { Report, RequirementWords, Severity } from "../core/report.ts";
import { escapeMarkdown, printable } from "../text/printable.ts";
import type { JsonRecord } from "./fact-json.ts";
import { NOTIFICATIONS } from "./sarif-notes.ts";
import { GITHUB_LIMITS } from "./sarif-limits.ts";
import { sarifMessage } from "./sarif-text.ts";

export function driverOf({ tool, catalog }: Report, rules: readonly RequirementWords[]): JsonRecord {
  return {
    name: tool.name,
    semanticVersion: tool.version,
    rules: rules.map(ruleOf),
    notifications: NOTIFICATIONS.map(([id, text]) => ({ id, shortDescription: { text } })),
    properties: { catalogVersion: catalog.version, catalogDigest: catalog.digest },
  };
}

export const LEVELS: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

/** In the middle of GitHub's bands: over 9 critical, from 7 high, from 4 medium, below low. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.5",
  info: "0.5",
};

function ruleOf(rule: RequirementWords): JsonRecord {
  const { id, revision, label, severity, want, why, functional, references } = rule;
  // A message must not be empty.
  const title = rule.title === "" ? id : rule.title;
  const pages = references.filter(({ locator }) => locator.startsWith("https://"));
  const sentences = [want === "" ? "" : `Wants: ${want}`, why, functional ?? ""].filter((text) => text !== "");
  const links = references.map((one) => `${one.title}: ${one.locator}`);
  const escaped = sentences.map(escapeMarkdown);
  const listedPages = references.map((one) =>
    pages.includes(one)
      ? `- [${escapeMarkdown(one.title)}](${one.locator})`
      : `- ${escapeMarkdown(`${one.title}: ${one.locator}`)}`,
  );
  return {
    id,
    name: label === "" ? id : printable(label),
    shortDescription: { text: sarifMessage(title) },
    fullDescription: { text: sarifMessage(why === "" ? title : why) },
    help: {
      text: sarifMessage(title) + ["", ...sentences.map(sarifMessage), ...links.map(sarifMessage)].join("\n\n"),
      markdown: [`**${escapeMarkdown(title)}**`, ...escaped, listedPages.join("\n")]
        .filter((text) => text !== "")
        .join("\n\n"),
    },
    ...(pages[0] === undefined ? {} : { helpUri: pages[0].locator }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: tagsOf(rule).slice(0, GITHUB_LIMITS.tags),
      precision: "very-high",
      "security-severity": SCORES[severity],
      revision,
    },
  };
}

function tagsOf({ id }: RequirementWords): string[] {
  const area = /^MDI-(DC|CA|ADFS|ENTRA|SENSOR|DOMAIN|CONFIG|DSA|TENANT)-/.exec(id)?.[1];
  return ["security", "audit-configuration", ...(area === undefined ? [] : [area.toLowerCase()])];
}
