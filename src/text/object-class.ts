/** The class of a directory object as exports tell it [MS-ADTS 3.1.1.1.4]. */
const LDAP_NAME = /^[a-z][a-z0-9-]{0,127}$/;

/**
 * The directory lists `top` first and the most specific class last. Lower case; null when there is none, and for a list
 * in another order.
 */
export function mostSpecificClass(classes: readonly string[]): string | null {
  const last = classes.at(-1)?.trim();
  if (last === undefined || last.length > 128) return null;
  const name = last.toLowerCase();
  return LDAP_NAME.test(name) && (name !== "top" || classes.length === 1) ? name : null;
}
