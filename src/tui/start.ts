/** From the command to the first screen: takes the terminal, shows how far the work is, and gives up when asked to. */
import { performance } from "node:perf_hooks";
import type { ReadStream, WriteStream } from "node:tty";
import type { Services } from "./effects.ts";
import { decodeKeys } from "./keys.ts";
import { type Loading, loadingLines, Phases } from "./loading.ts";
import type { Model } from "./model.ts";
import { type Drawing, drawing } from "./drawing.tsx";
import { runReview, sizeOf } from "./run.ts";
import { sayLine } from "./spoken.ts";
import { SIGNAL_CODES, type TakenTerminal, takeTerminal } from "./terminal.ts";
import type { Theme } from "./theme.ts";

export interface Opened {
  readonly model: Model;
  readonly services: Services;
  /** Of the findings, from the start; the person may clear it. */
  readonly filter: string;
}

export interface StartOptions {
  readonly load: (loading: Loading) => Promise<Opened>;
  readonly theme: Theme;
  /** Line after line, nothing drawn twice. */
  readonly screenReader: boolean;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream & { readonly fd: number };
}

/** Null when the person quit; the exit code of a signal, or of giving up, otherwise. Rejects with what the work throws. */
export async function startReview(options: StartOptions): Promise<number | null> {
  const { stdin, stdout, screenReader } = options;
  const terminal = takeTerminal(stdin, stdout, !screenReader);
  process.on("exit", terminal.restore);
  try {
    const opened = await loaded(options, terminal);
    if (typeof opened === "number") return opened;
    return await runReview({ ...opened, stdin, stdout, terminal, screenReader });
  } finally {
    terminal.restore();
    process.off("exit", terminal.restore);
  }
}

const CANCEL: ReadonlySet<string> = new Set(["esc", "q", "ctrl+c"]);

function loaded(
  { load, theme, stdin, stdout, screenReader }: StartOptions,
  terminal: TakenTerminal,
): Promise<Opened | number> {
  return new Promise((done, fail) => {
    let screen: Drawing | undefined;
    let rest = "";
    let said = 0;
    let ended = false;
    const phases = new Phases(() => performance.now(), show);

    function end(): boolean {
      if (ended) return false;
      ended = true;
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      stdout.off("resize", onResize);
      for (const [signal, listener] of signals) process.off(signal, listener);
      screen?.close();
      if (screen !== undefined) terminal.clear();
      return true;
    }

    function give(code: number): void {
      phases.cancel();
      if (!end()) return;
      terminal.restore();
      done(code);
    }

    function show(): void {
      if (ended) return;
      if (screenReader) {
        // The phase that is going on is said once, when it begins.
        for (; said < phases.texts.length; said += 1) sayLine(stdout, phases.texts[said] ?? "", theme);
        return;
      }
      screen ??= drawing(stdout, theme, failed);
      screen.draw(loadingLines(phases.texts, sizeOf(stdout), theme));
    }

    function onData(chunk: string): void {
      const decoded = decodeKeys(chunk, rest);
      rest = decoded.rest;
      if (decoded.keys.some((key) => CANCEL.has(key))) give(SIGNAL_CODES.SIGINT);
    }

    function onResize(): void {
      if (screen === undefined) return;
      terminal.clear();
      show();
    }

    function failed(error: unknown): void {
      if (end()) fail(error instanceof Error ? error : new Error(String(error)));
    }

    function onEnd(): void {
      give(SIGNAL_CODES.SIGHUP);
    }

    const signals = Object.entries(SIGNAL_CODES).map(([signal, code]) => [signal, () => give(code)] as const);
    for (const [signal, listener] of signals) process.on(signal, listener);
    stdout.prependListener("resize", onResize);
    stdin.setEncoding("utf8");
    stdin.on("data", onData);
    stdin.once("end", onEnd);
    void work();

    async function work(): Promise<void> {
      try {
        const opened = await load(phases);
        if (end()) done(opened);
      } catch (error) {
        // What was given up may fail in any way; nobody waits for it.
        failed(error);
      }
    }
  });
}
