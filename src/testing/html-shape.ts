/** The tags of a page, for tests of its structure. It reads what our own reporter writes: attributes in double quotes, or of one word. */

export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:=(?:"[^"<>]*"|[\w-]+))?)*)\/?>/g;

/** Without the style, which holds no tags. Throws where a `<` begins no tag. */
export function tagsOf(page: string): Tag[] {
  const text = page.replace(/^<!DOCTYPE html>\n/, "").replace(/(<style>)[^<]*/, "$1");
  const rest = text.replace(TAG, "");
  if (/[<>]/.test(rest)) throw new Error(`a bare mark: ${/.{0,60}[<>].{0,60}/.exec(rest)?.[0] ?? ""}`);
  return [...text.matchAll(TAG)].map(([, slash, name = "", words = ""]) => ({
    name,
    closing: slash === "/",
    attributes: new Map(
      [...words.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)"|=([\w-]+))?/g)].map(([, key = "", value, word]) => [
        key,
        value ?? word ?? "",
      ]),
    ),
  }));
}

/** Names and classes in their order: what a browser builds, without the words. */
export function shapeOf(page: string): string[] {
  return tagsOf(page).map(({ name, closing, attributes }) => {
    const cls = attributes.get("class");
    return `${closing ? "/" : ""}${name}${cls === undefined ? "" : `.${cls}`}`;
  });
}
