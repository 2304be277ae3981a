/** `scan --objects-csv`: a directory export in, the accounts that are not audited out. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { entries, inherited, USER } from "../../src/testing/directory.ts";
import { type TempFolder, tempFolder } from "../../src/testing/temp-folder.ts";
import { RESULTS } from "../support/contract.ts";
import { run } from "../support/program.ts";

const SCAN = ["scan", "--as-of", "2026-11-22T08:00:00Z", "--fail-on", "none"];
const ROOT = "DC=corp,DC=example";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

function at(name: string): string {
  return join(folder.path, name);
}

function entry(dn: string, className: string, sddl: string, more = ""): string {
  return `dn: ${dn}\nobjectClass: top\nobjectClass: ${className}\n${more}nTSecurityDescriptor: ${sddl}\n\n`;
}

const ROOT_ENTRY = entry(ROOT, "domainDNS", `S:AI${entries()}`);
const OU = entry(`OU=Sales,${ROOT}`, "organizationalUnit", `S:AI${entries("CIIOIDSA")}`);

describe("--objects-csv", () => {
  it("lists the accounts that are not audited, with the cause, beside the report", async () => {
    const people = [
      entry(`CN=Anna,OU=Sales,${ROOT}`, "user", inherited(USER)),
      entry(`CN==cmd,OU=Sales,${ROOT}`, "user", "S:AI"),
      entry(`CN=Boss,OU=Sales,${ROOT}`, "user", "S:PAI(AU;SA;WP;;;WD)", "adminCount: 1\n"),
    ];
    writeFileSync(at("domain.ldf"), ROOT_ENTRY + OU + people.join(""));
    const { code, stdout, stderr } = await run([...SCAN, "--objects-csv", at("list.csv"), at("domain.ldf")]);
    expect(code).toBe(0);
    expect(stderr).toContain(`wrote ${at("list.csv")}`);
    expect(stdout).toContain("1 of 3 accounts and groups (33%) is audited");
    const lines = readFileSync(at("list.csv"), "utf8").split("\r\n");
    expect(lines.map((line) => line.split(",user,")[0])).toEqual([
      "\uFEFFobject,class,container,state,cause,because,from,missing,adminCount",
      `"CN==cmd,OU=Sales,${ROOT}"`,
      `"CN=Boss,OU=Sales,${ROOT}"`,
      "",
    ]);
    const { stdout: body } = await run([...SCAN, "-q", "-f", "json", at("domain.ldf")]);
    const about = RESULTS(JSON.parse(body), "results").filter((complaint) => complaint.includes(".sacl"));
    expect({ about, sacl: (JSON.parse(body) as { sacl: unknown }).sacl }).toMatchObject({
      about: [],
      sacl: { causes: { "admin-sd-holder": 1, "not-inherited": 1 } },
    });
    expect(lines[1]).toContain(",not-audited,not-inherited,");
    expect(lines[2]).toContain(",not-audited,admin-sd-holder,");
  });

  it("the root alone: the text says what is assumed, the list is empty and says so", async () => {
    writeFileSync(at("root.ldf"), ROOT_ENTRY);
    const { code, stdout, stderr } = await run([...SCAN, "--objects-csv", at("list.csv"), at("root.ldf")]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("is assumed to take its entries over, not shown.");
    expect(stderr).toContain("it is empty: no descriptor of an account or group");
    expect(readFileSync(at("list.csv"), "utf8").split("\r\n")).toHaveLength(2);
  });

  it("a scan that judged nothing else is no complete one", async () => {
    writeFileSync(at("root.ldf"), ROOT_ENTRY);
    expect((await run([...SCAN, "--strict", at("root.ldf")])).code).toBe(4);
  });

  it.each([
    [["--objects-csv", ""], "--objects-csv lacks the file"],
    [["--objects-csv", "x.csv", "--what-if", "unset:a:b"], "--objects-csv does not go with --what-if"],
    [["--objects-csv", "x.csv", "-o", "x.csv"], "the report and the list of objects would go to the same file"],
  ])("%j is wrong usage", async (words, message) => {
    writeFileSync(at("root.ldf"), ROOT_ENTRY);
    const { code, stderr } = await run([...SCAN, ...words, at("root.ldf")], { cwd: folder.path });
    expect({ code, said: stderr.includes(message) }).toEqual({ code: 2, said: true });
    expect(existsSync(at("x.csv"))).toBe(false);
  });
});
