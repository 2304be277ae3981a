/** Diagnostics on stderr: place, sentence, next step; the first of many, and always the number of the rest. */
import type { Diagnostic } from "../core/diagnostic.ts";
import { messageOf } from "../core/messages.ts";
import { printable } from "../text/printable.ts";
import type { Io } from "./io.ts";

const SHOWN = 20;

/** Those of level `info` only where `all` is asked for: they are the reason when nothing was read. */
export function sayDiagnostics(diagnostics: readonly Diagnostic[], io: Io, all = false): void {
  const worth = diagnostics.filter((diagnostic) => all || messageOf(diagnostic).level !== "info");
  for (const diagnostic of worth.slice(0, SHOWN)) {
    const { level, message, next } = messageOf(diagnostic);
    io.err.write(
      `${level}: ${placeOf(diagnostic)}: ${printable(message)} [${diagnostic.code}]\n    ${printable(next)}\n`,
    );
  }
  if (worth.length > SHOWN) {
    io.err.write(
      `… and ${worth.length - SHOWN} more problems with inputs; the JSON report lists every one (scan --format json)\n`,
    );
  }
}

function placeOf({ path, at }: Diagnostic): string {
  const shown = printable(path);
  if (at === null) return shown;
  return "line" in at ? `${shown}:${at.line}:${at.column}` : `${shown}@${at.offset}`;
}
