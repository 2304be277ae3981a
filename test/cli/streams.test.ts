/** What goes where: the result to stdout, the rest to stderr; colours, width and signs by what the stream is. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../../src/text/printable.ts";
import { BIN, ROOT, run, scrubbed } from "../support/program.ts";
import { havePty, onTerminal } from "../support/pty.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

const GAPS = ["scan", "--as-of", "2026-11-22T08:00:00Z", "--fail-on", "none", "gpo-samples/usual-gaps"];
const ESC = "\u001B";
const UTF8 = { LANG: "en_GB.UTF-8" };

/** Lines that may be wider than the screen: to be copied whole. Commands, and paths that are one word. */
function wraps(line: string): boolean {
  return !/^(?: {4}| *eventreach )/.test(line) && line.trim().includes(" ");
}

function tooWide(text: string, columns: number): string[] {
  return text.split("\n").filter((line) => wraps(line) && displayWidth(line) > columns);
}

describe("stdout carries the result only", () => {
  it.each(["terminal", "json", "ndjson", "markdown"])(
    "%s: the same with and without diagnostics on stderr",
    async (format) => {
      const words = [
        "scan",
        "--as-of",
        "2026-11-22T08:00:00Z",
        "--fail-on",
        "none",
        "-f",
        format,
        "gpo-samples/hostile",
      ];
      const [loud, quiet] = await Promise.all([run(words), run([...words, "-q"])]);
      expect(loud.bytes.stdout.equals(quiet.bytes.stdout)).toBe(true);
      expect(loud.stderr).toMatch(/^error: /m);
      expect(quiet.stderr).toBe("");
      expect(unsafeCharacter(loud.stdout + loud.stderr)).toBeNull();
    },
  );

  it("stderr holds a place, a sentence, a code and a next step for each problem", async () => {
    const { stderr } = await run(["scan", "gpo-samples/hostile"]);
    const lines = stderr.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(10);
    for (let at = 0; at < lines.length; at += 2) {
      expect(lines[at]).toMatch(/^(error|warning): gpo-samples\/hostile\/\S.*: \S.*\[[a-z-]+\]$/);
      expect(lines[at + 1]).toMatch(/^ {4}\S.*\.$/);
    }
  });

  it("no progress and no colour go to a pipe", async () => {
    const { stdout, stderr } = await run(GAPS, { env: { ...UTF8, TERM: "xterm-256color" } });
    expect(stdout + stderr).not.toContain(ESC);
    expect(stdout + stderr).not.toContain("\r");
  });
});

