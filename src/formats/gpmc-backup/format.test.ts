import { describe, expect, test } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, GpoFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { format } from "./format.ts";

const NS = "http://www.microsoft.com/GroupPolicy/GPOOperations";

function read(core: string): { fields: GpoFields; diagnostics: DiagnosticDraft[]; read: string } {
  const text = `<GroupPolicyBackupScheme xmlns="${NS}"><GroupPolicyObject><GroupPolicyCoreSettings>${core}</GroupPolicyCoreSettings></GroupPolicyObject></GroupPolicyBackupScheme>`;
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const result = format.parse(
    { path: "Backup.xml", bytes: new Uint8Array(), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  const fields = drafts[0]?.fields;
  if (fields?.kind !== "gpo" || drafts.length !== 1) throw new Error("not one gpo fact");
  return { fields, diagnostics: diagnostics.filter(({ data }) => data?.["message"] !== "no ID"), read: result.read };
}

const AUDIT = "F3CCC681-B74C-4060-9F26-CD84525DCA2A";
const SECURITY = "827D319E-6EAC-11D2-A4EA-00C04F79F83A";
const TOOL = "0F3F3735-573D-9804-99E4-AB2A69BA5FD4";

const list = (text: string): ReturnType<typeof read> =>
  read(`<MachineExtensionGuids><![CDATA[${text}]]></MachineExtensionGuids>`);

const descriptor = (hex: string): ReturnType<typeof read> => read(`<SecurityDescriptor>${hex}</SecurityDescriptor>`);

describe("enabled halves: the bits say what is disabled", () => {
  test.each([
    ["0", true, true],
    ["1", true, false],
    ["2", false, true],
    ["3", false, false],
  ])("Options %s", (options, computer, user) => {
    const { fields } = read(`<Options><![CDATA[${options}]]></Options>`);
    expect([fields.computerEnabled, fields.userEnabled]).toEqual([computer, user]);
  });

  test("missing or other words: unknown, and other words are said", () => {
    expect(read("").fields).toMatchObject({ computerEnabled: null, userEnabled: null });
    expect(read("").diagnostics).toEqual([]);
    expect(read("<Options>no</Options>")).toMatchObject({
      fields: { computerEnabled: null },
      diagnostics: [{ code: "not-understood", data: { what: "Options", value: "no" } }],
    });
  });
});

describe("machine extensions", () => {
  test("the first GUID of each group, the last bracket of the CDATA too, without the zero GUID", () => {
    const { fields, diagnostics } = list(
      `[{00000000-0000-0000-0000-000000000000}{${TOOL}}][{${SECURITY.toLowerCase()}}{${TOOL}}][{${AUDIT}}{${TOOL}}{${TOOL}}]`,
    );
    expect(fields.machineExtensions).toEqual([SECURITY, AUDIT]);
    expect(diagnostics).toEqual([]);
  });

  test("present and empty, and absent, are not the same", () => {
    expect(list("").fields.machineExtensions).toEqual([]);
    expect(read("<MachineExtensionGuids/>").fields.machineExtensions).toEqual([]);
    expect(read("").fields.machineExtensions).toBeNull();
  });

  test("not ascending: kept in order, and said", () => {
    const { fields, diagnostics } = list(`[{${AUDIT}}{${TOOL}}][{${SECURITY}}{${TOOL}}]`);
    expect(fields.machineExtensions).toEqual([AUDIT, SECURITY]);
    expect(diagnostics).toMatchObject([{ code: "malformed", data: { guid: SECURITY } }]);
    expect(diagnostics[0]?.data?.["message"]).toContain("clients stop at the first GUID out of order");
  });

  test.each(["x", "[{x}]", `[{${AUDIT}}`, `[{${AUDIT}}]y[{${SECURITY}}]`, "[".repeat(1000)])(
    "%s is no list: not known",
    (text) => {
      const { fields, diagnostics } = list(text);
      expect(fields.machineExtensions).toBeNull();
      expect(diagnostics.map(({ code }) => code)).toEqual(["malformed"]);
    },
  );
});

test("versions: SYSVOL high, directory low", () => {
  const { fields } = read(
    "<UserVersionNumber>-65535</UserVersionNumber><MachineVersionNumber>131075</MachineVersionNumber>",
  );
  expect(fields.versions).toEqual({ machineSysvol: 2, machineDirectory: 3, userSysvol: 65535, userDirectory: 1 });
  expect(read("").fields.versions).toBeNull();
});

describe("WMI filter", () => {
  test("set, none and not told", () => {
    const set = `<WMIFilter><![CDATA[MSFT_SomFilter.ID="{0a0b0c0d-1111-4222-8333-444455556666}",Domain="CORP.EXAMPLE"]]></WMIFilter><WMIFilterName>F</WMIFilterName>`;
    expect(read(set).fields.wmiFilter).toEqual({ id: "0A0B0C0D-1111-4222-8333-444455556666", name: "F" });
    expect(read("<WMIFilter/>").fields.wmiFilter).toEqual({ id: null, name: null });
    expect(read("").fields.wmiFilter).toBeNull();
  });

  test("other words never become no filter", () => {
    const { fields, diagnostics } = read("<WMIFilter>[CORP;{x};0]</WMIFilter>");
    expect(fields.wmiFilter).toEqual({ id: null, name: "[CORP;{x};0]" });
    expect(diagnostics).toMatchObject([{ code: "not-understood" }]);
  });
});

describe("permissions", () => {
  const HEX =
    "01 00 04 9c 00 00 00 00 00 00 00 00 00 00 00 00 14 00 00 00 04 00 44 00 02 00 00 00 05 02 28 00 00 01 00 00 01 00 00 00 8f fd ac ed b3 ff d1 11 b4 1d 00 a0 c9 68 f9 39 01 01 00 00 00 00 00 05 0b 00 00 00 00 02 14 00 94 00 02 00 01 01 00 00 00 00 00 05 0b 00 00 00";

  test("the reference's descriptor", () => {
    expect(descriptor(HEX).fields.sddl).toBe(
      "D:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;CI;LCRPLORC;;;AU)",
    );
    expect(descriptor(`\r\n${HEX.toUpperCase().replaceAll(" ", "\r\n")}`).fields.sddl).toBe(
      descriptor(HEX).fields.sddl,
    );
  });

  test.each([
    ["odd", "01 0", "not-understood"],
    ["no hexadecimal", "01 zz", "not-understood"],
    ["too short", "01 00 04 9c", "malformed"],
    ["a list that lies about its size", HEX.replace("44 00 02", "ff ff 02"), "malformed"],
    ["too long", "00".repeat(LIMITS.descriptorBytes + 1), "limit-exceeded"],
    ["too long by blanks", " 00    ".repeat(LIMITS.descriptorBytes), "limit-exceeded"],
  ])("%s: none, and said", (_, hex, code) => {
    const { fields, diagnostics } = descriptor(hex);
    expect(fields.sddl).toBeNull();
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
  });

  test("absent or empty: none, and nothing to say", () => {
    expect(descriptor("")).toMatchObject({ fields: { sddl: null }, diagnostics: [] });
  });
});
