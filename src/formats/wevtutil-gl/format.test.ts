import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { wevtutilGl } from "./format.ts";

const LOG =
  "name: Security\r\nenabled: true\r\nisolation: Custom\r\nchannelAccess: O:BAG:SYD:(A;;0x1;;;S-1-5-32-573)\r\nlogging:\r\n  retention: false\r\n  autoBackup: true\r\n  maxSize: 4194304000\r\n";

describe("a channel", () => {
  it("gives numbers, truth values and SDDL under its name", () => {
    const { fields, codes, read } = parseText(wevtutilGl, LOG);
    expect(Object.fromEntries(fields.map((one) => (one.kind === "observation" ? [one.name, one.value] : [])))).toEqual({
      "Security/enabled": true,
      "Security/isolation": "Custom",
      "Security/channelAccess": "O:BAG:SYD:(A;;0x1;;;S-1-5-32-573)",
      "Security/retention": false,
      "Security/autoBackup": true,
      "Security/maxSize": 4_194_304_000,
    });
    expect({ codes, read }).toEqual({ codes: [], read: "complete" });
  });

  it("takes no word for a truth value and no unknown text for a size", () => {
    const { fields, codes } = parseText(
      wevtutilGl,
      LOG.replace("retention: false", "retention: falsch").replace("4194304000", "4 GB"),
    );
    expect(fields.find((one) => "name" in one && one.name === "Security/retention")).toMatchObject({ value: null });
    expect(fields.find((one) => "name" in one && one.name === "Security/maxSize")).toMatchObject({ value: null });
    expect(codes).toEqual(["not-understood", "not-understood"]);
  });

  it("without its size is cut off", () => {
    const { codes, read, fields } = parseText(wevtutilGl, LOG.slice(0, LOG.indexOf("  maxSize")));
    expect({ codes, read, facts: fields.length }).toEqual({ codes: ["truncated"], read: "incomplete", facts: 5 });
  });

  it("is recognised by its keys alone", () => {
    expect(sniffText(wevtutilGl, LOG)).toBe("yes");
    expect(sniffText(wevtutilGl, "name: x\nenabled: true\n")).toBe("no");
    expect(sniffText(wevtutilGl, "hosts:\n  - name: x\n    enabled: true\n")).toBe("no");
    expect(sniffText(wevtutilGl, "")).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(wevtutilGl)).toBeGreaterThan(100);
  });

  it.each([
    ["channels", "name: x\nenabled: true\n".repeat(50_000)],
    ["colons", ":".repeat(1_000_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(wevtutilGl, text);
    parseText(wevtutilGl, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
