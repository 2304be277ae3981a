/** Which client-side extension a setting belongs to, and which of a GPO's list run. */
import { describe, expect, it, test } from "vitest";
import { readBytes } from "../testing/read-text.ts";
import { AUDIT_CSE, extensionOf, PREFERENCES_REGISTRY_CSE, processedExtensions, SECURITY_CSE } from "./extensions.ts";

const RULES = `<PolicyRules>
<ComputerConfig><Key>K</Key><Value>n</Value><RegType>REG_DWORD</RegType><RegData>1</RegData></ComputerConfig>
<SecurityTemplate Section="Registry Values"><LineItem>MACHINE\\K\\n=4,1</LineItem></SecurityTemplate>
<AuditSubcategory><GUID>{0cce9215-69ae-11d9-bed3-505054503030}</GUID><Name>Audit Logon</Name><Setting>1</Setting></AuditSubcategory>
</PolicyRules>`;

describe("the extension of a setting", () => {
  it("is the reader's word where one file holds settings of several", () => {
    const { drafts } = readBytes("a.PolicyRules", new TextEncoder().encode(RULES));
    expect(drafts.map(extensionOf)).toEqual(["registry", "security", "audit"]);
  });

  test.each([
    ["audit-csv", "audit"],
    ["security-template", "security"],
    ["registry-pol", "registry"],
    ["preferences", "preferences"],
    ["auditpol-text", null],
    ["gpreport", null],
  ] as const)("%s alone: %s", (via, extension) => {
    expect(extensionOf({ via })).toBe(extension);
  });
});

test("a list runs up to the first GUID that is out of order", () => {
  expect(processedExtensions([SECURITY_CSE, PREFERENCES_REGISTRY_CSE, AUDIT_CSE])).toHaveLength(3);
  expect(processedExtensions([PREFERENCES_REGISTRY_CSE, SECURITY_CSE, AUDIT_CSE])).toEqual([PREFERENCES_REGISTRY_CSE]);
});
