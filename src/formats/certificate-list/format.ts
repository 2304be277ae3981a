/** Certificates of a store, told by their thumbprints [mdi-requirements 6.12]. */
import type { ObservationFields } from "../../core/fact.ts";
import type { PsObject } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import {
  asDate,
  charSpan,
  hasAll,
  hostOf,
  objectHead,
  objectOf,
  readEach,
  rowOnly,
  textOf,
  valueOf,
} from "../objects.ts";
import { answer } from "../unread.ts";

function sniff(head: Head): "no" | "yes" {
  const names = objectHead(head);
  return answer(
    hasAll(names, "thumbprint") &&
      ["pspath", "psparentpath", "subject", "notafter", "issuer"].some((name) => hasAll(names, name)),
  );
}

/** 40 hexadecimal digits; some tools put blanks and an invisible mark between or before them. */
function thumbprintOf(object: PsObject): string | null {
  const digits = (textOf(object, "Thumbprint") ?? "").replaceAll(/[\s:\u200e\u200f]/g, "").toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? digits : null;
}

/** `Microsoft.PowerShell.Security\Certificate::LocalMachine\Root\<thumbprint>` as `LocalMachine\Root`. */
function storeOf(object: PsObject): string | null {
  const path = textOf(object, "PSParentPath") ?? textOf(object, "PSPath") ?? "";
  return /Certificate::([^\\]{1,64}\\[^\\]{1,128})/i.exec(path)?.[1] ?? null;
}

function fieldsOf(object: PsObject): ObservationFields | null {
  const name = thumbprintOf(object);
  if (name === null) return null;
  const parts: readonly (readonly [string, string | null])[] = [
    ["store", storeOf(object)],
    ["subject", textOf(object, "Subject")],
    ["notAfter", asDate(valueOf(object, "NotAfter"))],
  ];
  const value = parts.flatMap(([key, text]) => (text === null ? [] : [`${key}=${text}`]));
  return { kind: "observation", topic: "certificate", name, value };
}

function parse(input: Input, sink: Sink): ReadResult {
  return readEach(input, sink, (object) => {
    const fields = fieldsOf(object);
    if (fields === null) {
      const data = {
        what: "the thumbprint",
        value: (textOf(object, "Thumbprint") ?? "").slice(0, 80),
        why: "it is not 40 hexadecimal digits",
      };
      sink.diagnostic({ code: "not-understood", offset: object.start, data });
      return;
    }
    sink.fact({ fields, span: charSpan(object), via: "powershell", host: hostOf(object) });
  });
}

export const certificateList = defineFormat({
  id: "certificate-list",
  title: "Certificates of a store (Get-ChildItem Cert:)",
  madeBy: [
    "Get-ChildItem Cert:\\LocalMachine\\Root | Select-Object Thumbprint, Subject, NotAfter, PSParentPath | ConvertTo-Json > certificates-HOST.json",
    "Get-ChildItem Cert:\\LocalMachine\\Root | Select-Object Thumbprint, Subject, NotAfter, PSParentPath | Export-Csv -NoTypeInformation -Path certificates-HOST.csv",
  ],
  recognisedBy:
    "JSON, CSV or CLIXML whose objects have Thumbprint, with Subject, Issuer, NotAfter or the path of a store.",
  proves:
    "Which certificates stood in that store of that computer at that time; whether one is missing only if the whole store was exported.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const object = objectOf(excerpt);
    return object === null ? rowOnly(kind) : fieldsOf(object);
  },
});
