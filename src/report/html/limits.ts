/** Fixed sentences: what no report of this kind can show. */
export const LIMITS: readonly string[] = [
  "That events were written, collected or looked at. It judges configuration, not operation.",
  "Where the files came from. An offline reader cannot prove the origin of an export; have a sample collected under your eyes.",
  "Anything later than the files: each verdict holds for the time at which its file was taken.",
  "That a control is met. A row of the crosswalk supports a control and does not prove it.",
];
