/** Computers against their policy: every cause from the fact that supports it, and none without one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REQUIREMENTS } from "../src/catalog/index.generated.ts";
import { judge } from "../src/catalog/judge.ts";
import { SUBCATEGORIES } from "../src/core/audit-policy.ts";
import type { Fact } from "../src/core/fact.ts";
import type { Finding } from "../src/core/report.ts";
import { assemble } from "../src/evidence/assemble.ts";
import type { ReadFile } from "../src/evidence/assemble.ts";
import type { Evidence } from "../src/evidence/evidence.ts";
import { estateOf } from "../src/policy/estate.ts";
import { reconcile } from "../src/policy/reconcile.ts";
import type { Disagreement, Reconciliation } from "../src/policy/reconcile.ts";
import type { Selector } from "../src/policy/setting-index.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { utf16 } from "../tools/samples/text.ts";
import { compile } from "./support/scenario/compile.ts";
import { readScenario } from "./support/scenario/model.ts";

/** Files beside those of the scenario, by path. */
type Beside = Readonly<Record<string, string>>;

function filesOf(yaml: string, beside: Beside = {}): ReadFile[] {
  const extra = Object.entries(beside).map(([path, text]) => readBytes(path, new TextEncoder().encode(text)));
  const { files } = compile(readScenario(`title: drift\n${yaml}`));
  return [
    ...[...files].map(([path, bytes]) => readBytes(path, path.endsWith("rsop.xml") ? inSettings(bytes) : bytes)),
    ...extra,
  ];
}

/** `gpresult` puts the settings of an extension into a namespace of their own. */
function inSettings(bytes: Uint8Array): Uint8Array {
  const extension = '<Extension xmlns="http://www.microsoft.com/GroupPolicy/Settings">';
  return utf16(new TextDecoder("utf-16le").decode(bytes).replaceAll("<Extension>", extension));
}

interface Given {
  readonly beside?: Beside;
  readonly times?: ReadonlyMap<string, number>;
  readonly defaults?: readonly string[];
  /** What a reading of another file would add. */
  readonly facts?: (evidence: Evidence) => readonly Fact[];
}

const wanted = SUBCATEGORIES.map(({ guid }): Selector => ({ kind: "subcategory", subcategory: guid }));

function reconciled(yaml: string, { beside, times, defaults, facts }: Given = {}): Reconciliation {
  const read = assemble(filesOf(yaml, beside));
  const evidence = { ...read, facts: [...read.facts, ...(facts?.(read) ?? [])] };
  const estate = estateOf(evidence, new Map());
  const [host] = estate.hosts;
  if (host === undefined) throw new Error("no computer was read");
  return reconcile(estate, host, { recordsByDefault: new Set(defaults), times: times ?? new Map(), wanted });
}

function only(result: Reconciliation): Disagreement {
  expect(result.disagreements).toHaveLength(1);
  return result.disagreements[0] as Disagreement;
}

const POLICY = `
domains: { corp.example: { ous: { Domain Controllers: { links: [Audit] } } } }
gpos: { Audit: { audit: { Logon: SF } } }
`;
const LOGON = "0CCE9215-69AE-11D9-BED3-505054503030";

