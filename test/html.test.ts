/** The HTML report in a browser: it asks for nothing, it is accessible, it prints whole, it looks as it should. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import { reporter } from "../src/report/formats/html.ts";
import { hostileReport } from "../src/testing/hostile-report.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { HOSTILE_NAME } from "../src/testing/report-parts.ts";
import { withSince } from "../src/testing/since.ts";
import { type TempFolder, tempFolder } from "../src/testing/temp-folder.ts";
import { CHROMIUM, startBrowser } from "./support/browser.ts";
import { ROOT } from "./support/program.ts";

const AS_OF = "2026-01-01T00:00:00Z";
const QUIET = { step: () => undefined, done: () => undefined };
/** Kept after the tests, to be looked at. */
const ARTEFACTS = join(ROOT, ".build/html");
const WIDTHS = [375, 1024, 1600];
const REQUIRED = ["923F", "9236", "9238", "9237", "9235", "923B", "923C", "9211", "9215", "9222", "9221"];

async function pageOf(...paths: readonly string[]): Promise<string> {
  const report = analyse(evidenceOf(await readInputs(paths, QUIET)), { asOf: AS_OF, roles: new Map() });
  return [...reporter.render(report)].join("");
}

describe("size", () => {
  let folder: TempFolder;
  beforeAll(() => {
    folder = tempFolder();
  });
  afterAll(() => folder.remove());

  test("10 domain controllers and 50 GPOs are at most 300 KB", async () => {
    const { writeEstate } = (await import(String(pathToFileURL(join(ROOT, "bench/estate.mjs"))))) as {
      writeEstate: (folder: string, count: number, kind: string) => void;
    };
    writeEstate(join(folder.path, "backups"), 50, "usual");
    const names = Array.from({ length: 10 }, (_, i) => `DC${String(i + 1).padStart(2, "0")}`);
    for (const [i, name] of names.entries()) {
      const rows = REQUIRED.map((head, j) => {
        const words = i % 3 === 2 && j < 4 ? "No Auditing" : "Success and Failure";
        return `${name},System,Row ${j},{0CCE${head}-69AE-11D9-BED3-505054503030},${words},`;
      });
      const head = "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting";
      folder.write(`hosts/${name}/auditpol.csv`, [head, ...rows].join("\r\n"));
    }
    const hosts = names.map((name) => `  - name: ${name}.corp.example\n    domain: corp.example\n    roles: [dc]\n`);
    folder.write("scope.yaml", `schema: scope/1\nhosts:\n${hosts.join("")}`);
    const page = (await pageOf(folder.path)).replaceAll(folder.path, "estate");
    for (const name of names) expect(page).toContain(`${name}.corp.example`);
    expect(page).toContain("GPOs (50)");
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(300_000);
  });
});

interface AxeResults {
  readonly passes: readonly unknown[];
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const skipped = CHROMIUM === null;
if (skipped) console.log("skipped: no Chromium here; apt-get install chromium");

describe.skipIf(skipped)("in Chromium", () => {
  let browser: Browser;
  let plain: string;

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    browser = await startBrowser(CHROMIUM ?? "");
    plain = write("report.html", await pageOf("gpo-samples/usual-gaps"));
  });
  afterAll(() => browser.close());

  function write(name: string, text: string): string {
    const file = join(ARTEFACTS, name);
    writeFileSync(file, text);
    return pathToFileURL(file).href;
  }

  /** Opens it, and collects what it asks for and what the browser objects to. */
  async function open(
    url: string,
    options: Parameters<Browser["newPage"]>[0] = {},
  ): Promise<{ page: Page; log: string[] }> {
    const page = await browser.newPage(options);
    const log: string[] = [];
    page.on("request", (request) => request.url() === url || log.push(`request ${request.url()}`));
    page.on("console", (message) => log.push(message.text()));
    page.on("pageerror", (error) => log.push(String(error)));
    page.on("dialog", (dialog) => log.push(`dialog ${dialog.message()}`));
    await page.goto(url, { waitUntil: "load" });
    return { page, log };
  }

