/** Runs a reader of parts over a text that is there as a whole, so that one reader serves both. */
import type { FactDraft } from "../core/fact.ts";
import type { ReadResult, Sink, StreamSink, TextStream } from "./define.ts";

/** Short enough that the limits of the streams, which count what they hold back, mean the same as in a file. */
const PART_CHARS = 256 * 1024;

export function readWhole(text: string, sink: Sink, stream: (sink: StreamSink) => TextStream): ReadResult {
  const facts: FactDraft[] = [];
  const reader = stream({
    within: ({ start: by }) => ({
      fact({ span, ...draft }) {
        facts.push({ ...draft, span: { ...span, start: span.start + by, end: span.end + by } });
      },
      diagnostic({ offset, ...draft }) {
        sink.diagnostic({ ...draft, ...(offset === undefined ? {} : { offset: offset + by }) });
      },
      taken: (time) => sink.taken?.(time),
    }),
    review(change) {
      for (const [index, draft] of facts.entries()) {
        facts[index] = change(draft, (said) => sink.diagnostic({ ...said, offset: draft.span.start }));
      }
    },
  });
  for (let at = 0; at < text.length; at += PART_CHARS) reader.push(text.slice(at, at + PART_CHARS));
  const result = reader.end();
  for (const fact of facts) sink.fact(fact);
  return result;
}
