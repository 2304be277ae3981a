/** What `README.txt` of a redacted bag says of the names that are not in it, and of what was left out with them. */
import { COLLECTION, SCOPE, SIGNATURES, TAG_MANIFEST, WAIVERS } from "./names.ts";

export interface RedactionFacts {
  readonly profile: string;
  readonly keyId: string;
  /** The digest of the bag that it was made from. */
  readonly twin: string;
}

export function redactedText({ profile, keyId, twin }: RedactionFacts, inputs: number): string {
  return `
This bag is redacted (profile ${profile}): names, SIDs, addresses, paths and free
text are pseudonymised or withheld. Who has the key ${keyId} can undo it, and
rare settings may still point at their owner: treat it as personal data.
It was made from the bag whose ${TAG_MANIFEST} has this SHA-256:
  ${twin}

What that bag may have, and this one never has
- the ${inputs} inputs, ${SCOPE} and ${WAIVERS}: people wrote them
- ${COLLECTION}: who collected the inputs, and where
- its ${SIGNATURES}: sign-offs and seals name people
- organisation, contact, series, journal and the bag before it: they stand in
  its bag-info.txt
- comparisons with earlier results
What waivers and the scope decide stands in the results, with tokens for names.`;
}
