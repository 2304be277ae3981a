import { defineRequirement } from "../define.ts";
import { UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, READINESS_SCRIPT, withoutItem } from "./_sensor.ts";
import {
  FAQ,
  HEALTH_ALERTS,
  PREREQUISITES_STANDALONE,
  PREREQUISITES_V2,
  PREREQUISITES_V3,
  ROLE_SERVERS,
} from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-OS",
  revision: 1,
  title: "Each server carries a sensor that its role and Windows version allow",
  label: "Windows and sensor version",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "other-evidence",
    evidence:
      "Windows version and build, sensor generation, packet driver and Defender for Endpoint state of each server in the matrix of roles",
  },
  // Windows decides against it alone; what speaks for it takes sensor, driver and update as well.
  captured: {
    kind: "all",
    of: [
      {
        kind: "observation",
        topic: "system",
        name: "os-build",
        // Server 2016, 2019, 2022, 2025; and 2008 to 2012 R2, which are out of support.
        oneOf: [14_393, 17_763, 20_348, 26_100],
        noneOf: [6001, 6002, 6003, 7600, 7601, 9200, 9600],
        whenAbsent: "unknown",
      },
      {
        kind: "other-evidence",
        evidence: "the generation of its sensor, the packet driver, updates and the state of Defender for Endpoint",
      },
    ],
  },
  want: "Sensor v2.x: Windows Server 2016, 2019 (KB4487044 or later: ntdsai.dll at least 10.0.17763.316), 2022 or 2025, with desktop or as core, no Nano Server, and Npcap 1.0 or later. Sensor v3.x: domain controllers only, Windows Server 2019 or later with the cumulative update of March 2026 or later (a third-party script says July 2026, unconfirmed), Defender for Endpoint onboarded, no v2.x sensor left.",
  why: [
    "A server in the matrix without a sensor is not watched at all: every domain controller including read-only ones, every AD FS federation server, every online AD CS server with the Certification Authority role service, every Microsoft Entra Connect server, active and staging. Web Application Proxy servers and offline CAs need none.",
    "v3.x also covers AD FS, AD CS and Entra Connect on a domain controller; on servers of their own they need v2.x. v3.x knows no VPN integration and no syslog, has limits with ExpressRoute, and a domain controller on Windows Server 2025 cannot be migrated to it in place; its device tag Unified Sensor RPC Audit brings further detections.",
    "A v2.x sensor on Server 2019 below the update is stopped. Windows Server 2012 and 2012 R2 still report but are out of support. WinPcap, or Npcap older than 1.0 or with other options than no loopback support, WinPcap mode and no restriction to administrators, is a health alert; NIC teaming needs Npcap as well.",
    "A stand-alone sensor gets the same events by forwarding or from a SIEM, never Event Tracing for Windows; it needs a management adapter, a capture adapter with port mirroring, 5 GB of disk, and may stand in a workgroup.",
  ].join(" "),
  functional:
    "No policy carries any of this. Microsoft's readiness script accepts Windows versions that the pages no longer support.",
  events: [],
  detections: [
    { title: "Suspected DCShadow attack (domain controller promotion)", basis: "documented" },
    { title: "Suspected DCShadow attack (domain controller replication request)", basis: "documented" },
    { title: "Suspicious modification of the trust relationship of AD FS server", basis: "documented" },
    { title: "Suspicious certificate usage over Kerberos protocol (PKINIT)", basis: "documented" },
    { title: "Suspicious Domain Controller certificate request (ESC8)", basis: "documented" },
  ],
  microsoft: withoutItem("Sensor running on an unsupported operating system", true),
  verify: [
    READINESS_SCRIPT,
    "Microsoft Defender portal: Settings > Identities > Sensors (every server of the matrix is listed, healthy, up to date)",
    `${HEALTH_PAGE}: Sensor running on an unsupported operating system; Sensor has issues with packet capturing component; Sensor v3.x RPC Audit Misconfigured`,
    "Microsoft Defender portal: Secure Score > unmonitored domain controllers, AD CS, AD FS and Entra Connect servers",
  ],
  ask: [
    "Get-ADDomainController -Filter * | Select-Object HostName, Domain, Site, IsReadOnly, ComputerObjectDN, OperatingSystemVersion | ConvertTo-Json > .\\domain-controllers.json",
    "Get-ADComputer -LDAPFilter '(operatingSystem=*Server*)' -Properties OperatingSystem, OperatingSystemVersion | Select-Object DNSHostName, OperatingSystem, OperatingSystemVersion",
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion' | Select-Object ProductName, CurrentBuild, UBR, InstallationType",
    '(Get-Item "$env:windir\\System32\\ntdsai.dll").VersionInfo.FileVersion  # for reading by eye',
    "Get-Service -Name AATPSensor, AATPSensorUpdater, Sense, CertSvc, adfssrv, ADSync -ErrorAction SilentlyContinue",
    "(Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status' -ErrorAction SilentlyContinue).OnboardingState  # 1: onboarded",
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*', 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*' | Where-Object DisplayName -match 'Npcap|WinPcap' | Select-Object DisplayName, DisplayVersion",
    "Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\npcap\\Parameters' -ErrorAction SilentlyContinue | Select-Object LoopbackSupport, WinPcapCompatible, AdminOnly",
  ],
  remedies: [
    {
      via: "manual",
      text: "Upgrade Windows or install the cumulative update; a restart and so a maintenance window may be needed. Npcap: uninstall the sensor and WinPcap, then install the sensor from the current package, which brings Npcap.",
      commands: [".\\npcap-1.00-oem.exe /loopback_support=no /winpcap_mode=yes /admin_only=no /S"],
    },
    {
      via: "manual",
      text: "Sensor v3.x: onboard the domain controller to Defender for Endpoint, remove the v2.x sensor, then activate it in the Microsoft Defender portal: Settings > Identities > Activation. RPC auditing: System > Settings > Microsoft Defender XDR > Asset rule management, a rule that sets the tag Unified Sensor RPC Audit.",
      commands: [],
    },
  ],
  references: [PREREQUISITES_V2, PREREQUISITES_V3, PREREQUISITES_STANDALONE, ROLE_SERVERS, HEALTH_ALERTS, FAQ],
  examples: { pass: [], fail: [], unknown: [{ note: "No GPO speaks of it.", files: UNRELATED }] },
});
