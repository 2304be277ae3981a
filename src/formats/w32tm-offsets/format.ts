/** Differences between clocks as `w32tm /monitor` and `w32tm /stripchart` measure them [mdi-requirements 6.3]. */
import type { ObservationFields } from "../../core/fact.ts";
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";

/** `dc02.corp.example *** PDC ***[10.0.0.2:123]:` of `/monitor`. */
function monitored(line: Pick<ConsoleLine, "text">): string | null {
  return (
    /^([^\s[\]]{1,255})(?: \*{3} PDC \*{3})? ?\[(?:[0-9a-f.:%]{2,60}|\[[0-9a-f.:%]{2,60}\]):123\]:$/i.exec(
      line.text,
    )?.[1] ?? null
  );
}

const SECONDS = /([+-]\d{1,10}[.,]\d{1,12})s(?![\p{L}\d])/u;

function secondsOf(text: string): number | null {
  const match = SECONDS.exec(text);
  return match?.[1] === undefined ? null : Number(match[1].replace(",", "."));
}

/** `[10.0.0.2:123]` in the sentence that begins a chart. */
function charted(text: string): string | null {
  return (
    /\[((?:\d{1,3}\.){3}\d{1,3}|\[?[0-9a-f:]{2,60}(?:%\d{1,10})?\]?):123\]\.?/i.exec(text.slice(0, 400))?.[1] ?? null
  );
}

/** `10:00:02, +00.0012345s` or `10:00:02 d:+00.0009871s o:-00.0012345s  [   *   ]`. */
function sampleOf(text: string): string | null {
  const match = /^\d{1,2}[:.]\d{2}[:.]\d{2}(?:,| d:\S{1,24} o:) ?([+-]\d{1,10}[.,]\d{1,12}s)(?:$|\s)/.exec(
    text.slice(0, 120),
  );
  return match?.[1] ?? null;
}

/** The same with an error instead of an offset. */
function isFailedSample(text: string): boolean {
  return /^\d{1,2}[:.]\d{2}[:.]\d{2}[, ].{1,200}0x[0-9a-f]{8}/i.test(text.slice(0, 300));
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  let target = false;
  for (const line of consoleLines(head.text)) {
    if (monitored(line) !== null) return "yes";
    if (charted(line.text) !== null) target = true;
    else if (target && (sampleOf(line.text) !== null || isFailedSample(line.text))) return "yes";
  }
  return answer(false);
}

function parse(input: Input, sink: Sink): ReadResult {
  let head: ConsoleLine | null = null;
  let host: string | null = null;
  let target: string | null = null;
  let incomplete = false;
  const fact = (name: string, value: ObservationFields["value"], start: number, end: number): void =>
    sink.fact({
      fields: { kind: "observation", topic: "time", name, value },
      span: { unit: "char", start, end },
      via: "console",
      host,
    });
  let chart: { start: number; end: number; worst: number } | null = null;
  const endChart = (): void => {
    if (chart !== null) fact(`offset/${target ?? ""}`, chart.worst, chart.start, chart.end);
    chart = null;
  };
  const unanswered = (): void => {
    if (head === null) return;
    incomplete = true;
    const data = { what: "the offset", object: (host ?? "").slice(0, 80), message: "no line NTP" };
    sink.diagnostic({ code: "truncated", offset: head.start, data });
  };
  for (const line of consoleLines(input.text())) {
    if (isPrompt(line.text)) continue;
    const name = monitored(line);
    if (name !== null) {
      unanswered();
      endChart();
      head = line;
      host = name;
    } else if (head !== null && line.text.startsWith("NTP:")) {
      const value = secondsOf(line.text);
      if (value === null) notMeasured(sink, line, host ?? "");
      else fact("offset", value, head.start, line.end);
      head = null;
    } else if (head === null) {
      const to = charted(line.text);
      const sample = sampleOf(line.text);
      const seconds = sample === null ? null : secondsOf(sample);
      if (to !== null) {
        endChart();
        target = to;
        host = null;
      } else if (target !== null && seconds !== null) {
        const before = chart as { start: number; worst: number } | null;
        const worst = before === null ? seconds : worse(before.worst, seconds);
        chart = { start: before?.start ?? line.start, end: line.end, worst };
      } else if (target !== null && isFailedSample(line.text)) notMeasured(sink, line, target);
    }
  }
  unanswered();
  endChart();
  return { read: incomplete ? "incomplete" : "complete" };
}

/** Of two offsets the one further from nothing. */
function worse(one: number, other: number): number {
  return Math.abs(other) > Math.abs(one) ? other : one;
}

/** A clock that did not answer is not one that is right. */
function notMeasured(sink: Sink, line: ConsoleLine, object: string): void {
  const data = { what: "the offset", object: object.slice(0, 80), value: line.text.slice(0, 80), why: "no answer" };
  sink.diagnostic({ code: "not-understood", offset: line.start, data });
}

export const w32tmOffsets = defineFormat({
  id: "w32tm-offsets",
  title: "Differences between clocks (w32tm /monitor, /stripchart)",
  madeBy: ["w32tm /monitor > clocks.txt", "w32tm /stripchart /computer:DC /samples:5 /dataonly > clock-HOST.txt"],
  recognisedBy:
    "Lines `NAME[ADDRESS:123]:`, or a sentence with [ADDRESS:123] and, below it, lines of a time and an offset in seconds, in any language.",
  proves:
    "How far the clocks stood apart at that moment: /monitor names each computer and measures all against one, /stripchart measures the computer it ran on, which it does not name, against an address.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const lines = [...consoleLines(excerpt)];
    const [first] = lines;
    if (first === undefined) return null;
    const samples = lines.flatMap(({ text }) => secondsOf(sampleOf(text) ?? "") ?? []);
    if (samples.length > 0) return { kind, topic: "time", value: samples.reduce(worse) };
    const answered = monitored(first) === null ? undefined : lines.findLast(({ text }) => text.startsWith("NTP:"));
    return answered === undefined ? null : { kind, topic: "time", name: "offset", value: secondsOf(answered.text) };
  },
});
