/** Scenarios become the files that an administrator would hand in: whole, and saying what the scenario says. */
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { SUBCATEGORIES } from "../src/core/audit-policy.ts";
import type { FactOf } from "../src/core/fact.ts";
import { messageOf } from "../src/core/messages.ts";
import { RULES } from "../src/core/report.ts";
import type { ReadFile } from "../src/evidence/assemble.ts";
import { parseSddl } from "../src/text/sddl.ts";
import { ALL, expectationsOf, fenced, PAGES, SCENARIOS } from "./support/scenario/cases.ts";
import { type Compiled, compile, readCompiled } from "./support/scenario/compile.ts";
import { type PolicySpec, readScenario, type Scalar, type Scenario } from "./support/scenario/model.ts";
import { containersOf, filterGuid, gpoGuid, gposOf, labelOf, sidOf } from "./support/scenario/names.ts";
import { auditNumber, splitPath, subcategoryGuid } from "./support/scenario/policy.ts";
import { Without } from "./support/scenario/without.ts";

describe("the set", () => {
  it("is large enough, and each scenario tells how its answer was found", () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(45);
    const silent = SCENARIOS.filter(({ text }) => !/^# By hand: /m.test(text)).map(({ file }) => file);
    expect(silent).toEqual([]);
  });

  it.each([
    ["a key", "gpos: { A: { audits: { Logon: S } } }", /nobody knows audits/],
    ["a subcategory", "gpos: { A: { audit: { Logins: S } } }", /no such subcategory: Logins/],
    ["an audit value", "gpos: { A: { audit: { Logon: Success } } }", /no audit value: Success/],
    ["a rule", "expect: { DC1: { Logon: { is: S, rule: stronger } } }", /no such rule: stronger/],
    ["a linked GPO", "domains: { a.example: { links: [B] } }", /no GPO "B" in a\.example/],
    [
      "a principal",
      "domains: { a.example: {} }\ngpos: { A: { apply: [Nobody Known] } }",
      /no such principal: Nobody Known/,
    ],
    ["a part left out", "without: [gpo B]", /nobody knows gpo B/],
    ["an answer that is both", "expect: { DC1: { Logon: { is: S, either: [S, F] } } }", /needs one of/],
  ])("refuses %s that is not known", (_what, text, message) => {
    expect(() => compile(readScenario(text))).toThrow(message);
  });

  it("has one title for each scenario", () => {
    const titles = ALL.map(({ scenario }) => scenario.title);
    expect(titles.filter((title, index) => title === "" || titles.indexOf(title) !== index)).toEqual([]);
  });

  it("shows each rule that a page explains", () => {
    const pages = PAGES.map((page) => ({ rule: basename(page.file, ".md"), scenarios: fenced(page) }));
    expect(pages.filter(({ rule }) => !(RULES as readonly string[]).includes(rule))).toEqual([]);
    const unproven = pages.filter(({ rule, scenarios }) => {
      const rules = scenarios.flatMap(({ text }) =>
        expectationsOf(readScenario(text)).flatMap(({ expected }) => [
          expected.rule,
          ...[expected.lost, expected.out, expected.candidates].flatMap((steps) => Object.values(steps)),
        ]),
      );
      return !rules.includes(rule);
    });
    expect(unproven.map(({ rule }) => rule)).toEqual([]);
  });
});

