/** Audit entries and needs over the small world of brute.ts, made so that they often meet. */
import * as fc from "fast-check";
import type { AceFields } from "../../../src/core/fact.ts";
import type { AuditNeed, NeedScope } from "../../../src/sacl/types.ts";
import * as world from "./brute.ts";

const BITS = [0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x100, 0x1_0000, 0x4_0000, 0x100_0000];
const GENERIC = [0x1000_0000, 0x2000_0000, 0x4000_0000, 0x8000_0000];
const TYPES = [
  world.MEMBER,
  world.SPN,
  world.USER_ACCOUNT_CONTROL,
  world.MEMBERSHIP_SET,
  world.RESTRICTIONS_SET,
  world.GET_CHANGES,
  world.GET_CHANGES_ALL,
  world.DNS_NODE,
  world.USER,
  world.CUSTOM,
];
const CLASSES = [world.USER, world.COMPUTER, world.GMSA, world.GROUP_CLASS];
const PEOPLE = [world.EVERYONE, world.AUTHENTICATED, world.ANONYMOUS, world.NETWORK, world.DOMAIN_USERS, world.GROUP];
const TRUSTEES = [...PEOPLE, world.DOMAIN_COMPUTERS, world.ADMINISTRATORS, world.INTERACTIVE, "S-1-3-0"];

const sum = (bits: readonly number[]): number => bits.reduce((all, bit) => all | bit, 0) >>> 0;
const often = <T>(value: T, rest: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: rest });

const mask = fc.oneof(
  { weight: 6, arbitrary: fc.subarray(BITS).map(sum) },
  { weight: 2, arbitrary: fc.constant(sum(BITS)) },
  { weight: 1, arbitrary: fc.constantFrom(...GENERIC) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0xffff_ffff, 0xd_016b) },
);
const flags = fc
  .tuple(
    fc.constantFrom(
      [],
      ["CI"],
      ["CI"],
      ["CI"],
      ["CI", "NP"],
      ["CI", "IO"],
      ["CI", "IO"],
      ["CI", "NP", "IO"],
      ["IO"],
      ["OI"],
    ),
    fc.constantFrom([], ["ID"]),
    fc.constantFrom(["SA", "FA"], ["SA"], ["FA"], []),
  )
  .map((parts) => parts.flat());

export const entries: fc.Arbitrary<AceFields> = fc
  .record({
    flags,
    mask,
    trustee: often(world.EVERYONE, fc.constantFrom(...TRUSTEES)),
    objectType: often<string | null>(null, fc.constantFrom(...TYPES)),
    inheritedObjectType: often<string | null>(null, fc.constantFrom(...CLASSES)),
    conditional: fc.integer({ min: 0, max: 7 }).map((value) => value === 0),
    audits: fc.integer({ min: 0, max: 19 }).map((value) => value !== 0),
  })
  .map(({ conditional, audits, ...fields }) => {
    const object = fields.objectType !== null || fields.inheritedObjectType !== null;
    const type = conditional ? (object ? "0x0F" : "XU") : object ? "OU" : audits ? "AU" : "AL";
    return { ...fields, type, condition: conditional ? "opaque" : null };
  });

const scope: fc.Arbitrary<NeedScope> = fc.oneof(
  fc.constant({ kind: "object" } as const),
  fc.constant({ kind: "subtree" } as const),
  fc.constantFrom(null, ...CLASSES).map((type) => ({ kind: "descendants", class: type }) as const),
);

export const needs: fc.Arbitrary<AuditNeed> = fc.record({
  who: often(world.EVERYONE, fc.constantFrom(...PEOPLE)),
  rights: fc.subarray(BITS, { minLength: 1, maxLength: 4 }).map(sum),
  types: fc.oneof(fc.constant([]), fc.subarray(TYPES, { maxLength: 3 })),
  outcomes: fc.constantFrom(["success"], ["failure"], ["success", "failure"]) as fc.Arbitrary<AuditNeed["outcomes"]>,
  on: scope,
});

/** Entries of which some were made from the need, so that coverage is not an accident. */
export const cases: fc.Arbitrary<{ readonly need: AuditNeed; readonly aces: readonly AceFields[] }> = needs.chain(
  (need) =>
    fc
      .array(fc.oneof({ weight: 2, arbitrary: entries }, { weight: 3, arbitrary: near(need) }), { maxLength: 6 })
      .map((aces) => ({ need, aces })),
);

/** An entry that records the need or nearly. */
function near(need: AuditNeed): fc.Arbitrary<AceFields> {
  const below = need.on.kind === "object" ? [] : ["CI"];
  const inherited = need.on.kind === "descendants" ? need.on.class : null;
  return fc
    .record({
      lost: fc.subarray(BITS, { maxLength: 2 }),
      whole: fc.boolean(),
      outcomes: fc.constantFrom(["SA", "FA"], ["SA", "FA"], ["SA"], ["FA"]),
      trustee: often(need.who, fc.constantFrom(...TRUSTEES)),
      objectType: fc.constantFrom(null, null, ...need.types),
      inherited: often(inherited, fc.constantFrom(null, ...CLASSES)),
      conditional: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
    })
    .map(({ lost, whole, outcomes, trustee, objectType, inherited: type, conditional }) => {
      const object = objectType !== null || type !== null;
      return {
        type: conditional ? (object ? "0x0F" : "XU") : object ? "OU" : "AU",
        flags: [...below, ...outcomes],
        mask: whole ? need.rights : (need.rights & ~sum(lost)) >>> 0,
        trustee,
        objectType,
        inheritedObjectType: type,
        condition: conditional ? "opaque" : null,
      };
    });
}
