import { describe, expect, it } from "vitest";
import { consoleLines, isPrompt, labelled } from "./console.ts";

describe("lines", () => {
  it("come trimmed, with their places, whatever ends them", () => {
    const text = "\ufeffa\r\r\n\r\n  b \0\rc\n";
    const lines = [...consoleLines(text)];
    expect(lines.map(({ text, indent }) => [text, indent])).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 0],
    ]);
    for (const line of lines) expect(text.slice(line.start, line.end)).toBe(line.text);
  });

  it("that no command prints are left out", () => {
    expect([...consoleLines(`${"x".repeat(70_000)}\nb`)].map(({ text }) => text)).toEqual(["b"]);
  });
});

describe("prompts", () => {
  it.each(["C:\\>dir", "C:\\Users\\a b> x", "PS C:\\> x", "[dc01]: PS D:\\x> y"])("%s is one", (text) => {
    expect(isPrompt(text)).toBe(true);
  });

  it.each(["C: x", "HKEY_LOCAL_MACHINE\\x>", "a> b", "", "[dc01]: x"])("%s is none", (text) => {
    expect(isPrompt(text)).toBe(false);
  });
});

describe("labels", () => {
  it("end at the first colon of either width", () => {
    expect(labelled("a b : c: d")).toEqual({ label: "a b", value: "c: d" });
    expect(labelled("電源：x")).toEqual({ label: "電源", value: "x" });
    expect(labelled("a:")).toEqual({ label: "a", value: "" });
    expect(labelled(": a")).toBeNull();
    expect(labelled("a")).toBeNull();
  });
});
