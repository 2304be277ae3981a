import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft } from "../../core/fact.ts";
import { headOf } from "../read.ts";
import { gptIni } from "./format.ts";

const SEED = 20240229;
const AUDIT = "{f3ccc681-b74c-4060-9f26-cd84525dca2a}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}";
const SECURITY = "{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}";
const ZERO = "{00000000-0000-0000-0000-000000000000}{BEE07A6A-EC9F-4659-B8C9-0B1937907C83}";

function parse(text: string): { read: string; drafts: FactDraft[]; diagnostics: DiagnosticDraft[] } {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const { read } = gptIni.parse(
    { path: "Policies/GPT.INI", bytes: new Uint8Array(0), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  return { read, drafts, diagnostics };
}

function sniff(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return gptIni.sniff(headOf(bytes, { text, encoding: "utf-8", guessed: false }));
}

describe("gpt-ini", () => {
  it("reads the user version from the high half and the machine version from the low half", () => {
    const { read, drafts, diagnostics } = parse(
      "[General]\r\nVersion=65545\r\ndisplayName=New Group Policy Object\r\n",
    );
    expect(drafts).toEqual([
      {
        fields: {
          kind: "gpo",
          guid: null,
          name: null,
          domain: null,
          backupId: null,
          backupTime: null,
          computerEnabled: null,
          userEnabled: null,
          machineExtensions: null,
          versions: { machineDirectory: null, machineSysvol: 9, userDirectory: null, userSysvol: 1 },
          wmiFilter: null,
          sddl: null,
        },
        span: { unit: "char", start: 0, end: 61 },
        via: "gpt-ini",
      },
    ]);
    expect({ read, diagnostics }).toEqual({ read: "complete", diagnostics: [] });
  });

  it("reads unsigned and signed 32 bit, and nothing beyond", () => {
    const versions = (value: string): unknown => {
      const [draft] = parse(`[general]\nVERSION = ${value}`).drafts;
      return draft?.fields.kind === "gpo" ? draft.fields.versions : undefined;
    };
    expect(versions("4294967295")).toMatchObject({ machineSysvol: 65535, userSysvol: 65535 });
    expect(versions("-1")).toMatchObject({ machineSysvol: 65535, userSysvol: 65535 });
    expect(versions("0")).toMatchObject({ machineSysvol: 0, userSysvol: 0 });
    expect(versions("4294967296")).toBeNull();
    expect(versions("1.0")).toBeNull();
    expect(versions("")).toBeNull();
    expect(parse("[General]\nVersion=x").diagnostics.map(({ code, offset }) => ({ code, offset }))).toEqual([
      { code: "not-understood", offset: 18 },
    ]);
  });

  it("keeps the extension list's order and leaves out the all-zero group", () => {
    const text = `[General]\ngPCMachineExtensionNames=[${ZERO}][${SECURITY}][${AUDIT}]\nVersion=1\n`;
    expect(parse(text).drafts[0]?.fields).toMatchObject({
      machineExtensions: ["827D319E-6EAC-11D2-A4EA-00C04F79F83A", "F3CCC681-B74C-4060-9F26-CD84525DCA2A"],
    });
    expect(parse("[General]\ngPCMachineExtensionNames=\nVersion=1").drafts[0]?.fields).toMatchObject({
      machineExtensions: [],
    });
    expect(parse(`[General]\ngPCUserExtensionNames=[${AUDIT}]\nVersion=1`).drafts[0]?.fields).toMatchObject({
      machineExtensions: null,
    });
  });

  it("takes no broken list for a list without the audit extension", () => {
    for (const list of [
      `[${SECURITY}][${AUDIT.slice(0, 20)}`,
      `[${SECURITY}]x`,
      "[]",
      SECURITY,
      `[${SECURITY}`,
      "[{x}]",
    ]) {
      const { read, drafts, diagnostics } = parse(`[General]\nVersion=1\ngPCMachineExtensionNames=${list}`);
      expect(drafts[0]?.fields).toMatchObject({ machineExtensions: null, versions: { machineSysvol: 1 } });
      expect({ read, codes: diagnostics.map(({ code }) => code) }).toEqual({
        read: "incomplete",
        codes: ["truncated"],
      });
    }
    expect(parse("[General]\ngPCMachineExtensionNames=[x]\nVersion=1").diagnostics[0]).toMatchObject({
      code: "malformed",
      offset: 36,
    });
  });

  it("takes the first of two equal keys and says so", () => {
    const { drafts, diagnostics } = parse("[General]\nVersion=1\nversion=2\n");
    expect(drafts[0]?.fields).toMatchObject({ versions: { machineSysvol: 1 } });
    expect(diagnostics).toEqual([{ code: "duplicate-key", offset: 20, data: { key: "version", counts: "first" } }]);
  });

  it("keeps hostile keys out of the way", () => {
    const { drafts, diagnostics } = parse("[General]\n__proto__=1\nconstructor=2\nnoise\n[x]\nVersion=9\n");
    expect(drafts[0]?.fields).toMatchObject({ versions: null });
    expect(diagnostics.map(({ code }) => code)).toEqual([...Array(4).fill("not-understood"), "malformed"]);
    expect(parse("").drafts).toEqual([]);
  });

  it("is recognised by content", () => {
    expect(sniff("[General]\r\nVersion=1\r\n")).toBe("yes");
    expect(sniff("\ufeff[GENERAL]\nversion = 3\ndisplayName=a;b#c")).toBe("yes");
    expect(sniff("[General]\r\n")).toBe("maybe");
    expect(sniff("[General]\r\nVersion=1\r\ndispl")).toBe("maybe");
    expect(sniff("[General]\r\nVersion=1.2.3\r\n")).toBe("maybe");
    expect(sniff("[General]\nVersion=1\nTheme=dark")).toBe("no");
    expect(sniff("[General]\nVersion=1\n[Other]\nx=1")).toBe("no");
    expect(sniff('[Unicode]\nUnicode=yes\n[Version]\nsignature="$CHICAGO$"')).toBe("no");
    expect(sniff("Version=1")).toBe("no");
    expect(sniff("")).toBe("no");
  });

  it("returns for any text, and reads its excerpt as the fact", () => {
    const parts = [
      "[General]",
      "[x]",
      "Version=",
      "65536",
      "gPCMachineExtensionNames=",
      `[${AUDIT}]`,
      "\r\n",
      "\n",
      "[",
      "=",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 20 }), (words) => {
        const text = words.join("");
        for (const { fields, span } of parse(text).drafts) {
          expect(gptIni.reread?.(text.slice(span.start, span.end), "gpo")).toEqual(fields);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
