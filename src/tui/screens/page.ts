/** A page to read: a requirement, the source around a fact, or one input in full. Pure. */
import { messageOf } from "../../core/messages.ts";
import { ageText, type Proof, PROOF_WORDS } from "../../report/inputs.ts";
import { bytesText, counted, timeText } from "../../report/words.ts";
import { EMPTY, field, span, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import type { Page, State } from "../state.ts";
import type { Line } from "../theme.ts";
import { decisionPage, logPage } from "./decision.ts";
import { heading } from "./heading.ts";
import { saclLines, saclTitle } from "./sacl.ts";
import { sourceLine } from "./source.ts";

const MOST_FILES = 40;

export function pageTitle(model: Model, page: Page): string {
  if (page.of === "sacl") return saclTitle(model, page.finding);
  if (page.of === "requirement") return model.catalog.find(({ id }) => id === page.id)?.title ?? page.id;
  if (page.of === "what-if") return `What if: ${page.text}`;
  if (page.of === "log") return "Journal";
  if (page.of === "decision") return "Decision";
  return page.of === "input" ? "Input" : "Source";
}

export function pageLines(model: Model, state: State, page: Page, width: number): Line[] {
  switch (page.of) {
    case "requirement": {
      const lines = model.catalog.find(({ id }) => id === page.id)?.page(width) ?? [];
      return lines.map((line) => [span(line)]);
    }
    case "source":
      return sourceLines(model, state, page.key, width);
    case "what-if":
      return whatIfLines(model, state, page.key, width);
    case "sacl":
      return saclLines(model, page.finding, width);
    case "input":
      return inputLines(model, page.path, width);
    case "decision":
      return decisionPage(model, state, page.id, width);
    case "log":
      return logPage(model, state, width);
  }
}

function whatIfLines({ theme }: Model, { whatIfs }: State, key: string, width: number): Line[] {
  const known = whatIfs.get(key);
  if (known?.state !== "answered") return [];
  return [
    ...wrapped(known.result.head, width, theme, "strong"),
    ...known.result.lines.flatMap((line) => [EMPTY, ...wrapped(line, width, theme)]),
    EMPTY,
    ...wrapped("A question: nothing was written. scan --what-if asks the same with this edit:", width, theme, "faint"),
    ...wrapped(`  ${key}`, width, theme, "faint"),
  ];
}

function sourceLines(model: Model, { sources }: State, key: string, width: number): Line[] {
  const text = sources.get(key);
  const [, path = "", line = "0"] = /^[^:]*:([^]*):(\d+)$/.exec(key) ?? [];
  const head = wrapped(path, width, model.theme, "strong");
  if (text === undefined) return [...head, [span("reading")]];
  if (text === null) {
    const why = "The file cannot be read again as it was judged: it is in an archive, gone, changed, or too large.";
    return [...head, ...wrapped(why, width, model.theme)];
  }
  const wanted = Number(line);
  const lines = text.lines.map((words, i) =>
    sourceLine(model, text.first + i, words, text.first + i === wanted, width),
  );
  return [...head, ...lines];
}

function inputLines(model: Model, path: string, width: number): Line[] {
  const { theme, report, view } = model;
  const row = view.inputs.find((one) => one.path === path);
  if (row === undefined) return wrapped(path, width, theme);
  const files = report.sources.filter(
    (source) => source.path === path || (row.gpo !== null && isBelow(source.path, path)),
  );
  const told = report.diagnostics.filter((one) => files.some((file) => file.path === one.path));
  return [
    ...wrapped(path, width, theme, "strong"),
    ...field("is", row.title, width, theme),
    ...field("about", row.about ?? "nobody", width, theme),
    ...field("proves", proofText(row.proof), width, theme),
    ...field("taken", row.taken === null ? "not said" : `${timeText(row.taken.time)}, ${ageText(row)}`, width, theme),
    ...field("facts", `${row.facts}, read ${row.state}`, width, theme),
    ...(row.gpo?.linkedTo == null ? [] : field("links", row.gpo.linkedTo.join("; ") || "linked nowhere", width, theme)),
    ...(row.reason === null ? [] : field("but", row.reason, width, theme, "unknown")),
    ...(told.length === 0 ? [] : heading(model, "What was found while reading", width)),
    ...told.slice(0, MOST_FILES).flatMap((one) => wrapped(`- ${messageOf(one).message}`, width, theme)),
    ...heading(model, counted(files.length, "file"), width),
    ...files
      .slice(0, MOST_FILES)
      .flatMap((file) => [
        ...wrapped(file.path, width, theme),
        ...wrapped(
          `  ${file.kind ?? "no known format"}, ${bytesText(file.bytes)}, sha256 ${file.id}`,
          width,
          theme,
          "faint",
        ),
      ]),
    ...(files.length > MOST_FILES ? [[span(`and ${files.length - MOST_FILES} more`, "faint")]] : []),
  ];
}

export function proofText(proof: Proof): string {
  return proof === null ? "- nothing by itself" : `${proof} ${PROOF_WORDS[proof]}`;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && (folder.endsWith("!") || path[folder.length] === "/");
}
