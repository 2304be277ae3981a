/** A backup as the group policy management console writes it: manifest.xml, bkupInfo.xml, Backup.xml and the files. */
import { descriptorOf } from "./descriptor.ts";
import { hasRegistryPolicy, machineExtensionGuids, userExtensionGuids } from "./extensions.ts";
import { gpoReport } from "./gpo-report.ts";
import { backupId, type Gpo, gpoGuid, type Half } from "./model.ts";
import { CONSOLE_SPELLING, policyFiles } from "./policy-files.ts";
import { cdata, utf8, xmlAttribute } from "./text.ts";
import { type ResolvedTrustee, resolveTrustee } from "./words.ts";

const MANIFEST = "http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest";
const OPERATIONS = "http://www.microsoft.com/GroupPolicy/GPOOperations";
const BLANK = "        \r\n";

function backupFields(gpo: Gpo): string {
  const fields: readonly (readonly [string, string])[] = [
    ["GPOGuid", gpoGuid(gpo)],
    ["GPODomain", gpo.domain.dns],
    ["GPODomainGuid", `{${gpo.domain.guid}}`],
    ["GPODomainController", gpo.domain.controller],
    ["BackupTime", gpo.backupTime],
    ["ID", backupId(gpo)],
    ["Comment", gpo.backupComment ?? ""],
    ["GPODisplayName", gpo.name],
  ];
  return fields.map(([name, value]) => `<${name}>${cdata(value)}</${name}>`).join("");
}

/** One index for all backups of a folder; no XML declaration, no line break. */
export function manifestXml(gpos: readonly Gpo[]): Uint8Array {
  const entries = gpos.map((gpo) => `<BackupInst>${backupFields(gpo)}</BackupInst>`);
  return utf8(`<Backups xmlns="${MANIFEST}" xmlns:mfst="${MANIFEST}" mfst:version="1.0">${entries.join("")}</Backups>`);
}

export function backupInfoXml(gpo: Gpo): Uint8Array {
  return utf8(`<BackupInst xmlns="${MANIFEST}">${backupFields(gpo)}</BackupInst>\r\n`);
}

/** An empty element where the console writes one, else the text in a CDATA section. */
function field(name: string, value: string): string {
  return value === "" ? `<${name}/>` : `<${name}>${cdata(value)}</${name}>`;
}

function securityGroups(gpo: Gpo): string {
  const { domain, filtering } = gpo;
  const filters = [...(filtering?.denyApply ?? []), ...(filtering?.apply ?? []), ...(filtering?.read ?? [])];
  const fromDacl = ["enterprise-admins", "domain-admins", ...filters] as const;
  const inDacl = new Set<string>();
  const groups: string[] = [];
  const write = (trustee: ResolvedTrustee, source: string): void => {
    const known = trustee.ofDomain ? trustee : { ...trustee, sid: "" };
    groups.push(
      `<Group${source}>${field("Sid", known.sid)}<SamAccountName>${cdata(known.account)}</SamAccountName><Type>${cdata(known.type)}</Type>` +
        (known.ofDomain
          ? `<NetBIOSDomainName>${cdata(domain.netbios)}</NetBIOSDomainName><DnsDomainName>${cdata(domain.dns)}</DnsDomainName><UPN>${cdata(`${known.account}@${domain.dns}`)}</UPN></Group>`
          : "<NetBIOSDomainName/><DnsDomainName/><UPN/></Group>"),
    );
  };
  const daclTrustees = fromDacl.map((trustee) => resolveTrustee(trustee, domain)).filter((entry) => entry.ofDomain);
  for (const trustee of daclTrustees) inDacl.add(trustee.sid);
  const seen = new Set<string>();
  for (const member of (gpo.security?.rights ?? []).flatMap((right) => right.members)) {
    const trustee = resolveTrustee(member, domain);
    if (inDacl.has(trustee.sid) || seen.has(trustee.sid)) continue;
    seen.add(trustee.sid);
    write(trustee, "");
  }
  for (const trustee of daclTrustees) write(trustee, ' bkp:Source="FromDACL"');
  return groups.join("");
}

/** 32 bits: SYSVOL's version high, the directory's low. */
function packedVersion(half: Half | undefined): string {
  return half === undefined ? "0" : String(((half.sysvol << 16) | half.directory) >>> 0);
}

function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function coreSettings(gpo: Gpo): string {
  const { bytes } = descriptorOf(gpo.domain, gpo.filtering);
  return [
    "<GroupPolicyCoreSettings>",
    `<ID>${cdata(gpoGuid(gpo))}</ID>`,
    `<Domain>${cdata(gpo.domain.dns)}</Domain>`,
    `<SecurityDescriptor>${hexBytes(bytes)}</SecurityDescriptor>`,
    `<DisplayName>${cdata(gpo.name)}</DisplayName>`,
    `<Options>${cdata(String(gpo.options ?? 0))}</Options>`,
    `<UserVersionNumber>${cdata(packedVersion(gpo.user))}</UserVersionNumber>`,
    `<MachineVersionNumber>${cdata(packedVersion(gpo.machine))}</MachineVersionNumber>`,
    field("MachineExtensionGuids", machineExtensionGuids(gpo)),
    field("UserExtensionGuids", userExtensionGuids(gpo)),
    "<WMIFilter/>",
    "</GroupPolicyCoreSettings> \r\n",
  ].join("");
}

interface StoredObject {
  readonly directory: boolean;
  /** Below the GPO's folder, with `\`. */
  readonly path: string;
}

function variablePath(path: string): string {
  if (path.startsWith("Machine\\")) return `%GPO_MACH_FSPATH%${path.slice("Machine".length)}`;
  if (path.startsWith("User\\")) return `%GPO_USER_FSPATH%${path.slice("User".length)}`;
  return `%GPO_FSPATH%\\${path}`;
}

