/** What an input format is: how it is made, how it is recognised by content, and a total reader of it. */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import type { FactDraft, FactFields, Side } from "../core/fact.ts";

/** The beginning of a file, enough to recognise it. */
export interface Head {
  /** At most the first 4,096 bytes. */
  readonly bytes: Uint8Array;
  /** The decoded head without byte order mark, XML declaration, comments and leading white space; "" for binary files. */
  readonly text: string;
  /** The decoded first 64 KiB for formats that are recognised by their rows; "" for binary files. */
  readonly sample: string;
  /** The root element's local name and namespace, when the head is XML. */
  readonly root: { readonly name: string; readonly namespace: string | null } | null;
}

export interface Input {
  /** As found, with `/`. For tests of place (`Machine` or `User`), never for recognition. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Decoded once, without its byte order mark. Spans count in it. */
  text(): string;
  /** The half of a GPO that the file's folder says, or null. */
  readonly side: Side | null;
}

export interface Sink {
  fact(draft: FactDraft): void;
  diagnostic(draft: DiagnosticDraft): void;
  /** When the state in the file was read, as the file writes it; of several the first counts. Absent: nobody asks. */
  taken?(time: string | null): void;
}

/** A part of a text that never stands in memory whole: an element, a record. */
export interface TextPart {
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly start: number;
  readonly at: { readonly line: number; readonly column: number };
}

export interface StreamSink {
  /** A sink for one part; spans and offsets count from its start. */
  within(part: TextPart): Sink;
  /**
   * Every fact so far once more, in the order given, its span counting in the whole text: what stands at the end of a
   * file may change what came before. The span and the text of a fact stay; `say` speaks of the place of the fact.
   */
  review(change: (draft: FactDraft, say: (draft: Omit<DiagnosticDraft, "offset">) => void) => FactDraft): void;
}

/** Reads a text that arrives in parts of any size. */
export interface TextStream {
  push(text: string): void;
  end(): ReadResult;
}

export type ReadResult =
  | { readonly read: "complete" | "incomplete" }
  | { readonly read: "ignored" | "refused"; readonly reason: string };

export interface Format {
  readonly id: string;
  readonly title: string;
  /** The read-only command or console path that produces such a file. */
  readonly madeBy: readonly string[];
  /** How it is recognised, in one sentence. */
  readonly recognisedBy: string;
  /** What it proves and what it does not, in one or two sentences. */
  readonly proves: string;
  /** Two formats that say "yes" to one file are an `ambiguous` diagnostic, never a silent pick. */
  sniff(head: Head): "no" | "maybe" | "yes";
  /** Total: returns for any bytes and never throws. Keeps what it read up to the first structural error. */
  parse(input: Input, sink: Sink): ReadResult;
  /** The same for a text of any size, in bounded memory: the same facts and diagnostics, whatever the parts. */
  stream?(sink: StreamSink): TextStream;
  /**
   * Reads one excerpt on its own with the same low-level reader and gives the fields that the excerpt carries.
   * The invariant: for every fact, each field given here equals the fact's.
   */
  reread?(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null;
}

export function defineFormat<const F extends Format>(format: F): F {
  return format;
}
