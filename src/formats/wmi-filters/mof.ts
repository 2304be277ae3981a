/** A WMI filter as the console exports it: instances in Managed Object Format [DSP0221], of which strings are read. */

export interface MofInstance {
  readonly className: string;
  /** Half-open, from `instance` to the closing brace. */
  readonly start: number;
  readonly end: number;
  /** Strings by property name in lower case, in the order written. */
  readonly strings: readonly { readonly name: string; readonly value: string }[];
  readonly children: readonly MofInstance[];
}

export interface Mof {
  /** Whole instances at the top. */
  readonly instances: readonly MofInstance[];
  /** Offset of an instance that does not end; null when all do. */
  readonly open: number | null;
}

interface Building {
  readonly className: string;
  readonly start: number;
  readonly depth: number;
  readonly strings: { name: string; value: string }[];
  readonly children: MofInstance[];
}

const WORD = /[A-Za-z_]\w{0,255}/y;

/** Total and linear; comments, numbers and unknown properties are passed over. */
export function readMof(text: string): Mof {
  const instances: MofInstance[] = [];
  const stack: Building[] = [];
  let depth = 0;
  let name = "";
  /** `instance of X` was read and its brace not yet. */
  let pending: { className: string; start: number } | null = null;
  let instanceAt: number | null = null;
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (text.startsWith("//", at)) at = endOf(text, "\n", at);
    else if (text.startsWith("/*", at)) at = endOf(text, "*/", at + 2);
    else if (char === '"') {
      const { value, end } = stringAt(text, at);
      const top = stack.at(-1);
      const last = top?.strings.at(-1);
      // Strings that follow one another are one.
      if (top !== undefined && name !== "") top.strings.push({ name, value });
      else if (last !== undefined && name === "" && last.name !== "") last.value += value;
      name = "";
      at = end;
    } else if (char === "{") {
      depth += 1;
      if (pending !== null) {
        stack.push({ ...pending, depth, strings: [], children: [] });
        pending = null;
      }
      at += 1;
    } else if (char === "}") {
      at += 1;
      const top = stack.at(-1);
      if (top !== undefined && top.depth === depth) {
        stack.pop();
        const instance = {
          className: top.className,
          start: top.start,
          end: at,
          strings: top.strings,
          children: top.children,
        };
        (stack.at(-1)?.children ?? instances).push(instance);
      }
      depth = Math.max(depth - 1, 0);
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) {
        if (char === ";") name = "";
        at += 1;
        continue;
      }
      if (word.toLowerCase() === "instance") instanceAt = at;
      else if (instanceAt !== null && word.toLowerCase() !== "of") {
        pending = { className: word, start: instanceAt };
        instanceAt = null;
      } else if (instanceAt === null) name = word.toLowerCase();
      at += word.length;
    }
  }
  return { instances, open: stack[0]?.start ?? pending?.start ?? null };
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function stringAt(text: string, start: number): { value: string; end: number } {
  const parts: string[] = [];
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      parts.push(text.slice(from, at));
      return { value: parts.join(""), end: at + 1 };
    }
    if (char !== "\\") continue;
    parts.push(text.slice(from, at));
    at += 1;
    parts.push(ESCAPES.get(text.charAt(at)) ?? text.charAt(at));
    from = at + 1;
  }
  parts.push(text.slice(from));
  return { value: parts.join(""), end: text.length };
}
