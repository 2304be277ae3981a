/** The real review on a terminal emulator: what a person sees, and that nothing of a report can do more than be seen. */
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Finding, Report } from "../src/core/report.ts";
import { root, smallAudit } from "../src/testing/directory-audit.ts";
import { hostileReport, hostileTexts } from "../src/testing/hostile-report.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { HOSTILE_NAME } from "../src/testing/report-parts.ts";
import { withWaivers } from "../src/testing/shuffled.ts";
import { openReview, type OpenOptions, type Review } from "./support/review.ts";

const SCREENS: Readonly<Record<string, readonly string[]>> = {
  overview: [],
  findings: ["2"],
  detail: ["2", "/credential\r", "\r"],
  "detail-end": ["2", "/credential\r", "\r", "G"],
  precedence: ["2", "/credential\r", "p"],
  // Asked again, the answer is shown in full.
  "what-if": ["2", "/credential\r", "p", "G", "u"],
  "what-if-page": ["2", "/credential\r", "p", "G", "u", "u"],
  inputs: ["4"],
  input: ["4", "\r"],
  catalog: ["6"],
  page: ["6", "\r"],
  keys: ["?"],
  palette: [":findings of"],
  filter: ["/st:fail sev:>=high"],
  "filter-problem": ["/nosuch:x"],
  "no-review": ["5"],
};

const ROOMS = [
  [60, 15],
  [120, 40],
  [170, 40],
] as const;

/** With SACLs of a directory, and waivers in several states. */
const RICH: Readonly<Record<string, readonly string[]>> = {
  "overview-waivers": [],
  "findings-waivers": ["2"],
  "detail-waiver": ["/is:waived\r", "\r", "/waiver\r"],
  sacl: ["c"],
  "sacl-finding": ["/sacl\r", "c"],
};

function richReport(): Report {
  const plain = fixtureReport();
  const findings = withWaivers(plain.findings, ["active", "expired", "void", "planned", "unapproved"]);
  const [, sacl] = findings.filter(({ status }) => status === "fail");
  const failing: Finding = {
    ...(sacl as Finding),
    id: "sacl",
    requirement: "MDI-DOMAIN-SACL-USER",
    title: "SACL of the domain audits users",
    label: "SACL for users",
    status: "fail",
    cause: "ace-missing",
    waiver: null,
    evidence: [root.id],
    trail: [],
    remedy: [
      {
        via: "native",
        text: "Add one entry at DC=corp,DC=example.",
        commands: ["$acl = Get-Acl -Audit -Path 'AD:\\DC=corp,DC=example'", "Set-Acl -AclObject $acl"],
      },
    ],
  };
  return fixtureReport({
    findings: [...findings, failing],
    facts: new Map([...plain.facts, [root.id, root]]),
    sacl: smallAudit,
    waiverFile: { path: "waivers.yaml", digest: "0".repeat(64) },
  });
}

const open: Review[] = [];

async function start(options: OpenOptions, report = fixtureReport()): Promise<Review> {
  const review = await openReview(report, options);
  open.push(review);
  return review;
}

afterEach(async () => {
  for (const review of open.splice(0)) {
    await review.type("\u0003");
    await review.ended;
  }
});

async function seen(options: OpenOptions, keys: readonly string[], report?: Report): Promise<string> {
  const review = await start(options, report);
  for (const key of keys) await review.type(key);
  return `${review.screen()}\n`;
}

