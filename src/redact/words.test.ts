import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isOwnWord, isPublicGuid, isSddlAlias } from "./vocabulary.ts";
import { WORDS } from "./vocabulary.generated.ts";
import { compounds, fold } from "./words.ts";

const ROOT = join(import.meta.dirname, "../..");

it("the generator of the vocabulary cuts words as redaction does", () => {
  const own = readFileSync(join(import.meta.dirname, "words.ts"), "utf8");
  const generator = readFileSync(join(ROOT, "tools/vocabulary.mjs"), "utf8");
  const letter = (text: string): string | undefined => /const LETTER = String\.raw`([^`]+)`/.exec(text)?.[1];
  const joined = (text: string): string | undefined => /String\.raw`(\[\$\{LETTER\}\]\+\(\?:[^`]+)`/.exec(text)?.[1];
  expect(letter(generator)).toBe(letter(own));
  expect(joined(generator)).toBe(joined(own));
  expect(letter(own)).toBeDefined();
  expect(joined(own)).toBeDefined();
});

describe("words of ours", () => {
  it("are those of sentences and settings, and not the names of examples", () => {
    for (const word of ["success", "auditntlmindomain", "domain", "2026-11-22", "0x7f", "linked"]) {
      expect(isOwnWord(word), word).toBe(true);
    }
    expect(WORDS).not.toMatch(/^(?:.*contoso.*|.*fabrikam.*|dc\d+|alice|bob)$/m);
    for (const word of ["contoso", "dc01", "kontor", "müller"]) expect(isOwnWord(word), word).toBe(false);
  });

  it("hold the GUIDs that every domain has, and those only", () => {
    expect(isPublicGuid("31B2F340-016D-11D2-945F-00C04FB984F9")).toBe(true);
    expect(isPublicGuid("0CCE923F-69AE-11D9-BED3-505054503030")).toBe(true);
    expect(isPublicGuid("BF967ABA-0DE6-11D0-A285-00AA003049E2")).toBe(true);
    expect(isPublicGuid("D445B3B3-7EA4-5AE7-9CE6-C1792149D0EA")).toBe(false);
  });

  it("two letters are an alias of SDDL only where they are one", () => {
    expect(["BA", "SY", "WD", "JD", "ba"].map(isSddlAlias)).toEqual([true, true, true, false, false]);
  });
});

it("folding keeps the length, so that a place in one text is a place in the other", () => {
  for (const text of ["İstanbul", "STRASSE ß", "ΑΣ", "😀A", "ŐÜ"]) expect(fold(text).length, text).toBe(text.length);
  expect("svc@corp.example, \\\\KD1$ 'x'".match(compounds())).toEqual(["svc@corp.example", "KD1$", "x"]);
});
