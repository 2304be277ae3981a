/** The six entries that Microsoft Defender for Identity asks of a domain's root, on descriptors as they occur. */
import { describe, expect, it } from "vitest";
import type { AceFields } from "../core/fact.ts";
import { parseSddl } from "../text/sddl.ts";
import { auditAces } from "../text/security-descriptor.ts";
import { coverageOf } from "./coverage.ts";
import { smallestEntry } from "./missing.ts";
import { classGuidOf } from "./schema.ts";
import type { AuditNeed, Coverage } from "./types.ts";

const ALL = 0xd_016b;
const WITHOUT_EXTENDED_RIGHTS = 0xd_006b;
const LETTERS = new Map([
  [ALL, "CCDCSWWPDTCRSDWDWO"],
  [WITHOUT_EXTENDED_RIGHTS, "CCDCSWWPDTSDWDWO"],
]);
const ROWS: readonly (readonly [name: string, guid: string, mask: number])[] = [
  ["user", "bf967aba-0de6-11d0-a285-00aa003049e2", ALL],
  ["group", "bf967a9c-0de6-11d0-a285-00aa003049e2", ALL],
  ["computer", "bf967a86-0de6-11d0-a285-00aa003049e2", ALL],
  ["msDS-ManagedServiceAccount", "ce206244-5827-4a86-ba1c-1c0c386c1b64", ALL],
  ["msDS-GroupManagedServiceAccount", "7b8b558a-93a5-4af7-adca-c017e67f1057", WITHOUT_EXTENDED_RIGHTS],
  ["msDS-DelegatedManagedServiceAccount", "0feb936f-47b3-49f2-9386-1dedc2c23765", WITHOUT_EXTENDED_RIGHTS],
];
const STOCK =
  "(AU;SA;WDWOWP;;;WD)(AU;SA;CR;;;BA)(AU;SA;CR;;;DU)" +
  "(OU;CISA;WP;f30e3bbe-9ff0-11d1-b603-0000f80367c1;bf967aa5-0de6-11d0-a285-00aa003049e2;WD)" +
  "(OU;CISA;WP;f30e3bbf-9ff0-11d1-b603-0000f80367c1;bf967aa5-0de6-11d0-a285-00aa003049e2;WD)";

function acesOf(sacl: string): AceFields[] {
  const read = parseSddl(`S:${sacl}`);
  if (!read.ok) throw new Error(read.message);
  return auditAces(read.descriptor.sacl);
}

function rowNeed(name: string, mask: number): AuditNeed {
  const on = { kind: "descendants", class: classGuidOf(name) } as const;
  return { who: "S-1-1-0", rights: mask, types: [], outcomes: ["success"], on };
}

function rowText(guid: string, mask: number): string {
  return `(OU;CIIOSA;${LETTERS.get(mask)};;${guid};WD)`;
}

const SIX = ROWS.map(([, guid, mask]) => rowText(guid, mask)).join("");
const USER = rowNeed("user", ALL);

function states(sacl: string): Coverage["state"][] {
  const aces = acesOf(sacl);
  return ROWS.map(([name, , mask]) => coverageOf(aces, rowNeed(name, mask)).state);
}

function all(state: Coverage["state"]): Coverage["state"][] {
  return ROWS.map(() => state);
}