describe("screens", () => {
  it.each(Object.entries(SCREENS))("%s, 80x24", async (name, keys) => {
    await expect(await seen({}, keys)).toMatchFileSnapshot(`snapshots/review/${name}.txt`);
  });

  it.each(["overview", "findings", "detail", "precedence", "inputs", "catalog", "page"])(
    "%s with less room, and with more",
    async (name) => {
      for (const [columns, rows] of ROOMS) {
        await expect(await seen({ columns, rows }, SCREENS[name] ?? [])).toMatchFileSnapshot(
          `snapshots/review/${name}-${columns}x${rows}.txt`,
        );
      }
    },
  );

  it.each(["sacl", "sacl-finding", "detail-waiver", "findings-waivers"])(
    "%s with less room, and with more",
    async (name) => {
      for (const [columns, rows] of ROOMS) {
        await expect(await seen({ columns, rows }, RICH[name] ?? [], richReport())).toMatchFileSnapshot(
          `snapshots/review/${name}-${columns}x${rows}.txt`,
        );
      }
    },
  );

  it.each(Object.entries(RICH))("%s, 80x24", async (name, keys) => {
    await expect(await seen({}, keys, richReport())).toMatchFileSnapshot(`snapshots/review/${name}.txt`);
  });

  it("needs room", async () => {
    expect(await seen({ columns: 59, rows: 14 }, [])).toMatch(/^needs 60x15, has 59x14\n\n/);
  });

  it.each(["overview", "findings", "detail", "precedence", "inputs", "catalog", "page"])(
    "%s in ASCII has nothing else",
    async (name) => {
      const text = await seen({ ascii: true }, SCREENS[name] ?? []);
      expect(text).toMatch(/^[\n\x20-\x7E]*$/);
      await expect(text).toMatchFileSnapshot(`snapshots/review/${name}-ascii.txt`);
    },
  );
});

/** The parameters of every SGR that was written. */
function weights(text: string): Set<string> {
  return new Set([...text.matchAll(/\u001B\[([\d;]*)m/g)].flatMap((match) => (match[1] ?? "").split(";")));
}

describe("without colours", () => {
  it.each(Object.entries(SCREENS))("%s has weights and inverse only, and the same text", async (_name, keys) => {
    const [plain, coloured] = [await start({ colour: false }), await start({})];
    for (const review of [plain, coloured]) for (const key of keys) await review.type(key);
    expect(plain.screen()).toBe(coloured.screen());
    expect(
      [...weights(plain.written())].filter((code) => !["", "0", "1", "2", "7", "22", "27"].includes(code)),
    ).toEqual([]);
  });

  it("and with them there are some", async () => {
    const review = await start({});
    await review.type("2");
    expect([...weights(review.written())]).toContain("91");
    expect(review.screen()).toMatch(/^│ > /m);
  });
});

describe("what stands in a report", () => {
  it("stays text on every screen", async () => {
    const review = await start({ columns: 120, rows: 40 }, hostileReport(Array(6).fill(HOSTILE_NAME) as never));
    for (const keys of ["2", "\r", "G", "p", "\u001B", "4", "\r", "6", ":Evil"]) await review.type(keys);
    expect(commandsIn(review.written())).toEqual([]);
    expect(review.written()).not.toMatch(
      /[\0-\x06\x08\x0B\x0C\x0E-\x1A\x1C-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\u200B]/,
    );
  });

  it.each(["constructor", "valueOf", "__proto__"])("stays text where it is the word %s", async (word) => {
    const review = await start({}, hostileReport(Array(6).fill(word) as never));
    for (const keys of ["2", "\r", "p", "4", "\r", "6", "1", "\t", "\t"]) await review.type(keys);
    expect(review.screen()).toContain("1 Overview");
  });

  it("stays text, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const review = await openReview(hostileReport(texts), {});
        for (const keys of ["2", "\r", "p"]) await review.type(keys);
        await review.type("q");
        await review.ended;
        expect(commandsIn(review.written())).toEqual([]);
      }),
      { seed: 20261122, numRuns: 12 },
    );
  }, 120_000);
});

