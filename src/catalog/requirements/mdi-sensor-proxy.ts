import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import { KNOWN_ISSUES, PREREQUISITES_V2, PREREQUISITES_V3, PROXY } from "./_sources.ts";

const DATA_COLLECTION = "Software\\Policies\\Microsoft\\Windows\\DataCollection";
const DEFENDER = "Software\\Policies\\Microsoft\\Windows Defender";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-PROXY",
  revision: 1,
  title: "The sensor reaches its service without TLS inspection",
  label: "Proxy and TLS inspection",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "all",
    of: [
      // Information: which proxy a v3.x sensor is told to use. An empty name is none.
      {
        kind: "registry",
        path: `HKLM\\${DATA_COLLECTION}\\TelemetryProxyServer`,
        noneOf: [""],
        whenAbsent: "ignore",
      },
      { kind: "registry", path: `HKLM\\${DEFENDER}\\ProxyServer`, noneOf: [""], whenAbsent: "ignore" },
      {
        kind: "other-evidence",
        evidence: "the proxy in the sensor's own configuration, and a connection test from each server with a sensor",
      },
    ],
  },
  want: "Each server reaches <workspace>sensorapi.atp.azure.com on 443 directly, over ExpressRoute (v2.x: Microsoft peering, BGP community 12076:5220) or through a proxy that neither opens TLS nor asks for a user. Explicit allow lists also hold crl.microsoft.com, ctldl.windowsupdate.com, www.microsoft.com/pkiops/* and www.microsoft.com/pki/*.",
  why: "Sensor and service authenticate each other with certificates, so inspection breaks the connection. A proxy that answers 401 or 403 shows up as a licensing error during installation. v2.x keeps its proxy in SensorConfiguration.json beside its program; a browser proxy of the user or ProxySettingsPerUser does not reach LocalService and LocalSystem. v3.x uses the addresses of Defender for Endpoint and its policies TelemetryProxyServer (host:port without scheme) and ProxyServer (URL).",
  functional: "Policy shows at most which proxy is meant, never that the connection works.",
  events: [],
  detections: [],
  microsoft: withoutItem("Sensor stopped communicating", false),
  verify: [
    "Get-MDISensorProxyConfiguration",
    "Test-MDISensorApiConnection",
    `${HEALTH_PAGE}: Sensor stopped communicating`,
  ],
  ask: [
    "Get-MDISensorProxyConfiguration",
    "Test-MDISensorApiConnection  # Classic wants 200; Unified (v3.x) wants an internal server error, for reading by eye",
    `reg.exe query "HKLM\\${DATA_COLLECTION}" /v TelemetryProxyServer`,
    `reg.exe query "HKLM\\${DEFENDER}" /v ProxyServer`,
    "netsh.exe winhttp show proxy",
  ],
  remedies: [
    {
      via: "module",
      text: "On each server with a sensor, elevated. The cmdlet writes the place that the installed generation reads.",
      commands: ["Set-MDISensorProxyConfiguration -ProxyUrl 'http://REPLACE-ME:8080'"],
    },
    {
      via: "manual",
      text: "Exempt the sensor's addresses from TLS inspection and from authentication at the proxy.",
      commands: [],
    },
  ],
  references: [PROXY, PREREQUISITES_V2, PREREQUISITES_V3, KNOWN_ISSUES],
  examples: {
    pass: [],
    fail: [],
    unknown: [
      { note: "No policy; the sensor's own configuration decides.", files: UNRELATED },
      {
        note: "A policy names the proxy of v3.x sensors; whether they reach the service stays open.",
        files: { [REGISTRY_POL]: `${DATA_COLLECTION};TelemetryProxyServer;REG_SZ;proxy.corp.example:8080` },
      },
    ],
  },
});
