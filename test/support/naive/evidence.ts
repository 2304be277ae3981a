/** A random domain as the evidence that its exports would give. */
import { AUDIT_CSE, REGISTRY_CSE, SECURITY_CSE } from "../../../src/core/extensions.ts";
import type { Fact, FactFields, Subject, Tier, Via } from "../../../src/core/fact.ts";
import type { Evidence, Gpo } from "../../../src/evidence/evidence.ts";
import { CREDENTIAL_VALIDATION, NTLM_DOMAIN, audit, option } from "../../../src/testing/estate.ts";
import type { NaiveContainer, NaiveDomain, NaiveGpo } from "./domain.ts";

const DOMAIN = "corp.example";
const BASE = "DC=corp,DC=example";
const SID = "S-1-5-21-1-2-3";
const FILTER_IDS = {
  controllers: "00000000-0000-4000-9000-000000000002",
  workstations: "00000000-0000-4000-9000-000000000001",
};

/** Distinguished name of the container at that place of the chain; 0 is the domain. */
export function containerDn(at: number): string {
  return `${Array.from({ length: at }, (_, index) => `OU=L${at - index},`).join("")}${BASE}`;
}

export function guidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

export function evidenceOf(domain: NaiveDomain): Evidence {
  let count = 0;
  const fact = (fields: FactFields, subject: Subject, via: Via = "ldif", tier: Tier = "C"): Fact => {
    count += 1;
    const origin = {
      source: "0".repeat(64),
      path: "directory.ldif",
      span: { unit: "char", start: 0, end: 0 },
      at: { line: count, column: 1 },
      excerpt: "",
    } as const;
    return { ...fields, id: `f${count}`, tier, via, subject, origin };
  };
  const gpos = domain.gpos.map((gpo, index) => gpoOf(gpo, index, fact));
  const container = (dn: string, type: "site" | "domain" | "ou", { links, blocks }: NaiveContainer): Fact[] => {
    const subject: Subject = { kind: "object", name: dn };
    return [
      fact({ kind: "scope-of-management", container: dn, type, blocksInheritance: blocks }, subject),
      ...links.map((link, index) => ({
        ...fact(
          {
            kind: "gpo-link",
            gpo: guidOf(link.gpo),
            container: dn,
            order: links.length - index,
            enabled: link.enabled,
            enforced: link.enforced,
          },
          subject,
        ),
        linked: { guid: guidOf(link.gpo), name: null, domain: DOMAIN },
      })),
    ];
  };
  const site = `CN=Berlin,CN=Sites,CN=Configuration,${BASE}`;
  // An export that shows an order somewhere has asked for links everywhere.
  const anchor: NaiveContainer = { links: [{ gpo: 0, enabled: false, enforced: false }], blocks: false };
  const last = containerDn(domain.chain.length - 1);
  const facts = [
    ...container(site, "site", domain.site),
    ...domain.chain.flatMap((one, at) => container(containerDn(at), at === 0 ? "domain" : "ou", one)),
    ...container(`OU=Aside,${BASE}`, "ou", domain.aside),
    ...container(`OU=Anchor,${BASE}`, "ou", anchor),
    fact(
      {
        kind: "computer",
        name: "dc1.corp.example",
        domain: DOMAIN,
        place: `CN=DC1,${last}`,
        site: "Berlin",
        roles: ["dc"],
        osVersion: "10.0.20348",
      },
      { kind: "object", name: `CN=DC1,${last}` },
    ),
    ...Object.entries(FILTER_IDS).map(([name, filter]) =>
      fact(
        {
          kind: "wmi-filter",
          filter,
          name,
          domain: DOMAIN,
          queries: [`SELECT * FROM Win32_OperatingSystem WHERE ProductType = "${name === "controllers" ? 2 : 1}"`],
        },
        { kind: "object", name },
      ),
    ),
    ...gpos.flatMap((gpo) => gpo.settings),
  ];
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

const APPLY = "edacfd8f-ffb3-11d1-b41d-00a0c968f939";
const READ = "(A;CI;LCRPLORC;;;AU)";
const DESCRIPTORS: Readonly<Record<NaiveGpo["filter"], string>> = {
  everyone: `D:PAI(OA;CI;CR;${APPLY};;AU)${READ}`,
  controllers: `D:PAI(OA;CI;CR;${APPLY};;ED)${READ}`,
  members: `D:PAI(OA;CI;CR;${APPLY};;${SID}-515)${READ}`,
  denied: `D:PAI(OD;CI;CR;${APPLY};;ED)(OA;CI;CR;${APPLY};;AU)${READ}`,
  nobody: `D:PAI${READ}`,
};

function gpoOf(gpo: NaiveGpo, index: number, fact: (fields: FactFields, subject: Subject, via: Via) => Fact): Gpo {
  const container = `sysvol/{${guidOf(index)}}`;
  const subject: Subject = { kind: "gpo", guid: guidOf(index), name: `G${index}`, domain: DOMAIN, container };
  const dead = gpo.auditExtension ? {} : { inert: "cse-missing" as const };
  return {
    container,
    kind: "sysvol",
    guid: guidOf(index),
    name: `G${index}`,
    domain: DOMAIN,
    backupId: null,
    backupTime: null,
    computerEnabled: gpo.computerHalf,
    userEnabled: true,
    machineExtensions: [REGISTRY_CSE, SECURITY_CSE, ...(gpo.auditExtension ? [AUDIT_CSE] : [])],
    versions: null,
    wmiFilter: gpo.wmi === "none" ? { id: null, name: null } : { id: FILTER_IDS[gpo.wmi], name: null },
    sddl: DESCRIPTORS[gpo.filter],
    identity: [],
    links: null,
    settings: [
      ...(gpo.audit === null
        ? []
        : [{ ...fact(audit(CREDENTIAL_VALIDATION, gpo.audit), subject, "audit-csv"), ...dead }]),
      ...(gpo.option === null ? [] : [fact(option(NTLM_DOMAIN, gpo.option), subject, "security-template")]),
      ...(gpo.template === null ? [] : [fact(option(NTLM_DOMAIN, gpo.template), subject, "registry-pol")]),
    ],
    supersededBy: null,
  };
}
