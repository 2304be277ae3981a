/** Namespaces of a GPO report [formats.md 2.1 to 2.4]. A prefix means nothing: only these decide. */
export const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";
export const TYPES = "http://www.microsoft.com/GroupPolicy/Types";
export const SECURITY_TYPES = "http://www.microsoft.com/GroupPolicy/Types/Security";
export const AUDITING = `${SETTINGS}/Auditing`;
export const SECURITY = `${SETTINGS}/Security`;
export const REGISTRY = `${SETTINGS}/Registry`;
export const PREFERENCES_REGISTRY = `${SETTINGS}/Windows/Registry`;

/** Enough of a hostile text to find it again. */
export function shown(text: string): string {
  return text.slice(0, 80);
}
