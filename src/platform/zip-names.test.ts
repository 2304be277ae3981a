import * as fc from "fast-check";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { collisionKey, memberName, type RawName, unsafeName } from "./zip-names.ts";

function raw(bytes: Uint8Array | string, more: Partial<RawName> = {}): RawName {
  return { flags: 0, bytes: Buffer.from(bytes), extra: [], ...more };
}

function unicodePath(name: string, forBytes: string): RawName["extra"][number] {
  const data = Buffer.alloc(5);
  data[0] = 1;
  data.writeUInt32LE(crc32(forBytes), 1);
  return { id: 0x7075, data: Buffer.concat([data, Buffer.from(name)]) };
}

describe("memberName", () => {
  test("reads UTF-8 where the flag says so, and CP437 elsewhere", () => {
    expect(memberName(raw("Ä/ß", { flags: 0x800 }))).toBe("Ä/ß");
    expect(memberName(raw(Uint8Array.of(0x8e, 0x2f, 0xe1, 0xff, 0x80)))).toBe("Ä/ß\u00A0Ç");
    expect(memberName(raw(Uint8Array.of(0x61, 0xff, 0x62), { flags: 0x800 }))).toBe("a\uFFFDb");
  });

  test("leaves ASCII as it is, control characters included", () => {
    const ascii = Uint8Array.from({ length: 128 }, (_, i) => i);
    expect(memberName(raw(ascii))).toBe(String.fromCharCode(...ascii).replace("\\", "/"));
  });

  test("every CP437 byte has a character of its own", () => {
    const names = new Set(Array.from({ length: 256 }, (_, i) => memberName(raw(Uint8Array.of(i)))));
    expect(names.size).toBe(255);
    expect(names.has("\uFFFD")).toBe(false);
  });

  test("takes the Unicode path only when it belongs to this name", () => {
    expect(memberName(raw("x", { extra: [unicodePath("ж\\x", "x")] }))).toBe("ж/x");
    expect(memberName(raw("y", { extra: [unicodePath("ж", "x")] }))).toBe("y");
    expect(memberName(raw("y", { extra: [{ id: 0x7075, data: Buffer.from([1, 2]) }] }))).toBe("y");
  });

  test("turns \\ into /", () => {
    expect(memberName(raw("a\\b\\c"))).toBe("a/b/c");
  });
});

describe("unsafeName", () => {
  test.each([
    "",
    "/etc/passwd",
    "//server/share",
    "C:/x",
    "c:x",
    "../x",
    "a/../../x",
    "a/..",
    "..",
    "a\0b",
    ".",
    "./",
    "//",
  ])("refuses %j", (name) => {
    expect(unsafeName(name)).toEqual(expect.any(String));
  });

  test.each(["a", "a/b", "..a", "a..", ".../x", "./a", "a//b", "ab:c", "a/C:/x", "ä", "-"])("accepts %j", (name) => {
    expect(unsafeName(name)).toBeNull();
  });

  test("whatever it accepts stays below the folder it is joined to", () => {
    const part = fc.constantFrom("..", ".", "", "a", "C:", "b", "\0", "...");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const name = parts.join("/");
        if (unsafeName(name) !== null) return;
        const resolved = new URL(name.split("/").map(encodeURIComponent).join("/"), "file:///in/here/").href;
        expect(resolved.startsWith("file:///in/here/")).toBe(true);
        expect(name.startsWith("/") || name.includes("\0")).toBe(false);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});

test("collisionKey is equal for names that one Windows folder cannot hold", () => {
  expect(collisionKey("A/./b//C")).toBe(collisionKey("a/B/c"));
  expect(collisionKey("a/b")).not.toBe(collisionKey("ab"));
});
