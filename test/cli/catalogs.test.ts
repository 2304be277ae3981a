/** `--catalog`: what a scan judges, and that the catalog of audit entries stays off unless it is asked for. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/program.ts";

interface Results {
  readonly catalog: { readonly digest: string };
  readonly findings: readonly { readonly requirement: string; readonly status: string; readonly rung: string | null }[];
}

describe("--catalog", () => {
  let file = "";
  beforeAll(() => {
    file = join(mkdtempSync(join(tmpdir(), "eventreach-catalog-")), "root.ldf");
    const sacl = "(AU;SA;WPWDWO;;;WD)(OU;CIIOSA;CCDCSWWPDTCRSDWDWO;;bf967a9c-0de6-11d0-a285-00aa003049e2;WD)";
    writeFileSync(
      file,
      `dn: DC=corp,DC=example\nobjectClass: domainDNS\nnTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)S:${sacl}\n\n`,
    );
  });

  const scan = async (...words: string[]): Promise<Results> => {
    const { stdout } = await run(["scan", file, "--format", "json", "--fail-on", "none", ...words]);
    return JSON.parse(stdout) as Results;
  };
  const statusOf = ({ findings }: Results, id: string) =>
    findings.find(({ requirement }) => requirement === id)?.status;

  it("is mdi where nothing is said", async () => {
    const results = await scan();
    expect(results.findings.filter(({ requirement }) => requirement.startsWith("SACL-"))).toEqual([]);
    expect(statusOf(results, "MDI-DOMAIN-SACL-GROUP")).toBe("pass");
    expect(results.findings.find(({ requirement }) => requirement === "MDI-DOMAIN-SACL-GROUP")?.rung).toBe("L4");
  });

  it("sacl judges the entries beyond it, and both together", async () => {
    const [alone, both] = [await scan("--catalog", "sacl"), await scan("--catalog", "sacl,mdi")];
    expect(statusOf(alone, "SACL-DOMAIN-ROOT")).toBe("pass");
    expect(statusOf(alone, "SACL-DCSYNC")).toBe("fail");
    expect(statusOf(alone, "MDI-DOMAIN-SACL-GROUP")).toBeUndefined();
    expect(statusOf(both, "SACL-DCSYNC")).toBe("fail");
    expect(statusOf(both, "MDI-DOMAIN-SACL-GROUP")).toBe("pass");
    expect(alone.catalog.digest).not.toBe(both.catalog.digest);
  });

  it("names the catalogs that there are when another is asked for", async () => {
    const { code, stderr } = await run(["scan", file, "--catalog", "mdi,nope"]);
    expect(code).toBe(2);
    expect(stderr).toContain("catalogs: mdi, sacl");
  });
});
