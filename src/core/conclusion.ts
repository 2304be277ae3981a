/** What somebody who signs off concludes: of a review, or of the bag that was made of it. The words are the same. */
export const CONCLUSIONS = ["accepted", "accepted-with-limits", "rejected"] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];
