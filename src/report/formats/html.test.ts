import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { smallAudit } from "../../testing/directory-audit.ts";
import { hostileReport, hostileText, type HostileTexts, hostileTexts } from "../../testing/hostile-report.ts";
import { shapeOf, type Tag, tagsOf } from "../../testing/html-shape.ts";
import { designReport, fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { HOSTILE_NAME } from "../../testing/report-parts.ts";
import { withSince } from "../../testing/since.ts";
import { viewOf } from "../view.ts";
import { reporter } from "./html.ts";

const SEED = { seed: 20261122, numRuns: 60 };

function render(report: Report): string {
  return [...reporter.render(report)].join("");
}

const REPORTS = {
  fixture: fixtureReport,
  design: designReport,
  passing: passingReport,
  directory: () => fixtureReport({ sacl: smallAudit }),
  since: () => withSince(fixtureReport()),
};

describe.each(Object.entries(REPORTS))("%s", (_, make) => {
  const page = render(make());
  const tags = tagsOf(page);
  const opened = tags.filter(({ closing }) => !closing);

  test("nothing runs and nothing is fetched", () => {
    const names = new Set(opened.map(({ name }) => name));
    for (const name of [
      "script",
      "img",
      "link",
      "iframe",
      "object",
      "embed",
      "base",
      "form",
      "input",
      "image",
      "use",
    ]) {
      expect(names).not.toContain(name);
    }
    for (const { attributes } of opened) {
      for (const name of attributes.keys())
        expect(name).not.toMatch(/^(?:on.*|style|src|srcset|action|xlink.*|poster)$/);
    }
    const policy = opened.find(({ attributes }) => attributes.get("http-equiv") === "Content-Security-Policy");
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? "";
    const digest = createHash("sha256").update(style).digest("base64");
    expect(policy?.attributes.get("content")?.replaceAll("&#39;", "'")).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test("every name is given once, and every link leads to one", () => {
    const ids = opened.flatMap(({ attributes }) => attributes.get("id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    const known = new Set(ids);
    for (const tag of opened) {
      const target = tag.attributes.get("href");
      if (target !== undefined) expect(known, target).toContain(target.slice(1));
      const label = tag.attributes.get("aria-labelledby");
      if (label !== undefined) expect(known).toContain(label);
    }
  });

  test("one h1, and no level of heading is left out", () => {
    const levels = opened.flatMap(({ name }) => /^h(\d)$/.exec(name)?.[1] ?? []).map(Number);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    for (const [i, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1);
    expect(opened.find(({ name }) => name === "html")?.attributes.get("lang")).toBe("en");
  });

  test("every table has a caption and a head whose cells have a scope, and no row has too many cells", () => {
    for (const table of between(tags, "table")) {
      const parts = table.filter(({ closing }) => !closing);
      expect(parts[0]?.name).toBe("caption");
      const body = parts.findIndex(({ name }) => name === "tbody");
      const head = parts.slice(0, body).filter(({ name }) => name === "th");
      expect(head.length).toBeGreaterThan(1);
      for (const cell of head) expect(cell.attributes.get("scope")).toBe("col");
      let cells = head.length;
      for (const { name, attributes } of parts.slice(body)) {
        if (name === "tr") {
          expect(cells).toBe(head.length);
          cells = 0;
        } else if (name === "th" || name === "td") cells += Number(attributes.get("colspan") ?? 1);
      }
      expect(cells).toBe(head.length);
    }
  });

  test("the same report gives the same bytes", () => {
    expect(render(make())).toBe(page);
  });
});

function between(tags: readonly Tag[], name: string): Tag[][] {
  const parts: Tag[][] = [];
  for (const tag of tags) {
    if (tag.name === name && !tag.closing) parts.push([]);
    else if (tag.name === name) parts.push([]);
    else parts.at(-1)?.push(tag);
  }
  return parts.filter((_, i) => i % 2 === 0);
}

test("says what is open, who decides, what to run and what to get before anything else", () => {
  const report = fixtureReport();
  const page = render(report);
  const first = page.slice(page.indexOf("<header"), page.indexOf("</header>"));
  for (const title of [
    "Can our detections see?",
    "Open, worst first",
    "Who decides",
    "Run first",
    "Get next, read-only",
  ]) {
    expect(first).toContain(title);
  }
  const { fails, unknown } = viewOf(report);
  expect(first).toContain(`<b>${fails.length}</b>`);
  expect(first).toContain(`<b>${unknown.length}</b>`);
});

test("a waiver stands beside its failure and takes nothing away from it", () => {
  const report = hostileReport(["AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF"]);
  expect(report.summary.waived.active).toBe(1);
  const page = render(report);
  const without = render({ ...report, findings: report.findings.map((finding) => ({ ...finding, waiver: null })) });
  expect(page).toContain("it fails all the same");
  expect(without).not.toContain("it fails all the same");
  const counts = (text: string): string[] => text.match(/<dd><b>\d+<\/b>/g) ?? [];
  expect(counts(page)).toEqual(counts(without));
  const heat = (text: string): string | undefined => /<table class="heat">[^]*?<\/table>/.exec(text)?.[0];
  expect(heat(page)).toBe(heat(without));
});

test("every finding has its place, every file its digest", () => {
  const report = fixtureReport();
  const page = render(report);
  const ids = tagsOf(page).filter(({ attributes }) => attributes.get("id")?.startsWith("f-"));
  expect(ids.length).toBe(report.findings.length);
  for (const { id } of report.sources) expect(page).toContain(id);
});

describe("whatever the inputs are called", () => {
  test("no control or hidden character, and no tag that is not ours", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const page = render(hostileReport(texts));
        expect(page.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
        );
        expect(() => tagsOf(page)).not.toThrow();
      }),
      SEED,
    );
  });

  test("the shape of the page is that of harmless inputs", () => {
    const harmless = shapeOf(render(hostileReport(["AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF"])));
    const visible = hostileText.filter((text) => text.trim() !== "");
    const texts = fc.uniqueArray(visible, {
      minLength: 6,
      maxLength: 6,
      selector: (text) => text.trim().toLowerCase(),
    });
    fc.assert(
      fc.property(texts, (given) => {
        // Commands that look like sentences move out of their block, and a long one is only named on the first page.
        fc.pre(!given.some((text) => /[.?!]["')]?$/.test(text)));
        const named = given.map((text, i) => `${"ABCDEF"[i]}${text}`) as unknown as HostileTexts;
        expect(shapeOf(render(hostileReport(named)))).toEqual(harmless);
      }),
      SEED,
    );
  });

  test("a name with markup, controls and look-alikes stands as text", () => {
    const page = render(hostileReport([HOSTILE_NAME, "p", "h", "e", "s", "r"]));
    expect(page).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(page).toContain("\\u{202E}gpj.exe");
    expect(page).not.toContain("<img");
    expect(render(hostileReport(["Def\u0430ult Domain", "p", "h", "e", "s", "r"]))).toContain("mixes alphabets");
  });
});
