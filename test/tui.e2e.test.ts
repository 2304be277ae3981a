/** The built program in a real terminal, start to end: every screen, a burst of keys, sizes, signals, exit codes. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { endingOf, whole } from "./support/ending.ts";
import { ROOT, run } from "./support/program.ts";
import { haveTmux, Session } from "./support/tmux.ts";

const SAMPLE = join(ROOT, "gpo-samples/usual-gaps");
const WORDS = ["review", SAMPLE, "--as-of", "2026-11-22"];
const tmux = haveTmux();

const open: Session[] = [];

async function start(words: readonly string[] = WORDS, columns = 80, rows = 24): Promise<Session> {
  const session = new Session(words, columns, rows);
  open.push(session);
  await session.until(/1 Overview/);
  return session;
}

afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

describe.skipIf(!tmux)("in a terminal", () => {
  it("walks every screen, and ends with the exit code of scan", async () => {
    const session = await start();
    await session.until(/No\. 9 of 55 checks fail/);
    session.press("2");
    await session.until(/2 Findings[^]* 1\/58 /);
    session.press("/");
    session.type("st:fail credential");
    await session.until(/ 1\/1 /);
    session.press("Enter", "Enter");
    await session.until(/want {4}.*Success and Failure/);
    await session.until(/> +2 │ ,System,Audit Credential Validatio/);
    session.press("p");
    await session.until(/3 Precedence[^]*<= wins/);
    session.press("j", "u");
    await session.until(/u {2}unset it here +-> \d+ findings? changes?/);
    session.press("4");
    await session.until(/4 Inputs/);
    session.press("Enter");
    await session.until(/proves {2}/);
    session.press("5");
    await session.until(/Before you sign[^]* 62 inputs hashed, unchanged/);
    session.press("6");
    await session.until(/6 Catalog/);
    session.press("Enter");
    await session.until(/Required/);
    session.press("?");
    await session.until(/Keys of this screen/);
    session.press("Escape", "q");
    expect(await endingOf(session)).toEqual(whole(1));
  });

  it("takes a burst of keys as so many keys", async () => {
    const session = await start();
    session.type("2jjjjkG");
    await session.until(/ 58\/58 /);
    session.type("g/st:fail sev:critical");
    session.press("Enter");
    expect(await session.until(/Findings {2}st:fail sev:critical /)).toMatch(/ 1\/1 /);
  });

  it("follows the size of the terminal", async () => {
    const session = await start();
    session.press("2");
    await session.until(/2 Findings/);
    session.tmux("resize-window", "-x", "130", "-y", "40");
    await session.until(/Enter: all of it/);
    expect(session.screen().match(/2 Findings/g)).toHaveLength(1);
    session.tmux("resize-window", "-x", "50", "-y", "12");
    await session.until(/^needs 60x15, has 50x12/);
    session.tmux("resize-window", "-x", "60", "-y", "15");
    await session.until(/2 Findings/);
    session.press("q");
    expect(await endingOf(session)).toEqual(whole(1));
  });

  it("writes a fix into the current folder and says where, and writes nothing over", async () => {
    const session = await start();
    session.type("2/credential");
    session.press("Enter");
    session.press("y");
    await session.until(/wrote /);
    session.press("y");
    await session.until(/VALIDATION-2\.txt/);
    const file = join(session.folder, "fix-MDI-DC-AUDIT-CREDENTIAL-VALIDATION.txt");
    expect(readFileSync(file, "utf8")).toMatch(
      /^# eventreach as of 2026-11-22[^]*Set-GPLink -Name 'Legacy SOC Auditing'/,
    );
    expect(existsSync(file.replace(".txt", "-2.txt"))).toBe(true);
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)("gives the terminal back on %s", async (signal, code) => {
    const session = await start();
    process.kill(session.pid(), signal);
    expect(await endingOf(session)).toEqual(whole(code));
  });

  it("gives the terminal back on Ctrl+C, with the exit code of scan", async () => {
    const session = await start([...WORDS, "--fail-on", "none"]);
    session.press("C-c");
    expect(await endingOf(session)).toEqual(whole(0));
  });

  it("is suspended and comes back whole", async () => {
    const session = await start();
    session.press("2");
    await session.until(/2 Findings/);
    const pid = session.pid();
    session.press("C-z");
    await session.until(/^before$/m);
    process.kill(pid, "SIGCONT");
    await session.until(/2 Findings[^]* 1\/58 /);
    session.press("j");
    await session.until(/ 2\/58 /);
    session.press("q");
    expect(await endingOf(session)).toEqual(whole(1));
  });
});

describe.skipIf(!tmux)("options", () => {
  it("begin with a filter of scan, with waivers beside the findings, and with one's own keys", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eventreach-keys-"));
    const keys = join(folder, "keys.json");
    writeFileSync(keys, '{ "down": ["J", "down"], "quit": "x" }');
    const waivers = join(ROOT, "test/support/first-minute/waivers.yaml");
    const session = await start([...WORDS, "--filter", "waiver:any", "--waivers", waivers, "--keys", keys]);
    rmSync(folder, { recursive: true });
    expect(session.screen()).toMatch(/w waived +1 /);
    session.press("2");
    expect(await session.until(/Findings {2}waiver:any [^]* 1\/2 /)).toMatch(/w waived/);
    session.type("jqJ");
    await session.until(/ 2\/2 /);
    session.press("Escape");
    await session.until(/ 1\/58 /);
    session.press("x");
    expect(await endingOf(session)).toEqual(whole(1));
  });

  it("speak line after line to a screen reader, on the screen that is there", async () => {
    const session = new Session([...WORDS, "--screen-reader"], 80, 50);
    open.push(session);
    await session.until(/^Overview\.$[^]*^Fix first 1 of 8, /m);
    session.press("2");
    await session.until(/^Findings, 58 of 58\.$/m);
    session.press("j");
    await session.until(/^Finding 2 of 58, fail, medium, NTLM outgoing, /m);
    session.press("q");
    const screen = await session.until(/^code \d+$[^]*^echo$/m);
    expect(screen).toMatch(/^before\n[^]*^Overview\.$[^]*^code 1$/m);
  });

  it("show how far a long scan is, and give it up", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eventreach-long-"));
    const write = `import(${JSON.stringify(pathToFileURL(join(ROOT, "bench/estate.mjs")).href)})`;
    execFileSync(process.execPath, [
      "-e",
      `${write}.then((m) => m.writeEstate(${JSON.stringify(folder)}, 700, "usual"))`,
    ]);
    try {
      const session = new Session(["review", folder, "--as-of", "2026-11-22"], 80, 24);
      open.push(session);
      const screen = await session.until(/reading: \d{3,} files, [\d.]+ (?:KB|MB)/);
      expect(screen).toContain("Esc, q or Ctrl+C stops it. Nothing is written.");
      session.press("Escape");
      expect(await endingOf(session)).toEqual(whole(130));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("without a terminal", () => {
  it("prints the report of scan, says why, and ends with its code", async () => {
    const review = await run(WORDS);
    const scan = await run(["scan", SAMPLE, "--as-of", "2026-11-22", "--quiet"]);
    expect(review.stdout).toBe(scan.stdout);
    expect(review.stdout).toContain("No. 9 of 55 checks fail");
    expect(review.stderr).toMatch(/^eventreach: review needs a terminal, and the output is none; /m);
    expect(review.code).toBe(1);
    expect((await run([...WORDS, "--fail-on", "none"])).code).toBe(0);
  });

  it("refuses what scan refuses", async () => {
    expect((await run(["review"])).code).toBe(2);
    expect((await run(["review", SAMPLE, "--role", "x"])).code).toBe(2);
    expect((await run(["review", SAMPLE, "--scope", join(SAMPLE, "manifest.xml")])).code).toBe(2);
    expect((await run(["review", join(ROOT, "bin")])).code).toBe(3);
  });

  it("refuses keys that conflict, with both names, and what is no key or no command", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eventreach-keys-"));
    const file = join(folder, "keys.json");
    writeFileSync(file, '{ "down": ["k"], "open": "Hyper+X", "explode": "e" }');
    const { code, stderr } = await run([...WORDS, "--keys", file]);
    rmSync(folder, { recursive: true });
    expect(code).toBe(2);
    expect(stderr).toContain("k: down and up");
    expect(stderr).toContain('"Hyper+X" is no key');
    expect(stderr).toContain('"explode" is no command');
  });

  it("counts what cannot be told with --strict, as scan does", async () => {
    expect((await run([...WORDS, "--fail-on", "none", "--strict"])).code).toBe(4);
  });

  it("shows its keys in the help", async () => {
    const { stdout, code } = await run(["review", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("eventreach review ./gpo-backups");
    expect(stdout).toContain("q quits");
  });
});
