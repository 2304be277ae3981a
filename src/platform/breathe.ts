/** Lets timers, signals and streams have their turn during long synchronous work, at most once in 16 ms. */
import { setImmediate } from "node:timers/promises";

const PAUSE_MS = 16;
let last = 0;

export async function breathe(): Promise<void> {
  const moment = performance.now();
  if (moment - last < PAUSE_MS) return;
  await setImmediate();
  last = performance.now();
}
