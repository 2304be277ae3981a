/** What the screen sees of a review, and what it may ask of it; who keeps the files is the outer ring's business. */
import type { Report } from "../core/report.ts";
import type { InputsCheck } from "./boxes.ts";
import type { ReviewCommand } from "./command.ts";
import type { Refused } from "./plan.ts";
import type { ReviewState } from "./state.ts";

export interface DeskView {
  readonly state: ReviewState;
  /** Null: nobody has said. */
  readonly reviewer: string | null;
  readonly journal: string;
  /** Why nothing can be written down; null where it can. */
  readonly off: string | null;
  /** Null: no file for waivers was given yet. */
  readonly waiverFile: string | null;
  /** SHA-256 of the results without waivers. */
  readonly digest: string;
  readonly inputs: InputsCheck;
  /** Of the person's clock. */
  readonly today: string;
  /** What does not fit together, to be said at the start; null where all does. */
  readonly notice: string | null;
}

export interface Outcome {
  readonly view: DeskView;
  /** With the waivers laid over it; null: it is the one from before. */
  readonly report: Report | null;
  /** What was done; on disk already. */
  readonly said: string;
  readonly refused: Refused | null;
}

export interface ReviewDesk {
  readonly view: () => DeskView;
  readonly perform: (command: ReviewCommand) => Outcome;
  /** Reads the inputs once more. */
  readonly compareInputs: () => Promise<Outcome>;
}
