/** Keys and what they do to the state; the table of keys; the window of a list. Pure. */
import { describe, expect, it } from "vitest";
import { catalogEntries } from "../cli/pages.ts";
import { fixtureReport, passingReport } from "../testing/report-fixture.ts";
import { BINDINGS, bindingFor, conflicts, footerText } from "./bindings.ts";
import type { Effect } from "./effects.ts";
import { bodyRows, frameRows, windowOf } from "./layout.ts";
import { lineWidth } from "./line.ts";
import { modelOf } from "./model.ts";
import { reduce } from "./reduce.ts";
import { frameLines } from "./screens/index.ts";
import { filtered, initialState, screenOf, type State } from "./state.ts";
import { themeOf } from "./theme.ts";

const theme = themeOf({ colour: true, ascii: false });
const model = modelOf(fixtureReport(), { theme, catalog: catalogEntries(), mayCopy: false });
const start = initialState({ columns: 80, rows: 24 });

function press(keys: readonly string[], from: State = start, of = model): { state: State; effects: Effect[] } {
  const effects: Effect[] = [];
  let state = from;
  for (const key of keys) {
    const step = reduce(of, state, { kind: "key", key });
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

function letters(text: string): string[] {
  return Array.from(text, (letter) => (letter === " " ? "space" : letter));
}

function where(...keys: readonly string[]): string[] {
  return press(keys).state.stack.map(({ id }) => id);
}

describe("the table of keys", () => {
  it("gives no key two meanings on one screen", () => {
    expect(conflicts()).toEqual([]);
    const down = BINDINGS.find(({ id }) => id === "down");
    expect(conflicts([...BINDINGS, { ...down!, id: "quit" }])).toEqual(["j: down and quit", "down: down and quit"]);
  });

  it("names every key that a screen shows, and shows only what works", () => {
    const { state } = press(["5"]);
    expect(state.message?.text).toMatch(/no review is kept here/);
    expect(footerText(model, start, 78)).toContain("Enter open");
    expect(footerText(model, press(["4"]).state, 78)).not.toContain("who decides");
    expect(bindingFor("u", "findings")).toBeNull();
  });

  it("has no command without a key, and no key that nothing does", () => {
    for (const { id, keys, title } of BINDINGS) expect([id, keys.length > 0, title !== ""]).toEqual([id, true, true]);
  });
});

describe("screens", () => {
  it("go by number, open by Enter, and close by Escape without ever quitting", () => {
    expect(where("2")).toEqual(["findings"]);
    expect(where("2", "enter")).toEqual(["findings", "detail"]);
    const credential = ["2", "/", ...letters("credential"), "enter", "enter"];
    expect(where(...credential, "p")).toEqual(["findings", "detail", "precedence"]);
    expect(where(...credential, "p", "esc", "esc")).toEqual(["findings"]);
    expect(model.findings[0]?.trail).toEqual([]);
    expect(press(["2", "p"]).state.message?.text).toMatch(/no GPO/);
    expect(where("2", "enter", "esc", "esc")).toEqual(["overview"]);
    expect(press(["esc", "esc", "esc"]).effects).toEqual([]);
    expect(where("6", "enter")).toEqual(["catalog", "page"]);
    expect(where("4", "enter", "2", "-")).toEqual(["inputs", "page"]);
  });

  it("are found again as they were left", () => {
    expect(screenOf(press(["2", "j", "j", "4", "2"]).state)).toEqual({ id: "findings", selected: 2 });
  });

  it("stop at the ends of a list", () => {
    const { findings } = model;
    expect(screenOf(press(["2", "k"]).state).selected).toBe(0);
    expect(screenOf(press(["2", "G", "j"]).state).selected).toBe(findings.length - 1);
    expect(screenOf(press(["2", "G", "g"]).state).selected).toBe(0);
    expect(screenOf(press(["2", "pgdn"]).state).selected).toBe(Math.min(bodyRows(start.size), findings.length - 1));
  });

  it("go through the findings of the list by brackets", () => {
    const first = press(["2", "enter"]).state;
    const next = press(["]"], first).state;
    expect(screenOf(next)).toMatchObject({ finding: model.findings[1]?.id });
    expect(press(["["], first).state.message?.text).toMatch(/first/);
  });

  it("of a verdict or a role open as the findings of it", () => {
    const { state } = press(["tab", "enter"]);
    expect([screenOf(state).id, state.filter]).toEqual(["findings", "status:fail"]);
    expect(press(["tab", "tab", "enter"]).state.filter).toMatch(/^role:/);
  });
});

describe("the filter", () => {
  it("filters while it is typed, keeps by Enter, and goes away by Escape", () => {
    const typed = press(["/", ...letters("st:fail")]).state;
    expect(filtered(model, typed).findings.every(({ status }) => status === "fail")).toBe(true);
    const kept = press(["enter"], typed).state;
    expect(kept.filter).toBe("st:fail");
    expect(press(["esc"], typed).state.filter).toBe("");
    expect(press(["esc"], kept).state).toMatchObject({ filter: "", stack: [{ id: "findings" }] });
  });

  it("does not take an expression that it does not understand", () => {
    const { state } = press(["/", ...letters("nosuch:x"), "enter"]);
    expect(state.entry?.text).toBe("nosuch:x");
    expect(press(["backspace", "ctrl+u", ...letters("ca"), "enter"], state).state.filter).toBe("ca");
  });

  it("types letters that are commands elsewhere, and a paste as one line", () => {
    expect(press(["/", "q", "j", "paste:a\r\nb"]).state.entry?.text).toBe("qja b");
  });

  it("never leaves the selection behind the list", () => {
    const { state } = press(["2", "G", "/", ...letters("nothing-is-called-that"), "enter", "enter", "p", "y", "space"]);
    expect(screenOf(state).selected).toBe(0);
  });
});

describe("the palette", () => {
  it("runs a command by its name, and jumps to a requirement", () => {
    expect(press([":", ...letters("screen 4"), "enter"]).state.stack.map(({ id }) => id)).toEqual(["inputs"]);
    const jumped = press([":", ...letters("MDI-DC-NTLM-DOMAIN"), "enter"]).state;
    expect(screenOf(jumped)).toMatchObject({ id: "page", page: { id: "MDI-DC-NTLM-DOMAIN" } });
    expect(press([":", ...letters("quit"), "enter"]).effects).toEqual([{ kind: "quit" }]);
  });

  it("says why a command does nothing", () => {
    expect(press([":", ...letters("sign-off"), "enter"]).state.message?.text).toMatch(/no review is kept here/);
  });
});

describe("effects", () => {
  it("take the fix of one finding, or of all marked ones, along", () => {
    const one = press(["2", "y"]).effects.find(({ kind }) => kind === "write-fix");
    expect(one).toMatchObject({ kind: "write-fix", name: expect.stringMatching(/^fix-[A-Z0-9-]+\.txt$/) });
    const marked = press(["2", "space", "space", "y"]).effects.find(({ kind }) => kind === "write-fix");
    expect(marked).toMatchObject({ name: "fixes-2.txt" });
  });

  it("copy only where that was asked for", () => {
    const copying = modelOf(fixtureReport(), { theme, catalog: [], mayCopy: true });
    expect(press(["2", "y"], start, copying).effects.map(({ kind }) => kind)).toContain("copy");
    expect(press(["2", "y"]).effects.map(({ kind }) => kind)).not.toContain("copy");
  });

  it("ask a question of a step once, and show its answer", () => {
    const at = press(["2", "/", ...letters("credential"), "enter", "p"]).state;
    const asked = press(["u"], at);
    const effect = asked.effects.find(({ kind }) => kind === "what-if");
    expect(effect).toMatchObject({ words: [expect.stringMatching(/^unset:.*:MDI-DC-AUDIT-CREDENTIAL-VALIDATION$/)] });
    expect(press(["u"], asked.state).effects.map(({ kind }) => kind)).not.toContain("what-if");
    const key = effect?.kind === "what-if" ? effect.key : "";
    const answered = reduce(model, asked.state, { kind: "what-if", key, result: { problem: "cannot be thought" } });
    expect(shown(answered.state)).toContain("cannot be thought");
  });

  it("quit by q, and by Ctrl+C even while text is typed", () => {
    expect(press(["q"]).effects).toEqual([{ kind: "quit" }]);
    expect(press(["/", "q", "ctrl+c"]).effects).toEqual([{ kind: "quit" }]);
  });
});

function shown(state: State, of = model): string {
  return frameLines(of, state)
    .map((line) => line.map(({ text }) => text).join(""))
    .join("\n");
}

describe("frames", () => {
  const screens = [[], ["2"], ["2", "enter"], ["3"], ["4"], ["4", "enter"], ["6"], ["6", "enter"], ["?"], [":"], ["/"]];

  it("are one row less than the terminal, and every row as wide as it, on every screen and size", () => {
    for (const columns of [60, 79, 80, 99, 100, 120, 160, 200]) {
      for (const rows of [15, 24, 40, 60]) {
        for (const keys of screens) {
          const { state } = press(keys, initialState({ columns, rows }));
          const lines = frameLines(model, state);
          expect(lines.length, `${keys.join("")} ${columns}x${rows}`).toBe(frameRows({ columns, rows }));
          expect(
            lines.filter((line) => lineWidth(line) !== columns),
            `${keys.join("")} ${columns}x${rows}`,
          ).toEqual([]);
        }
      }
    }
  });

  it("say how much room they need", () => {
    expect(shown(initialState({ columns: 59, rows: 24 })).trim()).toBe("needs 60x15, has 59x24");
    expect(shown(initialState({ columns: 5, rows: 2 })).length).toBeLessThanOrEqual(5);
  });

  it("of a report without findings say so", () => {
    const calm = modelOf(passingReport(), { theme, catalog: [], mayCopy: false });
    expect(shown(start, calm)).toContain("Nothing fails.");
    for (const keys of [["enter"], ["3"], ["6", "enter"], ["p"], ["y"], ["s"]]) {
      expect(shown(press(keys, start, calm).state, calm)).not.toBe("");
    }
  });
});

it("a window holds the selected line, and no line twice", () => {
  for (const [selected, count, height] of [
    [0, 0, 5],
    [0, 3, 5],
    [4, 9, 5],
    [8, 9, 5],
    [19_999, 20_000, 17],
  ] as const) {
    const { start: from, end } = windowOf(selected, count, height);
    expect(end - from).toBe(Math.min(count, height));
    if (count > 0) expect(selected >= from && selected < end).toBe(true);
  }
});
