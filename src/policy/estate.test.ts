/** GPOs that name no domain: a candidate estate for each folder, or one for very many of them. */
import { describe, expect, it } from "vitest";
import { judge } from "../catalog/judge.ts";
import { REQUIREMENTS } from "../catalog/index.generated.ts";
import { assemble } from "../evidence/assemble.ts";
import { readBytes } from "../testing/read-text.ts";
import { estateOf } from "./estate.ts";

const LSA = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0";

function template(value: number): string {
  return `[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\n${LSA}\\AuditReceivingNTLMTraffic=4,${value}\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n`;
}

/** One security template for each folder. */
function scan(folders: readonly string[], valueOf: (index: number) => number) {
  const evidence = assemble(
    folders.map((folder, i) => readBytes(`${folder}/GptTmpl.inf`, new TextEncoder().encode(template(valueOf(i))))),
  );
  const estate = estateOf(evidence, new Map());
  return { estate, ...judge(REQUIREMENTS, { evidence, estate }) };
}

const many = (prefix: string, count = 40): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(2, "0")}`);
const incoming = ({ findings }: ReturnType<typeof scan>) =>
  findings.filter(({ requirement }) => requirement === "MDI-DC-NTLM-INCOMING");

describe("few folders", () => {
  it("are judged each on its own", () => {
    const result = scan(many("dump/g", 3), (i) => (i === 0 ? 2 : 0));
    expect(result.estate.domains.map(({ name, pooledFolders }) => [name, pooledFolders])).toEqual([
      ["no domain named (dump/g00)", 0],
      ["no domain named (dump/g01)", 0],
      ["no domain named (dump/g02)", 0],
    ]);
    expect(incoming(result).map(({ status }) => status)).toEqual(["fail", "fail", "pass"]);
  });
});

describe("very many folders", () => {
  it.each([
    ["beside each other", many("dump/g"), "no domain named (dump, 40 folders)"],
    ["in one archive", many("a.zip!g"), "no domain named (a.zip!, 40 folders)"],
    ["in several archives", [...many("a/x.zip!g", 20), ...many("a/y.zip!", 20)], "no domain named (a, 40 folders)"],
    ["at different depths", [...many("d/g/h", 39), "d/g"], "no domain named (d/g, 40 folders)"],
    ["that share the beginning of a name only", many("g"), "no domain named (., 40 folders)"],
    ["from the root", many("/g"), "no domain named (/, 40 folders)"],
  ])("%s are one estate", (_what, folders, name) => {
    expect(scan(folders, () => 2).estate.domains.map((domain) => domain.name)).toEqual([name]);
  });

  it.each([
    ["all set what is wanted: another GPO of the same domain may not be among them", () => 2, "unknown"],
    ["one sets it, which says nothing about the others", (i: number) => (i === 0 ? 2 : 0), "unknown"],
    ["none has a value that would do", () => 0, "fail"],
  ])("%s", (_what, valueOf, status) => {
    const result = scan(many("dump/g"), valueOf);
    const [finding, ...others] = incoming(result);
    expect(others).toEqual([]);
    expect(finding?.status).toBe(status);
    expect(finding?.ask[0]?.startsWith("Scan each folder alone") ?? false).toBe(status === "unknown");
    expect(result.conflicts).toEqual([]);
  });

  it("what no folder mentions fails as in each of them", () => {
    const finding = scan(many("dump/g"), () => 2).findings.find(
      ({ requirement }) => requirement === "MDI-DC-AUDIT-CREDENTIAL-VALIDATION",
    );
    expect(finding).toMatchObject({ status: "fail", have: "not configured" });
  });

  it("no check passes or fails on GPOs that may never meet", () => {
    const { findings } = scan(many("dump/g"), () => 2);
    const checks = REQUIREMENTS.filter(({ expect: { kind } }) => kind === "check").map(({ id }) => id);
    const found = findings.filter(
      ({ requirement, subject }) => subject.kind === "domain" && checks.includes(requirement),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(["unknown"]));
  });
});
