import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { LOG_ACCESS_POLICY, MS_GPSB } from "./_sources.ts";

const POL = "Software\\Policies\\Microsoft\\Windows\\EventLog\\Security";

export const requirement = defineRequirement({
  id: "LOG-SECURITY-SIZE",
  revision: 1,
  title: "No policy makes the Security log smaller than the Windows default",
  label: "Security log size",
  severity: "low",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "all",
    of: [
      { kind: "event-log", log: "Security", setting: "MaximumLogSize", atLeast: 20480, whenAbsent: "ignore" },
      { kind: "registry", path: `HKLM\\${POL}\\MaxSize`, atLeast: 20480, whenAbsent: "ignore" },
    ],
  },
  // The channel counts in bytes, both policies in kilobytes.
  captured: {
    kind: "observation",
    topic: "event-channel",
    name: "Security/maxSize",
    atLeast: 20_971_520,
    whenAbsent: "unknown",
  },
  want: "MaximumLogSize in [Security Log] and the policy MaxSize, where set, are at least 20,480 KB.",
  why: "Defender for Identity states no size. 20,480 KB is the default of Windows and so the floor; the eight subcategories and the SACLs on a busy domain controller fill it within minutes, and events that are overwritten while the sensor is stopped are lost. Microsoft's security baseline sets 196,608 KB.",
  functional:
    "Advice only. Both settings count in KB, whereas wevtutil and the service's own registry value count in bytes. Where both are set, the administrative template decides.",
  events: [],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: ["wevtutil.exe gl Security  # maxSize, in bytes"],
  ask: ["wevtutil.exe gl Security", "wevtutil.exe gli Security"],
  remedies: [
    {
      via: "native",
      text: "Computer Configuration > Policies > Administrative Templates > Windows Components > Event Log Service > Security > Specify the maximum log file size (KB). The value below is that of Microsoft's security baseline.",
      commands: [
        `Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key 'HKLM\\${POL}' -ValueName 'MaxSize' -Type DWord -Value 196608`,
      ],
    },
    {
      via: "native",
      text: "On one server, elevated, where no policy sets it (bytes).",
      commands: ["wevtutil.exe sl Security /ms:201326592"],
    },
  ],
  references: [LOG_ACCESS_POLICY, MS_GPSB],
  examples: {
    pass: [
      { note: "The size of Microsoft's baseline.", files: { [REGISTRY_POL]: `${POL};MaxSize;REG_DWORD;196608` } },
      {
        note: "The default, in the template.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Security Log]\nMaximumLogSize = 20480\n` },
      },
    ],
    fail: [
      {
        note: "16 MB in the template.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Security Log]\nMaximumLogSize = 16384\n` },
      },
    ],
    unknown: [{ note: "No policy; the size on each server decides.", files: UNRELATED }],
  },
});
