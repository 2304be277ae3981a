/** Which of several command lines does the work, and what of a line is only a remark. */
import { isSentence } from "./words.ts";

/** A backup, a variable for one, or an editor that opens: it changes nothing, so it does not say what a remedy does. */
const PREPARES = /^\s*\$\w+ *=|^gpmc\.msc$|\bBackup-GPO\b|^reg(?:\.exe)? export\b|\bauditpol(?:\.exe)? \/backup\b/i;
const MODULE = /^Set-MDIConfiguration\b/i;

/** The line of a remedy that does the work; null where it has none of its own. */
export function decisiveCommand(commands: readonly string[]): string | null {
  return (
    commands.find((command) => MODULE.test(command)) ?? commands.findLast((command) => !PREPARES.test(command)) ?? null
  );
}

/** `Set-MDIConfiguration NTLMAuditing`, `Set-GPLink`, `auditpol.exe`: what a remedy calls, for a list. */
export function calledBy(commands: readonly string[]): string {
  const decisive = decisiveCommand(commands) ?? "";
  const item = /^Set-MDIConfiguration\b.*? -Configuration ([\w,]+)/i.exec(decisive)?.[1];
  if (item !== undefined) return `Set-MDIConfiguration ${item}`;
  return /\b[A-Z][a-z]+-[A-Z]\w+/.exec(decisive)?.[0] ?? /^[\w.-]+/.exec(decisive.trim())?.[0] ?? "";
}

/** Without the remark behind it; a `#` within quotes is none. */
export function withoutRemark(command: string): string {
  return /^([^'"#]|'[^']*'|"[^"]*")+?(?=\s+# )/.exec(command)?.[0] ?? command;
}

/** An ask for a person to read, as against a command: a sentence. */
export function isAdvice(line: string): boolean {
  return isSentence(line);
}

/** The first command of an ask that can be run on its own: no variable that another line sets. */
export function firstCommand(ask: readonly string[]): string | null {
  const commands = ask.filter((line) => !isAdvice(line) && !/^(?:\s*$|Import-Module\b)/i.test(line));
  const variables = new Set(commands.flatMap((line) => /^\$(\w{1,40}) *=/.exec(line)?.[1] ?? []));
  const free = commands.find(
    (line) => ![...line.matchAll(/\$(\w{1,40})/g)].some(([, name]) => variables.has(name ?? "")),
  );
  const first = free ?? commands[0];
  return first === undefined ? null : withoutRemark(first);
}
