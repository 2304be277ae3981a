/**
 * What GitHub code scanning keeps of one run; it drops what is over these, and refuses the file over 25,000 results or
 * 1,000 locations of one result [docs.github.com, "SARIF results exceed one or more limits"].
 */
export const GITHUB_LIMITS = { results: 5000, locations: 100, tags: 10 } as const;
