/** Members of a zip that are too large to be read whole. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { readFile } from "../formats/read.ts";
import { sha256Hex } from "../platform/digest.ts";
import { writeZip, type ZipMember } from "../testing/zip-writer.ts";
import { readInputs } from "./read-inputs.ts";

let folder = "";
let ldif: Buffer = Buffer.alloc(0);

function directory(): Buffer {
  const parts: string[] = [];
  let size = 0;
  // Names that do not repeat: what packs too well is taken for a bomb.
  for (let i = 0; size <= LIMITS.wholeBytes; i += 1) {
    const name = Math.imul(i, 2_654_435_761).toString(36) + Math.imul(i, 40_503).toString(36);
    const entry = `dn: CN=${name},DC=corp\nobjectClass: computer\ndNSHostName: ${name}.corp\ndescription: ${name.repeat(20)}\n\n`;
    parts.push(entry);
    size += entry.length;
  }
  return Buffer.from(parts.join(""));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "eventreach-test-"));
  ldif = directory();
});

afterAll(() => rmSync(folder, { recursive: true }));

async function readMember(member: ZipMember) {
  const path = join(folder, "a.zip");
  writeFileSync(path, writeZip([member]));
  const { files, problems } = await readInputs([path], { step: () => undefined, done: () => undefined });
  return { file: files.find(({ source }) => source.memberOf !== null), problems };
}

test.each([0, 8])(
  "one whose format reads in parts gives what the whole gives (method %i)",
  async (method) => {
    const { file, problems } = await readMember({ name: "d.ldf", data: ldif, method });
    const whole = readFile("d.ldf", ldif);
    expect(problems).toEqual([]);
    expect(file?.source).toMatchObject({ kind: "ldif", read: "complete", id: sha256Hex(ldif), bytes: ldif.length });
    expect(file?.drafts.length).toBeGreaterThan(10_000);
    expect(file?.drafts).toEqual(whole.drafts);
  },
  60_000,
);

test.each<[string, Partial<ZipMember>]>([
  ["checksum", { crc: 1 }],
  ["size", { declaredSize: LIMITS.memberBytes + 1 }],
])(
  "one with a wrong %s is never complete and gives no fact",
  async (_, lie) => {
    const { file, problems } = await readMember({ name: "d.ldf", data: ldif, ...lie });
    expect(file?.source).toMatchObject({ kind: null, read: "unrecognised", reason: "not read: malformed" });
    expect(file?.drafts).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(["malformed"]);
  },
  60_000,
);

test("one over the cap whose format has to have the whole is refused, and still listed", async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `; comment ${Math.imul(i, 2_654_435_761)}\r\n`).join("");
  const data = Buffer.from(`[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n${lines}`);
  const size = LIMITS.memberBytes + 1;
  const { file, problems } = await readMember({ name: "GptTmpl.inf", data, declaredSize: size });
  expect(file?.source).toMatchObject({ read: "unrecognised", reason: "not read: limit-exceeded", bytes: size });
  const what = "the unpacked size of the member in bytes";
  expect(problems).toMatchObject([{ code: "limit-exceeded", data: { what, limit: LIMITS.memberBytes, size } }]);
});
