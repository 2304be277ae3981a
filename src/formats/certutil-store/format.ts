/** Certificates of a store as `certutil -store` prints them; only the hash and the frame are the same in every language. */
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt, labelled } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";

/** `================ Certificate 0 ================`, in any language. */
const FRAME = /^={8,32} \P{Cc}{1,80} (\d{1,6}) ={8,32}$/u;
const END = /^CertUtil: -(?:view)?store\b/i;

/** 20 bytes behind `(sha1)`, with blanks between them in old versions. */
function hashOf(text: string): string | null {
  if (!/\(sha1\)/i.test(text.slice(0, 120))) return null;
  const digits = (labelled(text)?.value ?? "").replaceAll(/\s/g, "").toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? digits : null;
}

/** `root "Trusted Root Certification Authorities"`: the first word is the name of the store in every language. */
function storeOf(text: string): string | null {
  return /^(\w{1,64}) "[^"]{1,200}"$/.exec(text)?.[1] ?? null;
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  let frame = false;
  for (const { text } of consoleLines(head.text)) {
    if (END.test(text)) return "yes";
    if (FRAME.test(text)) frame = true;
    else if (frame && /\(sha1\)/i.test(text.slice(0, 120))) return "yes";
  }
  return answer(false);
}

function parse(input: Input, sink: Sink): ReadResult {
  let store: string | null = null;
  let frame: ConsoleLine | null = null;
  let hashed = true;
  let ended = false;
  let incomplete = false;
  const close = (): void => {
    if (frame === null || hashed) return;
    incomplete = true;
    sink.diagnostic({ code: "truncated", offset: frame.start, data: { what: "a certificate", message: "no hash" } });
  };
  for (const line of consoleLines(input.text())) {
    if (isPrompt(line.text)) continue;
    if (FRAME.test(line.text)) {
      close();
      frame = line;
      hashed = false;
      ended = false;
    } else if (END.test(line.text)) {
      close();
      frame = null;
      // A command that failed names an error.
      ended = !/0x[0-9a-f]{8}/i.test(line.text.slice(0, 400));
    } else if (frame === null || ended) {
      store = storeOf(line.text) ?? store;
    } else {
      const name = hashOf(line.text);
      if (name === null) continue;
      hashed = true;
      const value = store === null ? [] : [`store=${store}`];
      sink.fact({
        fields: { kind: "observation", topic: "certificate", name, value },
        span: { unit: "char", start: line.start, end: line.end },
        via: "console",
        host: null,
      });
    }
  }
  close();
  if (!ended && !incomplete) {
    incomplete = true;
    const data = { what: "the list", message: "without the line that ends it" };
    sink.diagnostic({ code: "truncated", offset: frame?.start ?? 0, data });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

export const certutilStore = defineFormat({
  id: "certutil-store",
  title: "Certificates of a store (certutil -store)",
  madeBy: ["certutil -store root > certificates-HOST.txt"],
  recognisedBy:
    "A line of equals signs around a word and a number and, below it, a line with (sha1); or the line `CertUtil: -store …` that ends the list.",
  proves:
    "Which certificates stood in that store of that computer at that time; with -user in that of a user, which the file does not tell. The file does not name the computer.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const name = hashOf(excerpt);
    // The store stands above the certificates.
    return name === null ? null : { kind, topic: "certificate", name };
  },
});
