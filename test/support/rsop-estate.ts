/** A resultant set taken apart: its links and its GPOs' values, each losing one too, as if they had been exported. */
import { AUDIT_CSE, PREFERENCES_REGISTRY_CSE, REGISTRY_CSE, SECURITY_CSE } from "../../src/core/extensions.ts";
import type { Fact, FactOf } from "../../src/core/fact.ts";
import type { Evidence, Gpo } from "../../src/evidence/evidence.ts";

export interface TakenApart {
  readonly evidence: Evidence;
  readonly host: string;
  /** GPO GUIDs in the order of application, as the file itself numbers it. */
  readonly applied: readonly string[];
  /** Every ranked value of the computer with its ranks. */
  readonly values: readonly RankedValue[];
}

export interface RankedValue {
  readonly facts: readonly Ranked[];
}
type Ranked = Extract<Fact, { readonly precedence?: number }>;

/** `facts`: those of one computer's resultant set. Only containers, orders and flags of links are taken over. */
export function takeApart(facts: readonly Fact[]): TakenApart | null {
  const computer = facts.find((fact): fact is FactOf<"computer"> => fact.kind === "computer");
  if (computer === undefined) return null;
  const applications = facts.filter((fact): fact is FactOf<"gpo-application"> => fact.kind === "gpo-application");
  const ranked = facts.filter((fact): fact is Ranked => "precedence" in fact && fact.precedence !== undefined);
  const gpos = applications.flatMap((application) => gpoOf(application, ranked));
  const values = new Map<string, Ranked[]>();
  for (const fact of ranked) values.set(keyOf(fact), [...(values.get(keyOf(fact)) ?? []), fact]);
  const directory = directoryOf(facts, applications);
  const source = {
    id: "0".repeat(64),
    path: "directory",
    kind: "ldif",
    bytes: 0,
    encoding: "utf-8",
    read: "complete",
    reason: null,
    memberOf: null,
    taken: null,
  } as const;
  return {
    evidence: {
      sources: [source],
      facts: [{ ...computer, roles: ["dc"], subject: { kind: "object", name: computer.name } }, ...directory],
      gpos,
      diagnostics: [],
    },
    host: computer.name,
    applied: applications
      .filter(({ appliedOrder }) => (appliedOrder ?? 0) > 0)
      .toSorted((a, b) => (a.appliedOrder ?? 0) - (b.appliedOrder ?? 0))
      .map(({ gpo }) => gpo ?? ""),
    values: [...values.values()].map((list) => ({ facts: list })),
  };
}

function directoryOf(facts: readonly Fact[], applications: readonly FactOf<"gpo-application">[]): Fact[] {
  const elsewhere = { subject: { kind: "object", name: "" } } as const;
  const scopes = facts.filter((fact): fact is FactOf<"scope-of-management"> => fact.kind === "scope-of-management");
  const most = new Map<string, number>();
  for (const { links } of applications) {
    for (const { container, somOrder } of links) most.set(container, Math.max(most.get(container) ?? 0, somOrder ?? 0));
  }
  const links = applications.flatMap((application) =>
    application.links.flatMap((link, index): Fact[] => {
      if (application.gpo === null) return [];
      const { container, enabled, enforced, somOrder } = link;
      return [
        {
          kind: "gpo-link",
          gpo: application.gpo,
          container,
          // The file counts upwards with precedence, the console downwards.
          order: somOrder === null ? null : (most.get(container) ?? 0) + 1 - somOrder,
          enabled,
          enforced,
          id: `${application.id}:${index}`,
          tier: "C",
          via: "ldif",
          origin: { ...application.origin, path: "directory" },
          linked: { guid: application.gpo, name: application.name, domain: application.domain },
          ...elsewhere,
        },
      ];
    }),
  );
  return [
    ...scopes.map((fact): Fact => ({ ...fact, origin: { ...fact.origin, path: "directory" }, ...elsewhere })),
    ...links,
  ];
}

function gpoOf(application: FactOf<"gpo-application">, ranked: readonly Ranked[]): Gpo[] {
  const { gpo, name, domain, state } = application;
  if (gpo === null) return [];
  const container = `rsop#${gpo}`;
  const subject = { kind: "gpo", guid: gpo, name, domain, container } as const;
  const denied = state === "access-denied" ? "D:(D;;GA;;;WD)" : "D:(A;;GA;;;WD)";
  return [
    {
      container,
      kind: "sysvol",
      guid: gpo,
      name,
      domain,
      backupId: null,
      backupTime: null,
      computerEnabled: state !== "disabled",
      userEnabled: true,
      machineExtensions: [REGISTRY_CSE, SECURITY_CSE, PREFERENCES_REGISTRY_CSE, AUDIT_CSE],
      versions: null,
      wmiFilter: { id: null, name: null },
      sddl: denied,
      identity: [],
      links: null,
      settings: ranked
        .filter((fact) => fact.gpo === gpo)
        .map(({ precedence: _precedence, gpo: _gpo, ...fact }) => ({ ...fact, subject })),
      supersededBy: null,
    },
  ];
}

/** Names a value within its extension: the file ranks those of one extension only. */
function keyOf(fact: Ranked): string {
  switch (fact.kind) {
    case "subcategory":
      return `subcategory ${fact.subcategory} ${fact.user ?? ""}`;
    case "legacy-category":
      return `category ${fact.category}`;
    case "registry":
      return `registry ${fact.action === undefined} ${fact.hive}\\${fact.key}\\${fact.name}`.toLowerCase();
    case "user-right":
      return `right ${fact.right}`;
    case "event-log":
      return `log ${fact.log} ${fact.setting}`;
    default:
      return `account ${fact.section} ${fact.setting}`;
  }
}
