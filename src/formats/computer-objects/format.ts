/** A computer's system, hardware, disks, power plan, updates, services and software as PowerShell objects. */
import type { Head } from "../define.ts";
import { defineFormat } from "../define.ts";
import { isKind, namesIn, readKinds, rereadKinds } from "../observed-objects.ts";
import { answer } from "../unread.ts";
import { KINDS } from "./kinds.ts";

function sniff(head: Head): "no" | "yes" {
  const names = namesIn(head);
  return answer(KINDS.some((kind) => isKind(names, kind)));
}

export const computerObjects = defineFormat({
  id: "computer-objects",
  title: "System, hardware and software as PowerShell objects (Get-CimInstance, Get-ComputerInfo)",
  madeBy: [
    "Get-CimInstance Win32_OperatingSystem | Select-Object CSName, Caption, Version, BuildNumber, ProductType, TotalVisibleMemorySize | ConvertTo-Json > os-HOST.json",
    "Get-CimInstance Win32_ComputerSystem | Select-Object Name, DNSHostName, Domain, DomainRole, Manufacturer, Model, TotalPhysicalMemory, NumberOfLogicalProcessors | ConvertTo-Json > computer-HOST.json",
    "Get-CimInstance Win32_LogicalDisk -Filter DriveType=3 | Select-Object SystemName, DeviceID, Size, FreeSpace | ConvertTo-Json > disks-HOST.json",
    "Get-CimInstance Win32_Processor | Select-Object SystemName, DeviceID, NumberOfCores | ConvertTo-Json > processors-HOST.json",
    "Get-CimInstance -Namespace root\\cimv2\\power Win32_PowerPlan | Select-Object InstanceID, ElementName, IsActive | ConvertTo-Json > power-HOST.json",
    "Get-ComputerInfo | ConvertTo-Json > computer-info-HOST.json",
    "Get-HotFix | Select-Object CSName, HotFixID | ConvertTo-Json > hotfixes-HOST.json",
    "Get-Service AATPSensor, AATPSensorUpdater, Sense, CertSvc, adfssrv, ADSync -ErrorAction SilentlyContinue | Select-Object Name, Status, StartType | ConvertTo-Json > services-HOST.json",
    "Get-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*, HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\* | Select-Object DisplayName, DisplayVersion | ConvertTo-Json > software-HOST.json",
  ],
  recognisedBy:
    "Objects (JSON, CSV, CLIXML, a list or a table) with the properties of one of these classes, such as Caption, Version and BuildNumber, or OsVersion and CsName.",
  proves:
    "What that computer was made of at that time. What is not listed is proved missing only by a list that was not filtered, which the file does not tell.",
  sniff,
  parse: (input, sink) => readKinds(KINDS, input, sink),
  reread: (excerpt, kind) => rereadKinds(KINDS, excerpt, kind),
});
