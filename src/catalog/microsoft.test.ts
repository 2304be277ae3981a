/** What Microsoft's judges say where they differ from the truth, one trap each. Expected from the module's own code. */
import { describe, expect, test } from "vitest";
import type { FactFields } from "../core/fact.ts";
import type { MicrosoftJudge, MicrosoftVerdict } from "../core/report.ts";
import { estateOf } from "../policy/estate.ts";
import type { HostEstate } from "../policy/hosts.ts";
import { factOf } from "../testing/directory-facts.ts";
import { audit, CREDENTIAL_VALIDATION, DC_OU, estate, option } from "../testing/estate.ts";
import type { GpoSketch } from "../testing/estate.ts";
import { REQUIREMENTS } from "./index.generated.ts";
import { HEALTH_ALERTS } from "./health-alerts.ts";
import { judge } from "./judge.ts";
import { wordOnHost } from "./microsoft-host.ts";
import type { RowWord } from "./microsoft-host.ts";
import { rowsFor } from "./microsoft-rows.ts";

const GUIDS = ["923F", "9236", "9238", "9237", "9235", "923B", "923C", "9211"].map(
  (part) => `0CCE${part}-69AE-11D9-BED3-505054503030`,
);
const EIGHT = GUIDS.map((guid) => audit(guid, 3));
const LSA = "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0";
const NETLOGON = "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters";
const AUDIT_GPO = "Microsoft Defender for Identity - Advanced Audit Policy for DCs";
const NTLM_GPO = "Microsoft Defender for Identity - NTLM Auditing for DCs";
const CREDENTIALS = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";
const OUTGOING = "MDI-DC-NTLM-OUTGOING";

function ntlm(receiving: number | string, sending: number | string, domain: number | string): FactFields[] {
  return [
    option(`${LSA}\\AuditReceivingNTLMTraffic`, receiving),
    option(`${LSA}\\RestrictSendingNTLMTraffic`, sending),
    option(`${NETLOGON}\\AuditNTLMInDomain`, domain),
  ];
}

/** Microsoft's words on the domain's finding, and our own verdict. */
function said(requirement: string, gpos: readonly GpoSketch[]) {
  const { evidence } = estate(gpos);
  const { findings } = judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) });
  const finding = findings.find((one) => one.requirement === requirement && one.subject.kind === "domain");
  const verdict = (name: MicrosoftJudge): MicrosoftVerdict => {
    const word = finding?.microsoft[name];
    if (word === undefined) throw new Error(`no word of ${name}`);
    return word;
  };
  return { status: finding?.status, domain: verdict("moduleDomain"), verdict };
}

/** Two GPOs of one name, each in a container of its own. */
function ofTwo(one: GpoSketch, other: GpoSketch): boolean | null | undefined {
  const first = estate([one]);
  const second = estate([{ name: "first", settings: [] }, other]);
  const renamed = second.gpos.slice(1).map((gpo) => ({ ...gpo, container: "estate/second" }));
  const evidence = { ...first.evidence, gpos: [...first.gpos, ...renamed] };
  const { findings } = judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) });
  return findings.find(({ requirement, subject }) => requirement === CREDENTIALS && subject.kind === "domain")
    ?.microsoft.moduleDomain?.verdict;
}