describe.each(ALL)("$file", ({ scenario }) => {
  const compiled = compile(scenario);
  const read = readCompiled(compiled);

  it("becomes files that are read whole", () => {
    const problems = read.flatMap(({ source, diagnostics }) =>
      diagnostics
        .filter(({ code }) => !scenario.diagnostics.includes(code))
        .map((diagnostic) => ({ path: source.path, ...messageOf(diagnostic) }))
        .filter(({ level }) => level !== "info"),
    );
    expect(problems).toEqual([]);
    const codes = new Set(read.flatMap(({ diagnostics }) => diagnostics.map(({ code }): string => code)));
    expect(scenario.diagnostics.filter((code) => !codes.has(code))).toEqual([]);
    expect(read.filter(({ source }) => source.kind === null).map(({ source }) => source.path)).toEqual([]);
  });

  it("shows the directory as written", () => {
    expect(directoryFacts(read)).toEqual(directoryWanted(compiled));
  });

  it("carries every setting as written", () => {
    expect(settingFacts(read)).toEqual(settingsWanted(compiled));
  });

  it("expects something of its computers", () => {
    expect(expectationsOf(scenario).length).toBeGreaterThan(0);
    expect(Object.keys(scenario.expect).filter((host) => scenario.hosts[host] === undefined)).toEqual([]);
    const labels = new Set([...gposOf(scenario).map((gpo) => labelOf(scenario, gpo)), "Local"]);
    const named = expectationsOf(scenario).flatMap(({ expected: { won, lost, out, candidates } }) => [
      ...(won === null ? [] : [won]),
      ...[lost, out, candidates].flatMap((steps) => Object.keys(steps)),
    ]);
    expect(named.filter((name) => !labels.has(name) && !name.startsWith("links of "))).toEqual([]);
  });
});

/** Links, blocked inheritance, filters and states of GPOs, as one comparable list of lines. */
function directoryFacts(read: readonly ReadFile[]): string[] {
  const drafts = read.filter(({ source }) => source.kind === "ldif").flatMap((file) => file.drafts);
  return drafts
    .flatMap(({ fields }): string[] => {
      if (fields.kind === "gpo-link") {
        const { container, gpo, order, enabled, enforced } = fields;
        return [`${container} ${order} ${gpo} enabled ${enabled} enforced ${enforced}`];
      }
      if (fields.kind === "scope-of-management") return [`${fields.container} blocks ${fields.blocksInheritance}`];
      if (fields.kind === "wmi-filter") return [`filter ${fields.filter} ${fields.queries.join(" and ")}`];
      if (fields.kind === "gpo") return [gpoLine(fields as FactOf<"gpo">)];
      return [];
    })
    .toSorted();
}

function gpoLine({ guid, domain, computerEnabled, versions, wmiFilter, sddl }: FactOf<"gpo">): string {
  return `gpo ${guid} ${domain} ${computerEnabled} ${versions?.machineDirectory} ${wmiFilter?.id ?? null} ${filterLine(sddl)}`;
}

/** Who holds, and who is denied, the right to apply. */
function filterLine(sddl: string | null): string {
  const parsed = sddl === null ? null : parseSddl(sddl);
  if (parsed === null || !parsed.ok) return "no descriptor";
  const apply = (parsed.descriptor.dacl?.aces ?? []).filter((ace) => ace.objectType !== null);
  return apply.map(({ type, trustee }) => `${type} ${trustee}`).join(", ");
}

function directoryWanted({ scenario }: Compiled): string[] {
  const without = new Without(scenario);
  const shown = containersOf(scenario).filter(({ name }) => !without.has(`links ${name}`));
  const gpos = gposOf(scenario);
  const containers = shown.flatMap(({ dn, links, blocks }) => [
    `${dn} blocks ${without.has("options") ? null : blocks}`,
    ...(without.has("links") ? [] : links).map(
      (link, index) => `${dn} ${index + 1} ${gpoGuid(link.gpo)} enabled ${!link.disabled} enforced ${link.enforced}`,
    ),
  ]);
  const filters = gpos.filter(({ wmi }) => wmi.length > 0 && !without.has("wmi"));
  const objects = gpos.filter((gpo) => !without.gone("object", labelOf(scenario, gpo)));
  return [
    ...containers,
    ...filters.map((gpo) => `filter ${filterGuid(gpo)} ${gpo.wmi.join(" and ")}`),
    ...objects.map((gpo) => {
      const sids = (names: readonly string[], type: string): string[] =>
        names.map((name) => `${type} ${sidOf(scenario, name, gpo.domain)}`);
      const descriptor = without.has(`descriptor ${labelOf(scenario, gpo)}`)
        ? "no descriptor"
        : [...sids(gpo.deny, "OD"), ...sids(gpo.apply, "OA")].join(", ");
      const filter = gpo.wmi.length === 0 ? null : filterGuid(gpo);
      const enabled = gpo.disabled !== "computer" && gpo.disabled !== "all";
      return `gpo ${gpoGuid(gpo)} ${gpo.domain} ${enabled} ${gpo.versions.directory} ${filter} ${descriptor}`;
    }),
  ].toSorted();
}

