import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DirectoryAudit } from "../core/directory-audit.ts";
import type { Fact } from "../core/fact.ts";
import { COMPUTER, descriptor, DMSA, entries, GMSA, GROUP, inherited, MSA, USER } from "../testing/directory.ts";
import { directoryAudit } from "./directory-audit.ts";

const ROOT = "DC=corp,DC=example";
const root = descriptor(ROOT, `S:AI${entries()}`, { class: "domainDNS" });
const stockRoot = descriptor(ROOT, "S:AI(AU;SA;WPWDWO;;;WD)", { class: "domainDNS" });
const ou = (name: string, sddl = `S:AI${entries("CIIOIDSA")}`): Fact =>
  descriptor(`OU=${name},${ROOT}`, sddl, { class: "organizationalUnit" });
const user = (name: string, place: string, sddl = inherited(USER), adminCount?: number): Fact =>
  descriptor(`CN=${name},${place}`, sddl, { class: "user", ...(adminCount === undefined ? {} : { adminCount }) });
const SALES = `OU=Sales,${ROOT}`;

function audit(...facts: readonly Fact[]): DirectoryAudit {
  const found = directoryAudit(facts);
  if (found === null) throw new Error("no audit");
  return found;
}

function tallies(found: DirectoryAudit): Record<string, string> {
  return Object.fromEntries(
    found.classes
      .filter(({ total }) => total > 0)
      .map(({ class: name, total, audited, notAudited, open, notRead }) => [
        name,
        `${audited}+${notAudited}+${open}+${notRead}=${total}`,
      ]),
  );
}

/** `<cause> <from>` of the one object that is not audited. */
function why(...facts: readonly Fact[]): string {
  const { objects } = audit(...facts);
  expect(objects).toHaveLength(1);
  return `${objects[0]!.cause} ${objects[0]!.from ?? "-"}`;
}