describe("the module's Domain mode", () => {
  test("a GPO of another name: the truth holds, the module says False", () => {
    const { status, domain, verdict } = said(CREDENTIALS, [{ name: "Baseline", settings: EIGHT }]);
    expect(status).toBe("pass");
    expect(domain).toEqual({
      verdict: false,
      reason: `looks only for a GPO named "${AUDIT_GPO}"; none of the GPOs given has that name`,
    });
    expect(verdict("moduleLocalMachine").verdict).toBe(true);
    expect(verdict("healthAlert").verdict).toBe(true);
  });

  test("the name in other letters is the name", () => {
    expect(said(CREDENTIALS, [{ name: AUDIT_GPO.toUpperCase(), settings: EIGHT }]).domain.verdict).toBe(true);
  });

  test("GPOs without a name in the evidence: one of them may be it", () => {
    const { evidence, gpos } = estate([{ name: "Baseline", settings: EIGHT }]);
    const nameless = { ...evidence, gpos: gpos.map((gpo) => ({ ...gpo, name: null })) };
    const { findings } = judge(REQUIREMENTS, { evidence: nameless, estate: estateOf(nameless, new Map()) });
    const finding = findings.find((one) => one.requirement === CREDENTIALS && one.subject.kind === "domain");
    expect(finding?.microsoft.moduleDomain?.verdict).toBeNull();
  });

  test("a hollow GPO of the right name with a link passes: every row is missing", () => {
    const { status, domain, verdict } = said(CREDENTIALS, [{ name: AUDIT_GPO, settings: [] }]);
    expect(status).toBe("fail");
    expect(domain.verdict).toBe(true);
    expect(domain.reason).toContain("none of the 8 rows");
    expect(verdict("healthAlert").verdict).toBe(false);
  });

  test("one row of eight passes, a wrong row fails", () => {
    const one = said(CREDENTIALS, [{ name: AUDIT_GPO, settings: EIGHT.slice(0, 1) }]);
    expect(one.domain).toMatchObject({ verdict: true, reason: expect.stringContaining("not 7 of the 8 rows") });
    for (const value of [0, 1, 2] as const) {
      const wrong = said(CREDENTIALS, [{ name: AUDIT_GPO, settings: [audit(CREDENTIAL_VALIDATION, value)] }]);
      expect(wrong.domain.verdict).toBe(false);
    }
  });

  test("a dead audit.csv is not in the report, so its wrong row is a missing one", () => {
    const dead = { ...audit(CREDENTIAL_VALIDATION, 0), inert: "cse-missing" as const };
    expect(said(CREDENTIALS, [{ name: AUDIT_GPO, settings: [dead] }]).domain.verdict).toBe(true);
  });

  test("a disabled computer half is not looked at, a GPO disabled as a whole is", () => {
    const half: GpoSketch = { name: AUDIT_GPO, computerEnabled: false, settings: EIGHT };
    const { status, domain } = said(CREDENTIALS, [half]);
    expect(status).toBe("fail");
    expect(domain).toMatchObject({ verdict: true, reason: expect.stringContaining("computer settings are disabled") });
    const { evidence, gpos } = estate([half]);
    const whole = { ...evidence, gpos: gpos.map((gpo) => ({ ...gpo, userEnabled: false })) };
    const { findings } = judge(REQUIREMENTS, { evidence: whole, estate: estateOf(whole, new Map()) });
    const finding = findings.find((one) => one.requirement === CREDENTIALS && one.subject.kind === "domain");
    expect(finding?.microsoft.moduleDomain).toEqual({
      verdict: false,
      reason: `the GPO "${AUDIT_GPO}" is disabled as a whole`,
    });
  });

  test("a link anywhere will do, a disabled one will not, unknown links decide nothing", () => {
    const linked = (links: GpoSketch["links"] & object): MicrosoftVerdict =>
      said(CREDENTIALS, [
        { name: AUDIT_GPO, settings: EIGHT, links },
        { name: "Other", settings: [] },
      ]).domain;
    expect(linked([{ at: "corp.example/Workstations" }]).verdict).toBe(true);
    expect(linked([{ at: DC_OU, enabled: false }]).verdict).toBe(false);
    expect(linked([]).verdict).toBe(false);
    const unknown = said(CREDENTIALS, [
      { name: AUDIT_GPO, settings: EIGHT, links: null },
      { name: "Other", settings: [] },
    ]);
    expect(unknown.domain.verdict).toBeNull();
  });

  test("of two GPOs of that name one may be taken or the other; alike they decide", () => {
    const right: GpoSketch = { name: AUDIT_GPO, settings: EIGHT };
    const wrong: GpoSketch = { name: AUDIT_GPO, settings: [audit(CREDENTIAL_VALIDATION, 1)] };
    expect(ofTwo(right, wrong)).toBeNull();
    expect(ofTwo(right, right)).toBe(true);
    expect(ofTwo(wrong, wrong)).toBe(false);
  });

  test("of a GPO that only its link names, the rows are not known", () => {
    const { evidence, gpos } = estate([
      { name: "Baseline", settings: EIGHT },
      { name: AUDIT_GPO, settings: [] },
    ]);
    const linked = {
      ...evidence,
      gpos: gpos.map((gpo, at) => (at === 1 ? { ...gpo, kind: "directory" as const } : gpo)),
    };
    const { findings } = judge(REQUIREMENTS, { evidence: linked, estate: estateOf(linked, new Map()) });
    const finding = findings.find((one) => one.requirement === CREDENTIALS && one.subject.kind === "domain");
    expect(finding?.microsoft.moduleDomain).toMatchObject({
      verdict: null,
      reason: expect.stringContaining("settings"),
    });
  });

  test("a GPO of another prefix: False without it, True with it, so undecided", () => {
    const { domain } = said(CREDENTIALS, [{ name: "Contoso - Advanced Audit Policy for DCs", settings: EIGHT }]);
    expect(domain.verdict).toBeNull();
    expect(domain.reason).toContain('True with -GpoNamePrefix "Contoso"');
  });

  test("a missing NTLM value fails, and so does one that is not a security option", () => {
    expect(said(OUTGOING, [{ name: NTLM_GPO, settings: ntlm(2, 1, 7) }]).domain.verdict).toBe(true);
    expect(said(OUTGOING, [{ name: NTLM_GPO, settings: ntlm(2, 1, 7).slice(0, 2) }]).domain.verdict).toBe(false);
    const preference = [...ntlm(2, 1, 7).slice(0, 2), option(`${NETLOGON}\\AuditNTLMInDomain`, 7, "U")];
    const { status, domain } = said("MDI-DC-NTLM-DOMAIN", [{ name: NTLM_GPO, settings: preference }]);
    expect(status).toBe("pass");
    expect(domain).toMatchObject({ verdict: false, reason: expect.stringContaining("among the security options") });
  });

  test("12 matches the pattern 1|2, and we say that it is chance", () => {
    const { status, domain, verdict } = said(OUTGOING, [{ name: NTLM_GPO, settings: ntlm(2, 12, 7) }]);
    expect(status).toBe("fail");
    expect(domain).toMatchObject({ verdict: true, reason: expect.stringContaining("for the digit that it contains") });
    expect(verdict("moduleLocalMachine").verdict).toBe(true);
    expect(verdict("testMdiReadiness").verdict).toBe(true);
    expect(verdict("healthAlert").verdict).toBe(false);
  });

  test("Get-GPOReport has no number for a value of type REG_SZ", () => {
    expect(said(OUTGOING, [{ name: NTLM_GPO, settings: ntlm(2, 1, "7") }]).domain.verdict).toBe(false);
  });
});

