/** One LDIF file for each domain, as an administrator exports it: containers, GPOs, filters, groups, computers [formats.md 6.5, 8.1, 8.2]. */
import { domainSidFrom } from "../../../tools/samples/ids.ts";
import { utf8 } from "../../../tools/samples/text.ts";
import { descriptorBytes, sidBytes } from "./descriptor.ts";
import type { GpoSpec, HostSpec, Scenario } from "./model.ts";
import { isController } from "./model.ts";
import {
  containersOf,
  domainDn,
  filterGuid,
  gpoDn,
  gpoGuid,
  gposOf,
  groupDn,
  hostDn,
  labelOf,
  type PlacedContainer,
  rootOf,
  sidOf,
  siteDn,
} from "./names.ts";
import { extensionNames } from "./policy.ts";
import type { Without } from "./without.ts";

type Line = readonly [name: string, value: string | number | Uint8Array];
type Entry = readonly [dn: string, ...lines: Line[]];

/** Folded at 76 characters; what is not plain ASCII is base64 [RFC 2849]. */
function written([name, value]: Line): string {
  const text = String(value);
  const plain = typeof value === "number" || (typeof value === "string" && /^[!-9;=-~][ -~]*$/.test(text));
  const bytes = typeof value === "string" || typeof value === "number" ? utf8(text) : value;
  const line = plain ? `${name}: ${text}` : `${name}:: ${Buffer.from(bytes).toString("base64")}`;
  return fold(line);
}

function fold(line: string): string {
  const parts = [line.slice(0, 76)];
  for (let at = 76; at < line.length; at += 75) parts.push(` ${line.slice(at, at + 75)}`);
  return parts.join("\r\n");
}

function ldif(entries: readonly Entry[]): Uint8Array {
  const blocks = entries.map(([dn, ...lines]) =>
    [written(["dn", dn]), ...lines.map(written)].map((line) => `${line}\r\n`).join(""),
  );
  return utf8(["version: 1\r\n", ...blocks].join("\r\n"));
}

const CLASSES = { domain: "domainDNS", ou: "organizationalUnit", site: "site" };
const DISABLED = 1;
const ENFORCED = 2;

/** The last link of the text has order 1 and wins. */
function gpLink({ links }: PlacedContainer): string {
  return links
    .toReversed()
    .map((link) => {
      const options = (link.disabled ? DISABLED : 0) + (link.enforced ? ENFORCED : 0);
      return `[LDAP://${gpoDn(link.gpo).toLowerCase()};${options}]`;
    })
    .join("");
}

function containerEntry(one: PlacedContainer, without: Without): Entry {
  const links = gpLink(one);
  return [
    one.dn,
    ["objectClass", "top"],
    ["objectClass", CLASSES[one.type]],
    ...(one.type === "domain" ? [["objectSid", sidBytes(domainSidFrom(one.domain))] as const] : []),
    ...(links === "" || without.has("links") ? [] : [["gPLink", links] as const]),
    ...(without.has("options") ? [] : [["gPOptions", one.blocks ? 1 : 0] as const]),
  ];
}

const FLAGS = { user: 1, computer: 2, all: 3 };

function gpoEntry(scenario: Scenario, gpo: GpoSpec, without: Without): Entry {
  const extensions = extensionNames(gpo, gpo.extensions);
  const sids = (names: readonly string[]): string[] => names.map((name) => sidOf(scenario, name, gpo.domain));
  const descriptor = descriptorBytes({
    domainSid: domainSidFrom(gpo.domain),
    rootSid: domainSidFrom(rootOf(scenario, gpo.domain)),
    apply: sids(gpo.apply),
    deny: sids(gpo.deny),
    denyRead: sids(gpo.denyRead),
    read: sids(gpo.read),
  });
  return [
    gpoDn(gpo),
    ["objectClass", "top"],
    ["objectClass", "container"],
    ["objectClass", "groupPolicyContainer"],
    ["cn", `{${gpoGuid(gpo)}}`],
    ["displayName", gpo.name],
    ["flags", gpo.disabled === null ? 0 : FLAGS[gpo.disabled]],
    ["versionNumber", gpo.versions.directory],
    // An empty list is no attribute at all; a blank keeps "nothing registered" apart from "not exported".
    ["gPCMachineExtensionNames", extensions === "" ? " " : extensions],
    ...(gpo.wmi.length === 0 ? [] : [["gPCWQLFilter", `[${gpo.domain};{${filterGuid(gpo)}};0]`] as const]),
    ...(without.has(`descriptor ${labelOf(scenario, gpo)}`) ? [] : [["nTSecurityDescriptor", descriptor] as const]),
  ];
}

