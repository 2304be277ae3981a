import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Names } from "./names.ts";
import { Tokens } from "./tokens.ts";

const KEY = Buffer.alloc(32, 1);
const DOMAIN = "S-1-5-21-1111111111-2222222222-3333333333";

function namesOf(domains: string[], hosts: string[], key = KEY): Names {
  return new Names(new Tokens(key), { domains: new Set(domains), hosts: new Set(hosts) });
}
const names = namesOf(["corp.example", "child.corp.example"], ["dc1.corp.example", "dc1"]);

describe("a token", () => {
  it("is the documented HMAC: class, zero byte, name", () => {
    const hmac = createHmac("sha256", KEY).update("host\0dc1").digest("base64url");
    expect(names.host("DC1")).toBe(`host-${hmac.slice(0, 12)}`);
  });

  it("of one name in two classes is two tokens", () => {
    expect(names.host("audit").slice(5)).not.toBe(names.gpo("audit").slice(4));
  });

  it("that is taken gets longer", () => {
    const tokens = new Tokens(KEY, 1);
    const made = Array.from({ length: 200 }, (_, index) => tokens.token("gpo", `gpo ${index}`));
    expect(new Set(made).size).toBe(200);
    expect(made.some((token) => token.length > "gpo-x".length)).toBe(true);
    expect(
      tokens
        .entries()
        .map(({ value }) => value)
        .toSorted()[0],
    ).toBe("gpo 0");
  });

  it("and the id of the key tell nothing of the key", () => {
    expect(new Tokens(KEY).keyId).toMatch(/^[0-9a-f]{12}$/);
    expect(new Tokens(KEY).keyId).not.toBe(new Tokens(Buffer.alloc(32, 2)).keyId);
  });
});

describe("one thing, one token", () => {
  it.each([
    ["a host", (one: string) => names.host(one), ["dc1", "DC1$", "\\\\DC1", "DC1.corp.example", "dc1.CORP.example."]],
    ["a domain", (one: string) => names.domain(one), ["corp.example", "CORP", "Corp.Example."]],
    ["a GPO", (one: string) => names.gpo(one), ["Baseline – Süd", "BASELINE – SÜD", "Baseline – Su\u0308d"]],
    [
      "a GUID",
      (one: string) => names.gpo(one),
      ["{d445b3b3-7ea4-5ae7-9ce6-c1792149d0ea}", "D445B3B3-7EA4-5AE7-9CE6-C1792149D0EA"],
    ],
    [
      "a SID",
      (one: string) => names.account(one),
      [`${DOMAIN}-1104`, `*${DOMAIN}-1104`, `${DOMAIN.toLowerCase()}-1104`],
    ],
    ["a computer's account", (one: string) => names.account(one), ["dc1$", "DC1$"]],
  ])("%s", (_name, token, spellings) => {
    expect(new Set(spellings.map(token)).size).toBe(1);
    expect(token(spellings[0] ?? "")).not.toContain(spellings[0] ?? "");
  });

  it("hosts of one name in two domains are two", () => {
    const two = namesOf(["a.example", "b.example"], ["dc1.a.example", "dc1.b.example"]);
    expect(two.host("dc1.a.example")).not.toBe(two.host("dc1.b.example"));
  });

  it("a part of a name is not the name", () => {
    expect(names.host("dc10")).not.toContain(names.host("dc1"));
    expect(names.domain("child.corp.example")).not.toContain(names.domain("corp.example"));
    expect(names.isHostName("child.corp.example")).toBe(false);
    expect(names.isHostName("dc1.corp.example")).toBe(true);
  });
});

describe("what stays", () => {
  it("of SIDs: the well-known, and identifiers below 1000", () => {
    for (const sid of ["S-1-1-0", "S-1-5-18", "S-1-5-32-544", "S-1-5-11"]) expect(names.sid(sid)).toBe(sid);
    expect(names.sid(`${DOMAIN}-512`)).toMatch(/^S-1-5-21-sid-[\w-]{12}-512$/);
    expect(names.sid(`${DOMAIN}-1104`)).toMatch(/^S-1-5-21-sid-[\w-]{12}-sid-[\w-]{12}$/);
    expect(names.sid(DOMAIN)).toBe(names.sid(`${DOMAIN}-512`).slice(0, -4));
    expect(names.sid("S-1-5-80-1-2-3-4-5")).toMatch(/^sid-/);
  });

  it("of accounts: those that every domain has, and SDDL's two letters", () => {
    for (const name of ["Everyone", "BUILTIN\\Administrators", "NT AUTHORITY\\SYSTEM", "BA"]) {
      expect(names.account(name)).toBe(name);
    }
    expect(names.account("CORP\\jd")).toBe(`${names.domain("corp.example")}\\${names.account("jd")}`);
    expect(names.account("JD")).toMatch(/^account-/);
    expect(names.account("NETWORK\\svc")).toMatch(/^domain-[\w-]+\\account-/);
    expect(names.account("svc@corp.example")).toMatch(/^email-/);
  });

  it("of distinguished names: types and the containers that every domain has", () => {
    expect(names.dn("CN=Schmidt\\, Eva,OU=Kanzlei,OU=Domain Controllers,DC=corp,DC=example")).toMatch(
      /^CN=dn-[\w-]{12},OU=dn-[\w-]{12},OU=Domain Controllers,DC=domain-[\w-]{12}$/,
    );
    expect(names.dn("CN=DC1,CN=Computers,DC=corp,DC=example")).toContain(`CN=${names.host("dc1")},CN=Computers,`);
    expect(names.place("corp.example/Domain Controllers/Tier 0")).toMatch(
      new RegExp(`^${names.domain("CORP")}/Domain Controllers/dn-[\\w-]{12}$`),
    );
    expect(names.place("dc1.corp.example")).toBe(names.host("dc1"));
  });

  it("of paths: what Windows calls its files, endings of formats, the marks between", () => {
    expect(names.path("Kunde/{31B2F340-016D-11D2-945F-00C04FB984F9}/Machine/Registry.pol")).toMatch(
      /^path-[\w-]{12}\/\{31B2F340-016D-11D2-945F-00C04FB984F9\}\/Machine\/Registry\.pol$/,
    );
    expect(names.path("kunde.zip!Prüfung März.csv")).toMatch(/^path-[\w-]{12}\.zip!path-[\w-]{12}\.csv$/);
    expect(names.path("../x")).toMatch(/^\.\.\/path-/);
  });

  it("of GPOs without a domain: our words", () => {
    expect(names.domain("no domain named (kunde/a, 3 folders)")).toMatch(
      /^no domain named \(path-[\w-]{12}\/path-[\w-]{12}, 3 folders\)$/,
    );
  });
});
