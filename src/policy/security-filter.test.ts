import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DOMAIN_SID } from "../testing/directory-facts.ts";
import { parseSddl } from "../text/sddl.ts";
import { groupsOf } from "./groups.ts";
import { applies } from "./security-filter.ts";
import type { Answer, Token } from "./token.ts";
import { tokenOf } from "./token.ts";

const APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
const GROUP = `${DOMAIN_SID}-2222`;
const allow = (trustee: string) => `(OA;CI;CR;${APPLY};;${trustee})(A;CI;LCRPLORC;;;${trustee})`;
const deny = (trustee: string) => `(OD;CI;CR;${APPLY};;${trustee})`;

const dc = { readOnly: false, name: null, domainSid: DOMAIN_SID, dn: null, sid: null };
const DC = tokenOf({ ...dc, role: "dc" }, groupsOf([]));
const CA = tokenOf({ ...dc, role: "ca" }, groupsOf([]));

/** Holds by a table; anything else is not held. */
function tokenWith(answers: Readonly<Record<string, Answer["answer"]>>): Token {
  return { holds: (trustee) => ({ answer: answers[trustee] ?? "no", because: "the test says so" }) };
}

describe("who applies a GPO", () => {
  it.each([
    ["Authenticated Users", `D:PAI${allow("AU")}`, "yes", "yes"],
    ["Enterprise Domain Controllers", `D:PAI${allow("ED")}`, "yes", "no"],
    ["the Domain Controllers group by SID", `D:PAI${allow(`${DOMAIN_SID}-516`)}`, "yes", "no"],
    ["the Domain Controllers of another domain", `D:PAI${allow("S-1-5-21-9-9-9-516")}`, "no", "no"],
    ["Domain Computers only", `D:PAI${allow("DC")}(A;CI;LCRPLORC;;;AU)`, "no", "yes"],
    ["a group whose members are not known", `D:PAI${allow(GROUP)}`, "unknown", "unknown"],
    ["Domain Users only: no computer is in it", `D:PAI${allow("DU")}`, "no", "no"],
    ["nobody has Apply", "D:PAI(A;CI;LCRPLORC;;;AU)", "no", "no"],
    ["an empty list", "D:P", "no", "no"],
    ["no list at all, which lets everybody", "D:NO_ACCESS_CONTROL", "yes", "yes"],
    ["deny in front", `D:PAI${deny("DD")}${allow("AU")}`, "no", "yes"],
    ["deny behind", `D:PAI${allow("AU")}${deny("DD")}`, "yes", "yes"],
    ["deny of Read", `D:PAI(D;CI;RP;;;DD)${allow("AU")}`, "no", "yes"],
    ["deny of generic Read", `D:PAI(D;CI;GR;;;DD)${allow("AU")}`, "no", "yes"],
    ["deny of generic Write, which holds Read permissions", `D:PAI(D;CI;GW;;;DD)${allow("AU")}`, "no", "yes"],
    ["a group that may be denied", `D:PAI${deny(GROUP)}${allow("AU")}`, "unknown", "unknown"],
    ["a group that may be denied what nobody has", `D:PAI${deny(GROUP)}(A;CI;LCRPLORC;;;AU)`, "no", "no"],
    ["a group behind one that allows", `D:PAI${allow("AU")}${allow(GROUP)}`, "yes", "yes"],
    [
      "a group allowed and then denied: whoever is in it was allowed",
      `D:${allow(GROUP)}${deny(GROUP)}${allow("AU")}`,
      "yes",
      "yes",
    ],
    ["a group denied and then allowed", `D:${deny(GROUP)}${allow(GROUP)}(A;;RPRC;;;AU)`, "no", "no"],
    [
      "a group denied Read whose members alone may apply",
      `D:(D;;RP;;;${GROUP})${allow(GROUP)}(A;;RPRC;;;AU)`,
      "no",
      "no",
    ],
    ["inherit-only entries", `D:PAI(OA;CIIO;CR;${APPLY};;AU)(A;CI;LCRPLORC;;;AU)`, "no", "no"],
    ["an inherit-only deny", `D:PAI(D;CIIO;RPRC;;;AU)${allow("AU")}`, "yes", "yes"],
    ["Apply without Read", `D:PAI(OA;CI;CR;${APPLY};;AU)`, "no", "no"],
    ["Apply and Read from two groups", `D:PAI(OA;CI;CR;${APPLY};;ED)(A;CI;RPRC;;;AU)`, "yes", "no"],
    ["Read without Read permissions", `D:PAI(OA;CI;CR;${APPLY};;AU)(A;CI;RP;;;AU)`, "no", "no"],
    ["every extended right", "D:PAI(A;CI;CRRPRC;;;AU)", "yes", "yes"],
    ["another extended right", "D:PAI(OA;CI;CR;00299570-246d-11d0-a768-00aa006e0529;;AU)(A;;RPRC;;;AU)", "no", "no"],
    ["generic all", "D:PAI(A;CI;GA;;;AU)", "yes", "yes"],
    ["generic read and Apply", `D:PAI(OA;CI;CR;${APPLY};;AU)(A;CI;GR;;;AU)`, "yes", "yes"],
    [
      "one property of many",
      `D:(OA;;CR;${APPLY};;AU)(A;;RC;;;AU)(OA;;RP;f30e3bbe-9ff0-11d1-b603-0000f80367c1;;AU)`,
      "unknown",
      "unknown",
    ],
    ["a condition", `D:(XA;;CRRPRC;;;AU;(@User.clearance == 1))`, "unknown", "unknown"],
    ["a condition that does not matter", `D:(XD;;CR;;;DU;(@User.clearance == 1))${allow("AU")}`, "yes", "yes"],
    ["a conditional deny", `D:(XD;;CR;;;AU;(@User.clearance == 1))${allow("AU")}`, "unknown", "unknown"],
    ["a callback object deny, which has no letters", `D:(0x0C;;CR;${APPLY};;AU)${allow("AU")}`, "unknown", "unknown"],
    ["an audit entry", `D:${allow("AU")}S:(AU;SAFA;CR;;;AU)`, "yes", "yes"],
    ["no list in the text", "O:BAG:BA", "unknown", "unknown"],
    ["not SDDL", "nonsense", "unknown", "unknown"],
  ])("%s", (_, sddl, controller, member) => {
    expect([applies(sddl, DC).answer, applies(sddl, CA).answer]).toEqual([controller, member]);
  });

  it("no descriptor is not an empty one", () => {
    expect(applies(null, DC)).toMatchObject({ answer: "unknown", trustee: null });
  });

  it("the letters of a GPO of another domain are that domain's groups", () => {
    expect(applies(`D:${allow("DD")}`, DC).answer).toBe("yes");
    expect(applies(`D:${allow("DD")}`, DC, "S-1-5-21-9-9-9").answer).toBe("no");
  });

  it("says whose entry decides, or would", () => {
    expect(applies(`D:PAI${allow("AU")}`, DC)).toEqual({
      answer: "yes",
      because: "S-1-5-11 may apply it: every computer of the domain holds Authenticated Users",
      trustee: "S-1-5-11",
    });
    expect(applies(`D:PAI${deny("DD")}${allow("AU")}`, DC)).toMatchObject({ answer: "no", trustee: "DD" });
    expect(applies("D:P", DC)).toMatchObject({
      because: "nothing gives the computer Apply Group Policy",
      trustee: null,
    });
    expect(applies(`D:PAI${deny(GROUP)}${allow("AU")}`, DC)).toEqual({
      answer: "unknown",
      because: `an entry for ${GROUP} denies Apply Group Policy: its members are not in the evidence`,
      trustee: GROUP,
    });
  });
});