describe("which objects are audited", () => {
  test("each class by its own entry; a gMSA and a dMSA need no extended rights", () => {
    const found = audit(
      root,
      ou("Sales"),
      user("Anna", SALES),
      descriptor(`CN=Staff,${SALES}`, inherited(GROUP), { class: "group" }),
      descriptor(`CN=PC1,${SALES}`, inherited(COMPUTER), { class: "computer" }),
      descriptor(`CN=m,${SALES}`, inherited(MSA), { class: "msDS-ManagedServiceAccount" }),
      descriptor(`CN=g,${SALES}`, inherited(GMSA), { class: "msDS-GroupManagedServiceAccount" }),
      descriptor(`CN=d,${SALES}`, inherited(DMSA), { class: "msDS-DelegatedManagedServiceAccount" }),
    );
    expect(tallies(found)).toEqual({
      user: "1+0+0+0=1",
      group: "1+0+0+0=1",
      computer: "1+0+0+0=1",
      "msDS-ManagedServiceAccount": "1+0+0+0=1",
      "msDS-GroupManagedServiceAccount": "1+0+0+0=1",
      "msDS-DelegatedManagedServiceAccount": "1+0+0+0=1",
    });
    expect(found.objects).toEqual([]);
    expect(found.descriptors).toBe(8);
    expect(found.containers).toEqual([
      { container: SALES, total: 6, audited: 6, notAudited: 0, open: 0, notRead: 0, causes: {} },
    ]);
  });

  test("the rights of a gMSA are too few for a user, and its class is its own, not computer", () => {
    const found = audit(
      root,
      ou("Sales"),
      user("Anna", SALES, inherited(GMSA)),
      descriptor(`CN=g,${SALES}`, inherited(GMSA), { class: "msDS-GroupManagedServiceAccount" }),
    );
    expect(tallies(found)).toEqual({ user: "0+1+0+0=1", "msDS-GroupManagedServiceAccount": "1+0+0+0=1" });
    expect(found.objects[0]).toMatchObject({ object: `CN=Anna,${SALES}`, missing: "CR", state: "not-audited" });
  });

  test("an entry that is only handed down, or on one attribute, or for failures audits nothing on the object", () => {
    for (const sddl of [
      `S:AI(OU;CIIOIDSA;CCDCSWWPDTCRSDWDWO;;${USER};WD)`,
      `S:AI(OU;CIIDSA;WP;BF967953-0DE6-11D0-A285-00AA003049E2;${USER};WD)`,
      `S:AI(OU;CIIDFA;CCDCSWWPDTCRSDWDWO;;${USER};WD)`,
      "S:",
    ]) {
      expect(tallies(audit(root, ou("Sales"), user("Anna", SALES, sddl))), sddl).toEqual({ user: "0+1+0+0=1" });
    }
  });

  test("a condition leaves it open, a SACL that was not read leaves it unread", () => {
    const conditional = 'S:AI(XU;CISA;CCDCSWWPDTCRSDWDWO;;;WD;(@User.Title == "x"))';
    const found = audit(root, ou("Sales"), user("A", SALES, conditional), user("B", SALES, "D:AI(A;;RP;;;AU)"));
    expect(tallies(found)).toEqual({ user: "0+0+1+1=2" });
    expect(found.objects.map(({ state, cause }) => `${state} ${cause}`)).toEqual([
      "open undecided",
      "not-read not-read",
    ]);
    expect(found.objects[0]!.missing).not.toBe("");
  });

  test("two readings that disagree leave it open; two that agree do not; an unread one beside counts nothing", () => {
    const none = "S:AI(AU;IDSA;WP;;;WD)";
    const state = (...facts: Fact[]): string => tallies(audit(root, ou("Sales"), ...facts))["user"]!;
    expect(state(user("A", SALES), user("A", SALES, none))).toBe("0+0+1+0=1");
    expect(state(user("A", SALES), user("a", SALES.toLowerCase()))).toBe("1+0+0+0=1");
    expect(state(user("A", SALES), user("A", SALES, "D:AI(A;;RP;;;AU)"))).toBe("1+0+0+0=1");
  });

  test("other classes, deleted objects and objects of unknown class are in no tally, and the last two are counted", () => {
    const found = audit(
      root,
      descriptor(`CN=Printer,${SALES}`, inherited(USER), { class: "printQueue" }),
      descriptor(`CN=Who,${SALES}`, inherited(USER)),
      user("Old\\0ADEL:11111111-2222-3333-4444-555555555555", `CN=Deleted Objects,${ROOT}`),
      descriptor("HKLM\\SAM", inherited(USER), { class: "user" }),
      descriptor("label", inherited(USER), { class: "user" }),
      descriptor("CN=label", inherited(USER), { class: "user" }),
      descriptor(`${"CN=x,".repeat(200)}${ROOT}`, inherited(USER), { class: "user" }),
    );
    expect(tallies(found)).toEqual({});
    expect([found.unclassified, found.deleted, found.unplaced]).toEqual([1, 1, 1]);
  });
});

