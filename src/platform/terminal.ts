/** What a terminal can show, decided once from the flags, the environment and the stream. */

export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.platform`. */
  readonly platform: string;
  /** Of the stream that is written to. */
  readonly isTTY: boolean;
  /** Columns of that stream, where it has any. */
  readonly columns?: number | undefined;
  /** `--no-color`. */
  readonly noColor?: boolean;
  /** `--ascii`. */
  readonly ascii?: boolean;
}

export interface Terminal {
  readonly colour: boolean;
  /** Whether only ASCII may be written. */
  readonly ascii: boolean;
  /** Columns; at least 40, and 80 where nobody knows. */
  readonly width: number;
}

export function terminalOf(facts: TerminalFacts): Terminal {
  return { colour: hasColour(facts), ascii: isAscii(facts), width: widthOf(facts.columns) };
}

/** The flag, then `NO_COLOR` (not empty), `FORCE_COLOR` (`0` and `false` switch off), `TERM=dumb`, and the stream. */
function hasColour({ env, isTTY, noColor = false }: TerminalFacts): boolean {
  if (noColor || isSet(env["NO_COLOR"])) return false;
  const force = env["FORCE_COLOR"];
  if (isSet(force)) return force !== "0" && force !== "false";
  return isTTY && env["TERM"] !== "dumb";
}

/** The flag, the Linux console, whose font lacks the signs, and a locale that is not UTF-8 [POSIX 8.2]. */
function isAscii({ env, platform, ascii = false }: TerminalFacts): boolean {
  if (ascii || env["TERM"] === "linux") return true;
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(isSet);
  // Windows has no locale variables and writes UTF-16; only a Unix shell on it sets both TERM and a locale.
  if (platform === "win32" && (locale === undefined || isSet(env["WT_SESSION"]) || !isSet(env["TERM"]))) return false;
  return locale === undefined || !/utf-?8/i.test(locale);
}

function widthOf(columns: number | undefined): number {
  return columns === undefined || columns <= 0 ? 80 : Math.max(40, columns);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
