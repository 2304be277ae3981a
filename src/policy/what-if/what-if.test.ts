/** Edits that are only thought: how their words are read, and what becomes of the evidence. */
import { describe, expect, test } from "vitest";
import { AUDIT_CSE, SECURITY_CSE } from "../../core/extensions.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import {
  CREDENTIAL_VALIDATION,
  DC_OU,
  DOMAIN,
  NTLM_DOMAIN,
  audit,
  category,
  estate,
  option,
} from "../../testing/estate.ts";
import type { GpoSketch } from "../../testing/estate.ts";
import { estateOf } from "../estate.ts";
import { resolve } from "../resolve.ts";
import type { Selector } from "../setting-index.ts";
import { thinkEdits } from "./apply.ts";
import type { Setting } from "./edit.ts";
import { parseEdit } from "./parse.ts";

const SHORT: Readonly<Record<string, readonly Setting[]>> = {
  "req-cv": [{ kind: "subcategory", subcategory: CREDENTIAL_VALIDATION }],
  "req-two": [
    { kind: "registry", path: NTLM_DOMAIN },
    { kind: "subcategory", subcategory: CREDENTIAL_VALIDATION },
  ],
  "req-none": [],
};
const shortForm = (id: string): readonly Setting[] | null => SHORT[id.toLowerCase()] ?? null;
const CV: Selector = { kind: "subcategory", subcategory: CREDENTIAL_VALIDATION };

function sketch(name: string, value: 0 | 1 | 2 | 3, more: Partial<GpoSketch> = {}): GpoSketch {
  return { name, settings: [audit(CREDENTIAL_VALIDATION, value)], ...more };
}

function evidenceOf(...sketches: readonly GpoSketch[]): Evidence {
  return estate(sketches).evidence;
}

/** The edit in words, or the problem. */
function read(word: string, evidence: Evidence): string {
  const thought = thinkEdits(evidence, [word], shortForm);
  return "problem" in thought ? `! ${thought.problem.message}` : (thought.edits[0]?.text ?? "");
}

function after(evidence: Evidence, ...words: readonly string[]): Evidence {
  const thought = thinkEdits(evidence, words, shortForm);
  if ("problem" in thought) throw new Error(`${thought.word}: ${thought.problem.message}`);
  return thought.evidence;
}

function notes(evidence: Evidence, ...words: readonly string[]): readonly string[] {
  const thought = thinkEdits(evidence, words, shortForm);
  if ("problem" in thought) throw new Error(`${thought.word}: ${thought.problem.message}`);
  return thought.edits.flatMap((edit) => edit.notes);
}

/** `3 by A`: all outcomes for the domain controllers, and who gives them. */
function outcome(evidence: Evidence, selector: Selector = CV): string {
  const { domainByName, targetsOf } = estateOf(evidence, new Map());
  const domain = domainByName.get(DOMAIN);
  const [target] = domain === undefined ? [] : targetsOf(domain, "dc");
  if (target === undefined) throw new Error("no domain controllers");
  return resolve(selector, target)
    .outcomes.map((one) => {
      if (one.state !== "set") return one.state;
      const { value } = one;
      const text =
        value.kind === "auditing"
          ? Number(value.success) + 2 * Number(value.failure)
          : "value" in value
            ? value.value
            : "";
      return `${String(text)} by ${one.by.gpo.name ?? ""}`;
    })
    .join(", ");
}

