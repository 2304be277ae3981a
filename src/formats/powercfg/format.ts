/** Power schemes as powercfg prints them: GUIDs and hexadecimal numbers decide, the words around them are localised [mdi-requirements 6.1]. */
import { guidOf } from "../../core/fact.ts";
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt, labelled } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";

/** The settings that the sensor's requirement names, by their GUID. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ["893DEE8E-2BEF-41E0-89C6-B55D0929964C", "processor-state-minimum"],
  ["BC5038F7-23E0-4960-96DA-33ABAF5935EC", "processor-state-maximum"],
]);

interface GuidLine {
  readonly guid: string;
  /** `/list` marks the active scheme with a star. */
  readonly active: boolean;
}

/** `<words with GUID>: <GUID>  (<name>) [*]`. */
function guidLine(text: string): GuidLine | null {
  const parts = labelled(text);
  if (parts === null || parts.label.length > 80 || !/GUID/i.test(parts.label)) return null;
  const guid = guidOf(parts.value.slice(0, 36));
  const rest = parts.value.slice(36).trim();
  return guid === null || !/^\(.*\)( ?\*)?$/.test(rest) ? null : { guid, active: rest.endsWith("*") };
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  for (const { text } of consoleLines(head.text)) if (guidLine(text) !== null) return "yes";
  return answer(false);
}

function indexOf(text: string): number | null {
  const value = labelled(text)?.value ?? "";
  return /^0x[0-9a-f]{8}$/i.test(value) ? Number.parseInt(value.slice(2), 16) : null;
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const lines = [...consoleLines(text)].filter((line) => !isPrompt(line.text));
  const schemes = lines.flatMap((line) => {
    const found = line.indent === 0 ? guidLine(line.text) : null;
    return found === null ? [] : [{ line, ...found }];
  });
  const say = (line: Pick<ConsoleLine, "start" | "end">, name: string, value: number | string): void => {
    sink.fact({
      fields: { kind: "observation", topic: "power-plan", name, value },
      span: { unit: "char", start: line.start, end: line.end },
      via: "console",
      host: null,
    });
  };

  const query = lines.some((line) => line.indent > 0 && guidLine(line.text) !== null);
  const list = lines.some((line) => /^-{10,}$/.test(line.text)) || schemes.length > 1;
  let incomplete = false;
  if (query) {
    // `/query` may be asked about any scheme; that it is the active one stands nowhere.
    for (const { line, guid } of schemes) say(line, "queried-scheme", guid);
    incomplete = readSettings(lines, say, sink);
  } else if (list) {
    const active = schemes.filter((scheme) => scheme.active);
    for (const { line, guid } of active) say(line, "active-scheme", guid);
    if (active.length !== 1) {
      incomplete = active.length === 0;
      sink.diagnostic({
        code: incomplete ? "truncated" : "malformed",
        offset: schemes[0]?.line.start ?? 0,
        data: { message: `${active.length} schemes carry the star of the active one` },
      });
    }
  } else {
    for (const { line, guid } of schemes) say(line, "active-scheme", guid);
  }
  const last = lines.at(-1);
  if (last !== undefined && last.end === text.length && isCut(last.text)) {
    incomplete = true;
    sink.diagnostic({ code: "truncated", offset: last.start, data: { message: "the last line" } });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

/** A line with a colon whose GUID or name does not end. */
function isCut(text: string): boolean {
  const parts = labelled(text.slice(0, 400));
  if (parts === null || !/GUID/i.test(parts.label) || guidLine(text) !== null) return false;
  return /^[0-9a-f-]{0,36}(?:$|\s+\()/i.test(parts.value);
}

/** The last two numbers `0x…` of a setting are its values on mains and on battery. True when one is missing. */
function readSettings(
  lines: readonly ConsoleLine[],
  say: (line: Pick<ConsoleLine, "start" | "end">, name: string, value: number) => void,
  sink: Sink,
): boolean {
  let incomplete = false;
  for (let i = 0; i < lines.length; i += 1) {
    const head = lines[i] as ConsoleLine;
    const name = SETTINGS.get(guidLine(head.text)?.guid ?? "");
    if (name === undefined) continue;
    const numbers: { value: number; end: number }[] = [];
    for (let next = lines[i + 1]; next !== undefined && guidLine(next.text) === null; next = lines[i + 1]) {
      const value = indexOf(next.text);
      if (value !== null) numbers.push({ value, end: next.end });
      i += 1;
    }
    const [mains, battery] = numbers.slice(-2);
    // Minimum, maximum and step stand before them.
    if (numbers.length < 5 || mains === undefined || battery === undefined) {
      incomplete = true;
      sink.diagnostic({ code: "truncated", offset: head.start, data: { what: "a power setting", message: name } });
      continue;
    }
    say({ start: head.start, end: battery.end }, `${name}-mains`, mains.value);
    say({ start: head.start, end: battery.end }, `${name}-battery`, battery.value);
  }
  return incomplete;
}

export const powercfg = defineFormat({
  id: "powercfg",
  title: "Power scheme (powercfg)",
  madeBy: [
    "powercfg /getactivescheme > power-HOST.txt",
    "powercfg /query SCHEME_CURRENT SUB_PROCESSOR > power-HOST.txt",
    "powercfg /list > power-HOST.txt",
  ],
  recognisedBy: "A line of words that hold GUID, a colon, a GUID, and a name in parentheses, in any language.",
  proves:
    "Which power scheme that computer used at that time; from /query the processor states of the scheme that was asked about. The file does not name the computer.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const [first, ...rest] = consoleLines(excerpt);
    const guid = first === undefined ? undefined : guidLine(first.text)?.guid;
    if (guid === undefined) return null;
    // Both values of a setting cite the same lines.
    if (rest.length > 0) return { kind, topic: "power-plan" };
    return { kind, topic: "power-plan", value: guid };
  },
});
