/** The same configuration as XML (`/f:xml`) [S: the channel type of the event manifest schema]. */
import type { XmlElement } from "../../text/xml.ts";
import { child, parseXmlPrefix, xmlDiagnostic } from "../../text/xml.ts";
import type { Head, Sink } from "../define.ts";

const EVENTS = /^https?:\/\/schemas\.microsoft\.com\/win\/2004\/08\/events$/;

export interface XmlPair {
  readonly key: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface XmlChannel {
  readonly name: string;
  readonly pairs: readonly XmlPair[];
  /** False: the text ends or breaks inside. */
  readonly whole: boolean;
}

export function isXmlChannel(head: Head): boolean {
  return head.root?.name === "channel" && EVENTS.test(head.root.namespace ?? "");
}

/** Null when nothing of a channel could be read. */
export function readXmlChannel(text: string, sink: Sink): XmlChannel | null {
  const { root, problem, unclosed } = parseXmlPrefix(text);
  if (problem !== null) sink.diagnostic(xmlDiagnostic(problem));
  const name = root === null ? null : attributeOf(root, "name");
  if (root === null || name === null) return null;
  const pairs: XmlPair[] = [];
  const tagEnd = text.indexOf("<", root.start + 1);
  const tag = text.slice(root.start, tagEnd < 0 ? root.end : tagEnd).trimEnd();
  for (const [attribute, key] of [
    ["enabled", "enabled"],
    ["isolation", "isolation"],
    ["access", "channelAccess"],
    ["channelAccess", "channelAccess"],
  ] as const) {
    const value = attributeOf(root, attribute);
    if (value !== null) pairs.push({ key, value, start: root.start, end: root.start + tag.length });
  }
  const groups = [root, child(root, "logging"), child(root, "publishing")];
  for (const element of groups.flatMap((group) => group?.children ?? [])) {
    // Its value may go on.
    if (unclosed.has(element)) continue;
    pairs.push({ key: keyOf(element), value: element.text.trim(), start: element.start, end: element.end });
  }
  return { name, pairs, whole: problem === null };
}

export function readXmlElement(excerpt: string): { readonly key: string; readonly value: string } | null {
  const { root } = parseXmlPrefix(excerpt);
  return root === null || root.name === "channel" ? null : { key: keyOf(root), value: root.text.trim() };
}

function keyOf({ name }: XmlElement): string {
  return name === "access" ? "channelAccess" : name;
}

function attributeOf(element: XmlElement, name: string): string | null {
  return element.attributes.find((one) => one.name === name && one.prefix === "")?.value ?? null;
}
