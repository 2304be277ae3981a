/** Large send offload of network adapters [mdi-requirements 6.16]. */
import type { PsObject, PsValue } from "../../text/powershell-objects.ts";
import { isPsList } from "../../text/powershell-objects.ts";
import type { Head } from "../define.ts";
import { defineFormat } from "../define.ts";
import { asBoolean, asText, textOf } from "../objects.ts";
import type { ObjectKind, Rule } from "../observed-objects.ts";
import { isKind, namesIn, observe, readKinds, remotingHost, rereadKinds } from "../observed-objects.ts";
import { answer } from "../unread.ts";

const SETTINGS: readonly Rule[] = [
  ["V1IPv4Enabled", "/lso-v1-ipv4", asBoolean],
  ["IPv4Enabled", "/lso-v2-ipv4", asBoolean],
  ["IPv6Enabled", "/lso-v2-ipv6", asBoolean],
];
/** Standardised keywords, the same for every driver and language [D]. */
const KEYWORDS: ReadonlyMap<string, string> = new Map([
  ["*lsov1ipv4", "/lso-v1-ipv4"],
  ["*lsov2ipv4", "/lso-v2-ipv4"],
  ["*lsov2ipv6", "/lso-v2-ipv6"],
]);

/** `["0"]`, `"0"`, or `{0}` on the console; the display value is in the driver's language and not looked at. */
function onOrOff(value: PsValue): boolean | null {
  const text = asText(isPsList(value) && value.length === 1 ? (value[0] ?? null) : value);
  return text === "0" || text === "{0}" ? false : text === "1" || text === "{1}" ? true : null;
}

function hostOf(object: PsObject): string | null {
  return textOf(object, "SystemName") ?? remotingHost(object);
}

const KINDS: readonly ObjectKind[] = [
  {
    has: ["name", "v1ipv4enabled", "ipv4enabled", "ipv6enabled"],
    host: hostOf,
    read: (object) => observe(object, "network-adapter", textOf(object, "Name") ?? "", SETTINGS),
  },
  {
    has: ["name", "registrykeyword", "registryvalue"],
    host: hostOf,
    read: (object) => {
      const setting = KEYWORDS.get(textOf(object, "RegistryKeyword")?.toLowerCase() ?? "");
      return setting === undefined
        ? []
        : observe(object, "network-adapter", textOf(object, "Name") ?? "", [["RegistryValue", setting, onOrOff]]);
    },
  },
];

function sniff(head: Head): "no" | "yes" {
  const names = namesIn(head);
  return answer(KINDS.some((kind) => isKind(names, kind)));
}

export const networkAdapters = defineFormat({
  id: "network-adapters",
  title: "Large send offload of network adapters (Get-NetAdapterLso)",
  madeBy: [
    "Get-NetAdapterLso | Select-Object SystemName, Name, V1IPv4Enabled, IPv4Enabled, IPv6Enabled | ConvertTo-Json > lso-HOST.json",
    "Get-NetAdapterAdvancedProperty -RegistryKeyword *Lso* | Select-Object SystemName, Name, RegistryKeyword, RegistryValue | ConvertTo-Json > lso-HOST.json",
  ],
  recognisedBy:
    "Objects (JSON, CSV, CLIXML, a list or a table) with V1IPv4Enabled, IPv4Enabled and IPv6Enabled, or with RegistryKeyword and RegistryValue.",
  proves:
    "Whether that computer's adapters had large send offload on at that time. Whether it is a guest of VMware is told by its manufacturer, not here.",
  sniff,
  parse: (input, sink) => readKinds(KINDS, input, sink),
  reread: (excerpt, kind) => rereadKinds(KINDS, excerpt, kind),
});
