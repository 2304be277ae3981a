/** Distinguished names of the directory [RFC 4514]. */
import { guidOf } from "../core/fact.ts";
import type { Guid } from "../core/fact.ts";

export interface RelativeName {
  /** Lower case: `cn`, `ou`, `dc`. */
  readonly type: string;
  /** Escapes resolved; hexadecimal pairs as UTF-8. */
  readonly value: string;
}

/** Total: a part without `=` has the type "". Of a multi-valued part the whole is one value. */
export function splitDn(dn: string): RelativeName[] {
  const parts: RelativeName[] = [];
  let start = 0;
  for (let at = 0; at <= dn.length; at += 1) {
    const char = dn.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "," || char === "") {
      const part = dn.slice(start, at);
      const equals = part.indexOf("=");
      const type = part.slice(0, Math.max(equals, 0)).trim().toLowerCase();
      parts.push({ type, value: unescaped(part.slice(equals + 1).trim()) });
      start = at + 1;
    }
  }
  return parts;
}

function unescaped(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replaceAll(/((?:\\[0-9a-f]{2})+)|\\(.)/gi, (_, pairs: string | undefined, char: string) =>
    pairs === undefined ? char : Buffer.from(pairs.replaceAll("\\", ""), "hex").toString("utf8"),
  );
}

/** `DC=corp,DC=example` as `corp.example`, as written; null when the name has no such part. */
export function domainOfDn(dn: string): string | null {
  const labels = splitDn(dn).flatMap(({ type, value }) => (type === "dc" ? [value] : []));
  return labels.length === 0 ? null : labels.join(".");
}

/** The value of the first part. */
export function firstName(dn: string): string {
  return splitDn(dn)[0]?.value ?? "";
}

/** The GUID of `CN={GUID},CN=Policies,CN=System,…`; null for any other name. */
export function gpoOfDn(dn: string): Guid | null {
  const [first, second, third] = splitDn(dn);
  if (first?.type !== "cn" || second?.value.toLowerCase() !== "policies" || third?.value.toLowerCase() !== "system") {
    return null;
  }
  return guidOf(first.value);
}

/** What kind of scope of management an object of this name is; null when the name does not tell. */
export function scopeTypeOfDn(dn: string): "site" | "domain" | "ou" | null {
  const [first, second, third] = splitDn(dn);
  if (first?.type === "ou") return "ou";
  if (first?.type === "dc") return "domain";
  const inSites = second?.value.toLowerCase() === "sites" && third?.value.toLowerCase() === "configuration";
  return first?.type === "cn" && inSites ? "site" : null;
}

/** The site of `CN=DC01,CN=Servers,CN=<site>,CN=Sites,CN=Configuration,…`; null for any other name. */
export function siteOfServer(dn: string): string | null {
  const [, servers, site, sites, configuration] = splitDn(dn);
  const found = [servers, sites, configuration].map((part) => part?.value.toLowerCase()).join(",");
  return found === "servers,sites,configuration" && site?.type === "cn" && site.value !== "" ? site.value : null;
}
