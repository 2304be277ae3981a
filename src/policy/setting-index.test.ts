/** The index leaves nothing out: whoever asks it gets what a walk through every setting gives, in the same order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CREDENTIAL_VALIDATION, FORCE, audit, category, estate, option } from "../testing/estate.ts";
import type { FactFields } from "../core/fact.ts";
import { contributionsOf } from "./contribution.ts";
import { estateOf } from "./estate.ts";
import { SettingIndex } from "./setting-index.ts";
import type { PlacedSetting, Selector } from "./setting-index.ts";

class Everything extends SettingIndex {
  readonly #all: readonly PlacedSetting[];

  constructor(all: readonly PlacedSetting[]) {
    super([]);
    this.#all = all;
  }

  override candidates(): readonly PlacedSetting[] {
    return this.#all;
  }
}

const CA = "HKLM\\SYSTEM\\CertSvc\\CA One";
const named = (name: string): FactFields => ({ ...option(`${CA}\\x`, 1), name }) as FactFields;

const SETTINGS: readonly FactFields[] = [
  audit(CREDENTIAL_VALIDATION, 3),
  { ...audit(CREDENTIAL_VALIDATION, 1), user: "S-1-5-21-1-2-3-500" } as FactFields,
  category("AuditAccountLogon", 3),
  category("auditaccountlogon", 1),
  option(FORCE, 1),
  option(FORCE.toUpperCase(), 0, "D"),
  option("HKLM\\system\\certsvc\\ca one\\auditfilter", 127),
  option("HKLM\\System\\CertSvc\\ΑΣ\\AuditFilter", 127),
  option("HKLM\\System\\CertSvc\\*\\AuditFilter", 7),
  named("**del.AuditFilter"),
  named("**delvals."),
  named("**soft.AuditFilter"),
  named("**unknown"),
  named("sub\\AuditFilter"),
  { ...option(`${CA}\\AuditFilter`, 3), side: "user" } as FactFields,
  { ...option(`${CA}\\AuditFilter`, 3), hive: null } as FactFields,
  { kind: "user-right", right: "SeServiceLogonRight", members: [] },
  { kind: "event-log", log: "Security", setting: "MaximumLogSize", value: 1 },
  { kind: "event-log", log: "System", setting: "maximumlogsize", value: 2 },
  { kind: "account-policy", section: "Kerberos Policy", setting: "MaxClockSkew", value: 5 },
];

const SELECTORS: readonly Selector[] = [
  { kind: "subcategory", subcategory: CREDENTIAL_VALIDATION },
  { kind: "registry", path: FORCE },
  { kind: "registry", path: `${CA}\\AuditFilter` },
  { kind: "registry", path: `${CA}\\sub\\AuditFilter` },
  { kind: "registry", path: "HKLM\\System\\CertSvc\\*\\auditfilter" },
  { kind: "registry", path: `${CA}\\*` },
  { kind: "registry", path: "HKLM\\System\\CertSvc\\ας\\AuditFilter" },
  { kind: "user-right", right: "SESERVICELOGONRIGHT" },
  { kind: "event-log", log: "security", setting: "MaximumLogSize" },
  { kind: "account-policy", section: "kerberos policy", setting: "maxclockskew" },
];

describe("SettingIndex", () => {
  it("gives the words that a walk through all settings gives", () => {
    const gpo = fc.array(fc.constantFrom(...SETTINGS), { maxLength: 12 });
    let words = 0;
    fc.assert(
      fc.property(fc.array(gpo, { minLength: 1, maxLength: 4 }), (lists) => {
        const sketches = lists.map((settings, i) => ({ name: `G${i}`, settings }));
        const { targets } = estateOf(estate(sketches).evidence, new Map());
        for (const target of targets.filter(({ role }) => role === "dc")) {
          const all = target.domain.gpos.flatMap((one) =>
            one.settings.map((fact, item) => ({ gpo: one, fact, item, order: 0 })),
          );
          const walked = { ...target, domain: { ...target.domain, settings: new Everything(all) } };
          for (const selector of SELECTORS) {
            const found = contributionsOf(selector, target);
            expect(found).toEqual(contributionsOf(selector, walked));
            words += found.length;
          }
        }
      }),
      { seed: 20240229, numRuns: 150 },
    );
    expect(words).toBeGreaterThan(1000);
  });

  it("has an answer of its own to every selector", () => {
    const { targets } = estateOf(estate([{ name: "G", settings: SETTINGS }]).evidence, new Map());
    const counts = SELECTORS.map((selector) =>
      targets[0] === undefined ? -1 : contributionsOf(selector, targets[0]).length,
    );
    expect(counts).toEqual([3, 2, 5, 1, 7, 6, 1, 1, 1, 1]);
  });
});
