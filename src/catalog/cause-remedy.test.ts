import { describe, expect, it } from "vitest";
import { REQUIREMENTS } from "./index.generated.ts";
import { judge } from "./judge.ts";
import { estateOf } from "../policy/estate.ts";
import { CREDENTIAL_VALIDATION, DOMAIN, audit, estate, option } from "../testing/estate.ts";
import type { GpoSketch } from "../testing/estate.ts";

const REQUIREMENT = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";

function firstRemedy(sketches: readonly GpoSketch[]) {
  const { evidence } = estate(sketches);
  const { findings } = judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) });
  const found = findings.find((finding) => finding.requirement === REQUIREMENT);
  return { cause: found?.cause, remedy: found?.remedy[0], count: found?.remedy.length ?? 0 };
}

const other: GpoSketch = { name: "Other", settings: [option("HKLM\\Software\\X\\Y", 1)] };
const right = (part: Partial<GpoSketch>): GpoSketch[] => [
  other,
  { name: "It's right", settings: [audit(CREDENTIAL_VALIDATION, 3)], ...part },
];

describe("the smallest change comes first", () => {
  it.each([
    [
      "unlinked",
      right({ links: [] }),
      "New-GPLink -Name 'It''s right' -Target 'OU=Domain Controllers,DC=corp,DC=example' -LinkEnabled Yes -Domain 'corp.example'",
    ],
    [
      "link-disabled",
      right({ links: [{ at: `${DOMAIN}/Domain Controllers`, enabled: false }] }),
      "Set-GPLink -Name 'It''s right' -Target 'OU=Domain Controllers,DC=corp,DC=example' -LinkEnabled Yes -Domain 'corp.example'",
    ],
    [
      "gpo-disabled",
      right({ computerEnabled: false }),
      "(Get-GPO -Name 'It''s right' -Domain 'corp.example').GpoStatus = 'UserSettingsDisabled'",
    ],
    [
      "filtered-out",
      right({ sddl: "D:PAI(A;CI;LCRPLORC;;;AU)" }),
      "Set-GPPermission -Name 'It''s right' -TargetName 'Domain Controllers' -TargetType Group -PermissionLevel GpoApply -Domain 'corp.example'",
    ],
  ])("%s", (cause, sketches, command) => {
    const found = firstRemedy(sketches);
    expect(found.cause).toBe(cause);
    expect(found.remedy?.commands).toEqual([command]);
  });

  it("a GPO enforced at the domain beats the module's own: say so before its line", () => {
    const found = firstRemedy([
      { name: "Legacy SOC", links: [{ at: DOMAIN, enforced: true }], settings: [audit(CREDENTIAL_VALIDATION, 1)] },
      { name: "MDI", settings: [audit(CREDENTIAL_VALIDATION, 3)] },
    ]);
    expect(found.cause).toBe("overridden");
    expect(found.remedy?.text).toContain("Legacy SOC");
    expect(found.remedy?.commands).toEqual([
      "Set-GPLink -Name 'Legacy SOC' -Target 'DC=corp,DC=example' -Enforced No -Domain 'corp.example'",
    ]);
  });

  it("a weak value that is not enforced above needs nothing but the module", () => {
    const found = firstRemedy([{ name: "Weak", settings: [audit(CREDENTIAL_VALIDATION, 1)] }]);
    expect(found.cause).toBe("too-weak");
    expect(found.remedy?.via).toBe("module");
  });
});
