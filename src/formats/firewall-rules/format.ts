/** Firewall rules and their filters, each an object of its own that the rule's InstanceID ties together [mdi-requirements 6.A]. */
import type { ObservationFields } from "../../core/fact.ts";
import type { PsObject, PsValue } from "../../text/powershell-objects.ts";
import { property } from "../../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import {
  asNumber,
  asText,
  charSpan,
  hasAll,
  hostOf,
  objectOf,
  rowOnly,
  sayCut,
  textOf,
  textsOf,
  valueOf,
} from "../objects.ts";
import { namesIn, readObjectsOfAnyForm } from "../observed-objects.ts";
import { answer } from "../unread.ts";

const COMMAND =
  'Get-NetFirewallRule -PolicyStore ActiveStore | ForEach-Object { $p = $_ | Get-NetFirewallPortFilter; $a = $_ | Get-NetFirewallAddressFilter; [pscustomobject]@{ InstanceID = $_.InstanceID; DisplayName = $_.DisplayName; Enabled = "$($_.Enabled)"; Direction = "$($_.Direction)"; Action = "$($_.Action)"; Profile = "$($_.Profile)"; Protocol = $p.Protocol; LocalPort = $p.LocalPort; RemotePort = $p.RemotePort; LocalAddress = $a.LocalAddress; RemoteAddress = $a.RemoteAddress } } | ConvertTo-Json -Depth 3';

/** Numbers of the enumerations, which JSON writes instead of their words [D: MSFT_NetFirewallRule]. */
const WORDS: Readonly<Record<"enabled" | "direction" | "action", ReadonlyMap<number, string>>> = {
  enabled: new Map([
    [1, "True"],
    [2, "False"],
  ]),
  direction: new Map([
    [1, "Inbound"],
    [2, "Outbound"],
  ]),
  action: new Map([
    [2, "Allow"],
    [3, "AllowBypass"],
    [4, "Block"],
  ]),
};
const PROFILES: readonly (readonly [number, string])[] = [
  [1, "Domain"],
  [2, "Private"],
  [4, "Public"],
];

const ENUMERATIONS = [
  ["Enabled", "enabled"],
  ["Direction", "direction"],
  ["Action", "action"],
] as const;
const PLAIN: readonly string[] = ["DisplayName"];
const FILTERS: readonly string[] = ["Protocol", "LocalPort", "RemotePort", "LocalAddress", "RemoteAddress"];

function sniff(head: Head): "no" | "yes" {
  const shown = namesIn(head);
  const names = shown === null ? null : { names: shown };
  const rule =
    hasAll(names, "direction", "action", "enabled") && (hasAll(names, "displayname") || hasAll(names, "instanceid"));
  return answer(
    rule ||
      isProfile(names) ||
      hasAll(names, "instanceid", "localport", "remoteport") ||
      hasAll(names, "instanceid", "localaddress", "remoteaddress"),
  );
}

function isProfile(names: Parameters<typeof hasAll>[0]): boolean {
  return hasAll(names, "defaultinboundaction", "defaultoutboundaction");
}

/** Numbers of a profile [D: MSFT_NetFirewallProfile]: GpoBoolean and the default actions. */
const SWITCH: ReadonlyMap<number, string> = new Map([
  [0, "False"],
  [1, "True"],
  [2, "NotConfigured"],
]);
const DEFAULT_ACTION: ReadonlyMap<number, string> = new Map([
  [0, "NotConfigured"],
  [2, "Allow"],
  [4, "Block"],
]);
const PROFILE_SETTINGS: readonly (readonly [string, ReadonlyMap<number, string>])[] = [
  ["Enabled", SWITCH],
  ["DefaultInboundAction", DEFAULT_ACTION],
  ["DefaultOutboundAction", DEFAULT_ACTION],
  ["AllowInboundRules", SWITCH],
  ["AllowLocalFirewallRules", SWITCH],
];

function readProfile(object: PsObject): Found | null {
  const name = textOf(object, "Name", "Profile");
  if (name === null) return null;
  const value: string[] = [];
  const unknown: string[] = [];
  for (const [key, words] of PROFILE_SETTINGS) {
    const found = valueOf(object, key);
    if (found === null) continue;
    const number = typeof found === "boolean" ? Number(found) : asNumber(found);
    const word = number === null ? asText(found) : (words.get(number) ?? null);
    if (word === null || ![...words.values()].includes(word)) unknown.push(key);
    else value.push(`${key}=${word}`);
  }
  return { fields: { kind: "observation", topic: "firewall-profile", name, value }, cut: [], unknown };
}

