import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import { HEALTH_ALERTS, KNOWN_ISSUES, PREREQUISITES_V2 } from "./_sources.ts";

const SERVER_MAKERS = ["Dell Inc.", "HP", "HPE", "Lenovo", "FUJITSU", "Supermicro", "Cisco Systems Inc"];

export const requirement = defineRequirement({
  id: "MDI-SENSOR-LSO",
  revision: 1,
  title: "Large Send Offload is off on VMware guests with a v2.x sensor",
  label: "Large Send Offload",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "other-evidence",
    evidence: "the advanced properties of the network adapters of each VMware guest with a v2.x sensor",
  },
  captured: {
    kind: "any",
    of: [
      {
        kind: "observation",
        topic: "system",
        name: "manufacturer",
        oneOf: ["Microsoft Corporation", "QEMU", "Xen", "Nutanix", "Amazon EC2", "Google", ...SERVER_MAKERS],
        noneOf: ["VMware, Inc."],
        whenAbsent: "unknown",
      },
      { kind: "observation", topic: "network-adapter", name: "*/lso-*", oneOf: [false], whenAbsent: "unknown" },
    ],
  },
  sensor: "v2",
  want: "On VMware virtual machines Large Send Offload (also shown as IPv4 TSO Offload) is disabled on the guest's network adapters, in Windows and not in VMware.",
  why: "With the offload on, the packets that the sensor captures are not those that go over the wire, and part of the traffic is not analysed. Microsoft raises it as a health alert of high severity for v2.x. Physical servers and other hosts are not concerned.",
  events: [],
  detections: [],
  microsoft: withoutItem("Network configuration mismatch for sensors running on VMware", false),
  verify: [
    `${HEALTH_PAGE}: Network configuration mismatch for sensors running on VMware; Some network traffic could not be analyzed`,
  ],
  ask: [
    "Get-CimInstance Win32_ComputerSystem | Select-Object Manufacturer, Model",
    "Get-NetAdapterLso | Select-Object Name, Version, V1IPv4Enabled, IPv4Enabled, IPv6Enabled",
    "Get-NetAdapterAdvancedProperty -RegistryKeyword '*Lso*' | Select-Object Name, RegistryKeyword, RegistryValue, DisplayName, DisplayValue",
  ],
  remedies: [
    {
      via: "native",
      text: "On the guest, elevated. The adapter reconnects for a moment, and a restart may be needed.",
      commands: ["Disable-NetAdapterLso -Name 'REPLACE-ME'"],
    },
  ],
  references: [KNOWN_ISSUES, PREREQUISITES_V2, HEALTH_ALERTS],
  examples: { pass: [], fail: [], unknown: [{ note: "No GPO speaks of it.", files: UNRELATED }] },
});
