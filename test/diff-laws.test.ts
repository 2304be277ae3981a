/** Laws of `eventreach diff`, over pairs of invented domains and over one domain with an edit. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "../src/cli/analyse.ts";
import type { Diff, FindingGroup, GpoChange, LinkChange, SettingChange } from "../src/core/diff.ts";
import type { Report } from "../src/core/report.ts";
import { diffOf } from "../src/diff/compare.ts";
import { readResults } from "../src/diff/read-results.ts";
import { series } from "../src/diff/series.ts";
import { type Snapshot, snapshotOf } from "../src/diff/snapshot.ts";
import { assemble } from "../src/evidence/assemble.ts";
import type { ReadFile } from "../src/evidence/assemble.ts";
import { reporter as json } from "../src/report/formats/json.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { ALL } from "./support/scenario/cases.ts";
import { compile } from "./support/scenario/compile.ts";

const OPTIONS = { asOf: "2026-11-22T00:00:00Z", roles: new Map() };

function reportOf(files: readonly ReadFile[]): Report | null {
  try {
    return analyse(assemble(files), OPTIONS);
  } catch {
    return null;
  }
}

const CASES = ALL.flatMap(({ file, scenario }) => {
  const { files } = compile(scenario);
  const report = reportOf([...files].map(([path, bytes]) => readBytes(path, bytes)));
  return report === null ? [] : [{ file, files, report, snapshot: snapshotOf(report, "side", "inputs") }];
});

/** Each state with its own, and with the three that follow in the list: some share GPOs, some nothing. */
const PAIRS = CASES.flatMap((one, i) =>
  [1, 2, 7].map((step) => [one, CASES[(i + step) % CASES.length] ?? one] as const),
);

test("there are states to compare, and pairs that share computers and GPOs", () => {
  expect(CASES.length).toBeGreaterThan(70);
  const groups = new Set(PAIRS.flatMap(([a, b]) => diffOf(a.snapshot, b.snapshot).findings.map(({ group }) => group)));
  for (const group of ["regression", "fixed", "lost-sight", "still-failing", "became-known", "became-unknown", "new"]) {
    expect(groups, group).toContain(group);
  }
});

const NOTHING: Omit<Diff, "before" | "after" | "findings"> = {
  notes: [],
  settings: [],
  gpos: [],
  links: [],
  waivers: [],
  population: [],
  inputs: [],
  notComparable: [],
};

function expectNothing({ before: _old, after: _new, findings, ...rest }: Diff): void {
  expect(rest).toEqual(NOTHING);
  expect(findings.filter(({ changed }) => changed)).toEqual([]);
  expect(findings.filter(({ group }) => group !== "same" && group !== "still-failing")).toEqual([]);
}

test.each(CASES)("$file: a state does not differ from itself", ({ snapshot, report }) => {
  const diff = diffOf(snapshot, snapshot);
  expectNothing(diff);
  expect(diff.findings).toHaveLength(report.findings.length);
});

test.each(CASES)("$file: results.json says the same as the inputs", ({ snapshot, report }) => {
  const read = readResults([...json.render(report)].join(""), "side", "inputs");
  expect(read).toEqual({ ok: true, snapshot: plain(snapshot) });
});

/** Only what a snapshot has: the records of a report hold more. */
function plain(snapshot: Snapshot): unknown {
  const { gpos, ...rest } = snapshot;
  return {
    ...rest,
    gpos: gpos.map(({ guid, name, domain, container, backupTime, kind, computerEnabled, supersededBy, linkedTo }) => ({
      guid,
      name,
      domain,
      container,
      backupTime,
      kind,
      computerEnabled,
      supersededBy,
      linkedTo,
    })),
  };
}

const MIRRORED_GROUP: Readonly<Record<FindingGroup, readonly FindingGroup[]>> = {
  regression: ["fixed"],
  fixed: ["regression"],
  new: ["gone"],
  gone: ["new"],
  "lost-sight": ["became-known"],
  "became-unknown": ["became-known"],
  "became-known": ["lost-sight", "became-unknown"],
  "still-failing": ["still-failing"],
  "not-comparable": ["not-comparable"],
  same: ["same"],
};
const MIRRORED_SETTING: Readonly<Record<SettingChange["change"], SettingChange["change"]>> = {
  changed: "changed",
  added: "removed",
  removed: "added",
  moved: "moved",
};
const MIRRORED_GPO: Readonly<Record<GpoChange["change"], GpoChange["change"]>> = {
  renamed: "renamed",
  appeared: "vanished",
  vanished: "appeared",
  "computer-half-disabled": "computer-half-enabled",
  "computer-half-enabled": "computer-half-disabled",
};
const MIRRORED_LINK: Readonly<Record<LinkChange["change"], LinkChange["change"]>> = {
  linked: "unlinked",
  unlinked: "linked",
  enabled: "disabled",
  disabled: "enabled",
  enforced: "unenforced",
  unenforced: "enforced",
  order: "order",
  "blocks-inheritance": "inherits-again",
  "inherits-again": "blocks-inheritance",
};

