/** While the inputs are read and judged: what is done, what is going on, and how to stop it. Pure but for the class, which waits. */
import { frameRows, isTooSmall, type Size } from "./layout.ts";
import { EMPTY, fitLine, span } from "./line.ts";
import type { Line, Theme } from "./theme.ts";

/** The person pressed Escape; nothing of the work is used. */
export class Cancelled extends Error {}

/** What the work gets: it says where it is, and gives keys and screen their turn. */
export interface Loading {
  /** A new line; the one before stays as it was last said. */
  readonly phase: (text: string) => void;
  /** Of the phase that is going on. */
  readonly say: (text: string) => void;
  /** @throws Cancelled */
  readonly turn: () => Promise<void>;
}

/** Between two turns; keys answer within it. */
const EVERY_MS = 40;
/** Between two frames of one phase: drawing takes time from the work. */
const FRAME_EVERY_MS = 200;
/** Work that is over sooner never waits for the screen. */
const QUIET_MS = 200;
/** Until a frame that was handed over is on the screen. */
const FRAME_MS = 20;

export class Phases implements Loading {
  readonly texts: string[] = [];
  #cancelled = false;
  #changed = false;
  readonly #begun: number;
  #last: number;
  #shown = 0;
  readonly #clock: () => number;
  readonly #show: () => void;

  constructor(clock: () => number, show: () => void) {
    this.#clock = clock;
    this.#show = show;
    this.#begun = this.#last = clock();
  }

  readonly phase = (text: string): void => {
    this.texts.push(text);
    this.#changed = true;
  };

  readonly say = (text: string): void => {
    this.texts.splice(-1, 1, text);
  };

  readonly turn = async (): Promise<void> => {
    const now = this.#clock();
    const isSlow = now - this.#begun > QUIET_MS;
    if (isSlow && (this.#changed || now - this.#last > EVERY_MS)) {
      if (this.#changed || now - this.#shown > FRAME_EVERY_MS) {
        this.#shown = now;
        this.#show();
      }
      // A phase may take seconds without a turn: its line is to be on the screen before.
      await new Promise<void>((done) => (this.#changed ? setTimeout(done, FRAME_MS) : setImmediate(done)));
      this.#changed = false;
      this.#last = this.#clock();
    }
    if (this.#cancelled) throw new Cancelled("cancelled");
  };

  readonly cancel = (): void => {
    this.#cancelled = true;
  };
}

const HINT = "Esc, q or Ctrl+C stops it. Nothing is written.";

export function loadingLines(texts: readonly string[], size: Size, theme: Theme): Line[] {
  const last = texts.length - 1;
  if (isTooSmall(size)) return [fitLine([span(texts[last] ?? "")], Math.max(size.columns - 1, 1), theme)];
  const rows = frameRows(size);
  const shown = texts
    .slice(-(rows - 4))
    .map((text, i, all): Line => [
      span(i === all.length - 1 ? " > " : "   "),
      span(text, i === all.length - 1 ? "strong" : "faint"),
    ]);
  const head: Line[] = [[span(" eventreach review", "strong")], EMPTY, ...shown];
  const filled = [...head, ...Array.from({ length: rows - head.length - 1 }, () => EMPTY), [span(` ${HINT}`, "faint")]];
  return filled.map((line) => fitLine(line, size.columns, theme));
}
