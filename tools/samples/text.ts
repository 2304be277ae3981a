/** Strings to the bytes that Windows writes. */

export function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf8"));
}

/** Little endian with its byte order mark: gpreport.xml and GptTmpl.inf. */
export function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`\uFEFF${text}`, "utf16le"));
}

export function crlf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}

/** Text content; control characters become numeric references, as .NET's writer puts them. */
export function xmlText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g,
      (char) => `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`,
    );
}

export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('"', "&quot;");
}

/** A section that holds any text: `]]>` inside is split over two sections. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
