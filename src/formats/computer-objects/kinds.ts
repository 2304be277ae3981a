/** What CIM classes and cmdlets tell of a computer [mdi-requirements 6.1, 6.14, 6.15, 6.18, 6.24]. */
import type { ComputerFields } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import type { PsObject } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import { asBoolean, asText, textOf, valueOf } from "../objects.ts";
import type { ObjectKind, Observed, Rule } from "../observed-objects.ts";
import { asWhole, inUnits, observe, remotingHost } from "../observed-objects.ts";

const KILOBYTES = 1024;
const BYTES = 1024 * 1024;

/** Numbers and words of the same enumerations: ProductType 2, DomainRole 4 and 5 are domain controllers [D]. */
const CONTROLLER_PRODUCT = /^(?:2|DomainController)$/i;
const CONTROLLER_ROLE = /^(?:4|5|BackupDomainController|PrimaryDomainController)$/i;

function computer(object: PsObject, names: readonly string[], version: string | null): ComputerFields | null {
  const name = textOf(object, ...names);
  if (name === null) return null;
  const controller =
    CONTROLLER_PRODUCT.test(textOf(object, "ProductType", "OsProductType") ?? "") ||
    CONTROLLER_ROLE.test(textOf(object, "DomainRole", "CsDomainRole") ?? "");
  const domain = textOf(object, "Domain", "CsDomain");
  const osVersion = /^\d{1,3}\.\d{1,3}\.\d{3,6}$/.test(version ?? "") ? version : null;
  return { kind: "computer", name, domain, place: null, site: null, roles: controller ? ["dc"] : [], osVersion };
}

const SYSTEM: readonly Rule[] = [
  ["Caption", "os-name", asText],
  ["OsName", "os-name", asText],
  ["WindowsUBR", "os-revision", asWhole],
  ["TotalVisibleMemorySize", "memory-visible-mb", inUnits(KILOBYTES)],
  ["OsTotalVisibleMemorySize", "memory-visible-mb", inUnits(KILOBYTES)],
];
const HARDWARE: readonly Rule[] = [
  ["TotalPhysicalMemory", "memory-mb", inUnits(BYTES)],
  ["CsTotalPhysicalMemory", "memory-mb", inUnits(BYTES)],
  ["NumberOfLogicalProcessors", "logical-processors", asWhole],
  ["CsNumberOfLogicalProcessors", "logical-processors", asWhole],
  ["Manufacturer", "manufacturer", asText],
  ["CsManufacturer", "manufacturer", asText],
  ["Model", "model", asText],
  ["CsModel", "model", asText],
];
const VERSION: readonly Rule[] = [
  ["ProductName", "os-name", asText],
  ["CurrentBuild", "os-build", asWhole],
  ["UBR", "os-revision", asWhole],
  ["InstallationType", "installation-type", asText],
];
const DISK: readonly Rule[] = [
  ["Size", "/size-mb", inUnits(BYTES)],
  ["FreeSpace", "/free-mb", inUnits(BYTES)],
  ["SizeRemaining", "/free-mb", inUnits(BYTES)],
];

/** Services and drivers that tell which sensor a computer carries, how it captures and what it is; others are passed over. */
const SERVICES: ReadonlySet<string> = new Set([
  "aatpsensor",
  "aatpsensorupdater",
  "sense",
  "npcap",
  "npf",
  "certsvc",
  "adfssrv",
  "adsync",
]);
/** ServiceControllerStatus, which JSON writes as a number [D]. */
const STATES: ReadonlyMap<string, string> = new Map([
  ["1", "Stopped"],
  ["2", "StartPending"],
  ["3", "StopPending"],
  ["4", "Running"],
  ["5", "ContinuePending"],
  ["6", "PausePending"],
  ["7", "Paused"],
]);

function disks(object: PsObject, letter: string): Observed[] {
  const name = textOf(object, letter)?.replace(/:$/, "").toUpperCase() ?? "";
  return /^[A-Z]$/.test(name) || object.properties.length === 1 ? observe(object, "disk", `${name}:`, DISK) : [];
}