describe("the module's Domain mode for CAs", () => {
  const NAME = "Microsoft Defender for Identity - Advanced Audit Policy for CAs";
  const ROW = [audit("0CCE9221-69AE-11D9-BED3-505054503030", 3)];
  const LEVELS = (publishers: string, controllers: string): string =>
    `D:${publishers}${controllers}(A;CI;LCRPLORC;;;AU)(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;DA)`;
  const READ = (who: string): string => `(A;CI;LCRPLORC;;;${who})`;
  const APPLY = (who: string): string => `(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;${who})${READ(who)}`;
  const CERT = "S-1-5-21-1-2-3-517";
  const DCS = "S-1-5-21-1-2-3-516";

  test.each([
    ["the module's own permissions", LEVELS(APPLY(CERT), READ(DCS)), true],
    ["everybody applies it", LEVELS(APPLY(CERT), READ(DCS)).replace(READ("AU"), APPLY("AU")), false],
    ["domain controllers are not listed", LEVELS(APPLY(CERT), ""), false],
    ["the permissions are not in the evidence", null, null],
  ])("%s", (_, sddl, verdict) => {
    const { domain } = said("MDI-CA-AUDIT-CERTIFICATION-SERVICES", [
      { name: NAME, sddl, links: [{ at: "corp.example" }], settings: ROW },
    ]);
    expect(domain.verdict).toBe(verdict);
  });

  test("the audit filter is wanted under the default name of a CA", () => {
    const filter = (key: string): FactFields =>
      option(`HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\${key}\\AuditFilter`, 127, "U");
    const of = (settings: FactFields[]): boolean | null =>
      said("MDI-CA-AUDIT-FILTER", [
        {
          name: "Microsoft Defender for Identity - Auditing for CAs",
          sddl: LEVELS(APPLY(CERT), READ(DCS)),
          links: [{ at: "corp.example" }],
          settings,
        },
      ]).domain.verdict;
    expect(of([filter("%DomainName%-%ComputerName%-CA")])).toBe(true);
    expect(of([filter("Corp Issuing CA")])).toBe(false);
  });
});

