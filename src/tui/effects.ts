/** What the review asks of the outside, as data: the reducer says it, `run.ts` does it, the answer comes back as an event. */

import type { ReviewCommand } from "../review/command.ts";
import type { ReviewDesk } from "../review/desk.ts";

/** Text around the place where a fact was read. */
export interface SourceText {
  /** Number of the first line given. */
  readonly first: number;
  readonly lines: readonly string[];
}

export type Effect =
  | { readonly kind: "quit" }
  | { readonly kind: "suspend" }
  | { readonly kind: "write-fix"; readonly name: string; readonly lines: readonly string[] }
  | { readonly kind: "copy"; readonly text: string }
  | {
      readonly kind: "read-source";
      readonly key: string;
      readonly path: string;
      readonly id: string;
      readonly line: number;
    }
  | { readonly kind: "what-if"; readonly key: string; readonly words: readonly string[] }
  /** To be written down before anything else happens. */
  | { readonly kind: "review"; readonly command: ReviewCommand }
  /** `before`: the command that waits for it. */
  | { readonly kind: "compare-inputs"; readonly before: ReviewCommand | null };

export interface WhatIfResult {
  readonly head: string;
  readonly lines: readonly string[];
}

/** What the command line gives the review; nothing else of the outside is reachable from it. */
export interface Services {
  /** Writes a new file in the current folder and says its name. */
  readonly writeFix: (name: string, lines: readonly string[]) => Promise<string>;
  /** Null where the file cannot be read any more, or is not the one that was judged. */
  readonly readSource: (path: string, id: string, line: number) => SourceText | null;
  /** In pieces, so that keys answer meanwhile; it stops when nobody wants it any more. */
  readonly whatIf: (words: readonly string[], isWanted: () => boolean) => Promise<WhatIfResult>;
  /** Null: nothing can be written down. */
  readonly desk: ReviewDesk | null;
}
