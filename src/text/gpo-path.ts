/** What the place of a file below a GPO's root tells; any case, `\` counts as `/` [MS-GPOL 2.2.4]. */
import type { Side } from "../core/fact.ts";

/** The half of the GPO: the last folder named `Machine` or `User` above the file. */
export function sideOf(path: string): Side | null {
  const folders = path.replaceAll("\\", "/").split(/[/!]/).slice(0, -1);
  for (const folder of folders.reverse()) {
    const name = folder.toLowerCase();
    if (name === "machine" || name === "user") return name;
  }
  return null;
}
