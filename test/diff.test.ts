/** What `eventreach diff` says of one domain after an edit whose meaning is known. */
import { describe, expect, test } from "vitest";
import { analyse } from "../src/cli/analyse.ts";
import type { Diff } from "../src/core/diff.ts";
import { diffOf } from "../src/diff/compare.ts";
import { readResults } from "../src/diff/read-results.ts";
import { type Snapshot, snapshotOf } from "../src/diff/snapshot.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { renderJson } from "../src/report/diff-json.ts";
import { reporter as json } from "../src/report/formats/json.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { compile } from "./support/scenario/compile.ts";
import { readScenario } from "./support/scenario/model.ts";

const BASE = `
title: A domain to be edited
domains:
  corp.example:
    links: [Base]
    ous: { Domain Controllers: { links: [DC Audit, DC More] } }
gpos:
  Base: { audit: { Process Creation: S } }
  DC Audit: { audit: { Credential Validation: SF, User Account Management: SF } }
  DC More: { audit: { Security Group Management: SF } }
hosts: { DC1: {}, DC2: {} }
expect: {}
`;
const CREDENTIAL = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";
const OPTIONS = { asOf: "2026-11-22T00:00:00Z", roles: new Map() };

type Edit = (bytes: Uint8Array, path: string) => Uint8Array;

/** The inputs themselves and the results of a scan of them must say the same: both are compared. */
function stateOf(text: string, edit: Edit = (bytes) => bytes): { inputs: Snapshot; results: Snapshot } {
  const { files } = compile(readScenario(text));
  const evidence = assemble([...files].map(([path, bytes]) => readBytes(path, edit(bytes, path))));
  const report = analyse(evidence, OPTIONS);
  const read = readResults([...json.render(report)].join(""), "side", "inputs");
  if (!read.ok) throw new Error(read.message);
  return { inputs: snapshotOf(report, "side", "inputs"), results: read.snapshot };
}

function diffOfEdit(replace: readonly (readonly [string, string])[], edit?: Edit): Diff {
  let text = BASE;
  for (const [from, to] of replace) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const [old, now] = [stateOf(BASE), stateOf(text, edit)];
  const diff = diffOf(old.inputs, now.inputs);
  const again = [diffOf(old.results, now.results), diffOf(old.inputs, now.results), diffOf(old.results, now.inputs)];
  for (const one of again) expect([...renderJson(one)].join("")).toBe([...renderJson(diff)].join(""));
  return diff;
}

function groupsOf({ findings }: Diff): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { group, requirement, changed } of findings) {
    if (group === "same" && !changed) continue;
    if (group === "still-failing" && !changed) continue;
    (groups[group] ??= []).push(requirement);
  }
  return groups;
}

