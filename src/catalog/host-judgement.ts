/** What a computer's own readings say of one expectation. */
import type { Judgement } from "./expect.ts";

export interface HostJudgement extends Judgement {
  /** Two readings of one value differ. */
  readonly contradictory: boolean;
}

/** Nothing was read that speaks of it. */
export const NOTHING: HostJudgement = {
  status: "unknown",
  have: "not in the capture",
  evidence: [],
  trail: [],
  cause: null,
  held: false,
  ignored: false,
  silent: true,
  conflicts: [],
  contradictory: false,
};
