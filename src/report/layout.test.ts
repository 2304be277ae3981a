import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth, printable } from "../text/printable.ts";
import { columns, cutEnd, cutMiddle, shortenPath, wrap } from "./layout.ts";

const SEED = { seed: 20261122, numRuns: 300 };
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.constantFrom(" ", "監査", "e\u0301", "a-b-c", "\u001B", "🛡"),
    ),
    {
      maxLength: 20,
    },
  )
  .map((parts) => printable(parts.join("")));

describe("wrap", () => {
  test("breaks at spaces, the first line shorter where it is told so", () => {
    expect(wrap("one two three four", 9)).toEqual(["one two", "three", "four"]);
    expect(wrap("one two three four", 9, 4)).toEqual(["one", "two three", "four"]);
    expect(wrap("", 9)).toEqual([""]);
  });

  test("breaks a long word after a dash if it can, and never within an escape", () => {
    expect(wrap("MDI-DC-AUDIT-CREDENTIAL-VALIDATION", 20)).toEqual(["MDI-DC-AUDIT-", "CREDENTIAL-", "VALIDATION"]);
    expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrap("abc\\u{1B}def", 6)).toEqual(["abc", "\\u{1B}", "def"]);
    expect(wrap("abcd\\u{1B}def", 8)).toEqual(["abcd", "\\u{1B}de", "f"]);
  });

  test("counts wide characters twice", () => expect(wrap("監査ポリシー", 6)).toEqual(["監査ポ", "リシー"]));

  test("no line is too long, and no character is lost", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 60 }), (given, width) => {
        const lines = wrap(given, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(given.replaceAll(" ", ""));
      }),
      SEED,
    );
  });

  test("a word of a million characters takes no longer than it must", () => {
    expect(wrap("x".repeat(1e6), 70)).toHaveLength(Math.ceil(1e6 / 70));
  });
});

describe("cuts", () => {
  test("keep the beginning, or both ends", () => {
    expect(cutEnd("abcdefghij", 6, "…")).toBe("abcde…");
    expect(cutEnd("abcdef", 6, "…")).toBe("abcdef");
    expect(cutMiddle(",System,Credential Validation,{0cce923f},Success,,1", 24, "…")).toBe(",System,Cred…,Success,,1");
    expect(cutMiddle("abc\\u{1B}def", 8, "...")).toBe("abc...ef");
  });

  test("are never too long", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 60 }), (given, width) => {
        expect(displayWidth(cutEnd(given, width, "…"))).toBeLessThanOrEqual(width);
        expect(displayWidth(cutMiddle(given, width, "..."))).toBeLessThanOrEqual(width);
        if (displayWidth(given) <= width) expect(cutMiddle(given, width, "...")).toBe(given);
      }),
      SEED,
    );
  });
});

describe("shortenPath", () => {
  const path =
    "export.zip!backups/{8E4B1F0C-51D2-4F4B-9C3A-7C1B2A9D0E11}/DomainSysvol/GPO/Machine/Microsoft/Windows NT/Audit/audit.csv:2:1";

  test.each([
    [200, path],
    [100, "export.zip!backups/{8E4B1F0C…}/DomainSysvol/GPO/Machine/Microsoft/Windows NT/Audit/audit.csv:2:1"],
    [70, "export.zip!backups/{8E4B1F0C…}/…/Windows NT/Audit/audit.csv:2:1"],
    [50, "export.zip!…/{8E4B1F0C…}/…/Audit/audit.csv:2:1"],
    [30, "…/{8E4B1F0C…}/…/audit.csv:2:1"],
    [20, "…/audit.csv:2:1"],
    [8, "…/audit.csv:2:1"],
  ])("at %i columns", (width, shown) => expect(shortenPath(path, width, "…")).toBe(shown));

  test("keeps the file's name whole, and else fits", () => {
    const segment = fc.string({ unit: fc.constantFrom(...Array.from("abc {}-.")), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 5, max: 80 }),
        (parts, width) => {
          const name = parts.at(-1) ?? "";
          const shown = shortenPath(parts.join("/"), width, "…");
          expect(shown.endsWith(name)).toBe(true);
          expect(displayWidth(shown)).toBeLessThanOrEqual(Math.max(width, name.length + 2));
        },
      ),
      SEED,
    );
  });
});

test("columns wrap cells where the table is too wide, and keep numbers to the right", () => {
  expect(
    columns(
      [
        ["kind", "files"],
        ["audit-csv", "    5"],
      ],
      40,
    ),
  ).toEqual(["kind       files", "audit-csv      5"]);
  expect(columns([["won", "one two three", "x"]], 15)).toEqual(["won  one two  x", "     three"]);
});
