/** Generated inputs of any size, one kind for each reader; the same bytes on every machine. */
import { crc32, deflateRawSync } from "node:zlib";
import { closeSync, openSync, writeSync } from "node:fs";

const SUBCATEGORIES = "69AE-11D9-BED3-505054503030";

export function guid(number, family = "4A5B") {
  return `${number.toString(16).toUpperCase().padStart(8, "0")}-${family}-4000-8000-${"B".repeat(12)}`;
}

/** Writes the pieces one after the other; a text as UTF-8. */
export function writePieces(path, pieces) {
  const file = openSync(path, "w");
  let bytes = 0;
  for (const piece of pieces) bytes += writeSync(file, typeof piece === "string" ? Buffer.from(piece) : piece);
  closeSync(file);
  return bytes;
}

/** `auditpol /backup` of many computers, 59 rows each. */
export function* auditCsv(rows) {
  yield "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n";
  for (let i = 0; i < rows; i += 1) {
    const subcategory = (0x9210 + (i % 59)).toString(16);
    const value = i % 4;
    const words = ["No Auditing", "Success", "Failure", "Success and Failure"][value];
    yield `HOST${Math.floor(i / 59)},System,Subcategory ${i % 59},{0CCE${subcategory}-${SUBCATEGORIES}},${words},,${value}\r\n`;
  }
}

/** A security template of many registry values and rights, and one line of 100 KB among them. */
export function* template(lines) {
  yield '[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n[Registry Values]\r\n';
  for (let i = 0; i < lines; i += 1) {
    yield `MACHINE\\System\\CurrentControlSet\\Services\\Service${i % 97}\\Parameters\\Value${i}=4,${i % 7}\r\n`;
  }
  yield `MACHINE\\Software\\Example\\LongList=7,${"entry,".repeat(17_000)}end\r\n[Privilege Rights]\r\n`;
  yield "SeServiceLogonRight = *S-1-5-20,*S-1-5-80-0\r\n";
}

/** A security template with one line of that many bytes. */
export function* longLine(bytes) {
  yield "[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\nMACHINE\\Software\\Example\\LongList=7,";
  yield "entry,".repeat(Math.floor(bytes / 6));
  yield "end\r\n";
}

function unit(text) {
  return Buffer.from(text, "utf16le");
}

function polRecord(key, name, type, data) {
  const numbers = Buffer.alloc(12);
  numbers.writeUInt32LE(type, 0);
  numbers.write(";", 4, "utf16le");
  numbers.writeUInt32LE(data.length, 6);
  numbers.write(";", 10, "utf16le");
  return Buffer.concat([unit(`[${key}\0;${name}\0;`), numbers, data, unit("]")]);
}

export function* registryPol(records) {
  yield Buffer.from("PReg\x01\0\0\0", "latin1");
  for (let i = 0; i < records; i += 1) {
    const key = `Software\\Policies\\Example\\Product${i % 50}`;
    if (i % 3 === 0) yield polRecord(key, `Text${i}`, 1, unit(`\\\\server\\share\\folder ${i}\0`));
    else yield polRecord(key, `Number${i}`, 4, Buffer.from([i & 0xff, (i >> 8) & 0xff, 0, 0]));
  }
}

export function* registryXml(items) {
  yield '<?xml version="1.0" encoding="utf-8"?>\r\n<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">';
  for (let i = 0; i < items; i += 1) {
    yield `<Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="Value${i}" status="Value${i}" image="12" changed="2025-01-01 00:00:00" uid="{${guid(i)}}"><Properties action="U" displayDecimal="1" default="0" hive="HKEY_LOCAL_MACHINE" key="Software\\Example\\Key${i % 80}" name="Value${i}" type="REG_DWORD" value="${(i % 9).toString(16).padStart(8, "0")}"/></Registry>`;
  }
  yield "</RegistrySettings>\r\n";
}

const EXPLAIN =
  "This policy setting lets you control how the feature works on this computer.&#10;&#10;If you enable this policy setting, the feature is used as described.&#10;&#10;If you disable or do not configure this policy setting, users decide for themselves.&#10;&#10;";
const SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings";
const TYPES = 'xmlns="http://www.microsoft.com/GroupPolicy/Types"';
const SDDL =
  "O:DAG:DAD:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;DA)(A;CI;LCRPLORC;;;ED)(A;CI;LCRPLORC;;;AU)(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;SY)S:AI(OU;CIIDSA;WPWD;;f30e3bc2-9ff0-11d1-b603-0000f80367c1;WD)";

