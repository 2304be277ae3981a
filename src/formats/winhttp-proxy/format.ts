/** The proxy of the services of a computer as `netsh winhttp show proxy` prints it [mdi-requirements 6.10]. */
import type { ObservationFields } from "../../core/fact.ts";
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt, labelled } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";

/** `Direct access (no proxy server).`: the one line without a colon; its parentheses name the proxy in these scripts. */
const DIRECT =
  /^[^:\uff1a\d]{3,80}[(\uff08][^()\d]{0,60}(?:proxy|\u30d7\u30ed\u30ad\u30b7|\u4ee3\u7406|\ud504\ub85d\uc2dc|\u043f\u0440\u043e\u043a\u0441\u0438)[^()\d]{0,60}[)\uff09][.\u3002]?$/iu;

function isTitle({ text, indent }: ConsoleLine): boolean {
  return indent === 0 && text.length < 120 && /WinHTTP/i.test(text) && /\s?[:\uff1a]$/.test(text);
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  let title = false;
  for (const line of consoleLines(head.text)) {
    if (title) return answer(line.indent > 0);
    title = !isPrompt(line.text) && isTitle(line);
  }
  return answer(title);
}

const told = (name: string, value: ObservationFields["value"]): ObservationFields => ({
  kind: "observation",
  topic: "winhttp-proxy",
  name,
  value,
});

/** `server:port`, or one for each protocol. */
function isServer(value: string): boolean {
  return /^[^\s()]{1,1024}$/.test(value) && !value.includes("@");
}

function parse(input: Input, sink: Sink): ReadResult {
  const body: ConsoleLine[] = [];
  let title: ConsoleLine | null = null;
  for (const line of consoleLines(input.text())) {
    if (isPrompt(line.text)) continue;
    if (title === null) title = isTitle(line) ? line : null;
    else if (line.indent > 0) body.push(line);
    else break;
  }
  const say = (fields: ObservationFields, { start, end }: ConsoleLine): void =>
    sink.fact({ fields, span: { unit: "char", start, end }, via: "console", host: null });
  const [first, second] = body;
  if (first === undefined) {
    sink.diagnostic({ code: "truncated", offset: title?.start ?? 0, data: { what: "the settings" } });
    return { read: "incomplete" };
  }
  const server = labelled(first.text);
  if (DIRECT.test(first.text)) {
    say(told("proxy", false), first);
    return { read: "complete" };
  }
  if (server === null || !isServer(server.value)) {
    const cut = first.end === input.text().length;
    const data = {
      what: "the settings",
      value: server === null ? first.text.slice(0, 80) : "",
      why: "in words not known here",
    };
    sink.diagnostic({ code: cut ? "truncated" : "not-understood", offset: first.start, data });
    return { read: cut ? "incomplete" : "complete" };
  }
  say(told("proxy-server", server.value), first);
  const bypass = second === undefined ? null : labelled(second.text);
  if (second === undefined || bypass === null) {
    sink.diagnostic({ code: "truncated", offset: first.start, data: { what: "the list of addresses without proxy" } });
    return { read: "incomplete" };
  }
  say(told("bypass-list", bypass.value), second);
  return { read: "complete" };
}

export const winhttpProxy = defineFormat({
  id: "winhttp-proxy",
  title: "Proxy of services (netsh winhttp show proxy)",
  madeBy: ["netsh winhttp show proxy > proxy-HOST.txt"],
  recognisedBy: "A line with WinHTTP that ends in a colon, and indented lines below it.",
  proves:
    "Which proxy that computer's services use when they have none of their own. The sensor v2.x has its own setting. The file does not name the computer.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    if (DIRECT.test(excerpt)) return told("proxy", false);
    const pair = labelled(excerpt);
    // Which of the two lines it is, its place tells.
    return pair === null ? null : { kind, topic: "winhttp-proxy", value: pair.value };
  },
});
