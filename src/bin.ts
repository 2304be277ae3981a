/** The entry: answers `--version` before anything else is loaded. */
import { TOOL } from "./core/version.ts";

// Node ends with 1 for what nobody catches, a file of the program that is missing among it; here 1 means "something open".
process.on("uncaughtException", (error) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`eventreach: no verdict was given; this is a defect of the program, not of your files
  ${text.replaceAll(/[^\n\x20-\x7E]/g, "?").replaceAll("\n", "\n  ")}
  version ${TOOL.version}; please report it, or install it again if a file is missing\n`);
  process.exit(70);
});

const [first, ...rest] = process.argv.slice(2);
if (rest.length === 0 && (first === "--version" || first === "-V")) {
  process.stdout.write(`${TOOL.version}\n`);
} else {
  const { main } = await import("./cli/main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
