/** Every exit code of the contract, as the shell sees it. */
import { describe, expect, it } from "vitest";
import { brokenDigest, brokenLater, brokenSorting, missingChunk } from "../support/defect.ts";
import { run } from "../support/program.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

const SOUND = "gpo-samples/compliant";
/** Fails: 1 critical, 4 high, 2 medium, 2 low. */
const GAPS = "gpo-samples/usual-gaps";
const SEVERITIES = ["critical", "high", "medium", "low", "none"];

async function scan(...words: string[]) {
  const { code, stdout, stderr } = await run(["scan", "-q", "-f", "json", ...words]);
  return {
    code,
    stderr,
    open: stdout === "" ? null : (JSON.parse(stdout) as { summary: { open: Record<string, number> } }).summary.open,
  };
}

describe("scan", () => {
  it("0: nothing open at or above --fail-on", async () => {
    const { code, open } = await scan(SOUND);
    expect({ code, critical: open?.["critical"], high: open?.["high"] }).toEqual({ code: 0, critical: 0, high: 0 });
  });

  it("1: something open", async () => {
    const { code, open } = await scan(GAPS);
    expect(code).toBe(1);
    expect(open?.["critical"]).toBeGreaterThan(0);
  });

  it("the worst open finding and --fail-on decide between 0 and 1", async () => {
    for (const [estate, worst] of [
      [GAPS, "critical"],
      ["gpo-samples/sysvol-copy", null],
      ["gpo-samples/inert-audit-csv", null],
      [SOUND, null],
    ] as const) {
      const codes: (number | null)[] = [];
      let found: string | undefined;
      for (const threshold of SEVERITIES) {
        const { code, open } = await scan("--fail-on", threshold, estate);
        codes.push(code);
        found = SEVERITIES.find((severity) => (open?.[severity] ?? 0) > 0);
      }
      if (worst !== null) expect(found).toBe(worst);
      const first = found === undefined ? SEVERITIES.length : SEVERITIES.indexOf(found);
      expect(codes, `${estate}, worst ${found}`).toEqual(
        SEVERITIES.map((severity, at) => (severity !== "none" && at >= first ? 1 : 0)),
      );
    }
  });

  it("4: a verdict is incomplete, and --strict; something open goes before", async () => {
    expect((await scan("--strict", SOUND)).code).toBe(4);
    expect((await scan("--strict", "--fail-on", "none", GAPS)).code).toBe(4);
    expect((await scan("--strict", GAPS)).code).toBe(1);
  });

  it("3: nothing could be analysed", async () => {
    const { code, stderr } = await scan("no/such/folder");
    expect(code).toBe(3);
    expect(stderr).toContain("nothing could be read");
  });

  it("one good path among bad ones is enough, and the bad ones are named", async () => {
    const { code, stderr } = await run(["scan", "no/such/folder", SOUND]);
    expect(code).toBe(0);
    expect(stderr).toContain("error: no/such/folder: Nothing is at this path.");
  });

  it.each([[["scan"]], [["scan", "--nonsense", SOUND]], [["scan", "-f", "nonsense", SOUND]], [["nonsense"]], [[]]])(
    "2: wrong usage: %j",
    async (words) => {
      const { code, stdout } = await run(words);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    },
  );
});

describe("other verbs", () => {
  it.each([
    [["facts", SOUND], 0],
    [["facts", "gpo-samples/README.md"], 3],
    [["facts"], 2],
    [["explain", "MDI-DC-NTLM-DOMAIN"], 0],
    [["explain", "MDI-DC-NTLM-DOMAIN", GAPS], 0],
    [["explain", "MDI-DC-NTLM-DOMAIN", "no/such/folder"], 3],
    [["explain", "MDI-NO-SUCH"], 2],
    [["catalog"], 0],
    [["catalog", "show", "MDI-DC-NTLM-DOMAIN"], 0],
    [["catalog", "show"], 2],
    [["catalog", "shuffle"], 2],
    [["evidence"], 2],
    [["evidence", "seal"], 2],
    [["evidence", "create", SOUND], 2],
    [["evidence", "verify"], 2],
    [["evidence", "verify", "no/such/folder"], 2],
    [["evidence", "verify", SOUND], 3],
    [["evidence", "reproduce", SOUND], 3],
    [["formats"], 0],
    [["--help"], 0],
    [["help"], 0],
    [["--version"], 0],
    [["-V"], 0],
  ] as const)("%j ends with %i", async (words, code) => {
    expect((await run(words)).code).toBe(code);
  });
});

describe("70: a defect of the program", () => {
  it.each([["scan"], ["facts"]])("%s: no verdict, and the words for a report", async (verb) => {
    const { code, stdout, stderr } = await run([verb, SOUND], { node: brokenDigest() });
    expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
    expect(stderr).toContain("no verdict was given; this is a defect of the program, not of your files");
    expect(stderr).toMatch(/TypeError: broken on purpose \\u\{1b\}\[31m\\u\{202e\}/i);
    expect(stderr).toMatch(/version \d+\.\d+\.\d+; please report it/);
    expect(unsafeCharacter(stderr)).toBeNull();
  });

  it("also when what is thrown is no Error", async () => {
    const { code, stdout, stderr } = await run(["scan", SOUND], { node: brokenSorting() });
    expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
    expect(stderr).toContain("only a text");
  });

  it.each([
    ["nobody catches it", brokenLater],
    ["a file of the program is missing", missingChunk],
  ])("also when %s, where Node's own code would be 1", async (_why, broken) => {
    const { code, stdout, stderr } = await run(["scan", SOUND], { node: broken() });
    expect({ code, stdout }).toEqual({ code: 70, stdout: "" });
    expect(stderr).toContain("this is a defect of the program, not of your files");
    expect(unsafeCharacter(stderr)).toBeNull();
  });
});
