/** The register: every file with its digest, so that each can be checked by hand. */
import type { Source } from "../../core/provenance.ts";
import { ageText, isUsed, proofLegend } from "../inputs.ts";
import type { View } from "../view.ts";
import { bytesText, counted, timeText } from "../words.ts";
import { code, folded, section, table } from "./elements.ts";
import { markup, type Markup, type Piece, within } from "./markup.ts";

export function inputsSection(view: View): Markup {
  const { summary } = view.report;
  const kinds = view.kinds.map(({ kind, files, bytes, reads }): Piece[] => [
    code(kind),
    files,
    bytesText(bytes),
    reads,
  ]);
  return section(
    "inputs",
    `Inputs: ${counted(summary.files, "file")}, ${bytesText(summary.bytes)}`,
    markup`${table("By kind", ["Kind", { name: "files", class: "n" }, { name: "size", class: "n" }, "read"], kinds)}${oneByOne(view)}${register(view)}`,
  );
}

/** The GPOs have a table of their own, with the population. */
function oneByOne(view: View): Markup | null {
  const used = view.inputs.filter((row) => isUsed(row) && row.gpo === null);
  if (used.length === 0) return null;
  const rows = used.map((row): Piece[] => [
    markup`<b>${row.proof ?? "\u2013"}</b>`,
    row.about ?? "\u2013",
    row.title,
    row.taken === null ? "\u2013" : timeText(row.taken.time),
    ageText(row),
    row.facts,
    [row.state, ...(row.older ? ["older"] : []), ...(row.reason === null ? [] : [row.reason])].join(", "),
    markup`<samp>${row.path}</samp>`,
  ]);
  const columns = ["Proof", "of", "taken for", "taken", "age", { name: "facts", class: "n" }, "read", "path"];
  return folded(
    markup`<strong>What each input proves (${used.length})</strong> <small>but for GPOs, which stand under completeness</small>`,
    markup`${table("Strongest first", columns, rows)}<p class="faint">Proof: ${proofLegend(used)}.</p>
`,
  );
}

const rest = (left: number): Markup =>
  markup`<tbody><tr><th scope="row" colspan="4">and ${left} more folders: --format json has every file`;

/** Files of a GPO under its container, so that the path is said once. */
function register({ report }: View): Markup {
  const groups = new Map<string, Source[]>();
  const known = new Set(report.gpos.map(({ container }) => container));
  for (const source of report.sources) {
    const container = containerOf(source.path, known);
    const group = groups.get(container) ?? [];
    groups.set(container, group);
    group.push(source);
  }
  const bodies = [...groups].map(([container, sources]) => {
    const head =
      container === ""
        ? null
        : markup`<tr class="area"><th scope="rowgroup" colspan="4">${container}
`;
    return markup`<tbody>${head}${sources.map((source) => row(source, container))}`;
  });
  return folded(
    markup`<strong>Register: every file with its SHA-256 (${report.sources.length})</strong>`,
    markup`<p>Check one with ${code("sha256sum FILE")}, ${code("Get-FileHash FILE")} or ${code("certutil -hashfile FILE SHA256")}. Behind an exclamation mark: a member of the zip before it, hashed as it unpacks.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Register of files"><table class="register"><caption>Every file that was found</caption>
<thead><tr><th scope="col">File<th scope="col">read as<th scope="col" class="n">bytes<th scope="col">SHA-256
${[...within(bodies, rest)]}</table></div>
`,
  );
}

/** The innermost folder around the file that is a GPO's; "" for none. */
function containerOf(path: string, known: ReadonlySet<string>): string {
  for (let at = path.length - 1; at > 0; at -= 1) {
    if (path[at] !== "/" && path[at] !== "!") continue;
    const folder = path.slice(0, path[at] === "!" ? at + 1 : at);
    if (known.has(folder)) return folder;
  }
  return "";
}

function row(source: Source, container: string): Markup {
  const path = container === "" ? source.path : source.path.slice(container.length).replace(/^\//, "");
  const read = source.read === "complete" ? "" : ` (${source.read})`;
  return markup`<tr><th scope="row">${path}<td>${source.kind ?? "no known format"}${read}<td>${source.bytes}<td>${source.id}
`;
}
