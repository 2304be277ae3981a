/** What programs read, against the schemas that others publish: every sample estate, waivers in every state, hostile names. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import draft4 from "ajv-draft-04";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import type { Report } from "../src/core/report.ts";
import { WAIVER_STATES } from "../src/core/waiver.ts";
import { reporter as junit } from "../src/report/formats/junit.ts";
import { reporter as ocsf } from "../src/report/formats/ocsf.ts";
import { reporter as poam } from "../src/report/formats/oscal-poam.ts";
import { reporter as oscal } from "../src/report/formats/oscal.ts";
import { reporter as sarifFull } from "../src/report/formats/sarif-full.ts";
import { reporter as sarif } from "../src/report/formats/sarif.ts";
import { hostileReport } from "../src/testing/hostile-report.ts";
import { fixtureReport, passingReport } from "../src/testing/report-fixture.ts";
import { HOSTILE_NAME } from "../src/testing/report-parts.ts";
import { shuffled, withWaivers } from "../src/testing/shuffled.ts";
import type { TextReporter } from "../src/report/define.ts";
import { junitComplaints } from "./support/junit-shape.ts";
import { ocsfComplaints } from "./support/ocsf-shape.ts";
import { oscalComplaints } from "./support/oscal-shape.ts";
import { ROOT } from "./support/program.ts";

const SCHEMAS = join(ROOT, "test/schemas");
const SAMPLES = readdirSync(join(ROOT, "gpo-samples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted();
const QUIET = { step: () => undefined, done: () => undefined };

/** Also the table in `test/schemas/README.md`. */
const DIGESTS: Readonly<Record<string, string>> = {
  "sarif/sarif-schema-2.1.0.json": "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e",
  "junit/junit-10.xsd": "a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6",
};
const WANTED: Readonly<Record<string, string>> = {
  "oscal/oscal_complete_schema.json": "484d09fb794155d25c3d017a461a47a8f07d8a4cc53e7bce2f5b3c025820a945",
  "ocsf/compliance_finding.schema.json": "2f6e79a02e08e9e394584ec684c50304e61b15e7579abe853f0f9ac725f09c67",
};

function here(file: string): boolean {
  const found = existsSync(join(SCHEMAS, file));
  if (!found) console.log(`skipped: no official schema test/schemas/${file}, see the README there`);
  return found;
}

function haveXmllint(): boolean {
  const found = spawnSync("xmllint", ["--version"]).status === 0;
  if (!found) console.log("skipped: no xmllint on this machine (Debian: libxml2-utils)");
  return found;
}

const OSCAL_HERE = here("oscal/oscal_complete_schema.json");
const OCSF_HERE = here("ocsf/compliance_finding.schema.json");
const XMLLINT = haveXmllint();

const schema = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(SCHEMAS, file), "utf8")) as Record<string, unknown>;
const text = (report: Report, reporter: TextReporter): string =>
  [...reporter.render(report, { colour: false, ascii: false, width: 80 })].join("");

type Validator = (value: unknown) => string[];

function validator(ajv: Ajv, official: Record<string, unknown>): Validator {
  formats.default(ajv);
  const check = ajv.compile(official);
  return (value) =>
    check(value) ? [] : (check.errors ?? []).map((error) => `${error.instancePath}: ${error.message}`);
}

// Its pattern of languages is none under the flag `u`.
const sarifValidator = validator(
  new draft4.default({ strict: false, allErrors: true, unicodeRegExp: false }),
  schema("sarif/sarif-schema-2.1.0.json"),
);

function hostile(): Report {
  return hostileReport([HOSTILE_NAME, `../${HOSTILE_NAME}`, "", "=1+1", "\u202E\u0000", " x "]);
}

async function sample(name: string): Promise<Report> {
  const path = `gpo-samples/${name}`;
  return analyse(evidenceOf(await readInputs([path], QUIET)), { asOf: "2026-11-22T08:00:00Z", roles: new Map() });
}

const waived = (): Report => {
  const report = fixtureReport();
  return { ...report, findings: withWaivers(report.findings, WAIVER_STATES) };
};

const REPORTS: readonly (readonly [string, () => Report | Promise<Report>])[] = [
  ...SAMPLES.map((name) => [`gpo-samples/${name}`, () => sample(name)] as const),
  ["a hostile report", hostile],
  ["waivers in every state", waived],
  ["nothing fails", passingReport],
];

it("there are ten samples", () => {
  expect(SAMPLES.length).toBe(10);
});

