/** Text of SARIF messages, in which brackets begin a link and braces a placeholder [SARIF 2.1.0, 3.11.5 and 3.11.6]. */
import { printable } from "../text/printable.ts";

const LONGEST = 4000;

/** Shows as written, whatever it contains. */
export function sarifMessage(text: string): string {
  const shown = printable(text);
  const short = shown.length > LONGEST ? `${shown.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "")}...` : shown;
  return (
    short
      // A backslash before a bracket would take away the one that we put there.
      .replace(/(\\*)([[\]])/g, (_, slashes: string, bracket: string) => `${slashes}${slashes}\\${bracket}`)
      .replace(/[{}]/g, (brace) => brace + brace)
  );
}
