/** The only component that writes text: whatever a report holds reaches the terminal clean, and by our own colours. */
import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { type Line, painted, type Theme } from "./theme.ts";

/** One row of the screen. */
export function Evidence({ line, theme }: { readonly line: Line; readonly theme: Theme }): ReactNode {
  const text = line.map((span) => painted(span, theme)).join("");
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
}

/** All rows, one below the other. */
export function Frame({ lines, theme }: { readonly lines: readonly Line[]; readonly theme: Theme }): ReactNode {
  return (
    <Box flexDirection="column" height={lines.length}>
      {lines.map((line, row) => (
        // A row is its place on the screen and nothing else.
        <Evidence key={String(row)} line={line} theme={theme} />
      ))}
    </Box>
  );
}
