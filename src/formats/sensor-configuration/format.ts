/** The configuration file of the sensor v2.x, of which the proxy is read [mdi-requirements 6.10]. */
import type { FactDraft, FactFields, ObservationFields } from "../../core/fact.ts";
import type { JsonNode } from "../../text/json.ts";
import { parseJson } from "../../text/json.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { asBoolean, asText } from "../objects.ts";
import type { ObjectKind } from "../observed-objects.ts";
import { isKind, namesIn, observe, readKinds, remotingHost, rereadKinds } from "../observed-objects.ts";
import { entry, jsonHead, readDocument } from "../tool-rows.ts";
import { answer } from "../unread.ts";

const PROXY = "SensorProxyConfiguration";
const OTHER = "SecretManagerConfigurationCertificateThumbprint";

const CMDLET: ObjectKind = {
  has: ["isproxyenabled", "url"],
  host: remotingHost,
  read: (object) =>
    observe(object, "sensor", "", [
      ["IsProxyEnabled", "proxy", asBoolean],
      ["IsAuthenticationProxyEnabled", "proxy-authentication", asBoolean],
      ["Url", "proxy-url", asText],
    ]).filter(({ place }) => typeof place.value !== "string" || !holdsSecret(place.value)),
};

function sniff(head: Head): "no" | "yes" {
  // What Get-MDISensorProxyConfiguration tells of the file.
  if (isKind(namesIn(head), CMDLET)) return "yes";
  const root = jsonHead(head) ?? undefined;
  const has = (name: string): boolean => entry(root, name) !== undefined;
  return answer(has(PROXY) || has(OTHER));
}

/** `http://user:password@proxy` holds a password. */
function holdsSecret(url: string): boolean {
  return url.includes("@");
}

const told = (name: string, value: ObservationFields["value"]): ObservationFields => ({
  kind: "observation",
  topic: "sensor",
  name,
  value,
});

/** Null for anything but a text or nothing at all. */
function wordsOf(node: JsonNode): string | null {
  return node.kind === "null" ? "" : node.kind === "string" ? node.value.trim() : null;
}

function draft(fields: ObservationFields, start: number, end: number): FactDraft {
  return { fields, span: { unit: "char", start, end }, via: "console", host: null };
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  if (!text.includes(PROXY) && !text.includes(OTHER)) return readKinds([CMDLET], input, sink);
  return readDocument(input, sink, (root) => {
    const own = entry(root, PROXY);
    const proxy = own?.value;

    if (own?.value.kind === "null") sink.fact(draft(told("proxy", false), own.start, own.value.end));
    // An object without its end may go on with what decides.
    if (proxy?.kind !== "object" || proxy.open === true) return;
    for (const { key, value, start } of proxy.entries) {
      const name = key.toLowerCase();
      if (name === "url") {
        const url = wordsOf(value);
        if (url === null) {
          sink.diagnostic({ code: "not-understood", offset: start, data: { what: key, why: "it is no text" } });
          continue;
        }
        const secret = holdsSecret(url);
        // The name alone, where the address holds a password.
        const end = secret ? start + key.length + 2 : value.end;
        sink.fact(draft(told("proxy", url !== ""), start, end));
        if (secret) sink.diagnostic({ code: "secret-redacted", offset: start, data: { what: key } });
        else if (url !== "") sink.fact(draft(told("proxy-url", url), start, end));
      } else if (name === "username") {
        const user = wordsOf(value);
        if (user !== null) sink.fact(draft(told("proxy-authentication", user !== ""), start, value.end));
      } else if (name === "encrypteduserpassworddata" && value.kind !== "null") {
        sink.diagnostic({ code: "secret-redacted", offset: start, data: { what: key } });
      }
    }
  });
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind !== "observation") return null;
  const result = parseJson(`{${excerpt}}`);
  const only = result.ok && result.value.kind === "object" ? result.value.entries[0] : undefined;
  if (only === undefined) return rereadKinds([CMDLET], excerpt, kind);
  if (only.key.toLowerCase() === "username") {
    return told("proxy-authentication", (wordsOf(only.value) ?? "") !== "");
  }
  if (only.key.toLowerCase() === PROXY.toLowerCase()) return { kind, topic: "sensor", name: "proxy", value: false };
  // The file cites an address for two facts.
  if (only.key.toLowerCase() !== "url") return rereadKinds([CMDLET], excerpt, kind);
  return { kind, topic: "sensor" };
}

export const sensorConfiguration = defineFormat({
  id: "sensor-configuration",
  title: "Configuration of the sensor v2.x (SensorConfiguration.json)",
  madeBy: [
    "Get-MDISensorProxyConfiguration | Select-Object IsProxyEnabled, IsAuthenticationProxyEnabled, Url, UserName | ConvertTo-Json > sensor-proxy-HOST.json",
    "Get-MDISensorProxyConfiguration > sensor-proxy-HOST.txt",
    "Copy SensorConfiguration.json from the version folder below `C:\\Program Files\\Azure Advanced Threat Protection Sensor`.",
  ],
  recognisedBy:
    "JSON whose root has SensorProxyConfiguration, or objects (JSON, CSV, CLIXML, a list) with IsProxyEnabled and Url.",
  proves:
    "Whether the sensor of that computer is set to use a proxy, and which. Whether the proxy inspects TLS or lets the sensor through is not told. The file does not name the computer.",
  sniff,
  parse,
  reread,
});
