import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import { HEALTH_ALERTS, MS_GPFAS, NAME_RESOLUTION, PREREQUISITES_V2 } from "./_sources.ts";

const FIREWALL = "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";
const inbound = (name: string, action: "Allow" | "Block", protocol: 6 | 17, port: string): string =>
  `${FIREWALL}\\FirewallRules;${name};REG_SZ;v2.31|Action=${action}|Active=TRUE|Dir=In|Protocol=${protocol}|LPort=${port}|Profile=Domain|RA4=10.0.0.0/255.255.255.0|Name=${name}|`;

export const requirement = defineRequirement({
  id: "MDI-SENSOR-NNR",
  revision: 1,
  title: "Devices answer the sensor's name resolution on 135, 137 or 3389",
  label: "Name resolution of devices",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: { kind: "check", check: "nnr-firewall" },
  want: "Every device accepts, from the addresses of the v2.x sensors, at least one of NTLM over RPC (135/TCP), NetBIOS (137/UDP) and RDP (3389/TCP, the standard port); all three are advised. Reverse lookup zones exist and the sensors reach DNS (53/UDP).",
  why: "Network Name Resolution turns the addresses in traffic and events into computers. Without it alerts name an address, false positives grow, and the reverse DNS lookup remains as the only, secondary method. The v3.x sensor resolves names from the device inventory and needs none of these ports.",
  functional:
    "An allow rule in a GPO shows intent, a missing one shows nothing while rules made on the devices still count (AllowLocalPolicyMerge), and network firewalls stay unknown. Microsoft's health alert counts failed resolutions (over 90 percent) instead.",
  events: [],
  detections: [
    { title: "Suspected identity theft (pass-the-ticket)", basis: "documented" },
    { title: "Suspected DCSync attack (replication of directory services)", basis: "documented" },
    { title: "Network mapping reconnaissance (DNS)", basis: "documented" },
  ],
  microsoft: withoutItem("Low success rate of active name resolution", false),
  verify: [`${HEALTH_PAGE}: Low success rate of active name resolution`],
  ask: [
    "Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object Name, Enabled, DefaultInboundAction, DefaultOutboundAction, AllowLocalFirewallRules | ConvertTo-Json > .\\firewall-profiles.json",
    "Get-NetFirewallRule -PolicyStore ActiveStore -Direction Inbound -Enabled True | Get-NetFirewallPortFilter | Where-Object LocalPort -in 135, 137, 3389, 'RPCEPMap'",
    "Test-NetConnection -ComputerName '<a workstation>' -Port 135  # from a sensor; likewise 3389, for reading by eye",
    "Resolve-DnsName -Name '<address of a workstation>' -Type PTR  # from a sensor, for reading by eye",
  ],
  remedies: [
    {
      via: "native",
      text: "In a GPO for workstations and servers: Computer Configuration > Policies > Windows Settings > Security Settings > Windows Defender Firewall with Advanced Security > Inbound Rules, limited to the addresses of the sensors.",
      commands: [
        "$sensors = 'REPLACE-ME'  # the addresses of the servers with a sensor, separated by commas",
        "$policy = Open-NetGPO -PolicyStore ({domain} + '\\' + {gpo})",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI name resolution: RPC' -Direction Inbound -Action Allow -Protocol TCP -LocalPort RPCEPMap -RemoteAddress $sensors",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI name resolution: NetBIOS' -Direction Inbound -Action Allow -Protocol UDP -LocalPort 137 -RemoteAddress $sensors",
        "New-NetFirewallRule -GPOSession $policy -DisplayName 'MDI name resolution: RDP' -Direction Inbound -Action Allow -Protocol TCP -LocalPort 3389 -RemoteAddress $sensors",
        "Save-NetGPO -GPOSession $policy",
      ],
    },
  ],
  references: [NAME_RESOLUTION, PREREQUISITES_V2, HEALTH_ALERTS, MS_GPFAS],
  // Which devices a rule reaches is not in a GPO, so no example passes or fails.
  examples: {
    pass: [],
    fail: [],
    unknown: [
      { note: "No firewall policy.", files: UNRELATED },
      {
        note: "RPC, written as the endpoint mapper, and NetBIOS are allowed from the sensors' network.",
        files: {
          [REGISTRY_POL]: [
            inbound("mdi-rpc", "Allow", 6, "RPC-EPMap"),
            inbound("mdi-netbios", "Allow", 17, "137"),
          ].join("\n"),
        },
      },
      {
        note: "All three ports are blocked by active rules.",
        files: {
          [REGISTRY_POL]: [
            inbound("no-rpc", "Block", 6, "135"),
            inbound("no-netbios", "Block", 17, "137"),
            inbound("no-rdp", "Block", 6, "3389"),
          ].join("\n"),
        },
      },
    ],
  },
});