it("the schemas are what was published", () => {
  const readme = readFileSync(join(SCHEMAS, "README.md"), "utf8");
  for (const [file, digest] of Object.entries({ ...DIGESTS, ...WANTED })) {
    expect(readme).toContain(`| \`${file}\` |`);
    expect(readme).toContain(`\`${digest}\``);
    if (!(file in DIGESTS) && !existsSync(join(SCHEMAS, file))) continue;
    const bytes = readFileSync(join(SCHEMAS, file));
    expect(createHash("sha256").update(bytes).digest("hex"), file).toBe(digest);
  }
});

describe.each(REPORTS)("%s", (_name, made) => {
  it("SARIF", async () => {
    const report = await made();
    for (const reporter of [sarif, sarifFull]) {
      expect(sarifValidator(JSON.parse(text(report, reporter)))).toEqual([]);
    }
  });

  it("OSCAL and OCSF have the shape that is written from the official schema", async () => {
    const report = await made();
    expect(oscalComplaints(JSON.parse(text(report, oscal)), "results")).toEqual([]);
    expect(oscalComplaints(JSON.parse(text(report, poam)), "plan")).toEqual([]);
    expect(eventsOf(report).flatMap(ocsfComplaints)).toEqual([]);
    const judged = report.findings.filter(({ status }) => status !== "not-applicable");
    expect(eventsOf(report).length).toBe(judged.length);
  });

  it.skipIf(!OSCAL_HERE)("OSCAL against the official schema", async () => {
    const report = await made();
    const check = validator(new Ajv({ strict: false, allErrors: true }), schema("oscal/oscal_complete_schema.json"));
    for (const reporter of [oscal, poam]) expect(check(JSON.parse(text(report, reporter)))).toEqual([]);
  });

  it.skipIf(!OCSF_HERE)("OCSF against the official schema", async () => {
    const official = schema("ocsf/compliance_finding.schema.json");
    // Members of profiles, which these events do not name.
    const required = (official["required"] as string[]).filter((name) => name !== "cloud" && name !== "osint");
    const check = validator(new Ajv({ strict: false, allErrors: true }), { ...official, required });
    expect(eventsOf(await made()).flatMap(check)).toEqual([]);
  });

  it.skipIf(!XMLLINT)("JUnit", async () => {
    const written = text(await made(), junit);
    expect(junitComplaints(written)).toEqual([]);
    expect(xmllintComplaints(written)).toEqual([]);
  });

  it("the order of lists changes no byte", async () => {
    const report = await made();
    const other = shuffled(report);
    for (const reporter of [oscal, poam, ocsf, sarif, junit])
      expect(text(other, reporter)).toBe(text(report, reporter));
  });
});

describe("the judges object", () => {
  it("to a member that SARIF does not know, and to a level of our own", () => {
    const log = JSON.parse(text(fixtureReport(), sarif)) as { runs: { results: Record<string, unknown>[] }[] };
    log.runs[0]!.results[0]!["level"] = "fatal";
    log.runs[0]!.results[1]!["colour"] = "red";
    expect(sarifValidator(log)).toEqual([
      "/runs/0/results/0/level: must be equal to one of the allowed values",
      "/runs/0/results/1: must NOT have additional properties",
    ]);
  });

  it("to states, times and references that OSCAL does not know", () => {
    const written = text(fixtureReport(), oscal);
    const broken = (from: string | RegExp, to: string): string[] =>
      oscalComplaints(JSON.parse(written.replace(from, to)), "results");
    expect(broken('"state":"not-satisfied"', '"state":"unknown"').length).toBe(1);
    expect(broken(/"collected":"[^"]*"/, '"collected":"2026-11-22"').length).toBe(1);
    expect(broken(/"href": "#[^"]*"/, '"href": "#2ed6657d-e927-568b-95e1-2665a8aea6a2"').length).toBe(1);
  });

  it.skipIf(!XMLLINT)("to a JUnit attribute that nobody reads", () => {
    const written = text(fixtureReport(), junit).replace("<testcase ", '<testcase colour="red" ');
    expect(xmllintComplaints(written)).toEqual([
      "Element 'testcase', attribute 'colour': The attribute 'colour' is not allowed.",
    ]);
  });
});

function eventsOf(report: Report): unknown[] {
  return text(report, ocsf)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

function xmllintComplaints(xml: string): string[] {
  const words = ["--noout", "--schema", join(SCHEMAS, "junit/junit-10.xsd"), "-"];
  const { stderr, status } = spawnSync("xmllint", words, { input: xml, encoding: "utf8" });
  const lines = stderr.split("\n").filter((line) => line !== "");
  expect([status === 0, lines.pop()]).toEqual([
    lines.length === 0,
    lines.length === 0 ? "- validates" : "- fails to validate",
  ]);
  return lines.map((line) => line.replace(/^.*Schemas validity error : /, ""));
}
