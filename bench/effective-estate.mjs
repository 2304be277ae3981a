/**
 * A domain of GPOs that are all linked somewhere, with the filters that estates have, and its domain controllers: one
 * export of the directory as LDIF, and the GPOs' files of SYSVOL. The same bytes on every machine.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guid } from "./inputs.mjs";

const BASE = "DC=corp,DC=example";
const CONFIGURATION = `CN=Configuration,${BASE}`;
const DOMAIN_SID = ["21", "1000", "2000", "3000"];
const APPLY = "EDACFD8F-FFB3-11D1-B41D-00A0C968F939";
const EXTENSIONS =
  "[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}][{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}][{F3CCC681-B74C-4060-9F26-CD84525DCA2A}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}]";
/** Every subcategory that has a row of its own: 0CCE9210 to 0CCE924B. */
export const SUBCATEGORIES = Array.from(
  { length: 60 },
  (_, i) => `0CCE${(0x9210 + i).toString(16).toUpperCase()}-69AE-11D9-BED3-505054503030`,
);
const QUERIES = [
  'SELECT * FROM Win32_OperatingSystem WHERE ProductType = "2"',
  'SELECT * FROM Win32_OperatingSystem WHERE Version LIKE "10.0.2%" AND ProductType <> "1"',
  'SELECT * FROM Win32_OperatingSystem WHERE Version LIKE "6.%"',
];
const GROUPS = 40;

/** @param {{ gpos: number, controllers: number, kind: "shared" | "own" }} size `own`: every controller has a site and a group of its own */
export function writeEffectiveEstate(folder, { gpos, controllers, kind }) {
  const units = [
    "OU=Domain Controllers",
    ...Array.from({ length: 8 }, (_, i) => `OU=Region ${i},OU=Domain Controllers`),
  ];
  const sites = Array.from({ length: kind === "own" ? controllers : units.length }, (_, i) => `Site ${i}`);
  const links = new Map();
  const link = (dn, number, options) =>
    links.set(dn, [...(links.get(dn) ?? []), `[LDAP://${gpoDn(number)};${options}]`]);
  for (let i = 0; i < gpos; i += 1) {
    // One in five at the domain, three at containers of domain controllers, one at a site; some enforced, some disabled.
    const options = i % 41 === 0 ? 2 : i % 53 === 0 ? 1 : 0;
    if (i % 5 === 0) link(BASE, i, options);
    else if (i % 5 === 4) link(siteDn(sites[i % sites.length]), i, options);
    else link(`${units[i % units.length]},${BASE}`, i, options);
  }
  const entries = [];
  const entry = (dn, classes, lines) =>
    entries.push(
      `dn: ${dn}\n${["top", ...classes].map((one) => `objectClass: ${one}\n`).join("")}${lines.join("\n")}\n`,
    );
  const linksOf = (dn) => (links.has(dn) ? [`gPLink: ${links.get(dn).join("")}`] : []);
  entry(
    BASE,
    ["domain", "domainDNS"],
    [`objectSid:: ${sid(...DOMAIN_SID).toString("base64")}`, ...linksOf(BASE), "gPOptions: 0"],
  );
  units.forEach((unit, i) =>
    entry(`${unit},${BASE}`, ["organizationalUnit"], [...linksOf(`${unit},${BASE}`), `gPOptions: ${i === 8 ? 1 : 0}`]),
  );
  for (const site of sites) entry(siteDn(site), ["site"], [...linksOf(siteDn(site)), "gPOptions: 0"]);
  QUERIES.forEach((query, i) =>
    entry(
      `CN={${guid(i, "7A7A")}},CN=SOM,CN=WMIPolicy,CN=System,${BASE}`,
      ["msWMI-Som"],
      [
        `msWMI-ID: {${guid(i, "7A7A")}}`,
        `msWMI-Name: Filter ${i}`,
        `msWMI-Parm2: 1;3;10;${query.length};WQL;root\\CIMv2;${query};`,
      ],
    ),
  );
  const groups = kind === "own" ? controllers : GROUPS;
  for (let i = 0; i < groups; i += 1) {
    const members = Array.from({ length: controllers }, (_, j) => j).filter((j) =>
      kind === "own" ? j === i : j % units.length === i % units.length,
    );
    const lines = members.map((j) => `member: ${controllerDn(j, units)}`);
    entry(
      `CN=Group ${i},CN=Users,${BASE}`,
      ["group"],
      [`objectSid:: ${sid(...DOMAIN_SID, String(5000 + i)).toString("base64")}`, ...lines],
    );
  }
  for (let i = 0; i < controllers; i += 1) {
    entry(
      controllerDn(i, units),
      ["person", "organizationalPerson", "user", "computer"],
      [
        `cn: DC${i}`,
        "userAccountControl: 532480",
        "primaryGroupID: 516",
        `objectSid:: ${sid(...DOMAIN_SID, String(1000 + i)).toString("base64")}`,
        `dNSHostName: dc${i}.corp.example`,
        "operatingSystem: Windows Server 2022 Standard",
        "operatingSystemVersion: 10.0 (20348)",
      ],
    );
    entry(
      `CN=DC${i},CN=Servers,${siteDn(sites[i % sites.length])}`,
      ["server"],
      [`cn: DC${i}`, `dNSHostName: dc${i}.corp.example`, `serverReference: ${controllerDn(i, units)}`],
    );
  }
  for (let i = 0; i < gpos; i += 1) {
    entry(
      gpoDn(i),
      ["container", "groupPolicyContainer"],
      [
        `cn: {${guid(i)}}`,
        `displayName: Policy ${i}`,
        "flags: 0",
        "versionNumber: 3",
        `gPCMachineExtensionNames: ${EXTENSIONS}`,
        ...(i % 6 === 0 ? [`gPCWQLFilter: [corp.example;{${guid(i % QUERIES.length, "7A7A")}};0]`] : []),
        `nTSecurityDescriptor:: ${descriptor(trusteeOf(i, groups)).toString("base64")}`,
      ],
    );
    writeFiles(join(folder, "SYSVOL", "corp.example", "Policies", `{${guid(i)}}`), i);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "directory.ldif"), `version: 1\n\n${entries.join("\n")}`);
}

