/** The payload of a redacted bag, made from a judgement and a key: the same for who makes one and for who does it again. */
import { evidenceLines } from "../../bag/evidence-lines.ts";
import { CATALOG, EVIDENCE, EXCERPTS, OPTIONS, REGISTER } from "../../bag/names.ts";
import { type InputProblem, registerOf } from "../../bag/register.ts";
import { tiesOf } from "../../bag/ties.ts";
import { CATALOGS } from "../../catalog/catalogs.ts";
import { compareText } from "../../core/order.ts";
import { FORMATS } from "../../formats/index.generated.ts";
import { jsonText } from "../../report/json-text.ts";
import { bucket } from "../../redact/coarse.ts";
import { redactFactId, redactSourceId } from "../../redact/facts.ts";
import type { Profile } from "../../redact/profiles.ts";
import { type Redacted, redact } from "../../redact/redact.ts";
import type { Tokens } from "../../redact/tokens.ts";
import { catalogText } from "../commands/catalog.ts";
import { optionsRecord, type PayloadFile, reportFiles } from "./judgement.ts";
import type { Rejudged } from "./rejudge.ts";

const WHY = "this bag is redacted";
const LEFT_OUT = `withheld: ${WHY}`;

export interface RedactedPayload {
  readonly redacted: Redacted;
  readonly files: readonly PayloadFile[];
}

export async function redactedPayload(judged: Rejudged, tokens: Tokens, profile: Profile): Promise<RedactedPayload> {
  const { options, inputs, problems } = judged;
  const redacted = redact(
    {
      report: judged.report,
      facts: judged.facts,
      hosts: [...options.roles.keys()],
      paths: [...options.roots, ...inputs.map(({ path }) => path), ...problems.map(({ path }) => path)],
      constants: constants(),
      profile,
    },
    tokens,
  );
  const { report, by } = redacted;
  const { names } = by;
  const roles = new Map([...options.roles].map(([host, list]) => [names.host(host), list]));
  const optionsMade = {
    ...optionsRecord({
      ...options,
      asOf: report.asOf,
      roots: options.roots.map((root) => names.path(root)).toSorted(compareText),
      scope: options.scope === null ? null : names.path(options.scope),
      roles,
    }),
    waivers: options.waived ? LEFT_OUT : null,
    collection: options.collected ? LEFT_OUT : null,
  };
  const register = registerText(judged, redacted);
  const files: PayloadFile[] = [
    { path: CATALOG, binary: false, chunks: () => [catalogText()] },
    { path: OPTIONS, binary: false, chunks: () => [`${jsonText(optionsMade, 2)}\n`] },
    { path: REGISTER, binary: false, chunks: () => [`${jsonText(register, 2)}\n`] },
    { path: EVIDENCE, binary: false, chunks: () => evidenceLines(report, register, true) },
    { path: EXCERPTS, binary: false, chunks: () => excerptLines(judged, redacted) },
    ...(await reportFiles(report)),
  ];
  return { redacted, files: files.toSorted((a, b) => compareText(a.path, b.path)) };
}

/** Whole texts that are the same in every bag. */
export function constants(): ReadonlySet<string> {
  const texts = new Set<string>(FORMATS.map(({ title }) => title));
  const add = (value: unknown): void => {
    if (typeof value === "string") texts.add(value);
    else if (typeof value === "object" && value !== null) {
      for (const [key, one] of Object.entries(value)) if (key !== "examples") add(one);
    }
  };
  for (const { title, requirements } of CATALOGS) {
    add(title);
    add(requirements);
  }
  return texts;
}

function registerText({ inputs, problems }: Rejudged, { report, by }: Redacted) {
  const made = inputs.map(({ path, sha256, bytes }) => ({
    path: by.names.path(path),
    sha256: redactSourceId(sha256, by.names),
    bytes: by.coarse ? bucket(bytes) : bytes,
  }));
  const withheld = new Map(made.map(({ sha256 }) => [sha256, WHY]));
  const told = problems
    .map((problem) => ({
      code: problem.code,
      path: by.names.path(problem.path),
      data: Object.fromEntries(Object.entries(problem.data).map(([key, value]) => [key, dataOf(value, by)])),
    }))
    .toSorted((a: InputProblem, b: InputProblem) => compareText(a.path, b.path) || compareText(a.code, b.code));
  return {
    ...registerOf(made, told, report.sources, withheld, null, tiesOf(report)),
    digests: "HMAC-SHA-256, not SHA-256",
  };
}

function dataOf(value: string | number, by: Redacted["by"]): string | number {
  return typeof value === "string" ? by.text.free(value) : value;
}

/** Who has the key and a line of an input can show that this is the line. */
function* excerptLines({ report }: Rejudged, { by: { names } }: Redacted): Iterable<string> {
  const lines = [...report.facts.values()].map(({ id, origin }) => ({
    fact: redactFactId(id, names),
    hmac: names.digest("excerpt", origin.excerpt),
  }));
  for (const line of lines.toSorted((a, b) => compareText(a.fact, b.fact))) yield `${jsonText(line)}\n`;
}
