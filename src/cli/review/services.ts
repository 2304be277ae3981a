/** What the command line gives the review: files to write and to read again, what-if, and the desk. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { LIMITS } from "../../core/limits.ts";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { writeFileAt } from "../../platform/output.ts";
import { aboutText as whatIfAbout, headText, standingText, whoText } from "../../report/what-if-words.ts";
import type { WhatIf } from "../../report/what-if.ts";
import type { ReviewDesk } from "../../review/desk.ts";
import { decode } from "../../text/decode.ts";
import type { Services, SourceText, WhatIfResult } from "../../tui/effects.ts";
import type { AnalyseOptions } from "../analyse.ts";
import { thinkingWhatIf } from "../commands/what-if.ts";

export interface Judged {
  readonly evidence: Evidence;
  /** Without waivers. */
  readonly report: Report;
  readonly options: AnalyseOptions;
  readonly paths: readonly string[];
}

export function servicesOf({ evidence, report, options, paths }: Judged, desk: ReviewDesk | null): Services {
  return {
    desk,
    writeFix: (name, lines) => writeNew(name, `${lines.join("\n")}\n`, paths),
    readSource: sourceReader(),
    whatIf: async (words, isWanted) => {
      const steps = thinkingWhatIf(evidence, words, options, report);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) return resultOf(step.value.whatIf);
        await new Promise((done) => setImmediate(done));
        if (!isWanted()) throw new Error("nobody asks any more");
      }
    },
  };
}

/** Beside what is there already: nothing is overwritten. */
async function writeNew(name: string, text: string, paths: readonly string[]): Promise<string> {
  const dot = name.lastIndexOf(".");
  for (let number = 1; number < 1000; number += 1) {
    const path = resolve(number === 1 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`);
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    await writeFileAt(path, text, paths);
    return path;
  }
  throw new UsageError(`${name} and 998 others of its name are there already`);
}

/** Lines kept on either side of a fact. */
const AROUND = 200;

/** The file that was read last: who walks through findings mostly stays in one. */
interface LastFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly changed: number;
  readonly lines: readonly string[];
}

/** Null for a member of an archive, and for a file that is gone, larger than is read whole, or not the one that was judged. */
function sourceReader(): Services["readSource"] {
  let last: LastFile | null = null;
  return (path, id, line): SourceText | null => {
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined || !stats.isFile() || stats.size > LIMITS.wholeBytes) return null;
      const same = last?.id === id && last.path === path && last.bytes === stats.size && last.changed === stats.mtimeMs;
      if (!same || last === null) {
        const bytes = readFileSync(path);
        if (sha256Hex(bytes) !== id) return null;
        const lines = decode(bytes).text.split(/\r\n|\r|\n/);
        last = { id, path, bytes: stats.size, changed: stats.mtimeMs, lines };
      }
      const first = Math.max(line - AROUND, 1);
      return { first, lines: last.lines.slice(first - 1, line + AROUND) };
    } catch {
      return null;
    }
  };
}

const MOST_CHANGES = 50;

function resultOf(whatIf: WhatIf): WhatIfResult {
  const about = whatIfAbout(whatIf);
  const changes = whatIf.changes.slice(0, MOST_CHANGES).map(({ way, title, subject, before, after }) => {
    const who = whoText(subject);
    return `${way}: ${title} (${who}): ${standingText(before)} -> ${standingText(after)}`;
  });
  const more = whatIf.changes.length - changes.length;
  return {
    head: headText(whatIf).split(";")[0] ?? "",
    lines: [
      ...(about === null ? [] : [about]),
      ...changes,
      ...(more > 0 ? [`and ${more} more; scan --what-if lists all`] : []),
    ],
  };
}
