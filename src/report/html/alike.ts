/** Computers of which the same is true are told once, with the proof of each. */
import type { Finding } from "../../core/report.ts";
import type { FailBlock } from "../blocks.ts";
import { remedyKey } from "../fixes.ts";
import { groupBy } from "../group.ts";
import { microsoftSentence } from "../words.ts";

export function alikeBlocks(blocks: readonly FailBlock[]): FailBlock[] {
  return groupBy(blocks, keyOf).flatMap((group) => {
    const [block] = group;
    if (block === undefined || group.length === 1) return block ?? [];
    return [
      {
        ...block,
        alike: group.slice(1).flatMap(({ first, alike }) => [first, ...alike]),
        findings: group.flatMap(({ findings }) => findings),
      },
    ];
  });
}

/** All that the page says of a block, but for whom it is true and where it stands. */
function keyOf({ first, rows }: FailBlock): string {
  if (first.subject.kind !== "host") return first.id;
  const { domain, roles } = first.subject;
  return JSON.stringify([domain, roles, rows.map(saidOf)]);
}

function saidOf(row: Finding): unknown {
  const { requirement, severity, rung, want, have, cause, silent, notes, waiver, events, detections } = row;
  const microsoft = microsoftSentence(row);
  const steps = row.trail.map((step) => ({ ...step, fact: null }));
  const fixes = row.remedy.map((remedy) => remedyKey(remedy, row));
  return [
    requirement,
    severity,
    rung,
    want,
    have,
    cause,
    silent,
    notes,
    microsoft,
    waiver,
    events,
    detections,
    steps,
    fixes,
  ];
}
