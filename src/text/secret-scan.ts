/**
 * Whether bytes that nobody has understood hold a secret in readable form: passwords in scripts, answer files and
 * preferences, private keys. By parts and in one pass; UTF-16 is read like ASCII, by leaving out its zero bytes.
 * It withholds rather than misses: a pattern that fits is enough, whatever the format.
 */

/** A value that stands for a secret and is none. */
const PLACEHOLDER = String.raw`(?:\*|%|\$|<|\{|\[|null\b|none\b|true\b|false\b|required\b|optional\b|redacted\b|yes\b|no\b|[01]\b|x{3,}|\.{3})`;
const VALUE = String.raw`["']?(?!["']|${PLACEHOLDER})[^\s"',;<>)\]]{2}`;

/** Every repetition is bounded, so that each start costs a constant at most. `needle`: lower case, looked for first. */
const PATTERNS: readonly { readonly needle: string; readonly what: string; readonly pattern: RegExp }[] = [
  { needle: "cpassword", what: "a cpassword attribute", pattern: /cpassword\s{0,20}=\s{0,20}["']?[^"'\s>]/ },
  {
    needle: "passw",
    what: "a password",
    pattern: new RegExp(
      String.raw`(?<![a-z0-9])(?:[a-z0-9]{0,24}[_-])?passw(?:or)?d["'\]]{0,2}\s{0,20}[=:](?![=:])\s{0,20}${VALUE}`,
    ),
  },
  {
    needle: "pwd",
    what: "a password",
    pattern: new RegExp(String.raw`(?<![a-z0-9])pwd["'\]]{0,2}\s{0,20}=(?!=)\s{0,20}${VALUE}`),
  },
  {
    needle: "password>",
    what: "a password element",
    pattern: /<(?:[a-z0-9]{1,20}:)?[a-z]{0,30}password>\s{0,200}(?:<(?:[a-z0-9]{1,20}:)?value>\s{0,200})?[^<\s]/,
  },
  {
    needle: "defaultpassword",
    what: "the password of an automatic logon",
    pattern:
      /(?<!\*\*del\.)defaultpassword["'\]]{0,2}(?:\s{0,20}[=;,]\s{0,20}["']?[^"'\s;\],-]|\s{1,40}reg_[a-z_]{2,10}\s{1,40}\S|[^\n]{0,200}(?:\/d|-value|value=)\s{0,5}["']?[^"'\s])/,
  },
  {
    needle: "convertto-securestring",
    what: "a password in a script",
    pattern: /convertto-securestring[^\n]{0,400}-asplaintext|-asplaintext[^\n]{0,400}convertto-securestring/,
  },
  {
    needle: "use",
    what: "a password in a script",
    pattern: /(?<![a-z])net(?:\.exe)?\s{1,8}use\s[^\n]{0,400}\/u(?:ser)?:/,
  },
  {
    needle: "user",
    what: "a password in a script",
    pattern: /(?<![a-z])net(?:\.exe)?\s{1,8}user\s{1,8}[^\s/]{1,100}\s{1,8}[^\s/*%$][^\s]{1,100}/,
  },
  { needle: "/rp", what: "a password in a script", pattern: /schtasks[^\n]{0,400}\s\/rp\s{1,8}["']?[^\s*"'%$]/ },
  { needle: "/pass:", what: "a password in a script", pattern: /cmdkey[^\n]{0,400}\/pass:["']?[^\s"'%$]/ },
  { needle: "psexec", what: "a password in a script", pattern: /psexec[^\n]{0,400}\s-p\s{1,8}["']?[^\s"'%$]/ },
  {
    needle: "private key",
    what: "a private key",
    pattern: /-----begin (?:[a-z0-9]{1,20} ){0,3}private key(?: block)?-----/,
  },
  { needle: "putty-user-key-file-", what: "a private key", pattern: /putty-user-key-file-\d/ },
];

/** As much as the longest pattern takes. */
const OVERLAP = 1024;
/** As much as a pattern looks at around itself. */
const MARGIN = 64;

export class SecretScan {
  #tail = "";
  #first = true;
  #head: number[] = [];
  #found: string | null = null;

  /** False once the answer is known. */
  push(part: Uint8Array): boolean {
    if (this.#found !== null) return false;
    for (const byte of part.subarray(0, HEAD - this.#head.length)) this.#head.push(byte);
    const text = this.#tail + withoutZeros(part).toLowerCase();
    this.#found = this.#search(text, text.length - MARGIN);
    if (text.length > OVERLAP) this.#first = false;
    this.#tail = text.slice(-OVERLAP);
    return this.#found === null;
  }

  /** What stands at either end of a window is cut there, and is judged in the window that has it whole. */
  #search(text: string, end: number): string | null {
    for (const { needle, what, pattern } of PATTERNS) {
      if (!text.includes(needle)) continue;
      const every = new RegExp(pattern, "g");
      every.lastIndex = this.#first ? 0 : MARGIN;
      const match = every.exec(text);
      if (match !== null && match.index + match[0].length <= end) return what;
    }
    return null;
  }

  /** What it holds; null: nothing that was looked for. */
  end(): string | null {
    this.#found ??= this.#search(this.#tail, this.#tail.length);
    return this.#found ?? (isPkcs12(this.#head) ? "a key store (PKCS #12)" : null);
  }
}

function withoutZeros(part: Uint8Array): string {
  const text = Buffer.from(part.buffer, part.byteOffset, part.length).toString("latin1");
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}

const HEAD = 16;

/** SEQUENCE { INTEGER 3, SEQUENCE … [RFC 7292, 4]. */
function isPkcs12(head: readonly number[]): boolean {
  const length = head[1] ?? 0;
  const after = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return head[0] === 0x30 && length > 0x0f && [0x02, 0x01, 0x03, 0x30].every((byte, i) => head[after + i] === byte);
}

const KEY_STORES = /\.(?:pfx|p12|ppk|jks|kdbx|keytab)$/i;
const CREDENTIALS = /(?:^|[/!])(?:ntds\.dit|sam|security)$/i;

/** A file whose name alone says that it holds keys or credentials; null for any other. */
export function secretByName(path: string): string | null {
  if (KEY_STORES.test(path)) return "a key store, by its name";
  return CREDENTIALS.test(path) ? "a store of credentials, by its name" : null;
}
