/** How the program is put together: which part of the bundle loads what, what it can never load, how files are kept. */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { TOOL } from "../src/core/version.ts";
import { ROOT } from "./support/program.ts";

const DIST = join(ROOT, "dist");
const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: unknown;
  readonly optionalDependencies?: unknown;
  readonly peerDependencies?: unknown;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
};

/** Nothing that reaches a network, starts another thread, or runs text as code. */
const FORBIDDEN = [
  ..."net http https http2 tls dns dgram quic inspector".split(" "),
  ..."cluster worker_threads vm repl v8 wasi sqlite test".split(" "),
];

interface Chunk {
  readonly body: string;
  /** Chunks that are loaded with it. */
  readonly statics: readonly string[];
  /** Chunks that it may load later. */
  readonly later: readonly string[];
  /** Everything from outside of the bundle, without `node:`. */
  readonly outside: readonly string[];
}

const chunks = new Map<string, Chunk>();

beforeAll(() => {
  for (const name of readdirSync(DIST).filter((file) => file.endsWith(".js"))) {
    chunks.set(name, chunkOf(readFileSync(join(DIST, name), "utf8")));
  }
});

function chunkOf(body: string): Chunk {
  // Comments of libraries name modules as types.
  const code = body.replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  const all = (pattern: RegExp) => [...code.matchAll(pattern)].map((match) => match[1] ?? "");
  const statics = all(/^(?:import|export)\b[^"'\n;]*?["']([^"'\n]+)["'];?$/gm);
  const later = all(/\bimport\(\s*["']([^"'\n]+)["']\s*\)/g);
  const required = all(/\b(?:__require|require)\(\s*["']([^"'\n]+)["']\s*\)/g);
  const own = (words: readonly string[]) => words.filter((word) => word.startsWith("./")).map((word) => word.slice(2));
  const outside = [...statics, ...later, ...required].filter((word) => !word.startsWith("./"));
  return { body, statics: own(statics), later: own(later), outside: outside.map((word) => word.replace(/^node:/, "")) };
}

/** The chunk and all that is loaded with it; with `lazy`, also all that it can ever load. */
function closure(start: string, lazy: boolean): string[] {
  const found = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const chunk = chunks.get(name);
    if (chunk === undefined) throw new Error(`${name} is not in dist`);
    found.add(name);
    open.push(...chunk.statics, ...(lazy ? chunk.later : []));
  }
  return [...found];
}

function bodies(names: readonly string[]): string {
  return names.map((name) => chunks.get(name)?.body ?? "").join("\n");
}

function chunkWith(text: string): string[] {
  return [...chunks].filter(([, chunk]) => chunk.body.includes(text)).map(([name]) => name);
}

