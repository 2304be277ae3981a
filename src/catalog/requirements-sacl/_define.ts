/** What the requirements of this catalog share: one object, what must be recorded on it, and entries by hand that do it. */
import type { Detection, Severity } from "../../core/report.ts";
import type { AuditNeed } from "../../sacl/types.ts";
import { parseSddl } from "../../text/sddl.ts";
import type { Reference, Requirement, SaclExpect, SaclObject } from "../define.ts";
import { defineRequirement } from "../define.ts";
import { askDescriptor, exportOf, NATIVE_SACL, SACL_NEIGHBOURS } from "../requirements/_sacl.ts";
import { addRuleLines } from "../sacl-remedy.ts";

const RETRIEVED = "2026-11-22";

export const ADSC: Reference = {
  title: "[MS-ADSC] and [MS-ADA1] to [MS-ADA3] Active Directory schema: identifiers and default descriptors",
  locator: "https://learn.microsoft.com/openspecs/windows_protocols/ms-adsc",
  retrieved: RETRIEVED,
};
export const SIGMA: Reference = {
  title: "SigmaHQ rules for the Windows Security log: which accesses they look for",
  locator: "https://github.com/SigmaHQ/sigma/tree/master/rules/windows/builtin/security",
  retrieved: RETRIEVED,
};
export const ELASTIC: Reference = {
  title: "Elastic detection rules for Windows: which accesses they look for",
  locator: "https://github.com/elastic/detection-rules/tree/main/rules/windows",
  retrieved: RETRIEVED,
};
export const SET_AUDIT_RULE: Reference = {
  title: "Set-AuditRule (OTRF): audit entries by use case",
  locator: "https://github.com/OTRF/Set-AuditRule",
  retrieved: RETRIEVED,
};

const FEEDS = {
  access: "0CCE923B-69AE-11D9-BED3-505054503030",
  changes: "0CCE923C-69AE-11D9-BED3-505054503030",
} as const;

export interface SaclRequirement {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly severity: Severity;
  /** The object in a few words. */
  readonly about: string;
  readonly object: Extract<SaclObject, { below: string }>;
  readonly needs: readonly AuditNeed[];
  readonly feeds: readonly (keyof typeof FEEDS)[];
  readonly guard?: SaclExpect["guard"];
  /** Audit entries that do it, by hand. */
  readonly entries: string;
  readonly why: string;
  readonly functional?: string;
  readonly events: readonly string[];
  readonly detections: readonly string[];
  readonly references: readonly Reference[];
}

export function everyone(rights: number, on: AuditNeed["on"], types: readonly string[] = []): AuditNeed {
  return { who: "S-1-1-0", rights, types, outcomes: ["success"], on };
}

export const ITSELF: AuditNeed["on"] = { kind: "object" };
export function below(inheritedClass: string | null): AuditNeed["on"] {
  return { kind: "descendants", class: inheritedClass };
}

export const SACL_CATALOG_NOTE =
  "Beyond what Defender for Identity asks for: it pays only where somebody reads these events.";

export function saclRequirement(one: SaclRequirement): Requirement {
  const { of, below: names } = one.object;
  const context = {
    domain: "(Get-ADDomain).DistinguishedName",
    "forest-root": "(Get-ADRootDSE).rootDomainNamingContext",
    configuration: "(Get-ADRootDSE).configurationNamingContext",
  }[of];
  const dn = of === "domain" ? "{dn}" : context;
  const path = names === "" ? dn : `'${names},' + ${dn}`;
  const asked = names === "" ? context : `'${names},' + ${context}`;
  const detections: Detection[] = one.detections.map((title) => ({ title, basis: "inferred" }));
  const parsed = parseSddl(`S:${one.entries}`);
  const aces = parsed.ok ? (parsed.descriptor.sacl?.aces ?? []) : [];
  const placed = { domain: "", "forest-root": "", configuration: "CN=Configuration," }[of];
  const example = `${names === "" ? "" : `${names},`}${placed}DC=corp,DC=example`;
  const schema = one.guard?.when === "schema" ? SCHEMA : {};
  return defineRequirement({
    id: one.id,
    revision: 1,
    title: one.title,
    label: one.label,
    severity: one.severity,
    appliesTo: { each: "object", object: one.about },
    expect: {
      kind: "sacl",
      object: one.object,
      needs: one.needs,
      subcategories: one.feeds.map((feed) => ({ subcategory: FEEDS[feed], includes: ["success"] as const })),
      ...(one.guard === undefined ? {} : { guard: one.guard }),
    },
    want: `On ${names === "" ? `the ${one.about}` : names}, audit entries that record at least what these do: ${one.entries}`,
    why: one.why,
    functional: one.functional ?? SACL_CATALOG_NOTE,
    events: one.events,
    detections,
    verify: [
      `(Get-Acl -Audit -Path ('AD:\\' + ${asked})).Audit | Format-List  # elevated, with the right Manage auditing and security log`,
    ],
    ask: askDescriptor(asked, one.id.toLowerCase()),
    remedies: [{ via: "native", text: NATIVE_SACL, commands: addRuleLines(path, aces) }],
    references: one.references,
    examples: {
      pass: [{ note: "The entries above.", files: { ...exportOf({ [example]: one.entries }), ...schema } }],
      fail: [{ note: "An empty SACL.", files: { ...exportOf({ [example]: "" }), ...schema } }],
      unknown: [{ note: "No GPO can show the SACL.", files: SACL_NEIGHBOURS }],
    },
  });
}

const SCHEMA = {
  "directory/schema.ldif": "dn: CN=Schema,CN=Configuration,DC=corp,DC=example\nobjectClass: dMD\nobjectVersion: 91\n\n",
};
