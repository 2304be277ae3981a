/** Optional features of the forest, the recycle bin among them [MS-ADTS 3.1.1.9; mdi-requirements 6.9]. */
import type { ObservationFields } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import { domainOfDn } from "../../text/distinguished-name.ts";
import type { PsObject } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { charSpan, hasAll, objectHead, objectOf, readEach, rowOnly, sayCut, textOf, textsOf } from "../objects.ts";
import { answer } from "../unread.ts";

const COMMAND =
  "Get-ADOptionalFeature -Filter * | Select-Object Name, FeatureGUID, EnabledScopes, DistinguishedName | ConvertTo-Json -Depth 3";

function sniff(head: Head): "no" | "yes" {
  const names = objectHead(head);
  return answer(hasAll(names, "enabledscopes") && (hasAll(names, "featureguid") || hasAll(names, "featurescope")));
}

/** The value is the list of scopes: empty means not enabled; null, that the export left it out. */
function fieldsOf(object: PsObject): ObservationFields | null {
  const name = guidOf(textOf(object, "FeatureGUID") ?? "") ?? textOf(object, "Name");
  const scopes = property(object, "EnabledScopes");
  if (name === null || scopes === undefined) return null;
  const { texts, cut } = textsOf(scopes.value);
  return { kind: "observation", topic: "optional-feature", name, value: cut ? null : texts };
}

function parse(input: Input, sink: Sink): ReadResult {
  return readEach(input, sink, (object) => {
    const fields = fieldsOf(object);
    if (fields === null) {
      sink.diagnostic({
        code: "malformed",
        offset: object.start,
        data: { message: "a feature without its name or its EnabledScopes" },
      });
      return;
    }
    if (fields.value === null)
      sayCut(sink, property(object, "EnabledScopes") ?? object, "EnabledScopes", "optional-features");
    // The partitions container of the configuration naming context carries the forest's name.
    const forest =
      domainOfDn(textOf(object, "DistinguishedName") ?? "") ??
      domainOfDn(Array.isArray(fields.value) ? (fields.value[0] ?? "") : "");
    const subject = { kind: "forest", name: forest ?? "a forest that the file does not name" } as const;
    sink.fact({ fields, span: charSpan(object), via: "powershell", tier: "A", object: subject });
  });
}

export const optionalFeatures = defineFormat({
  id: "optional-features",
  title: "Optional features of the forest (Get-ADOptionalFeature)",
  madeBy: [
    `${COMMAND} > optional-features.json`,
    "Get-ADOptionalFeature -Filter * | Export-Clixml -Path optional-features.xml",
  ],
  recognisedBy: "JSON, CSV or CLIXML whose objects have EnabledScopes and FeatureGUID.",
  proves:
    "Which optional features are enabled in the forest; the recycle bin is 766DDCD8-ACD0-445E-F3B9-A7F9B6744F2A. CSV leaves the scopes out.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const object = objectOf(excerpt);
    return object === null ? rowOnly(kind) : fieldsOf(object);
  },
});
