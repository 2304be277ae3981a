/** The row-by-row comparison of SACLs by Microsoft's tools; descriptors as their documentation writes them. */
import { describe, expect, test } from "vitest";
import type { AceFields } from "../core/fact.ts";
import { parseSddl } from "../text/sddl.ts";
import {
  ADFS_RULES,
  CONFIGURATION_RULES,
  DELEGATED_ACCOUNT,
  DOMAIN_ROOT_RULES,
  moduleAcceptsSacl,
  readinessAcceptsSacl,
} from "./microsoft-sacl.ts";

function acesOf(sddl: string): readonly AceFields[] {
  const result = parseSddl(sddl);
  if (!result.ok) throw new Error(result.message);
  return result.descriptor.sacl?.aces ?? [];
}

const FULL = "CCDCSWWPDTCRSDWDWO";
const LESS = "CCDCSWWPDTSDWDWO";
const row = (guid: string, rights = FULL, flags = "CIIOSA"): string => `(OU;${flags};${rights};;${guid};WD)`;
const USER = "bf967aba-0de6-11d0-a285-00aa003049e2";
const GROUP = "bf967a9c-0de6-11d0-a285-00aa003049e2";
const ROWS = [
  row(USER),
  row(GROUP),
  row("bf967a86-0de6-11d0-a285-00aa003049e2"),
  row("ce206244-5827-4a86-ba1c-1c0c386c1b64"),
  row("7b8b558a-93a5-4af7-adca-c017e67f1057", LESS),
  row("0feb936f-47b3-49f2-9386-1dedc2c23765", LESS),
];

function judged(rows: readonly string[], rules = DOMAIN_ROOT_RULES): [module: boolean, readiness: boolean] {
  const aces = acesOf(`S:${rows.join("")}`);
  return [moduleAcceptsSacl(aces, rules), readinessAcceptsSacl(aces, rules)];
}

describe("the domain root", () => {
  test("with the six rows that the module writes", () => {
    expect(judged(ROWS)).toEqual([true, true]);
  });

  test("with a duplicate: the module does not mind, the script does", () => {
    expect(judged([...ROWS, row(USER)])).toEqual([true, false]);
  });

  test("with a duplicate in place of a missing row: both count to six", () => {
    expect(judged([...ROWS.slice(0, 5), row(USER)])).toEqual([true, true]);
  });

  test("with a row missing, and with none", () => {
    expect(judged(ROWS.slice(0, 5))).toEqual([false, false]);
    expect(judged([])).toEqual([false, false]);
    const five = DOMAIN_ROOT_RULES.filter((rule) => rule.inheritedObjectType !== DELEGATED_ACCOUNT);
    expect(judged(ROWS.slice(0, 5), five)).toEqual([true, true]);
  });

  test("with Success and Failure, although that is more", () => {
    expect(judged([row(USER, FULL, "CIIOSAFA"), ...ROWS.slice(1)])).toEqual([false, false]);
  });

  test("with more rights in a row: the wanted ones are contained", () => {
    expect(judged([row(USER, `${FULL}LO`), ...ROWS.slice(1)])).toEqual([true, true]);
  });

  test("with one ACE for all descendants in place of the classes", () => {
    expect(judged([`(AU;CIIOSA;${FULL};;;WD)`])).toEqual([false, false]);
  });

  test("with a row that is limited to one attribute: nobody looks", () => {
    const limited = `(OU;CIIOSA;${FULL};f30e3bbe-9ff0-11d1-b603-0000f80367c1;${USER};WD)`;
    expect(judged([limited, ...ROWS.slice(1)])).toEqual([true, true]);
  });

  test("with a row that stops at the children: only the module sees it", () => {
    expect(judged([row(USER, FULL, "CINPIOSA"), ...ROWS.slice(1)])).toEqual([false, true]);
    expect(judged([row(USER, FULL, "CISA"), ...ROWS.slice(1)])).toEqual([false, true]);
  });

  test("with another trustee", () => {
    expect(judged([row(USER).replace("WD)", "AU)"), ...ROWS.slice(1)])).toEqual([false, false]);
  });
});

test("the configuration and AD FS containers want Success and Failure on the tree", () => {
  expect(judged(["(AU;CISAFA;WP;;;WD)"], CONFIGURATION_RULES)).toEqual([true, true]);
  expect(judged(["(AU;CISA;WP;;;WD)"], CONFIGURATION_RULES)).toEqual([false, false]);
  expect(judged(["(AU;CISAFA;RPWP;;;WD)"], ADFS_RULES)).toEqual([true, true]);
  expect(judged(["(AU;CISAFA;WP;;;WD)"], ADFS_RULES)).toEqual([false, false]);
});
