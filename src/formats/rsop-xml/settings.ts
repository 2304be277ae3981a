/** Settings of a resultant set: the shared reading of one element, and whose it is with which rank [formats.md 3.3]. */
import type { FactFields, Ranked } from "../../core/fact.ts";
import { AUDITING, REGISTRY, SECURITY, SETTINGS, shown, typed, TYPES } from "../../text/gpo-report.ts";
import { readSetting, type Say, type SettingReading } from "../../text/gpo-report-settings.ts";
import { textOf, type XmlElement } from "../../text/xml.ts";
import { identityOf } from "./half.ts";

/** Where the winner of a setting stands. */
const BASE = `${SETTINGS}/Base`;

/** The GPO and the rank of a value; 1 won. What the element does not tell is left out: such a value is nobody's winner. */
export function rankOf(element: XmlElement, say: Say): Ranked {
  const gpo = typed(element, "GPO", BASE);
  const identity = gpo === undefined ? null : identityOf(gpo);
  const precedence = textOf(typed(element, "Precedence", BASE)) ?? "";
  const known = /^[1-9]\d{0,5}$/.test(precedence);
  const object = shown(element.name);
  if (identity === null)
    say("not-understood", { what: "GPO", object, value: shown(textOf(typed(gpo, "Identifier", TYPES)) ?? "") });
  if (!known) say("not-understood", { what: "Precedence", object, value: shown(precedence) });
  return {
    ...(known ? { precedence: Number(precedence) } : {}),
    ...(identity === null ? {} : { gpo: identity.guid }),
  };
}

export function hasRank(element: XmlElement): boolean {
  return typed(element, "Precedence", BASE) !== undefined;
}

const NAMESPACES: ReadonlySet<string> = new Set([AUDITING, SECURITY, REGISTRY]);
const DESCRIPTORS: ReadonlySet<string> = new Set(["File", "Registry", "SystemServices"]);

/** Files, keys and services whose descriptor policy sets: what stands on the object itself is read from the object. */
export function isDescriptor(element: XmlElement): boolean {
  return element.namespace === SECURITY && DESCRIPTORS.has(element.name);
}

/** One element of an extension; null when it is no setting that is read, or carries none. */
export function readRanked(element: XmlElement, namespace: string | null, say: Say): SettingReading | null {
  if (namespace === null || !NAMESPACES.has(namespace)) return null;
  const reading = readSetting(element, namespace, say);
  if (reading === null) return null;
  const fields: FactFields = { ...reading.fields, ...rankOf(element, say) };
  return { ...reading, fields };
}
