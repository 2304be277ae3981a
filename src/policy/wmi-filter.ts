/**
 * WMI filters of GPOs, answered from what the evidence tells of the computer, three-valued [MS-GPOL 3.2.5.1.7; formats.md 8.4].
 * Version and BuildNumber are text: WMI compares them character by character, so that "10.0" is less than "6.3".
 */
import { LIKE_UNKNOWN, matchesLike } from "./wql-like.ts";
import type { Expression, Literal, Operator, Query } from "./wql.ts";
import { parseWql } from "./wql.ts";
import { CLASSES, valuesOf, worldsOf } from "./wmi-classes.ts";
import type { Value, WmiHost, World } from "./wmi-classes.ts";

export type { WmiHost } from "./wmi-classes.ts";

export interface WmiAnswer {
  readonly answer: "true" | "false" | "unknown";
  /** A clause that follows the filter's name. */
  readonly because: string;
}

/** Null: not known. */
type Truth = boolean | null;

const NAMESPACE = /^\s*(?:\\\\\.\\)?root\\+cimv2\s*$/i;

/** All queries must have a result. A query that WMI itself refuses makes the filter `unknown` here. */
export function evaluateFilter(queries: readonly string[], host: WmiHost, namespaces?: readonly string[]): WmiAnswer {
  if (queries.length === 0) return unknown("its queries are not in the evidence");
  const answers = queries.map((text, i) => evaluateQuery(text, host, namespaces?.[i] ?? "root\\CIMv2"));
  const [first] = answers;
  return (
    answers.find(({ answer }) => answer === "false") ??
    answers.find(({ answer }) => answer === "unknown") ??
    (answers.length === 1 && first !== undefined
      ? first
      : { answer: "true", because: `all its ${answers.length} queries have a result` })
  );
}

function unknown(because: string): WmiAnswer {
  return { answer: "unknown", because };
}

function evaluateQuery(text: string, host: WmiHost, namespace: string): WmiAnswer {
  const parsed = parseWql(text);
  if (!parsed.ok) return unknown(`a query is not understood: ${parsed.why}`);
  const { query } = parsed;
  if (!NAMESPACE.test(namespace)) return unknown("a query asks another namespace than root\\CIMv2");
  const known = CLASSES.get(query.from);
  if (known === undefined) return unknown("a query asks a class that only the computer can answer");
  const named = [...query.select, ...(query.where === null ? [] : propertiesOf(query.where))];
  if (!named.every((name) => known.has(name))) return unknown("a query names a property that its class does not have");
  const worlds = worldsOf(host);
  const truths = new Set(worlds.map((world) => (query.where === null ? true : evaluate(query.where, query, world))));
  const [truth] = truths;
  if (truths.size !== 1 || truth === undefined || truth === null) {
    return unknown(`it hangs on ${missing(query, worlds).join(", ")} of the computer`);
  }
  const values = query.where === null ? [] : shown(query, worlds);
  const told = values.length === 0 ? "every computer has a result" : values.join(", ");
  return truth ? { answer: "true", because: told } : { answer: "false", because: told };
}

function evaluate(expression: Expression, query: Query, world: World): Truth {
  switch (expression.op) {
    case "and":
    case "or":
      return combine(
        expression.op,
        expression.parts.map((part) => evaluate(part, query, world)),
      );
    case "not": {
      const part = evaluate(expression.part, query, world);
      return part === null ? null : !part;
    }
    case "unknown":
      return null;
    case "test":
      return test(valuesOf(query.from, expression.property, world), expression.operator, expression.literal);
  }
}

function combine(op: "and" | "or", parts: readonly Truth[]): Truth {
  const decisive = op === "or";
  if (parts.includes(decisive)) return decisive;
  return parts.includes(null) ? null : !decisive;
}

