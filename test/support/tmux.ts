/** The built program in a terminal of its own, as a person starts it: tmux holds the screen. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BIN } from "./program.ts";

/** False, with the reason printed, where there is none. */
export function haveTmux(): boolean {
  if (spawnSync("tmux", ["-V"]).status === 0) return true;
  console.log("skipped: no tmux on this machine");
  return false;
}

const WAIT_MS = 20_000;

interface Around {
  /** `NAME=value`. */
  readonly env?: readonly string[];
  /** A program that starts ours. */
  readonly before?: readonly string[];
  /** Another folder than its own. */
  readonly cwd?: string;
  /** Under an interactive shell, which knows `fg`. */
  readonly jobs?: boolean;
}

export class Session {
  /** A folder of its own: the program runs in it, and its server of tmux is reached by it. */
  readonly folder = mkdtempSync(join(tmpdir(), "eventreach-tmux-"));

  constructor(words: readonly string[], columns: number, rows: number, around: Around = {}) {
    const { env = [], before = [], cwd, jobs = false } = around;
    const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
    const command = [...before, process.execPath, BIN, ...words].map(quote).join(" ");
    // The line before and the code after it stand on the shell's own screen.
    const script = `echo before; ${command}; echo "code $?"; stty -a | tr ' ;' '\\n\\n' | grep -x -e echo -e icanon; cat`;
    const { PATH = "" } = process.env;
    const shell = [
      "env",
      "-i",
      `PATH=${PATH}`,
      "TERM=screen",
      "LANG=C.UTF-8",
      ...env,
      "PS1=$ ",
      "sh",
      ...(jobs ? ["-i"] : ["-c", script]),
    ];
    this.tmux(
      "-f",
      "/dev/null",
      "new-session",
      "-d",
      "-x",
      String(columns),
      "-y",
      String(rows),
      "-c",
      cwd ?? this.folder,
      ...shell,
    );
    if (jobs) {
      this.type(command);
      this.press("Enter");
    }
  }

  tmux(...words: readonly string[]): string {
    return execFileSync("tmux", ["-S", join(this.folder, "socket"), ...words], { encoding: "utf8" });
  }

  screen(): string {
    return this.tmux("capture-pane", "-p");
  }

  /** Names of tmux (`Enter`, `Escape`, `C-c`), or text. */
  press(...keys: readonly string[]): void {
    this.tmux("send-keys", ...keys);
  }

  type(text: string): void {
    this.tmux("send-keys", "-l", text);
  }

  /** The screen as soon as it fits; the last one is in the error when it never does. */
  async until(wanted: RegExp): Promise<string> {
    const end = performance.now() + WAIT_MS;
    let screen = "";
    while (performance.now() < end) {
      screen = this.screen();
      if (wanted.test(screen)) return screen;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`never came: ${wanted.source}\n${screen}`);
  }

  /** The process of the program itself. */
  pid(): number {
    const shell = this.tmux("display-message", "-p", "#{pane_pid}").trim();
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", shell], { encoding: "utf8" });
    return Number(children.trim().split(/\s+/)[0]);
  }

  close(): void {
    spawnSync("tmux", ["-S", join(this.folder, "socket"), "kill-server"]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
