/**
 * What a person is likely to open first is drawn once for nobody, in pieces, while no key comes: the first key of its kind
 * would pay for code that has not run yet, and for names that are gathered once.
 */
import { EventEmitter } from "node:events";
import type { WriteStream } from "node:tty";
import { type Drawing, drawing } from "./drawing.tsx";
import type { Key } from "./keys.ts";
import type { Model } from "./model.ts";
import { reduce } from "./reduce.ts";
import { frameLines } from "./screens/index.ts";
import type { State } from "./state.ts";

const OPENED: readonly (readonly Key[])[] = [["2"], ["2", "pgdn"], [":", "f"], ["2", "/", "s"], ["2"]];

/** Milliseconds of quiet before each piece. */
const QUIET_MS = 20;

/** Stops for good when the returned function is called. */
export function warmUp(model: Model, state: State, end: (error: unknown) => void): () => void {
  const hidden: Drawing = drawing(nowhere(state), model.theme, end);
  let piece = 0;
  let timer = setTimeout(next, QUIET_MS);
  function next(): void {
    const keys = OPENED[piece];
    piece += 1;
    if (keys === undefined) return hidden.close();
    let at = state;
    for (const key of keys) at = reduce(model, at, { kind: "key", key }).state;
    hidden.draw(frameLines(model, at));
    timer = setTimeout(next, QUIET_MS);
  }
  return () => {
    clearTimeout(timer);
    hidden.close();
  };
}

function nowhere({ size }: State): WriteStream {
  return Object.assign(new EventEmitter(), {
    ...size,
    isTTY: true,
    writable: true,
    write: swallow,
  }) as unknown as WriteStream;
}

/** Written at once, as far as the writer can tell. */
function swallow(_chunk: unknown, ...more: readonly unknown[]): boolean {
  const written = more.at(-1);
  if (typeof written === "function") written();
  return true;
}