describe("a reader that goes away", () => {
  // The shell keeps the program's own exit code and its stderr apart from those of the pipe.
  const pipe = (words: readonly string[], reader: string) => {
    const script = `{ { "$@" 2>&3; echo "code $?" >&3; } | ${reader} >&2; } 3>&1`;
    return spawnSync("sh", ["-c", script, "sh", process.execPath, BIN, ...words], {
      cwd: ROOT,
      env: scrubbed(),
      encoding: "utf8",
    });
  };

  it.each([
    [["facts", "-q", "gpo-samples/localised", "gpo-samples/compliant"], "code 0\n"],
    [["scan", "-q", "-f", "json", "--fail-on", "none", "gpo-samples/localised"], "code 0\n"],
    [["scan", "-q", "-f", "ndjson", "gpo-samples/usual-gaps"], "code 1\n"],
    [["catalog", "export"], "code 0\n"],
  ])("%j | head -1 ends quietly", (words, said) => {
    const { stdout, stderr } = pipe(words, "head -1");
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toMatch(/^\{/);
    expect(stdout).toBe(said);
  });

  it("even when it never reads", () => {
    const { stdout } = pipe(["facts", "-q", "gpo-samples/localised"], "true");
    expect(stdout).toBe("code 0\n");
  });

  it.skipIf(!existsSync("/dev/full"))("a full disk is told, with no stack", () => {
    const { stdout } = pipe(["facts", "-q", "gpo-samples/compliant"], "cat");
    expect(stdout).toBe("code 0\n");
    const script = `"$@" > /dev/full`;
    const words = ["-c", script, "sh", process.execPath, BIN, "facts", "-q", "gpo-samples/compliant"];
    const { status, stderr } = spawnSync("sh", words, { cwd: ROOT, env: scrubbed(), encoding: "utf8" });
    expect(stderr).toContain("Cannot write the output: the disk is full.");
    expect(stderr).not.toContain("    at ");
    expect(status).toBe(2);
  });
});

describe("colour", () => {
  const TERMINAL = { ...UTF8, TERM: "xterm-256color" };

  it("FORCE_COLOR colours a pipe, NO_COLOR and --no-color win over it; the words stay the same", async () => {
    const plain = await run(GAPS, { env: UTF8 });
    const forced = await run(GAPS, { env: { ...UTF8, FORCE_COLOR: "1" } });
    expect(forced.stdout).toContain(`${ESC}[`);
    // oxlint-disable-next-line no-control-regex
    expect(forced.stdout.replaceAll(/\u001B\[[0-9;]*m/g, "")).toBe(plain.stdout);
    expect((await run(GAPS, { env: { ...UTF8, FORCE_COLOR: "1", NO_COLOR: "1" } })).stdout).toBe(plain.stdout);
    expect((await run([...GAPS, "--no-color"], { env: { ...UTF8, FORCE_COLOR: "1" } })).stdout).toBe(plain.stdout);
  });

  it("machine formats never have any", async () => {
    for (const format of ["json", "ndjson", "markdown"]) {
      expect((await run([...GAPS, "-f", format], { env: { ...UTF8, FORCE_COLOR: "1" } })).stdout).not.toContain(ESC);
    }
  });

  it.skipIf(!havePty())("a terminal gets it, unless NO_COLOR, --no-color or TERM=dumb", async () => {
    expect((await onTerminal(GAPS, 80, TERMINAL)).text).toContain(`${ESC}[`);
    expect((await onTerminal(GAPS, 80, { ...TERMINAL, NO_COLOR: "1" })).text).not.toContain(ESC);
    expect((await onTerminal([...GAPS, "--no-color"], 80, TERMINAL)).text).not.toContain(ESC);
    expect((await onTerminal(GAPS, 80, { ...UTF8, TERM: "dumb" })).text).not.toContain(ESC);
  });
});

describe("width", () => {
  it("is 80 in a pipe", async () => {
    const { stdout } = await run(GAPS, { env: UTF8 });
    expect(tooWide(stdout, 80)).toEqual([]);
    expect(stdout.split("\n").some((line) => displayWidth(line) === 80)).toBe(true);
  });

  it("in a pipe does not follow COLUMNS: the same bytes on every screen", async () => {
    const [plain, narrow] = await Promise.all([
      run(GAPS, { env: UTF8 }),
      run(GAPS, { env: { ...UTF8, COLUMNS: "40" } }),
    ]);
    expect(narrow.stdout).toBe(plain.stdout);
  });

  it.skipIf(!havePty()).each([40, 60, 120])("is that of the terminal: %i columns", async (columns) => {
    const { code, text } = await onTerminal(GAPS, columns, { ...UTF8, NO_COLOR: "1", TERM: "xterm" });
    expect(code).toBe(0);
    expect(tooWide(text, columns)).toEqual([]);
    expect(text.split("\n").some((line) => displayWidth(line) === columns)).toBe(true);
  });

  it.skipIf(!havePty()).each([[["--help"]], [["formats"]], [["explain", "MDI-DC-NTLM-DOMAIN"]]])(
    "%j follows it as well",
    async (words) => {
      const { text } = await onTerminal(words, 60, { ...UTF8, NO_COLOR: "1", TERM: "xterm" });
      // Addresses are one word.
      const wide = tooWide(text, 60).filter((line) => !/https:\/\/\S{40}/.test(line));
      expect(wide).toEqual([]);
    },
  );

  it.skipIf(!havePty())("a screen of 10 columns gets lines of 40, not a crash", async () => {
    const { code, text } = await onTerminal(GAPS, 10, { ...UTF8, NO_COLOR: "1", TERM: "xterm" });
    expect(code).toBe(0);
    expect(tooWide(text, 40)).toEqual([]);
  });
});

describe("ASCII", () => {
  const NOT_ASCII = /[^\n\x20-\x7E]/;

  it.each(["usual-gaps", "localised", "hostile"])("%s: --ascii writes nothing else", async (estate) => {
    const words = ["scan", "--ascii", "--fail-on", "none", `gpo-samples/${estate}`];
    const { code, stdout } = await run(words, { env: UTF8 });
    expect(code).toBe(0);
    expect(NOT_ASCII.exec(stdout)).toBeNull();
  });

  it("explain --ascii writes nothing else", async () => {
    const id = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";
    for (const words of [["POLICY-FORCE-SUBCATEGORY"], [id, "gpo-samples/hostile"], [id, "gpo-samples/localised"]]) {
      const { code, stdout } = await run(["explain", "--ascii", ...words], { env: UTF8 });
      expect(code).toBe(0);
      expect(NOT_ASCII.exec(stdout)).toBeNull();
    }
    // Without the option there is something to exchange.
    expect((await run(["explain", id, "gpo-samples/localised"], { env: UTF8 })).stdout).toMatch(NOT_ASCII);
  });

  it("is also what a locale without UTF-8 gets; a locale with it gets our signs and the names as they are", async () => {
    const words = ["scan", "--fail-on", "none", "gpo-samples/localised/ja"];
    expect((await run(words, { env: { LC_ALL: "C" } })).stdout).not.toMatch(NOT_ASCII);
    expect((await run(words)).stdout).not.toMatch(NOT_ASCII);
    const { stdout } = await run(words, { env: { LC_ALL: "ja_JP.UTF-8" } });
    expect(stdout).toContain("──");
    expect(stdout).toMatch(/[\u3040-\u30FF\u4E00-\u9FFF]/);
  });
});

describe.skipIf(!havePty())("progress", () => {
  it("is not shown for work of less than a second", async () => {
    const { text } = await onTerminal(["scan", "-q", "gpo-samples/compliant"], 80, UTF8, "stderr");
    expect(text).toBe("");
  });
});