describe("the bundle", () => {
  it("--version loads no parser of the command line and no reader", () => {
    const loaded = closure("bin.js", false);
    expect(bodies(loaded)).toContain("process.argv");
    expect(bodies(loaded)).not.toMatch(/CommanderError = class|defineFormat|defineReporter|defineRequirement/);
    expect(bodies(loaded).length).toBeLessThan(4096);
    expect(loaded.flatMap((name) => chunks.get(name)?.outside ?? [])).toEqual([]);
  });

  it("everything can be reached from the entry, and the patterns of this test find it", () => {
    expect(closure("bin.js", true).toSorted()).toEqual([...chunks.keys()].toSorted());
    expect(bodies(closure("bin.js", true))).toMatch(/CommanderError = class/);
    expect(chunkWith("defineFormat").length).toBeGreaterThan(0);
  });

  it("the command line is parsed before any reader, requirement or reporter is loaded", () => {
    const [main = ""] = chunkWith("CommanderError = class");
    expect(bodies(closure(main, false))).not.toMatch(/defineFormat\(|defineReporter\(|defineRequirement\(/);
  });

  it("catalog, formats and --help load neither the reader of zips nor the parser of XML", () => {
    const [catalog = ""] = chunkWith("async function catalog(");
    expect(closure(catalog, false).length).toBeGreaterThan(1);
    expect(bodies(closure(catalog, false))).not.toMatch(/end of central directory|class XMLParser/i);
  });

  it("only review loads the terminal library, and only when it has a terminal", () => {
    const [scan = ""] = chunkWith("async function scan(");
    const [review = ""] = chunkWith("async function review(");
    const library = /createReconciler|react-reconciler|yoga/i;
    expect(bodies(closure(scan, true))).not.toMatch(library);
    expect(bodies(closure(review, false))).not.toMatch(library);
    expect(bodies(closure(review, true))).toMatch(library);
    expect(bodies(closure("bin.js", false))).not.toMatch(library);
  });

  it("scan loads nothing that is for development only", () => {
    const [scan = ""] = chunkWith("async function scan(");
    const loaded = bodies(closure(scan, true));
    expect(loaded).toContain("function* judging(");
    for (const mark of ["fast-check", "vitest", "ini@", "function parseIni", "src/testing/"])
      expect(loaded, mark).not.toContain(mark);
    // Each part of the bundle names the file it was made of.
    const files = [...loaded.matchAll(/^\/\/#? ?(?:region )?(\S+\.(?:ts|js|mjs|cjs))$/gm)].map(
      (match) => match[1] ?? "",
    );
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /testing\/|\.test\.|^test\/|^tools\//.test(file))).toEqual([]);
    const packages = new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
    for (const name of ["vitest", "ini", "fast-check", "rolldown", "knip"])
      expect(packages.has(name), name).toBe(false);
    expect(packages.has("fast-xml-parser")).toBe(true);
  });

  it("one part of it starts processes: ssh-keygen and openssl, for what is signed; nothing that judges can load it", () => {
    const starting = [...chunks].flatMap(([name, { outside }]) => (outside.includes("child_process") ? [name] : []));
    expect(starting).toHaveLength(1);
    for (const verb of ["scan", "review", "facts", "reproduce", "reproduceRedacted", "sample"]) {
      const [start = ""] = chunkWith(`async function ${verb}(`);
      expect(closure(start, true), verb).not.toContain(starting[0]);
    }
    const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" }).filter(
      (path) => /\.tsx?$/.test(path) && !/\.test\.|^testing/.test(path),
    );
    const importing = sources.filter((path) => readFileSync(join(ROOT, "src", path), "utf8").includes("child_process"));
    expect(importing).toEqual(["platform/tool.ts"]);
    expect(readFileSync(join(ROOT, "src/platform/tool.ts"), "utf8")).toContain('type Tool = "ssh-keygen" | "openssl";');
  });

  it("whoever else asks for a way to start processes gets an empty module", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eventreach-bundle-"));
    const { default: config } = (await import(pathToFileURL(join(ROOT, "rolldown.config.mjs")).href)) as {
      readonly default: { readonly external: RegExp[]; readonly plugins: Plugin[] };
    };
    const plugins = config.plugins.filter(({ name }) => name !== "third-party-notices");
    const bundled = async (name: string, words: string) => {
      writeFileSync(join(folder, name), words);
      const input = join(folder, name);
      const made = await rolldown({ input, plugins, external: config.external, platform: "node", logLevel: "silent" });
      const { output } = await made.generate({ format: "esm", codeSplitting: false });
      return output[0].code;
    };
    try {
      // As a stranger, and as one that is called like the one that may.
      mkdirSync(join(folder, "src/platform"), { recursive: true });
      for (const name of ["stranger.js", "src/platform/tool.ts"]) {
        const code = await bundled(
          name,
          `import * as a from "node:child_process";
          import b from "child_process";
          export const found = [a.spawn, b.spawn, require("child_process").spawn, require("node:child_process").exec];
          export const later = async () => [(await import("child_process")).spawn];`,
        );
        expect(code).not.toMatch(/["'](?:node:)?child_process["']/);
        writeFileSync(join(folder, "made.mjs"), code);
        const { found, later } = (await import(`${pathToFileURL(join(folder, "made.mjs")).href}?${name}`)) as {
          readonly found: readonly unknown[];
          readonly later: () => Promise<readonly unknown[]>;
        };
        expect([...found, ...(await later())]).toEqual(Array.from({ length: 5 }, () => undefined));
      }
      // By its name it is not even there.
      await expect(bundled("named.js", 'export { spawn } from "node:child_process";')).rejects.toThrow(
        "MISSING_EXPORT",
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("no part of it can reach a network, or load what is not part of it", () => {
    for (const [name, { outside, body }] of chunks) {
      expect(
        outside.filter((word) => FORBIDDEN.includes(word.split("/")[0] ?? "")),
        name,
      ).toEqual([]);
      expect(
        outside.filter((word) => !builtinModules.includes(word)),
        name,
      ).toEqual([]);
      expect(body, name).not.toMatch(
        /\b(?:globalThis\.)?fetch\(|new (?:WebSocket|EventSource|XMLHttpRequest)\(|\beval\(|new Function\(/,
      );
    }
  });

  it("the licence of every package in it travels with it", () => {
    const files = [...bodies([...chunks.keys()]).matchAll(/node_modules\/((?:@[^/]+\/)?[^/\s]+)\//g)].map(
      (match) => match[1] ?? "",
    );
    const notices = readFileSync(join(DIST, "THIRD-PARTY.txt"), "utf8");
    for (const name of new Set(files)) expect(notices, name).toMatch(new RegExp(`^${name} \\d`, "m"));
  });
});

describe("the package", () => {
  it("depends on nothing at run time, and every tool has one exact version", () => {
    expect(PACKAGE.dependencies).toBeUndefined();
    expect(PACKAGE.optionalDependencies).toBeUndefined();
    expect(PACKAGE.peerDependencies).toBeUndefined();
    for (const version of Object.values(PACKAGE.devDependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("has the name and the version that the program says", () => {
    expect({ name: PACKAGE.name, version: PACKAGE.version }).toEqual({ name: TOOL.name, version: TOOL.version });
  });

  it("has the scripts of the contract", () => {
    for (const name of ["build", "start", "test", "check", "bench"]) expect(PACKAGE.scripts[name], name).toBeDefined();
  });
});

describe("the source", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".generated.ts"))
    .map((file) => file.replaceAll("\\", "/"));

  it("has no file over 400 lines, unless its first comment says why", () => {
    const long = files
      .filter((file) => !file.endsWith(".test.ts"))
      .map((file) => ({ file, body: readFileSync(join(ROOT, "src", file), "utf8") }))
      .filter(({ body }) => body.split("\n").length - 1 > 400)
      .filter(({ body }) => !/^\/\*\*(?:(?!\*\/)[\s\S])*\blong because\b/i.test(body));
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it("begins every file of the product with what it is for", () => {
    const silent = files.filter((file) => {
      if (file.endsWith(".test.ts") || file.startsWith("testing/")) return false;
      return !/^(?:\/\*\*|\/\/|import|export const \w+ = define)/.test(readFileSync(join(ROOT, "src", file), "utf8"));
    });
    expect(silent).toEqual([]);
  });

  it("writes text to the terminal of the review in one component, which cleans it", () => {
    const review = files.filter((file) => file.startsWith("tui/") && !file.endsWith(".test.ts"));
    const body = (file: string): string => readFileSync(join(ROOT, "src", file), "utf8");
    expect(review.filter((file) => /<Text\b/.test(body(file)))).toEqual(["tui/evidence.tsx"]);
    expect(review.filter((file) => /from "(?:ink|react)"/.test(body(file))).toSorted()).toEqual([
      "tui/drawing.tsx",
      "tui/evidence.tsx",
    ]);
    expect(body("tui/evidence.tsx").match(/<Text[^]*?<\/Text>/g)).toHaveLength(1);
    expect(body("tui/evidence.tsx")).toContain("painted(span, theme)");
    expect(review.filter((file) => /\.write\(/.test(body(file))).toSorted()).toEqual([
      "tui/run.ts",
      "tui/spoken.ts",
      "tui/terminal.ts",
    ]);
    expect(files.filter((file) => !file.startsWith("tui/") && /from "(?:ink|react)"/.test(body(file)))).toEqual([]);
  });

  it("lint refuses text of the terminal library anywhere but in that component", () => {
    const folder = mkdtempSync(join(tmpdir(), "eventreach-lint-"));
    try {
      mkdirSync(join(folder, "src/tui"), { recursive: true });
      copyFileSync(join(ROOT, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
      const body = 'import { Text } from "ink";\nexport const shown = Text;\n';
      for (const name of ["evidence.tsx", "other.tsx"]) writeFileSync(join(folder, "src/tui", name), body);
      const lint = join(ROOT, "node_modules/oxlint/bin/oxlint");
      const ran = spawnSync(process.execPath, [lint, "--format", "unix", "src"], { cwd: folder, encoding: "utf8" });
      expect(ran.stdout).toMatch(/tui\/other\.tsx:1:\d+: 'Text' import from 'ink' is restricted/);
      expect(ran.stdout).not.toContain("evidence.tsx:");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const formats = readdirSync(join(ROOT, "src/formats")).filter((name) =>
    statSync(join(ROOT, "src/formats", name)).isDirectory(),
  );

  it.each(formats)("format %s has its page and its cases", (format) => {
    const folder = join(ROOT, "src/formats", format);
    expect(existsSync(join(folder, "format.ts"))).toBe(true);
    expect(readFileSync(join(folder, "README.md"), "utf8").trim().length).toBeGreaterThan(40);
    const cases = readdirSync(join(folder, "cases"));
    expect(cases.length).toBeGreaterThan(0);
    for (const name of cases) {
      const inside = readdirSync(join(folder, "cases", name));
      expect(
        inside.filter((file) => file.startsWith("input.")),
        name,
      ).toHaveLength(1);
      expect(inside, name).toContain("expected.json");
    }
  });

  it("has no work that is left over: no test is skipped by hand or runs alone", () => {
    const all = [
      ...files.map((file) => `src/${file}`),
      ...readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" }).map((file) => `test/${file}`),
    ];
    const marks = all.filter(
      (file) =>
        file.endsWith(".test.ts") &&
        /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\(/.test(readFileSync(join(ROOT, file), "utf8")),
    );
    expect(marks).toEqual([]);
  });
});
