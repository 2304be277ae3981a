/** Keys and files of domain controllers, and objects that carry their audit entries from the start. */
import type { Severity } from "../../core/report.ts";
import type { Requirement, SaclObject } from "../define.ts";
import { defineRequirement } from "../define.ts";
import { ASK_AUDIT_POLICY, OTHER_AUDIT } from "../requirements/_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "../requirements/_samples.ts";
import { MS_GPAC } from "../requirements/_sources.ts";
import { everyone, ITSELF, SACL_CATALOG_NOTE, SET_AUDIT_RULE, SIGMA } from "./_define.ts";

const REGISTRY = "0CCE921E-69AE-11D9-BED3-505054503030";
const FILE_SYSTEM = "0CCE921D-69AE-11D9-BED3-505054503030";

interface LocalObject {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly severity: Severity;
  readonly object: Extract<SaclObject, { path: string }>;
  readonly rights: number;
  readonly entry: string;
  readonly why: string;
  readonly events: readonly string[];
  readonly detection: string;
}

const UNION =
  "The object's own entries and those of the global SACL (Global Object Access Auditing) add up, so that one of the two alone can prove that it is covered and never that it is not.";

function local({ object, rights, entry, detection, ...one }: LocalObject): Requirement {
  const key = object.of === "registry-key";
  const option = key ? "RegistryGlobalSacl" : "FileGlobalSacl";
  const path = key ? object.path.replace(/^HKLM\\/, "HKLM:\\") : object.path.replace("%SystemRoot%", "$env:SystemRoot");
  const resource = key ? "Key" : "File";
  return defineRequirement({
    ...one,
    revision: 1,
    appliesTo: { each: "domain", role: "dc" },
    expect: {
      kind: "sacl",
      object,
      needs: [everyone(rights, ITSELF)],
      subcategories: [{ subcategory: key ? REGISTRY : FILE_SYSTEM, includes: ["success"] }],
    },
    want: `On ${object.path} of every domain controller, or in the global SACL, audit entries that record at least what this one does: ${entry}`,
    functional: `${UNION} ${SACL_CATALOG_NOTE}`,
    detections: [{ title: detection, basis: "inferred" }],
    verify: [`(Get-Acl -Audit -Path "${path}").Audit | Format-List  # elevated, on each domain controller`],
    ask: [
      `Get-Acl -Audit -Path "${path}" | Select-Object Path, Sddl | ConvertTo-Json | Set-Content -Encoding UTF8 -Path ".\\$env:COMPUTERNAME-${one.id.toLowerCase()}.json"  # elevated, on each domain controller`,
      'auditpol /backup /file:"$env:COMPUTERNAME-auditpol-backup.csv"  # elevated; holds the global SACLs',
    ],
    remedies: [
      {
        via: "native",
        text: "For all objects of the kind, by the global SACL: more events than an entry on this one object would give.",
        commands: [
          `auditpol /resourceSACL /set /type:${resource} /user:Everyone /success /access:0x${rights.toString(16)}`,
        ],
      },
      {
        via: "manual",
        text: `For this object alone: Permissions > Advanced > Auditing > Add: principal Everyone, type Success, the rights of ${entry}.`,
        commands: [],
      },
    ],
    references: [SIGMA, SET_AUDIT_RULE, MS_GPAC],
    examples: {
      pass: [
        {
          note: "The global SACL of a domain controller records it.",
          files: {
            "hosts/dc01/auditpol.csv": `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\nDC01,,${option},,,,S:${entry}\n`,
            "scope.yaml": "schema: scope/1\nhosts:\n  - name: DC01\n    roles: [dc]\n",
          },
        },
      ],
      fail: [],
      unknown: [{ note: "No evidence of any computer.", files: OTHER_AUDIT }],
    },
  });
}

