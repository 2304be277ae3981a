// Writes everything that is made from other files: registries first, then the documents made of the catalog and the formats.
// `--check` writes nothing and ends with 1 when a file is stale.
import { mkdirSync, readFileSync, writeFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { registries } from "./registries.mjs";
import { vocabulary } from "./vocabulary.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");
const stale = [];

function put({ path, text }) {
  const file = join(root, path);
  const same = existsSync(file) && readFileSync(file, "utf8") === text;
  if (same) return;
  stale.push(path);
  if (check) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

for (const file of registries(root)) put(file);
put(vocabulary(root));

if (!(check && stale.length > 0)) {
  const bundle = await rolldown({
    input: join(root, "tools/documents.ts"),
    platform: "node",
    cwd: root,
    external: [/^node:/],
  });
  const output = join(root, ".build/documents.mjs");
  await bundle.write({ file: output, format: "esm", codeSplitting: false });
  const { documents } = await import(`${pathToFileURL(output).href}?${process.hrtime.bigint()}`);
  const wanted = await documents(root);
  for (const file of wanted) put(file);
  const known = new Set(wanted.map(({ path }) => path));
  const folder = join(root, "docs/reference/requirements");
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = `docs/reference/requirements/${name}`;
    if (known.has(path)) continue;
    stale.push(path);
    if (!check) rmSync(join(root, path));
  }
}

if (check && stale.length > 0) {
  console.error(`stale, run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join("\n")}`);
  process.exitCode = 1;
} else {
  console.log(
    check ? "generated files are fresh" : stale.length === 0 ? "nothing to do" : `wrote ${stale.length} files`,
  );
}
