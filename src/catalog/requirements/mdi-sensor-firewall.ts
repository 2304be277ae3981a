import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import {
  KNOWN_ISSUES,
  MS_GPFAS,
  PREREQUISITES_STANDALONE,
  PREREQUISITES_V2,
  PREREQUISITES_V3,
  PROXY,
} from "./_sources.ts";

const FIREWALL = "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";
const outbound = (name: string, action: "Allow" | "Block", protocol: 6 | 17, port: number): string =>
  `${FIREWALL}\\FirewallRules;${name};REG_SZ;v2.31|Action=${action}|Active=TRUE|Dir=Out|Protocol=${protocol}|RPort=${port}|Profile=Domain|Name=${name}|`;
const BLOCKED_BY_DEFAULT = [
  `${FIREWALL}\\DomainProfile;EnableFirewall;REG_DWORD;1`,
  `${FIREWALL}\\DomainProfile;DefaultOutboundAction;REG_DWORD;1`,
];

export const requirement = defineRequirement({
  id: "MDI-SENSOR-FIREWALL",
  revision: 1,
  title: "No firewall policy stands between the sensor and its services",
  label: "Sensor's way to the service",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: { kind: "check", check: "sensor-firewall" },
  want: "Open from the v2.x sensor: 443/TCP to *.atp.azure.com (or a proxy), 53/TCP and UDP to DNS, 445/TCP and UDP to all devices, 444/TCP on localhost for the updater, 135/TCP, 137/UDP or 3389/TCP for name resolution. Open to it: 1813/UDP where RADIUS accounting of a VPN is used. With several forests also 389/TCP and UDP, 636, 3268 and 3269/TCP to the domain controllers; a stand-alone sensor adds 88/TCP and UDP, 123/UDP and, for syslog, 514.",
  why: "A blocked cloud connection stops the sensor; a blocked internal flow takes away one data source: DNS, resolution, the directory of another forest or the VPN. Localhost traffic is free by default, but a custom policy that blocks 444 stops the updater. The v3.x sensor speaks only to the addresses of Defender for Endpoint, and knows neither RADIUS nor syslog.",
  functional:
    "We show what Windows Firewall policy in GPOs says of these flows: active block rules, a default block and the rules that allow. Whether they reach a sensor, and what rules of the server, the network and a proxy add, stays unknown. Microsoft's tools do not read firewall policy.",
  events: [],
  detections: [{ title: "Suspicious VPN connection", basis: "documented" }],
  microsoft: withoutItem("Sensor stopped communicating", false),
  verify: [
    "Test-MDISensorApiConnection",
    "Test-NetConnection -ComputerName '<workspace>sensorapi.atp.azure.com' -Port 443",
    `${HEALTH_PAGE}: Sensor stopped communicating; A domain controller is unreachable by a sensor; Radius accounting failures`,
  ],
  ask: [
    "Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object Name, Enabled, DefaultInboundAction, DefaultOutboundAction, AllowLocalFirewallRules | ConvertTo-Json > .\\firewall-profiles.json",
    "Get-NetFirewallRule -PolicyStore ActiveStore -Direction Outbound -Action Block -Enabled True | Format-List DisplayName, Profile, PolicyStoreSource",
    "netsh.exe advfirewall export .\\firewall.wfw",
    "Test-NetConnection -ComputerName '<workspace>sensorapi.atp.azure.com' -Port 443  # for reading by eye",
  ],
  remedies: [
    {
      via: "native",
      text: "Computer Configuration > Policies > Windows Settings > Security Settings > Windows Defender Firewall with Advanced Security > Outbound Rules: allow the flows in the GPO of the servers with a sensor, and remove block rules for them (a block rule wins over an allow rule). The network firewall needs the same list, or the service tag AzureAdvancedThreatProtection.",
      commands: [
        "$store = {domain} + '\\' + {gpo}",
        "$policy = Open-NetGPO -PolicyStore $store",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI sensor to cloud service' -Direction Outbound -Action Allow -Protocol TCP -RemotePort 443",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI sensor to DNS (UDP)' -Direction Outbound -Action Allow -Protocol UDP -RemotePort 53",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI sensor to DNS (TCP)' -Direction Outbound -Action Allow -Protocol TCP -RemotePort 53",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI sensor to devices (TCP)' -Direction Outbound -Action Allow -Protocol TCP -RemotePort 135, 445, 3389",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI sensor to devices (UDP)' -Direction Outbound -Action Allow -Protocol UDP -RemotePort 137, 445",
        "Save-NetGPO -GPOSession $policy",
      ],
    },
  ],
  references: [PREREQUISITES_V2, PREREQUISITES_V3, PREREQUISITES_STANDALONE, PROXY, KNOWN_ISSUES, MS_GPFAS],
  // Rules of the server and of the network are not in a GPO, so nothing passes; a rule that blocks the way for certain fails.
  examples: {
    pass: [],
    fail: [{ note: "An active rule blocks 443.", files: { [REGISTRY_POL]: outbound("no-web", "Block", 6, 443) } }],
    unknown: [
      { note: "No firewall policy; the server and the network decide.", files: UNRELATED },
      {
        note: "Outbound traffic is blocked by default and nothing is allowed.",
        files: { [REGISTRY_POL]: BLOCKED_BY_DEFAULT.join("\n") },
      },
      {
        note: "Outbound traffic is blocked by default, and every flow of the sensor is allowed.",
        files: {
          [REGISTRY_POL]: [
            ...BLOCKED_BY_DEFAULT,
            outbound("mdi-443", "Allow", 6, 443),
            outbound("mdi-53-udp", "Allow", 17, 53),
            outbound("mdi-53-tcp", "Allow", 6, 53),
            outbound("mdi-445-tcp", "Allow", 6, 445),
            outbound("mdi-445-udp", "Allow", 17, 445),
            outbound("mdi-135", "Allow", 6, 135),
            outbound("mdi-137", "Allow", 17, 137),
            outbound("mdi-3389", "Allow", 6, 3389),
          ].join("\n"),
        },
      },
    ],
  },
});
