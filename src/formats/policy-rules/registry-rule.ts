/** `ComputerConfig` and `UserConfig`: one registry value each [formats.md 1.8]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { RegistryFields, RegistryValue } from "../../core/fact.ts";
import { quadWord, shortened } from "../../text/registry-data.ts";
import { isSecretName } from "../../text/secrets.ts";
import { child, textOf, type XmlElement } from "../../text/xml.ts";

export interface RegistryRule {
  /** Null without a key. */
  readonly fields: RegistryFields | null;
  readonly notes: readonly DiagnosticDraft[];
  /** The data is a password: neither in the fields nor to be cited. */
  readonly secret: boolean;
}

/** Written by hand in public rules: the value shall not be there [V]. */
const DELETE = "[[[delete]]]";

export function registryRule(rule: XmlElement): RegistryRule {
  const key = textOf(child(rule, "Key")) ?? "";
  if (key === "") {
    return { fields: null, notes: [{ code: "malformed", data: { message: "a rule without a key" } }], secret: false };
  }
  // In these files Value is the name of the value.
  const name = textOf(child(rule, "Value")) ?? "";
  const written = (textOf(child(rule, "RegType")) ?? "").toUpperCase();
  const data = child(rule, "RegData")?.text ?? "";
  const machine = rule.name === "ComputerConfig";
  const type = written === "" ? null : written;
  const deletes = data.trim().toLowerCase() === DELETE || /^\*\*(?:del\.|delvals|deletevalues|deletekeys)/i.test(name);
  const secret = !deletes && data !== "" && isSecretName(name.replace(/^\*\*soft\./i, ""));
  const value = deletes || secret ? null : valueOf(written, data);
  const notes: DiagnosticDraft[] = [];
  if (secret) notes.push({ code: "secret-redacted", data: { what: shortened(name) } });
  if (value === undefined) {
    notes.push({
      code: "not-understood",
      data: { what: shortened(name), type: shortened(written), value: shortened(data) },
    });
  }
  const fields: RegistryFields = {
    kind: "registry",
    hive: machine ? "HKLM" : "HKCU",
    key,
    name,
    type,
    value: value === undefined ? data : value,
    side: machine ? "machine" : "user",
    ...(deletes ? { action: "D" } : {}),
    ...(/^\*\*soft\./i.test(name) ? { condition: "only if the value does not exist" } : {}),
  };
  return { fields, notes, secret };
}

/** Null where there is none, undefined where the text does not fit the type. */
function valueOf(type: string, data: string): RegistryValue | null | undefined {
  const text = data.trim();
  switch (type) {
    case "REG_SZ":
    case "REG_EXPAND_SZ":
      return data;
    case "REG_DWORD": {
      if (!/^(?:-?\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text)) return undefined;
      const number = Number(text);
      return number >= -(2 ** 31) && number < 2 ** 32 ? number >>> 0 : undefined;
    }
    case "REG_QWORD": {
      if (!/^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text)) return undefined;
      const number = BigInt(text);
      return number < 2n ** 64n ? quadWord(number) : undefined;
    }
    case "REG_BINARY": {
      const digits = text.replaceAll(/[\s,]/g, "");
      return digits.length % 2 === 0 && /^[0-9a-f]*$/i.test(digits) ? digits.toLowerCase() : undefined;
    }
    case "REG_MULTI_SZ":
      // What parts the strings is not known [U]: one word is one string, several are kept as they are written.
      if (text === "") return [];
      return /[\s,;|]/.test(text) ? undefined : [text];
    case "REG_NONE":
    case "":
      return text === "" ? null : undefined;
    default:
      return undefined;
  }
}
