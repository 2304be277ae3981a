import { describe, expect, it } from "vitest";
import type { AceFields } from "../core/fact.ts";
import { parseSddl } from "../text/sddl.ts";
import { smallestEntry } from "./missing.ts";
import { classGuidOf } from "./schema.ts";
import type { AuditNeed } from "./types.ts";

function acesOf(sacl: string): AceFields[] {
  const read = parseSddl(`S:${sacl}`);
  return read.ok ? [...(read.descriptor.sacl?.aces ?? [])] : [];
}

const EVERYONE = "S-1-1-0";
const CONFIGURATION: AuditNeed = {
  who: EVERYONE,
  rights: 0x20,
  types: [],
  outcomes: ["success", "failure"],
  on: { kind: "subtree" },
};

describe("the smallest missing entry", () => {
  it("asks for what is missing and no more", () => {
    expect(smallestEntry([], CONFIGURATION)).toEqual({
      aces: [
        {
          type: "AU",
          flags: ["CI", "SA", "FA"],
          mask: 0x20,
          trustee: EVERYONE,
          objectType: null,
          inheritedObjectType: null,
          condition: null,
        },
      ],
      sddl: ["(AU;CISAFA;WP;;;WD)"],
      words:
        "Type: All · Principal: Everyone · Applies to: This object and all descendant objects · Write all properties",
      adds:
        "success of Write all properties by Everyone on the object itself; " +
        "failure of Write all properties by Everyone on the object itself; " +
        "success of Write all properties by Everyone on all objects below it; " +
        "failure of Write all properties by Everyone on all objects below it",
    });
    expect(smallestEntry(acesOf("(AU;CISA;WP;;;WD)"), CONFIGURATION)?.sddl).toEqual(["(AU;CIFA;WP;;;WD)"]);
    expect(smallestEntry(acesOf("(AU;CIFA;WP;;;WD)"), CONFIGURATION)?.sddl).toEqual(["(AU;CISA;WP;;;WD)"]);
    expect(smallestEntry(acesOf("(AU;CIIOSAFA;WP;;;WD)"), CONFIGURATION)?.sddl).toEqual(["(AU;SAFA;WP;;;WD)"]);
    expect(smallestEntry(acesOf("(AU;SAFA;WP;;;WD)"), CONFIGURATION)?.sddl).toEqual(["(AU;CIIOSAFA;WP;;;WD)"]);
    expect(smallestEntry(acesOf("(AU;CISAFA;RPWP;;;WD)"), CONFIGURATION)).toBeNull();
  });

  it("names the class and the rights as the console does", () => {
    const need: AuditNeed = {
      who: EVERYONE,
      rights: 0xd_016b,
      types: [],
      outcomes: ["success"],
      on: { kind: "descendants", class: classGuidOf("computer") },
    };
    expect(smallestEntry([], need)?.words).toBe(
      "Type: Success · Principal: Everyone · Applies to: Descendant computer objects · Create all child objects, " +
        "Delete all child objects, All validated writes, Write all properties, Delete subtree, All extended rights, " +
        "Delete, Modify permissions, Modify owner",
    );
  });

  it("makes one entry for each thing that is named, and one for rights that take none", () => {
    const replication: AuditNeed = {
      who: EVERYONE,
      rights: 0x100,
      types: ["1131F6AA-9C07-11D1-F79F-00C04FC2DCD2", "1131F6AD-9C07-11D1-F79F-00C04FC2DCD2"],
      outcomes: ["success"],
      on: { kind: "object" },
    };
    const both = [
      "(OU;SA;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;WD)",
      "(OU;SA;CR;1131f6ad-9c07-11d1-f79f-00c04fc2dcd2;;WD)",
    ];
    const stock = acesOf("(AU;SA;WDWOWP;;;WD)(AU;SA;CR;;;BA)(AU;SA;CR;;;DU)");
    expect(smallestEntry(stock, replication)?.sddl).toEqual(both);
    expect(smallestEntry(acesOf(both[0] ?? ""), replication)?.sddl).toEqual(both.slice(1));
    expect(smallestEntry([], replication)?.words).toContain("This object only · DS-Replication-Get-Changes\n");
    const policies: AuditNeed = {
      who: EVERYONE,
      rights: 0x4_0021,
      types: ["42A75FC6-783F-11D2-9916-0000F87A57D4", "F30E3BC2-9FF0-11D1-B603-0000F80367C1"],
      outcomes: ["success"],
      on: { kind: "object" },
    };
    expect(smallestEntry([], policies)?.sddl).toEqual([
      "(AU;SA;WD;;;WD)",
      "(OU;SA;WP;42a75fc6-783f-11d2-9916-0000f87a57d4;;WD)",
      "(OU;SA;CC;f30e3bc2-9ff0-11d1-b603-0000f80367c1;;WD)",
    ]);
  });

  it("does not ask for an attribute beside the property set that holds it", () => {
    const need: AuditNeed = {
      who: EVERYONE,
      rights: 0x20,
      types: ["BF9679C0-0DE6-11D0-A285-00AA003049E2", "BC0AC240-79A9-11D0-9020-00C04FC2D4CF"],
      outcomes: ["success"],
      on: { kind: "object" },
    };
    expect(smallestEntry([], need)?.sddl).toEqual(["(OU;SA;WP;bc0ac240-79a9-11d0-9020-00c04fc2d4cf;;WD)"]);
  });

  it("maps generic bits as files and keys do", () => {
    const read: AuditNeed = {
      who: EVERYONE,
      rights: 0x1,
      types: [],
      outcomes: ["success"],
      on: { kind: "subtree" },
    };
    expect(smallestEntry(acesOf("(AU;CISA;GR;;;WD)"), read, "key")).toBeNull();
    expect(smallestEntry(acesOf("(AU;CISA;GR;;;WD)"), read, "file")?.sddl).toEqual(["(AU;OICIIOSA;CC;;;WD)"]);
    expect(smallestEntry(acesOf("(AU;OICISA;GR;;;WD)"), read, "file")).toBeNull();
    expect(smallestEntry([], read, "key")?.words).toContain("Query value");
    // The same bits mean other things in the directory, where GR has no Create child.
    expect(smallestEntry(acesOf("(AU;CISA;GR;;;WD)"), read)).not.toBeNull();
  });
});
