/** Checks the shape of JSON field by field and names every field that is wrong, missing or not known. */

/** Complaints about a value at a path; none when it fits. */
export type Shape = (value: unknown, path: string) => string[];

export function text(value: unknown, path: string): string[] {
  return typeof value === "string" ? [] : [wrong(value, path, "a string")];
}

export function number(value: unknown, path: string): string[] {
  return typeof value === "number" && Number.isFinite(value) ? [] : [wrong(value, path, "a number")];
}

export function count(value: unknown, path: string): string[] {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? [] : [wrong(value, path, "a count")];
}

export function truth(value: unknown, path: string): string[] {
  return typeof value === "boolean" ? [] : [wrong(value, path, "true or false")];
}

export function matching(pattern: RegExp, what: string): Shape {
  return (value, path) => (typeof value === "string" && pattern.test(value) ? [] : [wrong(value, path, what)]);
}

export function oneOf(...allowed: readonly unknown[]): Shape {
  return (value, path) => (allowed.includes(value) ? [] : [wrong(value, path, `one of ${allowed.join(", ")}`)]);
}

export function nullable(shape: Shape): Shape {
  return (value, path) => (value === null ? [] : shape(value, path));
}

/** The first that fits; the complaints of the last when none does. */
export function either(...shapes: readonly Shape[]): Shape {
  return (value, path) => {
    let complaints: string[] = [];
    for (const shape of shapes) {
      complaints = shape(value, path);
      if (complaints.length === 0) return [];
    }
    return complaints;
  };
}

export function listOf(shape: Shape): Shape {
  return (value, path) =>
    Array.isArray(value) ? value.flatMap((item, at) => shape(item, `${path}[${at}]`)) : [wrong(value, path, "a list")];
}

/** All of these fields; a name that ends in `?` may be absent; no others. */
export function record(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [wrong(value, path, "an object")];
    const given = new Map<string, unknown>(Object.entries(value));
    const complaints: string[] = [];
    for (const [field, shape] of Object.entries(fields)) {
      const name = field.replace(/\?$/, "");
      if (given.has(name)) complaints.push(...shape(given.get(name), `${path}.${name}`));
      else if (!field.endsWith("?")) complaints.push(`${path}.${name} is missing`);
      given.delete(name);
    }
    for (const name of given.keys()) complaints.push(`${path}.${name} is not in the contract`);
    return complaints;
  };
}

/** Values of any names. */
export function mapOf(shape: Shape, names: Shape = text): Shape {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [wrong(value, path, "an object")];
    return Object.entries(value).flatMap(([name, item]) => [
      ...names(name, `${path}: name`),
      ...shape(item, `${path}.${name}`),
    ]);
  };
}

export const GUID = matching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/, "a GUID in upper case without braces");
export const SHA256 = matching(/^[0-9a-f]{64}$/, "a SHA-256");
export const ISO_TIME = matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, "a time in UTC");

function wrong(value: unknown, path: string, what: string): string {
  return `${path} is ${JSON.stringify(value)?.slice(0, 80) ?? "undefined"}, not ${what}`;
}
