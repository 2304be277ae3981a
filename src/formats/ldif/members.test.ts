import { describe, expect, it } from "vitest";
import { parseText } from "../../testing/format-fuzz.ts";
import { ldif } from "./format.ts";

const GROUP = "dn: CN=G,DC=corp,DC=example\nobjectClass: group\nsAMAccountName: G\n";
const NEXT = "dn: CN=X,DC=corp,DC=example\nobjectClass: container\n";

function lists(text: string) {
  return parseText(ldif, text).fields.flatMap((one) => (one.kind === "membership" ? [one] : []));
}

describe("the members of a group", () => {
  it("come with the names of the group", () => {
    expect(lists(`${GROUP}member: CN=A,DC=corp\nmember: CN=B,DC=corp\n\n`)).toEqual([
      {
        kind: "membership",
        group: "CN=G,DC=corp,DC=example",
        members: ["CN=A,DC=corp", "CN=B,DC=corp"],
        dn: "CN=G,DC=corp,DC=example",
        account: "G",
        whole: true,
      },
    ]);
  });

  it.each([
    ["with an empty line behind", "member: CN=A\n\n", true],
    ["with attributes and an empty line behind", "member: CN=A\ndescription: x\n\n", true],
    ["with another entry behind", `member: CN=A\n${NEXT}`, true],
    ["with doubled carriage returns", "member: CN=A\r\r\n\r\r\n", true],
    ["at the end of the file", "member: CN=A\n", undefined],
    ["within the file's last line", "member: CN=A,DC=co", undefined],
    ["with an attribute behind, and no end", "member: CN=A\r\r\ndescription: x\r\r\n", undefined],
    ["in ranges", "member;range=0-1: CN=A\n\n", undefined],
    ["with a last range only", "member: CN=A\nmember;range=2-*: CN=B\n\n", undefined],
    ["with a broken value", "member: CN=A\nmember:: %%%\n\n", undefined],
  ])("%s are all of them: %s", (_, text, whole) => {
    for (const list of lists(GROUP + text)) expect(list.whole).toBe(whole);
    expect(lists(GROUP + text).length).toBeGreaterThan(0);
  });
});
