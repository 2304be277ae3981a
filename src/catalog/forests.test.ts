/** What is read of a forest, beside domains of which nobody tells to which forest they belong. */
import { expect, test } from "vitest";
import { assemble } from "../evidence/assemble.ts";
import { estateOf } from "../policy/estate.ts";
import { fileOf, readBytes } from "../testing/read-text.ts";
import { REQUIREMENTS } from "./index.generated.ts";
import { judge } from "./judge.ts";
import { BACKUP_XML, EXTENSIONS_WITH_AUDIT, backupXml } from "./requirements/_samples.ts";

const backup = (domain: string) =>
  fileOf(BACKUP_XML, backupXml(EXTENSIONS_WITH_AUDIT, 65_537).replace("corp.example", domain), domain);

function feature(forest: string, scopes: readonly string[], file = "features.json") {
  const dn = `CN=Partitions,CN=Configuration,${forest
    .split(".")
    .map((label) => `DC=${label}`)
    .join(",")}`;
  const one = {
    Name: "Recycle Bin Feature",
    FeatureGUID: "766ddcd8-acd0-445e-f3b9-a7f9b6744f2a",
    EnabledScopes: scopes,
    DistinguishedName: dn.replace("CN=Partitions", "CN=Recycle Bin Feature,CN=Optional Features"),
  };
  return readBytes(file, new TextEncoder().encode(JSON.stringify(one)));
}

function verdicts(...files: Parameters<typeof assemble>[0]): string[] {
  const evidence = assemble(files);
  return judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) })
    .findings.filter(({ requirement }) => requirement === "MDI-AD-RECYCLE-BIN")
    .map(({ id, status }) => `${id.split("@")[1]} ${status}`)
    .toSorted();
}

test("a forest that was read is judged, with the domains below it", () => {
  const enabled = feature("corp.example", ["CN=Partitions"]);
  expect(verdicts(backup("corp.example"))).toEqual(["forest:corp.example unknown"]);
  expect(verdicts(backup("corp.example"), enabled)).toEqual(["forest:corp.example pass"]);
  expect(verdicts(backup("emea.corp.example"), enabled)).toEqual(["forest:corp.example pass"]);
  expect(verdicts(backup("corp.example"), feature("corp.example", []))).toEqual(["forest:corp.example fail"]);
});

test("a forest that was not read stays open beside it", () => {
  const enabled = feature("corp.example", ["CN=Partitions"]);
  expect(verdicts(backup("other.example"), enabled)).toEqual([
    "forest:corp.example pass",
    "forest:other.example unknown",
  ]);
  expect(verdicts(backup("corp.example"), backup("xcorp.example"), enabled)).toEqual([
    "forest:corp.example pass",
    "forest:xcorp.example unknown",
  ]);
});

test("two exports that differ decide nothing", () => {
  const files = [feature("corp.example", []), feature("corp.example", ["CN=Partitions"], "older.json")];
  expect(verdicts(...files)).toEqual(["forest:corp.example unknown"]);
});
