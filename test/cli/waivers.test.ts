/** `--waivers` and `--filter`: what is accepted stays a fail, what is hidden still counts, and no mistake is passed over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RESULTS } from "../support/contract.ts";
import { jsonLines, run } from "../support/program.ts";

const ESTATE = "gpo-samples/usual-gaps";
const AS_OF = "2026-11-22T08:00:00Z";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "waivers-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Waiver {
  readonly id: string;
  readonly state: string;
  readonly because: string | null;
}
interface Results {
  readonly waiverFile: { readonly path: string; readonly digest: string } | null;
  readonly filter: unknown;
  readonly findings: readonly {
    readonly requirement: string;
    readonly status: string;
    readonly severity: string;
    readonly have: string;
    readonly evidence: readonly string[];
    readonly waiver: Waiver | null;
  }[];
  readonly waivers: readonly { readonly id: string; readonly state: string; readonly findings: readonly string[] }[];
  readonly facts: readonly { readonly id: string }[];
  readonly summary: {
    readonly findings: Readonly<Record<string, number>>;
    readonly open: Readonly<Record<string, number>>;
    readonly afterWaivers: Readonly<Record<string, number>>;
    readonly waived: Readonly<Record<string, number>>;
  };
}

function file(name: string, ...entries: Readonly<Record<string, string>>[]): string {
  const lines = entries.map((given) => {
    const fields = {
      id: "",
      kind: "risk-accepted",
      subjects: "{ domains: [contoso.example] }",
      reason: "because",
      owner: "owner@contoso.example",
      requestedBy: "a@contoso.example",
      approvedBy: "b@contoso.example",
      approvedOn: "2026-10-01",
      expires: "2027-01-15",
      ...given,
    };
    const all = Object.entries(fields).map(([key, value]) => `    ${key}: ${value}\n`);
    return all.join("").replace("    ", "  - ");
  });
  const path = join(folder, name);
  writeFileSync(path, `schema: mdi-waivers/1\nwaivers:\n${lines.join("")}`);
  return path;
}

const scan = (...words: string[]) => run(["scan", ESTATE, "--as-of", AS_OF, ...words]);

async function results(...words: string[]): Promise<Results> {
  const { stdout } = await scan("-q", "-f", "json", "--fail-on", "none", ...words);
  const report = JSON.parse(stdout) as Results;
  expect(RESULTS(report, "results").slice(0, 20)).toEqual([]);
  return report;
}

describe("--waivers", () => {
  it("each state stands beside its finding, which fails all the same; sums are before and after", async () => {
    const waivers = file(
      "states.yaml",
      { id: "W-ACTIVE", rules: "[MDI-DC-NTLM-DOMAIN]", expect: '{ actual: "1" }' },
      { id: "W-VOID", rules: "[MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT]", expect: "{ actual: Success }" },
      { id: "W-EXPIRED", rules: "[MDI-DC-AUDIT-CREDENTIAL-VALIDATION]", expires: "2026-11-21" },
      { id: "W-OPEN", rules: "[MDI-SENSOR-LOG-ACCESS]", approvedOn: "2026-11-23" },
      { id: "W-PLAN", kind: "planned-fix", rules: "[LEFTOVER-*]", allowBroad: "true", subjects: "all" },
    );
    const [before, after] = [await results(), await results("--waivers", waivers)];
    expect(before.waiverFile).toBeNull();
    expect(after.waiverFile?.path).toBe(waivers);
    const states = after.findings.flatMap(({ requirement, status, waiver }) =>
      waiver === null ? [] : [`${requirement} ${status} ${waiver.id} ${waiver.state}`],
    );
    expect(states.toSorted()).toEqual([
      "LEFTOVER-LDAP-1644 fail W-PLAN planned",
      "LEFTOVER-REMOTE-SAM fail W-PLAN planned",
      "MDI-DC-AUDIT-CREDENTIAL-VALIDATION fail W-EXPIRED expired",
      "MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT fail W-VOID void",
      "MDI-DC-NTLM-DOMAIN fail W-ACTIVE active",
      "MDI-SENSOR-LOG-ACCESS fail W-OPEN unapproved",
    ]);
    expect(after.waivers.map(({ id, state, findings }) => `${id} ${state} ${findings.length}`)).toEqual([
      "W-ACTIVE active 1",
      "W-VOID void 1",
      "W-EXPIRED expired 1",
      "W-OPEN unapproved 1",
      "W-PLAN planned 2",
    ]);
    expect(after.summary.open).toEqual(before.summary.open);
    expect(after.summary.findings).toEqual(before.summary.findings);
    expect(before.summary.afterWaivers).toEqual(before.summary.open);
    const { high = 0, ...others } = before.summary.open;
    expect(after.summary.afterWaivers).toEqual({ ...others, high: high - 1 });
    expect(after.summary.waived).toEqual({ active: 1, expired: 1, void: 1, unapproved: 1, planned: 2 });
    // Apart from the waivers nothing is judged in another way.
    const bare = (report: Results) => report.findings.map((finding) => ({ ...finding, waiver: null }));
    expect(bare(after)).toEqual(bare(before));
  });

  it("text reports name the waiver beside the finding, count on the first page and list all", async () => {
    const waivers = file(
      "text.yaml",
      { id: "W-ACTIVE", rules: "[MDI-DC-NTLM-DOMAIN]" },
      {
        id: "W-VOID",
        rules: "[MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT]",
        expect: "{ actual: Success }",
      },
    );
    const { stdout: terminal } = await scan("--waivers", waivers);
    expect(terminal.slice(0, 700)).toContain("Waivers: 1 active, 0 expired, 1 void, 0 unapproved, 0 planned.");
    expect(terminal).toMatch(/\n {2}waiver {2}W-ACTIVE, risk-accepted, active until 2027-01-15; it fails all the\n/);
    expect(terminal).toMatch(/\n {2}waiver {2}W-VOID, risk-accepted, void: it was given for "Success", and the value/);
    expect(terminal).toMatch(/-- Waivers of \S+ \(2\) -/);
    expect(terminal.trimEnd().split("\n").slice(-3).join(" ")).toMatch(
      /^open 9: .*; after waivers 8: 1 critical, 3 high/,
    );
    const { stdout: markdown } = await scan("-f", "markdown", "--waivers", waivers);
    expect(markdown).toContain("\n## Waivers\n");
    expect(markdown).toContain("- **Waiver:** W-ACTIVE, risk-accepted, active until 2027-01-15");
    expect(markdown).toMatch(/\n\| void \| W-VOID \| risk-accepted \|/);
    const lines = jsonLines((await scan("-f", "ndjson", "--waivers", waivers)).stdout);
    expect(lines.filter(({ type }) => type === "waiver").map(({ id }) => id)).toEqual(["W-ACTIVE", "W-VOID"]);
  });

  it("an active waiver takes its finding out of --fail-on; every other state does not", async () => {
    const rules = "[MDI-SENSOR-LOG-ACCESS]";
    const code = async (given: Readonly<Record<string, string>>) =>
      (await scan("-q", "--fail-on", "critical", "--waivers", file("exit.yaml", { id: "W", rules, ...given }))).code;
    expect((await scan("-q", "--fail-on", "critical")).code).toBe(1);
    expect(await code({})).toBe(0);
    expect(await code({ expires: "2026-11-21" })).toBe(1);
    expect(await code({ approvedOn: "2026-11-23" })).toBe(1);
    expect(await code({ expect: "{ actual: x }" })).toBe(1);
    expect(await code({ kind: "planned-fix" })).toBe(1);
    expect(await code({ subjects: "{ domains: [other.example] }" })).toBe(1);
  });

  it("a mistake is exit 2 with its place and what to do, and no report", async () => {
    const path = file(
      "wrong.yaml",
      { id: "W-1", rules: "[MDI-DC-NTLM-DOMAINS]" },
      { id: "W-2", rules: "[MDI-DC-NTLM-INCOMING]", expire: "2027-01-01" },
      { id: "W-3", rules: "[MDI-DC-NTLM-INCOMING]" },
    );
    const { code, stdout, stderr } = await scan("--waivers", path, "-f", "json");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`eventreach: --waivers: 3 errors in ${path}`);
    expect(stderr).toContain(`  ${path}:12:13: no requirement has the id "MDI-DC-NTLM-DOMAINS"\n`);
    expect(stderr).toContain("did you mean MDI-DC-NTLM-DOMAIN?");
    expect(stderr).toContain(`  ${path}:23:5: unknown key "expire"\n`);
    expect(stderr).toMatch(/:\d+:\d+: W-3 overlaps W-2 in line \d+: both are for MDI-DC-NTLM-INCOMING\n/);
  });

  it("two waivers that only this report shows to meet are exit 2 as well", async () => {
    const rules = "[MDI-DC-NTLM-DOMAIN]";
    const path = file("meet.yaml", { id: "W-1", rules }, { id: "W-2", rules, subjects: "{ tags: [dc] }" });
    const { code, stderr } = await scan("--waivers", path);
    expect(code).toBe(2);
    expect(stderr).toMatch(/W-2 overlaps W-1 in line \d+: both are for MDI-DC-NTLM-DOMAIN@/);
  });

  it("a waiver that is not used is a warning with its line, and -q leaves it to the report", async () => {
    const path = file("unused.yaml", { id: "W-1", rules: "[MDI-DC-NTLM-INCOMING]" });
    const { stderr, stdout } = await scan("--waivers", path, "--fail-on", "none");
    expect(stderr).toContain(`warning: ${path}:3:9: W-1 is not used: nothing that it names fails (1 pass)\n`);
    expect(stdout).toContain("! line 3: W-1 is not used");
    expect((await scan("-q", "--waivers", path)).stderr).toBe("");
  });

  it.each([
    ["a file that is not there", () => join(folder, "none.yaml")],
    ["a folder", () => folder],
    ["something else", () => "package.json"],
  ])("%s is exit 2", async (_, path) => {
    mkdirSync(folder, { recursive: true });
    const { code, stdout, stderr } = await scan("--waivers", path());
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(path());
  });
});

describe("--filter", () => {
  it("lists what matches; sums, verdict and exit code are of all", async () => {
    const [all, some] = [await results(), await results("--filter", "status:fail severity:>=high")];
    const wanted = all.findings.filter(({ status, severity }) => status === "fail" && /critical|high/.test(severity));
    expect(some.findings).toEqual(wanted);
    expect(some.summary).toEqual(all.summary);
    const { length } = all.findings;
    expect(some.filter).toEqual({ expression: "status:fail severity:>=high", shown: wanted.length, of: length });
    const facts = new Set(some.facts.map(({ id }) => id));
    expect(wanted.flatMap(({ evidence }) => evidence).filter((id) => !facts.has(id))).toEqual([]);
    expect(facts.size).toBeLessThan(all.facts.length);
    expect((await scan("-q", "--filter", "status:pass")).code).toBe(1);
  });

  it("that hides every fail does not make the report say that all is well", async () => {
    for (const format of ["terminal", "markdown"]) {
      const { stdout } = await scan("-q", "-f", format, "--filter", "status:pass");
      expect(stdout).toMatch(/No\. 9 of \d+ checks fail/);
      expect(stdout).toMatch(/11 of \d+ findings shown \(status:pass\)/);
      expect(stdout).toMatch(/open 9: 1\s+critical/i);
    }
  });

  it("finds by waiver", async () => {
    const path = file("filter.yaml", { id: "W-1", rules: "[MDI-DC-NTLM-DOMAIN]" });
    const { findings } = await results("--waivers", path, "--filter", "waiver:active");
    expect(findings.map(({ requirement }) => requirement)).toEqual(["MDI-DC-NTLM-DOMAIN"]);
  });

  it("a mistake is shown under the expression", async () => {
    const { code, stdout, stderr } = await scan("--filter", "監 status:failed");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      'eventreach: --filter: "failed" is no status\n  監 status:failed\n            ^^^^^^\n  known: fail, unknown, pass, not-applicable\n',
    );
  });
});

it("a waiver may be about a requirement of any catalog", async () => {
  const path = file("sacl.yaml", {
    id: "W-1",
    rules: "[SACL-DCSYNC]",
    subjects: "{ objects: [corp.example/domain naming context] }",
  });
  const estate = "test/support/first-minute/domain.ldf";
  const words = ["scan", estate, "--catalog", "mdi,sacl", "--waivers", path, "--as-of", AS_OF, "-q", "-f", "json"];
  const { waivers } = JSON.parse((await run(words)).stdout) as Results;
  expect(waivers.map(({ id, state, findings }) => [id, state, findings.length])).toEqual([["W-1", "active", 1]]);
});

it("--what-if answers with changes, and refuses both", async () => {
  const edit = "unlink:Legacy SOC Auditing@contoso.example";
  for (const option of [
    ["--filter", "ntlm"],
    ["--waivers", file("w.yaml")],
  ]) {
    const { code, stderr } = await scan("--what-if", edit, ...option);
    expect(code).toBe(2);
    expect(stderr).toContain(`${option[0]} and --what-if do not go together`);
  }
});
