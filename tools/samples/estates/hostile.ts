import { writeBackup, writeBackups } from "../backup.ts";
import { backupId, defineDomain, type Gpo } from "../model.ts";
import { auditCsv, securityTemplate } from "../policy-files.ts";
import { registryPol } from "../registry-pol.ts";
import { utf16, utf8 } from "../text.ts";
import { zip, type ZipMember } from "../zip.ts";
import { DC_OU, mdiRows, ntlm } from "./common.ts";

const domain = defineDomain("tailspin.example", "TAILSPIN", "ts-dc1");
const BACKUP_TIME = "2025-09-09T09:09:09";

/** Names only: what the GPOs set is harmless and right. */
const NAMES = [
  "ESC \u001B[2J\u001B[31mred\u001B[0m \u001B]0;title\u0007 CSI \u009B31m BEL \u0007",
  "bidi \u202Etxt.exe\u202C \u2066isolate\u2069 zero\u200Bwidth line\u2028separator \uFEFFmark",
  "<script>alert(1)</script><img src=x onerror=alert(2)> & &amp; &#60;b&#62; \"double\" 'single' ]]> <![CDATA[x",
  "| pipe | `code` ```fence``` [link](javascript:alert(1)) **bold** # $(Get-Date) \u2018curly\u2019 '; Get-Date #",
  '=HYPERLINK("https://tailspin.example","open") +1 -1 @SUM(1)\t__proto__',
] as const;

function gpoNamed(index: number): Gpo {
  const name = NAMES[index] ?? "";
  return {
    domain,
    name,
    created: "2025-09-01T00:00:00",
    modified: "2025-09-01T00:00:01",
    backupTime: BACKUP_TIME,
    backupComment: name,
    machine: { directory: 1, sysvol: 1 },
    tool: "module",
    audit: mdiRows(),
    links: [{ path: DC_OU }],
  };
}

/** The second record announces 2 GiB and the file ends after four bytes of its data. */
function lyingRegistryPol(): Uint8Array {
  const key = "Software\\Policies\\Microsoft\\Windows\\EventLog\\Security";
  const data = "O:BA";
  const honest = registryPol([
    { key, name: "MaxSize", type: 4, value: 1_048_576 },
    { key, name: "ChannelAccess", type: 1, value: data },
  ]);
  // Behind the size: `;`, the data with its NUL, `]`; two bytes each.
  const size = honest.length - 2 * (data.length + 1 + 2) - 4;
  new DataView(honest.buffer).setUint32(size, 0x7fffffff, true);
  return honest.subarray(0, size + 4 + 2 + 4);
}

/** A document type with nested and external entities, small enough to be harmless even to a parser that expands it. */
function reportWithDoctype(): Uint8Array {
  return utf16(
    [
      '<?xml version="1.0" encoding="utf-16"?>',
      "<!DOCTYPE GPO [",
      '  <!ENTITY a "lol">',
      '  <!ENTITY b "&a;&a;&a;&a;">',
      '  <!ENTITY c SYSTEM "https://tailspin.example/entity.xml">',
      "]>",
      '<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings">',
      "  <Name>&b;&c;</Name>",
      "</GPO>",
    ].join("\r\n"),
  );
}

/** The text stops in the middle of an element. */
function cutBackupXml(gpo: Gpo): Uint8Array {
  const whole = writeBackup(gpo).get(`${backupId(gpo)}/Backup.xml`) ?? new Uint8Array();
  return whole.subarray(0, Math.floor(whole.length * 0.6));
}

/** An archive as some Windows tools write it, and with members that must never be unpacked. */
function hostileZip(): Uint8Array {
  const gpo: Gpo = { ...gpoNamed(0), name: "Inside the archive", security: { registry: ntlm(2, 1, 7) } };
  const backup: ZipMember[] = [...writeBackup(gpo)].map(([path, bytes]) => ({
    name: `backup\\${path.replaceAll("/", "\\")}`,
    bytes,
  }));
  const audit = auditCsv(gpo);
  const innermost = zip([{ name: "audit.csv", bytes: audit }]);
  const inner = zip([
    { name: "Machine/Microsoft/Windows NT/Audit/audit.csv", bytes: audit },
    { name: "deeper.zip", bytes: innermost },
  ]);
  const note = utf8("harmless\r\n");
  return zip([
    ...backup,
    { name: "../../outside.txt", bytes: note },
    { name: "/absolute.txt", bytes: note },
    { name: "C:\\drive.txt", bytes: note },
    { name: "esc\u001B[31m.txt", bytes: note },
    { name: "loose/Audit.csv", bytes: audit },
    { name: "loose/audit.csv", bytes: note },
    { name: "__MACOSX/._audit.csv", bytes: note },
    { name: "nested.zip", bytes: inner },
  ]);
}

export function hostile(): Map<string, Uint8Array> {
  const files = writeBackups(NAMES.map((_, index) => gpoNamed(index)));
  files.set("broken/cut/Backup.xml", cutBackupXml({ ...gpoNamed(3), name: "Cut short" }));
  files.set("broken/doctype/gpreport.xml", reportWithDoctype());
  files.set("broken/Machine/registry.pol", lyingRegistryPol());
  files.set("broken/Machine/GptTmpl.inf", cutTemplate());
  files.set("archive.zip", hostileZip());
  return files;
}

/** UTF-16 that ends in the middle of a code unit. */
function cutTemplate(): Uint8Array {
  const whole = securityTemplate(gpoNamed(0), { registry: ntlm(2, 1, 7) });
  return whole.subarray(0, whole.length - 7);
}
