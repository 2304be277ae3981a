/** `--scope`: who a computer is comes from a file, and its capture is then judged. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../support/program.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scope-"));
  writeFileSync(
    join(folder, "auditpol.csv"),
    "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\nDC01,System,Credential Validation,{0CCE923F-69AE-11D9-BED3-505054503030},Success and Failure,,3\r\nDC01,System,Directory Service Changes,{0CCE923C-69AE-11D9-BED3-505054503030},No Auditing,,0\r\n",
  );
  writeFileSync(join(folder, "who.yaml"), "schema: scope/1\nhosts:\n  - name: dc01.corp.example\n    roles: [dc]\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Found {
  requirement: string;
  status: string;
  rung: string | null;
  cause: string | null;
  subject: { kind: string };
}

function verdicts(text: string): string[] {
  const report = JSON.parse(text) as { findings: Found[] };
  return report.findings
    .filter(({ requirement, subject }) => subject.kind === "host" && /CREDENTIAL|CHANGES/.test(requirement))
    .map(({ requirement, status, rung, cause }) => `${requirement} ${status} ${rung ?? cause ?? ""}`.trim());
}

test("a capture of a computer of unknown role is unknown, of a domain controller it is judged", async () => {
  const capture = join(folder, "auditpol.csv");
  const unknown = await run(["scan", capture, "-f", "json", "--fail-on", "none"]);
  expect(verdicts(unknown.stdout)).toEqual([
    "MDI-DC-AUDIT-CREDENTIAL-VALIDATION unknown",
    "MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES unknown",
  ]);
  const judged = await run(["scan", capture, "--scope", join(folder, "who.yaml"), "-f", "json"]);
  expect(judged.code).toBe(1);
  expect(verdicts(judged.stdout)).toEqual([
    "MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES fail not-configured",
    "MDI-DC-AUDIT-CREDENTIAL-VALIDATION pass L3",
  ]);
});

test("two captures of one computer that differ are not guessed", async () => {
  writeFileSync(
    join(folder, "older.csv"),
    "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\nDC01,System,Credential Validation,{0CCE923F-69AE-11D9-BED3-505054503030},Success,,1\r\n",
  );
  const paths = [join(folder, "auditpol.csv"), join(folder, "older.csv")];
  const { stdout } = await run(["scan", ...paths, "--role", "DC01=dc", "-f", "json", "--fail-on", "none"]);
  expect(verdicts(stdout)).toEqual([
    "MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES fail not-configured",
    "MDI-DC-AUDIT-CREDENTIAL-VALIDATION unknown",
  ]);
});

test("a file that is no scope file is refused, with what one is", async () => {
  const capture = join(folder, "auditpol.csv");
  const { code, stderr } = await run(["scan", capture, "--scope", capture]);
  expect(code).toBe(2);
  expect(stderr).toContain("schema: scope/1");
});
