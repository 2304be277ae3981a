/** The two programs that are ever started, by a fixed list of words, without a shell: for keys that we cannot hold and chains that we do not build. */
import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

export type Tool = "ssh-keygen" | "openssl";

export interface ToolAnswer {
  /** `absent`: not here · `overdue`: it did not end in time. */
  readonly state: "ended" | "absent" | "overdue";
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ToolOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
  /** The user answers it: it has the terminal, and what it says is shown as it comes. */
  readonly asking?: (text: string) => void;
}

/** What it needs to find keys, an agent, a display to ask on. Nothing that changes whom openssl trusts. */
const KEPT = [
  ..."PATH HOME USERPROFILE SystemRoot TMPDIR TEMP TERM TZ DISPLAY WAYLAND_DISPLAY XAUTHORITY".split(" "),
  ..."SSH_AUTH_SOCK SSH_ASKPASS SSH_ASKPASS_REQUIRE SSH_SK_PROVIDER".split(" "),
];
const LONGEST_ANSWER = 1 << 20;

export async function runTool(tool: Tool, words: readonly string[], options: ToolOptions): Promise<ToolAnswer> {
  const path = toolPath(tool, options.env["PATH"] ?? "");
  if (path === null) return { state: "absent", code: null, stdout: "", stderr: "" };
  const env: Record<string, string> = { LC_ALL: "C" };
  for (const name of KEPT) {
    const value = options.env[name];
    if (value !== undefined) env[name] = value;
  }
  return new Promise((done) => {
    const asking = options.asking;
    const child = spawn(path, words, {
      env,
      cwd: tmpdir(),
      shell: false,
      windowsHide: true,
      stdio: [asking === undefined ? "ignore" : "inherit", "pipe", "pipe"],
    });
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      child.kill("SIGKILL");
    }, options.limitMs);
    const out: string[] = [];
    const err: string[] = [];
    collect(child.stdout, out);
    collect(child.stderr, err, asking);
    child.on("error", () => {
      clearTimeout(timer);
      done({ state: "absent", code: null, stdout: "", stderr: "" });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ state: overdue ? "overdue" : "ended", code, stdout: out.join(""), stderr: err.join("") });
    });
  });
}

function collect(stream: NodeJS.ReadableStream | null, parts: string[], also?: (text: string) => void): void {
  let length = 0;
  stream?.setEncoding("utf8");
  stream?.on("data", (text: string) => {
    also?.(text);
    length += text.length;
    if (length <= LONGEST_ANSWER) parts.push(text);
  });
}

/** Only from absolute folders of PATH: never from the folder that one happens to stand in, which may be a bag. */
function toolPath(tool: Tool, path: string): string | null {
  const name = process.platform === "win32" ? `${tool}.exe` : tool;
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    if (isAbsolute(folder) && isProgram(file)) return file;
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Bytes as files that only their owner can read, for the time of the work. */
export async function withFiles<T>(
  files: Readonly<Record<string, Uint8Array | string>>,
  work: (at: (name: string) => string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "eventreach-"));
  try {
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes, { mode: 0o600 });
    return await work((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
