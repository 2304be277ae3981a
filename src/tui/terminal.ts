/** Takes the terminal, and gives it back whatever happens: other screen, raw keys, marked pastes, hidden cursor. */
import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";

const ENTER = "\u001B[?1049h\u001B[?2004h\u001B[2J\u001B[H";
const LEAVE = "\u001B[?2004l\u001B[?25h\u001B[0m\u001B[?1049l";
/** Line after line on the screen that is there. */
const ENTER_LINES = "\u001B[?2004h";
const LEAVE_LINES = "\u001B[?2004l";
const CLEAR = "\u001B[2J\u001B[H";

export interface TakenTerminal {
  /** Gives it back; more than once is the same as once. */
  readonly restore: () => void;
  /** Takes it again after {@link restore}. */
  readonly take: () => void;
  /** Leaves no row of a frame that was drawn. */
  readonly clear: () => void;
}

/** `whole`: the other screen, whose rows are drawn; else the person's own, below what stands there. */
export function takeTerminal(
  stdin: ReadStream,
  stdout: WriteStream & { readonly fd: number },
  whole = true,
): TakenTerminal {
  let taken = false;
  const [enter, leave] = whole ? [ENTER, LEAVE] : [ENTER_LINES, LEAVE_LINES];
  const take = (): void => {
    if (taken) return;
    taken = true;
    stdin.setRawMode(true);
    stdin.resume();
    stdout.write(enter);
  };
  const restore = (): void => {
    if (!taken) return;
    taken = false;
    // A process that ends does not wait for streams; and the terminal may have gone.
    for (const step of [() => stdin.setRawMode(false), () => writeSync(stdout.fd, leave)]) {
      try {
        step();
      } catch {
        continue;
      }
    }
    stdin.pause();
  };
  take();
  return { take, restore, clear: () => void stdout.write(CLEAR) };
}

/** What a shell says of a process that a signal ended. */
export const SIGNAL_CODES = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;