describe("settings", () => {
  test("a weaker value: a regression, with both values and their lines", () => {
    const diff = diffOfEdit([["Credential Validation: SF", "Credential Validation: S"]]);
    expect(groupsOf(diff)).toEqual({ regression: [CREDENTIAL] });
    expect(diff.findings[0]).toMatchObject({
      group: "regression",
      severity: "high",
      before: { status: "pass", have: "Success and Failure", winner: "DC Audit" },
      after: { status: "fail", have: "Success", winner: "DC Audit", cause: "too-weak" },
    });
    expect(diff.findings[0]?.after?.at).toMatch(/audit\.csv:2:1$/);
    expect(diff.settings).toHaveLength(1);
    expect(diff.settings[0]).toMatchObject({
      change: "changed",
      name: "Audit Credential Validation",
      before: { holder: "DC Audit", value: "Success and Failure" },
      after: { holder: "DC Audit", value: "Success" },
    });
    expect(diff.inputs.map(({ change }) => change)).toEqual(["other-bytes"]);
    expect(diff.notComparable).toEqual([]);
  });

  test("no auditing is a value, not configured is none: they are told apart", () => {
    const none = diffOfEdit([["Credential Validation: SF", "Credential Validation: none"]]);
    expect(none.settings.map(({ change, after }) => [change, after?.value])).toEqual([["changed", "No Auditing"]]);
    const gone = diffOfEdit([["Credential Validation: SF, ", ""]]);
    expect(gone.settings.map(({ change, after }) => [change, after])).toEqual([["removed", null]]);
    expect(groupsOf(gone)["regression"]).toEqual([CREDENTIAL]);
  });

  test("the same value in another GPO with the same result has moved, and nothing regressed", () => {
    const diff = diffOfEdit([
      ["Credential Validation: SF, ", ""],
      ["Security Group Management: SF", "Security Group Management: SF, Credential Validation: SF"],
    ]);
    // The extension check counts the rows of each GPO.
    expect(groupsOf(diff)).toEqual({ same: ["POLICY-AUDIT-CSE-MISSING", "POLICY-AUDIT-CSE-MISSING", CREDENTIAL] });
    expect(diff.settings).toHaveLength(1);
    expect(diff.settings[0]).toMatchObject({
      change: "moved",
      before: { holder: "DC Audit" },
      after: { holder: "DC More" },
    });
  });

  test("where findings rest on it, they decide whether it moved: also from the OU to the domain", () => {
    const diff = diffOfEdit([
      ["Credential Validation: SF, ", ""],
      ["{ Process Creation: S }", "{ Process Creation: S, Credential Validation: SF }"],
    ]);
    expect(diff.settings.map(({ change, before, after }) => [change, before?.holder, after?.holder])).toEqual([
      ["moved", "DC Audit", "Base"],
    ]);
    const lost = diffOfEdit([
      ["Credential Validation: SF, ", ""],
      ["{ Process Creation: S }", "{ Process Creation: S, Credential Validation: SF }"],
      ["Security Group Management: SF", "Security Group Management: SF, Credential Validation: none"],
    ]);
    expect(lost.settings.map(({ change }) => change)).toEqual(["removed", "added", "added"]);
    expect(groupsOf(lost)["regression"]).toEqual([CREDENTIAL]);
  });

  test("a setting that no requirement asks for is compared too, and moves only to the same computers", () => {
    const gone = diffOfEdit([["audit: { Process Creation: S }", "audit: { Logoff: S }"]]);
    expect(gone.settings.map(({ change, name }) => [change, name])).toEqual([
      ["removed", "Audit Process Creation"],
      ["added", "Audit Logoff"],
    ]);
    const nearer = diffOfEdit([
      ["audit: { Process Creation: S }", "audit: { Logoff: S }"],
      ["Security Group Management: SF", "Security Group Management: SF, Process Creation: S"],
    ]);
    expect(nearer.settings.map(({ change, name, after }) => [change, name, after?.holder])).toEqual([
      ["removed", "Audit Process Creation", undefined],
      ["added", "Audit Logoff", "Base"],
      ["added", "Audit Process Creation", "DC More"],
    ]);
  });
});

describe("GPOs and links", () => {
  test("a name that changed is a rename", () => {
    const rename: Edit = (bytes, path) =>
      path.endsWith(".ldif")
        ? new TextEncoder().encode(
            new TextDecoder().decode(bytes).replaceAll("displayName: DC More", "displayName: DC Rest"),
          )
        : bytes;
    const diff = diffOfEdit([], rename);
    expect(diff.gpos).toEqual([expect.objectContaining({ change: "renamed", before: "DC More", after: "DC Rest" })]);
    expect(diff.settings).toEqual([]);
    expect(groupsOf(diff)).toEqual({});
  });

  test("link order, enforced and disabled are named as such", () => {
    const order = diffOfEdit([["[DC Audit, DC More]", "[DC More, DC Audit]"]]);
    expect(
      order.links.map(({ change, gpo, before, after }) => `${change} ${gpo} ${before} ${after}`).toSorted(),
    ).toEqual(["order DC Audit 1 2", "order DC More 2 1"]);
    expect(groupsOf(order)).toEqual({});
    const enforced = diffOfEdit([["[DC Audit, DC More]", "[DC Audit enforced, DC More]"]]);
    expect(enforced.links).toEqual([expect.objectContaining({ change: "enforced", gpo: "DC Audit" })]);
    const disabled = diffOfEdit([["[DC Audit, DC More]", "[DC Audit disabled, DC More]"]]);
    expect(disabled.links).toEqual([expect.objectContaining({ change: "disabled", gpo: "DC Audit" })]);
    expect(groupsOf(disabled)["regression"]).toEqual([CREDENTIAL, "MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT"]);
    expect(disabled.findings[0]?.after?.cause).toBe("link-disabled");
  });

  test("a link that a whole list of the container no longer has is gone; a block is named", () => {
    const unlinked = diffOfEdit([["[DC Audit, DC More]", "[DC Audit]"]]);
    expect(unlinked.links).toEqual([expect.objectContaining({ change: "unlinked", gpo: "DC More" })]);
    const blocked = diffOfEdit([["links: [DC Audit, DC More]", "links: [DC Audit, DC More], blocks: true"]]);
    expect(blocked.links).toEqual([expect.objectContaining({ change: "blocks-inheritance", gpo: null })]);
  });

  test("a computer half that is switched off", () => {
    const diff = diffOfEdit([["DC More: { audit", "DC More: { disabled: computer, audit"]]);
    expect(diff.gpos).toEqual([expect.objectContaining({ change: "computer-half-disabled", after: "DC More" })]);
    expect(groupsOf(diff)["regression"]).toEqual(["MDI-DC-AUDIT-SECURITY-GROUP-MANAGEMENT"]);
  });
});

