/** Where a line holds SDDL: at its beginning, or behind a label. */
import { parseSddl } from "../../text/sddl.ts";
import { labelOf } from "../../text/labelled.ts";

/** A place where SDDL may begin; what stands before it is the label. */
const START =
  /(?:^"|(?<=^|[\s|:]))(?=[OGDS]:\s*(?:S-1-|[A-Z]{2}(?=[OGDS]:|[\s"]|$)|(?:P|AR|AI|NO_ACCESS_CONTROL)*\s*(?:\((?:A|D|OA|OD|AU|OU|AL|OL|XA|XD|ZA|XU|ML|RA|SP|TL|FL|0x[0-9A-F]{2})\s*;|$)))/gi;
const MOST_STARTS = 8;

export interface SddlStart {
  readonly label: string;
  /** Offsets in the line: behind an opening quotation mark. */
  readonly start: number;
}

/** The first place from which the rest of the line is well formed; else the first place at all; null without any. */
export function findSddl(line: string): (SddlStart & { readonly whole: boolean }) | null {
  const places: number[] = [];
  for (const match of line.matchAll(START)) {
    places.push(match.index + match[0].length);
    if (places.length === MOST_STARTS) break;
  }
  const whole = places.find((start) => parseSddl(sddlAt(line, start)).ok);
  const start = whole ?? places[0];
  if (start === undefined) return null;
  return { label: labelOf(line.slice(0, start)), start, whole: whole !== undefined };
}

/** To the end of the line, without the quotation mark that closes it. */
export function sddlAt(line: string, start: number): string {
  const end = endOfSddl(line, start);
  return line.slice(start, end);
}

export function endOfSddl(line: string, start: number): number {
  let end = line.length;
  while (end > start && /[\s\0\uFEFF]/.test(line.charAt(end - 1))) end -= 1;
  if (line.charAt(start - 1) === '"' && line.charAt(end - 1) === '"' && end - 1 > start) end -= 1;
  return end;
}
