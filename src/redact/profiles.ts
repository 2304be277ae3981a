/** `share-external`: names of every class · `public-demo`: also times to the day, counts in steps, no excerpts. */
export const PROFILES = ["share-external", "public-demo"] as const;
export type Profile = (typeof PROFILES)[number];
