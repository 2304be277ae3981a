/** A reporter: one frozen report in, text out; it touches nothing else. */
import type { Report } from "../core/report.ts";

export interface RenderOptions {
  /** ANSI colours and weights may be used. */
  readonly colour: boolean;
  /** Only characters of ASCII may be written by us. */
  readonly ascii: boolean;
  /** Columns of the terminal; 80 when piped. */
  readonly width: number;
}

export interface Reporter {
  readonly id: string;
  readonly title: string;
  readonly extension: string;
  render(report: Report, options: RenderOptions): Iterable<string>;
}

export function defineReporter<const R extends Reporter>(reporter: R): R {
  return reporter;
}