const SYSTEM_KEYS = ["JD", "GBG", "Skew1", "Data"].map((name) =>
  local({
    id: `SACL-SYSKEY-${name.toUpperCase()}`,
    title: `Reads of a part of the system key are recorded (${name})`,
    label: `SACL of the key Lsa\\${name}`,
    severity: "low",
    object: { of: "registry-key", path: `HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\${name}` },
    rights: 0x1,
    entry: "(AU;SA;CC;;;WD)",
    why: "The class names of four keys together are the key to the local secrets.",
    events: ["4656", "4663"],
    detection: "Reads of the system key (Sigma)",
  }),
);

/** Entries that Windows sets by itself: only the subcategory is missing. */
function built(
  one: Pick<Requirement, "id" | "title" | "label" | "severity" | "why" | "events" | "functional">,
  { guid, name, detection }: { readonly guid: string; readonly name: string; readonly detection: string },
): Requirement {
  return defineRequirement({
    ...one,
    revision: 1,
    appliesTo: { each: "domain", role: "dc" },
    expect: { kind: "subcategory", subcategory: guid, includes: ["success"], microsoft: ["success"] },
    want: `Domain controllers audit ${name} with Success. The object carries its entry from the start.`,
    detections: [{ title: detection, basis: "inferred" }],
    verify: [`auditpol /get /subcategory:"{${guid}}"  # elevated, on each domain controller`],
    ask: ASK_AUDIT_POLICY,
    remedies: [
      {
        via: "manual",
        text: `In a GPO for the domain controllers: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Object Access > Audit ${name}: Success.`,
        commands: [],
      },
    ],
    references: [SIGMA],
    examples: {
      pass: [{ note: "Success.", files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow(guid, name, 1) } }],
      fail: [{ note: "Failure only.", files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow(guid, name, 2) } }],
    },
  });
}

export const requirements: readonly Requirement[] = [
  ...SYSTEM_KEYS,
  local({
    id: "SACL-SAM-HIVE",
    title: "Reads of the SAM hive are recorded",
    label: "SACL of the SAM hive",
    severity: "low",
    object: { of: "registry-key", path: "HKLM\\SAM" },
    rights: 0x20001,
    entry: "(AU;SA;CCRC;;;WD)",
    why: "The hashes of local accounts stand there.",
    events: ["4656"],
    detection: "Handles to the SAM hive (Sigma)",
  }),
  local({
    id: "SACL-NTDS-DIT",
    title: "Reads of the directory's database file are recorded",
    label: "SACL of ntds.dit",
    severity: "medium",
    object: { of: "file", path: "%SystemRoot%\\NTDS\\ntds.dit" },
    rights: 0x1,
    entry: "(AU;SA;CC;;;WD)",
    why: "Whoever copies the file has every hash of the domain.",
    events: ["4663"],
    detection: "Copies of the directory's database",
  }),
  built(
    {
      id: "SACL-LSASS",
      title: "Reads of the memory of LSASS are recorded on domain controllers",
      label: "Audit of LSASS memory",
      severity: "medium",
      why: "The process has the entry S:(AU;SAFA;0x0010;;;WD) since Windows 10 and Windows Server 2016; only the subcategory is needed.",
      events: ["4656", "4663"],
      functional: SACL_CATALOG_NOTE,
    },
    { guid: "0CCE921F-69AE-11D9-BED3-505054503030", name: "Kernel Object", detection: "Reads of LSASS memory" },
  ),
  built(
    {
      id: "SACL-DPAPI-BACKUP-KEYS",
      title: "Reads of the domain's DPAPI backup keys are recorded",
      label: "Audit of DPAPI backup keys",
      severity: "high",
      why: "The key opens what every user of the domain has protected. The secrets G$BCKUPKEY_… of the local security authority carry their entry; Directory Service Access has no part in it.",
      events: ["4662"],
      functional: SACL_CATALOG_NOTE,
    },
    {
      guid: "0CCE9227-69AE-11D9-BED3-505054503030",
      name: "Other Object Access Events",
      detection: "Theft of the DPAPI backup keys (Sigma)",
    },
  ),
];
