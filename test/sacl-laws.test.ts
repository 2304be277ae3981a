/** Laws of coverage and of the smallest missing entry, on generated descriptors. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AceFields } from "../src/core/fact.ts";
import { parseSddl, printSddl } from "../src/text/sddl.ts";
import { auditAces, decodeSecurityDescriptor, encodeSecurityDescriptor } from "../src/text/security-descriptor.ts";
import { bruteCoverage } from "./support/sacl/brute.ts";
import { cases, entries } from "./support/sacl/generate.ts";
import { coverageOf } from "../src/sacl/coverage.ts";
import { aceText, smallestEntry } from "../src/sacl/missing.ts";
import type { AuditNeed, Coverage, Part } from "../src/sacl/types.ts";

const RUNS = { numRuns: 10_000, seed: 20260101 };

function bits(mask: number): number[] {
  return Array.from({ length: 32 }, (_, index) => (1 << index) >>> 0).filter((bit) => (mask & bit) !== 0);
}

function keys(parts: readonly Part[]): Set<string> {
  return new Set(
    parts.flatMap(({ rights, types, outcome, on }) =>
      bits(rights).flatMap((bit) =>
        (types.length === 0 ? ["-"] : types).map((type) => `${bit} ${type} ${outcome} ${on}`),
      ),
    ),
  );
}

function without(set: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  return new Set([...set].filter((key) => !other.has(key)));
}

/** All that does not hang on the order of the entries. */
function essence({ state, missing, open, notes }: Coverage) {
  return { state, missing, open, notes };
}

function covers(aces: readonly AceFields[], need: AuditNeed): boolean {
  return coverageOf(aces, need).state === "covered";
}

describe("coverage", () => {
  it("is that of the trigger, access by access", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(cases, ({ need, aces }) => {
        const coverage = coverageOf(aces, need);
        const brute = bruteCoverage(aces, need);
        seen.set(brute.state, (seen.get(brute.state) ?? 0) + 1);
        const missing = keys(coverage.missing);
        expect({ state: coverage.state, missing, open: without(keys(coverage.open), missing) }).toEqual(brute);
      }),
      RUNS,
    );
    // Every answer is common enough that the agreement says something.
    for (const state of ["covered", "partial", "none", "open"]) expect(seen.get(state), state).toBeGreaterThan(300);
  });

  it("only grows with more entries", () => {
    fc.assert(
      fc.property(cases, entries, ({ need, aces }, more) => {
        const before = coverageOf(aces, need);
        const after = coverageOf([...aces, more], need);
        for (const key of keys(after.missing)) expect(keys(before.missing)).toContain(key);
        const lacking = new Set([...keys(before.missing), ...keys(before.open)]);
        for (const key of keys(after.open)) expect(lacking).toContain(key);
        if (before.state === "covered") expect(after.state).toBe("covered");
        if (before.state !== "none") expect(after.state).not.toBe("none");
      }),
      RUNS,
    );
  });

  it("does not hang on order, and a second copy adds nothing", () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ need, aces }, at) => {
        const expected = essence(coverageOf(aces, need));
        const turned = [...aces.slice(at % (aces.length + 1)), ...aces.slice(0, at % (aces.length + 1))];
        expect(essence(coverageOf(turned, need))).toEqual(expected);
        expect(essence(coverageOf([...aces].reverse(), need))).toEqual(expected);
        expect(essence(coverageOf([...aces, ...aces], need))).toEqual(expected);
      }),
      RUNS,
    );
  });

  it("is carried by a smallest set, and surplus entries can go", () => {
    let carried = 0;
    fc.assert(
      fc.property(cases, ({ need, aces }) => {
        const whole = coverageOf(aces, need);
        const carriers = whole.by.map((index) => aces[index]!);
        expect(lacking(carriers, need)).toEqual(lacking(aces, need));
        if (whole.state === "covered") {
          carried += 1;
          expect(bruteCoverage(carriers, need).state).toBe("covered");
          for (const index of carriers.keys()) {
            const fewer = carriers.filter((_, at) => at !== index);
            expect(bruteCoverage(fewer, need).state).not.toBe("covered");
          }
        }
        const gone = new Set(whole.surplus.map(({ ace }) => ace));
        const rest = aces.filter((_, index) => !gone.has(index));
        expect({ ...essence(coverageOf(rest, need)), notes: [] }).toEqual({ ...essence(whole), notes: [] });
      }),
      RUNS,
    );
    expect(carried).toBeGreaterThan(1000);
  });

  it("is the same for a descriptor in text and in bytes", () => {
    fc.assert(
      fc.property(cases, ({ need, aces }) => {
        const expected = coverageOf(aces, need);
        const sacl = { flags: [], aces, nullAcl: false };
        const descriptor = { owner: null, group: null, dacl: null, sacl, control: ["SP", "SR"] };
        const text = parseSddl(printSddl(descriptor));
        const bytes = decodeSecurityDescriptor(encodeSecurityDescriptor(descriptor));
        expect(text.ok && coverageOf(auditAces(text.descriptor.sacl), need).missing).toEqual(expected.missing);
        expect(bytes.ok && coverageOf(auditAces(bytes.descriptor.sacl), need).missing).toEqual(expected.missing);
      }),
      RUNS,
    );
  });
});

