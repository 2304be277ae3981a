import { describe, expect, it } from "vitest";
import { Names } from "./names.ts";
import { TextRedactor } from "./text.ts";
import { Tokens } from "./tokens.ts";
import type { NamedValue } from "./values.ts";

const names = new Names(new Tokens(Buffer.alloc(32, 1)), {
  domains: new Set(["audit.example", "audit"]),
  hosts: new Set(["dc1.audit.example", "dc1", "server"]),
});
const VALUES: readonly NamedValue[] = [
  { kind: "path", text: "Audit Base" },
  { kind: "gpo", text: "Audit Base" },
  { kind: "gpo", text: "Audit Base 2" },
  { kind: "gpo", text: "Audit" },
  { kind: "gpo", text: "O'Brien's" },
  { kind: "domain", text: "audit.example" },
  { kind: "domain", text: "audit" },
  { kind: "host", text: "dc1.audit.example" },
  { kind: "host", text: "dc1" },
  { kind: "host", text: "server" },
];
const text = new TextRedactor(names, VALUES, new Set(["The audit policy of Fabrikam."]));
const gpo = (name: string): string => names.gpo(name);
const domain = names.domain("audit.example");

describe("sentences", () => {
  it.each([
    ["the longest name wins", 'GPO "Audit Base 2" sets it', `GPO "${gpo("Audit Base 2")}" sets it`],
    ["a GPO before a folder of its name", "-Name 'Audit Base'", `-Name '${gpo("Audit Base")}'`],
    ["a name with an apostrophe, as PowerShell quotes it", "-Name 'O''Brien''s'", `-Name '${gpo("O'Brien's")}'`],
    ["an ordinary word as a word", "the audit policy is not set", "the audit policy is not set"],
    ["an ordinary word as a name", 'GPO "Audit" is linked', `GPO "${gpo("Audit")}" is linked`],
    ["a NetBIOS name", "AUDIT\\svc_x holds it", `${domain}\\${names.other("name", "svc_x")} holds it`],
    ["a registry key", "Software\\Policies\\Audit\\Key", "Software\\Policies\\Audit\\Key"],
    ["a domain within a host's name", "dc1.audit.example has it", `${names.host("dc1")} has it`],
    ["a longer word that begins so", "dc10 has it", `${names.other("name", "dc10")} has it`],
    ["an unknown word", "set by Kowalski", `set by ${names.other("name", "Kowalski")}`],
    ["a SID", "S-1-5-21-1-2-3-1104 and S-1-5-18", `${names.sid("S-1-5-21-1-2-3-1104")} and S-1-5-18`],
    ["an address", "at 10.1.2.3", `at ${names.ip("10.1.2.3")}`],
    ["a constant", "The audit policy of Fabrikam.", "The audit policy of Fabrikam."],
    ["a host that is an ordinary word", "the server has it", "withheld: 17 characters"],
  ])("%s", (_name, from, to) => {
    expect(text.redact(from)).toBe(to);
  });

  it("an unknown word that touches a name is replaced too", () => {
    for (const one of ["dc1Kowalski", "Kowalskidc1", "xAudit Base", "Audit BaseKowalski"]) {
      expect(text.redact(one), one).not.toMatch(/Kowalski|xAudit|BaseK/i);
    }
  });
});

describe("text of inputs", () => {
  it("free text stays only when it is a name or one word", () => {
    expect(text.free("please call Eva")).toBe("withheld: 15 characters");
    expect(text.free("Audit Base")).toBe(gpo("Audit Base"));
    expect(text.quoting('cannot read "call Eva now" here')).toBe('cannot read "withheld: 12 characters" here');
  });

  it("an excerpt keeps the words that it may, and marks the rest", () => {
    const made = text.excerpt("Kowalski,System,Credential Validation,3", (word) => word === "system" || word === "3");
    expect(made).not.toMatch(/Kowalski|Credential/);
    expect(made).toMatch(/System.*3$/);
  });
});
