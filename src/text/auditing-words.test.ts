import { describe, expect, it } from "vitest";
import { AUDITING_LANGUAGES, auditingWord, foldWord, optionWord } from "./auditing-words.ts";

describe("auditingWord", () => {
  it("knows whole words only, in any spelling of blanks, case and apostrophes", () => {
    expect(auditingWord("Success and Failure")).toEqual({ meaning: 3, language: "en", certainty: "V" });
    expect(auditingWord("  no   AUDITING ")?.meaning).toBe(0);
    expect(auditingWord("Erfolg")?.meaning).toBe(1);
    expect(auditingWord("Erfolg und Fehler")?.meaning).toBe(3);
    expect(auditingWord("Erfolg und")).toBeNull();
    expect(auditingWord("Pas d\u2019audit")).toEqual({ meaning: 0, language: "fr", certainty: "U" });
    expect(auditingWord("Keine U\u0308berwachung")?.meaning).toBe(0);
    expect(auditingWord("ΚΑΝΈΝΑΣ ΈΛΕΓΧΟΣ")?.meaning).toBe(0);
    expect(auditingWord("成功および失敗")?.meaning).toBe(3);
    expect(auditingWord("Not Specified")?.meaning).toBe("not-configured");
    expect(auditingWord("šberwachung")).toBeNull();
    expect(auditingWord("")).toBeNull();
    expect(auditingWord("__proto__")).toBeNull();
    expect(auditingWord(`Success${" ".repeat(1_000_000)}`)).toBeNull();
  });

  it("has no word with two meanings, in whatever language", () => {
    const meanings = new Map<string, string>();
    for (const row of AUDITING_LANGUAGES) {
      for (const column of ["none", "success", "failure", "both", "notConfigured"] as const) {
        for (const word of row[column]) {
          const folded = foldWord(word);
          expect([folded, meanings.get(folded) ?? column]).toEqual([folded, column]);
          meanings.set(folded, column);
        }
      }
    }
    expect(meanings.size).toBeGreaterThan(75);
  });

  it("marks what nobody has confirmed", () => {
    const unconfirmed = AUDITING_LANGUAGES.filter((row) => row.certainty === "U").map((row) => row.language);
    expect(unconfirmed).toEqual(["fr", "pt", "pl", "ru", "zh-CN", "sv", "cs"]);
  });
});

describe("optionWord", () => {
  it("reads on and off", () => {
    expect([optionWord("Enabled"), optionWord("deaktiviert"), optionWord("Yes")]).toEqual([1, 0, null]);
  });
});
