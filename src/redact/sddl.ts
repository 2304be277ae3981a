/** Security descriptors as text: who is named becomes a token, rights and schema GUIDs stay; a condition is free text. */
import { parseSddl } from "../text/sddl.ts";
import type { Names } from "./names.ts";

export function redactSddl(text: string, names: Names): string {
  if (text === "") return "";
  const plain = /^[A-Za-z0-9:;(){}\s-]*$/.test(text);
  if (!plain || !parseSddl(text).ok) return `withheld: ${text.length} characters`;
  return text.replaceAll(/S-1-[\d-]+/gi, (sid) => names.sid(sid));
}
