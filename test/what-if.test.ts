/** `--what-if` on invented domains: an edit and its inverse, several domains, GPOs of which no file tells, captures. */
import { describe, expect, test } from "vitest";
import { analyse } from "../src/cli/analyse.ts";
import { answerWhatIf } from "../src/cli/commands/what-if.ts";
import type { Report } from "../src/core/report.ts";
import { assemble } from "../src/evidence/assemble.ts";
import type { Evidence } from "../src/evidence/evidence.ts";
import { placeCalled, placesOf } from "../src/policy/what-if/places.ts";
import { knownGpos } from "../src/policy/what-if/gpos.ts";
import { linksAt } from "../src/policy/what-if/links.ts";
import { ALL } from "./support/scenario/cases.ts";
import { compile, readCompiled } from "./support/scenario/compile.ts";
import { readScenario } from "./support/scenario/model.ts";

const OPTIONS = { asOf: "2026-11-22T00:00:00Z", roles: new Map() };
const RENDER = { colour: false, ascii: false, width: 80 };

function evidenceOf(text: string): Evidence {
  return assemble(readCompiled(compile(readScenario(text))));
}

/** Everything that a person sees of the findings; the ids of facts may differ. */
function verdicts({ findings }: Report): string[] {
  return findings
    .map(({ id, status, have, cause, rung, trail }) => {
      const winner = trail.find(({ result }) => result === "won")?.gpo.name ?? null;
      return JSON.stringify([id, status, have, cause, rung, winner]);
    })
    .toSorted();
}

function after(evidence: Evidence, ...words: readonly string[]): Report {
  return answerWhatIf(evidence, words, OPTIONS).report;
}

interface Shown {
  readonly requirement: string;
  readonly subject: { readonly kind: string; readonly name: string };
  readonly way: string;
  readonly before: { readonly status: string; readonly have: string; readonly winner: string | null } | null;
  readonly after: { readonly status: string; readonly have: string; readonly winner: string | null } | null;
}

