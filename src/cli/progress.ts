/** One line on stderr for anything that takes over a second, on a terminal only; it is gone when the work is done. */
import type { OutputStream } from "./io.ts";

const FIRST_AFTER_MS = 1000;
const THEN_EVERY_MS = 120;

export interface Progress {
  step(text: () => string): void;
  done(): void;
  /** Where somebody may press a key meanwhile: gives them their turn, and rejects to end the work. */
  turn?(): Promise<void>;
}

export function progressOn(stream: OutputStream, clock: () => number): Progress {
  if (!stream.isTTY) return { step: () => undefined, done: () => undefined };
  const width = Math.max(20, (stream.columns ?? 80) - 1);
  let next = clock() + FIRST_AFTER_MS;
  let shown = false;
  return {
    step: (text) => {
      if (clock() < next) return;
      next = clock() + THEN_EVERY_MS;
      shown = true;
      stream.write(`\r\u001B[2K${text().slice(0, width)}`);
    },
    done: () => {
      if (shown) stream.write("\r\u001B[2K");
    },
  };
}