function fileObject(gpo: Gpo, object: StoredObject, options: { stored?: boolean; extra?: string } = {}): string {
  const source = `\\\\${gpo.domain.controller}\\sysvol\\${gpo.domain.dns}\\Policies\\${gpoGuid(gpo)}\\${object.path}`;
  const location = options.stored === false ? "" : ` bkp:Location="DomainSysvol\\GPO\\${xmlAttribute(object.path)}"`;
  const name = object.directory ? "FSObjectDir" : "FSObjectFile";
  return `<${name} bkp:Path="${xmlAttribute(variablePath(object.path))}" bkp:SourceExpandedPath="${xmlAttribute(source)}"${options.extra ?? ""}${location}/>`;
}

/** Every folder and file that no named extension of the scheme claims, as a walk in alphabetical order finds them. */
function unclaimed(gpo: Gpo, paths: readonly string[]): StoredObject[] {
  const objects = new Map<string, StoredObject>();
  const addFolders = (path: string): void => {
    const parts = path.split("/");
    for (let depth = 2; depth <= parts.length; depth++) {
      const folder = parts.slice(0, depth).join("\\");
      objects.set(folder, { directory: true, path: folder });
    }
  };
  for (const path of paths) {
    const slash = path.lastIndexOf("/");
    if (slash >= 0) addFolders(path.slice(0, slash));
    const claimed =
      path.endsWith("/registry.pol") || (gpo.security !== undefined && path.endsWith("/SecEdit/GptTmpl.inf"));
    if (claimed) continue;
    const name = path.replaceAll("/", "\\");
    objects.set(name, { directory: false, path: name });
  }
  if (gpo.tool === "editor") for (const name of ["Shutdown", "Startup"]) addFolders(`Machine/Scripts/${name}`);
  return [...objects.values()].sort((left, right) => compareNames(left.path.toLowerCase(), right.path.toLowerCase()));
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function line(text: string): string {
  return `            ${text}\r\n`;
}

/** Spacing and order are those of the console's template: nine slots for extensions, most of them blank lines. */
export function backupXml(gpo: Gpo, paths: readonly string[]): Uint8Array {
  const stored = (path: string, extra = ""): string => fileObject(gpo, { directory: false, path }, { extra });
  const registry =
    `        <GroupPolicyExtension bkp:ID="{35378EAC-683F-11D2-A89A-00C04FBBCFA2}" bkp:DescName="Registry">\r\n` +
    line(hasRegistryPolicy(gpo) ? stored("Machine\\registry.pol") : "") +
    line((gpo.userPolicies ?? []).length > 0 ? stored("User\\registry.pol") : "") +
    line(fileObject(gpo, { directory: false, path: "Adm\\*.*" }, { stored: false })) +
    "        </GroupPolicyExtension>\r\n";
  const security =
    gpo.security === undefined
      ? BLANK
      : `        <GroupPolicyExtension bkp:ID="{827D319E-6EAC-11D2-A4EA-00C04F79F83A}" bkp:DescName="Security">\r\n` +
        line(
          stored(
            "Machine\\microsoft\\windows nt\\SecEdit\\GptTmpl.inf",
            ' bkp:ReEvaluateFunction="SecurityValidateSettings"',
          ),
        ) +
        "        </GroupPolicyExtension>\r\n";
  const rest = unclaimed(gpo, paths).map((object) => fileObject(gpo, object));
  const unknown =
    rest.length === 0
      ? ""
      : `<GroupPolicyExtension bkp:ID="{F15C46CD-82A0-4C2D-A210-5D0D3182A418}" bkp:DescName="Unknown Extension">${rest.join("")}</GroupPolicyExtension>`;
  return utf8(
    `<?xml version="1.0" encoding="utf-8"?><!-- Copyright (c) Microsoft Corporation.  All rights reserved. --><GroupPolicyBackupScheme bkp:version="2.0" bkp:type="GroupPolicyBackupTemplate" xmlns:bkp="${OPERATIONS}" xmlns="${OPERATIONS}">\r\n` +
      `    <GroupPolicyObject><SecurityGroups>${securityGroups(gpo)}</SecurityGroups><FilePaths/>${coreSettings(gpo)}` +
      `${registry}${BLANK.repeat(4)}${security}${BLANK.repeat(4)}    ${unknown}</GroupPolicyObject>\r\n</GroupPolicyBackupScheme>`,
  );
}

/** All files of one backup, below its own folder `{id}/`. */
export function writeBackup(gpo: Gpo): Map<string, Uint8Array> {
  const spelling =
    gpo.tool === "module" && gpo.security === undefined
      ? { ...CONSOLE_SPELLING, vendor: "Microsoft/Windows NT" }
      : CONSOLE_SPELLING;
  const policy = policyFiles(gpo, spelling);
  const folder = backupId(gpo);
  const files = new Map<string, Uint8Array>([
    [`${folder}/bkupInfo.xml`, backupInfoXml(gpo)],
    [`${folder}/Backup.xml`, backupXml(gpo, [...policy.keys()])],
    [`${folder}/gpreport.xml`, gpoReport(gpo)],
  ]);
  for (const [path, bytes] of policy) files.set(`${folder}/DomainSysvol/GPO/${path}`, bytes);
  return files;
}

/** A folder of backups with its manifest. */
export function writeBackups(gpos: readonly Gpo[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([["manifest.xml", manifestXml(gpos)]]);
  for (const gpo of gpos) for (const [path, bytes] of writeBackup(gpo)) files.set(path, bytes);
  return files;
}
