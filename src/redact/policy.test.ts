import { expect, it } from "vitest";
import type { PolicyRecord, SettingRecord } from "../core/report.ts";
import type { Redaction } from "./facts.ts";
import { Names } from "./names.ts";
import { policyNames, redactPlace, redactPolicy } from "./policy.ts";
import { TextRedactor } from "./text.ts";
import { Tokens } from "./tokens.ts";
import { Values } from "./values.ts";

const SETTING: SettingRecord = {
  holder: { kind: "gpo", name: "gpos/{11111111-2222-3333-4444-555555555555}" },
  setting: "",
  name: "",
  value: "",
  inert: null,
  fact: "0123456789ab:1-2:registry",
  at: "gpos/audit.csv:3:1",
};
const ACCOUNT = "FABRIKAM\\svc_müller";

function redacted(policy: Partial<PolicyRecord>): { readonly made: PolicyRecord; readonly by: Redaction } {
  const record = { settings: [], links: [], containers: [], ...policy };
  const values = new Values();
  policyNames(record, values);
  const names = new Names(new Tokens(Buffer.alloc(32, 1)), values);
  const by = { names, text: new TextRedactor(names, values.all, new Set<string>()), coarse: false };
  return { made: redactPolicy(record, by), by };
}

function one(setting: string, name: string, value: string) {
  const { made, by } = redacted({ settings: [{ ...SETTING, setting, name, value }] });
  const [first = SETTING] = made.settings;
  return { ...first, names: by.names };
}

it("an account that a subcategory is audited for is a token, in the key and in the name", () => {
  const made = one(`subcategory:0CCE9215-69AE-11D9-BED3-505054503030:${ACCOUNT}`, `Logon, for ${ACCOUNT}`, "Success");
  const who = made.names.account(ACCOUNT);
  expect(made).toMatchObject({
    setting: `subcategory:0CCE9215-69AE-11D9-BED3-505054503030:${who}`,
    name: `Logon, for ${who}`,
    value: "Success",
  });
});

it("members of a right are tokens, well-known ones stay, nobody is nobody", () => {
  const value = `*S-1-5-32-544, ${ACCOUNT}, helpdesk`;
  const made = one("right:seauditprivilege", "SeAuditPrivilege", value);
  expect(made.setting).toBe("right:seauditprivilege");
  expect(made.value.split(", ").toSorted()).toEqual(
    ["S-1-5-32-544", made.names.account(ACCOUNT), made.names.account("helpdesk")].toSorted(),
  );
  expect(one("right:seauditprivilege", "SeAuditPrivilege", "nobody").value).toBe("nobody");
});

it.each([
  ["registry:hklm\\system\\x", "REG_DWORD 1, if user is Wunderlich", "REG_DWORD 1, if withheld: 18 characters"],
  ["registry:hklm\\system\\x", "REG_DWORD 7", "REG_DWORD 7"],
  ["option:auditobjectaccess", "none", "none"],
  ["option:fullprivilegeauditing", "O:WunderlichG", "withheld: 13 characters"],
  ["account:system access/lockoutbadcount", "5", "5"],
  ["subcategory:0CCE9215-69AE-11D9-BED3-505054503030", "Success and Failure", "Success and Failure"],
])("%s with the value %s", (setting, value, wanted) => {
  const made = one(setting, "x", value);
  expect(made.value).toBe(wanted);
});

it("a name that an account policy sets, and text that a registry value holds, are tokens", () => {
  const renamed = one("account:system access/newadministratorname", "System Access: NewAdministratorName", "Chefin");
  expect(renamed.value).toBe(renamed.names.account("Chefin"));
  expect(one("registry:hklm\\software\\x", "x", "REG_SZ Wunderlich").value).toMatch(/^REG_SZ name-[\w-]{12}$/);
});

it("holders, places and facts", () => {
  const { names, holder, at, fact } = one("category:logon", "Logon", "Success");
  expect(holder).toEqual({ kind: "gpo", name: names.path(SETTING.holder.name) });
  expect(at).toBe(`${names.path("gpos/audit.csv")}:3:1`);
  expect(fact).not.toContain("0123456789ab");
  const by = redacted({}).by;
  expect(redactPlace("gpos/Registry.pol@96", by)).toBe(`${by.names.path("gpos/Registry.pol")}@96`);
});

it("a container has one key however it is written, and a site's name is no host's", () => {
  const link = { order: 1, enabled: true, enforced: false, key: "corp.example/kanzlei" };
  const gpo = { guid: null, name: "Kanzlei", domain: "corp.example" };
  const { made, by } = redacted({
    links: [
      { ...link, gpo, container: "OU=Kanzlei,DC=corp,DC=example" },
      { ...link, gpo, container: "corp.example/Kanzlei", order: 2 },
      { ...link, gpo, container: "corp.example/Configuration/Sites/Köln", key: "site köln", order: 3 },
    ],
    containers: [{ container: "corp.example/Kanzlei", key: link.key, complete: true, blocksInheritance: false }],
  });
  const key = by.names.place("corp.example/kanzlei");
  expect(made.links.map((one_) => one_.key).filter((text) => text === key)).toHaveLength(2);
  expect(made.containers).toEqual([{ container: key, key, complete: true, blocksInheritance: false }]);
  expect(JSON.stringify(made)).not.toMatch(/kanzlei|köln|corp|example/i);
});
