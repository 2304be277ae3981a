/** Secrets that policy files carry in a form anybody can read; no excerpt ever covers one [formats.md 0.7]. */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { descendants, type XmlElement } from "./xml.ts";

const CPASSWORD = "cpassword";

/** A `secret-redacted` for each element with a filled `cpassword` attribute, whatever its prefix and case [MS-GPPREF 2.2.1.1.4]. */
export function* redactions(root: XmlElement): Iterable<DiagnosticDraft> {
  for (const element of descendants(root)) {
    const carries = element.attributes.some(({ name, value }) => name.toLowerCase() === CPASSWORD && value !== "");
    if (carries) yield { code: "secret-redacted", data: { what: CPASSWORD }, offset: element.start };
  }
}

const CPASSWORD_ATTRIBUTE = /[\s:]cpassword\s*=/i;
const CPASSWORD_OR_VALUE = /[\s:]cpassword\s*=|\svalue\s*=|<(?:[\w.-]+:)?Value\b/i;

/** The value name of an automatic logon's password. */
export function isSecretName(valueName: string): boolean {
  return valueName.trim().toLowerCase() === "defaultpassword";
}

/**
 * The end of an excerpt of `text` that holds no `cpassword`, and with `hideValue` no `value` attribute either:
 * `end` itself, or the place where the first of them begins.
 */
export function endBeforeSecret(text: string, start: number, end: number, hideValue = false): number {
  const found = text.slice(start, end).search(hideValue ? CPASSWORD_OR_VALUE : CPASSWORD_ATTRIBUTE);
  return found < 0 ? end : start + found;
}

/** Attributes of directory objects that hold a secret, lower case, without options [formats.md 0.7]. */
const SECRET_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "unicodepwd dbcspwd ntpwdhistory lmpwdhistory supplementalcredentials userpassword unixuserpassword cleartextpassword " +
    "ms-mcs-admpwd ms-mcs-admpwdhistory mslaps-password mslaps-encryptedpassword mslaps-encryptedpasswordhistory " +
    "mslaps-encrypteddsrmpassword mslaps-encrypteddsrmpasswordhistory msds-managedpassword msds-executescriptpassword " +
    "msfve-recoverypassword msfve-keypackage mstpm-ownerinformation mskds-rootkeydata trustauthincoming trustauthoutgoing " +
    "initialauthincoming initialauthoutgoing currentvalue priorvalue mspkiaccountcredentials mspkidpapimasterkeys " +
    "msmqencryptkey mssfu30password sambantpassword sambalmpassword krb5key krbprincipalkey secret priorsecret"
  ).split(" "),
);
const HARMLESS_ATTRIBUTES: ReadonlySet<string> = new Set(["pwdlastset", "badpwdcount", "badpasswordtime"]);

/** Known to hold a secret, any case; LAPS gets new attributes, all but its date are taken for secrets. */
export function isSecretAttribute(name: string): boolean {
  const lower = name.toLowerCase();
  return SECRET_ATTRIBUTES.has(lower) || (lower.startsWith("mslaps-") && !lower.endsWith("expirationtime"));
}

/** A secret, or a name that sounds like one: no excerpt runs over it. */
export function mayBeSecretAttribute(name: string): boolean {
  const lower = name.toLowerCase();
  return isSecretAttribute(lower) || (!HARMLESS_ATTRIBUTES.has(lower) && /pass|pwd|secret|cred|key/.test(lower));
}
