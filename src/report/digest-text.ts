/** In fours, so that it can be read out. */
export function inFours(digest: string): string {
  return (digest.match(/.{1,4}/g) ?? []).join(" ");
}

/** The foot of a report that stands beside its results; nothing where their digest is not known. */
export function digestLine(digest: string | undefined): string {
  return digest === undefined ? "" : `Results-Digest: ${inFours(digest)}`;
}