describe("why an object is not audited", () => {
  const NONE = "S:AI(AU;IDSA;WP;;;WD)";

  test("its own SACL is protected", () => {
    expect(why(root, ou("Sales"), user("A", SALES, "S:PAI(AU;SA;WP;;;WD)"))).toBe("blocked-here -");
    expect(why(root, ou("Sales"), user("A", SALES, "S:PAI(AU;SA;WP;;;WD)", 0))).toBe("blocked-here -");
  });

  test("AdminSDHolder: adminCount is 1 and the SACL is protected", () => {
    expect(why(root, ou("Sales"), user("A", SALES, "S:PAI(AU;SA;WP;;;WD)", 1))).toBe("admin-sd-holder -");
    expect(why(root, ou("Sales"), user("A", SALES, NONE, 1))).toBe(`not-inherited ${SALES}`);
    const found = audit(
      root,
      ou("Sales"),
      user("A", SALES, "S:PAI(AU;SA;WP;;;WD)", 1),
      user("B", SALES, inherited(USER), 1),
    );
    expect(found.adminAccounts).toEqual({ total: 2, audited: 1, notAudited: 1, open: 0, notRead: 0 });
  });

  test("an OU above is protected: which", () => {
    const protectedOu = ou("Sales", "S:PAI(AU;SA;WP;;;WD)");
    const found = audit(root, protectedOu, ou("Lab"), user("A", SALES, NONE), user("B", `OU=Lab,${ROOT}`));
    expect(found.objects).toMatchObject([{ cause: "blocked-above", from: SALES, container: SALES }]);
    expect(found.blocked).toEqual([
      {
        object: SALES,
        class: "organizationalunit",
        below: { total: 1, audited: 0, notAudited: 1, open: 0, notRead: 0 },
      },
    ]);
    const deep = `OU=Inside,${SALES}`;
    expect(why(root, protectedOu, descriptor(deep, "S:AI", {}), user("A", deep, NONE))).toBe(`blocked-above ${SALES}`);
    // Protected, and what it hands down itself is enough: the object below is what differs.
    expect(why(root, ou("Sales", `S:PAI${entries()}`), user("A", SALES, NONE))).toBe(`not-inherited ${SALES}`);
  });

  test("moved or restored: the parent hands the entry down and the object lacks it", () => {
    expect(why(root, ou("Sales"), user("Moved", SALES, NONE))).toBe(`not-inherited ${SALES}`);
    // The OU itself has not taken it over yet.
    expect(why(root, ou("Sales", "S:AI"), user("A", SALES, NONE))).toBe(`not-inherited ${ROOT}`);
  });

  test("nothing above has it; the entry of another class is none", () => {
    expect(why(stockRoot, ou("Sales", "S:AI"), user("A", SALES, NONE))).toBe("no-entry -");
    const computers = descriptor(ROOT, `S:AI(OU;CIIOSA;CCDCSWWPDTCRSDWDWO;;${COMPUTER};WD)`, { class: "domainDNS" });
    expect(why(computers, ou("Sales", "S:AI"), user("A", SALES, NONE))).toBe("no-entry -");
  });

  test("what is above was not read: nobody knows", () => {
    expect(why(user("A", SALES, NONE))).toBe("not-shown -");
    expect(why(stockRoot, user("A", SALES, NONE))).toBe("not-shown -");
    expect(why(root, user("A", SALES, NONE))).toBe(`not-shown ${ROOT}`);
    expect(why(root, ou("Sales", "D:AI(A;;RP;;;AU)"), user("A", SALES, NONE))).toBe(`not-shown ${ROOT}`);
    // Protection is seen where the entries were not.
    expect(why(root, ou("Sales", "S:PAI"), user("A", SALES, NONE))).toBe(`blocked-above ${SALES}`);
  });

  test("no SACL in the file below an object that keeps the root's away: which", () => {
    const unread = "D:AI(A;;RP;;;AU)";
    expect(why(root, ou("Sales", "S:PAI(AU;SA;WP;;;WD)"), user("A", SALES, unread))).toBe(`not-read ${SALES}`);
    expect(why(root, ou("Sales"), user("A", SALES, unread))).toBe("not-read -");
  });

  test("a child domain takes nothing over from its parent", () => {
    const child = `DC=child,${ROOT}`;
    const childRoot = descriptor(child, "S:AI", { class: "domainDNS" });
    expect(why(root, childRoot, user("A", child, NONE))).toBe("no-entry -");
    const { roots } = audit(root, childRoot);
    expect(roots.map(({ object, classes }) => `${object} ${classes[0]!.state}`)).toEqual([
      `${child} none`,
      `${ROOT} covered`,
    ]);
  });
});

