/** A domain of invented GPOs, for tests of precedence: each GPO in one line of data. */
import type { Fact, FactFields, FactOf } from "../core/fact.ts";
import { AUDIT_CSE, PREFERENCES_REGISTRY_CSE, REGISTRY_CSE, SECURITY_CSE } from "../core/extensions.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";

export const DOMAIN = "corp.example";
export const DC_OU = `${DOMAIN}/Domain Controllers`;
const EVERYONE_APPLIES = "D:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;CI;LCRPLORC;;;AU)";
export const CREDENTIAL_VALIDATION = "0CCE923F-69AE-11D9-BED3-505054503030";
export const NTLM_DOMAIN = "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain";
export const FORCE = "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy";

export interface Link {
  readonly at: string;
  readonly enforced?: boolean;
  readonly enabled?: boolean;
  readonly order?: number;
}

export interface GpoSketch {
  readonly name: string;
  /** Null: no report tells. Left out: linked to the Domain Controllers OU. */
  readonly links?: readonly Link[] | null;
  readonly computerEnabled?: boolean;
  readonly sddl?: string | null;
  readonly wmi?: string;
  readonly extensions?: readonly string[] | null;
  readonly settings: readonly (FactFields & { readonly inert?: Fact["inert"] })[];
}

export function audit(subcategory: string, value: 0 | 1 | 2 | 3): FactFields {
  return {
    kind: "subcategory",
    subcategory,
    name: "",
    value,
    success: (value & 1) !== 0,
    failure: (value & 2) !== 0,
    state: "set",
  };
}

export function option(
  path: string,
  value: number | string,
  action?: "C" | "R" | "U" | "D",
  condition?: string,
): FactFields {
  const [, key, name] = /^HKLM\\(.*)\\([^\\]*)$/.exec(path) ?? [];
  return {
    kind: "registry",
    hive: "HKLM",
    key: key ?? "",
    name: name ?? "",
    type: typeof value === "number" ? "REG_DWORD" : "REG_SZ",
    value,
    ...(action === undefined ? {} : { action }),
    ...(condition === undefined ? {} : { condition }),
  };
}

export function category(name: string, value: number): FactFields {
  return { kind: "legacy-category", category: name, value };
}

export function estate(sketches: readonly GpoSketch[]): { evidence: Evidence; gpos: Gpo[] } {
  const gpos = sketches.map((sketch, index) => gpoOf(sketch, index));
  const facts = gpos.flatMap((gpo) => [...gpo.identity, ...(gpo.links ?? []), ...gpo.settings]);
  return { gpos, evidence: { sources: [], facts, gpos, diagnostics: [] } };
}

function gpoOf(sketch: GpoSketch, index: number): Gpo {
  const container = `estate/${sketch.name}`;
  const guid = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  const links = sketch.links === undefined ? [{ at: DC_OU }] : sketch.links;
  let position = 0;
  const fact = (fields: FactFields, via: Fact["via"]): Fact => ({
    ...fields,
    id: `${sketch.name}:${(position += 1)}:${fields.kind}`,
    tier: "C",
    via,
    subject: { kind: "gpo", guid, name: sketch.name, domain: DOMAIN, container },
    origin: {
      source: "0".repeat(64),
      path: `${container}/${via}`,
      span: { unit: "char", start: position, end: position + 1 },
      at: { line: position, column: 1 },
      excerpt: "",
    },
  });
  const identity = fact(
    {
      kind: "gpo",
      guid,
      name: sketch.name,
      domain: DOMAIN,
      backupId: null,
      backupTime: null,
      computerEnabled: sketch.computerEnabled ?? true,
      userEnabled: true,
      machineExtensions: [],
      versions: null,
      wmiFilter: { id: null, name: sketch.wmi ?? null },
      sddl: sketch.sddl ?? null,
    },
    "gpmc-backup",
  ) as FactOf<"gpo">;
  return {
    container,
    kind: "backup",
    guid,
    name: sketch.name,
    domain: DOMAIN,
    backupId: null,
    backupTime: null,
    computerEnabled: sketch.computerEnabled ?? true,
    userEnabled: true,
    machineExtensions:
      sketch.extensions === undefined
        ? [REGISTRY_CSE, SECURITY_CSE, PREFERENCES_REGISTRY_CSE, AUDIT_CSE]
        : sketch.extensions,
    versions: null,
    wmiFilter: { id: null, name: sketch.wmi ?? null },
    sddl: sketch.sddl === undefined ? EVERYONE_APPLIES : sketch.sddl,
    identity: [identity],
    links:
      links === null
        ? null
        : links.map(
            (link) =>
              fact(
                {
                  kind: "gpo-link",
                  gpo: guid,
                  container: link.at,
                  order: link.order ?? null,
                  enabled: link.enabled ?? true,
                  enforced: link.enforced ?? false,
                },
                "gpreport",
              ) as FactOf<"gpo-link">,
          ),
    settings: sketch.settings.map((fields) => fact(fields, viaOf(fields))),
    supersededBy: null,
  };
}

function viaOf(fields: FactFields): Fact["via"] {
  if (fields.kind === "subcategory") return "audit-csv";
  return fields.kind === "registry" && fields.action !== undefined ? "preferences" : "security-template";
}
