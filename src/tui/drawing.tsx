/** Frames through the terminal library, onto one stream. */
import type { WriteStream } from "node:tty";
import { type Instance, render } from "ink";
import { Frame } from "./evidence.tsx";
import type { Line, Theme } from "./theme.ts";

const INK_OPTIONS = {
  patchConsole: false,
  exitOnCtrlC: false,
  // Leaves stale rows on the screen in this version of ink.
  incrementalRendering: false,
  // Its own mode for readers draws everything anew; ours is spoken.ts.
  isScreenReaderEnabled: false,
  maxFps: 60,
} as const;

export interface Drawing {
  readonly draw: (lines: readonly Line[]) => void;
  readonly close: () => void;
}

/** The rows of the screen, from the first that are drawn. */
export function drawing(stdout: WriteStream, theme: Theme, end: (error: unknown) => void): Drawing {
  let screen: Instance | undefined;
  return {
    draw: (lines) => {
      const frame = <Frame lines={lines} theme={theme} />;
      if (screen !== undefined) return screen.rerender(frame);
      screen = render(frame, { stdout, ...INK_OPTIONS });
      screen.waitUntilExit().catch(end);
    },
    close: () => screen?.unmount(),
  };
}