/** One of three kinds of evidence left out at a time. */
describe("what is compared", () => {
  it("agrees where policy, resultant set and computer say the same", () => {
    const result = reconciled(
      `${POLICY}hosts: { DC1: { auditpol: { Logon: SF }, rsop: { gpos: [Audit], audit: { Logon: { Audit: SF } } } } }`,
    );
    expect(result.disagreements).toEqual([]);
    expect(result.agreed).toHaveLength(1);
    expect(result.target?.computer?.name).toMatch(/^DC1/);
  });

  it("a value that policy leaves alone is the computer's own", () => {
    const result = reconciled(`${POLICY}hosts: { DC1: { auditpol: { Logon: SF, Logoff: F } } }`);
    expect(result.disagreements).toEqual([]);
    expect(result.agreed).toHaveLength(1);
  });

  it("an undecided policy contradicts only what is outside its possible values", () => {
    const undecided = (logon: string): string => `
domains: { corp.example: { ous: { Domain Controllers: { links: [Some, Audit] } } } }
gpos: { Audit: { audit: { Logon: SF } }, Some: { wmi: SELECT * FROM Win32_Service WHERE Name = "X", audit: { Logon: S } } }
hosts: { DC1: { auditpol: { Logon: ${logon} } } }`;
    expect(reconciled(undecided("S")).disagreements).toEqual([]);
    expect(reconciled(undecided("SF")).disagreements).toEqual([]);
    expect(reconciled(undecided("S")).agreed).toEqual([]);
    expect(only(reconciled(undecided("F")))).toMatchObject({
      computed: "Success or Success and Failure",
      captured: "Failure",
      cause: null,
    });
  });

  it("what advanced policy is shown to clear is no word of policy: the computer cannot bear itself out", () => {
    const yaml = (logon: string): string => `
domains: { corp.example: { ous: { Domain Controllers: { links: [Some, Audit] } } } }
gpos:
  Audit: { audit: { Credential Validation: SF } }
  Some: { wmi: SELECT * FROM Win32_Service WHERE Name = "X", audit: { Logon: S } }
hosts: { DC1: { auditpol: { Credential Validation: SF, Logon: ${logon} } } }`;
    for (const logon of ["none", "S", "F"]) {
      expect(reconciled(yaml(logon))).toMatchObject({ disagreements: [], agreed: [expect.any(Array)] });
    }
  });

  it("registry values: the type counts, and a value is missing only where the whole key is shown", () => {
    const yaml = (value: string): string => `
domains: { corp.example: { ous: { Domain Controllers: { links: [Options] } } } }
gpos: { Options: { options: { AuditReceivingNTLMTraffic: 2 } } }
hosts: { DC1: { registry: { AuditReceivingNTLMTraffic: ${value} } } }`;
    expect(reconciled(yaml("2")).agreed).toHaveLength(1);
    expect(only(reconciled(yaml("1")))).toMatchObject({ computed: "2", captured: "1" });
    const [host] = [`${yaml("2").split("hosts:")[0]}hosts: { DC1: { registry: { RestrictSendingNTLMTraffic: 1 } } }`];
    expect(reconciled(host ?? "").disagreements).toEqual([]);
  });

  it("two captures that differ decide nothing", () => {
    const second = `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting\nDC1,System,Logon,{${LOGON}},Success,\n`;
    const result = reconciled(`${POLICY}hosts: { DC1: { auditpol: { Logon: F } } }`, {
      beside: { "hosts/again.csv": second },
    });
    expect(result.disagreements).toEqual([]);
    expect(result.contradictory).toEqual(["audit subcategory Logon"]);
  });
});

