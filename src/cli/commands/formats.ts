/** `eventreach formats`: what can be given, how to produce it read-only, how it is recognised. */
import type { Format } from "../../formats/define.ts";
import { FORMATS } from "../../formats/index.generated.ts";
import { wrap } from "../../report/layout.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";

export async function formats(io: Io): Promise<number> {
  const width = Math.min(io.stdout.columns ?? 80, 100);
  await io.out(pages(width));
  return EXIT.ok;
}

function* pages(width: number): Iterable<string> {
  yield "READ\n\nzip\n";
  yield* paragraph("A zip of any of the following; names with `\\` and several roots are fine.", width);
  yield "\n";
  // Only a reader can read its own excerpts again; the others name the file and say what to export instead.
  for (const format of FORMATS) if (format.reread !== undefined) yield* page(format, width);
  yield "RECOGNISED, NOT READ\n\n";
  for (const format of FORMATS) if (format.reread === undefined) yield* page(format, width);
}

function* page({ id, title, madeBy, recognisedBy, proves }: Format, width: number): Iterable<string> {
  yield `${id}\n`;
  yield* paragraph(title, width);
  for (const command of madeBy) yield `    ${command}\n`;
  yield* paragraph(`Recognised by: ${recognisedBy}`, width);
  yield* paragraph(`Proves: ${proves}`, width);
  yield "\n";
}

function* paragraph(text: string, width: number): Iterable<string> {
  for (const line of wrap(text, width - 2)) yield `  ${line}\n`;
}
