/** `captures` of a scope file: when a capture was taken and of which computer, where the capture does not say it itself. */
import type { FactFields } from "../../core/fact.ts";
import { momentOf } from "../../text/moment.ts";
import type { YamlMap, YamlValue } from "../../text/yaml.ts";

export const CAPTURE_KEYS: readonly string[] = ["path", "taken", "host"];

interface Complaint {
  readonly what: string;
  readonly value: string;
  readonly why?: string;
}

/** The path with `/`, without `./`; a folder keeps the `/` at its end. */
export function capturePath(entry: YamlMap): string | null {
  const path = textOf(entry.get("path"))
    ?.replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "");
  return path === undefined || path.replaceAll("/", "") === "" ? null : path;
}

/** The facts of one entry; empty after a complaint. */
export function captureFacts(entry: YamlMap, complain: (complaint: Complaint) => void): FactFields[] {
  const path = capturePath(entry);
  if (path === null) {
    complain({ what: "a capture", value: "", why: "it has no path" });
    return [];
  }
  if (/[*?]/.test(path)) {
    complain({ what: "path", value: path.slice(0, 80), why: "patterns are not read; a folder ends with /" });
    return [];
  }
  const facts: FactFields[] = [];
  const taken = textOf(entry.get("taken"));
  const host = textOf(entry.get("host"));
  if (taken !== null && momentOf(taken) === null) {
    complain({ what: "taken", value: taken.slice(0, 80), why: "a time is written 2026-11-01T10:00:00Z" });
  } else if (taken !== null) facts.push({ kind: "observation", topic: "capture", name: "taken", value: taken });
  if (host !== null && host !== "") facts.push({ kind: "observation", topic: "capture", name: "host", value: host });
  if (taken === null && (host === null || host === "")) {
    complain({ what: "a capture", value: path.slice(0, 80), why: "it has neither taken nor host" });
  }
  return facts;
}

function textOf(value: YamlValue | undefined): string | null {
  return typeof value === "string" ? value.trim() : null;
}