/** Half for everybody, then a group with members, domain controllers, workstations. */
function trusteeOf(i, groups) {
  if (i % 4 === 1) return [...DOMAIN_SID, String(5000 + (i % groups))];
  if (i % 8 === 3) return [...DOMAIN_SID, "516"];
  return i % 8 === 7 ? [...DOMAIN_SID, "515"] : ["11"];
}

function writeFiles(policy, i) {
  const audit = join(policy, "Machine", "Microsoft", "Windows NT", "Audit");
  mkdirSync(audit, { recursive: true });
  writeFileSync(join(policy, "GPT.INI"), "[General]\r\nVersion=3\r\n");
  const rows = Array.from(
    { length: 6 },
    (_, j) => `,System,Audit,{${SUBCATEGORIES[(i * 7 + j * 11) % 60]}},,,${(i + j) % 4}`,
  );
  const head =
    "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value";
  writeFileSync(join(audit, "audit.csv"), `${[head, ...rows].join("\r\n")}\r\n`);
}

function gpoDn(number) {
  return `CN={${guid(number)}},CN=Policies,CN=System,${BASE}`;
}

function siteDn(site) {
  return `CN=${site},CN=Sites,${CONFIGURATION}`;
}

function controllerDn(number, units) {
  return `CN=DC${number},${units[number % units.length]},${BASE}`;
}

function sid(...parts) {
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes[0] = 1;
  bytes[1] = parts.length;
  bytes[7] = 5;
  parts.forEach((part, i) => bytes.writeUInt32LE(Number(part), 8 + i * 4));
  return bytes;
}

/** Full control for Domain Admins and SYSTEM, Apply and Read for the trustee [MS-DTYP 2.4.6]. */
function descriptor(trustee) {
  const aces = [
    ace(0, 0xf00ff, null, sid(...DOMAIN_SID, "512")),
    ace(0, 0xf00ff, null, sid("18")),
    ace(0, 0x20094, null, sid(...trustee)),
    ace(5, 0x100, APPLY, sid(...trustee)),
  ];
  const dacl = Buffer.alloc(8);
  dacl[0] = 4;
  dacl.writeUInt16LE(8 + aces.reduce((sum, one) => sum + one.length, 0), 2);
  dacl.writeUInt16LE(aces.length, 4);
  const head = Buffer.alloc(20);
  head[0] = 1;
  head.writeUInt16LE(0x8004, 2);
  head.writeUInt32LE(20, 16);
  return Buffer.concat([head, dacl, ...aces]);
}

function ace(type, mask, object, trustee) {
  const kind = object === null ? Buffer.alloc(0) : Buffer.concat([Buffer.from([1, 0, 0, 0]), guidBytes(object)]);
  const head = Buffer.alloc(8);
  head[0] = type;
  head[1] = 2;
  head.writeUInt16LE(8 + kind.length + trustee.length, 2);
  head.writeUInt32LE(mask, 4);
  return Buffer.concat([head, kind, trustee]);
}

function guidBytes(text) {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