describe("words", () => {
  const plain = evidenceOf(
    sketch("Audit", 3),
    sketch("Audit:Extra", 1),
    sketch("Mail@corp.example", 2),
    sketch("a=b:c@d", 0),
    sketch("\u001B[31mred\u202E", 3),
  );

  test.each([
    ["unset:Audit:Credential Validation", 'unset Credential Validation in "Audit"'],
    ["UNSET: audit : credential validation ", 'unset Credential Validation in "Audit"'],
    ["unset:Audit:Extra:Credential Validation", 'unset Credential Validation in "Audit:Extra"'],
    ["unset:Audit:{0cce923f-69ae-11d9-bed3-505054503030}", 'unset Credential Validation in "Audit"'],
    ["unset:Audit:Audit Credential Validation", 'unset Credential Validation in "Audit"'],
    ["unset:Audit:Überprüfung der Anmeldeinformationen", 'unset Credential Validation in "Audit"'],
    ["unset:Audit:REQ-CV", 'unset Credential Validation in "Audit"'],
    ["unset:a=b:c@d:Credential Validation", 'unset Credential Validation in "a=b:c@d"'],
    ["unset:corp.example/Audit:Credential Validation", 'unset Credential Validation in "Audit"'],
    ["unset:00000000-0000-4000-8000-000000000000:req-cv", 'unset Credential Validation in "Audit"'],
    ["unset:{00000000-0000-4000-8000-000000000001}:req-cv", 'unset Credential Validation in "Audit:Extra"'],
    ["unset:\\u{1B}[31mred\\u{202E}:req-cv", 'unset Credential Validation in "\u001B[31mred\u202E"'],
    ["set:a=b:c@d:Credential Validation=failure", 'set Credential Validation = Failure in "a=b:c@d"'],
    ["set:Audit:HKLM\\Software\\X\\a=b=c", 'set HKLM\\Software\\X\\a = b=c in "Audit"'],
    ["set:Audit:HKEY_LOCAL_MACHINE\\Software\\X\\n=0x10", 'set HKLM\\Software\\X\\n = 16 in "Audit"'],
    ["set:Audit:SeAuditPrivilege=*S-1-5-19,LocalThing", 'set SeAuditPrivilege = S-1-5-19, LocalThing in "Audit"'],
    ["set:Audit:SeAuditPrivilege=nobody", 'set SeAuditPrivilege = nobody in "Audit"'],
    ["set:Audit:[Event Audit] AuditAccountLogon=none", 'set [Event Audit] AuditAccountLogon = No Auditing in "Audit"'],
    ["set:Audit:AuditAccountLogon=3", 'set [Event Audit] AuditAccountLogon = Success and Failure in "Audit"'],
    ["set:Audit:Security Log\\MaximumLogSize=4194240", 'set Security Log\\MaximumLogSize = 4194240 in "Audit"'],
    ["set:Audit:Kerberos Policy\\MaxClockSkew=5", 'set Kerberos Policy\\MaxClockSkew = 5 in "Audit"'],
    ["set:Audit:Credential Validation=not configured", 'unset Credential Validation in "Audit"'],
    ["unlink:Audit@Domain Controllers", 'unlink "Audit" from corp.example/Domain Controllers'],
    ["unlink:Mail@corp.example@Domain Controllers", 'unlink "Mail@corp.example" from corp.example/Domain Controllers'],
    ["unlink:Audit@OU=Domain Controllers,DC=Corp,DC=Example", 'unlink "Audit" from corp.example/Domain Controllers'],
    ["unlink:Audit@CORP.example/domain controllers", 'unlink "Audit" from corp.example/Domain Controllers'],
    ["enforce:a=b:c@d@Domain Controllers", 'enforce the link of "a=b:c@d" to corp.example/Domain Controllers'],
    ["unenforce:Audit@Domain Controllers", 'no longer enforce the link of "Audit" to corp.example/Domain Controllers'],
    ["link:Audit@corp.example:1", 'link "Audit" to corp.example, link order 1'],
  ])("%s", (word, expected) => {
    expect(read(word, plain)).toBe(expected);
  });

  test.each([
    ["", "is no edit"],
    ["unset", "is no edit"],
    ["constructor:x", "is no edit"],
    ["unset:Nobody:Credential Validation", "no GPO of the evidence"],
    ["unset::Credential Validation", "no GPO of the evidence"],
    ["unset:Audit:", 'no setting is called ""'],
    ["unset:Audit:Credential", 'no setting is called "Credential"'],
    ["unset:Audit:HKCU\\Software\\X\\n", "no setting of a computer"],
    ["unset:Audit:Logon", '"Audit" does not set Logon'],
    ["unset:Audit:req-none", "not about a setting"],
    ["set:Audit:Credential Validation", "says no value"],
    ["set:Audit:Credential Validation=7", '"7" is no value of Credential Validation'],
    ["set:Audit:req-two=1", "is not one setting"],
    ["set:Audit:Kerberos Policy\\MaxClockSkew=soon", "is no value of"],
    ["unlink:Audit@corp.example", "shows no link"],
    ["unlink:Audit@Nowhere", 'no container "Nowhere"'],
    ["unlink:Audit@other.example/Servers", "no container"],
    ["unlink:Audit@CN=Computers,DC=corp,DC=example", "no GPO can be linked"],
    ["unlink:Audit@", "no container is named"],
    ["link:Audit@corp.example", "does not say the link order"],
    ["link:Audit@corp.example:0", "does not say the link order"],
    ["link:Audit@corp.example:2", "the order is 1 to 1"],
    ["link:Audit@Domain Controllers:1", "is linked at corp.example/Domain Controllers already"],
    [`unset:${"a:".repeat(2000)}`, "names nothing"],
  ])("%s is refused", (word, expected) => {
    expect(read(word, plain)).toContain(`! `);
    expect(read(word, plain)).toContain(expected);
  });

  test("namesakes are told apart, unless the edit touches only one", () => {
    const same = evidenceOf(sketch("Twin", 3), {
      name: "Twin",
      links: [{ at: DOMAIN }],
      settings: [option(NTLM_DOMAIN, 7)],
    });
    const refused = parseEdit("set:Twin:Logon=Success", same, shortForm);
    expect("problem" in refused && refused.problem).toEqual({
      message: '"Twin" names 2 GPOs',
      next: [
        'say which: corp.example/{00000000-0000-4000-8000-000000000000}  "Twin"',
        'say which: corp.example/{00000000-0000-4000-8000-000000000001}  "Twin"',
      ],
    });
    expect(read("unset:Twin:req-cv", same)).toBe(
      'unset Credential Validation in "Twin" {00000000-0000-4000-8000-000000000000}',
    );
    expect(read(`unlink:Twin@${DOMAIN}`, same)).toBe(
      'unlink "Twin" {00000000-0000-4000-8000-000000000001} from corp.example',
    );
    expect(read("link:Twin@corp.example/Servers:1", same)).toContain("names 2 GPOs");
  });

  test("a name that two containers have asks for the path", () => {
    const two = evidenceOf(sketch("A", 3, { links: [{ at: `${DOMAIN}/X/Servers` }, { at: `${DOMAIN}/Y/Servers` }] }));
    const found = parseEdit("unlink:A@Servers", two, shortForm);
    expect("problem" in found && found.problem.next).toEqual([
      "give its path: corp.example/X/Servers",
      "give its path: corp.example/Y/Servers",
    ]);
    expect(read("unlink:A@corp.example/X/Servers", two)).toBe('unlink "A" from corp.example/X/Servers');
  });

  test("a value whose name holds the mark is found where the evidence knows it", () => {
    const odd = evidenceOf({ name: "A", settings: [option("HKLM\\Software\\X\\a=b", 1)] });
    expect(read("set:A:HKLM\\Software\\X\\a=b=2", odd)).toBe('set HKLM\\Software\\X\\a=b = 2 in "A"');
  });
});

