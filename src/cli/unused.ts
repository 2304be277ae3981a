/** Files that no format reads, by reason. A report lists them; verbs without a report say so on stderr. */
import type { Source } from "../core/provenance.ts";
import { groupUnused } from "../report/view.ts";
import { printable } from "../text/printable.ts";
import type { Io } from "./io.ts";

const NAMED = 3;

export function sayUnused(sources: readonly Source[], io: Io): void {
  const unused = sources.filter(({ read }) => read === "unrecognised" || read === "refused");
  for (const { reason, sources: group } of groupUnused(unused)) {
    const count = group.length === 1 ? "1 file" : `${group.length} files`;
    const names = group.slice(0, NAMED).map(({ path }) => printable(path));
    const more = group.length > NAMED ? ", …" : "";
    io.err.write(`note: ${count} not used: ${printable(reason)}: ${names.join(", ")}${more}\n`);
  }
  if (unused.some(({ read }) => read === "unrecognised")) {
    io.err.write("    See `eventreach formats` for what is read and how to export it.\n");
  }
}