/** What is not covered for certain. */
function lacking(aces: readonly AceFields[], need: AuditNeed): Set<string> {
  const { missing, open } = coverageOf(aces, need);
  return new Set([...keys(missing), ...keys(open)].sort());
}

/** The entry with less in it, in every way in which there can be less. */
function lessOf(ace: AceFields): AceFields[] {
  const unflagged = (flag: string) => ({ ...ace, flags: ace.flags.filter((name) => name !== flag) });
  return [
    ...bits(ace.mask).map((bit) => ({ ...ace, mask: (ace.mask & ~bit) >>> 0 })),
    ...["CI", "SA", "FA"].filter((flag) => ace.flags.includes(flag)).map(unflagged),
    ...(ace.flags.includes("IO") ? [] : [{ ...ace, flags: [...ace.flags, "IO"] }]),
    ...(ace.flags.includes("CI") ? [{ ...ace, flags: [...ace.flags, "NP"] }] : []),
    ...(ace.objectType === null ? [{ ...ace, type: "OU", objectType: "99999999-0000-4000-8000-000000000002" }] : []),
    ...(ace.inheritedObjectType === null && ace.flags.includes("CI")
      ? [{ ...ace, type: "OU", inheritedObjectType: "99999999-0000-4000-8000-000000000003" }]
      : []),
  ];
}

describe("the smallest missing entry", () => {
  it("covers, and with anything less it does not", () => {
    let proposed = 0;
    fc.assert(
      fc.property(cases, ({ need, aces }) => {
        const entry = smallestEntry(aces, need);
        expect(entry === null).toBe(covers(aces, need));
        if (entry === null) return;
        proposed += 1;
        expect(covers([...aces, ...entry.aces], need)).toBe(true);
        expect(bruteCoverage([...aces, ...entry.aces], need).state).toBe("covered");
        if (need.types.length === 0) expect(entry.aces).toHaveLength(1);
        for (const [at, ace] of entry.aces.entries()) {
          const others = [...aces, ...entry.aces.filter((_, index) => index !== at)];
          expect(covers(others, need)).toBe(false);
          for (const less of lessOf(ace)) {
            expect(covers([...others, less], need), JSON.stringify(less)).toBe(false);
          }
        }
      }),
      RUNS,
    );
    expect(proposed).toBeGreaterThan(3000);
  });

  it("never records what is not needed", () => {
    fc.assert(
      fc.property(cases, ({ need, aces }) => {
        const entry = smallestEntry(aces, need);
        expect(coverageOf(entry?.aces ?? [], need).wider).toEqual([]);
      }),
      RUNS,
    );
  });

  it("is the same entry in SDDL", () => {
    fc.assert(
      fc.property(cases, ({ need, aces }) => {
        for (const ace of smallestEntry(aces, need)?.aces ?? []) {
          const read = parseSddl(`S:${aceText(ace)}`);
          expect(read.ok && read.descriptor.sacl?.aces).toEqual([ace]);
        }
      }),
      RUNS,
    );
  });
});
