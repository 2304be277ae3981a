/** Names of computers: case never tells, and a short name is the first label of a full one. */

const NAME = /^[^\s./\\()]+(?:\.[^\s./\\()]+)*$/;

/** The same computer as far as the two names can tell. */
export function isSameHost(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  if (!NAME.test(a) || !NAME.test(b)) return false;
  return a.includes(".") !== b.includes(".") && a.split(".")[0] === b.split(".")[0];
}

/** One key for all names of a computer. A short name that several full ones begin with is nobody else's. */
export function hostKeys(names: Iterable<string>): (name: string) => string {
  const full = new Map<string, Set<string>>();
  for (const name of names) {
    const key = name.toLowerCase();
    const short = key.split(".")[0] ?? key;
    if (NAME.test(key) && key !== short) full.set(short, (full.get(short) ?? new Set<string>()).add(key));
  }
  return (name) => {
    const key = name.toLowerCase();
    const [only, ...others] = full.get(key) ?? [];
    return only !== undefined && others.length === 0 ? only : key;
  };
}