describe("causes", () => {
  const DRIFTED = "hosts: { DC1: { auditpol: { Logon: S }";

  it("none without a fact that supports one", () => {
    expect(only(reconciled(`${POLICY}${DRIFTED} } }`))).toMatchObject({
      setting: "audit subcategory Logon",
      computed: "Success and Failure",
      delivered: null,
      captured: "Success",
      cause: null,
    });
  });

  it("local edit: policy arrived, the computer has another value", () => {
    const rsop = (value: string): string => `rsop: { gpos: [Audit], audit: { Logon: { Audit: ${value} } } }`;
    expect(only(reconciled(`${POLICY}${DRIFTED}, ${rsop("SF")} } }`)).cause).toBe("local-edit");
    expect(only(reconciled(`${POLICY}${DRIFTED}, ${rsop("F")} } }`)).cause).toBeNull();
  });

  it.each([
    ["denied", "denied"],
    ["off", "gpo-disabled"],
  ])("%s in the resultant set", (word, cause) => {
    expect(
      only(
        reconciled(
          `${POLICY}${DRIFTED}, rsop: { gpos: [Other, Audit ${word}] } } }`.replace("gpos: {", "gpos: { Other: {},"),
        ),
      ),
    ).toMatchObject({
      delivered: '"Audit" was not applied',
      cause,
    });
  });

  it("not refreshed: a linked GPO that the resultant set does not list", () => {
    const yaml = (gpos: string): string =>
      `${POLICY}${DRIFTED}, rsop: { gpos: [${gpos}] } } }`.replace("gpos: {", "gpos: { Other: {},");
    expect(only(reconciled(yaml("Other")))).toMatchObject({
      delivered: '"Audit" is not listed',
      cause: "not-refreshed",
    });
    expect(only(reconciled(yaml("Other, Audit")))).toMatchObject({ delivered: null, cause: null });
  });

  it("not refreshed: the resultant set keeps a GPO whose link is gone", () => {
    const yaml = (gpo: string): string => `
domains: { corp.example: { ous: { Domain Controllers: { links: [Base] } } } }
gpos: { Base: { audit: { Logoff: S } }, Gone: { audit: { Logon: SF } } }
hosts: { DC1: { rsop: { gpos: [Base, ${gpo}], audit: { Logon: { ${gpo}: SF } } } } }`;
    expect(only(reconciled(yaml("Gone")))).toMatchObject({ computed: "not configured", cause: "not-refreshed" });
  });

  it("not replicated: directory and SYSVOL hold two versions", () => {
    const skew = POLICY.replace("audit:", "versions: { directory: 5, sysvol: 4 }, audit:");
    expect(only(reconciled(`${skew}${DRIFTED} } }`))).toMatchObject({ cause: "not-replicated" });
  });

  it("legacy override: the computer has the category's value", () => {
    const yaml = (category: number, force: number): string => `
domains: { corp.example: { ous: { Domain Controllers: { links: [Audit] } } } }
gpos: { Audit: { audit: { Logon: SF }, legacy: { AuditLogonEvents: ${category} }, options: { SCENoApplyLegacyAuditPolicy: 1 } } }
hosts: { DC1: { auditpol: { Logon: S }, registry: { SCENoApplyLegacyAuditPolicy: ${force} } } }`;
    const causes = (text: string): (string | null)[] =>
      reconciled(text).disagreements.flatMap(({ setting, cause }) => (setting.includes("Logon") ? [cause] : []));
    expect(causes(yaml(1, 0))).toEqual(["legacy-override"]);
    expect(causes(yaml(1, 1))).toEqual([null]);
    expect(causes(yaml(2, 0))).toEqual([null]);
  });

  it("stale local audit.csv", () => {
    const local = (value: string): string => `${POLICY}${DRIFTED}, local: { audit: { Logon: ${value} } } } }`;
    expect(only(reconciled(local("S"))).cause).toBe("local-audit-csv");
    expect(only(reconciled(local("F"))).cause).toBeNull();
  });

  it("automatic auditing of a v3.x sensor", () => {
    const yaml = `
domains: { corp.example: { ous: { Domain Controllers: { links: [Audit] } } } }
gpos: { Audit: { audit: { Credential Validation: S } } }
hosts: { DC1: { auditpol: { Credential Validation: SF } } }`;
    const scope = (sensor: string): Beside => ({
      "who.yaml": `schema: scope/1\nhosts:\n  - name: dc1.corp.example\n    roles: [dc]\n    sensor: ${sensor}\n`,
    });
    expect(only(reconciled(yaml, { beside: scope("v3") })).cause).toBe("automatic-auditing");
    expect(only(reconciled(yaml, { beside: scope("v2") })).cause).toBeNull();
    expect(only(reconciled(yaml.replace(": SF }", ": F }"), { beside: scope("v3") })).cause).toBeNull();
  });

  it("collected at different times", () => {
    const yaml = `${POLICY}${DRIFTED}, rsop: { gpos: [Audit], audit: { Logon: { Audit: SF } } } } }`;
    const times = (hours: number): ReadonlyMap<string, number> =>
      new Map([
        ["hosts/DC1/auditpol.csv", 0],
        ["hosts/DC1/rsop.xml", hours * 3_600_000],
      ]);
    expect(only(reconciled(yaml, { times: times(40) })).cause).toBe("different-times");
    expect(only(reconciled(yaml, { times: times(1) })).cause).toBe("local-edit");
  });

  it("third-party auditor", () => {
    const yaml = `${POLICY}${DRIFTED} } }`;
    const installed = (name: string) => ({
      facts: ({ facts }: Evidence): Fact[] => {
        const row = facts.find((fact) => fact.subject.kind === "host" && fact.tier === "A") as Fact;
        return [{ ...row, id: "software", kind: "observation", topic: "software", name, value: "10.5" }];
      },
    });
    expect(only(reconciled(yaml, installed("Netwrix Auditor"))).cause).toBe("third-party");
    expect(only(reconciled(yaml, installed("Notepad"))).cause).toBeNull();
  });
});