/** @typedef {{ number: number, name: string, rows: readonly (readonly [string, number])[], templates: number, link: string | null }} ReportedGpo */

/** One `<GPO>` of a report; most of it is administrative templates with their explanations, as in reality. */
export function reportOf({ number, name, rows, templates, link }) {
  const extension = (prefix, namespace, type, content) =>
    `<ExtensionData><Extension xmlns:${prefix}="${SETTINGS}/${namespace}" xsi:type="${prefix}:${type}">${content}</Extension><Name>${namespace}</Name></ExtensionData>`;
  const audit = rows.map(
    ([subcategory, value]) =>
      `<q1:AuditSetting><q1:PolicyTarget>System</q1:PolicyTarget><q1:SubcategoryName>Audit</q1:SubcategoryName><q1:SubcategoryGuid>{${subcategory}}</q1:SubcategoryGuid><q1:SettingValue>${value}</q1:SettingValue></q1:AuditSetting>`,
  );
  const policies = Array.from(
    { length: templates },
    (_, i) =>
      `\r\n        <q2:Policy>\r\n          <q2:Name>Policy ${i}</q2:Name>\r\n          <q2:State>Enabled</q2:State>\r\n          <q2:Explain>${EXPLAIN.repeat(3)}</q2:Explain>\r\n          <q2:Supported>At least Windows 10</q2:Supported>\r\n          <q2:Category>Windows Components/Feature ${i % 9}</q2:Category>\r\n          <q2:DropDownList>\r\n            <q2:Name>Mode</q2:Name>\r\n            <q2:State>Enabled</q2:State>\r\n            <q2:Value>\r\n              <q2:Name>Full</q2:Name>\r\n            </q2:Value>\r\n          </q2:DropDownList>\r\n        </q2:Policy>`,
  );
  const links =
    link === null
      ? ""
      : `<LinksTo><SOMName>x</SOMName><SOMPath>${link}</SOMPath><Enabled>true</Enabled><NoOverride>false</NoOverride></LinksTo>`;
  return `<GPO xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="${SETTINGS}">
  <Identifier><Identifier ${TYPES}>{${guid(number)}}</Identifier><Domain ${TYPES}>corp.example</Domain></Identifier>
  <Name>${name}</Name>
  <SecurityDescriptor><SDDL xmlns="http://www.microsoft.com/GroupPolicy/Types/Security">${SDDL}</SDDL></SecurityDescriptor>
  <FilterDataAvailable>true</FilterDataAvailable>
  <Computer><VersionDirectory>3</VersionDirectory><VersionSysvol>3</VersionSysvol><Enabled>true</Enabled>${extension("q1", "Auditing", "AuditSettings", audit.join(""))}${extension("q2", "Registry", "RegistrySettings", policies.join(""))}</Computer>
  <User><VersionDirectory>0</VersionDirectory><VersionSysvol>0</VersionSysvol><Enabled>true</Enabled></User>
  ${links}
</GPO>
`;
}

/** `Get-GPOReport -All` of that many GPOs. */
export function* gpreport(gpos) {
  yield '<?xml version="1.0" encoding="utf-8"?>\r\n<report>\r\n';
  for (let i = 0; i < gpos; i += 1) {
    const rows = Array.from({ length: 5 }, (_, j) => [
      `0CCE92${(0x10 + ((i + j) % 47)).toString(16)}-${SUBCATEGORIES}`,
      j % 4,
    ]);
    yield reportOf({ number: i, name: `Policy ${i}`, rows, templates: 25, link: i % 3 === 0 ? "corp.example" : null });
  }
  yield "</report>\r\n";
}

/** A zip of that many small members, deflated. */
export function* zip(members) {
  const directory = [];
  let offset = 0;
  for (let i = 0; i < members; i += 1) {
    const name = Buffer.from(`export/{${guid(i)}}/DomainSysvol/GPO/Machine/Registry.pol`);
    const data = Buffer.concat([...registryPol(6 + (i % 5))]);
    const packed = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(0x5a215a21, 6);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(name.length, 22);
    yield Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, tail, name]));
    offset += 30 + name.length + packed.length;
  }
  const headers = Buffer.concat(directory);
  yield headers;
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(members, 8);
  end.writeUInt16LE(members, 10);
  end.writeUInt32LE(headers.length, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}
