/** Real exports of other people, where they lie beside the repository. */
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import type { Finding, Report } from "../src/core/report.ts";

const CORPUS = "../shared/corpus";
const THALPIUS = `${CORPUS}/thalpius__Microsoft-Defender-for-Identity-Auditing`;
const here = existsSync(CORPUS);
if (!here) console.log(`skipped: ${CORPUS} does not stand beside the repository`);

async function reportOf(path: string): Promise<Report> {
  const evidence = evidenceOf(await readInputs([path], { step: () => undefined, done: () => undefined }));
  return analyse(evidence, { asOf: "2026-01-01T00:00:00Z", roles: new Map() });
}

describe.skipIf(!here)("a widely copied audit GPO for Defender for Identity", () => {
  let findings: readonly Finding[] = [];
  const of = (part: string): Finding[] => findings.filter((finding) => finding.requirement.includes(part));
  beforeAll(async () => {
    findings = (await reportOf(THALPIUS)).findings;
  });

  it("has seven audit settings that never apply, because the audit extension is not registered", () => {
    const dead = of("MDI-DC-AUDIT-").filter((finding) => finding.cause === "cse-missing");
    expect(dead).toHaveLength(7);
    expect(of("POLICY-AUDIT-CSE-MISSING")).toMatchObject([{ status: "fail", severity: "critical", silent: true }]);
    expect(of("POLICY-AUDIT-CSE-MISSING")[0]?.have).toContain("7 audit settings");
  });

  it("lacks Directory Service Changes altogether", () => {
    expect(of("DIRECTORY-SERVICE-CHANGES")).toMatchObject([{ status: "fail", cause: "not-configured", evidence: [] }]);
  });

  it("has the three NTLM values right", () => {
    expect(of("MDI-DC-NTLM-").map((finding) => [finding.status, finding.rung, finding.have])).toEqual([
      ["pass", "L2", "7"],
      ["pass", "L2", "2"],
      ["pass", "L2", "1"],
    ]);
  });

  it("leaves four values of LDAP search logging behind", () => {
    const [leftover] = of("LEFTOVER-LDAP-1644");
    expect(leftover?.status).toBe("fail");
    expect(leftover?.evidence).toHaveLength(4);
  });

  it("is answered with the commands", () => {
    const commands = findings
      .filter((finding) => finding.status === "fail")
      .flatMap((finding) => finding.remedy.flatMap((remedy) => remedy.commands));
    expect(
      commands.some((line) =>
        line.startsWith("Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs"),
      ),
    ).toBe(true);
    expect(commands.some((line) => line.includes("Set-GPPrefRegistryValue"))).toBe(true);
  });
});

describe.skipIf(!here)("the whole corpus", () => {
  it("every GPO is accounted for, and every file has a state with a reason", async () => {
    const report = await reportOf(CORPUS);
    const containers = new Set(report.gpos.map((gpo) => gpo.container));
    const kinds = new Set(["gpo-backup", "sysvol-gpo", "gpo-fragment"]);
    const expected = (
      JSON.parse(readFileSync(`${CORPUS}/expected.json`, "utf8")) as { kind: string; corpusPath?: string }[]
    )
      .filter((entry) => kinds.has(entry.kind))
      .map((entry) => `${CORPUS}/${entry.corpusPath}`);
    expect(expected.length).toBeGreaterThan(290);
    expect(expected.filter((path) => !containers.has(path))).toEqual([]);
    expect(report.sources.filter((source) => source.read !== "complete" && source.reason === null)).toEqual([]);
  });
});
