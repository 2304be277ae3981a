/** `keys.json` over the table of keys. */
import { describe, expect, it } from "vitest";
import { BINDINGS, bindingFor } from "./bindings.ts";
import { remapped } from "./remap.ts";

describe("own keys", () => {
  it("take the place of those of the table", () => {
    const { bindings, problems } = remapped(
      '{ "down": ["J", "Down"], "quit": "x", "half-down": "ctrl+n", "last": "g", "first": "G", "log": "L" }',
    );
    expect(problems).toEqual([]);
    expect(bindingFor("J", "findings", bindings)?.id).toBe("down");
    expect(bindingFor("j", "findings", bindings)).toBeNull();
    expect(bindingFor("x", "inputs", bindings)?.id).toBe("quit");
    expect(bindingFor("ctrl+n", "inputs", bindings)?.id).toBe("half-down");
    expect(bindingFor("G", "inputs", bindings)?.id).toBe("first");
    expect(bindingFor("k", "inputs", bindings)?.id).toBe("up");
  });

  it("that a command has on some screens only stay on those", () => {
    const { bindings, problems } = remapped('{ "first": ["g", "Home"], "next-match": ["n", "Enter"] }');
    expect(problems).toEqual([]);
    const ids = (["inputs", "review"] as const).map((screen) => bindingFor("g", screen, bindings)?.id);
    expect(ids).toEqual(["first", "log"]);
    const matches = (["page", "detail"] as const).map((screen) => bindingFor("n", screen, bindings)?.id);
    expect(matches).toEqual(["next-match", "note"]);
    expect(bindingFor("enter", "detail", bindings)?.id).toBe("next-match");
  });

  it("may be none for a command, which the palette still finds", () => {
    expect(bindingFor("ctrl+d", "inputs", remapped('{ "half-down": [] }').bindings)).toBeNull();
  });

  it.each([
    ["{", /^it is no JSON: /],
    ["[]", /^it is no JSON object/],
    ["null", /^it is no JSON object/],
    ['{ "jump": "j" }', /^"jump" is no command; commands: .*quit/],
    ['{ "down": "ctrl+alt+j" }', /^down: "ctrl\+alt\+j" is no key/],
    ['{ "down": 7 }', /^down: 7 is no key/],
    ['{ "down": "\\u001b" }', /^down: "\\u001b" is no key/],
    ['{ "down": "ctrl+c" }', /^down: Ctrl\+C always means quit/],
    ['{ "down": "q" }', /^one key for two commands of one screen: q: down and quit$/],
    ['{ "source": "u" }', /^one key for two commands of one screen: u: source and what-if-unset$/],
  ])("%s is refused whole", (text, wanted) => {
    const { bindings, problems } = remapped(text);
    expect(problems.join("\n")).toMatch(wanted);
    expect(bindings).toBe(BINDINGS);
  });

  it("that say nothing change nothing", () => {
    expect(remapped("{}").bindings).toEqual(BINDINGS);
  });
});
