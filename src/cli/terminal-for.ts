/** The terminal of a verb: the streams and variables of the process, `--no-color` and `--ascii`. */
import { type Terminal, terminalOf } from "../platform/terminal.ts";
import type { Io } from "./io.ts";

export function terminalFor(io: Io, options: Readonly<Record<string, unknown>>): Terminal {
  return terminalOf({
    env: io.env,
    platform: io.platform,
    isTTY: io.stdout.isTTY,
    columns: io.stdout.columns,
    noColor: options["color"] === false,
    ascii: options["ascii"] === true,
  });
}
