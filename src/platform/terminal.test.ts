import { describe, expect, test } from "vitest";
import { terminalOf, type TerminalFacts } from "./terminal.ts";

type Env = TerminalFacts["env"];

function settings(env: Env, more: Partial<TerminalFacts> = {}) {
  return terminalOf({ env, platform: "linux", isTTY: true, columns: 120, ...more });
}

describe("colour", () => {
  test.each<[string, Env, Partial<TerminalFacts>, boolean]>([
    ["a terminal has it", {}, {}, true],
    ["a pipe has not", {}, { isTTY: false }, false],
    ["NO_COLOR takes it away", { NO_COLOR: "1" }, {}, false],
    ["NO_COLOR takes it away, whatever its value", { NO_COLOR: "0" }, {}, false],
    ["an empty NO_COLOR does not", { NO_COLOR: "" }, {}, true],
    ["FORCE_COLOR gives it to a pipe", { FORCE_COLOR: "1" }, { isTTY: false }, true],
    ["FORCE_COLOR gives it to a dumb terminal", { FORCE_COLOR: "1", TERM: "dumb" }, {}, true],
    ["FORCE_COLOR=0 takes it away", { FORCE_COLOR: "0" }, {}, false],
    ["FORCE_COLOR=false takes it away", { FORCE_COLOR: "false" }, {}, false],
    ["an empty FORCE_COLOR says nothing", { FORCE_COLOR: "" }, { isTTY: false }, false],
    ["NO_COLOR beats FORCE_COLOR", { NO_COLOR: "1", FORCE_COLOR: "1" }, {}, false],
    ["a dumb terminal has it not", { TERM: "dumb" }, {}, false],
    ["--no-color beats everything", { FORCE_COLOR: "1" }, { noColor: true }, false],
  ])("%s", (_, env, more, expected) => {
    expect(settings(env, more).colour).toBe(expected);
  });
});

describe("ascii", () => {
  test.each<[string, Env, Partial<TerminalFacts>, boolean]>([
    ["no locale is C", {}, {}, true],
    ["LANG in UTF-8", { LANG: "de_DE.UTF-8" }, {}, false],
    ["LANG in utf8", { LANG: "C.utf8" }, {}, false],
    ["LANG in Latin-1", { LANG: "de_DE.ISO-8859-1" }, {}, true],
    ["LANG without a charset", { LANG: "C" }, {}, true],
    ["LC_CTYPE beats LANG", { LC_CTYPE: "C", LANG: "de_DE.UTF-8" }, {}, true],
    ["LC_ALL beats LC_CTYPE", { LC_ALL: "C.UTF-8", LC_CTYPE: "C" }, {}, false],
    ["an empty LC_ALL says nothing", { LC_ALL: "", LANG: "C.UTF-8" }, {}, false],
    ["the Linux console", { TERM: "linux", LANG: "C.UTF-8" }, {}, true],
    ["--ascii", { LANG: "C.UTF-8" }, { ascii: true }, true],
    ["Windows keeps UTF-8", {}, { platform: "win32" }, false],
    ["Windows Terminal keeps UTF-8", { WT_SESSION: "x", TERM: "xterm", LANG: "C" }, { platform: "win32" }, false],
    ["Windows without TERM keeps UTF-8", { LANG: "C" }, { platform: "win32" }, false],
    ["a Unix shell on Windows obeys its locale", { TERM: "xterm", LANG: "C" }, { platform: "win32" }, true],
    ["a Unix shell on Windows without a locale", { TERM: "xterm" }, { platform: "win32" }, false],
    ["Windows with --ascii", {}, { platform: "win32", ascii: true }, true],
  ])("%s", (_, env, more, expected) => {
    expect(settings(env, more).ascii).toBe(expected);
  });
});

test.each([
  [undefined, 80],
  [0, 80],
  [1, 40],
  [40, 40],
  [41, 41],
  [300, 300],
])("%s columns give a width of %i", (columns, width) => {
  expect(settings({}, { columns }).width).toBe(width);
});
