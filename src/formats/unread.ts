/** Formats that are known and not read: each tells the administrator what to export instead, and gives no fact. */
import type { Format, Head, Input, Sink } from "./define.ts";

interface UnreadFormat extends Omit<Format, "parse" | "reread"> {
  /** `ignored`: carries no audit setting; `refused`: is no evidence we accept. */
  readonly read: "ignored" | "refused";
  /** One sentence: why, and what to export instead. */
  readonly reason: string;
  /** Warnings about the content, such as secrets. */
  readonly inspect?: (input: Input, sink: Sink) => void;
}

export function unreadFormat({ read, reason, inspect, ...format }: UnreadFormat): Format {
  return {
    ...format,
    parse(input, sink) {
      inspect?.(input, sink);
      return { read, reason };
    },
  };
}

export function answer(claimed: boolean): "yes" | "no" {
  return claimed ? "yes" : "no";
}

export function startsWithBytes(head: Head, signature: readonly number[]): boolean {
  return signature.every((byte, index) => head.bytes[index] === byte);
}

/** The root's local name, case as written, and its namespace where the format has one. */
export function hasRoot(head: Head, name: string, namespace?: string): boolean {
  return head.root?.name === name && (namespace === undefined || head.root.namespace === namespace);
}

/** The root's start tag with its attributes; "" when the head is no XML or the tag does not end in it. */
export function rootTag(head: Head): string {
  if (head.root === null) return "";
  let quote = "";
  for (let at = 0; at < head.text.length; at += 1) {
    const char = head.text.charAt(at);
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === ">") {
      return head.text.slice(0, at + 1);
    }
  }
  return "";
}

/** The local name of the first element below the root; null when the head shows none. */
export function firstChild(head: Head): string | null {
  const tag = rootTag(head);
  let at = tag.length;
  if (tag === "" || tag.endsWith("/>")) return null;
  for (;;) {
    at = head.text.indexOf("<", at);
    if (at < 0) return null;
    if (!head.text.startsWith("<!--", at)) break;
    at = head.text.indexOf("-->", at);
    if (at < 0) return null;
  }
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(head.text.slice(at, at + 200))?.[1] ?? null;
}

/** The lines of the sample without a line that the sample cut. */
export function sampleLines(head: Head): string[] {
  const lines = head.sample.split(/\r\n|\r|\n/);
  if (head.sample.length >= 65_536) lines.pop();
  return lines.map((line) => line.replaceAll(/[\uFEFF\0]/g, ""));
}
