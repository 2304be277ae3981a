/** {@link decode} for bytes that arrive in parts: the same text, encoding and doubt. */
import { beginningOf, type Beginning, type Decoded, windows1252 } from "./decode.ts";

/** Whether bytes are valid UTF-8, which only all of them together tell. */
export class Utf8Check {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #valid = true;

  get valid(): boolean {
    return this.#valid;
  }

  push(bytes: Uint8Array): void {
    this.#try(() => this.#decoder.decode(bytes, { stream: true }));
  }

  end(): boolean {
    this.#try(() => this.#decoder.decode());
    return this.#valid;
  }

  #try(work: () => string): void {
    if (!this.#valid) return;
    try {
      work();
    } catch {
      this.#valid = false;
    }
  }
}

export class StreamDecoder {
  readonly encoding: Decoded["encoding"];
  readonly guessed: boolean;
  readonly #decoder: InstanceType<typeof TextDecoder> | null;
  #mark: number;

  /** `head`: at least the first 512 bytes, or all; `validUtf8`: of all bytes, asked where they are neither UTF-16 nor shorter. */
  constructor(head: Uint8Array, validUtf8: boolean) {
    const beginning: Beginning = beginningOf(head);
    const utf8 = beginning.encoding === "utf-8";
    const legacy = utf8 && !validUtf8 && beginning.mark === 0;
    this.encoding = legacy ? "windows-1252" : beginning.encoding;
    this.guessed = beginning.guessed || (utf8 && !validUtf8);
    this.#mark = beginning.mark;
    this.#decoder = legacy ? null : new TextDecoder(beginning.encoding, { ignoreBOM: true });
  }

  push(bytes: Uint8Array): string {
    const skipped = Math.min(this.#mark, bytes.length);
    this.#mark -= skipped;
    const rest = bytes.subarray(skipped);
    return this.#decoder === null ? windows1252(rest) : this.#decoder.decode(rest, { stream: true });
  }

  end(): string {
    return this.#decoder?.decode() ?? "";
  }
}
