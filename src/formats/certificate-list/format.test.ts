import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { certificateList } from "./format.ts";

const PRINT = "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4";

function read(object: object) {
  return parseText(certificateList, JSON.stringify(object));
}

describe("a certificate", () => {
  it("is told by its thumbprint, with store, subject and end", () => {
    expect(
      read({
        Thumbprint: PRINT.toLowerCase(),
        Subject: "CN=Example Root",
        NotAfter: "/Date(2147169600000)/",
        PSPath: `Microsoft.PowerShell.Security\\Certificate::LocalMachine\\Root\\${PRINT}`,
        PSComputerName: "dc01",
      }).drafts,
    ).toMatchObject([
      {
        fields: {
          kind: "observation",
          topic: "certificate",
          name: PRINT,
          value: ["store=LocalMachine\\Root", "subject=CN=Example Root", "notAfter=2038-01-15T12:00:00.000Z"],
        },
        host: "dc01",
      },
    ]);
  });

  it("loses the blanks and marks that a dialog puts into thumbprints", () => {
    expect(read({ Thumbprint: `\u200e${PRINT.replaceAll(/(..)/g, "$1 ")}` }).fields).toMatchObject([
      { name: PRINT, value: [] },
    ]);
  });

  it.each(["", "DF3C", `${PRINT}0`, "xyz"])("without a thumbprint is none: %s", (Thumbprint) => {
    expect(read({ Thumbprint, Subject: "CN=a" })).toMatchObject({ fields: [], codes: ["not-understood"] });
  });

  it("is recognised by more than the thumbprint", () => {
    expect(sniffText(certificateList, '[{"Thumbprint": "", "Subject": ""}]')).toBe("yes");
    expect(sniffText(certificateList, '"Thumbprint","NotAfter"\n')).toBe("yes");
    expect(sniffText(certificateList, '[{"Thumbprint": ""}]')).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(certificateList)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(certificateList, text);
    parseText(certificateList, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
