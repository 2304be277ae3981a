/** What the people who collected the inputs declare about it. */
import { type Collection, parseCollection } from "../../bag/collection.ts";
import { UsageError } from "../../core/failure.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { decode } from "../../text/decode.ts";
import { parseYaml, type YamlValue } from "../../text/yaml.ts";

/** `--custody`: JSON or YAML. @throws UsageError for what is not understood: a declaration with a gap is worse than none */
export async function collectionOf(file: string | undefined): Promise<Collection | null> {
  if (file === undefined) return null;
  const bytes = await smallFile(file, true);
  if (bytes === null)
    throw new UsageError(`${file} is not there or cannot be read`, ["give a file of collection facts"]);
  const collection = readCollection(bytes);
  if (typeof collection !== "string") return collection;
  throw new UsageError(`--custody ${file}: ${collection}`, [
    "docs/evidence.md has an example; docs/collection.schema.json",
  ]);
}

/** A text says what is wrong with it. */
export function readCollection(bytes: Uint8Array): Collection | string {
  const { value, problems } = parseYaml(decode(bytes).text);
  const [problem] = problems;
  if (problem !== undefined) return problem.message;
  return parseCollection(plain(value));
}

function plain(value: YamlValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  return Array.isArray(value) ? value.map((one: YamlValue) => plain(one)) : value;
}
