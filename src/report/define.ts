/** A reporter: one frozen report in, text or bytes out; it touches nothing else. */
import type { Report } from "../core/report.ts";

export interface RenderOptions {
  /** ANSI colours and weights may be used. */
  readonly colour: boolean;
  /** Only characters of ASCII may be written by us. */
  readonly ascii: boolean;
  /** Columns of the terminal; 80 when piped. */
  readonly width: number;
  /** SHA-256 of the results as JSON, for the foot of a report that stands beside them; left out: not known. */
  readonly resultsDigest?: string;
}

interface AboutReporter {
  readonly id: string;
  readonly title: string;
  readonly extension: string;
}

export interface TextReporter extends AboutReporter {
  readonly binary?: false;
  render(report: Report, options: RenderOptions): Iterable<string>;
}

/** Its bytes are no text: they go to a file or a pipe, never to a screen. */
export interface BinaryReporter extends AboutReporter {
  readonly binary: true;
  render(report: Report, options: RenderOptions): Iterable<Uint8Array>;
}

export type Reporter = TextReporter | BinaryReporter;

export function defineReporter<const R extends Reporter>(reporter: R): R {
  return reporter;
}
