/** What several exports say of one computer. */
import { expect, it } from "vitest";
import { assemble } from "../evidence/assemble.ts";
import { readBytes } from "../testing/read-text.ts";
import { computersOf } from "./computers.ts";

const DC = "CN=DC01,OU=Domain Controllers,DC=corp,DC=example";

function server(site: string): string {
  return [
    `dn: CN=DC01,CN=Servers,CN=${site},CN=Sites,CN=Configuration,DC=corp,DC=example`,
    "objectClass: top",
    "objectClass: server",
    `serverReference: ${DC}`,
    "dNSHostName: dc01.corp.example",
    "",
    "",
  ].join("\n");
}

function siteOf(files: Readonly<Record<string, string>>): string | null | undefined {
  const read = Object.entries(files).map(([path, text]) => readBytes(path, new TextEncoder().encode(text)));
  return computersOf(assemble(read).facts, new Map()).find(({ name }) => name === "dc01.corp.example")?.site;
}

it("the server object tells the site of its computer", () => {
  expect(siteOf({ "sites.ldf": server("Paris") })).toBe("Paris");
});

it("two objects of one site agree, whatever the case", () => {
  expect(siteOf({ "a.ldf": server("Paris"), "b.ldf": server("PARIS") })).toMatch(/^paris$/i);
});

it("two objects in different sites tell nothing", () => {
  expect(siteOf({ "sites.ldf": server("Paris") + server("Berlin") })).toBeNull();
});

it("the directory is believed before the scope file", () => {
  const scope = "schema: scope/1\nhosts:\n  - name: dc01.corp.example\n    domain: corp.example\n    site: Berlin\n";
  expect(siteOf({ "scope.yaml": scope })).toBe("Berlin");
  expect(siteOf({ "scope.yaml": scope, "sites.ldf": server("Paris") })).toBe("Paris");
});
