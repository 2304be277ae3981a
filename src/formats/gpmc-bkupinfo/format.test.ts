import { expect, test } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft } from "../../core/fact.ts";
import { format } from "./format.ts";

const NS = "http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest";

function read(text: string) {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const result = format.parse(
    { path: "bkupInfo.xml", bytes: new Uint8Array(), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  return { result, drafts, fields: drafts[0]?.fields, diagnostics };
}

test("the identity of a backup", () => {
  const { result, fields, diagnostics } = read(
    `<BackupInst xmlns="${NS}"><GPOGuid>{11111111-2222-4333-8444-55555555555a}</GPOGuid><GPODomain>corp.example</GPODomain>` +
      `<BackupTime>2025-03-04T05:06:07</BackupTime><ID>{99999999-8888-4777-8666-555555555555}</ID><Comment/>` +
      `<GPODisplayName><![CDATA[ A & B ]]></GPODisplayName></BackupInst>`,
  );
  expect(result).toEqual({ read: "complete" });
  expect(diagnostics).toEqual([]);
  expect(fields).toMatchObject({
    guid: "11111111-2222-4333-8444-55555555555A",
    name: "A & B",
    domain: "corp.example",
    backupId: "99999999-8888-4777-8666-555555555555",
    backupTime: "2025-03-04T05:06:07",
    versions: null,
  });
});

test("hand-made: what is understood is kept, the rest is named", () => {
  const { fields, diagnostics } = read(
    `<BackupInst xmlns="${NS}"><GPOType>1</GPOType><GPODisplayName>x</GPODisplayName><ID>7</ID></BackupInst>`,
  );
  expect(fields).toMatchObject({ name: "x", guid: null, backupId: null });
  expect(diagnostics.map(({ code, data }) => [code, data?.["message"]])).toEqual([
    ["malformed", "elements that no backup of GPMC has: GPOType"],
    ["malformed", "no GPOGuid"],
    ["malformed", "ID is no GUID"],
  ]);
});

test("cut off: a value that breaks off is no value", () => {
  const { result, fields, drafts } = read(
    `<BackupInst xmlns="${NS}"><GPOGuid>{11111111-2222-4333-8444-555555555555}</GPOGuid><GPODisplayName>C-DC Au`,
  );
  expect(result).toEqual({ read: "incomplete" });
  expect(fields).toMatchObject({ guid: "11111111-2222-4333-8444-555555555555", name: null });
  expect(drafts[0]?.span).toEqual({ unit: "char", start: 0, end: 80 + 57 });
});
