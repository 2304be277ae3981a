/** The smallest entries that are missing, as SDDL, in words, and as commands that add them and remove nothing. */
import type { AceFields } from "../core/fact.ts";
import type { Remedy } from "../core/report.ts";
import { smallestEntry } from "../sacl/missing.ts";
import { quotePowerShell } from "../text/powershell.ts";
import type { SaclExpect } from "./define.ts";
import type { SaclSubject } from "./sacl-subjects.ts";
import { kindOf } from "./sacl-words.ts";

export function saclRemedies(expect: SaclExpect, { dn }: SaclSubject, aces: readonly AceFields[]): Remedy[] {
  if (dn === null) return [];
  const kind = kindOf(expect.object);
  const added: AceFields[] = [];
  const sddl: string[] = [];
  const words: string[] = [];
  const adds: string[] = [];
  for (const need of expect.needs) {
    // What one need adds may serve the next.
    const entry = smallestEntry([...aces, ...added], need, kind);
    if (entry === null) continue;
    added.push(...entry.aces);
    sddl.push(...entry.sddl);
    words.push(entry.words.replaceAll("\n", "; "));
    adds.push(entry.adds.replaceAll("\n", "; "));
  }
  if (added.length === 0) return [];
  const text = `The smallest change: ${words.join("; ")}. As SDDL: ${sddl.join("")}. It adds: ${adds.join("; ")}. ${volumeWords(expect)} The first lines keep the old descriptor. dsacls shows audit entries and cannot write them.`;
  return [{ via: "native", text, commands: setAclLines(dn, added) }];
}

const HEAVY = 0x10 | 0x4 | 0x80 | 0x20000;

/** [catalogs.md 8; Microsoft's page on Audit Directory Service Access: high volume on domain controllers]. No numbers: they depend on the estate. */
function volumeWords({ needs }: SaclExpect): string {
  const reads = needs.some(({ rights, types }) => (rights & HEAVY) !== 0 && types.length === 0);
  if (reads) {
    return "Volume: reads are recorded as well, and a directory is read all the time; Microsoft calls the volume of Directory Service Access high on domain controllers. Watch the Security log's size for some days.";
  }
  if (needs.every(({ types }) => types.length > 0))
    return "Volume: only accesses about the attributes, classes or rights named are recorded.";
  return "Volume: one event for each recorded change; software that writes to many objects (synchronisation, provisioning) adds most.";
}

/** `Get-Acl` with its audit part, one rule for each entry, `Set-Acl`. */
function setAclLines(dn: string, aces: readonly AceFields[]): string[] {
  return addRuleLines(quotePowerShell(dn), aces);
}

/** `dn` is a PowerShell expression. */
export function addRuleLines(dn: string, aces: readonly AceFields[]): string[] {
  const path = `'AD:\\' + ${dn}`;
  return [
    "Import-Module ActiveDirectory",
    `$path = ${path}`,
    "$acl = Get-Acl -Audit -Path $path",
    "$acl.Sddl | Set-Content -Encoding UTF8 -Path (Join-Path $env:TEMP 'sddl-before.txt')",
    ...aces.map((ace) => `$acl.AddAuditRule(${auditRule(ace)})`),
    "Set-Acl -Path $path -AclObject $acl",
  ];
}

function guidLiteral(guid: string): string {
  return `[guid]${quotePowerShell(guid.toLowerCase())}`;
}

function auditRule({ trustee, mask, flags, objectType, inheritedObjectType }: AceFields): string {
  const has = (flag: string): boolean => flags.includes(flag);
  const inheritance = !has("CI")
    ? "None"
    : has("NP")
      ? has("IO")
        ? "Children"
        : "SelfAndChildren"
      : has("IO")
        ? "Descendents"
        : "All";
  const outcomes = [...(has("SA") ? ["Success"] : []), ...(has("FA") ? ["Failure"] : [])].join(", ");
  const parameters = [
    `[System.Security.Principal.SecurityIdentifier]${quotePowerShell(trustee)}`,
    `[System.DirectoryServices.ActiveDirectoryRights]${mask}`,
    `[System.Security.AccessControl.AuditFlags]${quotePowerShell(outcomes)}`,
    ...(objectType === null ? [] : [guidLiteral(objectType)]),
    `[System.DirectoryServices.ActiveDirectorySecurityInheritance]${quotePowerShell(inheritance)}`,
    ...(inheritedObjectType === null ? [] : [guidLiteral(inheritedObjectType)]),
  ];
  return `[System.DirectoryServices.ActiveDirectoryAuditRule]::new(${parameters.join(", ")})`;
}