describe("which reading of the documents a computer shows", () => {
  it.each([
    ["none", "cleared"],
    ["S", "kept"],
  ])("%s where no GPO names it: %s", (value, reading) => {
    const yaml = `${POLICY.replace("Logon: SF", "Logoff: S")}hosts: { DC1: { auditpol: { Logoff: S, Logon: ${value} } } }`;
    expect(reconciled(yaml, { defaults: [LOGON] }).shown).toMatchObject([{ reading, subcategory: LOGON }]);
    expect(reconciled(yaml).shown).toEqual([]);
  });
});

function findingsOf(files: readonly ReadFile[]): readonly Finding[] {
  const evidence = assemble(files);
  return judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) }).findings;
}

const MANY = `
domains: { corp.example: { links: [Legacy enforced], ous: { Domain Controllers: { links: [Audit, Options] } } } }
gpos:
  Legacy: { audit: { Credential Validation: S }, apply: [Some] }
  Audit: { audit: { Credential Validation: SF, Logon: SF, Directory Service Changes: SF } }
  Options: { options: { AuditReceivingNTLMTraffic: 2, AuditNTLMInDomain: 7 }, apply: [Some] }
groups: { Some: { members: [DC1] } }
hosts:
  DC1:
    auditpol: { Credential Validation: SF, Logon: S }
    registry: { AuditReceivingNTLMTraffic: 2, AuditNTLMInDomain: 1 }
    rsop: { gpos: [Options, Audit], audit: { Logon: { Audit: SF }, Credential Validation: { Audit: SF } } }
    local: { audit: { Logon: S } }
  DC2:
    auditpol: { Credential Validation: SF, Logon: SF, Directory Service Changes: SF }
    registry: { AuditReceivingNTLMTraffic: 2 }`;

function driftOf(yaml: string): Finding | undefined {
  const found = findingsOf(filesOf(yaml)).filter(({ requirement }) => requirement === "POLICY-DRIFT");
  expect(found.length).toBeLessThan(2);
  return found[0];
}

