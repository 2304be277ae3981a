/** `samples.mjs FOLDER` writes the samples; with `--check` it only compares and ends with 1 when the folder is stale. */
import { differences, sampleFiles } from "./samples.ts";
import { readTree, writeTree } from "./tree.ts";

function main(words: readonly string[]): number {
  const folder = words.find((word) => !word.startsWith("--"));
  if (folder === undefined || words.some((word) => word.startsWith("--") && word !== "--check")) {
    process.stderr.write("usage: samples.mjs FOLDER [--check]\n");
    return 2;
  }
  const wanted = sampleFiles();
  if (!words.includes("--check")) {
    const touched = writeTree(folder, wanted);
    process.stdout.write(`${folder}: ${wanted.size} files, ${touched} changed\n`);
    return 0;
  }
  const stale = differences(wanted, readTree(folder));
  for (const { path, kind } of stale) process.stderr.write(`${kind}: ${folder}/${path}\n`);
  if (stale.length > 0) process.stderr.write(`${folder} is stale: run npm run samples\n`);
  return stale.length > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
