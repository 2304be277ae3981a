/** The configuration of an event channel as `wevtutil gl` prints it; its keys are English in every language [formats.md 5.3]. */
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";
import { isXmlChannel, readXmlChannel, readXmlElement } from "./xml.ts";

const KEYS: ReadonlySet<string> = new Set([
  "name",
  "enabled",
  "type",
  "owningPublisher",
  "isolation",
  "channelAccess",
  "logFileName",
  "retention",
  "autoBackup",
  "maxSize",
  "fileMax",
]);
const GROUPS: ReadonlySet<string> = new Set(["logging", "publishing"]);

/** The values that say how a channel records; names and paths of its files say nothing. */
const TOLD: ReadonlySet<string> = new Set([
  "enabled",
  "isolation",
  "channelAccess",
  "retention",
  "autoBackup",
  "maxSize",
  "fileMax",
]);

interface Pair {
  readonly key: string;
  readonly value: string;
}

function pairOf(text: string): Pair | null {
  const at = text.indexOf(":");
  const key = text.slice(0, Math.max(at, 0));
  return KEYS.has(key) || (GROUPS.has(key) && at === text.length - 1)
    ? { key, value: text.slice(at + 1).trim() }
    : null;
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return answer(isXmlChannel(head));
  const keys = new Set<string>();
  for (const { text } of consoleLines(head.text)) {
    const pair = pairOf(text);
    if (pair !== null) keys.add(pair.key);
  }
  return answer(keys.has("name") && keys.has("enabled") && (keys.has("channelAccess") || keys.has("isolation")));
}

function valueOf({ key, value }: Pair): number | string | boolean | null {
  if (key === "maxSize" || key === "fileMax") {
    if (!/^\d{1,20}$/.test(value)) return null;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (key === "enabled" || key === "retention" || key === "autoBackup") {
    return value === "true" ? true : value === "false" ? false : null;
  }
  return value;
}

function parseXml(text: string, sink: Sink): ReadResult {
  const channel = readXmlChannel(text, sink);
  for (const { key, value: words, start, end } of channel?.pairs ?? []) {
    if (!TOLD.has(key)) continue;
    const value = valueOf({ key, value: words });
    if (value === null) {
      sink.diagnostic({ code: "not-understood", offset: start, data: { what: key, value: words.slice(0, 80) } });
    }
    sink.fact({
      fields: { kind: "observation", topic: "event-channel", name: `${channel?.name ?? ""}/${key}`, value },
      span: { unit: "char", start, end },
      via: "console",
      host: null,
    });
  }
  return { read: channel?.whole === true ? "complete" : "incomplete" };
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  if (/^[\s\uFEFF\0]*</.test(text)) return parseXml(text, sink);
  let channel: string | null = null;
  let seen = new Set<string>();
  let begun: ConsoleLine | null = null;
  let incomplete = false;
  let sized = true;
  const end = (): void => {
    if (begun === null || sized) return;
    incomplete = true;
    sink.diagnostic({ code: "truncated", offset: begun.start, data: { what: "a channel", message: "no maxSize" } });
  };
  for (const line of consoleLines(text)) {
    const pair = isPrompt(line.text) ? null : pairOf(line.text);
    if (pair === null) continue;
    if (pair.key === "name") {
      end();
      channel = pair.value;
      seen = new Set();
      begun = line;
      sized = false;
      continue;
    }
    if (pair.key === "maxSize") sized = true;
    if (!TOLD.has(pair.key)) continue;
    if (channel === null) {
      incomplete = true;
      sink.diagnostic({
        code: "malformed",
        offset: line.start,
        data: { message: "a value before the name of its channel" },
      });
      continue;
    }
    if (seen.has(pair.key)) {
      sink.diagnostic({ code: "duplicate-key", offset: line.start, data: { key: pair.key, counts: "last" } });
    }
    seen.add(pair.key);
    const value = valueOf(pair);
    if (value === null) {
      const cut = line.end === text.length;
      incomplete ||= cut;
      sink.diagnostic(
        cut
          ? { code: "truncated", offset: line.start, data: { message: `the value of ${pair.key}` } }
          : { code: "not-understood", offset: line.start, data: { what: pair.key, value: pair.value.slice(0, 80) } },
      );
      if (cut) continue;
    }
    sink.fact({
      fields: { kind: "observation", topic: "event-channel", name: `${channel}/${pair.key}`, value },
      span: { unit: "char", start: line.start, end: line.end },
      via: "console",
      host: null,
    });
  }
  end();
  return { read: incomplete ? "incomplete" : "complete" };
}

export const wevtutilGl = defineFormat({
  id: "wevtutil-gl",
  title: "Configuration of an event channel (wevtutil gl)",
  madeBy: ["wevtutil gl Security > security-log-HOST.txt", "wevtutil gl Security /f:xml > security-log-HOST.xml"],
  recognisedBy:
    "Lines `name:`, `enabled:` and `channelAccess:` or `isolation:`, which are the same in every language, or XML with the root channel in the namespace …/win/2004/08/events.",
  proves:
    "Size in bytes, retention and access of that channel on that computer at that time. The file does not name the computer.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (excerpt.startsWith("<")) {
      const element = readXmlElement(excerpt);
      // The start tag is cited for several values.
      if (element === null) return kind === "observation" ? { kind, topic: "event-channel" } : null;
      return kind === "observation" ? { kind, topic: "event-channel", value: valueOf(element) } : null;
    }
    const pair = pairOf(excerpt);
    return kind !== "observation" || pair === null ? null : { kind, topic: "event-channel", value: valueOf(pair) };
  },
});