/** Subcategories, categories and registry values of GPOs and computers, each with the folder of its file. */
function settingFacts(read: readonly ReadFile[]): string[] {
  return read
    .filter(({ source }) => source.kind !== "ldif" && source.kind !== "rsop-xml")
    .flatMap(({ source, drafts }) =>
      drafts.flatMap(({ fields }): string[] => {
        const folder = source.path.replace(/\/(?:machine|auditpol|registry).*$/i, "");
        if (fields.kind === "subcategory")
          return [`${folder} ${fields.subcategory} ${fields.success} ${fields.failure}`];
        if (fields.kind === "legacy-category") return [`${folder} ${fields.category} ${fields.value}`];
        if (fields.kind === "user-right") return [`${folder} ${fields.right} ${fields.members.join(" ")}`];
        if (fields.kind !== "registry") return [];
        return [`${folder} ${fields.key}\\${fields.name} ${fields.action ?? ""} ${String(fields.value)}`];
      }),
    )
    .toSorted();
}

function settingsWanted({ scenario, files }: Compiled): string[] {
  const without = new Without(scenario);
  const gpos = gposOf(scenario).flatMap((gpo) => {
    if (without.gone("files", labelOf(scenario, gpo))) return [];
    return policyWanted(scenario, `SYSVOL/${gpo.domain}/Policies/{${gpoGuid(gpo)}}`, gpo, gpo.domain);
  });
  const hosts = Object.values(scenario.hosts).flatMap((host) => {
    const folder = `hosts/${host.name}`;
    const local = [...files.keys()]
      .find((path) => path.startsWith(`${folder}/local-policy/`))
      ?.replace(/(?<=\/DomainSysvol\/GPO)\/.*$/, "");
    return [
      ...(host.auditpol === null ? [] : SUBCATEGORIES).map(({ name }) =>
        auditLine(folder, name, host.auditpol?.[name] ?? "none"),
      ),
      ...Object.entries(host.registry).map(([path, value]) => registryLine(folder, path, "", value)),
      ...(host.local === null || local === undefined ? [] : policyWanted(scenario, local, host.local, host.domain)),
    ];
  });
  return [...gpos, ...hosts].toSorted();
}

function policyWanted(scenario: Scenario, folder: string, policy: PolicySpec, domain: string): string[] {
  const { audit, legacy, rights, options, registry, preferences } = policy;
  return [
    ...Object.entries(audit ?? {}).map(([name, value]) => auditLine(folder, name, value)),
    ...Object.entries(legacy).map(([category, value]) => `${folder} ${category} ${auditNumber(value)}`),
    ...Object.entries(rights).map(
      ([right, members]) => `${folder} ${right} ${members.map((name) => sidOf(scenario, name, domain)).join(" ")}`,
    ),
    ...Object.entries({ ...options, ...registry }).map(([path, value]) => registryLine(folder, path, "", value)),
    ...preferences.map(({ path, action, value }) => registryLine(folder, path, action, value ?? "")),
  ];
}

function auditLine(folder: string, name: string, value: Scalar): string {
  const bits = auditNumber(value) % 4;
  return `${folder} ${subcategoryGuid(name)} ${bits % 2 === 1} ${bits > 1}`;
}

function registryLine(folder: string, path: string, action: string, value: Scalar): string {
  const { key, name } = splitPath(path);
  // The mark of a deletion in Registry.pol is in its name.
  const done = name.startsWith("**del") ? "D" : action;
  return `${folder} ${key}\\${name} ${done} ${value}`;
}