interface Answered {
  readonly schema: string;
  readonly edits: readonly { readonly notes: readonly string[] }[];
  readonly changes: readonly Shown[];
  readonly captured: readonly {
    readonly host: string;
    readonly have: string;
    readonly policy: { readonly have: string } | null;
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

function answer(evidence: Evidence, ...words: readonly string[]): Answered {
  const text = [...answerWhatIf(evidence, words, OPTIONS).render("json", RENDER)].join("");
  return JSON.parse(text) as Answered;
}

interface Known {
  readonly gpo: string;
  readonly place: string;
  readonly order: number;
  readonly enabled: boolean | null;
  readonly enforced: boolean | null;
  readonly links: number;
}

/** Each link of the directory, by words that mean nothing else. */
function linksOf(evidence: Evidence): Known[] {
  const found: Known[] = [];
  for (const place of placesOf(evidence).byKey.values()) {
    // A site has no path of its own in a canonical name.
    const name = place.som.kind === "site" ? (place.som.path[0] ?? "") : place.label;
    if (!("value" in placeCalled(name, placesOf(evidence)))) continue;
    for (const gpo of knownGpos(evidence)) {
      const { listed } = linksAt(evidence, gpo, place.key);
      const [link] = listed;
      if (link === undefined || link.order === null || listed.length > 1 || gpo.guid === null) continue;
      const word = gpo.domain === null ? gpo.guid : `${gpo.domain}/${gpo.guid}`;
      const { order, enabled, enforced } = link;
      found.push({ gpo: word, place: name, order, enabled, enforced, links: listed.length });
    }
  }
  return found;
}

describe("an edit and its inverse leave the findings as they were", () => {
  test.each(ALL)("$file", ({ scenario }) => {
    const evidence = assemble(readCompiled(compile(scenario)));
    const before = verdicts(analyse(evidence, OPTIONS));
    const links = linksOf(evidence);
    for (const { gpo, place, order, enabled, enforced } of links) {
      const at = `${gpo}@${place}`;
      // A new link is enabled, and enforced only when told so.
      if (enabled === true) {
        const back = [`unlink:${at}`, `link:${at}:${order}`, ...(enforced === true ? [`enforce:${at}`] : [])];
        expect(verdicts(after(evidence, ...back)), back.join(" ")).toEqual(before);
      }
      const there = enforced === true ? ["unenforce", "enforce"] : ["enforce", "unenforce"];
      expect(verdicts(after(evidence, ...there.map((verb) => `${verb}:${at}`))), `${there.join()} ${at}`).toEqual(
        before,
      );
    }
    for (const gpo of knownGpos(evidence)) {
      // What the edit registers along with the setting stays, as in the console.
      const whole = gpo.copies.filter(({ kind, machineExtensions, versions }) => {
        const { machineDirectory = 1, machineSysvol = 1 } = versions ?? {};
        const registered = machineExtensions?.includes("827D319E-6EAC-11D2-A4EA-00C04F79F83A") === true;
        return kind === "sysvol" && registered && (machineDirectory !== 0 || machineSysvol !== 0);
      });
      if (whole.length === 0 || gpo.guid === null) continue;
      const word = gpo.domain === null ? gpo.guid : `${gpo.domain}/${gpo.guid}`;
      const setting = "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\NothingOfTheKind";
      const there = [`set:${word}:${setting}=1`, `unset:${word}:${setting}`];
      expect(verdicts(after(evidence, ...there)), there.join(" ")).toEqual(before);
    }
    expect(links.length + knownGpos(evidence).length).toBeGreaterThan(0);
  });
});

const TWO_DOMAINS = `
title: the same default GPO in two domains
domains:
  corp.example:
    links: [Default Domain Policy]
    ous:
      Domain Controllers: { links: [Strong, Weak] }
  child.corp.example:
    forest: corp.example
    links: ["Default Domain Policy@child.corp.example"]
    ous:
      Domain Controllers: { links: ["Strong@corp.example"] }
gpos:
  Strong: { audit: { Credential Validation: 3 } }
  Weak: { audit: { Credential Validation: 1 } }
  Default Domain Policy: { account: { Kerberos Policy\\MaxClockSkew: 5 } }
  Default Domain Policy@child.corp.example: { account: { Kerberos Policy\\MaxClockSkew: 5 } }
hosts:
  DC01: {}
  DC02: { domain: child.corp.example }
`;
const CV = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";

function rows({ changes }: Answered, requirement = CV): string[] {
  return changes
    .filter((change) => change.requirement === requirement)
    .map(({ subject, way, before, after: now }) =>
      [subject.name, way, before?.status, before?.winner, now?.status, now?.have, now?.winner].join(" | "),
    );
}

describe("links of the directory", () => {
  const evidence = evidenceOf(TWO_DOMAINS);

  test("an unlink here does not touch the other domain", () => {
    expect(rows(answer(evidence, "unlink:Strong@corp.example/Domain Controllers"))).toEqual([
      "corp.example | worse | pass | Strong | fail | Success | Weak",
    ]);
    expect(rows(answer(evidence, "unlink:Strong@child.corp.example/Domain Controllers"))).toEqual([
      "child.corp.example | worse | pass | Strong | fail | not configured | ",
    ]);
  });

  test("a setting is that of the GPO, wherever it is linked", () => {
    expect(rows(answer(evidence, `unset:Strong:${CV}`))).toEqual([
      "child.corp.example | worse | pass | Strong | fail | not configured | ",
      "corp.example | worse | pass | Strong | fail | Success | Weak",
    ]);
  });

  test("the order shifts: a link put first decides, put last it does not", () => {
    const without = "unlink:Weak@corp.example/Domain Controllers";
    expect(rows(answer(evidence, without, "link:Weak@corp.example/Domain Controllers:1"))).toEqual([
      "corp.example | worse | pass | Strong | fail | Success | Weak",
    ]);
    expect(answer(evidence, without, "link:Weak@corp.example/Domain Controllers:2").changes).toEqual([]);
    expect(rows(answer(evidence, "enforce:Weak@corp.example/Domain Controllers"))).toEqual([
      "corp.example | worse | pass | Strong | fail | Success | Weak",
    ]);
  });

  test("namesakes of two domains: the one that is linked there is meant, else the domain is asked for", () => {
    expect(() => answer(evidence, "set:Default Domain Policy:Logon=Success")).toThrow(
      '"Default Domain Policy" names 2 GPOs',
    );
    expect(answer(evidence, "set:corp.example/Default Domain Policy:Logon=Success").edits).toHaveLength(1);
    expect(answer(evidence, "unlink:Default Domain Policy@child.corp.example").edits).toHaveLength(1);
    expect(() => answer(evidence, "unlink:Default Domain Policy@Domain Controllers")).toThrow("names 2 containers");
  });
});

describe("a GPO of which no file with settings was given", () => {
  const evidence = evidenceOf(`
title: linked, its files are missing
domains:
  corp.example:
    ous: { Domain Controllers: { links: [Missing, Known] } }
gpos:
  Missing: { audit: { Credential Validation: 0 } }
  Known: { audit: { Credential Validation: 3 } }
hosts: { DC01: {} }
without: ["files Missing"]
`);

  test("what it may set is not decided; taken off the list it sets nothing", () => {
    expect(rows(answer(evidence, "unlink:Missing@Domain Controllers"))).toEqual([
      "corp.example | better | unknown |  | pass | Success and Failure | Known",
    ]);
  });

  test("it can be told to set something, and nobody knows what it would no longer set", () => {
    const set = answer(evidence, `set:Missing:${CV}=Failure`);
    expect(rows(set)).toEqual(["corp.example | worse | unknown |  | fail | Failure | Missing"]);
    expect(set.changes.every(({ requirement }) => requirement === CV || requirement.startsWith("POLICY-"))).toBe(true);
    expect(() => answer(evidence, `unset:Missing:${CV}`)).toThrow('the settings of "Missing" are not in the evidence');
  });
});

describe("captures", () => {
  test("what a computer says stays; policy's new word stands beside it", () => {
    const evidence = evidenceOf(`
title: a capture
domains:
  corp.example: { ous: { Domain Controllers: { links: [Audit] } } }
gpos:
  Audit: { audit: { Credential Validation: 3 } }
hosts:
  DC01: { auditpol: { Credential Validation: 3 } }
`);
    const found = answer(evidence, `set:Audit:${CV}=No Auditing`);
    expect(rows(found).filter((row) => row.startsWith("DC01"))).toEqual([]);
    expect(found.captured.map(({ host, have, policy }) => [host, have, policy?.have])).toContainEqual([
      "DC01.corp.example",
      "Success and Failure",
      "No Auditing",
    ]);
    const page = [...answerWhatIf(evidence, [`set:Audit:${CV}=No Auditing`], OPTIONS).render("terminal", RENDER)].join(
      "",
    );
    expect(page).toContain("Captured: will follow at the next refresh");
    for (const line of page.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
