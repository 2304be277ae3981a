/** `3c3e ccd4`: in fours, so that it can be read out; all of them, or the first few. */
export function inFours(digest: string, count = Infinity): string {
  return (digest.match(/.{1,4}/g) ?? []).slice(0, count).join(" ");
}

/** The foot of a report that stands beside its results; nothing where their digest is not known. */
export function digestLine(digest: string | undefined): string {
  return digest === undefined ? "" : `Results-Digest: ${inFours(digest)}`;
}
