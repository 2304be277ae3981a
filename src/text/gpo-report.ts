/**
 * What reports of one GPO and of a resultant set of policy share: namespaces, and elements found by namespace and
 * local name [formats.md 2.1 to 2.4, 3.3]. A prefix means nothing: only these decide.
 */
import { child, textOf, type XmlElement } from "./xml.ts";

export const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";
export const TYPES = "http://www.microsoft.com/GroupPolicy/Types";
export const SECURITY_TYPES = "http://www.microsoft.com/GroupPolicy/Types/Security";
export const AUDITING = `${SETTINGS}/Auditing`;
export const SECURITY = `${SETTINGS}/Security`;
export const REGISTRY = `${SETTINGS}/Registry`;
export const PREFERENCES_REGISTRY = `${SETTINGS}/Windows/Registry`;

/** A child in the element's own namespace. */
export function own(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return child(element, name, element?.namespace);
}

/**
 * A child whose type comes from another schema. In an excerpt, and in copies without any namespace,
 * it stands in the parent's namespace or in none.
 */
export function typed(element: XmlElement | undefined, name: string, namespace: string): XmlElement | undefined {
  return child(element, name, namespace) ?? (element?.namespace === null ? child(element, name, null) : undefined);
}

export function ownText(element: XmlElement | undefined, name: string): string | null {
  return textOf(own(element, name));
}

/** `true` and `false` of XML Schema; anything else is null. */
export function booleanOf(text: string | null): boolean | null {
  const word = text?.toLowerCase();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : null;
}

/** Enough of a hostile text to find it again. */
export function shown(text: string): string {
  return text.slice(0, 80);
}
