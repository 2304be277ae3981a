/** One line for each cited fact: the input and the place, the words that stand there, and their digest. */
import { createHash } from "node:crypto";
import { positionRecord } from "../report/fact-json.ts";
import { jsonText } from "../report/json-text.ts";
import { citedFacts } from "../report/records.ts";
import type { Report } from "../core/report.ts";
import type { Register } from "./register.ts";

export function* evidenceLines(report: Report, register: Register): Generator<string> {
  const inputs = new Map(register.inputs.map(({ path, id }) => [path, id]));
  const members = new Map(register.members.map(({ path, container }) => [path, container]));
  for (const [index, fact] of citedFacts(report).entries()) {
    const { source, path, at, span, excerpt } = fact.origin;
    const bytes = span.unit === "byte" ? Buffer.from(excerpt, "hex") : Buffer.from(excerpt, "utf8");
    const record = {
      id: `ev-${String(index + 1).padStart(4, "0")}`,
      fact: fact.id,
      input: inputs.get(path) ?? members.get(path) ?? null,
      // Behind an exclamation mark: a member of the zip that the input is.
      path,
      source,
      locator: positionRecord(at),
      via: fact.via,
      // Hex for what is no text; the digest is of the bytes, in UTF-8 for text.
      encoding: span.unit === "byte" ? "hex" : "utf-8",
      raw: excerpt,
      rawSha256: createHash("sha256").update(bytes).digest("hex"),
    };
    yield `${jsonText(record)}\n`;
  }
}
