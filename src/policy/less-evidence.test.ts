/** What evidence may lack without an answer becoming better: one case for each defect that `test/removal.test.ts` found. */
import { describe, expect, it } from "vitest";
import { CREDENTIAL_VALIDATION, DC_OU, DOMAIN, audit, estate } from "../testing/estate.ts";
import type { GpoSketch } from "../testing/estate.ts";
import { factOf } from "../testing/directory-facts.ts";
import type { Fact, FactFields } from "../core/fact.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import { estateOf } from "./estate.ts";
import { resolve } from "./resolve.ts";
import type { Selector } from "./setting-index.ts";

const SUBCATEGORY: Selector = { kind: "subcategory", subcategory: CREDENTIAL_VALIDATION };
const MAX_AGE: Selector = { kind: "account-policy", section: "System Access", setting: "MaximumPasswordAge" };
const age: FactFields = { kind: "account-policy", section: "System Access", setting: "MaximumPasswordAge", value: 42 };
const WANTED: GpoSketch = { name: "DC Audit", settings: [audit(CREDENTIAL_VALIDATION, 3)] };

function answers(selector: Selector, { facts, gpos, ...rest }: Evidence, more: readonly Fact[] = []): string[] {
  const { targets } = estateOf({ ...rest, gpos, facts: [...facts, ...more] }, new Map());
  const target = targets.find(({ role }) => role === "dc");
  if (target === undefined) throw new Error("no domain controllers");
  return resolve(selector, target)
    .trail.map(({ gpo, result, rule }) => `${gpo.name ?? ""} ${result} ${rule}`)
    .toSorted();
}

function changed(change: Partial<Gpo>, sketch = WANTED): Evidence {
  const { evidence } = estate([sketch]);
  return { ...evidence, gpos: evidence.gpos.map((gpo) => ({ ...gpo, ...change })) };
}

describe("what a linked GPO's own object would tell", () => {
  it.each<[string, Partial<Gpo>, string]>([
    ["nothing is missing", {}, "DC Audit won only-candidate"],
    ["whether its computer half is enabled", { computerEnabled: null }, "DC Audit candidate no-scope-evidence"],
    ["whether it has a WMI filter", { wmiFilter: null }, "DC Audit candidate wmi-unknown"],
    ["which extensions clients run for it", { machineExtensions: null }, "DC Audit candidate no-scope-evidence"],
    ["its security descriptor", { sddl: null }, "DC Audit candidate filter-unknown"],
  ])("%s", (_, change, step) => {
    expect(answers(SUBCATEGORY, changed(change))).toEqual([step]);
  });
});

describe("a GPO that is listed and not given", () => {
  const listed = (guid: string): Fact =>
    factOf(
      {
        kind: "gpo",
        guid,
        name: "Lost",
        domain: DOMAIN,
        backupId: guid,
        backupTime: null,
        computerEnabled: null,
        userEnabled: null,
        machineExtensions: null,
        versions: null,
        wmiFilter: null,
        sddl: null,
      },
      { via: "gpmc-manifest", subject: { kind: "gpo", guid, name: "Lost", domain: DOMAIN, container: "backups" } },
    );
  const { evidence } = estate([WANTED]);

  it("in manifest.xml, without its folder: it may stand anywhere", () => {
    const other = listed("00000000-0000-4000-8000-0000000000FF");
    expect(answers(SUBCATEGORY, evidence, [other])).toEqual([
      "DC Audit candidate link-order-unknown",
      "Lost candidate not-in-evidence",
    ]);
  });

  it("in manifest.xml, with its folder: nothing more", () => {
    expect(answers(SUBCATEGORY, evidence, [listed(evidence.gpos[0]?.guid ?? "")])).toEqual([
      "DC Audit won only-candidate",
    ]);
  });
});

describe("account policies", () => {
  const sketch = (more: Partial<GpoSketch>): Evidence =>
    estate([{ name: "Ages", settings: [age], links: [{ at: DOMAIN }], ...more }]).evidence;

  it("no block keeps them away", () => {
    expect(answers(MAX_AGE, sketch({}))).toEqual(["Ages won only-candidate"]);
  });

  it("a filter that is not known does, also where a block is not known either", () => {
    expect(answers(MAX_AGE, sketch({ sddl: null }))).toEqual(["Ages candidate filter-unknown"]);
  });

  it("a link below the domain does not count, whether enforced or not known to be", () => {
    expect(answers(MAX_AGE, sketch({ links: [{ at: DC_OU }] }))).toEqual(["Ages excluded domain-only"]);
  });
});
