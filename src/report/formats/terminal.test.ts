import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../core/report.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { audit } from "../../testing/report-estate.ts";
import { designReport, fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { fixtureFinding } from "../../testing/report-parts.ts";
import { displayWidth, printable, printableAscii } from "../../text/printable.ts";
import { withoutRemark } from "../commands.ts";
import type { RenderOptions } from "../define.ts";
import { reporter } from "./terminal.ts";

const SEED = { seed: 20261122, numRuns: 40 };
const PLAIN: RenderOptions = { colour: false, ascii: false, width: 80 };
const OURS = /\u001B\[(?:0|1|2|33|94|1;91)m/g;

function render(report: Report, options: Partial<RenderOptions> = {}): string {
  return [...reporter.render(report, { ...PLAIN, ...options })].join("");
}

describe("what people see", () => {
  test.each([
    ["terminal-40.txt", fixtureReport, { width: 40 }],
    ["terminal-60.txt", fixtureReport, { width: 60 }],
    ["terminal-80.txt", fixtureReport, { width: 80 }],
    ["terminal-120.txt", fixtureReport, { width: 120 }],
    ["terminal-ascii.txt", fixtureReport, { ascii: true }],
    ["terminal-design.txt", designReport, {}],
    ["terminal-passing.txt", passingReport, {}],
  ] as const)("%s", async (name, report, options) => {
    await expect(render(report(), options)).toMatchFileSnapshot(`__snapshots__/${name}`);
  });

  test("the first screen of a usual case fits 80 columns by 24 rows, with its answer, decider and command", () => {
    const screen = firstScreen(designReport());
    expect(screen.length).toBeLessThanOrEqual(24);
    expect(screen.filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(screen).toContain("No. 1 of 3 checks fail: 1 high.");
    expect(screen).toContain('who     "Legacy SOC" would decide it.');
    expect(screen).toContain("run     fix 1 settles 1 of 1: Set-MDIConfiguration AdvancedAuditPolicyDCs");
    expect(screen.join("\n")).toContain("Design only: no GPO in these files is linked anywhere");
  });

  test("where the screen is wide enough the command itself stands on it", () => {
    expect(firstScreen(designReport(), 120)).toContain(
      "        Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs -Domain 'corp.example'",
    );
  });

  test("many domains are rows of the first screen, worst first, at most ten", () => {
    const domains = Array.from({ length: 30 }, (_, i) => `d${String(i).padStart(2, "0")}.example`);
    const findings = domains.map((name, i) =>
      fixtureFinding("R", { kind: "domain", name, role: "dc" }, { severity: i === 7 ? "critical" : "low", have: name }),
    );
    const subjects = findings.map(({ subject }) => subject);
    const screen = firstScreen(fixtureReport({ findings, subjects, conflicts: [] }));
    expect(screen.length).toBeLessThanOrEqual(24);
    const rows = screen.filter((line) => /^d\d\d\.example/.test(line));
    expect(rows).toHaveLength(9);
    expect(rows[0]).toMatch(/^d07\.example +1 +- +0 +0$/);
    expect(screen).toContain("and 21 more domains with 21 fails");
  });

  test("a crowded case stays within 32 rows", () => {
    expect(firstScreen(fixtureReport()).length).toBeLessThanOrEqual(32);
  });

  test("a remedy of several findings is written out once in the details", () => {
    const details = render(fixtureReport()).split("\n── ").slice(1).join("");
    expect(details.split("AdvancedAuditPolicyDCs -Domain 'corp.example'").length - 1).toBe(1);
    expect(details).toContain("Fixes 2 findings.");
    expect(details).toContain("as above (MDI-DC-AUDIT-CREDENTIAL-VALIDATION)");
  });

  test("the module's line of every fail stands whole, even where another remedy is first or the domains are many", () => {
    const line = (domain: string): string =>
      `Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs -Domain '${domain}'`;
    const remedies = (domain: string): Finding["remedy"] => [
      { via: "native", text: "Link it.", commands: [`New-GPLink -Domain '${domain}'`] },
      { via: "module", text: "Writes a GPO; it backs nothing up.", commands: ["$before = 1", line(domain)] },
    ];
    const findings = ["a.example", "b.example", "c.example"].flatMap((name) =>
      ["R1", "R2"].map((id) =>
        fixtureFinding(id, { kind: "domain", name, role: "dc" }, { cause: "unlinked", remedy: remedies(name) }),
      ),
    );
    for (const report of [fixtureReport({ findings }), fixtureReport()]) {
      const lines = new Set(
        render(report, { width: 40 })
          .split("\n")
          .map((text) => text.trim()),
      );
      const wanted = report.findings
        .filter(({ status }) => status === "fail")
        .flatMap(({ remedy }) => remedy.flatMap(({ commands }) => commands))
        .filter((command) => command.startsWith("Set-MDIConfiguration"));
      expect(wanted.filter((command) => !lines.has(command))).toEqual([]);
    }
  });

  test("what is one story in several domains is told once, with the line for each of them", () => {
    const findings = ["a.example", "b.example"].flatMap((name) =>
      ["Credential Validation", "Directory Service Changes"].map((title) =>
        audit(
          title,
          { kind: "domain", name, role: "dc" },
          {
            have: "not configured",
            cause: "not-configured",
            remedy: [
              { via: "module", text: "Let the module do it.", commands: [`Set-MDIConfiguration -Domain '${name}'`] },
            ],
          },
        ),
      ),
    );
    const subjects = findings.map(({ subject }) => subject);
    const text = render(fixtureReport({ findings, subjects }));
    expect(text).toContain(
      "x FAIL high  2 checks in 2 domains, one cause, one fix\n  2 domains: a.example DCs and b.example DCs\n",
    );
    expect(text.split("Let the module do it.").length - 1).toBe(1);
    expect(text).toContain("          Set-MDIConfiguration -Domain 'b.example'\n");
  });

  test("many unused files are grouped by reason with their number", () => {
    const base = fixtureReport().sources[0]!;
    const sources = Array.from({ length: 40 }, (_, i) => ({
      ...base,
      path: `notes/${i}.txt`,
      kind: null,
      read: "unrecognised" as const,
      reason: i < 30 ? `no known format; begins with "${i}"` : `reason ${i}`,
    }));
    const text = render(fixtureReport({ sources }));
    expect(text).toContain("Not used, or not wholly (40)");
    expect(text).toContain(
      "  30 files unrecognised: no known format: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt,\n    5.txt and 24 more names\n",
    );
    expect(text).toContain("  1 file unrecognised: reason 39\n    notes/39.txt\n");
  });

  test("the last line counts everything", () => {
    expect(render(fixtureReport(), { width: 200 })).toMatch(
      /\nopen 7: 1 critical, 5 high, 1 medium, 0 low, 0 info; unknown 10; checklist 2; passed 6; not applicable 1; inputs 20, 3 with problems\n$/,
    );
  });

  test("a script of many lines is not cut in half on the first screen", () => {
    const [base] = fixtureReport().findings;
    const commands = ["$a = 1", "$b = 2", "$c = 3", "Set-It $a $b $c"];
    const findings = [{ ...base!, remedy: [{ via: "native" as const, text: "Do it.", commands }] }];
    const [screen, ...details] = render(fixtureReport({ findings })).split("\n── ");
    expect(screen).toContain("fix 1 settles 1 of 1: Set-It");
    expect(screen).not.toContain("$a = 1");
    expect(details.join("")).toContain(
      "          $a = 1\n          $b = 2\n          $c = 3\n          Set-It $a $b $c\n",
    );
  });

  test("remarks behind a command stand in documents only", () => {
    const ask = ["Get-It 'a # b' \"c # d\"  # elevated", "reg query HKLM\\A#B"];
    const findings = [{ ...fixtureReport().findings[0]!, status: "unknown" as const, ask }];
    const text = render(fixtureReport({ findings, conflicts: [] }));
    expect(text).toContain("    Get-It 'a # b' \"c # d\"\n");
    expect(text).not.toContain("elevated");
  });

  test("a caveat stays, and what only says that Microsoft agrees does not", () => {
    const notes = [
      "Our verdict and Microsoft's agree.",
      "So a gap here alone probably leaves the event in place.",
      "Normal. Microsoft tests nothing.",
    ];
    const [base] = fixtureReport().findings;
    const text = render(fixtureReport({ findings: [{ ...base!, microsoft: {}, notes }] }));
    expect(text).toContain("  note    So a gap here alone probably leaves the event in place.\n          Normal.\n");
    expect(text).not.toContain("Our verdict");
    expect(text).not.toContain("Microsoft tests nothing");
  });

  test("colour adds our sequences and nothing else", () => {
    const plain = render(fixtureReport());
    const coloured = render(fixtureReport(), { colour: true });
    expect(coloured).not.toBe(plain);
    expect(coloured.replaceAll(OURS, "")).toBe(plain);
    expect(plain).not.toContain("\u001B");
    expect(coloured).toContain("\u001B[1;91mx FAIL critical  \u001B[0m");
    expect(coloured).toContain("\u001B[94m✓ PASS 3  \u001B[0m");
  });

  test("in ASCII a command that cannot be shown says where to copy it from", () => {
    expect(render(fixtureReport(), { ascii: true })).toContain(
      "# not in ASCII as it is: copy it from --format json or markdown",
    );
  });
});

describe("whatever the inputs are called", () => {
  test("no control, bidi or hidden character comes through; colour is only ours; ASCII is ASCII", () => {
    fc.assert(
      fc.property(hostileTexts, fc.integer({ min: 40, max: 130 }), (texts, width) => {
        const report = hostileReport(texts);
        const plain = render(report, { width });
        expect(plain.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
        );
        expect(render(report, { width, colour: true }).replaceAll(OURS, "")).toBe(plain);
        expect(render(report, { width, ascii: true })).toMatch(/^[\x20-\x7E\n]*$/);
      }),
      SEED,
    );
  });

  test("T20: a build log obeys no name, at whatever width it is broken", () => {
    const name = "::error::x ::set-output name=x::y ##vso[task.complete result=Succeeded;]z ##[error]z";
    for (const width of [40, 61, 80, 130]) {
      const text = render(hostileReport([name, name, name, name, name, name]), { width });
      expect(text).toContain(String.raw`\u{3A}:error::x`);
      expect(text).not.toMatch(/^\s*::|##(?:vso)?\[/m);
    }
  });

  test("no line is over the width but commands and the names of files", () => {
    fc.assert(
      fc.property(hostileTexts, fc.integer({ min: 40, max: 130 }), fc.boolean(), (texts, width, ascii) => {
        const report = hostileReport(texts);
        const allowed = longLines(report, ascii ? printableAscii : printable);
        const over = render(report, { width, ascii })
          .split("\n")
          .filter((line) => displayWidth(line) > width)
          .filter((line) => !allowed.some((end) => line.endsWith(end)));
        expect(over).toEqual([]);
      }),
      SEED,
    );
  });

  test("no command is broken: each stands whole on a line of its own", () => {
    fc.assert(
      fc.property(hostileTexts, fc.integer({ min: 40, max: 130 }), (texts, width) => {
        const report = hostileReport(texts);
        const lines = new Set(
          render(report, { width })
            .split("\n")
            .map((line) => line.trimStart()),
        );
        for (const command of report.findings[0]!.remedy[0]!.commands.filter((text) => text.trim() !== "")) {
          expect(lines).toContain(printable(command).trimStart());
        }
      }),
      SEED,
    );
  });

  test("values of a million characters are cut and said", () => {
    const long = "x".repeat(1e6);
    const [first] = fixtureReport().findings;
    const text = render(fixtureReport({ findings: [{ ...first!, have: long, notes: [long] }] }));
    expect(text.length).toBeLessThan(20_000);
    expect(text.replaceAll(/\s+/g, " ")).toContain("(1000000 characters)");
  });
});

/** The lines before the first section, the blank ones too. */
function firstScreen(report: Report, width = 80): string[] {
  return (render(report, { width }).split("\n── ")[0] ?? "").split("\n");
}

/** Commands, and the last segment of every path that is shown, with its position where it has one. */
function longLines(report: Report, shown: (text: string) => string): string[] {
  const commands = report.findings.flatMap((finding) => [
    `eventreach explain ${finding.requirement}`,
    ...finding.ask,
    ...finding.ask.map(withoutRemark),
    ...finding.remedy.flatMap((remedy) => remedy.commands),
  ]);
  const paths = [
    ...report.sources.map((source) => source.path),
    ...report.gpos.flatMap((gpo) => [gpo.container, gpo.supersededBy ?? ""]),
    ...report.diagnostics.flatMap(({ path }) => [`${path}:1:2`, `${path}@3`]),
    ...report.findings.flatMap((finding) => finding.evidence),
    ...[...report.facts.values()].map(({ origin }) => `${origin.path}:7:1`),
  ];
  const names = paths.map((path) => path.split(/[/!]/).at(-1) ?? "").filter((name) => shown(name).length > 8);
  return [...commands, ...report.conflicts.flatMap(({ ask }) => [...ask, ...ask.map(withoutRemark)]), ...names]
    .filter((text) => text !== "")
    .map(shown);
}
