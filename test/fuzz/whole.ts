/** The rest of the program on a spoiled file: assembled, judged and reported without a throw and without a control character. */
import { analyse } from "../../src/cli/analyse.ts";
import { InputError } from "../../src/core/failure.ts";
import { assemble } from "../../src/evidence/assemble.ts";
import type { FileReading } from "../../src/formats/read.ts";
import { factJson } from "../../src/report/fact-json.ts";
import { REPORTERS } from "../../src/report/index.generated.ts";
import { unsafeCharacter } from "../support/unsafe.ts";
import type { FuzzInput } from "./inputs.ts";

const AS_OF = "2026-01-01T00:00:00Z";
/** Files with more facts are read but not judged: they are all alike and would take the time of a hundred others. */
const JUDGED = 500;

/** What is wrong, or null. */
export async function wholeProgramComplaint(input: FuzzInput, reading: FileReading | null): Promise<string | null> {
  if (reading === null || reading.drafts.length === 0 || reading.drafts.length > JUDGED) return null;
  const { format, read, reason, encoding, drafts, diagnostics } = reading;
  const source = {
    id: "0".repeat(64),
    path: input.path,
    kind: format?.id ?? null,
    bytes: input.bytes.length,
    encoding,
    read,
    reason,
    memberOf: null,
    taken: null,
  };
  try {
    const evidence = assemble([{ source, drafts, diagnostics }]);
    for (const fact of evidence.facts) {
      const wrong = unsafeCharacter(factJson(fact));
      if (wrong !== null) return `facts: ${wrong}`;
    }
    const report = analyse(evidence, { asOf: AS_OF, roles: new Map() });
    for (const [name, load] of Object.entries(REPORTERS)) {
      const reporter = await load();
      const chunks = [...reporter.render(report, { colour: false, ascii: false, width: 80 })];
      // Of CSV, the mark and the ends of rows are ours; a workbook is bytes, its own tests unpack it.
      const text = chunks
        .join("")
        .replace(/^\uFEFF/, "")
        .replaceAll("\r\n", "\n");
      const wrong = unsafeCharacter(text);
      if (wrong !== null) return `${name}: ${wrong}`;
    }
    return null;
  } catch (error) {
    if (error instanceof InputError) return null;
    return `thrown after reading: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
