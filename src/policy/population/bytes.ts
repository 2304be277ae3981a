/** Every byte that was given: read, rejected or ignored, and together what there was. */
import type { Diagnostic } from "../../core/diagnostic.ts";
import type { PopulationDifference } from "../../core/population.ts";
import type { ReadState, Source } from "../../core/provenance.ts";
import { type Compared, count, difference } from "./difference.ts";

const GROUPS: readonly (readonly [string, readonly ReadState[]])[] = [
  ["read", ["complete", "incomplete"]],
  ["rejected", ["refused", "unrecognised"]],
  ["ignored", ["ignored"]],
];

/** Paths at which a walk found something that never became a file. */
const NEVER_FILES: readonly Diagnostic["code"][] = ["not-found", "not-readable", "not-a-file", "limit-exceeded"];

/** Members of a zip lie within its bytes; they are listed, and not added. */
export function compareBytes(sources: readonly Source[], problems: readonly Diagnostic[]): Compared {
  const given = sources.filter(({ memberOf }) => memberOf === null);
  const total = sum(given);
  const groups = GROUPS.map(([name, states]) => ({
    name,
    sum: sum(given.filter(({ read }) => states.includes(read))),
  }));
  const differences: PopulationDifference[] = [];
  const told = groups.reduce((all, group) => all + group.sum, 0);
  if (told !== total) {
    const detail = `${groups.map((group) => `${group.sum} ${group.name}`).join(" + ")}, and ${total} are there`;
    differences.push(difference("sum-differs", "bytes", { detail }));
  }
  const listed = new Set(sources.map(({ path }) => path));
  for (const { path, read, reason } of sources) {
    if (read === "incomplete") differences.push(difference("read-in-part", path, { detail: reason }));
    if (reason?.startsWith("not read: ") === true) differences.push(difference("not-read", path, { detail: reason }));
  }
  const never = new Map(problems.map((problem) => [problem.path, problem]));
  for (const { path, code } of never.values()) {
    if (NEVER_FILES.includes(code) && !listed.has(path))
      differences.push(difference("not-read", path, { detail: code }));
  }
  return {
    counts: [...groups.map((group) => count(`bytes ${group.name}`, group.sum)), count("bytes in total", total)],
    differences,
  };
}

function sum(sources: readonly Source[]): number {
  return sources.reduce((all, { bytes }) => all + bytes, 0);
}
