/** Every estate under `gpo-samples` gives what its README says, and the same report as last time. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import type { Report } from "../src/core/report.ts";
import { REPORTERS } from "../src/report/index.generated.ts";

const ESTATES = readdirSync("gpo-samples", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();
const QUIET = { step: () => undefined, done: () => undefined };

async function reportOf(estate: string): Promise<Report> {
  const evidence = evidenceOf(await readInputs([`gpo-samples/${estate}`], QUIET));
  return analyse(evidence, { asOf: "2026-01-01T00:00:00Z", roles: new Map() });
}

/** `` `ID` fail, `cause` `` and `` `ID` pass `` in the README's table. */
function expectations(estate: string): { id: string; status: string; cause: string | null }[] {
  const text = readFileSync(`gpo-samples/${estate}/README.md`, "utf8");
  return [...text.matchAll(/`([A-Z]+(?:-[A-Z0-9]+)+)` (pass|fail|unknown)\b(?:, `([a-z-]+)`)?/g)].map((match) => ({
    id: match[1] ?? "",
    status: match[2] ?? "",
    cause: match[3] ?? null,
  }));
}

describe.each(ESTATES)("%s", (estate) => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf(estate);
  });

  it("has a README that says what to expect", () => {
    expect(existsSync(`gpo-samples/${estate}/README.md`)).toBe(true);
    expect(expectations(estate).length).toBeGreaterThan(0);
  });

  it.each(expectations(estate))("$id $status $cause", ({ id, status, cause }) => {
    const found = report.findings.filter((finding) => finding.requirement === id);
    expect(found.map((finding) => finding.status)).toContain(status);
    if (cause !== null) {
      const causes = found.filter((finding) => finding.status === status).map((finding) => finding.cause);
      expect(causes).toContain(cause);
    }
  });

  it("accounts for every file", () => {
    for (const source of report.sources) {
      expect(source.read === "complete" || source.reason !== null, `${source.path}: no reason`).toBe(true);
    }
  });

  // The JSON of one estate shows the shape; the other estates would only repeat it.
  it.each(estate === "usual-gaps" ? ["terminal", "markdown", "json"] : ["terminal", "markdown"])(
    "report as %s",
    async (format) => {
      const reporter = await REPORTERS[format]?.();
      const text = [...(reporter?.render(report, { colour: false, ascii: false, width: 80 }) ?? [])].join("");
      const extension = { terminal: "txt", markdown: "md" }[format] ?? format;
      await expect(text).toMatchFileSnapshot(`snapshots/${estate}.${extension}`);
    },
  );
});

it("the language of an estate changes no verdict", async () => {
  const verdicts = (report: Report) =>
    report.findings
      .filter((finding) => finding.requirement.startsWith("MDI-DC-"))
      .map((finding) => `${finding.requirement} ${finding.status} ${finding.have}`);
  const english = verdicts(await reportOf("compliant"));
  const localised = await reportOf("localised");
  const domains = new Set(
    localised.findings.map((finding) => (finding.subject.kind === "domain" ? finding.subject.name : "")),
  );
  for (const domain of [...domains].filter((name) => name !== "")) {
    const findings = localised.findings.filter((one) => one.subject.kind === "domain" && one.subject.name === domain);
    expect(verdicts({ ...localised, findings })).toEqual(english);
  }
});

it("a zip gives the verdicts of the folder it was made of", async () => {
  const short = (report: Report) =>
    report.findings.map((finding) => `${finding.requirement} ${finding.status} ${finding.cause} ${finding.have}`);
  expect(short(await reportOf("zipped"))).toEqual(short(await reportOf("usual-gaps")));
});
