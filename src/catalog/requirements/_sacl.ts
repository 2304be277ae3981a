/** What the requirements on the SACLs of directory objects share: the accesses, Microsoft's items, commands, examples. */
import type { Example, MicrosoftItem, RemedyTemplate, SaclExpect } from "../define.ts";
import { NO_DRY_RUN } from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "./_samples.ts";

/** Where the object's SACL was not read. */
const SACL_JUDGES = {
  moduleDomain: { verdict: null, reason: "It reads the SACL of the object, which these files do not tell." },
  moduleLocalMachine: { verdict: null, reason: "It reads the same object as in Domain mode." },
  testMdiReadiness: {
    verdict: null,
    reason:
      "It reads the object live and wants exactly as many matching rows as it expects: a duplicate makes it False.",
  },
  healthAlert: { verdict: null, reason: "The sensors read the object themselves; their rule is not published." },
} as const;

export const DOMAIN_SACL_ITEM: MicrosoftItem = {
  item: "DomainObjectAuditing",
  healthAlert: "Directory Services Object Auditing is not enabled as required",
  fixed: SACL_JUDGES,
};

export const CONFIG_SACL_ITEM: MicrosoftItem = {
  item: "ConfigurationContainerAuditing",
  healthAlert: "Auditing on the Configuration container is not enabled as required",
  fixed: {
    ...SACL_JUDGES,
    moduleDomain: {
      verdict: null,
      reason:
        "It reads the SACL below the domain's own name; in a child domain that object does not exist and it says True.",
    },
  },
};

export const ADFS_SACL_ITEM: MicrosoftItem = {
  item: "AdfsAuditing",
  healthAlert: "Auditing on the ADFS container is not enabled as required",
  fixed: {
    ...SACL_JUDGES,
    moduleDomain: {
      verdict: null,
      reason:
        "It reads the SACL of the container, which these files do not tell; it says True where the container is missing.",
    },
  },
};

/** Our rule for a SACL against that of Microsoft's tools. */
export const SACL_COVERAGE =
  "Coverage decides: audit ACEs for Everyone that together log these rights on the class suffice, whereas Microsoft's tools want their own ACE and report False for Success and Failure or for one ACE on all descendants.";

export const DOMAIN_SACL_MODULE: RemedyTemplate = {
  via: "module",
  text: `Adds the audit ACEs of all six classes to the domain root and removes none. ${NO_DRY_RUN}`,
  commands: [
    "(Get-Acl -Audit -Path ('AD:\\' + {dn})).Sddl | Set-Content -Encoding UTF8 -Path (Join-Path $env:TEMP 'sddl-before.txt')",
    "Set-MDIConfiguration -Mode Domain -Configuration DomainObjectAuditing -Domain {domain}",
  ],
};

export const DOMAIN_SACL_VERIFY = [
  "Test-MDIConfiguration -Mode Domain -Configuration DomainObjectAuditing",
  '(Get-Acl -Audit -Path "AD:\\$((Get-ADDomain).DistinguishedName)").Audit | Format-List  # elevated, with the right Manage auditing and security log',
] as const;

/** How a descriptor is exported with its SACL; `dn` is a PowerShell expression. */
export function askDescriptor(dn: string, file: string): readonly string[] {
  return [
    `Get-Acl -Audit -Path "AD:\\$(${dn})" | Select-Object Path, Sddl | ConvertTo-Json | Set-Content -Encoding UTF8 -Path .\\${file}.json  # elevated, with the right Manage auditing and security log; an SDDL without S: was read without its SACL`,
    `(Get-ADObject -Identity (${dn}) -Properties nTSecurityDescriptor).nTSecurityDescriptor.Sddl  # usually asks the server for owner, group and DACL only: proof only when it holds S:`,
    `dsacls "$(${dn})" /A  # text in the language of the system, for reading by eye`,
    `ldifde -f .\\${file}.ldf -d "$(${dn})" -p base -l nTSecurityDescriptor  # holds the SACL only if the SD flags control (1.2.840.113556.1.4.801) is absent or includes 8 and the account has the right`,
  ];
}

export const ASK_DOMAIN_SACL = askDescriptor("(Get-ADDomain).DistinguishedName", "domain-root");
export const ASK_CONFIG_SACL = askDescriptor("(Get-ADRootDSE).configurationNamingContext", "configuration");
export const ASK_ADFS_SACL = askDescriptor(
  "'CN=ADFS,CN=Microsoft,CN=Program Data,' + (Get-ADDomain).DistinguishedName",
  "adfs-container",
);

/** Adds one audit rule for Everyone. `path` is a PowerShell expression, `rights` the access mask. */
export function addAuditRule(
  path: string,
  rule: {
    readonly rights: number;
    readonly flags: "Success" | "Success, Failure";
    readonly inheritance: "Descendents" | "All";
    readonly inheritedObjectType?: string;
  },
): readonly string[] {
  const inheritedObjectType = rule.inheritedObjectType === undefined ? "" : `, [guid]'${rule.inheritedObjectType}'`;
  return [
    "Import-Module ActiveDirectory",
    `$path = ${path}`,
    "$acl = Get-Acl -Audit -Path $path",
    "$acl.Sddl | Set-Content -Encoding UTF8 -Path (Join-Path $env:TEMP 'sddl-before.txt')",
    `$rule = [System.DirectoryServices.ActiveDirectoryAuditRule]::new([System.Security.Principal.SecurityIdentifier]'S-1-1-0', [System.DirectoryServices.ActiveDirectoryRights]${rule.rights}, [System.Security.AccessControl.AuditFlags]'${rule.flags}', [System.DirectoryServices.ActiveDirectorySecurityInheritance]'${rule.inheritance}'${inheritedObjectType})`,
    "$acl.AddAuditRule($rule)",
    "Set-Acl -Path $path -AclObject $acl",
  ];
}

