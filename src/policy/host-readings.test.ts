/** What readings of a computer say of a setting: set, shown to be absent, undecided, or nothing. */
import { describe, expect, test } from "vitest";
import type { Fact, FactFields } from "../core/fact.ts";
import { HostReadings, sameSetting } from "./host-readings.ts";
import type { SettingValue } from "./contribution.ts";
import type { Selector } from "./setting-index.ts";

const LSA = "SYSTEM\\CurrentControlSet\\Control\\Lsa";
const FORCE: Selector = { kind: "registry", path: `HKLM\\${LSA}\\SCENoApplyLegacyAuditPolicy` };

let count = 0;
function read(fields: FactFields, path: string, via: Fact["via"]): Fact {
  const at = (count += 1);
  const origin = {
    source: path,
    path,
    span: { unit: "char", start: at, end: at + 1 },
    at: { line: at, column: 1 },
    excerpt: "",
  } as const;
  return { ...fields, id: `${path}:${at}`, tier: "A", via, subject: { kind: "host", name: "DC1" }, origin };
}

function value(
  name: string,
  data: number | string | null,
  path: string,
  via: Fact["via"] = "reg-query",
  key = LSA,
): Fact {
  const type = typeof data === "number" ? "REG_DWORD" : "REG_SZ";
  return read({ kind: "registry", hive: "HKLM", key, name, type, value: data }, path, via);
}

const state = (facts: readonly Fact[], incomplete: readonly string[] = []): string | undefined =>
  new HostReadings(facts, new Set(incomplete)).of(FORCE)?.state;

describe("a registry value", () => {
  const lower = (fact: Fact): Fact => (fact.kind === "registry" ? { ...fact, key: fact.key.toLowerCase() } : fact);

  test("is found in any case", () => {
    expect(state([lower(value("scenoapplylegacyauditpolicy", 1, "a"))])).toBe("set");
  });

  test("is absent only where an export shows its whole key", () => {
    expect(state([value("LimitBlankPasswordUse", 1, "a", "reg-file")])).toBe("absent");
    expect(state([lower(value("LimitBlankPasswordUse", 1, "a", "reg-file"))])).toBe("absent");
    expect(state([value("LimitBlankPasswordUse", 1, "a", "reg-query")])).toBeUndefined();
    expect(state([value("LimitBlankPasswordUse", 1, "a", "reg-file")], ["a"])).toBeUndefined();
    expect(state([value("Start", 1, "a", "reg-file", `${LSA}\\MSV1_0`)])).toBeUndefined();
    expect(state([])).toBeUndefined();
  });

  test("is undecided where files differ, or it is not understood; of two values in one file the later counts", () => {
    const name = "SCENoApplyLegacyAuditPolicy";
    expect(state([value(name, 1, "a"), value(name, 0, "b")])).toBe("undecided");
    expect(state([value(name, 1, "a"), value("Other", 0, "b", "reg-file")])).toBe("undecided");
    expect(state([value(name, null, "a")])).toBe("undecided");
    expect(state([value(name, null, "a"), value(name, 1, "a")])).toBe("set");
    expect(state([value(name, 1, "a"), value(name, 1, "b")])).toBe("set");
  });
});

describe("two settings", () => {
  const registry = (data: number | string | readonly string[], type: string | null): SettingValue => ({
    kind: "registry",
    value: data,
    type,
  });
  const members = (...list: string[]): SettingValue => ({ kind: "members", members: list });

  test("registry values are the same by value and by kind of type, as far as it is known", () => {
    expect(sameSetting(registry(1, "REG_DWORD"), registry(1, "REG_DWORD"))).toBe(true);
    expect(sameSetting(registry(1, "REG_DWORD"), registry("1", "REG_SZ"))).toBe(false);
    expect(sameSetting(registry(1, "REG_DWORD"), registry("1", null))).toBe(true);
    expect(sameSetting(registry("a", "REG_SZ"), registry("A", "REG_EXPAND_SZ"))).toBe(true);
    expect(sameSetting(registry(["a", "b"], "REG_MULTI_SZ"), registry(["ab"], "REG_MULTI_SZ"))).toBe(false);
  });

  test("members are a set; a name may stand for any SID", () => {
    expect(sameSetting(members("S-1-5-19", "S-1-5-20"), members("s-1-5-20", "S-1-5-19"))).toBe(true);
    expect(sameSetting(members("S-1-5-19"), members("S-1-5-20"))).toBe(false);
    expect(sameSetting(members("S-1-5-19"), members("LOCAL SERVICE"))).toBeNull();
    expect(sameSetting(members(), members("LOCAL SERVICE"))).toBe(false);
    expect(sameSetting(members(), members())).toBe(true);
  });
});
