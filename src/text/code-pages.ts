/**
 * Code pages of consoles and editors, for text that was decoded as Windows-1252 because nothing in it said otherwise.
 * Such text still has its bytes, so that another page can be tried on single words [formats.md 4.6, step 4].
 */

/** Upper halves of the pages that Node does not decode. */
const CP437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
  "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";
const CP850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
  "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";
const CP852 =
  "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐" +
  "└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0";

/** Name as shown, and how Node calls it or the upper half itself. Windows-1252 is what the text was read as. */
const PAGES: readonly { readonly name: string; readonly label?: string; readonly upper?: string }[] = [
  { name: "CP850", upper: CP850 },
  { name: "CP437", upper: CP437 },
  { name: "CP852", upper: CP852 },
  { name: "CP866", label: "ibm866" },
  { name: "CP932", label: "shift_jis" },
  { name: "CP936", label: "gbk" },
  { name: "CP949", label: "euc-kr" },
  { name: "CP950", label: "big5" },
  { name: "Windows-1250", label: "windows-1250" },
  { name: "Windows-1251", label: "windows-1251" },
  { name: "Windows-1253", label: "windows-1253" },
  { name: "Windows-1254", label: "windows-1254" },
  { name: "Windows-1255", label: "windows-1255" },
  { name: "Windows-1256", label: "windows-1256" },
  { name: "Windows-1257", label: "windows-1257" },
];

export const CODE_PAGES: readonly string[] = PAGES.map(({ name }) => name);

/** Longer texts are no word of a table; the cap keeps hostile files cheap. */
const LONGEST = 128;

/**
 * The text as the page would have read its bytes. Null when it has characters that Windows-1252 has not, is ASCII
 * alone, or is no text of that page.
 */
export function readAs(page: string, text: string): string | null {
  const bytes = bytesOf(text);
  return bytes === null ? null : decodeAs(page, bytes);
}

function decodeAs(name: string, bytes: Uint8Array): string | null {
  const page = PAGES.find((one) => one.name === name);
  if (page === undefined) return null;
  if (page.upper !== undefined) {
    let text = "";
    for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : page.upper.charAt(byte - 0x80);
    return text;
  }
  try {
    return new TextDecoder(page.label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Code points of the bytes 0x80 to 0x9F in Windows-1252; its five holes stay the C1 controls, as `decode` has them. */
const HIGH =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

function bytesOf(text: string): Uint8Array | null {
  if (text.length > LONGEST) return null;
  const bytes: number[] = [];
  let ascii = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const high = HIGH.indexOf(text.charAt(at));
    if (high >= 0) bytes.push(0x80 + high);
    else if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) bytes.push(code);
    else return null;
    if (code >= 0x80) ascii = false;
  }
  return ascii ? null : Uint8Array.from(bytes);
}

/**
 * Blanks, U+FEFF and NUL off both ends, and nothing that can be a letter of another page: U+00A0 is the Russian a of
 * CP866 and the accented a of CP850.
 */
export function trimUndecided(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0 || code === 0xfeff;
}

export interface CodePage {
  readonly page: string;
  /** How many of the texts it makes a known word. */
  readonly hits: number;
}

/**
 * The page under which the most of the texts are known; of several that read them alike, the first of the list.
 * Null when no page makes any text known, or when two of the best give one text different meanings.
 */
export function bestCodePage(texts: Iterable<string>, meaning: (text: string) => string | null): CodePage | null {
  const known = PAGES.map(({ name }) => ({ name, meanings: new Map<string, string>() }));
  for (const text of texts) {
    const bytes = bytesOf(text);
    if (bytes === null) continue;
    for (const page of known) {
      const decoded = decodeAs(page.name, bytes);
      const found = decoded === null ? null : meaning(decoded);
      if (found !== null) page.meanings.set(text, found);
    }
  }
  const hits = Math.max(...known.map(({ meanings }) => meanings.size));
  const best = known.filter(({ meanings }) => meanings.size === hits);
  const [first] = best;
  if (hits === 0 || first === undefined) return null;
  for (const { meanings } of best) {
    for (const [text, found] of meanings) {
      if ((first.meanings.get(text) ?? found) !== found) return null;
    }
  }
  return { page: first.name, hits };
}
