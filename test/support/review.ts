/** The real review on a terminal emulator: keys in, what a person sees out. */
import { EventEmitter } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReadStream, WriteStream } from "node:tty";
import headless from "@xterm/headless";
import { catalogEntries } from "../../src/cli/pages.ts";
import type { Report } from "../../src/core/report.ts";
import { type Binding, BINDINGS } from "../../src/tui/bindings.ts";
import type { Services } from "../../src/tui/effects.ts";
import type { Loading } from "../../src/tui/loading.ts";
import { modelOf } from "../../src/tui/model.ts";
import { spokenTheme } from "../../src/tui/spoken.ts";
import type { Opened } from "../../src/tui/start.ts";
import { themeOf } from "../../src/tui/theme.ts";

export interface OpenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly ascii?: boolean;
  readonly colour?: boolean;
  readonly mayCopy?: boolean;
  readonly screenReader?: boolean;
  readonly filter?: string;
  /** The person's own keys. */
  readonly bindings?: readonly Binding[];
  readonly services?: Partial<Services>;
  /** In place of the report. */
  readonly load?: (loading: Loading) => Promise<Opened>;
}

export interface Review {
  /** One chunk, as a terminal would send it. */
  readonly type: (chunk: string) => Promise<void>;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** The rows of the screen, without spaces at their ends. */
  readonly screen: () => string;
  /** Everything that was written to the terminal. */
  readonly written: () => string;
  readonly isRaw: () => boolean;
  /** What was written past the stream when the terminal was given back. */
  readonly left: () => string;
  readonly ended: Promise<number | null>;
}

/** Long enough for a frame that waits for its turn. */
const QUIET_MS = 35;
/** For the answer to a question. */
const LONGEST_MS = 5000;

export async function openReview(report: Report, options: OpenOptions = {}): Promise<Review> {
  // The library draws nothing where it believes to be in CI.
  for (const name of ["CI", "CONTINUOUS_INTEGRATION"]) delete process.env[name];
  const { startReview } = await import("../../src/tui/start.ts");
  const { columns = 80, rows = 24, ascii = false, colour = true, mayCopy = false } = options;
  const { screenReader = false, filter = "", bindings = BINDINGS } = options;
  const folder = mkdtempSync(join(tmpdir(), "eventreach-review-"));
  const fd = openSync(join(folder, "left"), "w");
  const screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  let text = "";
  let last = performance.now();
  let isComputing = false;
  const stdout = Object.assign(new EventEmitter(), {
    fd,
    isTTY: true,
    columns,
    rows,
    writable: true,
    write(chunk: string, ...more: readonly unknown[]) {
      text += chunk;
      last = performance.now();
      if (/\S/.test(chunk.replaceAll(/\u001B\[[?\d;]*[a-zA-Z]/g, ""))) isComputing = /computing/i.test(chunk);
      screen.write(chunk);
      const done = more.at(-1);
      if (typeof done === "function") done();
      return true;
    },
  });
  let raw = false;
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setRawMode: (value: boolean) => void (raw = value),
    setEncoding: () => undefined,
    resume: () => undefined,
    pause: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  });
  const services: Services = {
    writeFix: (name) => Promise.resolve(`/cases/${name}`),
    readSource: () => null,
    whatIf: async (words) => ({ head: `asked ${words.join(" ")}`, lines: ["worse: one"] }),
    desk: null,
    ...options.services,
  };
  const drawn = themeOf({ colour, ascii });
  const theme = screenReader ? spokenTheme(drawn) : drawn;
  const opened = (): Opened => ({
    model: modelOf(report, { theme, catalog: catalogEntries(), mayCopy, bindings }),
    services,
    filter,
  });
  const ended = startReview({
    load: options.load ?? (() => Promise.resolve(opened())),
    theme,
    screenReader,
    stdin: stdin as unknown as ReadStream,
    stdout: stdout as unknown as WriteStream & { readonly fd: number },
  });
  let leftBehind: string | null = null;
  const over = ended.finally(() => {
    closeSync(fd);
    leftBehind = readFileSync(join(folder, "left"), "utf8");
    rmSync(folder, { recursive: true });
  });
  over.catch(() => undefined);

  async function settle(): Promise<void> {
    do await new Promise((done) => setTimeout(done, QUIET_MS));
    while (performance.now() - last < (isComputing ? LONGEST_MS : QUIET_MS));
    await new Promise<void>((done) => screen.write("", done));
  }
  await settle();
  return {
    type: async (chunk) => {
      stdin.emit("data", chunk);
      await settle();
    },
    resize: async (width, height) => {
      screen.resize(width, height);
      Object.assign(stdout, { columns: width, rows: height });
      stdout.emit("resize");
      await settle();
    },
    screen: () => {
      const { active } = screen.buffer;
      const lines = Array.from({ length: screen.rows }, (_, i) => active.getLine(active.viewportY + i));
      return lines.map((line) => line?.translateToString(true).trimEnd() ?? "").join("\n");
    },
    written: () => text,
    isRaw: () => raw,
    left: () => leftBehind ?? "",
    ended: over,
  };
}

/** The digest of the results is another with every word of a report; what a screen looks like is not. */
export function steadyDigest(screen: string): string {
  return screen
    .replace(/(signs the results )[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}/, "$10123 4567 89ab")
    .replaceAll(/((?:begin with|type) )[0-9a-f]{4} [0-9a-f]{4}/g, "$10123 4567");
}
