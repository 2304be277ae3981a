import * as fc from "fast-check";
// @ts-expect-error The package carries no types.
import { parse as parseIni } from "ini";
import { describe, expect, it } from "vitest";
import type { InfLine } from "./inf.ts";
import { readInf } from "./inf.ts";

const SEED = 20240229;

function brief(text: string): string[] {
  return [...readInf(text)].map((line) => `${line.kind} ${line.section ?? "-"} ${line.key}|${line.value}`);
}

describe("readInf", () => {
  it("gives every line with its kind, its section and its two sides", () => {
    const text = [
      "; comment",
      "stray",
      "[Version]",
      'signature="$CHICAGO$"',
      "",
      "[Registry Values] ; comment",
      'MACHINE\\A\\B=7,x=y,"a;b",#c %d%',
      "\t SeTcbPrivilege =  ",
      '"MACHINE\\X=Y",0,"D:(XA;;FX;;;WD;(@User.T==""a""))"',
      '"quoted"=1',
      "[broken",
      "[a] b=c",
      "=value",
    ].join("\r\n");
    expect(brief(text)).toEqual([
      "comment - |",
      "bare - stray|",
      "section Version |",
      'entry Version signature|"$CHICAGO$"',
      "blank Version |",
      "section Registry Values |",
      'entry Registry Values MACHINE\\A\\B|7,x=y,"a;b",#c %d%',
      "entry Registry Values SeTcbPrivilege|",
      'bare Registry Values "MACHINE\\X=Y",0,"D:(XA;;FX;;;WD;(@User.T==""a""))"|',
      'entry Registry Values "quoted"|1',
      "bare Registry Values [broken|",
      "entry Registry Values [a] b|c",
      "entry Registry Values |value",
    ]);
  });

  it("places lines and values", () => {
    const [, entry, empty] = [...readInf("[S]\r\n key =  value \r\nk=")] as [InfLine, InfLine, InfLine];
    expect(entry).toEqual({
      kind: "entry",
      section: "S",
      key: "key",
      value: "value",
      start: 5,
      end: 19,
      valueStart: 13,
    });
    expect(empty).toMatchObject({ start: 21, end: 23, valueStart: 23, value: "" });
  });

  it("strips marks and NULs at edges and keeps duplicates", () => {
    expect(brief("\ufeff[S]\n\ufeffa=1\0\na=2\n\0")).toEqual([
      "section S |",
      "entry S a|1",
      "entry S a|2",
      "blank S |",
    ]);
  });

  it("is linear on long lines and hostile ones", () => {
    const long = `MACHINE\\A=7,${'x","y,'.repeat(200_000)}`;
    for (const text of [
      `[S]\n${long}`,
      '"'.repeat(1_000_000),
      "[".repeat(1_000_000),
      "[x\n".repeat(300_000),
      " ".repeat(1_000_000),
    ]) {
      const started = performance.now();
      let read = 0;
      for (const line of readInf(text)) read += line.end - line.start;
      expect(read).toBe(text.replaceAll("\n", "").length);
      expect(performance.now() - started).toBeLessThan(2000);
    }
    expect([...readInf(`[S]\n${long}`)].at(-1)?.value).toHaveLength(long.length - "MACHINE\\A=".length);
  });

  it("covers every line of any text, in order", () => {
    const any = fc.string({ unit: fc.constantFrom("[", "]", "=", ";", '"', " ", "a", "\r", "\n"), maxLength: 60 });
    fc.assert(
      fc.property(any, (text) => {
        const lines = [...readInf(text)];
        expect(lines.map((line) => text.slice(line.start, line.end)).join("")).toBe(text.replace(/[\r\n]/g, ""));
        for (const line of lines) {
          expect(text.slice(line.valueStart, line.valueStart + line.value.length)).toBe(line.value);
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it("agrees with the package ini where both must", () => {
    // Not the package's own: escapes, quotes, `;` and `#` in values, `[]` and `__proto__` keys, dots in sections, booleans.
    const name = fc.stringMatching(/^[A-Z][A-Za-z0-9 ]{0,7}[a-z]$/);
    const value = fc.stringMatching(/^(?:[0-9*{][A-Za-z0-9,*{}=.%()-]{0,12})?$/);
    const entry = fc.record({ key: name, value, sign: fc.constantFrom("=", " = ", "= ") });
    const sections = fc.array(fc.record({ name, entries: fc.array(entry, { maxLength: 5 }) }), { maxLength: 4 });
    fc.assert(
      fc.property(sections, (all) => {
        const text = all
          .flatMap((section) => [
            `[${section.name}]`,
            ...section.entries.map((e) => `${e.key}${e.sign}${e.value}`),
            "; note",
          ])
          .join("\r\n");
        const mine: Record<string, Record<string, string>> = {};
        for (const line of readInf(text)) {
          const section = (mine[line.section ?? ""] ??= {});
          if (line.kind === "entry") section[line.key] = line.value;
        }
        const theirs: unknown = parseIni(text);
        expect(JSON.parse(JSON.stringify(theirs))).toEqual(mine);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