describe("the six rows", () => {
  it("a stock root records none of them, and what it does record it records", () => {
    expect(states(STOCK)).toEqual(all("none"));
    const aces = acesOf(STOCK);
    const changes = {
      who: "S-1-1-0",
      rights: 0xc_0020,
      types: [],
      outcomes: ["success"],
      on: { kind: "object" },
    } as const;
    expect(coverageOf(aces, changes)).toMatchObject({ state: "covered", by: [0] });
    const links: AuditNeed = {
      who: "S-1-1-0",
      rights: 0x20,
      types: ["F30E3BBE-9FF0-11D1-B603-0000F80367C1", "F30E3BBF-9FF0-11D1-B603-0000F80367C1"],
      outcomes: ["success"],
      on: { kind: "descendants", class: classGuidOf("organizationalUnit") },
    };
    expect(coverageOf(aces, links)).toMatchObject({ state: "covered", by: [3, 4], surplus: [] });
  });

  it("an empty list records nothing", () => {
    expect(states("")).toEqual(all("none"));
    expect(coverageOf([], USER)).toEqual({
      state: "none",
      missing: [{ rights: ALL, types: [], outcome: "success", on: "descendants", who: "S-1-1-0" }],
      open: [],
      by: [],
      surplus: [],
      wider: [],
      notes: [],
    });
  });

  it("the missing entry of a stock root is the documented row", () => {
    for (const [name, guid, mask] of ROWS) {
      expect(smallestEntry(acesOf(STOCK), rowNeed(name, mask))?.sddl).toEqual([rowText(guid, mask)]);
    }
  });

  it("all six cover all six, each by its own", () => {
    const aces = acesOf(STOCK + SIX);
    for (const [index, [name, , mask]] of ROWS.entries()) {
      const need = rowNeed(name, mask);
      expect(coverageOf(aces, need)).toMatchObject({
        state: "covered",
        missing: [],
        open: [],
        by: [5 + index],
        wider: [],
      });
      expect(smallestEntry(aces, need)).toBeNull();
    }
  });

  it("one entry for all objects covers them, at a cost", () => {
    expect(states("(AU;CIIOSA;CCDCSWWPDTCRSDWDWO;;;WD)")).toEqual(all("covered"));
    expect(coverageOf(acesOf("(AU;CIIOSA;CCDCSWWPDTCRSDWDWO;;;WD)"), USER).wider).toEqual([
      { ace: 0, because: "it also records objects of every class, not only user" },
    ]);
  });

  it("generic rights are mapped", () => {
    expect(states("(AU;CISA;GA;;;WD)")).toEqual(all("covered"));
    expect(coverageOf(acesOf("(AU;CISA;GA;;;WD)"), USER).wider).toEqual([
      {
        ace: 0,
        because: "it also records the rights LC RP LO RC; the object itself; objects of every class, not only user",
      },
    ]);
    expect(coverageOf(acesOf("(AU;CISA;GW;;;WD)"), USER)).toMatchObject({
      state: "partial",
      missing: [{ rights: ALL & ~0x28, who: "S-1-1-0" }],
    });
  });

  it("the recipe of the console, with and without List object, covers", () => {
    for (const mask of ["0xd01eb", "0xd016b"]) {
      const guid = "bf967aba-0de6-11d0-a285-00aa003049e2";
      expect(coverageOf(acesOf(`(OU;CIIOSA;${mask};;${guid};WD)`), USER).state).toBe("covered");
    }
  });

  it("two entries that each have half cover together", () => {
    const guid = "bf967aba-0de6-11d0-a285-00aa003049e2";
    const split = acesOf(`(OU;CIIOSA;CCDCSWWP;;${guid};WD)(OU;CIIOSA;DTCRSDWDWO;;${guid};WD)`);
    expect(coverageOf(split, USER)).toMatchObject({ state: "covered", by: [0, 1], surplus: [] });
    expect(smallestEntry(split.slice(1), USER)?.sddl).toEqual([`(OU;CIIOSA;CCDCSWWP;;${guid};WD)`]);
  });

  it("an entry for one attribute does not pass for the row", () => {
    const member = "bf9679c0-0de6-11d0-a285-00aa003049e2";
    const group = "bf967a9c-0de6-11d0-a285-00aa003049e2";
    const aces = acesOf(`(OU;CIIOSA;CCDCSWWPDTCRSDWDWO;${member};${group};WD)`);
    expect(coverageOf(aces, rowNeed("group", ALL))).toEqual({
      state: "partial",
      missing: [{ rights: ALL, types: [], outcome: "success", on: "descendants", who: "S-1-1-0" }],
      open: [],
      by: [],
      surplus: [],
      wider: [],
      notes: ["an entry about Self-Membership / member alone does not record the rest"],
    });
  });

  it("Authenticated Users leave out anonymous callers", () => {
    const aces = acesOf(SIX.replaceAll(";WD)", ";AU)"));
    expect(coverageOf(aces, USER)).toMatchObject({
      state: "partial",
      missing: [{ rights: ALL, types: [], outcome: "success", on: "descendants", who: "anonymous" }],
      by: [0],
      notes: ["Authenticated Users is not all of Everyone: anonymous left out"],
    });
    expect(smallestEntry(aces, USER)?.sddl).toEqual([rowText("bf967aba-0de6-11d0-a285-00aa003049e2", ALL)]);
    expect(smallestEntry(aces, USER)?.adds).toMatch(/ by anonymous on user objects below it$/);
  });

  it("anonymous callers beside Authenticated Users leave out guests", () => {
    const aces = acesOf("(AU;CISA;GA;;;AU)(AU;CISA;GA;;;AN)");
    expect(coverageOf(aces, USER)).toMatchObject({ state: "partial", by: [0, 1], missing: [{ who: "guests" }] });
  });

  it("Domain Users leave out computers and other domains", () => {
    const aces = acesOf("(AU;CISA;GA;;;S-1-5-21-1-2-3-513)");
    expect(coverageOf(aces, USER)).toMatchObject({
      state: "partial",
      missing: [{ who: "anonymous, computers, other domains" }],
    });
  });

  it("an entry that is not passed on reaches children only", () => {
    expect(states("(AU;CINPIOSA;CCDCSWWPDTCRSDWDWO;;;WD)")).toEqual(all("partial"));
    expect(coverageOf(acesOf("(AU;CINPIOSA;CCDCSWWPDTCRSDWDWO;;;WD)"), USER)).toMatchObject({
      missing: [{ rights: ALL, who: "S-1-1-0" }],
      notes: ["an entry that is not passed on (NP) records children only, nothing below them"],
    });
  });

  it("an entry that is not inherited, or for files, does not reach what is below", () => {
    expect(states("(AU;SA;GA;;;WD)")).toEqual(all("none"));
    expect(states("(AU;OISA;GA;;;WD)")).toEqual(all("none"));
  });

  it("without inherit-only an entry is in effect on the object itself, whatever class it is for", () => {
    const own = { ...USER, on: { kind: "object" } } as const;
    const entry = "(OU;CISA;GA;;bf967aba-0de6-11d0-a285-00aa003049e2;WD)";
    expect(coverageOf(acesOf(entry), own).state).toBe("covered");
    expect(coverageOf(acesOf(entry.replace("CI", "CIIO")), own).state).toBe("none");
  });

  it("protection of the list changes nothing on the object itself", () => {
    expect(states(`PAI${SIX}`)).toEqual(all("covered"));
  });

  it("a condition leaves it open", () => {
    const aces = acesOf("(XU;CISA;GA;;;WD;(@User.clearance==1))");
    const coverage = coverageOf(aces, USER);
    expect(coverage).toMatchObject({ state: "open", missing: [], by: [] });
    expect(coverage.open).toEqual([
      {
        rights: ALL,
        types: [],
        outcome: "success",
        on: "descendants",
        who: "S-1-1-0",
        because: "the entry has a condition, and what it says of each access is not in the evidence",
      },
    ]);
    expect(smallestEntry(aces, USER)?.sddl).toEqual([rowText("bf967aba-0de6-11d0-a285-00aa003049e2", ALL)]);
  });

  it("failure alone records no success, both record it", () => {
    expect(states(SIX.replaceAll("CIIOSA", "CIIOFA"))).toEqual(all("none"));
    expect(states(SIX.replaceAll("CIIOSA", "CIIOSAFA"))).toEqual(all("covered"));
    expect(states(SIX.replaceAll("CIIOSA", "CIIO"))).toEqual(all("none"));
  });

  it("an entry for a superclass leaves it open", () => {
    const computers = rowText("bf967a86-0de6-11d0-a285-00aa003049e2", ALL);
    expect(states(computers)).toEqual(["none", "none", "covered", "open", "open", "open"]);
    const users = rowText("bf967aba-0de6-11d0-a285-00aa003049e2", ALL);
    expect(states(users)).toEqual(["covered", "none", "open", "open", "open", "open"]);
    const need = rowNeed("msDS-GroupManagedServiceAccount", WITHOUT_EXTENDED_RIGHTS);
    expect(coverageOf(acesOf(users), need).open[0]?.because).toBe(
      "whether objects of a subclass take over an entry for user is contested; the object's own descriptor tells",
    );
  });

  it("a second copy is named as surplus and does not stand in for another row", () => {
    const user = rowText("bf967aba-0de6-11d0-a285-00aa003049e2", ALL);
    expect(coverageOf(acesOf(user + user), USER)).toMatchObject({
      state: "covered",
      by: [0],
      surplus: [{ ace: 1, because: "entry 1 records the same" }],
    });
    expect(states(user + user)[1]).toBe("none");
    const narrow = "(OU;CIIOSA;WPSD;;bf967aba-0de6-11d0-a285-00aa003049e2;WD)";
    expect(coverageOf(acesOf(narrow + user), USER)).toMatchObject({
      by: [1],
      surplus: [{ ace: 0, because: "entry 2 records all of it" }],
    });
  });

  it("a mask of zero records nothing, nor do alarms and labels", () => {
    expect(states("(AU;CISA;0x0;;;WD)(AL;CISA;GA;;;WD)(ML;CISA;GA;;;WD)")).toEqual(all("none"));
  });
});