/** Escape sequences that are none of ours: weights, cursor up, erasing a line, the screen as a whole, the frame as one. */
function commandsIn(text: string): string[] {
  const ours = /^\u001B\[(?:[\d;]*m|\d*[AGK]|2K|1?[AG]|H|2J|\?(?:25|1049|2004|2026)[hl])$/;
  const all = text.match(/\u001B(?:\[[0-?]*[ -/]*[@-~]|[^[])|\u009B|\u001B$/g) ?? [];
  return [...new Set(all)].filter((one) => !ours.test(one));
}

describe("keys", () => {
  it("do the same one by one and in a burst", async () => {
    const [slow, fast] = [await start({}), await start({})];
    const keys = ["2", "j", "j", "j", "\u001B[B", " ", "k", "\r", "j", "j", "\u001B"];
    for (const key of keys) await slow.type(key);
    await fast.type(keys.join(""));
    expect(fast.screen()).toBe(slow.screen());
    expect(slow.screen()).toContain("1 marked");
  });

  it("write a fix and say where; a failure is said, too", async () => {
    const review = await start({});
    await review.type("2/Credential\ry");
    expect(review.screen()).toMatch(/wrote \/cases\/fix-[A-Z-]+\.txt/);
    const failing = await start({ services: { writeFix: () => Promise.reject(new Error("the disk is full")) } });
    await failing.type("2/Credential\ry");
    expect(failing.screen()).toContain("! the disk is full");
    expect(failing.written()).not.toContain("\u001B]52;");
  });

  it("copy by the terminal only where that was asked for", async () => {
    const review = await start({ mayCopy: true });
    await review.type("2/Credential\ry");
    const [, copied = ""] = /\u001B\]52;c;([A-Za-z0-9+/=]*)\u0007/.exec(review.written()) ?? [];
    expect(Buffer.from(copied, "base64").toString("utf8")).toContain("Nothing below was run");
  });

  it("show the lines of the source around a fact", async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `row ${i + 1}`);
    const review = await start({
      services: { readSource: (_path, _id, line) => ({ first: 1, lines: lines.with(line - 1, "the fact") }) },
    });
    await review.type("2/Credential\r\r");
    expect(review.screen()).toMatch(/>\s+2 │ the fact$/m);
    expect(review.screen()).toMatch(/^\s+4 │ row 4$/m);
    expect(review.screen()).not.toContain("row 5");
    await review.type("o");
    expect(review.screen()).toContain("row 17");
  });

  it("open a long source near the fact", async () => {
    const lines = Array.from({ length: 401 }, (_, i) => (i === 200 ? "the fact" : "another"));
    const review = await start({ services: { readSource: (_path, _id, line) => ({ first: line - 200, lines }) } });
    await review.type("2/Credential\ro");
    expect(review.screen()).toMatch(/^ >.*the fact$/m);
  });
});

describe("the terminal", () => {
  it("leaves no stale row when the size changes", async () => {
    const review = await start({});
    for (const [columns, rows] of [
      [120, 40],
      [60, 15],
      [40, 10],
      [80, 24],
    ] as const) {
      await review.resize(columns, rows);
      const again = await start({ columns, rows });
      expect(review.screen()).toBe(again.screen());
    }
  });

  it("draws no frame anew when a key changes nothing", async () => {
    const review = await start({});
    const before = review.written().length;
    await review.type("\u001B\u001B");
    expect(review.written().length).toBe(before);
  });

  it("is given back at the end, in order", async () => {
    const review = await openReview(fixtureReport());
    expect(review.isRaw()).toBe(true);
    expect(review.written()).toMatch(/^\u001B\[\?1049h/);
    await review.type("q");
    expect(await review.ended).toBeNull();
    expect(review.isRaw()).toBe(false);
    expect(review.left()).toMatch(/\u001B\[\?25h.*\u001B\[\?1049l$/);
  });

  it("is given back when the program fails", async () => {
    const broken = {
      get size() {
        throw new Error("broken");
      },
    };
    const review = await openReview(fixtureReport(), { services: { readSource: () => broken as never } });
    await review.type("2/credential\r\r");
    await expect(review.ended).rejects.toThrow(/lines|undefined|map/);
    expect(review.isRaw()).toBe(false);
    expect(review.left()).toMatch(/\u001B\[\?1049l$/);
  });
});