describe("settings", () => {
  const both = evidenceOf(
    sketch("First", 1, { links: [{ at: DC_OU, order: 1 }] }),
    sketch("Second", 2, { links: [{ at: DC_OU, order: 2 }] }),
  );

  test("unset gives way to the next GPO, and then to nothing", () => {
    expect(outcome(both)).toBe("1 by First");
    expect(outcome(after(both, "unset:First:req-cv"))).toBe("2 by Second");
    expect(outcome(after(both, "unset:First:req-cv", "unset:Second:req-cv"))).toBe("absent");
  });

  test("set replaces the GPO's own value and leaves the evidence as it was", () => {
    const before = JSON.stringify(both);
    const changed = after(both, "set:First:Credential Validation=Success and Failure");
    expect(outcome(changed)).toBe("3 by First");
    expect(
      changed.gpos.find(({ name }) => name === "First")?.settings.map(({ id, origin }) => [id, origin.path]),
    ).toEqual([["what-if:1", "--what-if"]]);
    const own = changed.facts.filter(
      ({ kind, subject }) => kind === "subcategory" && subject.kind === "gpo" && subject.name === "First",
    );
    expect(own.map(({ id }) => id)).toEqual(["what-if:1"]);
    expect(JSON.stringify(both)).toBe(before);
  });

  test("set registers the extension: what lay idle for the lack of it comes to life, nothing else", () => {
    const idle = evidenceOf({
      name: "A",
      extensions: [SECURITY_CSE],
      settings: [{ ...audit(CREDENTIAL_VALIDATION, 3), inert: "cse-missing" }],
    });
    expect(outcome(idle)).toBe("absent");
    const changed = after(idle, "set:A:Logon=Success");
    expect(outcome(changed)).toBe("3 by A");
    expect(changed.gpos[0]?.machineExtensions).toEqual([SECURITY_CSE, AUDIT_CSE]);
    expect(notes(idle, "set:A:Logon=Success")).toEqual([
      "Its extension list gains advanced audit policy, as the console writes it.",
    ]);
    expect(outcome(after(idle, "set:A:HKLM\\System\\X\\n=1"))).toBe("absent");
  });

  test("what stands behind the first GUID that is out of order is not read after the edit either", () => {
    const list = ["F0000000-0000-4000-8000-000000000000", SECURITY_CSE];
    const broken = evidenceOf({
      name: "A",
      extensions: list,
      settings: [{ ...option(NTLM_DOMAIN, 7), inert: "cse-missing" }],
    });
    const changed = after(broken, "set:A:req-cv=Success");
    expect(changed.gpos[0]?.machineExtensions).toEqual([list[0], AUDIT_CSE, SECURITY_CSE]);
    expect(changed.gpos[0]?.settings.map(({ inert }) => inert ?? null)).toEqual(["cse-missing", null]);
  });

  test("a version of 0 rises with the first change", () => {
    const zero = evidenceOf(
      sketch("A", 1, { settings: [{ ...audit(CREDENTIAL_VALIDATION, 1), inert: "version-zero" }] }),
    );
    const versions = { machineDirectory: 0, machineSysvol: 0, userDirectory: null, userSysvol: null };
    const evidence = { ...zero, gpos: zero.gpos.map((gpo) => ({ ...gpo, versions })) };
    expect(outcome(evidence)).toBe("absent");
    expect(outcome(after(evidence, "set:A:Logon=Success"))).toBe("1 by A");
    expect(notes(evidence, "set:A:Logon=Success")[0]).toContain("Its version of 0 rises");
  });

  test("a disabled half stays disabled", () => {
    const off = evidenceOf({ name: "A", computerEnabled: false, settings: [] }, sketch("B", 1));
    expect(outcome(after(off, "set:A:req-cv=Failure", "enforce:A@Domain Controllers"))).toBe("1 by B");
  });

  test("every file of the GPO that holds the value is meant, a category is not", () => {
    const twins = evidenceOf({
      name: "A",
      settings: [
        option(NTLM_DOMAIN, 1),
        option(NTLM_DOMAIN, 7, "U"),
        category("AuditAccountLogon", 3),
        audit(CREDENTIAL_VALIDATION, 1),
      ],
    });
    const registry: Selector = { kind: "registry", path: NTLM_DOMAIN };
    expect(outcome(twins, registry)).toBe("7 by A");
    expect(outcome(after(twins, `unset:A:${NTLM_DOMAIN.toLowerCase()}`), registry)).toBe("absent");
    const changed = after(twins, "unset:A:req-cv");
    expect(changed.gpos[0]?.settings.some(({ kind }) => kind === "legacy-category")).toBe(true);
    expect(notes(twins, "unset:A:req-cv")).toEqual(["The GPO also holds [Event Audit] categories; they stay."]);
  });

  test("the type of a value stays", () => {
    const text = evidenceOf({ name: "A", settings: [option("HKLM\\Software\\X\\n", "1")] });
    expect(after(text, "set:A:HKLM\\Software\\X\\n=2").gpos[0]?.settings[0]).toMatchObject({
      type: "REG_SZ",
      value: "2",
    });
  });
});

