import { describe, expect, test } from "vitest";
import { SUBCATEGORIES } from "../core/audit-policy.ts";
import { haveRealFiles, realText } from "../testing/real-files.ts";
import { readCsv } from "./csv.ts";
import { LOCALISED_NAMES } from "./subcategory-names.data.ts";
import { subcategoryName } from "./subcategory-names.ts";

const TAIL = "-69AE-11D9-BED3-505054503030";

function head(name: string): string | undefined {
  return subcategoryName(name)?.guid.slice(0, 8);
}

describe("English names", () => {
  test("auditpol's and the editor's, all 60", () => {
    for (const { guid, name } of SUBCATEGORIES) {
      for (const written of [name, `Audit ${name}`, `  ${name.toUpperCase()} `]) {
        expect([written, subcategoryName(written)]).toEqual([written, { guid, language: "en", certainty: "verified" }]);
      }
    }
  });

  test.each([
    ["Audit Policy Change", "0CCE922F"],
    ["Audit Audit Policy Change", "0CCE922F"],
    ["Audit PNP Activity", "0CCE9248"],
    ["Token Right Adjusted", "0CCE924A"],
    ["Audit Central Access Policy Staging", "0CCE9246"],
    ["User/Device Claims", "0CCE9247"],
    ["Audit", undefined],
    ["Audit ", undefined],
    ["", undefined],
    ["Policy Change", undefined],
    ["constructor", undefined],
    ["Logon x", undefined],
    ["Logo", undefined],
    [`Logon${" ".repeat(1_000_000)}`, undefined],
  ])("%j", (name, guid) => {
    expect(head(name)).toBe(guid);
  });
});

describe("other languages", () => {
  const languages = ["de", "fr", "es", "pt-BR", "it", "nl", "pl", "ru", "ja", "zh-CN", "sv", "cs"];

  test("are these, and only German is verified", () => {
    expect(LOCALISED_NAMES.map(({ language }) => language)).toEqual(languages);
    expect(LOCALISED_NAMES.filter(({ certainty }) => certainty === "verified").map((row) => row.language)).toEqual([
      "de",
    ]);
  });

  test.each(LOCALISED_NAMES.map(({ language, names }) => ({ language, entries: names.split("|") })))(
    "$language: every name is found, and is of one subcategory in all languages",
    ({ entries }) => {
      expect(entries.length).toBeGreaterThan(50);
      for (const entry of entries) {
        expect(entry).toMatch(/^[1-4][0-9A-F] \S/);
        expect([entry, subcategoryName(entry.slice(3))?.guid]).toEqual([entry, `0CCE92${entry.slice(0, 2)}${TAIL}`]);
      }
    },
  );

  test("spellings of apostrophes, ampersands, blanks and accents", () => {
    expect(head("Modification de l\u2019\u00e9tat  de la s\u00e9curit\u00e9")).toBe("0CCE9210");
    expect(head("Modification de l'e\u0301tat de la se\u0301curite\u0301")).toBe("0CCE9210");
    expect(head("Plug &amp; Play-Ereignisse")).toBe("0CCE9248");
    expect(head("PLUG & PLAY-EREIGNISSE")).toBe("0CCE9248");
  });
});

describe.skipIf(!haveRealFiles())("the German capture", () => {
  test("shows every German name beside its GUID", () => {
    const path = "mondoohq__mql/@8a8772d9/providers/os/resources/windows/testdata/auditpol-get-ws2022-de.csv";
    const seen = new Map<string, string>();
    for (const { cells } of readCsv(realText(path))) {
      const [, , name = "", guid = ""] = cells.map((cell) => cell.value);
      if (!guid.startsWith("{")) continue;
      seen.set(guid.slice(7, 9), name);
      expect([name, subcategoryName(name)]).toEqual([
        name,
        { guid: guid.slice(1, -1), language: name === "SAM" ? "en" : "de", certainty: "verified" },
      ]);
    }
    expect(seen.size).toBe(60);
    const german = LOCALISED_NAMES.find(({ language }) => language === "de")?.names.split("|") ?? [];
    expect(german.map((entry) => entry.slice(0, 2)).toSorted()).toEqual([...seen.keys()].toSorted());
  });
});
