/** The state of the time service as `w32tm /query /status` prints it [mdi-requirements 6.3]. */
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt, labelled } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";

interface Field {
  readonly name: string;
  /** The English label; other languages are told by the order of the lines. */
  readonly label: string;
  /** What the value must look like for its place to be believed. */
  readonly shape: RegExp;
  readonly value: (text: string) => number | string;
}

const integer = (text: string): number => Number.parseInt(text, 10);
const seconds = (text: string): number => Number.parseFloat(text.replace(",", "."));
const word = (text: string): string => text.split(" ")[0] ?? text;
const SECONDS = /^-?\d{1,10}(?:[.,]\d{1,12})?\s?\p{L}{1,3}$/u;

/** The nine lines in the order of the public samples; that other languages keep it is assumed [K]. */
const STATUS: readonly Field[] = [
  { name: "leap-indicator", label: "leap indicator", shape: /^[0-3]\s?\(/, value: integer },
  { name: "stratum", label: "stratum", shape: /^\d{1,3}\s\(/, value: integer },
  { name: "precision", label: "precision", shape: /^-?\d{1,3}\s\(/, value: integer },
  { name: "root-delay", label: "root delay", shape: SECONDS, value: seconds },
  { name: "root-dispersion", label: "root dispersion", shape: SECONDS, value: seconds },
  { name: "reference-id", label: "referenceid", shape: /^0x[0-9a-f]{8}(?: |$)/i, value: word },
  { name: "last-sync", label: "last successful sync time", shape: /./, value: (text) => text },
  { name: "source", label: "source", shape: /./, value: (text) => text },
  { name: "poll-interval", label: "poll interval", shape: /^\d{1,3}\s\(/, value: integer },
];

/** `/verbose` adds these behind them. */
const VERBOSE: readonly Field[] = [
  { name: "phase-offset", label: "phase offset", shape: SECONDS, value: seconds },
  { name: "clock-rate", label: "clockrate", shape: SECONDS, value: seconds },
  { name: "state-machine", label: "state machine", shape: /^\d{1,3}\s\(/, value: integer },
  { name: "time-source-flags", label: "time source flags", shape: /^\d{1,10}\s\(/, value: integer },
  { name: "server-role", label: "server role", shape: /^\d{1,10}\s\(/, value: integer },
  { name: "last-sync-error", label: "last sync error", shape: /^\d{1,10}\s\(/, value: integer },
  { name: "seconds-since-sync", label: "time since last good sync time", shape: SECONDS, value: seconds },
];

const FIELDS = [...STATUS, ...VERBOSE];
const BY_LABEL: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.label, field]));

interface Pair {
  readonly label: string;
  readonly value: string;
  readonly line: ConsoleLine;
}

function pairs(text: string): Pair[] {
  const found: Pair[] = [];
  for (const line of consoleLines(text)) {
    const pair = isPrompt(line.text) ? null : labelled(line.text);
    if (pair !== null) found.push({ label: pair.label.toLowerCase(), value: pair.value, line });
  }
  return found;
}

/** Where the nine lines begin: the first six have shapes that nothing else has in this order. */
function beginning(list: readonly Pair[], from: number): number {
  for (let at = from; at + 6 <= list.length; at += 1) {
    if (STATUS.slice(0, 6).every((field, i) => field.shape.test(list[at + i]?.value ?? ""))) return at;
  }
  return -1;
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  const list = pairs(head.text);
  const known = new Set(list.map(({ label }) => label).filter((label) => BY_LABEL.has(label)));
  return answer((known.has("leap indicator") && known.has("stratum")) || beginning(list, 0) >= 0);
}

function parse(input: Input, sink: Sink): ReadResult {
  const list = pairs(input.text());
  const byOrder = fieldsByOrder(list);
  const told = new Set<string>();
  for (const [i, { label, value, line }] of list.entries()) {
    const field = BY_LABEL.get(label) ?? byOrder.get(i);
    if (field === undefined) {
      if (byOrder.size === 0) continue;
      sink.diagnostic({
        code: "not-understood",
        offset: line.start,
        data: { what: label.slice(0, 80), value: value.slice(0, 80) },
      });
      continue;
    }
    if (!field.shape.test(value)) {
      sink.diagnostic({
        code: "not-understood",
        offset: line.start,
        data: { what: field.name, value: value.slice(0, 80) },
      });
      continue;
    }
    told.add(field.name);
    sink.fact({
      fields: { kind: "observation", topic: "time", name: field.name, value: field.value(value) },
      span: { unit: "char", start: line.start, end: line.end },
      via: "console",
      host: null,
    });
  }
  const missing = STATUS.filter(({ name }) => !told.has(name)).map(({ name }) => name);
  if (missing.length === 0) return { read: "complete" };
  sink.diagnostic({
    code: "truncated",
    offset: list.at(-1)?.line.start ?? 0,
    data: { what: "the status", message: `without ${missing.join(", ")}` },
  });
  return { read: "incomplete" };
}

/** For languages whose labels are not known: the place of a line in the run, where its value has the right shape. */
function fieldsByOrder(list: readonly Pair[]): ReadonlyMap<number, Field> {
  const found = new Map<number, Field>();
  for (let from = beginning(list, 0); from >= 0; from = beginning(list, from + FIELDS.length)) {
    for (const [i, field] of FIELDS.entries()) {
      const pair = list[from + i];
      if (pair === undefined || !field.shape.test(pair.value)) break;
      found.set(from + i, field);
    }
  }
  return found;
}

export const w32tm = defineFormat({
  id: "w32tm",
  title: "State of the time service (w32tm /query /status)",
  madeBy: ["w32tm /query /status /verbose > time-HOST.txt", "w32tm /query /status > time-HOST.txt"],
  recognisedBy:
    "The lines Leap Indicator and Stratum, or six lines in any language whose values have the shapes of leap indicator, stratum, precision, delay, dispersion and reference.",
  proves:
    "From which source that computer took its time, and how it stood to it, at that moment. It does not measure the difference to other computers, and does not name the computer.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const pair = labelled(excerpt);
    if (kind !== "observation" || pair === null) return null;
    const field = BY_LABEL.get(pair.label.toLowerCase());
    // Without its neighbours a line in another language tells its value only.
    if (field === undefined) return { kind, topic: "time" };
    return { kind, topic: "time", name: field.name, value: field.value(pair.value) };
  },
});
