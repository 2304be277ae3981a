// Completes package-lock.json with the optional packages of other platforms. npm leaves them out where a registry mirror
// does not carry them, and `npm ci` then refuses the lock everywhere. `--check` ends with 1 when entries are missing.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const file = join(dirname(fileURLToPath(import.meta.url)), "../package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));

/** `@oxlint/binding-linux-x64-musl` → os, cpu and libc, as such packages declare them. */
function platformOf(name) {
  const words = name
    .replace(/^.*?(?=(?:android|darwin|freebsd|linux|openharmony|win32|wasm32|sunos|netbsd|openbsd|aix)\b)/, "")
    .split("-");
  if (words[0] === "wasm32") return { cpu: ["wasm32"] };
  const libc = words.includes("musl") || words.includes("musleabihf") ? "musl" : words.includes("gnu") ? "glibc" : null;
  return { cpu: [words[1]], os: [words[0]], ...(libc === null ? {} : { libc: [libc] }) };
}

const missing = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const found = lock.packages[nested] ?? lock.packages[`node_modules/${name}`];
    if (found !== undefined && (found.version === version || !/^\d/.test(version))) continue;
    // Peers of several versions of one tool: the top place is taken by another version.
    const place = found === undefined ? `node_modules/${name}` : nested;
    missing.push(place);
    lock.packages[place] = { version: version.replace(/^[~^]/, ""), dev: true, optional: true, ...platformOf(name) };
  }
}

if (missing.length === 0) console.log("package-lock.json holds the packages of every platform");
else if (process.argv.includes("--check")) {
  console.error(
    `package-lock.json lacks, run \`node tools/lock.mjs\`:\n${missing.map((place) => `  ${place}`).join("\n")}`,
  );
  process.exitCode = 1;
} else {
  const packages = Object.fromEntries(
    Object.keys(lock.packages)
      .sort()
      .map((place) => [place, lock.packages[place]]),
  );
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  console.log(`added ${missing.length} entries`);
}
