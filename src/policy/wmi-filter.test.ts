import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factOf } from "../testing/directory-facts.ts";
import { evaluateFilter } from "./wmi-filter.ts";
import type { WmiHost } from "./wmi-filter.ts";
import { wmiHostOf } from "./wmi-host.ts";

const DC: WmiHost = {
  osVersion: "10.0.20348",
  productType: 2,
  caption: "Microsoft Windows Server 2022 Standard",
  name: "DC01.corp.example",
  domain: "corp.example",
  other: new Map(),
};
const SERVER: WmiHost = { ...DC, productType: 3 };
const NOTHING: WmiHost = {
  osVersion: null,
  productType: null,
  caption: null,
  name: null,
  domain: null,
  other: new Map(),
};
const system = (where: string) => `SELECT * FROM Win32_OperatingSystem WHERE ${where}`;
const computer = (where: string) => `SELECT * FROM Win32_ComputerSystem WHERE ${where}`;
const answer = (query: string, host: WmiHost) => evaluateFilter([query], host).answer;

describe("a filter", () => {
  it.each([
    [system('ProductType = "2"'), "true", "false", "unknown"],
    [system("ProductType = 2"), "true", "false", "unknown"],
    [system("ProductType <> 2"), "false", "true", "unknown"],
    [system('ProductType <> "1"'), "true", "true", "unknown"],
    [system("ProductType > 1"), "true", "true", "unknown"],
    [system("ProductType = 1 OR ProductType = 2 OR ProductType = 3"), "true", "true", "true"],
    [system('ProductType = "x"'), "unknown", "unknown", "unknown"],
    [system('Version LIKE "10.%" AND ProductType = "2"'), "true", "false", "unknown"],
    [system('Version LIKE "6.%" AND ProductType = "2"'), "false", "false", "unknown"],
    [system('(Version LIKE "6.%" OR Version LIKE "10.%")'), "true", "true", "unknown"],
    [system('NOT Version LIKE "6.%"'), "true", "true", "unknown"],
    [system('Version = "10.0.20348"'), "true", "true", "unknown"],
    // As text: 1 comes before 6.
    [system('Version >= "6.3"'), "false", "false", "unknown"],
    [system('Version < "6.3"'), "true", "true", "unknown"],
    [system('Version > "10.0.9"'), "false", "false", "unknown"],
    [system('Version >= "10.0"'), "true", "true", "unknown"],
    [system("Version >= 6.1"), "unknown", "unknown", "unknown"],
    [system("BuildNumber >= 9000 AND BuildNumber < 10000"), "false", "false", "unknown"],
    [system("BuildNumber = 20348"), "true", "true", "unknown"],
    [system("BuildNumber >= 17763"), "true", "true", "unknown"],
    [system("BuildNumber >= 9600"), "false", "false", "unknown"],
    [system('Caption LIKE "%server%"'), "true", "true", "unknown"],
    [system('Caption = "MICROSOFT WINDOWS SERVER 2022 STANDARD"'), "true", "true", "unknown"],
    [system("Caption IS NOT NULL"), "true", "true", "unknown"],
    [system("Version IS NULL"), "false", "false", "unknown"],
    [system("Version = NULL"), "unknown", "unknown", "unknown"],
    [system('OSArchitecture = "64-bit"'), "unknown", "unknown", "unknown"],
    [system('OSArchitecture = "64-bit" AND ProductType = 1'), "false", "false", "unknown"],
    [system('OSArchitecture = "64-bit" OR ProductType <> 1'), "true", "true", "unknown"],
    [system("ProductType = Version OR ProductType = 2"), "true", "unknown", "unknown"],
    // WMI refuses the whole query.
    [system("Nonsense = 1 OR ProductType > 0"), "unknown", "unknown", "unknown"],
    [system("ProductType = 2 AND"), "unknown", "unknown", "unknown"],
    ["SELECT Nonsense FROM Win32_OperatingSystem", "unknown", "unknown", "unknown"],
    ["SELECT * FROM Win32_OperatingSystem", "true", "true", "true"],
    ["SELECT ProductType FROM Win32_OperatingSystem WHERE ProductType = 2", "true", "false", "unknown"],
    ["SELECT * FROM Win32_Battery", "unknown", "unknown", "unknown"],
    ["", "unknown", "unknown", "unknown"],
    [computer("DomainRole = 4 OR DomainRole = 5"), "true", "false", "unknown"],
    [computer("DomainRole >= 4"), "true", "false", "unknown"],
    [computer("DomainRole = 5"), "unknown", "false", "unknown"],
    [computer("DomainRole = 3"), "false", "true", "unknown"],
    [computer("DomainRole < 6"), "true", "true", "true"],
    [computer("PartOfDomain = TRUE"), "true", "true", "true"],
    [computer('PartOfDomain = "false"'), "false", "false", "false"],
    [computer('Name = "dc01"'), "true", "true", "unknown"],
    [computer('Name LIKE "DC%" AND Domain = "CORP.example"'), "true", "true", "unknown"],
    [computer('Model LIKE "%Virtual%"'), "unknown", "unknown", "unknown"],
  ])("%s", (query, dc, server, nothing) => {
    expect([answer(query, DC), answer(query, SERVER), answer(query, NOTHING)]).toEqual([dc, server, nothing]);
  });

  it("has a result only if all its queries have one", () => {
    const yes = system("ProductType = 2");
    const no = system("ProductType = 1");
    const open = system("SystemDrive = 'C:'");
    expect(evaluateFilter([yes, yes], DC).answer).toBe("true");
    expect(evaluateFilter([yes, open], DC).answer).toBe("unknown");
    expect(evaluateFilter([open, no], DC).answer).toBe("false");
    expect(evaluateFilter([], DC).answer).toBe("unknown");
  });

  it("asks root\\CIMv2", () => {
    const yes = system("ProductType = 2");
    expect(evaluateFilter([yes], DC, ["ROOT\\cimv2"]).answer).toBe("true");
    expect(evaluateFilter([yes], DC, ["root\\default"]).answer).toBe("unknown");
    expect(evaluateFilter([yes, system("ProductType = 1")], DC, ["root\\default", "root\\CIMv2"]).answer).toBe("false");
  });

  it("says why", () => {
    expect(evaluateFilter([system("ProductType = 2")], SERVER).because).toBe("ProductType is 3");
    expect(evaluateFilter([computer("DomainRole > 3")], DC).because).toBe("DomainRole is 4 or 5");
    expect(evaluateFilter([system("Version LIKE '10%'")], NOTHING).because).toBe("it hangs on Version of the computer");
    expect(evaluateFilter([system("x")], DC).because).toBe(
      "a query is not understood: a property without a comparison",
    );
  });

  it("takes values that the caller knows besides", () => {
    const host = { ...DC, other: new Map([["win32_operatingsystem.osarchitecture", "64-bit"]]) };
    expect(answer(system("OSArchitecture LIKE '64%'"), host)).toBe("true");
  });
});

