// One bundle with splitting and no runtime dependencies: a file set that can be carried to an isolated host.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "rolldown";

/** The licences of what is bundled travel with it. */
const notices = {
  name: "third-party-notices",
  generateBundle() {
    const packages = new Set();
    for (const id of this.getModuleIds()) {
      const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id);
      if (match !== null) packages.add(match[1]);
    }
    const parts = [...packages]
      .sort((a, b) => (a < b ? -1 : 1))
      .map((folder) => {
        const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
        const text =
          file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").trim() : "";
        return `${name} ${version} (${license})\n\n${text}\n`;
      });
    this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source: parts.join(`\n${"-".repeat(78)}\n\n`) });
  },
};

/** The one file that starts processes: ssh-keygen and openssl, for what is signed (decisions/0013). */
const STARTS_TOOLS = join(import.meta.dirname, "src/platform/tool.ts");

/** commander can start programs as subcommands. None of ours is one, so that nothing else in the bundle can start a process. */
const noProcesses = {
  name: "no-processes",
  resolveId(id, importer) {
    if (!/^(?:node:)?child_process$/.test(id)) return null;
    return importer === STARTS_TOOLS ? { id: "node:child_process", external: true } : "\0no-processes";
  },
  load: (id) => (id === "\0no-processes" ? "export default {};" : null),
};

/** What the terminal library brings along and the program never uses: a debugger on a socket, a guess of the size by other programs. */
const STUBS = [
  { of: /[\\/]ink[\\/]build[\\/]reconciler\.js$/, id: "./devtools.js", code: "export default {};" },
  { of: /[\\/]ink[\\/]/, id: "terminal-size", code: "export default () => ({ columns: 80, rows: 24 });" },
];
const unused = {
  name: "unused-parts",
  resolveId: (id, importer = "") => {
    const at = STUBS.findIndex((stub) => stub.id === id && stub.of.test(importer));
    return at < 0 ? null : `\0unused-${at}`;
  },
  // The layout engine carries its code as data, and could also load it from an address.
  transform: (code, id) =>
    /[\\/]yoga-layout[\\/]dist[\\/]binaries[\\/]/.test(id) ? code.replaceAll(/\bfetch\(/g, "Promise.reject(") : null,
  load: (id) => (id.startsWith("\0unused-") ? STUBS[Number(id.slice("\0unused-".length))].code : null),
};

export default defineConfig({
  input: { bin: "src/bin.ts" },
  platform: "node",
  external: [/^node:(?!child_process$)/],
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
  plugins: [noProcesses, unused, notices],
  output: {
    dir: "dist",
    format: "esm",
    cleanDir: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    minify: false,
    sourcemap: false,
  },
});
