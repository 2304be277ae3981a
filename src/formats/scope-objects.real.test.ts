/** Links, inheritance and filters as other people's scripts wrote them. */
import { describe, expect, test } from "vitest";
import { haveRealFiles, realBytes } from "../testing/real-files.ts";
import { readFile } from "./read.ts";

const FOLDER = "hraedon__gpo-lens/tests";

function read(path: string) {
  const { format, read: state, drafts, diagnostics } = readFile(path, realBytes(`${FOLDER}/${path}`));
  const count = (kind: string): number => drafts.filter(({ fields }) => fields.kind === kind).length;
  return {
    format: format?.id,
    state,
    scopes: count("scope-of-management"),
    links: count("gpo-link"),
    filters: count("wmi-filter"),
    diagnostics: diagnostics.length,
  };
}

describe.skipIf(!haveRealFiles())("real files", () => {
  test.each([
    ["fixtures/ou-tree.json", { format: "ad-ou-objects", state: "complete", scopes: 2, links: 14, filters: 0 }],
    ["fixtures/sites.json", { format: "ad-ou-objects", state: "complete", scopes: 2, links: 1, filters: 0 }],
    ["golden_estate/ou-tree.json", { format: "ad-ou-objects", state: "complete", scopes: 1, links: 6, filters: 0 }],
    [
      "golden_estate/gp-inheritance.json",
      { format: "gp-inheritance", state: "incomplete", scopes: 1, links: 6, filters: 0, diagnostics: 1 },
    ],
    ["golden_estate/wmi-filters.json", { format: "wmi-filters", state: "complete", scopes: 0, links: 0, filters: 1 }],
    ["fixtures/wmi-filters.json", { format: "wmi-filters", state: "complete", scopes: 0, links: 0, filters: 2 }],
  ])("%s", (path, expected) => {
    expect(read(path)).toEqual({ diagnostics: 0, ...expected });
  });
});