describe("the logic", () => {
  /** Comparisons whose truth is known, and one that is not. */
  const TRUE = "ProductType = 2";
  const FALSE = "ProductType = 1";
  const OPEN = ["SystemDrive = 'C:'", "Locale = '0409'", "SerialNumber = '1'"];
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom(TRUE, FALSE, ...OPEN),
      tie("expression").map((inner) => `NOT ${inner}`),
      fc
        .tuple(tie("expression"), fc.constantFrom("AND", "OR"), tie("expression"))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
    ),
  }));

  it("is that of Kleene: what all assignments of the unknown agree on may be told, and nothing else is", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(expression, (text) => {
        const told = answer(system(text), DC);
        const possible = new Set<boolean>();
        for (let bits = 0; bits < 8; bits += 1) {
          const program = OPEN.reduce(
            (all, open, i) => all.replaceAll(open, String(Math.floor(bits / 2 ** i) % 2 === 1)),
            text,
          )
            .replaceAll(TRUE, "true")
            .replaceAll(FALSE, "false")
            .replaceAll("NOT ", "!")
            .replaceAll("AND", "&&")
            .replaceAll("OR", "||");
          possible.add(bruteForce(program));
        }
        // Kleene's logic may leave open what is certain (`a OR NOT a`), and never tells what is not.
        if (told !== "unknown") expect([...possible]).toEqual([told === "true"]);
        if (!OPEN.some((open) => text.includes(open))) expect(told).not.toBe("unknown");
        expect(told).toBe(kleene(text));
        seen.add(told);
      }),
      { numRuns: 2000, seed: 3 },
    );
    expect(seen.size).toBe(3);
  });

  function bruteForce(program: string): boolean {
    return fold(
      program,
      (a, op, b) => (op === "AND" ? a && b : a || b),
      (a) => !a,
      (atom) => atom === "true",
    );
  }

  /** False 0, unknown 1, true 2: AND is the least, OR the greatest, NOT the mirror. */
  function kleene(text: string): string {
    const value = fold<number>(
      text,
      (a, op, b) => (op === "AND" ? Math.min(a, b) : Math.max(a, b)),
      (a) => 2 - a,
      (atom) => (atom === TRUE ? 2 : atom === FALSE ? 0 : 1),
    );
    return ["false", "unknown", "true"][value] ?? "";
  }

  /** The generated form only: every pair stands in parentheses. */
  function fold<T>(
    text: string,
    pair: (a: T, op: "AND" | "OR", b: T) => T,
    negate: (a: T) => T,
    atom: (text: string) => T,
  ): T {
    const inner = text.replace(/^(?:NOT |!)/, "");
    if (inner !== text) return negate(fold(inner, pair, negate, atom));
    if (!text.startsWith("(")) return atom(text);
    let depth = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (text.charAt(at) === "(") depth += 1;
      if (text.charAt(at) === ")") depth -= 1;
      const op = depth === 1 ? /^ (AND|OR|&&|\|\|) /.exec(text.slice(at, at + 5)) : null;
      if (op === null) continue;
      const all = ["AND", "&&"].includes(op[1] ?? "") ? "AND" : "OR";
      const right = text.slice(at + op[0].length, -1);
      return pair(fold(text.slice(1, at), pair, negate, atom), all, fold(right, pair, negate, atom));
    }
    throw new Error(text);
  }

  it("gives an answer for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(answer(text, DC)).toBe("unknown");
        expect(["true", "false", "unknown"]).toContain(answer(system(text), DC));
      }),
      { numRuns: 1000 },
    );
  });

  it("never decides more with less evidence", () => {
    const atoms = fc.constantFrom(
      "ProductType = 2",
      "Version LIKE '10%'",
      "Caption LIKE '%2022%'",
      "CSName = 'x'",
      "BuildNumber < 3",
    );
    const query = fc.array(fc.tuple(fc.constantFrom("AND", "OR"), fc.boolean(), atoms), { minLength: 1, maxLength: 5 });
    const lost = fc.record({
      osVersion: fc.boolean(),
      productType: fc.boolean(),
      caption: fc.boolean(),
      name: fc.boolean(),
    });
    fc.assert(
      fc.property(query, lost, (parts, gone) => {
        const text = parts
          .map(([op, not, atom], i) => `${i === 0 ? "" : ` ${op} `}${not ? "NOT " : ""}${atom}`)
          .join("");
        const less = {
          ...DC,
          ...(gone.osVersion ? { osVersion: null } : {}),
          ...(gone.productType ? { productType: null } : {}),
          ...(gone.caption ? { caption: null } : {}),
          ...(gone.name ? { name: null } : {}),
        };
        expect([answer(system(text), DC), "unknown"]).toContain(answer(system(text), less));
      }),
      { numRuns: 500 },
    );
  });
});

