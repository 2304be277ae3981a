/**
 * A report of many GPOs that is too large to be read whole. `LARGE_MB=1024 npx vitest run src/cli/read-inputs.test.ts`
 * writes one of that size and measures it; without it the smallest one that goes this way is compared with the whole.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { readFile } from "../formats/read.ts";
import { sha256Hex } from "../platform/digest.ts";
import { readInputs } from "./read-inputs.ts";

const MIB = 1024 * 1024;
const LARGE = Number(process.env["LARGE_MB"] ?? 0) * MIB;
const SIZE = Math.max(LARGE, LIMITS.wholeBytes + MIB);
const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";
const TYPES = "http://www.microsoft.com/GroupPolicy/Types";

/** Texts that explain a setting make up most of a real report. */
const EXPLAIN =
  "This setting decides what the computer records. &lt;b&gt;Note&lt;/b&gt; that it is read at start.\r\n".repeat(8);

function* subcategories(): Iterable<string> {
  for (let i = 0; i < 20; i += 1) {
    const guid = `{0cce92${(0x17 + i).toString(16)}-69ae-11d9-bed3-505054503030}`;
    yield (
      `<q1:AuditSetting><q1:PolicyTarget>System</q1:PolicyTarget><q1:SubcategoryName>Audit ${i} é</q1:SubcategoryName>` +
      `<q1:SubcategoryGuid>${guid}</q1:SubcategoryGuid><q1:SettingValue>3</q1:SettingValue></q1:AuditSetting>\r\n`
    );
  }
}

function gpoText(number: number): string {
  const guid = `{${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000001}`;
  const template = `<q2:Policy><q2:Name>Template</q2:Name><q2:Explain>${EXPLAIN}</q2:Explain></q2:Policy>\r\n`;
  return (
    `<GPO xmlns="${SETTINGS}"><Identifier><Identifier xmlns="${TYPES}">${guid}</Identifier>` +
    `<Domain xmlns="${TYPES}">corp.example</Domain></Identifier><Name>GPO ${number}</Name><Computer><Enabled>true</Enabled>` +
    `<ExtensionData><Extension xmlns:q1="${SETTINGS}/Auditing">${[...subcategories()].join("")}</Extension></ExtensionData>` +
    `<ExtensionData><Extension xmlns:q2="${SETTINGS}/Registry">${template.repeat(50)}</Extension></ExtensionData>` +
    `</Computer></GPO>\r\n`
  );
}

let folder = "";
let path = "";
let gpos = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "eventreach-test-"));
  path = join(folder, "report.xml");
  const file = openSync(path, "w");
  let size = writeSync(file, Buffer.from('\uFEFF<?xml version="1.0" encoding="utf-16"?>\r\n<report>\r\n', "utf16le"));
  for (; size < SIZE; gpos += 1) size += writeSync(file, Buffer.from(gpoText(gpos), "utf16le"));
  writeSync(file, Buffer.from("</report>\r\n", "utf16le"));
  closeSync(file);
});

afterAll(() => rmSync(folder, { recursive: true }));

test("a report over the size of a whole file is read in parts, every GPO of it, with its digest", async () => {
  const before = process.resourceUsage().maxRSS / 1024;
  const start = performance.now();
  const { files, problems } = await readInputs([path], { step: () => undefined, done: () => undefined });
  const seconds = (performance.now() - start) / 1000;
  const [file] = files;
  expect(problems).toEqual([]);
  expect(file?.source).toMatchObject({ kind: "gpreport-xml", read: "complete", bytes: statSync(path).size });
  expect(file?.drafts).toHaveLength(gpos * 21);
  if (LARGE > 0) {
    const peak = process.resourceUsage().maxRSS / 1024;
    const size = Math.round((file?.source.bytes ?? 0) / MIB);
    console.log(
      `${size} MiB, ${gpos} GPOs, ${gpos * 21} facts: ${seconds.toFixed(1)} s, peak ${Math.round(peak)} MiB, before ${Math.round(before)} MiB`,
    );
    expect(peak - before).toBeLessThan(400);
    return;
  }
  const bytes = new Uint8Array(readFileSync(path));
  const whole = readFile(path, bytes);
  expect(file?.source.id).toBe(sha256Hex(bytes));
  expect(file?.drafts).toEqual(whole.drafts);
  expect(file?.diagnostics).toEqual(whole.diagnostics);
}, 600_000);
