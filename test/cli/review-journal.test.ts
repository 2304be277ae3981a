/** `review --replay`, and what `review` and `evidence create --review` refuse, as their user sees it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyse, evidenceOf } from "../../src/cli/analyse.ts";
import { readInputs } from "../../src/cli/read-inputs.ts";
import { conflictSubject, findingSubject, isUnknown } from "../../src/review/state.ts";
import { deskFolder, waiverWords } from "../support/desk.ts";
import { run } from "../support/program.ts";

const SAMPLE = "gpo-samples/usual-gaps";
const place = deskFolder();
const replay = (journal = place.journal, ...more: readonly string[]) =>
  run(["review", SAMPLE, "--replay", journal, ...more]);

beforeAll(async () => {
  const inputs = await readInputs([SAMPLE], { step: () => undefined, done: () => undefined });
  const report = analyse(evidenceOf(inputs), { asOf: "2026-11-22T00:00:00Z", roles: new Map() });
  const desk = place.open(report, { paths: [SAMPLE] });
  const fails = report.findings.filter(({ status }) => status === "fail").map(({ id }) => id);
  const [first = ""] = fails;
  desk.perform({ kind: "waive", findings: [first], words: waiverWords(), file: null });
  for (const id of fails) desk.perform({ kind: "seen", subject: findingSubject(id) });
  for (const one of report.conflicts) desk.perform({ kind: "seen", subject: conflictSubject(one) });
  const unknown = report.findings.filter(isUnknown).map(({ id }) => id);
  desk.perform({ kind: "acknowledge", findings: unknown, reason: "asked \u202E\u001B[2J" });
  const asked = report.findings.filter((one) => one.checklist).map(({ id }) => id);
  desk.perform({ kind: "answer", findings: asked, answer: "confirmed", words: "asked" });
  await desk.compareInputs();
  const typed = desk.view().digest.slice(0, 8);
  const signed = desk.perform({ kind: "sign", typed, conclusion: "accepted-with-limits", limits: "35 unknown" });
  if (signed.refused !== null) throw new Error(signed.refused.problem);
  desk.close();
});
afterAll(() => place.remove());

describe("--replay", () => {
  it("prints the state, the same each time, and writes nothing", async () => {
    const files = readdirSync(place.folder);
    const [one, two] = [await replay(), await replay()];
    expect(one.stdout).toBe(two.stdout);
    expect([one.code, one.stderr]).toEqual([0, ""]);
    expect(one.stdout).toMatch(/^edits {5}3 hold, 0 undone, 0 not signed$/m);
    expect(one.stdout).toMatch(/^signed {4}2026-11-22T10:00:00Z by a\.meyer@corp\.example: accepted-with-limits$/m);
    expect(one.stdout).toContain("asked \\u{202E}\\u{1B}[2J");
    expect(readdirSync(place.folder)).toEqual(files);
  });

  it("says which waivers stand in the file, when it is given", async () => {
    expect((await replay(place.journal, "--waivers", place.waivers)).stdout).toMatch(/^ {2}active {2}WVR-2026-001$/m);
  });

  it("tells of a last line that was cut", async () => {
    const cut = join(place.folder, "cut.ndjson");
    writeFileSync(cut, readFileSync(place.journal).subarray(0, -10));
    const { code, stdout } = await replay(cut);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^note {6}the last line of .*cut\.ndjson was cut while it was written/);
    expect(stdout).toMatch(/^signed {4}no$/m);
  });

  it.each([
    ["edited", (text: string) => text.replace("asked", "heard"), /:\d+: the journal is broken: it does not follow/],
    ["shuffled", (text: string) => text.split("\n").toSorted().join("\n"), /the journal is broken/],
    ["empty", () => "", /holds no entry/],
  ])("refuses one that is %s", async (name, change, why) => {
    const path = join(place.folder, `${name}.ndjson`);
    writeFileSync(path, change(readFileSync(place.journal, "utf8")));
    const { code, stdout, stderr } = await replay(path);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(why);
  });

  it("refuses one that is not there, and one about other inputs, with what it is about", async () => {
    expect(await replay(join(place.folder, "none"))).toMatchObject({ code: 2, stdout: "" });
    const { code, stderr } = await run([
      "review",
      "gpo-samples/usual-gaps",
      "--as-of",
      "2026-11-21",
      "--replay",
      place.journal,
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is the journal of the results .*, not of .*; it was left as it is/);
    expect(stderr).toContain(`it is about ${SAMPLE} as of 2026-11-22T00:00:00Z`);
  });
});

describe("review", () => {
  it("without a terminal neither needs nor makes a journal", async () => {
    const folder = join(place.folder, "empty-folder");
    mkdirSync(folder);
    const { code } = await run(["review", join(process.cwd(), SAMPLE), "--reviewer", "a"], { cwd: folder });
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("wants a name where one is given", async () => {
    expect((await run(["review", SAMPLE, "--reviewer", " "])).stderr).toContain(
      "--reviewer wants the name of a person",
    );
  });
});

describe("evidence create --review", () => {
  const create = (...more: readonly string[]) =>
    run([
      "evidence",
      "create",
      SAMPLE,
      "--as-of",
      "2026-11-22",
      "-o",
      join(place.folder, "bags"),
      "--unsigned",
      "-q",
      ...more,
    ]);
  const signOff = join(place.folder, "signoff.json");

  it("refuses a bag without the waivers that were signed, and leaves nothing behind", async () => {
    const { code, stderr } = await create("--review", signOff);
    expect(code).toBe(2);
    expect(stderr).toMatch(/signed with the waiver file [0-9a-f ]+\.\., and this bag has none/);
    expect(readdirSync(join(place.folder, "bags"))).toEqual([]);
  });

  it("refuses what is no sign-off, and one that somebody edited", async () => {
    expect((await create("--review", place.journal)).stderr).toContain("is no sign-off of a review");
    const edited = join(place.folder, "edited.json");
    writeFileSync(edited, readFileSync(signOff, "utf8").replace("accepted-with-limits", "accepted with joy"));
    expect((await create("--review", edited)).stderr).toContain("its conclusion is none of");
    expect((await create("--review", join(place.folder, "none.json"))).stderr).toContain("is not there");
  });
});