describe("evidence that one side lacks", () => {
  test("files of a GPO that were not given: lost from sight, never removed", () => {
    const diff = diffOfEdit([["expect: {}", "without: [files DC Audit]\nexpect: {}"]]);
    expect(diff.settings).toEqual([]);
    const groups = groupsOf(diff);
    expect(groups["regression"]).toBeUndefined();
    expect(groups["lost-sight"]).toContain(CREDENTIAL);
    expect(diff.gpos).toEqual([expect.objectContaining({ change: "vanished", before: "DC Audit", settings: 2 })]);
    expect(diff.notComparable.map(({ what }) => what)).toEqual(['GPO "DC Audit"']);
    expect(diff.notComparable[0]?.ask).toContain("Backup-GPO -All -Path <folder>");
  });

  test("links of a container that was not exported are not gone", () => {
    const diff = diffOfEdit([["expect: {}", "without: [links Domain Controllers]\nexpect: {}"]]);
    expect(diff.links.filter(({ change }) => change === "unlinked")).toEqual([]);
    expect(diff.notComparable.map(({ what }) => what)).toEqual([
      'links of "DC More" in side: OU=Domain Controllers,DC=corp,DC=example',
      'links of "DC Audit" in side: OU=Domain Controllers,DC=corp,DC=example',
    ]);
    expect(diff.notComparable[0]?.ask[0]).toMatch(/^Get-GPOReport -Guid [-0-9A-F]{36} -ReportType Xml /);
  });

  test("a setting is removed only where the other side has the whole GPO", () => {
    const old = stateOf(BASE).inputs;
    const now = stateOf(BASE.replace("Credential Validation: SF, ", "")).inputs;
    expect(diffOf(old, now).settings.map(({ change }) => change)).toEqual(["removed"]);
    const loose = { ...now, gpos: now.gpos.map((gpo) => ({ ...gpo, kind: "loose" as const })) };
    const cut = { ...now, sources: now.sources.map((source) => ({ ...source, whole: false })) };
    for (const [state, because] of [
      [loose, "only some files of the GPO were given"],
      [cut, "a file of the GPO was not read to its end"],
    ] as const) {
      const diff = diffOf(old, state);
      expect(diff.settings).toEqual([]);
      expect(diff.notComparable).toEqual([
        {
          what: 'GPO "DC Audit" in side: Audit Credential Validation',
          because,
          ask: ["Backup-GPO -Name 'DC Audit' -Path <folder>"],
        },
      ]);
    }
  });

  test("a side without links speaks of something else", () => {
    const old = stateOf(BASE).inputs;
    const now = stateOf(BASE.replace("Credential Validation: SF", "Credential Validation: S")).inputs;
    const diff = diffOf(old, { ...now, side: { ...now.side, mode: "design" } });
    expect(groupsOf(diff)).toEqual({ "not-comparable": [CREDENTIAL] });
    expect(diff.notes.map(({ code }) => code)).toEqual(["mode"]);
  });

  test("where nothing lists the links, a GPO that was not exported is named beside the verdict that it leaves", () => {
    const whole = BASE.replace("expect: {}", "without: [links]\nexpect: {}");
    const [old, now] = [whole, whole.replace("[links]", "[links, gpo DC Audit]")].map((text) => stateOf(text).inputs);
    if (old === undefined || now === undefined) throw new Error("two states");
    const { findings, settings } = diffOf(old, now);
    expect(settings).toEqual([]);
    const credential = findings.find(({ requirement }) => requirement === CREDENTIAL);
    expect(credential?.before).toMatchObject({ status: "pass", winner: "DC Audit" });
    expect(["lost-sight", "regression"]).toContain(credential?.group);
    if (credential?.group === "regression") expect(credential.because).toContain("deleted, or not exported");
  });

  test("a computer that no file names any more is not said to be gone", () => {
    const diff = diffOfEdit([["{ DC1: {}, DC2: {} }", "{ DC1: {} }"]]);
    expect(diff.population).toEqual([{ change: "vanished", kind: "computer", name: "DC2.corp.example" }]);
    expect(diff.notComparable.map(({ what, because }) => [what, because])).toEqual([
      ["computer DC2.corp.example", "deleted, or not exported: the new inputs do not tell which"],
    ]);
  });
});

