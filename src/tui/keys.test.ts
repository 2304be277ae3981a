/** Raw input of terminals → names of keys. */
import { describe, expect, it } from "vitest";
import { decodeKeys, typedText } from "./keys.ts";

describe("one chunk", () => {
  it.each<[string, string, readonly string[]]>([
    ["a letter", "j", ["j"]],
    ["a held key", "jjj", ["j", "j", "j"]],
    ["a line with its Enter", "text\r", ["t", "e", "x", "t", "enter"]],
    ["a line feed", "\n", ["enter"]],
    ["both line ends", "a\r\nb", ["a", "enter", "b"]],
    ["a space", " ", ["space"]],
    ["tab", "\t", ["tab"]],
    ["shift and tab", "\u001B[Z", ["shift+tab"]],
    ["backspace", "\u007F", ["backspace"]],
    ["the other backspace", "\b", ["backspace"]],
    ["Escape alone", "\u001B", ["esc"]],
    ["Escape twice", "\u001B\u001B", ["esc", "esc"]],
    ["Escape before what would be Alt", "\u001Bj", ["esc", "j"]],
    ["arrows", "\u001B[A\u001B[B\u001B[C\u001B[D", ["up", "down", "right", "left"]],
    ["arrows of the application mode", "\u001BOA\u001BOB", ["up", "down"]],
    ["home and end of xterm", "\u001B[H\u001B[F", ["home", "end"]],
    ["home and end of the application mode", "\u001BOH\u001BOF", ["home", "end"]],
    ["home and end of the Linux console", "\u001B[1~\u001B[4~", ["home", "end"]],
    ["home and end of rxvt", "\u001B[7~\u001B[8~", ["home", "end"]],
    ["pages", "\u001B[5~\u001B[6~", ["pgup", "pgdn"]],
    ["delete and insert", "\u001B[3~\u001B[2~", ["delete", "insert"]],
    ["a modified arrow", "\u001B[1;5A\u001B[1;2B", ["ctrl+up", "shift+down"]],
    ["control and letters", "\u0003\u0004\u0015\u001A", ["ctrl+c", "ctrl+d", "ctrl+u", "ctrl+z"]],
    ["control and space", "\0", ["ctrl+space"]],
    ["function keys", "\u001BOP\u001BOS", ["f1", "f4"]],
    ["a function key that nothing is bound to", "\u001B[15~", []],
    ["a report of the mouse", "\u001B[<0;10;20M", []],
    ["focus", "\u001B[I\u001B[O", []],
    ["an answer about colours", "\u001B]11;rgb:0000/0000/0000\u001B\\j", ["j"]],
    ["an answer about the terminal", "\u001BP>|xterm(370)\u001B\\", []],
    ["what the terminal is", "\u001B[?1;2c", []],
    ["a paste", "\u001B[200~q\rj\u001B[201~", ["paste:q\rj"]],
    ["keys around a paste", "/\u001B[200~st:fail\u001B[201~\r", ["/", "paste:st:fail", "enter"]],
    ["a character of two units", "監\u{1F600}", ["監", "\u{1F600}"]],
    ["a sequence in the middle of keys", "j\u001B[Bk", ["j", "down", "k"]],
    ["nothing", "", []],
  ])("%s", (_name, chunk, keys) => {
    expect(decodeKeys(chunk)).toEqual({ keys, rest: "" });
  });
});

describe("two chunks", () => {
  it.each<[string, string, string, readonly string[]]>([
    ["an arrow", "\u001B[", "B", ["down"]],
    ["a number", "\u001B[5", "~j", ["pgup", "j"]],
    ["the application mode", "\u001BO", "A", ["up"]],
    ["a paste", "\u001B[200~ab", "c\u001B[201~", ["paste:abc"]],
    ["the end of a paste", "\u001B[200~ab\u001B[20", "1~", ["paste:ab"]],
  ])("%s", (_name, first, second, keys) => {
    const begun = decodeKeys(first);
    expect(begun.keys).toEqual([]);
    expect(decodeKeys(second, begun.rest)).toEqual({ keys, rest: "" });
  });

  it("what never ends is dropped, and keys come through again", () => {
    const begun = decodeKeys(`\u001B[${"1".repeat(80)}`);
    expect(begun.rest).toBe("");
    expect(decodeKeys("j", begun.rest).keys).toEqual(["j"]);
  });
});

it("only characters type text, and a paste is one line", () => {
  expect(["a", "space", "enter", "ctrl+d", "paste:a\r\nb", "up"].map(typedText)).toEqual(["a", " ", "", "", "a b", ""]);
});
