/** What no excerpt may show, and what only the end of the file tells. */
import { expect, test } from "vitest";
import { readFile } from "../read.ts";

function read(text: string) {
  return readFile("export.ldf", Buffer.from(text));
}

test("no excerpt shows a secret, with or without a blank line between the entries", () => {
  const entry = (name: string) =>
    `dn: CN=${name},DC=corp\nobjectClass: computer\nms-Mcs-AdmPwd: Top-Secret\ndNSHostName: ${name}.corp.example\n`;
  for (const between of ["", "\n", "# comment\n"]) {
    const { drafts, diagnostics } = read(["a", "b", "c", "d", "e"].map(entry).join(between));
    expect(drafts.map(({ fields }) => fields.kind)).toEqual(Array.from({ length: 5 }, () => "computer"));
    expect(JSON.stringify({ drafts, diagnostics })).not.toContain("Top-Secret");
    expect(diagnostics).toMatchObject([{ code: "secret-redacted", data: { what: "ms-mcs-admpwd", objects: 5 } }]);
  }
});

test("the words of a line that is no attribute end with the line", () => {
  const { diagnostics } = read("dn: CN=a,DC=corp\ncn: a\n\nno entry\nunicodePwd: Top-Secret\n");
  expect(diagnostics.map(({ data }) => data["text"])).toContain("no entry");
  expect(JSON.stringify(diagnostics)).not.toContain("Top-Secret");
});

test("the domain's SID and the first gPOptions of a file count for the objects before them", () => {
  const before =
    "dn: OU=a,DC=corp\nobjectClass: organizationalUnit\nnTSecurityDescriptor: D:(A;;GA;;;SY)S:(AU;SA;WD;;;DU)\n";
  const domain = "dn: DC=corp\nobjectClass: domainDNS\nobjectSid: S-1-5-21-1-2-3\n";
  const { drafts } = read(`${before}\n${domain}gPOptions: 0\n`);
  expect(drafts.map(({ fields }) => fields)).toMatchObject([
    { kind: "scope-of-management", container: "OU=a,DC=corp", blocksInheritance: false },
    { kind: "security-descriptor", aces: [{ trustee: "S-1-5-21-1-2-3-513" }] },
    { kind: "scope-of-management", container: "DC=corp", blocksInheritance: false },
  ]);
  const [scope, descriptor] = read(before).drafts;
  expect(scope?.fields).toMatchObject({ blocksInheritance: null });
  expect(descriptor?.fields).toMatchObject({ aces: [{ trustee: "DU" }] });
});
