import fc from "fast-check";
import { expect, test } from "vitest";
import { StreamDecoder, Utf8Check } from "./decode-stream.ts";
import { beginningOf, decode } from "./decode.ts";

const texts = fc.array(fc.constantFrom("a", "<GPO>", "é", "漢", "\u{1F600}", "\uFEFF", "\0", "\r\n"), {
  maxLength: 400,
});

function encoded(text: string, form: string): Buffer {
  const mark = form.endsWith("+") ? "\uFEFF" : "";
  if (form.startsWith("8")) return Buffer.from(mark + text, "utf8");
  const bytes = Buffer.from(mark + text, "utf16le");
  return form.startsWith("b") ? bytes.swap16() : bytes;
}

test("bytes in parts decode as the whole does, broken ones too", () => {
  const forms = fc.constantFrom("8", "8+", "l", "l+", "b", "b+");
  const flips = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 2 });
  fc.assert(
    fc.property(
      texts,
      forms,
      flips,
      fc.integer({ min: 1, max: 97 }),
      fc.nat(1),
      (parts, form, changes, length, cut) => {
        const all = encoded(parts.join(""), form);
        const bytes = all.subarray(0, Math.max(0, all.length - cut));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const { mark } = beginningOf(bytes);
        const check = new Utf8Check();
        check.push(bytes.subarray(mark));
        const decoder = new StreamDecoder(bytes.subarray(0, 512), check.end());
        let text = "";
        for (let at = 0; at < bytes.length; at += length) text += decoder.push(bytes.subarray(at, at + length));
        text += decoder.end();
        expect({ text, encoding: decoder.encoding, guessed: decoder.guessed }).toEqual(decode(bytes));
      },
    ),
    { seed: 14, numRuns: 500 },
  );
});

test("a character that is cut by a part is no error, one that is cut by the end is", () => {
  const bytes = Buffer.from("é漢");
  const check = new Utf8Check();
  for (const byte of bytes) check.push(Uint8Array.of(byte));
  expect(check.valid).toBe(true);
  expect(check.end()).toBe(true);
  const short = new Utf8Check();
  short.push(bytes.subarray(0, 4));
  expect(short.end()).toBe(false);
});
