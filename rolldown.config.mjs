// One bundle with splitting and no runtime dependencies: a file set that can be carried to an isolated host.
import { defineConfig } from "rolldown";

export default defineConfig({
  input: { bin: "src/bin.ts" },
  platform: "node",
  external: [/^node:/],
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
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
