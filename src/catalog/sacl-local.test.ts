/** Keys and files of domain controllers: their own entries and the global ones add up. */
import { describe, expect, it } from "vitest";
import type { Finding } from "../core/report.ts";
import { assemble } from "../evidence/assemble.ts";
import { applyDeclared } from "../evidence/declared.ts";
import { estateOf } from "../policy/estate.ts";
import { readBytes } from "../testing/read-text.ts";
import { SACL_REQUIREMENTS } from "./index-sacl.generated.ts";
import { judge } from "./judge.ts";

const SCOPE = `schema: scope/1
hosts:
  - name: DC01
    roles: [dc]
captures:
  - path: dc01/
    host: DC01
`;
const HEAD =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\n";

function findings(files: Readonly<Record<string, string>>, id: string): readonly Finding[] {
  const read = Object.entries({ ...files, "scope.yaml": SCOPE }).map(([path, body]) =>
    readBytes(path, new TextEncoder().encode(body)),
  );
  const evidence = assemble(applyDeclared(read).files);
  const all = judge(SACL_REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) }).findings;
  return all.filter(({ requirement }) => requirement === id);
}

function acl(path: string, sacl: string): Readonly<Record<string, string>> {
  return { "dc01/acl.json": JSON.stringify({ Path: path, Sddl: `O:BAG:SYD:(A;;KA;;;BA)${sacl}` }) };
}

function globalSacl(option: string, entries: string): Readonly<Record<string, string>> {
  return { "dc01/auditpol.csv": `${HEAD}DC01,,${option},,,,S:${entries}\n` };
}

const KEY = "Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\SAM";

describe("the SAM hive", () => {
  const id = "SACL-SAM-HIVE";
  const only = (files: Readonly<Record<string, string>>) => {
    const found = findings(files, id).filter(({ subject }) => subject.kind === "host");
    expect(found).toHaveLength(1);
    return found[0];
  };

  it("passes by its own entries, by the global ones, and by both together", () => {
    expect(only(acl(KEY, "S:(AU;SA;KR;;;WD)"))).toMatchObject({ status: "pass", rung: "L4" });
    expect(only(globalSacl("RegistryGlobalSacl", "(AU;SA;KR;;;WD)"))).toMatchObject({ status: "pass", rung: "L4" });
    const halves = { ...acl(KEY, "S:(AU;SA;CC;;;WD)"), ...globalSacl("RegistryGlobalSacl", "(AU;SA;RC;;;WD)") };
    expect(only(halves)).toMatchObject({ status: "pass", rung: "L4" });
  });

  it("fails only where both were read", () => {
    expect(only(acl(KEY, "S:"))).toMatchObject({ status: "unknown", cause: null });
    expect(only(globalSacl("RegistryGlobalSacl", "(AU;SA;RC;;;WD)"))).toMatchObject({ status: "unknown" });
    const both = { ...acl(KEY, "S:"), ...globalSacl("RegistryGlobalSacl", "(AU;SA;RC;;;WD)") };
    const one = only(both);
    expect(one).toMatchObject({ status: "fail", cause: "ace-partial" });
    expect(one?.have).toContain("Query value");
  });

  it("is not covered by the global SACL of files", () => {
    const found = findings(globalSacl("FileGlobalSacl", "(AU;SA;FA;;;WD)"), id);
    expect(found.filter(({ status }) => status === "pass")).toEqual([]);
  });

  it("maps generic rights as those of a key", () => {
    // GR of a directory object holds no bit 0x1; of a key it is "query value" and "read permissions".
    expect(only(acl(KEY, "S:(AU;SA;GR;;;WD)"))).toMatchObject({ status: "pass" });
  });
});

describe("the directory's database", () => {
  it("is the file below the folder of Windows, whatever its drive", () => {
    const files = acl("C:\\Windows\\NTDS\\ntds.dit", "S:(AU;SAFA;FR;;;WD)");
    const found = findings(files, "SACL-NTDS-DIT").filter(({ subject }) => subject.kind === "host");
    expect(found.map(({ status }) => status)).toEqual(["pass"]);
  });
});