describe("the root alone", () => {
  test("says what it hands down to each class, and counts nobody", () => {
    const found = audit(root);
    expect(tallies(found)).toEqual({});
    expect(found.roots).toHaveLength(1);
    expect(Object.fromEntries(found.roots[0]!.classes.map(({ class: name, state }) => [name, state]))).toEqual({
      user: "covered",
      // Whether objects of a subclass take over an entry for its superclass is contested.
      inetOrgPerson: "open",
      group: "covered",
      computer: "covered",
      "msDS-ManagedServiceAccount": "covered",
      "msDS-GroupManagedServiceAccount": "covered",
      "msDS-DelegatedManagedServiceAccount": "covered",
    });
  });

  test("an unread one is unread, and a stock one hands nothing down", () => {
    expect(audit(descriptor(ROOT, "D:AI(A;;RP;;;AU)")).roots[0]).toMatchObject({ sacl: "not-read" });
    expect(audit(stockRoot).roots[0]!.classes.map(({ state }) => state)).toEqual(
      Array.from({ length: 7 }, () => "none"),
    );
  });

  test("without accounts, roots and blocked objects there is nothing to say", () => {
    expect(directoryAudit([ou("Sales")])).toBeNull();
    expect(directoryAudit([])).toBeNull();
    expect(directoryAudit([descriptor("label", "S:P", { class: "user" })])).toBeNull();
  });

  test("older captures count nothing", () => {
    expect(directoryAudit([{ ...root, inert: "superseded-capture" }])).toBeNull();
  });
});

test("worst containers first: most not audited, then the greater share, then the name", () => {
  const place = (name: string): string => `OU=${name},${ROOT}`;
  const bad = "S:AI";
  const { containers } = audit(
    root,
    ...["A", "B", "C", "D"].map((name) => ou(name)),
    user("1", place("A")),
    user("1", place("D"), bad),
    user("2", place("D")),
    user("1", place("C"), bad),
    user("1", place("B"), bad),
    user("2", place("B"), bad),
  );
  expect(containers.map(({ container, notAudited, total }) => `${container[3]} ${notAudited}/${total}`)).toEqual([
    "B 2/2",
    "C 1/1",
    "D 1/2",
    "A 0/1",
  ]);
  expect(containers[0]!.causes).toEqual({ "not-inherited": 2 });
});

describe("laws", () => {
  const place = fc.constantFrom("", "OU=A,", "OU=B,", "OU=C,OU=B,", "ou=c, OU=b,", "OU=D\\,E,", "OU=D\\2CE,");
  const sddl = fc.constantFrom(
    inherited(USER),
    inherited(COMPUTER),
    `S:AI${entries("CIIOIDSA")}`,
    `S:PAI${entries()}`,
    "S:PAI(AU;SA;WP;;;WD)",
    "S:AI",
    "D:AI(A;;RP;;;AU)",
  );
  const object = fc.record({
    rdn: fc.constantFrom("CN=x", "cn=X", "CN=y", "CN=z\\, w", "OU=A", "OU=B", "OU=D\\2CE"),
    place,
    sddl,
    class: fc.constantFrom("user", "computer", "group", "organizationalUnit", undefined),
    adminCount: fc.constantFrom(0, 1, undefined),
  });
  const facts = fc.array(object, { maxLength: 14 }).map((list) =>
    list.map((one) =>
      descriptor(`${one.rdn},${one.place}${ROOT}`, one.sddl, {
        ...(one.class === undefined ? {} : { class: one.class }),
        ...(one.adminCount === undefined ? {} : { adminCount: one.adminCount }),
      }),
    ),
  );

  test("the order of the facts does not matter", () => {
    fc.assert(
      fc.property(
        facts.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(directoryAudit([root, ...shuffled])).toEqual(directoryAudit([...list, root]));
        },
      ),
      { seed: 20261122, numRuns: 300 },
    );
  });

  test("every sum agrees: classes, containers, causes, objects", () => {
    fc.assert(
      fc.property(facts, (list) => {
        const found = audit(root, ...list);
        for (const key of ["total", "audited", "notAudited", "open", "notRead"] as const) {
          const sum = (rows: readonly { readonly [K in typeof key]: number }[]): number =>
            rows.reduce((all, row) => all + row[key], 0);
          expect(sum(found.classes)).toBe(sum(found.containers));
        }
        const total = found.classes.reduce((all, row) => all + row.total - row.audited, 0);
        expect(found.objects).toHaveLength(total);
        expect(Object.values(found.causes).reduce((all, one) => all + one, 0)).toBe(total);
        for (const row of found.classes) expect(row.audited + row.notAudited + row.open + row.notRead).toBe(row.total);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});
