import { defineConfig } from "rolldown";

export default defineConfig({
  input: { samples: "tools/samples/generate.ts" },
  platform: "node",
  output: { dir: ".build", entryFileNames: "[name].mjs", format: "esm" },
});