describe("what is known of a computer", () => {
  const known = { name: "DC01.corp.example", domain: "corp.example", roles: ["dc"] as const, osVersion: "10.0.20348" };
  const host = { kind: "host", name: "DC01" } as const;
  const observed = (name: string, value: string, subject: typeof host | { kind: "host"; name: string } = host) =>
    factOf({ kind: "observation", topic: "system", name, value }, { via: "console", tier: "A", subject });

  it("is its role, version and name, and what systeminfo adds", () => {
    const facts = [observed("os-name", "Windows X"), observed("os-configuration", "Primary Domain Controller")];
    expect(wmiHostOf(known, "dc", facts)).toEqual({
      osVersion: "10.0.20348",
      productType: 2,
      caption: "Windows X",
      name: "DC01.corp.example",
      domain: "corp.example",
      other: new Map(),
    });
    expect(wmiHostOf(null, "dc", facts)).toEqual({ ...NOTHING, productType: 2 });
    expect(wmiHostOf(null, "ca", facts).productType).toBe(3);
    expect(wmiHostOf({ ...known, roles: ["ca", "dc"] }, "ca", []).productType).toBe(2);
  });

  it("is nothing where readings differ, or may be those of a namesake", () => {
    expect(wmiHostOf(known, "dc", [observed("os-name", "A"), observed("os-name", "B")]).caption).toBeNull();
    expect(wmiHostOf(known, "dc", [observed("os-configuration", "Member Server")]).productType).toBeNull();
    expect(
      wmiHostOf(known, "dc", [observed("os-name", "A", { kind: "host", name: "dc01.other.example" })]).caption,
    ).toBeNull();
    expect(wmiHostOf({ ...known, osVersion: "2022" }, "dc", []).osVersion).toBeNull();
    const other = factOf({
      kind: "computer",
      name: "dc01.other.example",
      domain: "other.example",
      place: null,
      site: null,
      roles: [],
      osVersion: "10.0.14393",
    });
    const own = factOf({ ...other, name: known.name, domain: known.domain, osVersion: "10.0.20348" } as never);
    const facts = [other, own, observed("os-name", "A")];
    expect(wmiHostOf(known, "dc", facts)).toMatchObject({ caption: null, osVersion: "10.0.20348" });
  });
});
