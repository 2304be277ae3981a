/** What is shown of a domain as the evidence that its exports would give. */
import {
  AUDIT_CSE,
  PREFERENCES_REGISTRY_CSE,
  REGISTRY_CSE,
  SECURITY_CSE,
  processedExtensions,
} from "../../../src/core/extensions.ts";
import type { Fact, FactFields, FactOf, Guid, InertReason, Subject, Via } from "../../../src/core/fact.ts";
import type { Evidence, Gpo } from "../../../src/evidence/evidence.ts";
import { audit } from "../../../src/testing/estate.ts";
import { CREDENTIALS, fieldsOf } from "./settings.ts";
import { CONTAINERS, FIRST_UNIT, WMI_FILTERS } from "./world.ts";
import type { Group, Machine, Policy, World } from "./world.ts";

const DOMAIN = "corp.example";
const SID = "S-1-5-21-1-2-3";

export function guidOf(index: number): Guid {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

type MakeFact = (fields: FactFields, subject: Subject, via?: Via, more?: Partial<Fact> & { path?: string }) => Fact;

export function evidenceOf(world: World): Evidence {
  let count = 0;
  const fact: MakeFact = (fields, subject, via = "ldif", { path = "directory.ldif", ...more } = {}) => {
    count += 1;
    const at = { line: count, column: 1 };
    const origin = { source: "0".repeat(64), path, span: { unit: "char", start: 0, end: 0 }, at, excerpt: "" } as const;
    return { tier: "C", ...more, ...fields, id: `f${count}`, via, subject, origin };
  };
  const facts = [
    ...anchor(world, fact),
    ...world.containers.flatMap((_, at) => containerFacts(world, at, fact)),
    ...world.machines.flatMap((machine, index) => machineFacts(machine, index, world, fact)),
    ...groupFacts(world.inner, 1105, "Inner", [], fact),
    ...groupFacts(world.outer, 1106, "Outer", world.outer.nested ? ["CN=Inner,CN=Users,DC=corp,DC=example"] : [], fact),
    ...WMI_FILTERS.map((name, at) => wmiFact(name, world.wmi[at] === true, fact)),
  ];
  const gpos: Gpo[] = [];
  for (const [index, policy] of world.policies.entries()) {
    const made = policy.files || policy.report ? gpoOf(policy, index, world, fact) : null;
    if (made !== null) gpos.push(made);
    facts.push(
      ...traces(policy, index, made !== null, fact),
      ...(made === null ? [] : [...made.identity, ...(made.links ?? []), ...made.settings]),
    );
  }
  const source = {
    id: "0".repeat(64),
    path: "directory.ldif",
    kind: "ldif",
    bytes: 0,
    encoding: "utf-8",
    read: "complete",
    reason: null,
    memberOf: null,
    taken: null,
  } as const;
  return { sources: [source], facts, gpos, diagnostics: [] };
}

/** An export that shows an order somewhere has asked for links everywhere: a unit far from everything shows one. */
function anchor({ anchored }: World, fact: MakeFact): Fact[] {
  if (!anchored) return [];
  const dn = "OU=Anchor,DC=corp,DC=example";
  const subject: Subject = { kind: "object", name: dn };
  const link = { kind: "gpo-link", gpo: guidOf(0), container: dn, order: 1, enabled: false, enforced: false } as const;
  const site = "CN=Anchor,CN=Sites,CN=Configuration,DC=corp,DC=example";
  return [
    fact(
      { kind: "scope-of-management", container: site, type: "site", blocksInheritance: false },
      { kind: "object", name: site },
    ),
    fact({ kind: "scope-of-management", container: dn, type: "ou", blocksInheritance: false }, subject),
    fact(link, subject, "ldif", { linked: { guid: guidOf(0), name: null, domain: DOMAIN } }),
  ];
}

function containerFacts({ anchored, containers }: World, at: number, fact: MakeFact): Fact[] {
  const container = containers[at];
  const dn = CONTAINERS[at];
  if (container === undefined || dn === undefined || (container.shown === "none" && (at >= 2 || !anchored))) return [];
  const listed = container.shown === "all";
  const path = !listed ? "places.json" : container.ordered ? "directory.ldif" : "links.csv";
  const subject: Subject = { kind: "object", name: dn };
  const type = at < 2 ? "site" : at === 2 ? "domain" : "ou";
  const scope = fact(
    { kind: "scope-of-management", container: dn, type, blocksInheritance: type === "site" ? false : container.blocks },
    subject,
    "ldif",
    { path },
  );
  if (!listed) return [scope];
  const links = container.links.map(({ gpo, enabled, enforced }, index) => {
    const order = container.ordered ? container.links.length - index : null;
    return fact({ kind: "gpo-link", gpo: guidOf(gpo), container: dn, order, enabled, enforced }, subject, "ldif", {
      path,
      linked: { guid: guidOf(gpo), name: null, domain: DOMAIN },
    });
  });
  return [scope, ...links];
}

export function machineDn({ place }: Machine, index: number): string {
  return `CN=DC${index},${CONTAINERS[FIRST_UNIT + (place ?? 0)]}`;
}

function machineFacts(machine: Machine, index: number, world: World, fact: MakeFact): Fact[] {
  const name = `dc${index}.${DOMAIN}`;
  const subject: Subject = { kind: "host", name };
  const place = machine.place === null ? null : machineDn(machine, index);
  const site = machine.site === null ? null : (["Berlin", "Paris"][machine.site] ?? null);
  const fields = {
    kind: "computer",
    name,
    domain: DOMAIN,
    place,
    site,
    roles: [machine.readOnly ? "rodc" : "dc"],
    osVersion: machine.os,
  } as const;
  const told =
    machine.shown === "none"
      ? []
      : [
          fact(
            fields,
            { kind: "object", name: machineDn(machine, index) },
            machine.shown === "directory" ? "ldif" : "scope-file",
            { path: `${machine.shown}.txt` },
          ),
        ];
  const { capture } = machine;
  const rows =
    capture === null
      ? []
      : [
          fact(audit(CREDENTIALS, capture as 0 | 1 | 2 | 3), subject, "auditpol-get", {
            tier: "A",
            path: `${name}.csv`,
          }),
        ];
  const token = machine.rsop
    ? [
        fact(
          { kind: "computer", name, domain: DOMAIN, place: null, site, roles: [], osVersion: null },
          subject,
          "rsop",
          { tier: "B", path: `${name}.xml` },
        ),
        fact(
          { kind: "membership", group: `token of ${name}`, members: tokenOf(machine, index, world) },
          subject,
          "rsop",
          { tier: "B", path: `${name}.xml` },
        ),
      ]
    : [];
  return [...told, ...rows, ...token];
}

function tokenOf({ readOnly }: Machine, index: number, { inner, outer }: World): string[] {
  const within = inner.machines.includes(index);
  return [
    "S-1-1-0",
    "S-1-5-11",
    ...(readOnly ? [`${SID}-521`, `${SID}-498`] : ["S-1-5-9", `${SID}-516`]),
    ...(within ? [`${SID}-1105`] : []),
    ...(outer.machines.includes(index) || (outer.nested && within) ? [`${SID}-1106`] : []),
  ];
}

function groupFacts(group: Group, rid: number, name: string, groups: readonly string[], fact: MakeFact): Fact[] {
  if (group.shown === "none") return [];
  const dn = `CN=${name},CN=Users,DC=corp,DC=example`;
  const members = [...group.machines.map((index) => `dc${index}.${DOMAIN}`), ...groups];
  return [
    fact(
      {
        kind: "membership",
        group: dn,
        members,
        dn,
        sid: `${SID}-${rid}`,
        account: name,
        ...(group.shown === "whole" ? { whole: true as const } : {}),
      },
      { kind: "object", name: dn },
    ),
  ];
}

const WMI_ID = (name: string): Guid =>
  `00000000-0000-4000-9000-00000000000${WMI_FILTERS.findIndex((one) => one === name)}`;
const QUERIES: Readonly<Record<string, string>> = {
  controllers: 'SELECT * FROM Win32_OperatingSystem WHERE ProductType = "2"',
  workstations: 'SELECT * FROM Win32_OperatingSystem WHERE ProductType = "1"',
  build: 'SELECT * FROM Win32_OperatingSystem WHERE Version LIKE "10.0.2%"',
  serial: 'SELECT * FROM Win32_BIOS WHERE SerialNumber = "1"',
};

function wmiFact(name: string, shown: boolean, fact: MakeFact): Fact {
  return fact(
    { kind: "wmi-filter", filter: WMI_ID(name), name, domain: DOMAIN, queries: shown ? [QUERIES[name] ?? ""] : [] },
    { kind: "object", name },
  );
}

const APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
const READ = "(A;CI;LCRPLORC;;;AU)";
const apply = (who: string, letter = "OA"): string => `(${letter};CI;CR;${APPLY};;${who})`;
const DESCRIPTORS: Readonly<Record<NonNullable<Policy["filter"]>, string>> = {
  everyone: `D:PAI${apply("AU")}${READ}`,
  controllers: `D:PAI${apply("ED")}${READ}`,
  group: `D:PAI${apply(`${SID}-1105`)}${READ}`,
  "outer-group": `D:PAI${apply(`${SID}-1106`)}${READ}`,
  denied: `D:PAI${apply("ED", "OD")}${apply("AU")}${READ}`,
  "denied-group": `D:PAI${apply(`${SID}-1106`, "OD")}${apply("AU")}${READ}`,
  nobody: `D:PAI${READ}`,
};

const LISTS: Readonly<Record<NonNullable<Policy["extensions"]>, readonly Guid[]>> = {
  all: [REGISTRY_CSE, SECURITY_CSE, PREFERENCES_REGISTRY_CSE, AUDIT_CSE],
  "without-audit": [REGISTRY_CSE, SECURITY_CSE, PREFERENCES_REGISTRY_CSE],
  "wrong-order": [SECURITY_CSE, REGISTRY_CSE, AUDIT_CSE],
};

function identityFields(policy: Policy, index: number): FactOf<"gpo"> {
  const { filter, wmi, extensions, versions, half } = policy;
  const numbers = versions === "zero" ? [0, 0] : versions === "same" ? [3, 3] : [3, 2];
  return {
    kind: "gpo",
    guid: guidOf(index),
    name: `G${index}`,
    domain: DOMAIN,
    backupId: null,
    backupTime: null,
    computerEnabled: half,
    userEnabled: true,
    machineExtensions:
      extensions === null ? null : LISTS[extensions].toSorted((a, b) => (extensions === "all" ? (a < b ? -1 : 1) : 0)),
    versions:
      versions === null
        ? null
        : { machineDirectory: numbers[0] ?? null, machineSysvol: numbers[1] ?? null, userDirectory: 1, userSysvol: 1 },
    wmiFilter: wmi === null ? null : wmi === "none" ? { id: null, name: null } : { id: WMI_ID(wmi), name: null },
    sddl: filter === null ? null : DESCRIPTORS[filter],
  } as FactOf<"gpo">;
}

const NOTHING_TOLD = {
  computerEnabled: null,
  machineExtensions: null,
  versions: null,
  wmiFilter: null,
  sddl: null,
} as const;

/** What speaks of a GPO besides its files: its object in the directory, its line in manifest.xml. */
function traces(policy: Policy, index: number, present: boolean, fact: MakeFact): Fact[] {
  const fields = identityFields(policy, index);
  const entry = policy.entry && !present ? [fact(fields, { kind: "object", name: `CN={${guidOf(index)}}` })] : [];
  const subject: Subject = {
    kind: "gpo",
    guid: guidOf(index),
    name: `G${index}`,
    domain: DOMAIN,
    container: "backups",
  };
  const manifest = policy.manifest
    ? [
        fact(
          { ...fields, ...NOTHING_TOLD, backupId: guidOf(90 + index), backupTime: "2025-01-01T00:00:00" },
          subject,
          "gpmc-manifest",
          { path: "backups/manifest.xml", tier: "D" },
        ),
      ]
    : [];
  return [...entry, ...manifest];
}

function gpoOf(policy: Policy, index: number, { containers }: World, fact: MakeFact): Gpo {
  const kind = policy.files ? "sysvol" : "report";
  const container = `${kind}/{${guidOf(index)}}`;
  const subject: Subject = { kind: "gpo", guid: guidOf(index), name: `G${index}`, domain: DOMAIN, container };
  const full = identityFields(policy, index);
  const { kind: _kind, ...known } = {
    ...full,
    // Of the fields of a GPO a report has all but the extensions, files have none.
    ...(policy.entry ? {} : policy.report ? { machineExtensions: null } : NOTHING_TOLD),
  };
  const {
    guid,
    name,
    domain,
    backupId,
    backupTime,
    computerEnabled,
    userEnabled,
    machineExtensions,
    versions,
    wmiFilter,
    sddl,
  } = known;
  const inertOf = (via: Via): InertReason | undefined => {
    if (computerEnabled === false) return "computer-disabled";
    if (versions?.machineDirectory === 0 && versions.machineSysvol === 0) return "version-zero";
    const extension = policy.files ? EXTENSION_OF[via] : undefined;
    return extension !== undefined &&
      machineExtensions !== null &&
      !processedExtensions(machineExtensions).includes(extension)
      ? "cse-missing"
      : undefined;
  };
  const settings = policy.settings.flatMap((setting) => {
    const { fields, via } = fieldsOf(setting);
    const inert = inertOf(via);
    // A report repeats what clients process.
    if (!policy.files && deadInTruth(policy, via)) return [];
    return [
      fact(fields, subject, policy.files ? via : "gpreport", {
        path: `${container}/${via}`,
        ...(inert === undefined ? {} : { inert }),
        ...(setting.doubt && policy.files ? { doubt: "incomplete-file" as const } : {}),
      }),
    ];
  });
  const links = !policy.report
    ? null
    : containers.flatMap(({ links: all }, at) =>
        at < 2
          ? []
          : all
              .filter(({ gpo }) => gpo === index)
              .map(({ enabled, enforced }) =>
                fact(
                  { kind: "gpo-link", gpo: guid, container: canonical(at), order: null, enabled, enforced },
                  subject,
                  "gpreport",
                  { path: `${container}.xml` },
                ),
              ),
      );
  return {
    container,
    kind,
    guid,
    name,
    domain,
    backupId,
    backupTime,
    computerEnabled,
    userEnabled,
    machineExtensions,
    versions,
    wmiFilter,
    sddl,
    identity: [
      fact({ ...full, ...known }, policy.entry ? { kind: "object", name: `CN={${guid ?? ""}}` } : subject),
    ] as FactOf<"gpo">[],
    links: links as FactOf<"gpo-link">[] | null,
    settings,
    supersededBy: null,
  };
}

function deadInTruth({ extensions }: Policy, via: Via): boolean {
  const extension = EXTENSION_OF[via];
  return (
    extension !== undefined &&
    extensions !== null &&
    !processedExtensions(
      identityFields({ extensions, filter: null, wmi: null, versions: null, half: null } as Policy, 0)
        .machineExtensions ?? [],
    ).includes(extension)
  );
}

function canonical(at: number): string {
  const units = ["", "/Domain Controllers", "/Domain Controllers/Tier0", "/Servers"];
  return `${DOMAIN}${units[at - FIRST_UNIT + 1]}`;
}

const EXTENSION_OF: Readonly<Partial<Record<Via, Guid>>> = {
  "audit-csv": AUDIT_CSE,
  "security-template": SECURITY_CSE,
  "registry-pol": REGISTRY_CSE,
  preferences: PREFERENCES_REGISTRY_CSE,
};
