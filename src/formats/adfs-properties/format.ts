/** Properties of an AD FS farm, as objects or as the list that the console shows [mdi-requirements 3.6]. */
import type { ObservationFields } from "../../core/fact.ts";
import { consoleLines, isPrompt } from "../../text/console.ts";
import type { PsValue } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { asText, charSpan, hasAll, hostOf, objectHead, propertyOf, readEach, sayCut, textsOf } from "../objects.ts";
import { answer } from "../unread.ts";

const COMMAND =
  "Get-AdfsProperties | Select-Object AuditLevel, LogLevel, HostName, Identifier | ConvertTo-Json -Depth 3";

const LISTS: readonly string[] = ["AuditLevel", "LogLevel"];
const TEXTS: readonly string[] = ["HostName"];

function sniff(head: Head): "no" | "yes" {
  if (hasAll(objectHead(head), "auditlevel", "loglevel")) return "yes";
  if (head.root !== null || !/^AuditLevel {1,60}:/m.test(head.sample)) return "no";
  return answer(/^LogLevel {1,60}:/m.test(head.sample));
}

function fieldsOf(name: string, value: PsValue): ObservationFields {
  const told = LISTS.includes(name) && value !== null && value !== "" ? textsOf(value).texts : asText(value);
  return { kind: "observation", topic: "adfs", name, value: told };
}

/** `Name : value` with the lines that go on below it. */
function* pairsOf(text: string): Iterable<{ name: string; value: string; start: number; end: number }> {
  let pair: { name: string; value: string; start: number; end: number } | null = null;
  for (const line of consoleLines(text)) {
    if (isPrompt(line.text)) continue;
    const match = line.indent === 0 ? /^([A-Za-z]\w{0,63}) {0,60}:(?: |$)/.exec(line.text) : null;
    if (match?.[1] !== undefined) {
      if (pair !== null) yield pair;
      pair = { name: match[1], value: line.text.slice(match[0].length).trim(), start: line.start, end: line.end };
    } else if (pair !== null && line.indent > 0) {
      if (pair.value.length < 4096) pair.value += ` ${line.text}`;
      pair.end = line.end;
    }
  }
  if (pair !== null) yield pair;
}

/** `{Errors, FailureAudits, Information, Verbose...}`: the dots stay, since what they stand for is not known. */
function listed(value: string): { items: readonly string[]; cut: boolean; whole: boolean } {
  const whole = value.startsWith("{") === value.endsWith("}");
  const inner = value.replace(/^\{|\}$/g, "");
  const cut = /(?:\.\.\.|\u2026)$/.test(inner);
  const items = inner
    .replace(/(?:\.\.\.|\u2026)$/, "")
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  return { items: cut ? [...items, "..."] : items, cut, whole };
}

function fieldsOfPair(name: string, value: string): ObservationFields {
  return { kind: "observation", topic: "adfs", name, value: LISTS.includes(name) ? listed(value).items : value };
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  if (!isList(text)) {
    return readEach(input, sink, (object) => {
      for (const name of [...LISTS, ...TEXTS]) {
        const place = property(object, name);
        if (place === undefined) continue;
        // A property that is cut off proves nothing about what it held.
        const cut = textsOf(place.value).cut;
        if (cut) sayCut(sink, place, name, "adfs-properties");
        const fields = cut
          ? ({ kind: "observation", topic: "adfs", name, value: null } as const)
          : fieldsOf(name, place.value);
        sink.fact({ fields, span: charSpan(place), via: "powershell", host: hostOf(object) });
      }
    });
  }
  let incomplete = false;
  for (const { name, value, start, end } of pairsOf(text)) {
    if (!LISTS.includes(name) && !TEXTS.includes(name)) continue;
    const list = LISTS.includes(name) ? listed(value) : null;
    if (list?.whole === false) {
      incomplete = true;
      sink.diagnostic({
        code: end === text.length ? "truncated" : "malformed",
        offset: start,
        data: { message: `the list of ${name} does not end` },
      });
      continue;
    }
    if (list?.cut === true) {
      const data = {
        what: name,
        value: value.slice(0, 200),
        why: "the console shows the first values only",
        next: `Export it again with \`${COMMAND}\`.`,
      };
      sink.diagnostic({ code: "not-understood", offset: start, data });
    }
    sink.fact({ fields: fieldsOfPair(name, value), span: { unit: "char", start, end }, via: "powershell", host: null });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

function isList(text: string): boolean {
  return !/^[\s\uFEFF\0]*[[{<]/.test(text) && /^AuditLevel {1,60}:/m.test(text);
}

export const adfsProperties = defineFormat({
  id: "adfs-properties",
  title: "Properties of the AD FS farm (Get-AdfsProperties)",
  madeBy: [
    `${COMMAND} > adfs-properties.json`,
    "Get-AdfsProperties | Export-Clixml -Path adfs-properties.xml",
    "Get-AdfsProperties > adfs-properties.txt",
  ],
  recognisedBy:
    "AuditLevel and LogLevel as properties of JSON, CSV or CLIXML objects, or as lines `AuditLevel : …` and `LogLevel : …`.",
  proves: "What the farm audits. The file names the federation service and not the server it was read on.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const object = propertyOf(excerpt);
    if (object !== null) {
      return textsOf(object.value).cut ? { kind, name: object.name } : fieldsOf(object.name, object.value);
    }
    const [pair] = pairsOf(excerpt);
    // A cell of CSV.
    return pair === undefined ? { kind, topic: "adfs" } : fieldsOfPair(pair.name, pair.value);
  },
});