describe("links of reports", () => {
  const rivals = evidenceOf(sketch("A", 1), sketch("B", 2), sketch("C", 3, { links: [] }));

  test("the last link may go without the rest losing its links", () => {
    const lone = evidenceOf(sketch("A", 3));
    expect(outcome(after(lone, "unlink:A@Domain Controllers"))).toBe("absent");
    expect(estateOf(after(lone, "unlink:A@Domain Controllers"), new Map()).mode).toBe("deployed");
  });

  test("enforce decides, unenforce takes it back", () => {
    expect(outcome(rivals)).toBe("1 by A, 2 by B");
    expect(outcome(after(rivals, "enforce:B@Domain Controllers"))).toBe("2 by B");
    expect(outcome(after(rivals, "enforce:B@Domain Controllers", "unenforce:B@Domain Controllers"))).toBe(
      "1 by A, 2 by B",
    );
    expect(notes(rivals, "unenforce:B@Domain Controllers")).toEqual(["The link is not enforced."]);
  });

  test("in front of and behind links without an order is known, among them is not", () => {
    expect(outcome(after(rivals, "link:C@Domain Controllers:1"))).toBe("3 by C");
    expect(outcome(after(rivals, "link:C@Domain Controllers:3"))).toBe("1 by A, 2 by B");
    expect(outcome(after(rivals, "link:C@Domain Controllers:2")).split(", ").toSorted()).toEqual([
      "1 by A",
      "2 by B",
      "3 by C",
    ]);
    expect(notes(rivals, "link:C@Domain Controllers:2")).toEqual([
      "The link order at corp.example/Domain Controllers is not in the evidence: which of its links stand before and behind this one is not known.",
    ]);
    expect(read("link:C@Domain Controllers:4", rivals)).toContain("the order is 1 to 3");
  });

  test("a move is an unlink and a link", () => {
    const ordered = evidenceOf(
      sketch("A", 1, { links: [{ at: DC_OU, order: 1 }] }),
      sketch("B", 2, { links: [{ at: DC_OU, order: 2 }] }),
    );
    expect(outcome(ordered)).toBe("1 by A");
    const moved = after(ordered, "unlink:A@Domain Controllers", "link:A@Domain Controllers:2");
    expect(outcome(moved)).toBe("2 by B");
    expect(moved.gpos.map(({ name, links }) => [name, links?.[0]?.order])).toEqual([
      ["A", 2],
      ["B", 1],
    ]);
  });

  test("a link where nothing tells of links is refused with what would tell", () => {
    const dark = evidenceOf(sketch("A", 3, { links: null }), sketch("B", 1));
    const found = thinkEdits(dark, ["link:A@Domain Controllers:1"], shortForm);
    expect("problem" in found && found.problem.next[0]).toContain("Get-GPInheritance");
  });

  test("the first link of all: from then on links count", () => {
    const unlinked = evidenceOf(sketch("A", 3, { links: [] }), sketch("B", 1, { links: [] }));
    expect(estateOf(unlinked, new Map()).mode).toBe("design");
    const linked = after(unlinked, "link:A@Domain Controllers:1");
    expect(estateOf(linked, new Map()).mode).toBe("deployed");
    expect(outcome(linked)).toBe("3 by A");
  });

  test("a path that nothing else knows is said to be assumed", () => {
    expect(notes(rivals, "link:C@corp.example/Servers/PKI:1")).toEqual([
      "No other word of corp.example/Servers/PKI is in the evidence: that it exists is assumed.",
    ]);
  });
});