  test.each(WIDTHS)("at %d pixels: no request, no complaint, nothing wider than the screen", async (width) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page, log } = await open(plain, { viewport: { width, height: 1000 }, colorScheme });
      await page.screenshot({ path: join(ARTEFACTS, `${width}-${colorScheme}.png`) });
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      expect(log).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      await page.close();
    }
  });

  test.each(["light", "dark"] as const)("axe finds nothing, %s", async (colorScheme) => {
    const reports = { fixture: fixtureReport(), since: withSince(fixtureReport()) };
    const urls = Object.entries(reports).map(([name, report]) =>
      write(`${name}.html`, [...reporter.render(report)].join("")),
    );
    for (const url of [plain, ...urls]) {
      const { page } = await open(url, { colorScheme, bypassCSP: true });
      await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
      await page.evaluate(axe.source);
      const found = await page.evaluate<AxeResults>("axe.run()");
      expect(found.passes.length).toBeGreaterThan(20);
      expect(found.violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0]?.html ?? ""}`)).toEqual([]);
      await page.close();
    }
  });

  test("the style of the page applies under its own policy, and no other does", async () => {
    const { page } = await open(plain);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.tiles')).display")).toBe("grid");
    const { page: other } = await open(
      write("edited.html", readFileSync(new URL(plain), "utf8").replace("<style>", "<style>\n")),
    );
    expect(await other.evaluate("getComputedStyle(document.querySelector('.tiles')).display")).toBe("block");
    await Promise.all([page.close(), other.close()]);
  });

  test("in forced colours the cells of the heatmap have borders and words", async () => {
    const { page } = await open(plain, { forcedColors: "active", viewport: { width: 1600, height: 1000 } });
    expect(await page.evaluate("getComputedStyle(document.querySelector('.heat td.fail')).borderTopStyle")).toBe(
      "solid",
    );
    expect(await page.evaluate("document.querySelector('.heat td.fail').innerText")).toMatch(/fail/);
    await page.screenshot({ path: join(ARTEFACTS, "forced-colours.png") });
    await page.close();
  });

  test.each(["A4", "Letter"])("on %s everything is printed, and the sign-off has its own page", async (format) => {
    const { page } = await open(plain);
    const file = join(ARTEFACTS, `${format}.pdf`);
    await page.pdf({ path: file, format });
    await page.close();
    const pages = textOf(file);
    if (pages === null) {
      console.log("the text of the PDF was not read: apt-get install poppler-utils");
      return;
    }
    const last = pages.at(-1) ?? "";
    expect(last).toMatch(/^\s*Sign-off/);
    for (const words of ["Prepared by", "Reviewed by", "Approved by", "SHA-256 of this file"])
      expect(last).toContain(words);
    expect(pages.slice(0, -1).join("")).not.toContain("Prepared by");
    expect(pages[0]).toContain("Can our detections see?");
    expect(pages[0]).toContain("Run first");
    // Text from inside of closed details.
    const all = pages.join("");
    for (const words of ["What Microsoft", "Backup.xml", "Or fix", "EVIDENCE-COMPLETENESS"])
      expect(all).toContain(words);
  });

  function textOf(file: string): string[] | null {
    try {
      const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
      return text.split("\f").filter((page) => page.trim() !== "");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  test("hostile names stay text", async () => {
    const image = '"><img src="http://example.invalid/x" onerror="alert(1)"><script>alert(2)</script>';
    const report = hostileReport([
      HOSTILE_NAME,
      image,
      "</style><b>",
      "</td></table><h1>",
      "javascript:alert(3)",
      "&lt;i&gt;",
    ]);
    const { page, log } = await open(write("hostile.html", [...reporter.render(report)].join("")));
    expect(log).toEqual([]);
    expect(await page.evaluate("document.querySelectorAll('img,script,h1+h1,iframe,[onerror]').length")).toBe(0);
    expect(await page.evaluate("document.querySelectorAll('h1').length")).toBe(1);
    const text = await page.evaluate<string>("document.body.innerText");
    expect(text).toContain(image);
    expect(text).toContain("&lt;i&gt;");
    expect(text).toContain("\\u{202E}gpj.exe");
    const links = await page.evaluate<string[]>(
      "[...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))",
    );
    expect(links.filter((target) => !target.startsWith("#"))).toEqual([]);
    await page.close();
  });
});