function enumWord(name: keyof typeof WORDS, value: PsValue): string | null {
  const number = asNumber(value);
  return number === null ? asText(value) : (WORDS[name].get(number) ?? null);
}

function profileWords(value: PsValue): string | null {
  const number = asNumber(value);
  if (number === null) return asText(value);
  const words = PROFILES.flatMap(([bit, word]) => ((number & bit) === 0 ? [] : [word]));
  return words.length === 0 || words.length === PROFILES.length ? "Any" : words.join(", ");
}

interface Found {
  readonly fields: ObservationFields;
  /** Properties that the export left out. */
  readonly cut: readonly string[];
  /** Properties whose number has no meaning here. */
  readonly unknown: readonly string[];
}

/** `Key=value` strings; a key stands once for each of several values. What is lost is left out. */
function readRule(object: PsObject): Found | null {
  if (property(object, "DefaultInboundAction") !== undefined) return readProfile(object);
  const name = textOf(object, "InstanceID", "Name", "DisplayName");
  if (name === null) return null;
  const value: string[] = [];
  const cut: string[] = [];
  const unknown: string[] = [];
  for (const [key, enumeration] of ENUMERATIONS) {
    const found = valueOf(object, key);
    if (found === null) continue;
    const word = enumWord(enumeration, found);
    if (word === null) unknown.push(key);
    else value.push(`${key}=${word}`);
  }
  const profile = profileWords(valueOf(object, "Profile", "Profiles"));
  if (profile !== null) value.push(`Profile=${profile}`);
  for (const key of [...PLAIN, ...FILTERS]) {
    const found = valueOf(object, key);
    if (found === null) continue;
    const list = textsOf(found);
    if (list.cut) cut.push(key);
    else for (const text of list.texts) value.push(`${key}=${text}`);
  }
  const rule = property(object, "Direction") !== undefined && property(object, "Action") !== undefined;
  const topic = rule ? "firewall-rule" : "firewall-filter";
  return { fields: { kind: "observation", topic, name, value }, cut, unknown };
}

function parse(input: Input, sink: Sink): ReadResult {
  return readObjectsOfAnyForm(input, sink, (object) => {
    const found = readRule(object);
    if (found === null) {
      sink.diagnostic({ code: "malformed", offset: object.start, data: { message: "a rule without its name" } });
      return;
    }
    for (const key of found.cut) sayCut(sink, property(object, key) ?? object, key, "firewall-rules");
    for (const key of found.unknown) {
      const data = { what: key, object: found.fields.name.slice(0, 80), value: asText(valueOf(object, key)) ?? "" };
      sink.diagnostic({ code: "not-understood", offset: property(object, key)?.start ?? object.start, data });
    }
    sink.fact({ fields: found.fields, span: charSpan(object), via: "powershell", host: hostOf(object) });
  });
}

export const firewallRules = defineFormat({
  id: "firewall-rules",
  title: "Firewall rules (Get-NetFirewallRule)",
  madeBy: [
    `${COMMAND} > firewall-HOST.json`,
    "Get-NetFirewallRule -PolicyStore ActiveStore | ConvertTo-Json > firewall-rules-HOST.json",
    "Get-NetFirewallProfile -PolicyStore ActiveStore | Select-Object Name, Enabled, DefaultInboundAction, DefaultOutboundAction, AllowLocalFirewallRules | ConvertTo-Json > firewall-profiles-HOST.json",
    "Get-NetFirewallPortFilter -PolicyStore ActiveStore | ConvertTo-Json > firewall-ports-HOST.json",
  ],
  recognisedBy:
    "JSON, CSV or CLIXML whose objects have Direction, Action and Enabled, InstanceID with ports or addresses, or DefaultInboundAction and DefaultOutboundAction.",
  proves:
    "The rules of that computer's own firewall at that time. A rule without its ports and addresses tells its direction and action only; network firewalls stay unknown.",
  sniff,
  parse,
  reread(excerpt, kind) {
    if (kind !== "observation") return null;
    const object = objectOf(excerpt);
    return object === null ? rowOnly(kind) : (readRule(object)?.fields ?? null);
  },
});
