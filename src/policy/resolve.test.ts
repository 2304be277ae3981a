/** Precedence, one trap at a time. The expected winner stands in the data; the why is in the trail's rule. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CREDENTIAL_VALIDATION,
  DC_OU,
  DOMAIN,
  FORCE,
  NTLM_DOMAIN,
  audit,
  category,
  estate,
  option,
} from "../testing/estate.ts";
import type { GpoSketch } from "../testing/estate.ts";
import { valueText } from "./contribution.ts";
import { estateOf } from "./estate.ts";
import { resolve } from "./resolve.ts";
import type { Effective, ResolveOptions } from "./resolve.ts";

function effective(sketches: readonly GpoSketch[], what: string, options?: ResolveOptions): Effective {
  const { evidence } = estate(sketches);
  const target = estateOf(evidence, new Map()).targets.find(({ role }) => role === "dc");
  if (target === undefined) throw new Error("no target");
  const selector = what.startsWith("HKLM")
    ? ({ kind: "registry", path: what } as const)
    : ({ kind: "subcategory", subcategory: what } as const);
  return resolve(selector, target, options);
}

function outcomes(result: Effective): string[] {
  return result.outcomes.map((one) => (one.state === "set" ? valueText(one.value) : one.state)).toSorted();
}

function steps(result: Effective): string[] {
  return result.trail.map((step) => `${step.gpo.name ?? ""} ${step.result} ${step.rule}`);
}

const cv = (value: 0 | 1 | 2 | 3) => [audit(CREDENTIAL_VALIDATION, value)];

describe("links decide", () => {
  it("the nearer container wins, the whole value replaces", () => {
    const result = effective(
      [
        { name: "Domain", links: [{ at: DOMAIN }], settings: cv(3) },
        { name: "Near", settings: cv(2) },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["Failure"]);
    expect(steps(result)).toEqual(["Near won nearer-container", "Domain lost nearer-container"]);
  });

  it("an enforced link above beats the nearer one; of two enforced the higher wins", () => {
    const result = effective(
      [
        { name: "Legacy SOC", links: [{ at: DOMAIN, enforced: true }], settings: cv(1) },
        { name: "MDI", links: [{ at: DC_OU, enforced: true }], settings: cv(3) },
        { name: "Near", settings: cv(0) },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["Success"]);
    expect(steps(result)[0]).toBe("Legacy SOC won enforced");
    expect(steps(result)[2]).toBe("Near lost enforced");
  });

  it("two links on one container without order are not guessed", () => {
    const result = effective(
      [
        { name: "A", settings: cv(3) },
        { name: "B", settings: cv(1) },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["Success", "Success and Failure"]);
    expect(steps(result)).toEqual(["A candidate link-order-unknown", "B candidate link-order-unknown"]);
  });

  it("with the order known the smaller number wins", () => {
    const result = effective(
      [
        { name: "A", links: [{ at: DC_OU, order: 2 }], settings: cv(3) },
        { name: "B", links: [{ at: DC_OU, order: 1 }], settings: cv(1) },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["Success"]);
  });

  it("the same value twice needs no order", () => {
    const result = effective(
      [
        { name: "A", settings: cv(3) },
        { name: "B", settings: cv(3) },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["Success and Failure"]);
    expect(steps(result)).toEqual(["A won same-value", "B lost same-value"]);
  });

  it.each([
    ["unlinked", { links: [] }, "unlinked"],
    ["link disabled", { links: [{ at: DC_OU, enabled: false }] }, "link-disabled"],
    ["computer half disabled", { computerEnabled: false }, "gpo-disabled"],
    ["another OU", { links: [{ at: `${DOMAIN}/Workstations` }] }, "wrong-scope"],
    ["another domain", { links: [{ at: "other.example" }] }, "wrong-scope"],
    ["nobody may apply it", { sddl: "D:PAI(A;CI;LCRPLORC;;;AU)" }, "filtered-out"],
  ])("%s: contributes nothing", (_, part, rule) => {
    const result = effective(
      [
        { name: "Linked", settings: [option(NTLM_DOMAIN, 0)] },
        { name: "Out", settings: cv(3), ...part },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["absent"]);
    expect(steps(result)).toEqual([`Out excluded ${rule}`]);
  });

  it.each([
    ["a WMI filter", { wmi: "Only 2019" }, "wmi-unknown"],
    ["an OU below", { links: [{ at: `${DC_OU}/RODC` }] }, "partial-scope"],
    [
      "a group that may apply it",
      { sddl: "D:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;S-1-5-21-1-2-3-4444)(A;CI;LCRPLORC;;;AU)" },
      "filter-unknown",
    ],
    ["links that no report tells", { links: null }, "no-scope-evidence"],
  ])("%s splits the answer", (_, part, rule) => {
    const result = effective(
      [
        { name: "Base", links: [{ at: DOMAIN }], settings: cv(1) },
        { name: "Maybe", settings: cv(3), ...part },
      ],
      CREDENTIAL_VALIDATION,
    );
    expect(steps(result)).toContain(`Maybe candidate ${rule}`);
    // A GPO at the domain reaches the controllers unless their container blocks inheritance, which no report tells.
    expect(steps(result)).toContain("Base candidate inheritance-unknown");
    expect(outcomes(result)).toEqual(["Success", "Success and Failure", "absent"]);
  });

  it("a site link loses for certain against the container's own, and splits the answer when it is enforced", () => {
    const site = (enforced: boolean): GpoSketch[] => [
      { name: "Base", settings: cv(1) },
      { name: "Site", links: [{ at: `${DOMAIN}/Configuration/Sites/HQ`, enforced }], settings: cv(3) },
    ];
    expect(outcomes(effective(site(false), CREDENTIAL_VALIDATION))).toEqual(["Success"]);
    expect(outcomes(effective(site(true), CREDENTIAL_VALIDATION))).toEqual(["Success", "Success and Failure"]);
  });
});

describe("extensions and items", () => {
  it("preferences are written after security options and win", () => {
    const result = effective(
      [
        { name: "Option", links: [{ at: DOMAIN, enforced: true }], settings: [option(NTLM_DOMAIN, 7)] },
        { name: "Preference", settings: [option(NTLM_DOMAIN, 1, "U")] },
      ],
      NTLM_DOMAIN,
    );
    expect(outcomes(result)).toEqual(["1"]);
    expect(steps(result)).toEqual(["Preference won extension-order", "Option lost extension-order"]);
  });

  it("a preference of action Create changes nothing that stands", () => {
    const result = effective(
      [{ name: "P", settings: [option(NTLM_DOMAIN, 1), option(NTLM_DOMAIN, 7, "C")] }],
      NTLM_DOMAIN,
    );
    expect(outcomes(result)).toEqual(["1"]);
    expect(steps(result)).toContain("P excluded create-only");
  });

  it("Create alone depends on the host, unless Windows has the value from the start", () => {
    const sketch = [{ name: "P", settings: [option(NTLM_DOMAIN, 7, "C")] }];
    expect(outcomes(effective(sketch, NTLM_DOMAIN))).toEqual(["7", "absent"]);
    expect(outcomes(effective(sketch, NTLM_DOMAIN, { presentByDefault: true }))).toEqual(["absent"]);
  });

  it("of two items in one GPO the later one counts", () => {
    const result = effective(
      [{ name: "P", settings: [option(NTLM_DOMAIN, 1, "U"), option(NTLM_DOMAIN, 7, "R")] }],
      NTLM_DOMAIN,
    );
    expect(outcomes(result)).toEqual(["7"]);
  });

  it("item-level targeting splits the answer; a disabled item is out", () => {
    const targeted = option(NTLM_DOMAIN, 7, "U", "only if FilterGroup matches");
    expect(
      outcomes(effective([{ name: "P", settings: [option(NTLM_DOMAIN, 1, "U"), targeted] }], NTLM_DOMAIN)),
    ).toEqual(["1", "7"]);
    const disabled = { ...option(NTLM_DOMAIN, 7, "U", "disabled"), inert: "item-disabled" as const };
    expect(outcomes(effective([{ name: "P", settings: [disabled] }], NTLM_DOMAIN))).toEqual(["absent"]);
  });
});

describe("legacy categories", () => {
  const legacy = [category("AuditAccountLogon", 3)];
  it.each([
    ["ignored when the option is 1", 1, ["absent"]],
    ["open when nothing says so", null, ["Success and Failure", "absent"]],
    ["applied when the option is 0 and nothing is mixed in", 0, ["Success and Failure"]],
  ])("%s", (_, force, expected) => {
    const result = effective(
      [{ name: "Old", settings: [...legacy, ...(force === null ? [] : [option(FORCE, force)])] }],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(expected);
  });

  it("the audit extension runs later: its row wins over a category", () => {
    const result = effective([{ name: "Mix", settings: [...legacy, ...cv(1)] }], CREDENTIAL_VALIDATION);
    expect(outcomes(result)).toEqual(["Success"]);
  });

  it("with the option at 0 a mix is unpredictable", () => {
    const result = effective(
      [{ name: "Mix", settings: [...legacy, ...cv(1), option(FORCE, 0)] }],
      CREDENTIAL_VALIDATION,
    );
    expect(outcomes(result)).toEqual(["Success", "Success and Failure"]);
  });
});

describe("laws", () => {
  const link = fc.record({
    at: fc.constantFrom(DOMAIN, DC_OU, `${DC_OU}/RODC`, `${DOMAIN}/Servers`, `${DOMAIN}/Configuration/Sites/HQ`),
    enforced: fc.boolean(),
    enabled: fc.boolean(),
  });
  const sketch = fc.record({
    links: fc.option(fc.array(link, { maxLength: 2 }), { nil: null, freq: 6 }),
    computerEnabled: fc.boolean(),
    wmi: fc.constantFrom(undefined, undefined, "a filter"),
    value: fc.constantFrom(0 as const, 1 as const, 3 as const),
  });
  const domain = fc.array(sketch, { minLength: 1, maxLength: 5 }).map((list) =>
    list.map(({ links, computerEnabled, wmi, value }, index): GpoSketch => ({
      name: `G${index}`,
      links: index === 0 && links?.length === 0 ? [{ at: DC_OU }] : links,
      computerEnabled,
      ...(wmi === undefined ? {} : { wmi }),
      settings: cv(value),
    })),
  );

  it("the order of the GPOs in the evidence changes nothing", () => {
    fc.assert(
      fc.property(domain, (sketches) => {
        expect(outcomes(effective(sketches.toReversed(), CREDENTIAL_VALIDATION))).toEqual(
          outcomes(effective(sketches, CREDENTIAL_VALIDATION)),
        );
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it("losing what a report says about links never makes the answer more certain", () => {
    fc.assert(
      fc.property(domain, fc.nat(), (sketches, pick) => {
        const before = outcomes(effective(sketches, CREDENTIAL_VALIDATION));
        const lost = sketches.map((one, index) => (index === pick % sketches.length ? { ...one, links: null } : one));
        // Without any link left the question changes from "delivers" to "would deliver".
        if (!lost.some((one) => (one.links?.length ?? 0) > 0)) return;
        const after = outcomes(effective(lost, CREDENTIAL_VALIDATION));
        for (const one of before) expect(after).toContain(one);
      }),
      { seed: 12, numRuns: 300 },
    );
  });
});

it("a GPO of another domain counts where it is linked", () => {
  const { evidence } = estate([
    { name: "Own", links: [{ at: DOMAIN }], settings: cv(3) },
    { name: "Foreign", links: [{ at: DC_OU, enforced: true }], settings: cv(1) },
  ]);
  const gpos = evidence.gpos.map((gpo) => (gpo.name === "Foreign" ? { ...gpo, domain: "root.example" } : gpo));
  const { targets } = estateOf({ ...evidence, gpos }, new Map());
  const target = targets.find(({ domain, role }) => domain.dns === DOMAIN && role === "dc");
  expect(target?.domain.gpos.map((gpo) => gpo.name)).toEqual(["Foreign", "Own"]);
  if (target === undefined) return;
  const result = resolve({ kind: "subcategory", subcategory: CREDENTIAL_VALIDATION }, target);
  expect(outcomes(result)).toEqual(["Success"]);
});

it("a loose Registry.pol of an unknown half decides nothing", () => {
  const loose = { ...option(NTLM_DOMAIN, 7), hive: null };
  expect(outcomes(effective([{ name: "P", settings: [loose] }], NTLM_DOMAIN))).toEqual(["7", "absent"]);
});