test("Success alone: the events are written, and the local tests and perhaps the alert object", () => {
  const settings = EIGHT.map((row, at) => (at === 4 ? audit(GUIDS[4] ?? "", 1) : row));
  const { status, verdict } = said("MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT", [{ name: "Baseline", settings }]);
  expect(status).toBe("pass");
  expect(verdict("moduleLocalMachine").verdict).toBe(false);
  expect(verdict("testMdiReadiness").verdict).toBe(false);
  expect(verdict("healthAlert")).toMatchObject({ verdict: null, reason: expect.stringContaining("not documented") });
});

describe("a computer's own readings", () => {
  const POWER = "8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C";
  const hostWith = (...fields: FactFields[]): HostEstate => ({
    name: "DC1",
    roles: ["dc"],
    domain: null,
    facts: fields.map((one, at) => factOf(one, { tier: "A", path: `${at}.txt` })),
    delivered: [],
    sensor: null,
    incomplete: new Set(),
  });
  const wordOf = (id: string, host: HostEstate): RowWord | undefined => {
    const requirement = REQUIREMENTS.find((one) => one.id === id);
    const [row] = requirement === undefined ? [] : rowsFor(requirement, REQUIREMENTS);
    return row === undefined ? undefined : wordOnHost(row, host, null);
  };

  test("the active power plan is what powercfg shows, in letters of any case", () => {
    const plan = (value: string): FactFields => ({
      kind: "observation",
      topic: "power-plan",
      name: "active-scheme",
      value,
    });
    expect(wordOf("MDI-SENSOR-POWER", hostWith(plan(POWER)))?.accepted).toBe(true);
    expect(wordOf("MDI-SENSOR-POWER", hostWith(plan("381B4222-F694-41F0-9685-FF5BB260DF2E")))?.accepted).toBe(false);
    expect(
      wordOf("MDI-SENSOR-POWER", hostWith(plan(POWER), plan("381B4222-F694-41F0-9685-FF5BB260DF2E")))?.accepted,
    ).toBeNull();
    expect(wordOf("MDI-SENSOR-POWER", hostWith())?.accepted).toBeNull();
  });

  test("of several CAs the active one counts; without it nothing is decided", () => {
    const root = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration";
    const filters = [option(`${root}\\Old CA\\AuditFilter`, 0), option(`${root}\\Corp CA\\AuditFilter`, 127)];
    const active = option(`${root}\\Active`, "Corp CA");
    expect(wordOf("MDI-CA-AUDIT-FILTER", hostWith(...filters, active))?.accepted).toBe(true);
    expect(wordOf("MDI-CA-AUDIT-FILTER", hostWith(...filters))?.accepted).toBeNull();
    const weaker = wordOf("MDI-CA-AUDIT-FILTER", hostWith(option(`${root}\\Corp CA\\AuditFilter`, 126)));
    expect(weaker).toMatchObject({ accepted: false, serves: "pass" });
  });

  test("a number that is stored as text passes the local pattern and is no number to Windows", () => {
    const word = wordOf(OUTGOING, hostWith(option(`${LSA}\\RestrictSendingNTLMTraffic`, "1")));
    expect(word).toMatchObject({ accepted: true, serves: "fail" });
  });
});

test("every alert that a requirement names is known, and every known one is named", () => {
  const named = new Set(REQUIREMENTS.flatMap(({ microsoft }) => microsoft?.healthAlert ?? []));
  expect([...named].toSorted()).toEqual(HEALTH_ALERTS.map(({ title }) => title).toSorted());
});
