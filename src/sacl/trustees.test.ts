import { describe, expect, it } from "vitest";
import { partWords, peopleOf, reachOf, trusteeName } from "./trustees.ts";

const EVERYONE = "S-1-1-0";
const AUTHENTICATED = "S-1-5-11";
const DOMAIN = "S-1-5-21-1-2-3";

/** Whom of the people an entry leaves out, in words; "" for nobody. */
function left(trustee: string, who: string): string {
  const people = peopleOf(who);
  const lost = people.callers & ~reachOf(trustee, people).callers;
  return lost === 0 ? "" : partWords(people, lost);
}

describe("trustees", () => {
  it("Everyone is everybody", () => {
    for (const who of [EVERYONE, AUTHENTICATED, "S-1-5-7", "S-1-5-2", `${DOMAIN}-513`, "S-1-5-32-544", "DU"]) {
      expect(left(EVERYONE, who), who).toBe("");
      expect(left(who, who), who).toBe("");
    }
  });

  it.each([
    [AUTHENTICATED, EVERYONE, "anonymous"],
    ["S-1-5-7", EVERYONE, "guests, users, computers, other domains"],
    ["S-1-5-2", EVERYONE, "anonymous, the domain controller itself"],
    [`${DOMAIN}-513`, EVERYONE, "anonymous, computers, other domains"],
    ["DU", EVERYONE, "anonymous, computers, other domains"],
    [`${DOMAIN}-515`, EVERYONE, "anonymous, users, domain controllers, other domains"],
    ["S-1-5-4", EVERYONE, "anonymous, users, computers, other domains"],
    ["S-1-5-32-544", EVERYONE, EVERYONE],
    [`${DOMAIN}-513`, AUTHENTICATED, "computers, other domains"],
    ["S-1-5-2", AUTHENTICATED, "the domain controller itself"],
    [AUTHENTICATED, "S-1-5-2", "anonymous"],
    [AUTHENTICATED, "S-1-5-7", "S-1-5-7"],
    [AUTHENTICATED, `${DOMAIN}-513`, ""],
    [AUTHENTICATED, `${DOMAIN}-501`, `${DOMAIN}-501`],
    [AUTHENTICATED, "S-1-5-32-544", ""],
    ["S-1-5-2", `${DOMAIN}-513`, `${DOMAIN}-513`],
  ])("%s of %s leaves out %j", (trustee, who, words) => {
    expect(left(trustee, who)).toBe(words);
  });

  it("membership that only a directory tells stays open", () => {
    const people = peopleOf("S-1-5-32-544");
    expect(reachOf(`${DOMAIN}-512`, people)).toMatchObject({
      some: true,
      open: "whether everybody who holds Administrators also holds Domain Admins is not in the evidence",
    });
    // Domain Users of one domain are not those of another.
    expect(reachOf(`${DOMAIN}-513`, peopleOf("S-1-5-21-9-9-9-513")).open).not.toBeNull();
  });

  it("a bare name may be Everyone in some language; a name with its domain is not", () => {
    const people = peopleOf(EVERYONE);
    expect(reachOf("Mindenki", people).open).not.toBeNull();
    expect(reachOf("CORP\\Auditors", people)).toMatchObject({ callers: 0, some: true, open: null });
    expect(reachOf("CORP\\Auditors", peopleOf(`${DOMAIN}-1104`)).open).not.toBeNull();
  });

  it("placeholders and labels are in no token", () => {
    for (const trustee of ["S-1-3-0", "S-1-3-4", "S-1-5-10", "S-1-0-0", "S-1-16-12288", ""]) {
      expect(reachOf(trustee, peopleOf(EVERYONE)).some, trustee).toBe(false);
    }
  });

  it("have names", () => {
    expect(trusteeName(EVERYONE)).toBe("Everyone");
    expect(trusteeName(`${DOMAIN}-513`)).toBe("Domain Users");
    expect(trusteeName("DU")).toBe("Domain Users");
    expect(trusteeName(`${DOMAIN}-1104`)).toBe(`${DOMAIN}-1104`);
  });
});