describe("every answer is the set of possible answers", () => {
  const TRUSTEES = ["S-1-5-21-1-1-1-1", "S-1-5-21-1-1-1-2", "S-1-5-21-1-1-1-3", "S-1-5-21-1-1-1-4"];
  const condition = ";(@User.a == 1)";
  const ace = fc
    .record({
      deny: fc.boolean(),
      rights: fc.constantFrom("CR", "RP", "RC", "RPRC", "CRRPRC", "GA", "GR", "CRRP", "GW"),
      object: fc.constantFrom("", "", APPLY, "f30e3bbe-9ff0-11d1-b603-0000f80367c1"),
      conditional: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
      inheritOnly: fc.integer({ min: 0, max: 7 }).map((value) => value === 0),
      trustee: fc.constantFrom(...TRUSTEES),
    })
    .map(({ deny: no, rights, object, conditional, inheritOnly, trustee }) => {
      const plain = object === "" ? (no ? "D" : "A") : no ? "OD" : "OA";
      const type = conditional ? (object === "" ? (no ? "XD" : "XA") : no ? "0x0C" : "ZA") : plain;
      return `(${type};${inheritOnly ? "CIIO" : "CI"};${rights};${object};;${trustee}${conditional ? condition : ""})`;
    });
  const descriptor = fc.array(ace, { maxLength: 6 }).map((aces) => `D:${aces.join("")}`);
  const memberships = fc.tuple(
    ...TRUSTEES.map(() => fc.constantFrom<Answer["answer"]>("yes", "no", "unknown", "unknown")),
  );

  /** A plain access check, for one assignment of everything that is open. */
  function mayApply(sddl: string, inForce: (variable: string) => boolean): boolean {
    const parsed = parseSddl(sddl);
    if (!parsed.ok) throw new Error(parsed.message);
    return [0x100, 0x10, 0x20000].every((need) => {
      for (const [i, one] of (parsed.descriptor.dacl?.aces ?? []).entries()) {
        const generic = (one.mask & 0x10000000) !== 0 ? 0x20110 : 0;
        const read = (one.mask & 0x80000000) !== 0 ? 0x20010 : 0;
        const write = (one.mask & 0x40000000) !== 0 ? 0x20000 : 0;
        if (one.flags.includes("IO") || ((one.mask | generic | read | write) & need) === 0) continue;
        if (!inForce(one.trustee)) continue;
        if (one.condition !== null && !inForce(`condition ${i}`)) continue;
        if (one.objectType !== null && need === 0x100 && one.objectType !== APPLY.toUpperCase()) continue;
        if (one.objectType !== null && need !== 0x100 && !inForce(`properties ${i} ${need}`)) continue;
        return ["A", "OA", "XA", "ZA"].includes(one.type);
      }
      return false;
    });
  }

  function possibleAnswers(sddl: string, held: Readonly<Record<string, string>>): string {
    const variables = new Set<string>();
    const answers = new Set<boolean>();
    // Each walk may meet variables that no walk before it met; then all are walked again.
    for (let size = -1; size !== variables.size;) {
      size = variables.size;
      const list = [...variables];
      answers.clear();
      for (let bits = 0; bits < 2 ** list.length; bits += 1) {
        const inForce = (variable: string): boolean => {
          if (held[variable] === "yes" || held[variable] === "no") return held[variable] === "yes";
          variables.add(variable);
          const at = list.indexOf(variable);
          return at >= 0 && Math.floor(bits / 2 ** at) % 2 === 1;
        };
        answers.add(mayApply(sddl, inForce));
      }
    }
    return answers.size === 2 ? "unknown" : answers.has(true) ? "yes" : "no";
  }

  it("for arbitrary lists and memberships", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(descriptor, memberships, (sddl, answers) => {
        const held = Object.fromEntries(TRUSTEES.map((trustee, i) => [trustee, answers[i] ?? "no"]));
        const { answer } = applies(sddl, tokenWith(held));
        expect(answer).toBe(possibleAnswers(sddl, held));
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
      }),
      { numRuns: 4000, seed: 7 },
    );
    expect(Math.min(...["yes", "no", "unknown"].map((answer) => seen.get(answer) ?? 0))).toBeGreaterThan(50);
  });
});

it("long lists and many GPOs are a matter of seconds", () => {
  const unknown: Token = { holds: () => ({ answer: "unknown", because: "" }) };
  const many = Array.from({ length: 1400 }, (_, i) => `(D;;RP;;;S-1-5-21-1-1-1-${i})(A;;CR;;;S-1-5-21-1-1-2-${i})`);
  const started = performance.now();
  expect(applies(`D:${many.join("")}(D;;GA;;;WD)`, unknown).answer).toBe("no");
  expect(applies(`D:${many.join("")}${many.join("").replaceAll("(A;;CR", "(A;;RPRC")}`, unknown).answer).toBe(
    "unknown",
  );
  const sddl = Array.from({ length: 5000 }, (_, i) => `D:PAI${deny(`${DOMAIN_SID}-${i}`)}${allow("AU")}`);
  for (let host = 0; host < 20; host += 1) for (const one of sddl) applies(one, DC);
  expect(performance.now() - started).toBeLessThan(10_000);
});