describe("the finding of a computer", () => {
  const CREDENTIALS = `
domains: { corp.example: { ous: { Domain Controllers: { links: [Audit] } } } }
gpos: { Audit: { audit: { Credential Validation: SF }, options: { AuditNTLMInDomain: 7 } } }
`;
  const AUDITPOL = "auditpol: { Credential Validation: SF }";

  it("passes where everything that policy sets and the sensor needs was read, and agrees", () => {
    const finding = driftOf(`${CREDENTIALS}hosts: { DC1: { ${AUDITPOL}, registry: { AuditNTLMInDomain: 7 } } }`);
    expect(finding).toMatchObject({ status: "pass", rung: "L3", have: "2 settings compared, all as policy sets them" });
    expect(finding?.evidence.length).toBeGreaterThan(2);
  });

  it("is open where a part of it was not read", () => {
    const finding = driftOf(`${CREDENTIALS}hosts: { DC1: { ${AUDITPOL} } }`);
    expect(finding?.status).toBe("unknown");
    expect(finding?.have).toMatch(
      /^1 setting compared without a difference; not read on the computer: .*AuditNTLMInDomain$/,
    );
  });

  it("is open where policy arrived and nothing was read on the computer", () => {
    const rsop = "rsop: { gpos: [Audit], audit: { Credential Validation: { Audit: SF } } }";
    const finding = driftOf(
      `${CREDENTIALS.replace(", options: { AuditNTLMInDomain: 7 }", "")}hosts: { DC1: { ${rsop} } }`,
    );
    expect(finding).toMatchObject({ status: "unknown" });
    expect(finding?.have).toContain("not read on the computer: audit subcategory Credential Validation");
  });

  it("without a reading asks for one, of the domain", () => {
    const finding = driftOf(`${CREDENTIALS}hosts: { DC1: {} }`);
    expect(finding).toMatchObject({ status: "unknown", subject: { kind: "domain", role: "dc" } });
    expect(finding?.have).toBe("no domain controller has been read");
  });

  it("lists what is weaker first, names each cause once, and the requirement's own finding points to it", () => {
    const yaml = `
domains: { corp.example: { ous: { Domain Controllers: { links: [Audit] } } } }
gpos: { Audit: { audit: { Credential Validation: SF, Logoff: S }, options: { AuditNTLMInDomain: 7 } } }
hosts: { DC1: { auditpol: { Credential Validation: F, Logoff: SF }, registry: { AuditNTLMInDomain: 1 } } }`;
    const finding = driftOf(yaml);
    expect(finding).toMatchObject({ status: "fail", cause: "drift", rung: null });
    expect(finding?.have).toMatch(
      /^3 settings differ: audit subcategory Credential Validation: policy Success and Failure, computer Failure; .*AuditNTLMInDomain: policy 7, computer 1; audit subcategory Logoff: policy Success, computer Success and Failure$/,
    );
    expect(finding?.notes.filter((note) => note.startsWith("No cause in the evidence."))).toHaveLength(1);
    const own = findingsOf(filesOf(yaml)).find(({ id }) => id.startsWith("MDI-DC-AUDIT-CREDENTIAL-VALIDATION@host"));
    expect(own).toMatchObject({ status: "fail", cause: "too-weak", have: "Failure" });
    expect(own?.trail).toMatchObject([{ result: "won", gpo: { name: "Audit" }, sets: "Success and Failure" }]);
    expect(own?.notes.join(" ")).toContain("POLICY-DRIFT");
    const domain = findingsOf(filesOf(yaml)).find(({ id }) =>
      id.startsWith("MDI-DC-AUDIT-CREDENTIAL-VALIDATION@domain"),
    );
    expect(domain).toMatchObject({ status: "pass", rung: "L2" });
  });
});

describe("properties", () => {
  it("the order of the files does not matter", () => {
    const files = filesOf(MANY);
    const told = (list: readonly ReadFile[]): string[] =>
      findingsOf(list).map(({ id, status, have, cause, notes }) => JSON.stringify([id, status, have, cause, notes]));
    const expected = told(files);
    expect(expected.filter((line) => line.startsWith('["POLICY-DRIFT@host')).length).toBe(2);
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(told(shuffled)).toEqual(expected);
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  it("without some of a computer's readings nothing that failed or was unknown passes", () => {
    const files = filesOf(MANY);
    const before = new Map(findingsOf(files).map(({ id, status }) => [id, status]));
    const own = files.filter(({ source }) => source.path.startsWith("hosts/"));
    expect(own.length).toBe(7);
    // Every choice of files, as bits.
    for (let kept = 0; kept < 1 << own.length; kept += 1) {
      const removed = new Set(own.filter((_, at) => (kept & (1 << at)) === 0));
      const better = findingsOf(files.filter((file) => !removed.has(file))).filter(
        ({ id, status }) => status === "pass" && ["fail", "unknown"].includes(before.get(id) ?? "pass"),
      );
      expect(better.map(({ id }) => `${id} without ${[...removed].map(({ source }) => source.path).join()}`)).toEqual(
        [],
      );
    }
  });
});
