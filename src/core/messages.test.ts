import { describe, expect, test } from "vitest";
import { DIAGNOSTIC_CODES } from "./diagnostic.ts";
import { MESSAGES, messageOf } from "./messages.ts";

const place = { path: "a.csv", at: null };

describe("messages", () => {
  test("codes are unique, kebab-case, and the table has exactly these", () => {
    expect(new Set(DIAGNOSTIC_CODES).size).toBe(DIAGNOSTIC_CODES.length);
    expect(Object.keys(MESSAGES).sort()).toEqual([...DIAGNOSTIC_CODES].sort());
    for (const code of DIAGNOSTIC_CODES) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test("titles are unique", () => {
    const titles = DIAGNOSTIC_CODES.map((code) => MESSAGES[code].title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test.each(DIAGNOSTIC_CODES)("%s: a sentence without any part, and a next step, in plain ASCII", (code) => {
    const message = messageOf({ code, ...place, data: {} });
    expect(message.message).toMatch(/^[\x20-\x7E]+\.$/);
    expect(message.message).not.toContain("  ");
    expect(message.message).not.toMatch(/ [.,;:]/);
    expect(message.next).toMatch(/^[A-Z][\x20-\x7E]{10,}[.]$/);
    expect(message.title).toMatch(/^[A-Z][\x20-\x7E]*[^.]$/);
    expect(["error", "warning", "info"]).toContain(message.level);
  });

  test.each(DIAGNOSTIC_CODES)("%s: loses no part, known or not", (code) => {
    const keys = ["what", "reason", "value", "name", "key", "formats", "encoding", "limit", "more", "by", "surprise"];
    for (const key of keys) {
      const { message } = messageOf({ code, ...place, data: { [key]: "Zx9" } });
      expect(message).toContain("Zx9");
    }
  });

  test("says the parts in a sentence", () => {
    expect(messageOf({ code: "ambiguous", ...place, data: { formats: "audit-csv, ini" } }).message).toBe(
      "More than one format claims the content: audit-csv, ini. None was picked.",
    );
    expect(
      messageOf({ code: "limit-exceeded", ...place, data: { what: "diagnostics of one file", more: 7 } }).message,
    ).toBe("Over a limit: diagnostics of one file, left out 7.");
    expect(messageOf({ code: "duplicate-key", ...place, data: { key: "A - b", line: 3 } }).message).toBe(
      '"A - b" stands here again; the last one counts. (line: 3)',
    );
  });

  test("a next step that the place knows better replaces the general one", () => {
    const said = messageOf({ code: "nested-archive", ...place, data: { name: "b.zip", next: "Ask for the folder." } });
    expect(said.next).toBe("Ask for the folder.");
    expect(said.message).toBe('An archive within an archive is not read: "b.zip".');
  });

  test("is safe with keys that objects inherit, and cuts parts that never end", () => {
    const data = Object.assign(Object.create(null) as Record<string, string>, { constructor: "c", toString: "t" });
    expect(messageOf({ code: "malformed", ...place, data }).message).toContain("constructor: c, toString: t");
    const { message } = messageOf({ code: "malformed", ...place, data: { message: "x".repeat(1e6) } });
    expect(message.length).toBeLessThan(300);
    expect(message).toContain("x...");
  });
});
