import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { designReport, fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { displayWidth, printable, printableAscii } from "../../text/printable.ts";
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
    const screen = render(designReport()).split("\n── ")[0] ?? "";
    expect(screen.split("\n").length).toBeLessThanOrEqual(24);
    expect(screen).toContain("No. 1 of 3 checks fail");
    expect(screen).toContain('"Legacy SOC" would decide it.');
    expect(screen).toContain("Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs");
    expect(screen).toContain("Design only: no GPO in these files is linked anywhere");
  });

  test("a crowded case stays within 32 rows", () => {
    const screen = render(fixtureReport()).split("\n── ")[0] ?? "";
    expect(screen.split("\n").length).toBeLessThanOrEqual(32);
  });

  test("a remedy of several findings is written out once in the details", () => {
    const details = render(fixtureReport()).split("\n── ").slice(1).join("");
    expect(details.split("AdvancedAuditPolicyDCs -Domain 'corp.example'").length - 1).toBe(1);
    expect(details).toContain("Fixes 2 findings.");
    expect(details).toContain("as above (MDI-DC-AUDIT-CREDENTIAL-VALIDATION)");
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
      "  30 files unrecognised: no known format\n    notes/0.txt\n    notes/1.txt\n    notes/2.txt\n    and 27 more\n",
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
    expect(screen).toContain("fix 1, settles 1 of 1: 4 lines, below");
    expect(screen).not.toContain("$a = 1");
    expect(details.join("")).toContain(
      "          $a = 1\n          $b = 2\n          $c = 3\n          Set-It $a $b $c\n",
    );
  });

  test("remarks behind a command stand in the details only", () => {
    const ask = ["Get-It 'a # b' \"c # d\"  # elevated", "reg query HKLM\\A#B"];
    const findings = [{ ...fixtureReport().findings[0]!, status: "unknown" as const, ask }];
    const [screen, ...details] = render(fixtureReport({ findings, conflicts: [] })).split("\n── ");
    expect(screen).toContain("          Get-It 'a # b' \"c # d\"\n          reg query HKLM\\A#B\n");
    expect(details.join("")).toContain(`    ${ask[0]}\n`);
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

/** Commands, and the last segment of every path that is shown, with its position where it has one. */
function longLines(report: Report, shown: (text: string) => string): string[] {
  const commands = report.findings.flatMap((finding) => [
    ...finding.ask,
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
  return [...commands, ...report.conflicts.flatMap((conflict) => conflict.ask), ...names]
    .filter((text) => text !== "")
    .map(shown);
}
