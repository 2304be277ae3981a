/** Files of both sides: by the GPO whose file it is and the place in it, else by the place below what was given. */
import type { InputChange } from "../core/diff.ts";
import { compareText } from "../core/order.ts";
import { keyed, keysOf } from "./names.ts";
import type { Seen } from "./seen.ts";
import type { SourceThen } from "./snapshot.ts";

export function inputChanges(before: Seen, after: Seen): InputChange[] {
  const [old, now] = [filesOf(before), filesOf(after)];
  return [...keysOf(old, now)].toSorted(compareText).flatMap((key): InputChange[] => {
    const [was, is] = [old.get(key) ?? null, now.get(key) ?? null];
    const base = { before: was?.path ?? null, after: is?.path ?? null, taken: takenOf(was, is) };
    if (was === null) return [{ change: "appeared", ...base }];
    if (is === null) return [{ change: "vanished", ...base }];
    if (was.id !== is.id) return [{ change: "other-bytes", ...base }];
    if (was.taken === null || is.taken === null || was.taken === is.taken) return [];
    return [{ change: was.taken < is.taken ? "newer" : "older", ...base }];
  });
}

function takenOf(was: SourceThen | null, is: SourceThen | null): InputChange["taken"] {
  return { before: was?.taken ?? null, after: is?.taken ?? null };
}

/** A new backup of the same GPO stands in a folder of another name. Copies of the same bytes are told apart by their places. */
function filesOf({ snapshot, names, gpos }: Seen): Map<string, SourceThen> {
  const folders = new Map([...gpos].map(([key, { container }]) => [container, key]));
  const keyOf = ({ path }: SourceThen): string => {
    for (let cut = path.length; cut > 0; cut = lastBreak(path, cut - 1)) {
      const gpo = folders.get(path.slice(0, cut));
      if (gpo !== undefined) return `gpo ${gpo}${path.slice(cut)}`;
    }
    return `file ${names.below(path)}`;
  };
  return keyed(
    snapshot.sources.toSorted((a, b) => compareText(a.path, b.path)),
    keyOf,
  );
}

function lastBreak(path: string, before: number): number {
  return Math.max(path.lastIndexOf("/", before), path.lastIndexOf("!", before));
}
