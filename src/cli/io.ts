/** What the verbs need of the outside, so that tests can hand in their own. */
export interface OutputStream {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  write(text: string): unknown;
}

export interface Io {
  /** The result, with back-pressure; false when the reader has gone. */
  out(chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Promise<boolean>;
  readonly err: OutputStream;
  readonly stdin: { readonly isTTY: boolean };
  readonly stdout: { readonly isTTY: boolean; readonly columns: number | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** ISO time, seconds. */
  now(): string;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
}
