/** The loop: keys in, events to the reducer, effects done, one frame out. After the warm-up nothing runs while nothing happens. */
import type { ReadStream, WriteStream } from "node:tty";
import type { ReviewCommand } from "../review/command.ts";
import type { Effect, Services } from "./effects.ts";
import { drawing } from "./drawing.tsx";
import { decodeKeys } from "./keys.ts";
import type { Size } from "./layout.ts";
import { type Model, modelOf } from "./model.ts";
import { type Event, reduce } from "./reduce.ts";
import type { Outcome, ReviewDesk } from "../review/desk.ts";
import { frameLines } from "./screens/index.ts";
import { LINES_SIZE, spokenOutput } from "./spoken.ts";
import { initialState, type State } from "./state.ts";
import { warmUp } from "./warm.ts";
import { SIGNAL_CODES, type TakenTerminal } from "./terminal.ts";
import type { Theme } from "./theme.ts";

export interface ReviewOptions {
  readonly model: Model;
  readonly services: Services;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream & { readonly fd: number };
  /** Taken already; given back at the end. */
  readonly terminal: TakenTerminal;
  /** The filter of the findings at the start. */
  readonly filter: string;
  /** Line after line, nothing drawn twice. */
  readonly screenReader: boolean;
}

/** Null when the person quit; the exit code of a signal otherwise. An error of the program rejects. */
export function runReview(options: ReviewOptions): Promise<number | null> {
  const { services, stdin, stdout, terminal } = options;
  return new Promise((done, fail) => {
    const size = (): Size => (options.screenReader ? LINES_SIZE : sizeOf(stdout));
    let { model } = options;
    let state = initialState(size(), options.filter, services.desk?.view() ?? null);
    let rest = "";
    let ended = false;
    let hold: NodeJS.Timeout | undefined;
    const draw = (): Output => (options.screenReader ? spokenOutput(stdout) : drawnOutput(stdout, model.theme, end));
    let screen = draw();
    let coolDown: (() => void) | undefined;

    function end(error: unknown, code: number | null = null): void {
      if (ended) return;
      ended = true;
      clearTimeout(hold);
      coolDown?.();
      stdin.off("data", onData);
      stdout.off("resize", onResize);
      process.off("SIGCONT", onContinue);
      process.off("uncaughtException", onUncaught);
      for (const [signal, listener] of signals) process.off(signal, listener);
      screen.close();
      terminal.restore();
      if (error === undefined) done(code);
      else fail(error);
    }

    function dispatch(events: readonly Event[]): void {
      try {
        const effects: Effect[] = [];
        for (const event of events) {
          const step = reduce(model, state, event);
          state = step.state;
          // The next key may be about what this one wrote.
          for (const effect of step.effects) {
            if (effect.kind === "review") effects.push(...review(effect.command));
            else effects.push(effect);
          }
        }
        show(events.some(({ kind }) => kind === "key"));
        for (const effect of effects) perform(effect);
      } catch (error) {
        end(error);
      }
    }

    function review(command: ReviewCommand): readonly Effect[] {
      const outcome = services.desk?.perform(command);
      return outcome === undefined ? [] : answered(outcome);
    }

    /** Waivers stand beside findings, so that the findings are looked at anew. */
    function answered(outcome: Outcome): readonly Effect[] {
      const { theme, catalog, mayCopy, bindings } = model;
      if (outcome.report !== null) model = modelOf(outcome.report, { theme, catalog, mayCopy, bindings });
      const step = reduce(model, state, { kind: "desk", outcome });
      state = step.state;
      return step.effects.flatMap((effect) => (effect.kind === "review" ? review(effect.command) : effect));
    }

    function show(byKey: boolean): void {
      if (!ended) screen.show(model, state, byKey);
    }

    function perform(effect: Effect): void {
      switch (effect.kind) {
        case "quit":
          end(undefined);
          return;
        case "suspend":
          suspend();
          return;
        case "copy":
          stdout.write(`\u001B]52;c;${Buffer.from(effect.text, "utf8").toString("base64")}\u0007`);
          dispatch([{ kind: "said", text: "handed to the terminal's clipboard", bad: false }]);
          return;
        case "write-fix":
          services.writeFix(effect.name, effect.lines).then(
            (path) => dispatch([{ kind: "said", text: `wrote ${path}`, bad: false }]),
            (error: unknown) => dispatch([{ kind: "said", text: messageOf(error), bad: true }]),
          );
          return;
        case "read-source": {
          const text = services.readSource(effect.path, effect.id, effect.line);
          dispatch([{ kind: "source", key: effect.key, text }]);
          return;
        }
        case "review":
          for (const next of review(effect.command)) perform(next);
          show(false);
          return;
        case "compare-inputs":
          compareInputs(services.desk, effect.before).catch(end);
          return;
        case "what-if":
          // After the frame that says that it is being computed.
          setTimeout(() => void think(effect.key, effect.words), 40);
      }
    }

    async function think(key: string, words: readonly string[]): Promise<void> {
      const result = await services
        .whatIf(words, () => !ended)
        .catch((error: unknown): { readonly problem: string } => ({ problem: messageOf(error) }));
      if (!ended) dispatch([{ kind: "what-if", key, result }]);
    }

    async function compareInputs(desk: ReviewDesk | null, waiting: ReviewCommand | null): Promise<void> {
      if (desk === null) return;
      const comparing = desk.compareInputs();
      dispatch([{ kind: "desk", outcome: { view: desk.view(), report: null, said: "", refused: null } }]);
      const outcome = await comparing;
      if (ended) return;
      for (const next of answered(outcome)) perform(next);
      if (waiting !== null) perform({ kind: "review", command: waiting });
      show(false);
    }

    function suspend(): void {
      if (process.platform === "win32") {
        dispatch([{ kind: "said", text: "this system cannot suspend a program", bad: true }]);
        return;
      }
      screen.close();
      terminal.restore();
      // Without keys to wait for, nothing else would keep the process until it hears that it goes on.
      clearTimeout(hold);
      hold = setTimeout(() => undefined, LONGEST_DELAY);
      process.kill(process.pid, "SIGSTOP");
    }

    /** Somebody may have drawn over the screen meanwhile, or changed its size. */
    function onContinue(): void {
      clearTimeout(hold);
      if (ended) return;
      screen.close();
      terminal.restore();
      terminal.take();
      state = reduce(model, state, { kind: "resize", size: size() }).state;
      screen = draw();
      show(true);
    }

    function onData(chunk: string): void {
      coolDown?.();
      const decoded = decodeKeys(chunk, rest);
      rest = decoded.rest;
      dispatch(decoded.keys.map((key) => ({ kind: "key", key })));
    }

    function onResize(): void {
      if (options.screenReader) return;
      terminal.clear();
      dispatch([{ kind: "resize", size: size() }]);
    }

    /** Before anybody else prints it, where it can be read. */
    function onUncaught(error: unknown): void {
      end(error);
    }

    const signals = Object.entries(SIGNAL_CODES).map(([signal, code]) => [signal, () => end(undefined, code)] as const);
    for (const [signal, listener] of signals) process.on(signal, listener);
    process.prependListener("uncaughtException", onUncaught);
    process.on("SIGCONT", onContinue);
    // Ours comes before ink's own, which draws the frame that it has.
    stdout.prependListener("resize", onResize);
    stdin.setEncoding("utf8");
    stdin.on("data", onData);
    stdin.once("end", () => end(undefined, SIGNAL_CODES.SIGHUP));
    show(true);
    if (!options.screenReader) coolDown = warmUp(model, state, end);
  });
}

/** Of a timer: 24 days. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** What a person gets of the state. */
export interface Output {
  /** `byKey`: somebody did something and waits for an answer, even if nothing changed. */
  readonly show: (model: Model, state: State, byKey: boolean) => void;
  readonly close: () => void;
}

function drawnOutput(stdout: WriteStream, theme: Theme, end: (error: unknown) => void): Output {
  const { draw, close } = drawing(stdout, theme, end);
  return { show: (model, state) => draw(frameLines(model, state)), close };
}

export function sizeOf(stdout: WriteStream): Size {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