/** For the text beside {@link addAuditRule}. */
export const NATIVE_SACL =
  "In that domain, elevated, with the right Manage auditing and security log; the first lines keep the old descriptor. Try it in a test domain first.";

const DS_ACCESS = "0CCE923B-69AE-11D9-BED3-505054503030";
const DS_CHANGES = "0CCE923C-69AE-11D9-BED3-505054503030";

/** Changes to objects of the class anywhere in the domain, by everyone. */
export function domainSacl(inheritedClass: string, rights: number, guard?: SaclExpect["guard"]): SaclExpect {
  return {
    kind: "sacl",
    object: { of: "domain", below: "" },
    needs: [
      { who: "S-1-1-0", rights, types: [], outcomes: ["success"], on: { kind: "descendants", class: inheritedClass } },
    ],
    // 4662 comes of DS Access, 5136 of DS Changes.
    subcategories: [
      { subcategory: DS_ACCESS, includes: ["success"] },
      { subcategory: DS_CHANGES, includes: ["success"] },
    ],
    ...(guard === undefined ? {} : { guard }),
    rows: "domain-objects",
  };
}

/** Reads or writes of the container and all below, whether they succeed or not, by everyone. */
export function containerSacl(
  object: SaclExpect["object"],
  rights: number,
  rows: "configuration" | "adfs",
  guard: NonNullable<SaclExpect["guard"]>,
): SaclExpect {
  return {
    kind: "sacl",
    object,
    needs: [{ who: "S-1-1-0", rights, types: [], outcomes: ["success", "failure"], on: { kind: "subtree" } }],
    subcategories: [{ subcategory: DS_ACCESS, includes: ["success", "failure"] }],
    guard,
    rows,
  };
}

const SCHEMA_2025 = `dn: CN=Schema,CN=Configuration,DC=corp,DC=example
objectClass: dMD
objectVersion: 91

`;

/** An export of the domain's root by an administrator, and of the schema's version. */
function rootExport(sacl: string, schema = SCHEMA_2025): Readonly<Record<string, string>> {
  const root = `dn: DC=corp,DC=example
objectClass: domainDNS
objectSid: S-1-5-21-1111111111-2222222222-3333333333
nTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)S:${sacl}

`;
  return { "directory/root.ldif": root + schema };
}

const STOCK_ROOT = `(AU;SA;WDWOWP;;;WD)(AU;SA;CR;;;BA)(OU;CISA;WP;f30e3bbe-9ff0-11d1-b603-0000f80367c1;bf967aa5-0de6-11d0-a285-00aa003049e2;WD)`;

function entry(letters: string, flags: string, of: string): string {
  return `(OU;${flags};${letters};;${of};WD)`;
}

/** `rights` in letters of SDDL. */
export function domainSaclExamples(
  inheritedClass: string,
  rights: string,
): { readonly pass: readonly Example[]; readonly fail: readonly Example[]; readonly unknown: readonly Example[] } {
  const lower = inheritedClass.toLowerCase();
  return {
    pass: [
      { note: "Microsoft's own entry.", files: rootExport(entry(rights, "CIIOSA", lower)) },
      {
        note: "One entry for objects of all classes, with failures too.",
        files: rootExport(`(AU;CISAFA;${rights};;;WD)`),
      },
      {
        note: "Two entries that together hold all rights.",
        files: rootExport(entry("WP", "CIIOSA", lower) + entry(rights.replace("WP", ""), "CISA", lower)),
      },
      {
        note: "The descriptor as text that names its object.",
        files: {
          "directory/root.sddl.txt": `DC=corp,DC=example : O:BAG:BAS:${entry(rights, "CIIOSA", lower)}\n`,
          ...rootExport(entry(rights, "CIIOSA", lower)),
        },
      },
    ],
    fail: [
      { note: "What a new domain has: nothing for this class.", files: rootExport(STOCK_ROOT) },
      { note: "Failures only.", files: rootExport(entry(rights, "CIIOFA", lower)) },
      {
        note: "For one attribute only (member).",
        files: rootExport(`(OU;CIIOSA;${rights};bf9679c0-0de6-11d0-a285-00aa003049e2;${lower};WD)`),
      },
      { note: "It goes no further than the root's children.", files: rootExport(entry(rights, "CINPIOSA", lower)) },
      { note: "Nothing of it is passed on to objects below.", files: rootExport(`(AU;SA;${rights};;;WD)`) },
    ],
    unknown: [
      { note: "DS Access is audited; no GPO can show the SACL.", files: SACL_NEIGHBOURS },
      {
        note: "The descriptor was exported without its SACL.",
        files: {
          "directory/root.ldif": `dn: DC=corp,DC=example
objectClass: domainDNS
nTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)

`,
        },
      },
    ],
  };
}

/** An export of objects with their SACLs: distinguished names and audit entries. */
export function exportOf(objects: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(objects).map(
    ([dn, sacl]) => `dn: ${dn}\nobjectClass: top\nnTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)S:${sacl}\n\n`,
  );
  return { "directory/objects.ldif": entries.join("") };
}

/** The rows that make events of a SACL possible, and no SACL. */
export const SACL_NEIGHBOURS: Readonly<Record<string, string>> = {
  [AUDIT_CSV]:
    AUDIT_HEAD +
    auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 3) +
    auditRow("0CCE923C-69AE-11D9-BED3-505054503030", "Directory Service Changes", 3),
};
