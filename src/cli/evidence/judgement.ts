/** Copies and options in, every file of the judgement out: the same for who makes a bag and for who does it again. */
import { type Collection, collectionText } from "../../bag/collection.ts";
import { evidenceLines } from "../../bag/evidence-lines.ts";
import {
  CATALOG,
  COLLECTION,
  CONTROLS,
  CROSSWALK,
  EVIDENCE,
  OPTIONS,
  POPULATION,
  RECONCILIATION,
  REGISTER,
  reportPath,
  SUMMARY,
  WAIVERS,
} from "../../bag/names.ts";
import { type Input, type InputProblem, isObject, registerOf } from "../../bag/register.ts";
import { tiesOf } from "../../bag/ties.ts";
import type { Catalog } from "../../catalog/catalogs.ts";
import { MESSAGES } from "../../core/messages.ts";
import type { Diagnostic } from "../../core/diagnostic.ts";
import { UsageError } from "../../core/failure.ts";
import { LIMITS } from "../../core/limits.ts";
import { compareText } from "../../core/order.ts";
import { ROLES } from "../../core/report.ts";
import type { Report, Role } from "../../core/report.ts";
import { storedFiles } from "../../platform/stored-files.ts";
import { crosswalkRecord, crosswalkTable } from "../../report/crosswalk-table.ts";
import { csvOf } from "../../report/csv-text.ts";
import { REPORTERS } from "../../report/index.generated.ts";
import { jsonText } from "../../report/json-text.ts";
import { populationRecord } from "../../report/population.ts";
import { populationTable } from "../../report/population-table.ts";
import { summaryMarkdown } from "../../report/summary-markdown.ts";
import { analyse, evidenceOf } from "../analyse.ts";
import { catalogText } from "../commands/catalog.ts";
import type { Progress } from "../progress.ts";
import { parseCatalogs } from "../options.ts";
import { readInputs } from "../read-inputs.ts";
import { resultsDigest } from "../results-digest.ts";

export interface JudgementOptions {
  readonly asOf: string;
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  readonly catalogs: readonly Catalog[];
  readonly roots: readonly string[];
  readonly scope: string | null;
  /** Waivers lie over the results. */
  readonly waived: boolean;
  /** Somebody declared how the inputs were collected. */
  readonly collected: boolean;
}

/** What stands beside the inputs in `data/policy`, byte for byte. */
export interface PolicyFiles {
  readonly waivers: Uint8Array | null;
  readonly collection: Collection | null;
}

export interface CopiedInput extends Input {
  /** Where its bytes lie, or the bytes themselves. */
  readonly file: string | Uint8Array;
}

/** @throws InputError when nothing carries a fact; UsageError when the names of the inputs fall together */
export async function judgeCopies(
  inputs: readonly CopiedInput[],
  problems: readonly InputProblem[],
  options: JudgementOptions,
  progress: Progress,
): Promise<Report> {
  const fs = storedFiles(inputs);
  if (fs === null) {
    throw new UsageError("two inputs have names that differ only in bytes that are not UTF-8", ["rename one of them"]);
  }
  // A root below which nothing could be read is no place of the tree.
  const roots = options.roots.filter((root) => inputs.some(({ path }) => path === root || path.startsWith(`${root}/`)));
  const read = await readInputs(roots, progress, { fs, windows: false });
  if (options.scope !== null && !read.files.some(({ source }) => source.kind === "scope-file")) {
    throw new UsageError(`${options.scope} is no scope file`, [
      "it begins with `schema: scope/1`; docs/scope.schema.json",
    ]);
  }
  const known = problems.filter((problem): problem is InputProblem & { code: Diagnostic["code"] } =>
    Object.hasOwn(MESSAGES, problem.code),
  );
  const before = known.map(({ code, path, data }): Diagnostic => ({ code, path, at: null, data }));
  const evidence = evidenceOf({ files: read.files, problems: [...before, ...read.problems] });
  return analyse(evidence, { asOf: options.asOf, roles: options.roles, catalogs: options.catalogs });
}

/** Digest → why its copy is not kept: files in which a reader met a secret, or so many faults that not all are told. */
export function secretInputs(report: Report): ReadonlyMap<string, string> {
  const files = new Map(report.sources.map((source) => [source.path, source.memberOf ?? source.id]));
  const faults = new Map<string, number>();
  const secret = new Map<string, string>();
  for (const { code, path } of report.diagnostics) {
    const id = files.get(path);
    const count = (faults.get(path) ?? 0) + 1;
    faults.set(path, count);
    if (id === undefined || id === "") continue;
    if (code === "secret-redacted") secret.set(id, "it holds a secret in readable form");
    else if (count >= LIMITS.diagnosticsPerFile && !secret.has(id)) {
      secret.set(id, "it has too many faults to tell whether it holds a secret");
    }
  }
  return secret;
}

