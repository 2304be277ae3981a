/** The options of `review`, understood before anything is read. */
import { readFileSync } from "node:fs";
import { UsageError } from "../../core/failure.ts";
import type { Role } from "../../core/report.ts";
import type { Catalog } from "../../catalog/catalogs.ts";
import type { Filter } from "../../report/filter.ts";
import { decode } from "../../text/decode.ts";
import type { Binding } from "../../tui/bindings.ts";
import { parseAsOf, parseCatalogs, parseFilterOption, parseRoles } from "../options.ts";

export interface ReviewWords {
  readonly paths: readonly string[];
  /** As they were given, and understood. */
  readonly roles: readonly string[];
  readonly parsedRoles: ReadonlyMap<string, readonly Role[]>;
  readonly scope: string | null;
  /** Null: the moment of the journal, or now. */
  readonly asOf: string | null;
  readonly catalogs: readonly Catalog[];
  readonly waivers: string | null;
  readonly expression: string;
  readonly filter: Filter | null;
  readonly journal: string | null;
  readonly replay: string | null;
  readonly reviewer: string | null;
  readonly keys: string | null;
  readonly failOn: string;
  readonly strict: boolean;
  readonly screenReader: boolean;
  readonly mayCopy: boolean;
}

const LONGEST_NAME = 200;

/** @throws UsageError for what is not understood */
export function wordsOf(paths: readonly string[], options: Record<string, unknown>): ReviewWords {
  const text = (name: string): string | null => {
    const value = options[name];
    return typeof value === "string" ? value : null;
  };
  const [asOf, expression, reviewer] = [text("asOf"), text("filter"), text("reviewer")];
  const roles = Array.isArray(options["role"]) ? options["role"].map(String) : [];
  if (reviewer !== null && (reviewer.trim() === "" || reviewer.length > LONGEST_NAME)) {
    throw new UsageError("--reviewer wants the name of a person", ["example: --reviewer a.meyer@corp.example"]);
  }
  return {
    paths,
    roles,
    parsedRoles: parseRoles(roles),
    scope: text("scope"),
    asOf: asOf === null ? null : parseAsOf(asOf),
    catalogs: parseCatalogs(String(options["catalog"])),
    waivers: text("waivers"),
    expression: expression ?? "",
    filter: expression === null ? null : parseFilterOption(expression),
    journal: text("journal"),
    replay: text("replay"),
    reviewer: reviewer?.trim() ?? null,
    keys: text("keys"),
    failOn: String(options["failOn"]),
    strict: options["strict"] === true,
    screenReader: options["screenReader"] === true,
    mayCopy: options["osc52"] === true,
  };
}

/** @throws UsageError with every mistake of the file. */
export async function ownKeys(path: string | null): Promise<readonly Binding[] | undefined> {
  if (path === null) return undefined;
  let text: string;
  try {
    text = decode(readFileSync(path)).text;
  } catch (error) {
    throw new UsageError(`--keys ${path}: it cannot be read`, [error instanceof Error ? error.message : String(error)]);
  }
  const { bindings, problems } = (await import("../../tui/remap.ts")).remapped(text);
  if (problems.length > 0) throw new UsageError(`--keys ${path}: no key was changed`, problems);
  return bindings;
}
