/** `exceptions` of a scope file: differences of the population that somebody knows of, each with its reason. */
import type { FactFields } from "../../core/fact.ts";
import type { YamlMap, YamlValue } from "../../text/yaml.ts";

export const EXCEPTION_KEYS: readonly string[] = ["difference", "name", "reason"];

interface Complaint {
  readonly what: string;
  readonly value: string;
  readonly why?: string;
}

/** Null after a complaint: an exception without a reason is none. */
export function exceptionFact(
  entry: YamlMap,
  complain: (complaint: Complaint) => void,
): { readonly name: string; readonly fields: FactFields } | null {
  const [kind, name, reason] = EXCEPTION_KEYS.map((key) => textOf(entry.get(key)));
  const missing = EXCEPTION_KEYS.filter((key) => (textOf(entry.get(key)) ?? "") === "");
  if (missing.length > 0 || !kind || !name || !reason) {
    complain({ what: "an exception", value: name ?? "", why: `it has no ${missing.join(", no ")}` });
    return null;
  }
  return { name, fields: { kind: "observation", topic: "population-exception", name: kind, value: reason } };
}

function textOf(value: YamlValue | undefined): string | null {
  return typeof value === "string" ? value.trim() : null;
}