export interface PayloadFile {
  readonly path: string;
  /** Its lines can be shown. */
  readonly binary: boolean;
  /** Made anew by each call. */
  readonly chunks: () => Iterable<string | Uint8Array>;
}

/** Everything below `data/` but the copies. */
export async function payloadOf(
  report: Report,
  inputs: readonly Input[],
  problems: readonly InputProblem[],
  withheld: ReadonlyMap<string, string>,
  options: JudgementOptions,
  { waivers, collection }: PolicyFiles,
): Promise<readonly PayloadFile[]> {
  const register = registerOf(inputs, problems, report.sources, withheld, options.scope, tiesOf(report));
  const files: PayloadFile[] = [
    ...(waivers === null ? [] : [{ path: WAIVERS, binary: true, chunks: () => [waivers] }]),
    ...(collection === null ? [] : [{ path: COLLECTION, binary: false, chunks: () => [collectionText(collection)] }]),
    { path: EVIDENCE, binary: false, chunks: () => evidenceLines(report, register) },
    { path: CONTROLS, binary: false, chunks: () => [`${jsonText(crosswalkRecord(report), 2)}\n`] },
    { path: RECONCILIATION, binary: false, chunks: () => [`${jsonText(populationRecord(report.population), 2)}\n`] },
    { path: POPULATION, binary: false, chunks: () => csvOf(populationTable(report.population)) },
    { path: CROSSWALK, binary: false, chunks: () => csvOf(crosswalkTable(report)) },
    { path: CATALOG, binary: false, chunks: () => [catalogText()] },
    { path: OPTIONS, binary: false, chunks: () => [`${jsonText(optionsRecord(options), 2)}\n`] },
    { path: REGISTER, binary: false, chunks: () => [`${jsonText(register, 2)}\n`] },
  ];
  const digest = resultsDigest(report);
  files.push({ path: SUMMARY, binary: false, chunks: () => summaryMarkdown(report, digest) });
  const plain = { colour: false, ascii: false, width: 100, resultsDigest: digest };
  for (const load of Object.values(REPORTERS)) {
    const reporter = await load();
    files.push({
      path: reportPath(reporter),
      binary: reporter.binary === true,
      chunks: () => reporter.render(report, plain),
    });
  }
  return files.toSorted((a, b) => compareText(a.path, b.path));
}

function optionsRecord({ asOf, roles, catalogs, roots, scope, waived, collected }: JudgementOptions) {
  const hosts = [...roles].toSorted(([a], [b]) => compareText(a, b));
  return {
    schema: "options/1",
    asOf,
    catalogs: catalogs.map(({ id }) => id),
    // A list, since a host may be named like a property that every object has.
    roles: hosts.map(([host, list]) => ({ host, roles: [...new Set(list)].toSorted(compareText) })),
    roots,
    scope,
    waivers: waived ? WAIVERS : null,
    collection: collected ? COLLECTION : null,
  };
}

/** A text says what is wrong with it. */
export function parseJudgementOptions(json: unknown): JudgementOptions | string {
  if (!isObject(json) || json["schema"] !== "options/1") return "they are not of the kind options/1";
  const { asOf, catalogs, roles, roots, scope, waivers, collection } = json;
  if (typeof asOf !== "string" || !isTexts(catalogs) || !isTexts(roots))
    return "the time, the catalogs or the roots are missing";
  if ((waivers !== null && waivers !== WAIVERS) || (collection !== null && collection !== COLLECTION))
    return "the waivers or the collection stand elsewhere";
  if (scope !== null && typeof scope !== "string") return "the scope is no name";
  if (!Array.isArray(roles) || !roles.every(isHost)) return "the roles are not understood";
  try {
    return {
      asOf,
      catalogs: parseCatalogs(catalogs.join(",")),
      roots,
      scope,
      roles: rolesOf(roles),
      waived: waivers !== null,
      collected: collection !== null,
    };
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

interface Host {
  readonly host: string;
  readonly roles: readonly Role[];
}

function rolesOf(hosts: readonly Host[]): ReadonlyMap<string, readonly Role[]> {
  return new Map(hosts.map(({ host, roles }) => [host, roles]));
}

/** The roles of the command line, in an order that the command line does not decide. */
export function sortedRoles(roles: ReadonlyMap<string, readonly Role[]>): ReadonlyMap<string, readonly Role[]> {
  const hosts = [...roles].toSorted(([a], [b]) => compareText(a, b));
  return new Map(hosts.map(([host, list]) => [host, [...new Set(list)].toSorted(compareText)]));
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isHost(value: unknown): value is Host {
  if (!isObject(value) || typeof value["host"] !== "string" || !isTexts(value["roles"])) return false;
  return value["roles"].every((role) => ROLES.some((known) => known === role));
}
