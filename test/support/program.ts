/** The built program as its user runs it: a process of its own, a scrubbed environment, and everything it wrote. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");
export const BIN = join(ROOT, "bin/eventreach.js");

export interface Run {
  /** Null when a signal ended it: it hung, or it crashed. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: { readonly stdout: Buffer; readonly stderr: Buffer };
  /** Wall clock. */
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Besides PATH, which is the only variable that is kept. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Options of Node, before the program. */
  readonly node?: readonly string[];
  /** User and group to run as; needs root. */
  readonly uid?: number;
  /** After this it is killed, and `signal` says so. */
  readonly limitMs?: number;
}

export function scrubbed(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", ...env };
}

export function run(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const failed = process.env["EVENTREACH_BUILD_FAILED"];
  if (failed !== undefined) throw new Error(`the program could not be built:\n${failed}`);
  const start = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...(options.node ?? []), BIN, ...words], {
      cwd: options.cwd ?? ROOT,
      env: scrubbed(options.env),
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), options.limitMs ?? 20_000);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", fail);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const bytes = { stdout: Buffer.concat(out), stderr: Buffer.concat(err) };
      const stdout = bytes.stdout.toString("utf8");
      const stderr = bytes.stderr.toString("utf8");
      done({ code, signal, stdout, stderr, bytes, milliseconds: performance.now() - start });
    });
  });
}

/** NDJSON to objects; a line that is no JSON fails the test here. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The first line in which two texts differ, both sides cut; null when they are equal. A whole report in a failure hides it. */
export function firstDifference(one: string, other: string): string | null {
  if (one === other) return null;
  const [a, b] = [one.split("\n"), other.split("\n")];
  const at = a.findIndex((line, number) => line !== b[number]);
  const line = at < 0 ? a.length : at;
  return `line ${line + 1}: ${JSON.stringify(a[line]?.slice(0, 300))} and ${JSON.stringify(b[line]?.slice(0, 300))}`;
}
