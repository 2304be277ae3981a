/** The row-by-row rules of Microsoft's tools and what follows of them [mdi-requirements.md 1.5]. */
import { describe, expect, it } from "vitest";
import { parseSddl } from "../text/sddl.ts";
import { countRows, EXPECTED_ROWS } from "./microsoft-sacl.ts";
import type { ExpectedRow } from "./microsoft-sacl.ts";

const TAIL = "-0de6-11d0-a285-00aa003049e2";
const USER = `bf967aba${TAIL}`;
const GROUP = `bf967a9c${TAIL}`;
const COMPUTER = `bf967a86${TAIL}`;
const MSA = "ce206244-5827-4a86-ba1c-1c0c386c1b64";
const GMSA = "7b8b558a-93a5-4af7-adca-c017e67f1057";
const DMSA = "0feb936f-47b3-49f2-9386-1dedc2c23765";
const FULL = "CCDCSWWPDTCRSDWDWO";
const NO_EXTENDED = "CCDCSWWPDTSDWDWO";

const own = (of: string, rights = FULL, flags = "CIIOSA"): string => `(OU;${flags};${rights};;${of};WD)`;
const SIX = [own(USER), own(GROUP), own(COMPUTER), own(MSA), own(GMSA, NO_EXTENDED), own(DMSA, NO_EXTENDED)];

function words(entries: readonly string[], rows: readonly ExpectedRow[] = EXPECTED_ROWS["domain-objects"]) {
  const parsed = parseSddl(`S:${entries.join("")}`);
  const aces = parsed.ok ? (parsed.descriptor.sacl?.aces ?? []) : [];
  expect(aces).toHaveLength(entries.length);
  return { module: countRows(aces, rows, "module").verdict, readiness: countRows(aces, rows, "readiness").verdict };
}

describe("the domain's root", () => {
  it("passes with the six entries, and with more rights in them", () => {
    expect(words(SIX)).toEqual({ module: true, readiness: true });
    expect(words([own(USER, "GACCDCSWWPDTCRSDWDWO"), ...SIX.slice(1)])).toEqual({ module: true, readiness: true });
  });

  it("counts a duplicate in place of a missing row", () => {
    const five = SIX.filter((_, index) => index !== 1);
    expect(words(five)).toEqual({ module: false, readiness: false });
    expect(words([...five, own(USER)])).toEqual({ module: true, readiness: true });
  });

  it("takes a seventh entry: the module does not mind, Test-MdiReadiness does", () => {
    expect(words([...SIX, own(USER)])).toEqual({ module: true, readiness: false });
  });

  it("fails for Success and Failure, which is more than is wanted", () => {
    expect(words([own(USER, FULL, "CIIOSAFA"), ...SIX.slice(1)])).toEqual({ module: false, readiness: false });
  });

  it("passes entries for one attribute only", () => {
    const limited = `(OU;CIIOSA;${FULL};bf9679c0${TAIL};${GROUP};WD)`;
    expect(words([own(USER), limited, ...SIX.slice(2)])).toEqual({ module: true, readiness: true });
  });

  it("fails one entry for all objects below, which records all of it", () => {
    expect(words([`(AU;CIIOSA;${FULL};;;WD)`])).toEqual({ module: false, readiness: false });
  });

  it("compares the flags of inheritance in the module only", () => {
    expect(words([own(USER, FULL, "CISA"), ...SIX.slice(1)])).toEqual({ module: false, readiness: true });
    expect(words([own(USER, FULL, "CINPIOSA"), ...SIX.slice(1)])).toEqual({ module: false, readiness: true });
  });

  it("does not add up the rights of two entries", () => {
    const halves = [own(USER, "WP"), own(USER, FULL.replace("WP", ""))];
    expect(words([...halves, ...SIX.slice(1)])).toEqual({ module: false, readiness: false });
  });

  it("fails for another trustee and does not see conditional entries", () => {
    const authenticated = own(USER).replace("WD)", "AU)");
    expect(words([authenticated, ...SIX.slice(1)])).toEqual({ module: false, readiness: false });
    const conditional = `(XU;CIIOSA;${FULL};;;WD;(Exists Lab))`;
    expect(words([conditional, ...SIX.slice(1)])).toEqual({ module: false, readiness: false });
  });

  it("says which entry comes near and why it does not count", () => {
    const parsed = parseSddl(`S:${own(USER, FULL, "CIIOSAFA")}`);
    const aces = parsed.ok ? (parsed.descriptor.sacl?.aces ?? []) : [];
    const [user, group] = countRows(aces, EXPECTED_ROWS["domain-objects"], "module").rows;
    expect(user?.nearest).toBe("it records Success and Failure, and exactly Success is wanted");
    expect(group?.nearest).toBeNull();
  });
});

describe("containers", () => {
  it("want one entry for both outcomes that is passed on and applies to the container too", () => {
    expect(words(["(AU;CISAFA;WP;;;WD)"], EXPECTED_ROWS.configuration)).toEqual({ module: true, readiness: true });
    expect(words(["(AU;CISAFA;RPWP;;;WD)"], EXPECTED_ROWS.adfs)).toEqual({ module: true, readiness: true });
    expect(words(["(AU;CISA;WP;;;WD)", "(AU;CIFA;WP;;;WD)"], EXPECTED_ROWS.configuration)).toEqual({
      module: false,
      readiness: false,
    });
    expect(words(["(AU;CIIOSAFA;WP;;;WD)"], EXPECTED_ROWS.configuration)).toEqual({ module: false, readiness: true });
    expect(words(["(AU;CISAFA;WP;;;WD)"], EXPECTED_ROWS.adfs)).toEqual({ module: false, readiness: false });
  });
});