function rows(list: readonly unknown[]): string[] {
  return list.map((row) => JSON.stringify(row)).toSorted();
}

describe.each(PAIRS)("$0.file and $1.file", (a, b) => {
  const forth = diffOf(a.snapshot, b.snapshot);
  const back = diffOf(b.snapshot, a.snapshot);

  test("every finding of both sides stands in exactly one group", () => {
    const sides = forth.findings.flatMap(({ before, after }) => [before, after]).filter((side) => side !== null);
    expect(sides).toHaveLength(a.report.findings.length + b.report.findings.length);
    const ids = forth.findings.map(({ id, before }) => `${id} ${before === null}`);
    expect(new Set(ids).size).toBe(ids.length);
    const [, point] = series([a.snapshot, b.snapshot]);
    const counted = Object.values(point?.since ?? {}).reduce((sum, count) => sum + count, 0);
    expect(counted).toBe(forth.findings.length);
  });

  test("forth and back mirror each other", () => {
    expect(forth.findings).toHaveLength(back.findings.length);
    const reverse = new Map(back.findings.map((change) => [keyOf(change), change]));
    for (const change of forth.findings) {
      const mirror = reverse.get(keyOf({ ...change, before: change.after, after: change.before }));
      expect(MIRRORED_GROUP[change.group], JSON.stringify(change)).toContain(mirror?.group);
    }
    expect(rows(forth.settings)).toEqual(
      rows(
        back.settings.map((row) => ({
          ...row,
          change: MIRRORED_SETTING[row.change],
          before: row.after,
          after: row.before,
          name: nameOf(forth, row),
        })),
      ),
    );
    expect(rows(forth.gpos.map(({ change, guid }) => [change, guid]))).toEqual(
      rows(back.gpos.map(({ change, guid }) => [MIRRORED_GPO[change], guid])),
    );
    expect(
      rows(forth.links.map(({ change, before, after, container }) => [change, before, after, container.toLowerCase()])),
    ).toEqual(
      rows(
        back.links.map(({ change, before, after, container }) => [
          MIRRORED_LINK[change],
          after,
          before,
          container.toLowerCase(),
        ]),
      ),
    );
    expect(rows(forth.population)).toEqual(
      rows(back.population.map((row) => ({ ...row, change: row.change === "appeared" ? "vanished" : "appeared" }))),
    );
    expect(forth.inputs).toHaveLength(back.inputs.length);
  });
});

/** A setting's name is the new side's, as the file writes it. */
function nameOf({ settings }: Diff, { setting, name }: SettingChange): string {
  return settings.find((row) => row.setting === setting)?.name ?? name;
}

function keyOf({
  requirement,
  before,
  after,
}: Pick<Diff["findings"][number], "requirement" | "before" | "after">): string {
  return JSON.stringify([requirement, before, after]);
}

test("neither the order of files nor the folder's name is a change", () => {
  expect.hasAssertions();
  fc.assert(
    fc.property(
      fc.constantFrom(...CASES),
      fc.constantFrom("./", "C:/exports/november/", "export.zip!", "a b/(c)/"),
      fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
      ({ files, snapshot }, folder, weights) => {
        const read = [...files].map(([path, bytes]) => readBytes(`${folder}${path}`, bytes));
        const shuffled = read
          .map((file, i) => ({ file, weight: weights[i % weights.length] ?? 0 }))
          .toSorted((a, b) => a.weight - b.weight)
          .map(({ file }) => file);
        for (const list of [read, shuffled]) {
          const report = reportOf(list);
          if (report === null) throw new Error("not analysed");
          expectNothing(diffOf(snapshot, snapshotOf(report, "copy", "inputs")));
        }
      },
    ),
    { seed: 20261122, numRuns: 60 },
  );
});