describe("findings that only one side has", () => {
  const { inputs } = stateOf(BASE);
  const [gpo] = inputs.gpos;
  const [first] = inputs.findings;
  if (gpo === undefined || first === undefined) throw new Error("a state with GPOs and findings");
  const failing = { ...first, requirement: "X", revision: 1, severity: "medium", status: "fail" } as const;
  const withFinding = (finding: Partial<Snapshot["findings"][number]>): Snapshot => ({
    ...inputs,
    findings: [...inputs.findings, { ...failing, id: "X@y", ...finding }],
  });
  const { guid, name, domain, container } = gpo;
  const ofGpo = withFinding({ subject: { kind: "gpo", guid, name, domain, container } });

  test("a check that was silent on the same GPO passed there: it regressed, and is fixed on the way back", () => {
    expect(groupsOf(diffOf(inputs, ofGpo))).toEqual({ regression: ["X"] });
    expect(groupsOf(diffOf(ofGpo, inputs))).toEqual({ fixed: ["X"] });
  });

  test("with another catalog, or of a GPO of which other files were given, it is only new", () => {
    const side = { ...inputs.side, catalog: { version: "1", digest: "1".repeat(64) } };
    expect(groupsOf(diffOf({ ...inputs, side }, ofGpo))).toEqual({ new: ["X"] });
    const loose = { ...inputs, gpos: inputs.gpos.map((one) => ({ ...one, kind: "loose" as const })) };
    expect(groupsOf(diffOf(loose, ofGpo))).toEqual({ new: ["X"] });
  });

  test("a computer that differs now was spoken for by its domain before", () => {
    const host = { kind: "host", name: "DC1.corp.example", domain: "corp.example", roles: ["dc"] } as const;
    const ofHost = withFinding({ subject: host, requirement: CREDENTIAL });
    expect(groupsOf(diffOf(inputs, ofHost))).toEqual({ regression: [CREDENTIAL] });
    expect(
      groupsOf(diffOf(inputs, withFinding({ subject: { ...host, name: "OTHER" }, requirement: CREDENTIAL }))),
    ).toEqual({
      new: [CREDENTIAL],
    });
  });
});

describe("what is not the estate", () => {
  const { inputs } = stateOf(BASE);
  const worse = stateOf(BASE.replace("Credential Validation: SF", "Credential Validation: S")).inputs;

  test("a requirement that means something else now is named, and no regression", () => {
    const revised = {
      ...worse,
      side: { ...worse.side, catalog: { version: "2027.01", digest: "0".repeat(64) } },
      findings: worse.findings.map((one) => (one.requirement === CREDENTIAL ? { ...one, revision: 2 } : one)),
    };
    const diff = diffOf(inputs, revised);
    expect(groupsOf(diff)).toEqual({ "not-comparable": [CREDENTIAL] });
    expect(diff.notes.map(({ code }) => code)).toEqual(["catalog", "requirement"]);
  });

  test("another version of the program is said first", () => {
    const other = { ...inputs, side: { ...inputs.side, tool: { name: "eventreach", version: "9.9.9" } } };
    expect(diffOf(inputs, other).notes.map(({ code }) => code)).toEqual(["tool"]);
  });

  test("a waiver that ran out is a change of its own", () => {
    const waived = (state: "active" | "expired"): Snapshot => ({
      ...worse,
      findings: worse.findings.map((one) =>
        one.requirement === CREDENTIAL ? { ...one, waiver: { id: "W-1", state } } : one,
      ),
    });
    const diff = diffOf(waived("active"), waived("expired"));
    expect(diff.waivers).toEqual([
      {
        finding: expect.stringContaining(CREDENTIAL),
        before: { id: "W-1", state: "active" },
        after: { id: "W-1", state: "expired" },
      },
    ]);
  });
});
