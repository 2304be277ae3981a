/** What is read on a computer: its audit policy, its registry, its local policy; and the estate in words. */
import { SUBCATEGORIES } from "../../../src/core/audit-policy.ts";
import { guidFrom } from "../../../tools/samples/ids.ts";
import { crlf, utf8 } from "../../../tools/samples/text.ts";
import type { HostSpec, Scenario, Values } from "./model.ts";
import { isController } from "./model.ts";
import { containerDn, sidOf } from "./names.ts";
import { auditNumber, extensionNames, INCLUSIONS, policyFiles, splitPath } from "./policy.ts";
import { rsopXml } from "./rsop.ts";
import type { Without } from "./without.ts";

/** `auditpol /get /category:* /r`: every subcategory, six columns. */
function auditpol(host: HostSpec, values: Values): Uint8Array {
  const rows = SUBCATEGORIES.map(({ guid, name }) => {
    const word = INCLUSIONS[auditNumber(values[name] ?? "none")];
    return `${host.name.toUpperCase()},System,${name},{${guid}},${word},`;
  });
  const header = "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting";
  return utf8(crlf([header, ...rows]));
}

/** `Get-ItemProperty` through remoting: one object for each key. */
function registryJson(host: HostSpec): Uint8Array {
  const keys = new Map<string, Record<string, string | number>>();
  for (const [path, value] of Object.entries(host.registry)) {
    const { key, name } = splitPath(path);
    keys.set(key, { ...keys.get(key), [name]: value });
  }
  const objects = [...keys].map(([key, values]) => ({
    ...values,
    PSPath: `Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\${key}`,
    PSParentPath: `Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\${key.slice(0, key.lastIndexOf("\\"))}`,
    PSChildName: key.slice(key.lastIndexOf("\\") + 1),
    PSProvider: "Microsoft.PowerShell.Core\\Registry",
    PSComputerName: `${host.name}.${host.domain}`,
  }));
  return utf8(JSON.stringify(objects, null, 2));
}

/** A backup of the local policy as LGPO.exe writes it; it does not name its computer. */
function localPolicy(scenario: Scenario, host: HostSpec): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  if (host.local === null) return files;
  const folder = `hosts/${host.name}/local-policy/{${guidFrom("scenario", "local", host.name)}}/DomainSysvol/GPO`;
  const lines = [`gPCMachineExtensionNames=${extensionNames(host.local, null)}`, "Version=1"];
  files.set(`${folder}/gpt.ini`, utf8(crlf(["[General]", ...lines])));
  const sid = (name: string): string => sidOf(scenario, name, host.domain);
  for (const [path, bytes] of policyFiles(host.local, sid)) files.set(`${folder}/${path}`, bytes);
  return files;
}

export function hostFiles(scenario: Scenario, without: Without): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const host of Object.values(scenario.hosts)) {
    if (host.auditpol !== null) files.set(`hosts/${host.name}/auditpol.csv`, auditpol(host, host.auditpol));
    if (Object.keys(host.registry).length > 0) files.set(`hosts/${host.name}/registry.json`, registryJson(host));
    if (host.rsop !== null) files.set(`hosts/${host.name}/rsop.xml`, rsopXml(scenario, host, host.rsop));
    for (const [path, bytes] of localPolicy(scenario, host)) files.set(path, bytes);
  }
  const scope = scopeFile(scenario, without);
  if (scope !== null) files.set("scope.yaml", utf8(scope));
  return files;
}

/** Only what the directory does not show: a role, or the site of what is no domain controller. */
function scopeFile(scenario: Scenario, without: Without): string | null {
  const lines = Object.values(scenario.hosts).flatMap((host) => {
    const declared = host.roles.some((role) => role !== "dc" && role !== "rodc");
    const site = without.has("sites") || isController(host) ? null : host.site;
    if ((site === null && !declared) || without.has(`host ${host.name}`)) return [];
    return [
      `  - name: ${host.name}.${host.domain}`,
      `    domain: ${host.domain}`,
      ...(host.roles.length === 0 ? [] : [`    roles: [${host.roles.join(", ")}]`]),
      ...(host.ou === null ? [] : [`    ou: ${containerDn(host.domain, host.ou)}`]),
      ...(site === null ? [] : [`    site: ${site}`]),
    ];
  });
  return lines.length === 0 ? null : ["schema: scope/1", "hosts:", ...lines, ""].join("\n");
}
