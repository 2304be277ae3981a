import { afterAll, describe, expect, it } from "vitest";
import { tempFolder } from "../testing/temp-folder.ts";
import { walk } from "./files.ts";
import { type StoredFile, storedFiles } from "./stored-files.ts";

const place = tempFolder();
afterAll(() => place.remove());
const one = place.write("1.bin", "first");
const two = place.write("2.bin", "second, longer");

async function walked(files: readonly StoredFile[], roots: readonly string[]) {
  const fs = storedFiles(files);
  if (fs === null) return null;
  const problems: string[] = [];
  const texts: [string, string][] = [];
  for await (const entry of walk(roots, ({ code, path }) => problems.push(`${code} ${path}`), { fs, windows: false })) {
    texts.push([entry.path, Buffer.from(await entry.read()).toString("utf8")]);
  }
  return { texts, problems };
}

describe("stored files", () => {
  it("are walked under their own names, in their own order", async () => {
    const files = [
      { path: "in/{B}/b.txt", file: one, bytes: 5 },
      { path: "in/a\u202E\\.txt", file: two, bytes: 14 },
      { path: "single.txt", file: one, bytes: 5 },
    ];
    expect(await walked(files, ["in", "single.txt"])).toEqual({
      texts: [
        ["in/a\u202E\\.txt", "second, longer"],
        ["in/{B}/b.txt", "first"],
        ["single.txt", "first"],
      ],
      problems: [],
    });
  });

  it("cannot stand in one tree when one is the folder of another, or has its name", () => {
    const file = { file: one, bytes: 5 };
    expect(
      storedFiles([
        { path: "a", ...file },
        { path: "a/b", ...file },
      ]),
    ).toBeNull();
    expect(
      storedFiles([
        { path: "a/b", ...file },
        { path: "a/b", ...file },
      ]),
    ).toBeNull();
  });

  it("reach nothing outside of them", async () => {
    const found = await walked([{ path: "in/../../a", file: one, bytes: 5 }], ["in", "/etc", "..", two]);
    expect(found?.texts).toEqual([["in/../../a", "first"]]);
    expect(found?.problems).toEqual(["not-found /etc", "not-found ..", `not-found ${two}`]);
  });
});