function filterEntry(gpo: GpoSpec): Entry {
  const queries = gpo.wmi.map((query) => `3;10;${query.length};WQL;root\\CIMv2;${query};`);
  return [
    `CN={${filterGuid(gpo)}},CN=SOM,CN=WMIPolicy,CN=System,${domainDn(gpo.domain)}`,
    ["objectClass", "top"],
    ["objectClass", "msWMI-Som"],
    ["msWMI-ID", `{${filterGuid(gpo)}}`],
    ["msWMI-Name", `Filter of ${gpo.name}`],
    ["msWMI-Parm2", `${gpo.wmi.length};${queries.join("")}`],
  ];
}

function groupEntry(scenario: Scenario, name: string, without: Without): Entry {
  const group = scenario.groups[name];
  const dnOf = (member: string): string =>
    scenario.groups[member] === undefined ? hostDn(scenario, member) : groupDn(scenario, member);
  const hidden = without.has("membership") || without.has(`member ${name}`);
  return [
    groupDn(scenario, name),
    ["objectClass", "top"],
    ["objectClass", "group"],
    ["objectSid", sidBytes(sidOf(scenario, name, ""))],
    ...(hidden ? [] : (group?.members ?? []).map((member) => ["member", dnOf(member)] as const)),
  ];
}

const CONTROL = { dc: 0x82000, rodc: 0x5001000, member: 0x1000 };
const PRIMARY_GROUP = { dc: 516, rodc: 521, member: 515 };

function hostEntry(scenario: Scenario, host: HostSpec, without: Without): Entry {
  const kind = host.roles.includes("rodc") ? "rodc" : host.roles.includes("dc") ? "dc" : "member";
  const os = host.os === null || without.has("os") ? null : host.os.replace(/\.(\d+)$/, " ($1)");
  return [
    hostDn(scenario, host.name),
    ...["top", "person", "organizationalPerson", "user", "computer"].map((name): Line => ["objectClass", name]),
    ["cn", host.name],
    ["userAccountControl", CONTROL[kind]],
    ["primaryGroupID", PRIMARY_GROUP[kind]],
    ["objectSid", sidBytes(sidOf(scenario, host.name, ""))],
    ["dNSHostName", `${host.name}.${host.domain}`],
    ...(host.edition === null ? [] : [["operatingSystem", host.edition] as const]),
    ...(os === null ? [] : [["operatingSystemVersion", os] as const]),
  ];
}

/** The server object below its site is where the directory keeps a domain controller's site. */
function serverEntry(scenario: Scenario, host: HostSpec): Entry {
  return [
    `CN=${host.name},CN=Servers,${siteDn(host.site ?? "", rootOf(scenario, host.domain))}`,
    ["objectClass", "top"],
    ["objectClass", "server"],
    ["cn", host.name],
    ["dNSHostName", `${host.name}.${host.domain}`],
    ["serverReference", hostDn(scenario, host.name)],
  ];
}

/** `directory/<domain>.ldif` → bytes. Sites stand in the export of their forest's root domain. */
export function directoryFiles(scenario: Scenario, without: Without): Map<string, Uint8Array> {
  const containers = containersOf(scenario).filter(({ name }) => !without.has(`links ${name}`));
  const gpos = gposOf(scenario);
  const shown = gpos.filter((gpo) => !without.gone("object", labelOf(scenario, gpo)));
  const files = new Map<string, Uint8Array>();
  for (const domain of Object.keys(scenario.domains)) {
    const here = <T extends { readonly domain: string }>(all: readonly T[]): T[] =>
      all.filter((one) => one.domain === domain);
    const hosts = here(Object.values(scenario.hosts)).filter(({ name }) => !without.has(`host ${name}`));
    const servers = Object.values(scenario.hosts).filter(
      (host) =>
        isController(host) &&
        host.site !== null &&
        rootOf(scenario, host.domain) === domain &&
        !without.has(`host ${host.name}`),
    );
    const groups = Object.entries(scenario.groups).filter(
      ([name, group]) => group.domain === domain && !without.has(`group ${name}`),
    );
    files.set(
      `directory/${domain}.ldif`,
      ldif([
        ...here(containers).map((one) => containerEntry(one, without)),
        ...here(shown).map((gpo) => gpoEntry(scenario, gpo, without)),
        ...(without.has("wmi") ? [] : here(gpos).filter(({ wmi }) => wmi.length > 0)).map(filterEntry),
        ...groups.map(([name]) => groupEntry(scenario, name, without)),
        ...hosts.map((host) => hostEntry(scenario, host, without)),
        ...(without.has("sites") ? [] : servers).map((host) => serverEntry(scenario, host)),
      ]),
    );
  }
  return files;
}
