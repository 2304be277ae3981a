/** Arbitrary security descriptors for property tests, in the normal form that both readers give. */
import * as fc from "fast-check";
import type { AceFields } from "../core/fact.ts";
import type { Acl, SecurityDescriptor } from "../text/sddl.ts";

const guid = fc.uuid().map((text) => text.toUpperCase());
const sid = fc.oneof(
  fc.constantFrom("S-1-1-0", "S-1-5-11", "S-1-5-18", "S-1-5-32-544", "S-1-16-8192", "S-1-0xffffffffffff-7"),
  fc
    .tuple(fc.nat(5), fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 15 }))
    .map(([authority, rest]) => ["S-1", authority, ...rest].join("-")),
);
const mask = fc.oneof(fc.constantFrom(0, 32, 852331, 852075, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
const flags = fc.subarray(["OI", "CI", "NP", "IO", "ID", "CR", "SA", "FA"]);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

/** In the words in which the binary decoder gives them. */
export const conditions: fc.Arbitrary<string> = fc
  .letrec((tie) => ({
    term: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(
        "Exists Lab",
        "Not_Exists @Device.Bitlocker",
        "Member_of {SID(BA), SID(S-1-5-21-1-2-3-512)}",
        "Not_Device_Member_of_Any {SID(WD)}",
        "Member_of SID(BA)",
        '@User.Title == "a;)(&&"',
        "@User.clearance >= 0x1f",
        "@User.clearance < -017",
        "@User.clearance != +5",
        "@Resource.Gr%00f6%00dfe == #0aff",
        "@User.Project Any_of @Resource.Project",
        '@Resource.dept Not_Contains {"a", "", 9223372036854775807, -9223372036854775808}',
        "@User.empty == {}",
        "%0053ID",
        "%0031st.x == @User.y",
      ),
      fc
        .tuple(tie("term"), fc.constantFrom("&&", "||"), tie("term"))
        .map(([a, op, b]) => `(${a as string}) ${op} (${b as string})`),
      tie("term").map((inner) => `!(${inner as string})`),
    ),
  }))
  .term.map((text) => `(${text})`);

interface Options {
  /** What text can carry: SDDL has no letters for the other control bits, and keeps words of resource attributes. */
  readonly text: boolean;
  /** Conditions in the words that come back. */
  readonly conditions?: fc.Arbitrary<string>;
}

function token(...tokens: string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...tokens);
}

function aces({ text, conditions: words = conditions }: Options): fc.Arbitrary<AceFields> {
  const common = { flags, mask, trustee: text ? fc.oneof(sid, fc.constantFrom("EA", "DA")) : sid };
  const noGuids = { objectType: fc.constant(null), inheritedObjectType: fc.constant(null) };
  const guids = { objectType: orNull(guid), inheritedObjectType: orNull(guid) };
  const none = { condition: fc.constant(null) };
  const some = { condition: fc.oneof(words, fc.constant("opaque")) };
  const attribute = text ? orNull(fc.constantFrom('("Name",TS,0,"v)1")', "opaque")) : fc.constant("opaque");
  return fc.oneof(
    fc.record({ type: token("A", "D", "AU", "AL", "ML", "SP", "TL"), ...common, ...noGuids, ...none }),
    fc.record({ type: token("OA", "OD", "OU", "OL"), ...common, ...guids, ...none }),
    fc.record({ type: token("XA", "XD", "XU", "FL"), ...common, ...noGuids, ...some }),
    fc.record({ type: token("ZA", "0x0C", "0x0F"), ...common, ...guids, ...some }),
    fc.record({ type: fc.constant("RA"), ...common, ...noGuids, condition: attribute }),
    fc.record({
      type: token("0x04", "0xFF"),
      flags,
      mask: fc.constant(0),
      trustee: fc.constant(""),
      ...noGuids,
      condition: fc.constant("opaque"),
    }),
  );
}

function acls(options: Options): fc.Arbitrary<Acl> {
  const aclFlags = fc.subarray(["P", "AR", "AI"]);
  return fc.oneof(
    {
      weight: 1,
      arbitrary: aclFlags.map((found) => ({ flags: [...found, "NO_ACCESS_CONTROL"], aces: [], nullAcl: true })),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        flags: aclFlags,
        aces: fc.array(aces(options), { maxLength: 5 }),
        nullAcl: fc.constant(false),
      }),
    },
  );
}

const CONTROL = "OD GD DP DD SP SD DT SS DC SC DI SI PD PS RM SR".split(" ");

/** At least one part; the control bits agree with the parts. */
export function descriptors(options: Options): fc.Arbitrary<SecurityDescriptor> {
  const free = options.text ? fc.constant([]) : fc.subarray(["OD", "GD", "DD", "SD", "DT", "SS", "RM"]);
  const parts = fc.record({
    owner: orNull(sid),
    group: orNull(sid),
    dacl: orNull(acls(options)),
    sacl: orNull(acls(options)),
  });
  return fc
    .tuple(parts, free)
    .filter(([{ owner, group, dacl, sacl }]) => [owner, group, dacl, sacl].some((part) => part !== null))
    .map(([found, bits]) => Object.assign({ control: controlOf(found, bits) }, found));
}

function controlOf({ dacl, sacl }: Pick<SecurityDescriptor, "dacl" | "sacl">, bits: readonly string[]): string[] {
  const set = new Set<string>([...bits, "SR"]);
  for (const [acl, letter] of [
    [dacl, "D"],
    [sacl, "S"],
  ] as const) {
    if (acl === null) continue;
    set.add(`${letter}P`);
    if (acl.flags.includes("P")) set.add(`P${letter}`);
    if (acl.flags.includes("AR")) set.add(`${letter}C`);
    if (acl.flags.includes("AI")) set.add(`${letter}I`);
  }
  return CONTROL.filter((name) => set.has(name));
}