function test(value: Value, operator: Operator, literal: Literal): Truth {
  if (value === null) return null;
  if (operator === "is null" || operator === "is not null") return operator === "is not null";
  // Comparisons with NULL by sign, and texts that are no number where one is asked for, are refused or not, by version.
  if (literal.type === "null") return null;
  if (operator === "like") return typeof value === "string" && literal.type === "string" ? like(value, literal) : null;
  if (typeof value === "boolean") return testBoolean(value, operator, literal);
  if (typeof value === "number") return testNumber(value, operator, literal);
  return testText(value, operator, literal);
}

function like(value: string, { value: pattern }: { readonly value: string }): Truth {
  const matched = matchesLike(value, pattern);
  return matched === LIKE_UNKNOWN ? null : matched;
}

function testBoolean(value: boolean, operator: Operator, literal: Literal): Truth {
  if (operator !== "=" && operator !== "<>") return null;
  const words = new Map([
    ["true", true],
    ["false", false],
  ]);
  const asked =
    literal.type === "boolean"
      ? literal.value
      : literal.type === "string"
        ? words.get(literal.value.toLowerCase())
        : undefined;
  return asked === undefined ? null : (value === asked) === (operator === "=");
}

function testNumber(value: number, operator: Operator, literal: Literal): Truth {
  if (literal.type === "number") return ordered(Math.sign(value - literal.value), operator);
  if (literal.type !== "string" || !/^\d{1,9}$/.test(literal.value)) return null;
  return ordered(Math.sign(value - Number(literal.value)), operator);
}

const ASCII = /^[\x20-\x7e]*$/;

/** A whole number without quotes counts as text as well; of decimals nobody tells. */
function testText(value: string, operator: Operator, literal: Literal): Truth {
  if (literal.type === "boolean" || literal.type === "null") return null;
  const asked = literal.type === "string" ? literal.value : literal.text;
  if (literal.type === "number" && !/^(?:0|[1-9]\d*)$/.test(asked)) return null;
  const a = value.toLowerCase();
  const b = asked.toLowerCase();
  if (a === b) return ordered(0, operator);
  // Which of two letters beyond ASCII comes first is a matter of language.
  if (operator !== "=" && operator !== "<>" && !(ASCII.test(a) && ASCII.test(b))) return null;
  return ordered(a < b ? -1 : 1, operator);
}

function ordered(sign: number, operator: Operator): Truth {
  switch (operator) {
    case "=":
      return sign === 0;
    case "<>":
      return sign !== 0;
    case "<":
      return sign < 0;
    case ">":
      return sign > 0;
    case "<=":
      return sign <= 0;
    case ">=":
      return sign >= 0;
    case "like":
    case "is null":
    case "is not null":
      return null;
  }
}

function propertiesOf(expression: Expression): readonly string[] {
  if (expression.op === "test") return [expression.property];
  if (expression.op === "not") return propertiesOf(expression.part);
  return expression.op === "unknown" ? [] : expression.parts.flatMap((part) => propertiesOf(part));
}

function names(query: Query): string[] {
  return [...new Set(query.where === null ? [] : propertiesOf(query.where))];
}

/** What is not known, or has several possible values; when all is known, the comparison itself. */
function missing(query: Query, worlds: readonly World[]): string[] {
  const known = CLASSES.get(query.from);
  const open = names(query).filter((name) => {
    const values = new Set(worlds.map((world) => valuesOf(query.from, name, world)));
    return values.size > 1 || values.has(null);
  });
  return open.length === 0 ? ["a comparison that is not evaluated"] : open.map((name) => known?.get(name) ?? name);
}

function shown(query: Query, worlds: readonly World[]): string[] {
  const known = CLASSES.get(query.from);
  return names(query).flatMap((name) => {
    const values = [...new Set(worlds.map((world) => valuesOf(query.from, name, world)))].filter((one) => one !== null);
    return values.length === 0 ? [] : [`${known?.get(name) ?? name} is ${values.join(" or ")}`];
  });
}
