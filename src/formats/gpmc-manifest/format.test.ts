import { describe, expect, test } from "vitest";
import { headOf } from "../read.ts";
import { decode } from "../../text/decode.ts";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft } from "../../core/fact.ts";
import { format } from "./format.ts";

const NS = "http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest";
const entry = (name: string): string =>
  `<BackupInst><GPOGuid><![CDATA[{11111111-2222-4333-8444-55555555555a}]]></GPOGuid><GPODomain>corp.example</GPODomain>` +
  `<BackupTime><![CDATA[2025-03-04T05:06:07]]></BackupTime><ID>{99999999-8888-4777-8666-555555555555}</ID>` +
  `<GPODisplayName><![CDATA[${name}]]></GPODisplayName></BackupInst>`;

function read(text: string) {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const result = format.parse(
    { path: "manifest.xml", bytes: new Uint8Array(), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  return { result, drafts, diagnostics };
}

function sniffed(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return format.sniff(headOf(bytes, decode(bytes)));
}

test("is recognised by root and namespace", () => {
  expect(sniffed(`<?xml version="1.0"?><!-- x --><m:Backups xmlns:m="${NS}"/>`)).toBe("yes");
  expect(sniffed(`<Backups xmlns="${NS}/2"/>`)).toBe("no");
  expect(sniffed(`<BackupInst xmlns="${NS}"/>`)).toBe("no");
  expect(sniffed("<Backups><BackupInst/></Backups>")).toBe("maybe");
  expect(sniffed("<Backups/>")).toBe("no");
});

test("one fact for each entry, in place", () => {
  const text = `<Backups xmlns="${NS}">${entry("one")}\r\n${entry("two")}</Backups>`;
  const { result, drafts, diagnostics } = read(text);
  expect(result).toEqual({ read: "complete" });
  expect(diagnostics).toEqual([]);
  expect(drafts.map(({ fields }) => fields)).toMatchObject([
    {
      kind: "gpo",
      guid: "11111111-2222-4333-8444-55555555555A",
      name: "one",
      domain: "corp.example",
      backupId: "99999999-8888-4777-8666-555555555555",
      backupTime: "2025-03-04T05:06:07",
      computerEnabled: null,
      machineExtensions: null,
      wmiFilter: null,
    },
    { name: "two" },
  ]);
  expect(drafts.map(({ span }) => text.slice(span.start, span.end))).toEqual([entry("one"), entry("two")]);
});

describe("what is wrong with it", () => {
  test("cut off: complete entries stay", () => {
    const { result, drafts, diagnostics } = read(`<Backups xmlns="${NS}">${entry("one")}${entry("two").slice(0, -5)}`);
    expect(result).toEqual({ read: "incomplete" });
    expect(drafts.length).toBe(1);
    expect(diagnostics).toMatchObject([{ code: "truncated" }]);
  });

  test("an entry of another namespace is not read, and said", () => {
    const { drafts, diagnostics } = read(`<Backups xmlns="${NS}"><BackupInst xmlns="urn:x"/></Backups>`);
    expect(drafts).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "malformed" }]);
  });
});
