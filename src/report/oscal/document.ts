/** What both OSCAL documents have: who made it, with what, after which plan; and how it is written. */
import type { Finding, Report } from "../../core/report.ts";
import { textDigest } from "../../text/digest.ts";
import type { JsonRecord } from "../fact-json.ts";
import { jsonText } from "../json-text.ts";
import { DESIGN_SENTENCE } from "../sentences.ts";
import { shownText } from "../shown.ts";
import { viewOf } from "../view.ts";
import { OscalEvidence, fileResource } from "./evidence.ts";
import { type OscalContext, TOOL_UUID } from "./findings.ts";
import { approvers } from "./risks.ts";
import { OscalSubjects } from "./subjects.ts";
import { markup, OSCAL_VERSION, prop, string, time, uuidOf } from "./values.ts";

export function contextOf(report: Report, findings: readonly Finding[]): OscalContext {
  const view = viewOf({ ...report, findings });
  return {
    view,
    subjects: new OscalSubjects(report, view.subject),
    evidence: new OscalEvidence(report),
    asOf: time(report.asOf) ?? report.asOf,
  };
}

export function metadata(
  report: Report,
  { asOf }: OscalContext,
  title: string,
  findings: readonly Finding[],
  said: readonly string[],
): JsonRecord {
  const { tool, catalog, mode } = report;
  const filter = shownText(report);
  const remarks = [
    ...(mode === "design" ? [DESIGN_SENTENCE] : []),
    ...(filter === null ? [] : [`A filter was given: ${markup(filter)}.`]),
    ...said,
  ];
  return {
    title,
    "last-modified": asOf,
    version: string(report.asOf),
    "oscal-version": OSCAL_VERSION,
    props: [
      prop("tool", `${tool.name} ${tool.version}`),
      prop("catalog-version", catalog.version),
      prop("catalog-sha-256", catalog.digest),
      prop("mode", mode),
    ],
    ...approvers(findings),
    ...(remarks.length === 0 ? {} : { remarks: remarks.join(" ") }),
  };
}

/** The program itself, which every observation names as its origin. */
export function assessmentAssets({ tool }: Report): JsonRecord {
  const title = markup(`${tool.name} ${tool.version}`);
  return {
    components: [
      {
        uuid: TOOL_UUID,
        type: "software",
        title,
        description: "Reads exported configuration offline and judges it.",
        props: [prop("version", tool.version)],
        status: { state: "operational" },
      },
    ],
    "assessment-platforms": [{ uuid: uuidOf("platform"), title, "uses-components": [{ "component-uuid": TOOL_UUID }] }],
  };
}

/** Stands in for the assessment plan that there is not, and says so. */
export function planResource({ tool, catalog }: Report): JsonRecord {
  return {
    uuid: planUuid({ catalog }),
    title: "No OSCAL assessment plan exists; the requirement catalog of the tool takes its place",
    description: `The catalog ${markup(catalog.version)} of ${markup(tool.name)} says what was assessed and how. SHA-256 of its data: ${markup(catalog.digest)}. The command "catalog export" writes it.`,
    props: [prop("catalog-version", catalog.version), prop("catalog-sha-256", catalog.digest)],
    citation: { text: markup(`${tool.name} ${tool.version}, requirement catalog ${catalog.version}`) },
  };
}

export function planUuid({ catalog }: Pick<Report, "catalog">): string {
  return uuidOf("plan-substitute", catalog.version, catalog.digest);
}

/** The files that observations name, and the waiver file; after these, since writing an observation finds its files. */
export function backMatter(report: Report, { evidence }: OscalContext, first: readonly JsonRecord[]): JsonRecord {
  const { waiverFile } = report;
  const resources = [
    ...first,
    ...evidence.resources(),
    ...(waiverFile === null
      ? []
      : [
          fileResource(uuidOf("waiver-file", waiverFile.path, waiverFile.digest), waiverFile.path, waiverFile.digest, [
            prop("content", "waivers"),
          ]),
        ]),
  ];
  return resources.length === 0 ? {} : { "back-matter": { resources } };
}

/** The document's own UUID is of everything else in it. */
export function* documentText(root: string, body: JsonRecord, levels: number): Iterable<string> {
  const pieces = [...written(body, levels)];
  const uuid = uuidOf(root, textDigest(pieces.map(textDigest).join("\n")));
  yield `{${jsonText(root)}: {\n"uuid": ${jsonText(uuid)},`;
  // Without the brace that opens the body.
  yield* pieces.slice(1);
  yield "}\n";
}

/** JSON with a line for each entry of the outer levels; every piece is text that {@link jsonText} made safe. */
function* written(value: unknown, levels: number): Iterable<string> {
  if (levels === 0 || typeof value !== "object" || value === null) {
    yield jsonText(value);
    return;
  }
  const list = Array.isArray(value);
  const entries: readonly (readonly [string, unknown])[] = list
    ? value.map((item: unknown) => ["", item] as const)
    : Object.entries(value).map(([name, item]) => [`${jsonText(name)}: `, item] as const);
  yield list ? "[" : "{";
  let between = "\n";
  for (const [head, item] of entries) {
    yield between + head;
    yield* written(item, levels - 1);
    between = ",\n";
  }
  yield list ? "\n]" : "\n}";
}
