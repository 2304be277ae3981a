/** The real outside: this process's streams, environment and clock. */
import { performance } from "node:perf_hooks";
import { now } from "../platform/clock.ts";
import { guardStream, writeTo } from "../platform/output.ts";
import { withoutLogCommands } from "../text/printable.ts";
import type { Io } from "./io.ts";

export function nodeIo(): Io {
  guardStream(process.stdout);
  guardStream(process.stderr);
  return {
    out: (chunks) => writeTo(process.stdout, chunks),
    err: {
      isTTY: process.stderr.isTTY,
      columns: process.stderr.columns,
      write: (text) => process.stderr.write(withoutLogCommands(text)),
    },
    stdin: { isTTY: process.stdin.isTTY },
    stdout: { isTTY: process.stdout.isTTY, columns: process.stdout.columns },
    env: process.env,
    platform: process.platform,
    now,
    clock: () => performance.now(),
  };
}
