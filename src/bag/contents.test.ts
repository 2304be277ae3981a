/** What only a maker of lists could do: lists that are sound one by one and do not fit together. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { compareContents } from "./contents.ts";
import { manifestText } from "./manifest.ts";

const sha = (text: string) => createHash("sha256").update(text).digest("hex");

function compared(change: (files: Map<string, string>, listed: Map<string, string>) => void) {
  const files = new Map([
    ["data/a.txt", "a"],
    ["bag-info.txt", "Payload-Oxum: 1.1\n"],
    ["bagit.txt", ""],
    ["README.txt", ""],
  ]);
  const listed = new Map([["data/a.txt", sha("a")]]);
  change(files, listed);
  const lines = (paths: readonly string[]) =>
    paths.map((path) => ({ path, sha256: listed.get(path) ?? sha(files.get(path) ?? "") }));
  files.set(
    "manifest-sha256.txt",
    manifestText(lines([...listed.keys()].filter((path) => !files.has(path) || path.startsWith("data/")))),
  );
  const tags = [...files.keys()].filter((path) => !path.startsWith("data/") && path !== "planted.txt");
  files.set("tagmanifest-sha256.txt", manifestText(lines(tags)));
  const found = [...files].map(([path, text]) => ({ path, type: "file", sha256: sha(text), bytes: text.length }));
  const folders = [{ path: "data", type: "directory", sha256: null, bytes: 0 }];
  const { altered, incomplete } = compareContents([...found, ...folders], (path) => files.get(path) ?? null);
  return [...altered, ...incomplete];
}

it("a sound bag has no difference", () => {
  expect(compared(() => undefined)).toEqual([]);
});

it.each<[string, string, Parameters<typeof compared>[0]]>([
  ["a count that is wrong", "counts 2.1 as bytes.files", (files) => files.set("bag-info.txt", "Payload-Oxum: 2.1\n")],
  ["no count", "counts nothing", (files) => files.set("bag-info.txt", "")],
  [
    "a label twice",
    "Payload-Oxum twice",
    (files) => files.set("bag-info.txt", "Payload-Oxum: 1.1\nPayload-Oxum: 1.1\n"),
  ],
  ["a tag file more", "lists letter.txt, which is none of its files", (files) => files.set("letter.txt", "x")],
  ["a tag file less", "does not list README.txt", (files) => files.delete("README.txt")],
  ["a payload outside of data", "which is not below data/", (_files, listed) => listed.set("notes.txt", sha(""))],
])("%s", (_name, sentence, change) => {
  expect(compared(change).join("\n")).toContain(sentence);
});
