/** What every reader of text must bear: its own cases with characters changed, cut, doubled and in another encoding. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect } from "vitest";
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import type { FactDraft, FactFields } from "../core/fact.ts";
import type { Format } from "../formats/define.ts";
import { headOf } from "../formats/read.ts";
import { decode } from "../text/decode.ts";

export interface Parsed {
  readonly read: string;
  readonly drafts: FactDraft[];
  readonly fields: FactFields[];
  readonly diagnostics: DiagnosticDraft[];
  readonly codes: string[];
}

export function parseText(format: Format, text: string, path = "captures/input"): Parsed {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const { read } = format.parse(
    { path, bytes: new Uint8Array(0), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  return {
    read,
    drafts,
    diagnostics,
    fields: drafts.map(({ fields }) => fields),
    codes: diagnostics.map(({ code }) => code),
  };
}

export function sniffText(format: Format, text: string): string {
  return format.sniff(headOf(new TextEncoder().encode(text), { text, encoding: "utf-8", guessed: false }));
}

function caseTexts(id: string): string[] {
  const folder = join(import.meta.dirname, "../formats", id, "cases");
  return readdirSync(folder).map((name) => {
    const input = readdirSync(join(folder, name)).find((file) => file.startsWith("input"));
    return decode(new Uint8Array(readFileSync(join(folder, name, input ?? "")))).text;
  });
}

/** Returns how many facts were seen, so that a test can tell that it tested something. */
export function fuzzFormat(format: Format, numRuns = 150): number {
  const texts = caseTexts(format.id);
  let facts = 0;
  const edits = fc.array(
    fc.tuple(fc.nat(), fc.constantFrom("flip", "cut", "double", "drop", "nul", "quote"), fc.nat(200)),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...texts), edits, (seed, list) => {
      let text = seed;
      for (const [place, edit, size] of list) {
        const at = text.length === 0 ? 0 : place % text.length;
        if (edit === "cut") text = text.slice(0, at);
        else if (edit === "double") text = text.slice(0, at) + text.slice(Math.max(at - size, 0));
        else if (edit === "drop") text = text.slice(0, at) + text.slice(at + size);
        else
          text =
            text.slice(0, at) +
            { flip: String.fromCharCode(size + 1), nul: "\0", quote: '"' }[edit] +
            text.slice(at + 1);
      }
      expect(["no", "maybe", "yes"]).toContain(sniffText(format, text));
      for (const { fields, span } of parseText(format, text).drafts) {
        facts += 1;
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(text.length);
        const again = format.reread?.(text.slice(span.start, span.end), fields.kind) ?? null;
        if (again !== null) expect(fields).toMatchObject(again);
      }
    }),
    { seed: 20_261_122, numRuns },
  );
  return facts;
}
