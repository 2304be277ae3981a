/** Folders of GPO backups as an estate has them: identity, report, template, audit.csv and Registry.pol of each GPO. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guid, registryPol, reportOf } from "./inputs.mjs";

const AUDITED = ["923F", "9235", "9236", "9237", "9238", "923B", "923C", "9211", "9221", "9222", "9215"].map(
  (head) => `0CCE${head}-69AE-11D9-BED3-505054503030`,
);
const EXTENSIONS =
  "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}][{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}][{F3CCC681-B74C-4060-9F26-CD84525DCA2A}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}]";
const MANIFEST = "http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest";
const OPERATIONS = "http://www.microsoft.com/GroupPolicy/GPOOperations";
const LSA = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa";

/**
 * Writes `count` backups below `folder`. In `usual` every tenth GPO sets audit policy, as in an estate with a history;
 * in `rivals` every GPO sets all of it and most are linked to the domain, which is the worst that precedence can meet.
 */
export function writeEstate(folder, count, kind) {
  for (let i = 0; i < count; i += 1) {
    const audits = kind === "rivals" || i % 10 === 0;
    const rows = audits ? AUDITED.map((subcategory, j) => [subcategory, (i + j) % 4]) : [];
    const gpo = join(folder, `{${guid(i, "5B6C")}}`);
    const machine = join(gpo, "DomainSysvol", "GPO", "Machine");
    const secedit = join(machine, "Microsoft", "Windows NT", "SecEdit");
    mkdirSync(secedit, { recursive: true });
    const name = `Policy ${i}`;
    const cdata = (tag, text) => `<${tag}><![CDATA[${text}]]></${tag}>`;
    const identity = cdata("GPOGuid", `{${guid(i)}}`) + cdata("GPODomain", "corp.example");
    const time = cdata("BackupTime", "2025-09-15T08:30:00") + cdata("ID", `{${guid(i, "5B6C")}}`);
    writeFileSync(
      join(gpo, "bkupInfo.xml"),
      `<BackupInst xmlns="${MANIFEST}">${identity}${time}${cdata("GPODisplayName", name)}</BackupInst>\r\n`,
    );
    writeFileSync(
      join(gpo, "Backup.xml"),
      `<?xml version="1.0" encoding="utf-8"?><GroupPolicyBackupScheme bkp:version="2.0" xmlns:bkp="${OPERATIONS}" xmlns="${OPERATIONS}"><GroupPolicyObject><GroupPolicyCoreSettings>${cdata("ID", `{${guid(i)}}`)}${cdata("Domain", "corp.example")}${cdata("DisplayName", name)}${cdata("Options", "0")}${cdata("MachineVersionNumber", "196611")}${cdata("MachineExtensionGuids", EXTENSIONS)}</GroupPolicyCoreSettings></GroupPolicyObject></GroupPolicyBackupScheme>`,
    );
    const link = i % 4 === 0 ? "corp.example/Domain Controllers" : "corp.example";
    const report = reportOf({ number: i, name, rows, templates: 4, link: i % 5 === 1 ? "corp.example/Servers" : link });
    writeFileSync(
      join(gpo, "gpreport.xml"),
      Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-16"?>${report}`, "utf16le"),
    );
    const values = [`${LSA}\\LmCompatibilityLevel=4,${i % 6}`];
    if (audits) {
      values.push(
        `${LSA}\\SCENoApplyLegacyAuditPolicy=4,1`,
        `${LSA}\\MSV1_0\\AuditReceivingNTLMTraffic=4,${i % 3}`,
        `${LSA}\\MSV1_0\\RestrictSendingNTLMTraffic=4,${i % 3}`,
        `MACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain=4,${i % 8}`,
      );
    }
    for (let j = 0; j < 12; j += 1) values.push(`MACHINE\\Software\\Example\\Product${j}\\Option${i % 40}=4,1`);
    const legacy = kind === "rivals" ? "[Event Audit]\r\nAuditAccountLogon = 3\r\nAuditDSAccess = 3\r\n" : "";
    writeFileSync(
      join(secedit, "GptTmpl.inf"),
      Buffer.from(
        `\uFEFF[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[Registry Values]\r\n${values.join("\r\n")}\r\n${legacy}`,
        "utf16le",
      ),
    );
    if (rows.length > 0) {
      const audit = join(machine, "Microsoft", "Windows NT", "Audit");
      mkdirSync(audit, { recursive: true });
      const lines = rows.map(([subcategory, value]) => `,System,Audit,{${subcategory}},,,${value}`);
      const head =
        "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value";
      writeFileSync(join(audit, "audit.csv"), `${[head, ...lines].join("\r\n")}\r\n`);
    }
    writeFileSync(join(machine, "Registry.pol"), Buffer.concat([...registryPol(20)]));
  }
}
