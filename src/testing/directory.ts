/** Descriptors of small directories, for tests: each object with its entries as SDDL. */
import type { Fact } from "../core/fact.ts";
import { fieldsOfSddl } from "../text/descriptor-fields.ts";
import { factOf } from "./directory-facts.ts";

/** The six entries that Defender for Identity asks for on the root of a domain. */
export const SIX = [
  ["BF967ABA-0DE6-11D0-A285-00AA003049E2", "CCDCSWWPDTCRSDWDWO"],
  ["BF967A9C-0DE6-11D0-A285-00AA003049E2", "CCDCSWWPDTCRSDWDWO"],
  ["BF967A86-0DE6-11D0-A285-00AA003049E2", "CCDCSWWPDTCRSDWDWO"],
  ["CE206244-5827-4A86-BA1C-1C0C386C1B64", "CCDCSWWPDTCRSDWDWO"],
  ["7B8B558A-93A5-4AF7-ADCA-C017E67F1057", "CCDCSWWPDTSDWDWO"],
  ["0FEB936F-47B3-49F2-9386-1DEDC2C23765", "CCDCSWWPDTSDWDWO"],
] as const;

/** As they stand on the root; `flags` differ where they were taken over. */
export function entries(flags = "CIIOSA"): string {
  return SIX.map(([guid, rights]) => `(OU;${flags};${rights};;${guid};WD)`).join("");
}

/** What an object of the class has when it took the entry over. */
export function inherited(guid: string): string {
  const rights = SIX.find(([one]) => one === guid)?.[1] ?? "CCDCSWWPDTCRSDWDWO";
  return `S:AI(OU;CIIDSA;${rights};;${guid};WD)`;
}

export const [USER, GROUP, COMPUTER, MSA, GMSA, DMSA] = SIX.map(([guid]) => guid) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

interface Told {
  readonly class?: string;
  readonly adminCount?: number;
  readonly path?: string;
}

/** `sddl` without an `S:` part: the SACL was not read. */
export function descriptor(object: string, sddl: string, told: Told = {}): Fact {
  const reading = fieldsOfSddl(object, sddl);
  if (!reading.ok) throw new Error(`${sddl}: ${reading.message}`);
  const fields = {
    ...reading.fields,
    ...(told.class === undefined ? {} : { objectClass: told.class.toLowerCase() }),
    ...(told.adminCount === undefined ? {} : { adminCount: told.adminCount }),
  };
  return factOf(fields, { tier: "A", via: "ldif", path: told.path ?? "domain.ldf" });
}
