import { describe, expect, test } from "vitest";
import type { AuditingMeaning } from "./auditing-words.ts";
import { settingsOf } from "./auditing-settings.ts";
import { bestCodePage, CODE_PAGES, readAs } from "./code-pages.ts";

/** A language that no table has. */
const OWN = ["Nula", "Bono", "Malo", "Bono kaj malo"];

function read(texts: readonly string[], numbered?: ReadonlyMap<string, AuditingMeaning>): unknown[] {
  const settings = settingsOf(texts, numbered);
  return texts.map((text) => settings.of(text));
}

function codes(texts: readonly string[]): string[] {
  return settingsOf(texts).notes.map(({ code }) => code);
}

describe("the pattern of four texts", () => {
  test("tells both and none; which of two is success only with a second anchor", () => {
    expect(read(OWN)).toEqual([0, null, null, 3]);
    expect(read(OWN, new Map([["bono", 1]]))).toEqual([0, 1, 2, 3]);
    expect(read(OWN, new Map([["malo", 2]]))).toEqual([0, 1, 2, 3]);
    expect(read(OWN, new Map([["malo", 1]]))).toEqual([0, 2, 1, 3]);
    expect(read(["Nula", "Success", "Malo", "Success kaj malo"])).toEqual([0, 1, 2, 3]);
    expect(codes(OWN)).toEqual(["words-unconfirmed"]);
  });

  test("is undone by a text that is known otherwise", () => {
    expect(read(OWN, new Map([["nula", 1]]))).toEqual([null, null, null, null]);
    expect(read(OWN, new Map([["bono", 0]]))).toEqual([null, null, null, null]);
    expect(
      read(
        OWN,
        new Map<string, AuditingMeaning>([
          ["bono", 1],
          ["malo", 1],
        ]),
      ),
    ).toEqual([null, null, null, null]);
    expect(read(["Success", "Bono", "Malo", "Bono kaj malo"])).toEqual([1, null, null, null]);
  });

  test.each([
    ["three texts", OWN.slice(1)],
    ["five texts", [...OWN, "Alia"]],
    ["no text that contains two", ["Nula", "Bono", "Malo", "Ambaŭ"]],
    ["parts inside one another", ["Nula", "Bon", "Bono", "Bono kaj bon"]],
    ["a part inside the fourth", ["Malo ne", "Bono", "Malo", "Bono kaj malo"]],
    ["too many texts", [...OWN, ...Array.from({ length: 100 }, (_, i) => `x${i}`)]],
  ])("%s: nothing is concluded", (_, texts) => {
    expect(new Set(read(texts))).toEqual(new Set([null]));
    expect(codes(texts)).toEqual([]);
  });
});

describe("the table", () => {
  test("needs no note, unless its words are unconfirmed", () => {
    expect(codes(["Success", "Erfolg", "Fehler"])).toEqual([]);
    expect(read(["Успех", "Сбой"])).toEqual([1, 2]);
    expect(codes(["Успех", "Сбой"])).toEqual(["words-unconfirmed"]);
    expect(settingsOf([]).of("Failure")).toBe(2);
    expect(settingsOf([]).of("zzz")).toBeNull();
  });
});

/** Bytes of a page as Windows-1252 shows them. */
function shownAs1252(page: string, text: string): string {
  for (let shown = 0, result = ""; ; shown += 1) {
    if (shown === text.length) return result;
    const char = text.charAt(shown);
    if (char.charCodeAt(0) < 0x80) result += char;
    else {
      const byte = Array.from({ length: 128 }, (_, i) => 0x80 + i).find((code) => readAs(page, chr1252(code)) === char);
      if (byte === undefined) throw new Error(`${page} has no ${char}`);
      result += chr1252(byte);
    }
  }
}

function chr1252(byte: number): string {
  // Latin-1 but for 0x80 to 0x9F, where Windows-1252 has its own; found by what CP850 makes of them.
  for (const char of "€‚ƒ„…†‡ˆ‰Š‹Œ\u008d\u0081\u008f\u0090\u009dŽ‘’“”•–—˜™š›œžŸ") {
    if (readAs("CP437", char) === "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ".charAt(byte - 0x80) && byte < 0xa0) return char;
  }
  return String.fromCharCode(byte);
}

describe("another code page", () => {
  test("gives German words that a console wrote and an editor read", () => {
    expect(shownAs1252("CP850", "Keine Überwachung")).toBe("Keine šberwachung");
    expect(read(["Keine šberwachung", "Erfolg"])).toEqual([0, 1]);
    expect(settingsOf(["Keine šberwachung"]).notes).toEqual([
      { code: "bad-encoding", data: { encoding: "CP850", what: "settings", example: "Keine šberwachung" } },
    ]);
  });

  test.each([
    ["CP866", ["Без аудита", "Успех", "Сбой", "Успех и сбой"]],
    ["Windows-1251", ["Без аудита", "Успех", "Сбой", "Успех и сбой"]],
    ["CP852", ["Žádné auditování", "Úspěch", "Selhání", "Úspěch a selhání"]],
    ["Windows-1250", ["Žádné auditování", "Úspěch", "Selhání", "Úspěch a selhání"]],
    ["Windows-1253", ["Κανένας έλεγχος", "Επιτυχία", "Αποτυχία", "Επιτυχία και αποτυχία"]],
  ])("%s", (page, words) => {
    const shown = words.map((word) => shownAs1252(page, word));
    expect(read(shown)).toEqual([0, 1, 2, 3]);
    const notes = settingsOf(shown).notes.filter(({ code }) => code === "bad-encoding");
    expect(notes).toMatchObject([{ data: { encoding: page } }]);
  });

  test.each([
    ["CP932", [0x90, 0xac, 0x8c, 0xf7], 1],
    ["CP936", [0xca, 0xa7, 0xb0, 0xdc], 2],
    ["CP950", [0xa8, 0x53, 0xa6, 0xb3, 0xbd, 0x5d, 0xae, 0xd6], 0],
  ])("%s of two bytes a character", (page, bytes, meaning) => {
    const shown = bytes.map(chr1252).join("");
    expect(read([shown])).toEqual([meaning]);
    expect(settingsOf([shown]).notes[0]?.data).toMatchObject({ encoding: page });
  });

  test("only an exact word counts", () => {
    expect(read(["šberwachung", "Keine šberwachun", "Keine ?berwachung", "\u{1f600}", "x\ud800"])).toEqual(
      Array(5).fill(null),
    );
    expect(bestCodePage(["plain"], () => "1")).toBeNull();
    expect(readAs("CP850", "Ω")).toBeNull();
    expect(readAs("CP1", "é")).toBeNull();
    expect(readAs("CP850", "é".repeat(100_000))).toBeNull();
  });

  test("pages that give one text two meanings settle nothing; pages that agree are named by the first", () => {
    expect(bestCodePage(["\u0081"], (text) => text)).toBeNull();
    expect(bestCodePage(["\u0081"], (text) => (text === "ü" ? "1" : null))).toEqual({ page: "CP850", hits: 1 });
  });

  test("every page reads, whatever the bytes", () => {
    for (const page of CODE_PAGES) expect(readAs(page, "aé")).toSatisfy((text) => text === null || text !== "");
    expect(CODE_PAGES.filter((page) => readAs(page, "\u2014") !== null)).toContain("CP866");
  });
});