export const KINDS: readonly ObjectKind[] = [
  {
    // Win32_OperatingSystem
    has: ["caption", "version", "buildnumber"],
    host: (object) => textOf(object, "CSName") ?? remotingHost(object),
    computer: (object) =>
      property(object, "BuildNumber") === undefined
        ? null
        : computer(object, ["CSName", "PSComputerName"], textOf(object, "Version")),
    read: (object) => observe(object, "system", "", SYSTEM),
  },
  {
    // Get-ComputerInfo
    has: ["osversion", "csname"],
    host: (object) => textOf(object, "CsName") ?? remotingHost(object),
    computer: (object) =>
      property(object, "OsVersion") === undefined ? null : computer(object, ["CsName"], textOf(object, "OsVersion")),
    read: (object) => observe(object, "system", "", [...SYSTEM, ...HARDWARE]),
  },
  {
    // Win32_ComputerSystem
    has: ["name", "totalphysicalmemory"],
    lacks: ["buildnumber"],
    host: (object) => textOf(object, "DNSHostName", "Name") ?? remotingHost(object),
    computer: (object) =>
      property(object, "TotalPhysicalMemory") === undefined ? null : computer(object, ["DNSHostName", "Name"], null),
    read: (object) => observe(object, "system", "", HARDWARE),
  },
  {
    // Win32_Processor
    has: ["numberofcores"],
    host: (object) => textOf(object, "SystemName") ?? remotingHost(object),
    read: (object) =>
      observe(object, "processor", `${textOf(object, "DeviceID", "Name") ?? ""}/`, [
        ["NumberOfCores", "cores", asWhole],
      ]),
  },
  {
    // Win32_LogicalDisk
    has: ["deviceid", "freespace", "size"],
    host: (object) => textOf(object, "SystemName") ?? remotingHost(object),
    read: (object) => disks(object, "DeviceID"),
  },
  {
    // Get-Volume
    has: ["driveletter", "sizeremaining", "size"],
    host: remotingHost,
    read: (object) => (property(object, "SizeRemaining") === undefined ? [] : disks(object, "DriveLetter")),
  },
  {
    // Win32_PowerPlan
    has: ["instanceid", "isactive", "elementname"],
    host: remotingHost,
    read: (object) =>
      asBoolean(valueOf(object, "IsActive")) === true
        ? observe(object, "power-plan", "", [
            ["InstanceID", "active-scheme", (id) => guidOf(/\{[^{}]{36}\}/.exec(asText(id) ?? "")?.[0] ?? "")],
          ])
        : [],
  },
  {
    // Get-HotFix, Win32_QuickFixEngineering
    has: ["hotfixid"],
    host: (object) => textOf(object, "CSName") ?? remotingHost(object),
    read: (object) =>
      observe(object, "hotfix", textOf(object, "HotFixID") ?? "", [
        ["HotFixID", "", (id) => (/^KB\d{5,9}$/.test(asText(id) ?? "") ? true : null)],
      ]),
  },
  service("starttype"),
  // Its table on the screen.
  service("displayname"),
  {
    // Win32_ComputerSystem without its memory
    has: ["manufacturer", "model"],
    lacks: ["totalphysicalmemory", "osversion", "deviceid"],
    host: remotingHost,
    read: (object) => (property(object, "Model") === undefined ? [] : observe(object, "system", "", HARDWARE)),
  },
  {
    // The registry key CurrentVersion, selected without the path that makes it registry facts.
    has: ["currentbuild", "ubr"],
    lacks: ["pspath"],
    host: remotingHost,
    read: (object) => observe(object, "system", "", VERSION),
  },
  {
    // Uninstall keys, selected without the path that makes them registry facts.
    has: ["displayname", "displayversion"],
    lacks: ["pspath"],
    host: remotingHost,
    read: (object) =>
      observe(object, "software", textOf(object, "DisplayName") ?? "", [["DisplayVersion", "", asText]]),
  },
];

function service(besides: string): ObjectKind {
  return {
    has: ["name", "status", besides],
    lacks: ["direction", "pspath"],
    host: (object) => remotingHost(object) ?? machineOf(object),
    read: (object) => {
      const name = textOf(object, "Name") ?? "";
      return SERVICES.has(name.toLowerCase())
        ? observe(object, "service", name, [["Status", "", (value) => stateOf(asText(value))]])
        : [];
    },
  };
}

function stateOf(text: string | null): string | null {
  return STATES.get(text ?? "") ?? ([...STATES.values()].includes(text ?? "") ? text : null);
}

/** `.` is the computer itself. */
function machineOf(object: PsObject): string | null {
  const name = textOf(object, "MachineName");
  return name === "." ? null : name;
}
